//! The traffic bar: the one slider that is always there, and what it does to the people served.

use crate::board::{Board, Msg};
use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::ui::ruler::CheckedRuler;
use crate::ui::scale::Scale;
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::Role;

/// The range of the ruler; sources may be set beyond it in the inspector.
const SCALE: Scale = Scale { whole: false, ..Scale::log(10.0, 100_000.0) };
/// Shares below this many finished requests a second say nothing.
const FEW: f32 = 0.5;

/// Sources of traffic with their rates: the first parameter of every node that is a source, where it counts.
/// People who wait for their answers ask at a rate of their own.
fn sources(board: &Board) -> Vec<(NodeId, f64)> {
    let sources = board.design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
    let counts = |id: NodeId, other: usize, mask: u64| {
        board.param(id, other).is_some_and(|v| mask >> v as u32 & 1 == 1)
    };
    sources
        .filter(|n| match n.kind.table()[0].only_if {
            Some((other, mask)) => counts(n.id, other, mask),
            None => true,
        })
        .filter_map(|n| Some((n.id, board.param(n.id, 0)?)))
        .collect()
}

/// Sets the sum of all rates; several sources keep their proportions.
fn set_total(desk: Desk, total: f64) {
    let sources = desk.board.with_untracked(|h| sources(h.board()));
    let before: f64 = sources.iter().map(|(_, rate)| rate).sum();
    let same = sources.windows(2).all(|w| w[0].1 == w[1].1);
    match sources.len() {
        0 => {}
        n if same => {
            let nodes = sources.iter().map(|(id, _)| *id).collect();
            desk.send(Msg::SetParam { nodes, param: 0, value: total / n as f64 });
        }
        _ => {
            for (id, rate) in sources {
                desk.send(Msg::SetParam { nodes: vec![id], param: 0, value: rate * total / before });
            }
        }
    }
}

/// So many steps of the ruler more or less; gives the new rate, or nothing where there is no source.
pub fn step_traffic(desk: Desk, by: f64) -> Option<f64> {
    let before = desk.board.with_untracked(|h| sources(h.board()));
    let total = before.iter().map(|(_, rate)| rate).sum::<f64>();
    if before.is_empty() {
        return None;
    }
    set_total(desk, SCALE.step(total, by));
    let after = desk.board.with_untracked(|h| sources(h.board()));
    Some(after.iter().map(|(_, rate)| rate).sum())
}

/// Traffic, the share that is not answered on time, and the 95th percentile.
#[component]
pub fn TrafficBar(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let rates = memo(move || desk.board.with(|h| sources(h.board())));
    let total =
        memo(move || rates.with(|r| (!r.is_empty()).then(|| r.iter().map(|(_, rate)| rate).sum::<f64>())));
    let fixed = derived(move || {
        rates.with(Vec::is_empty)
            || desk.board.with(|h| {
                let locks = desk.locks.get();
                let nodes = &h.board().design.nodes;
                nodes.iter().any(|n| n.kind.meta().role == Role::Source && !locks.may_set(n.kind))
            })
    });
    let said = move || (t.get().panels.rate_said)(&number::short(lang.get(), total.get().unwrap_or(0.0)));
    view! {
        <section
            class="tb"
            aria-label=move || t.get().panels.traffic
            data-testid="traffic"
            on:pointerdown=move |_| desk.begin_gesture()
        >
            <b class="tb-name">{move || t.get().panels.traffic}</b>
            <CheckedRuler
                label=derived(move || t.get().panels.traffic.to_owned())
                scale=SCALE
                value=total
                said=derived(said)
                on_change=callback(move |v| set_total(desk, v))
                disabled=fixed
            />
            <span class="tb-value" data-testid="traffic-value">
                {move || total.get().map_or("–".to_owned(), |v| number::short(lang.get(), v))}
                <small>{move || t.get().panels.per_second}</small>
            </span>
            <Outcome desk />
        </section>
    }
}

#[component]
fn Outcome(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let last = memo(move || {
        desk.frame.with(|f| (f.last.on_time, f.last.late, f.last.failed, f.last.p95, f.nodes.is_empty()))
    });
    // the share of finished requests that people did not get in time
    let missed = move || {
        let (on_time, late, failed, ..) = last.get();
        let finished = on_time + late + failed;
        (finished > FEW).then(|| f64::from((late + failed) / finished))
    };
    let share = move || match missed() {
        None => t.get().panels.nothing_finished.to_owned(),
        Some(share) => (t.get().panels.not_on_time)(&number::percent(lang.get(), share)),
    };
    let p95 = move || {
        let (on_time, late, _, p95, _) = last.get();
        if on_time + late > 0.0 { number::ms(lang.get(), f64::from(p95)) } else { "–".to_owned() }
    };
    view! {
        <div class="tb-out" data-testid="on-time">
            <b class:bad=move || missed().is_some_and(|m| m > 0.01)>{share}</b>
            <small>{move || t.get().panels.last_second}</small>
        </div>
        <div class="tb-out tb-p95" data-testid="p95">
            <b>{p95}</b>
            <small>{move || t.get().panels.p95_of_answers}</small>
        </div>
    }
}
