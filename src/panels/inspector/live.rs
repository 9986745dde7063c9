//! What a station measures right now.

use crate::desk::Desk;
use crate::i18n::{kinds, number, use_lang, use_texts};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::host::NodeFrame;
use simcore::measure::{Backend, Reason};

/// A row of figures: what, how much, and whether it is a bad sign.
type Figure = (String, String, bool);

#[component]
pub fn Live(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let node = memo(move || desk.frame.with(|f| f.nodes.iter().find(|n| n.id == id).cloned()));
    let figures =
        move || node.with(|n| n.as_ref().map(|n| figures(n, t.get(), lang.get())).unwrap_or_default());
    let row = |(what, much, bad): Figure| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd class:bad=bad>{much}</dd>
            </div>
        }
    };
    view! {
        <Show
            when=move || node.with(Option::is_some)
            fallback=move || view! { <p class="so">{move || t.get().panels.not_measured}</p> }
        >
            <dl class="ins-figures" data-testid="live">{move || figures().into_iter().map(row).collect_view()}</dl>
            <p class="pr-small">{move || t.get().panels.live_note}</p>
            <crate::whatif::BesideLive desk id />
            <Backends desk node />
        </Show>
    }
}

fn figures(n: &NodeFrame, texts: &crate::i18n::Texts, lang: crate::i18n::Lang) -> Vec<Figure> {
    let t = &texts.panels;
    let rate = |v: f32| number::rate(lang, f64::from(v));
    let count = |v: u32| number::int(lang, f64::from(v));
    let mut rows: Vec<Figure> = vec![
        (t.arrives.to_owned(), rate(n.arrived), false),
        (t.answered.to_owned(), rate(n.answered), false),
    ];
    for reason in Reason::ALL {
        let failed = n.failed[reason as usize];
        if failed > 0.0 {
            rows.push(((texts.errors.reason)(reason).to_owned(), rate(failed), true));
        }
    }
    if n.answered > 0.0 {
        rows.push(("p50".to_owned(), number::ms(lang, f64::from(n.p50)), false));
        rows.push(("p95".to_owned(), number::ms(lang, f64::from(n.p95)), false));
    }
    let g = &n.gauges;
    if g.slots > 0 {
        let share = |v: f32| number::percent(lang, f64::from(v));
        rows.push((t.busy.to_owned(), share(n.utilisation), false));
        rows.push((t.taken.to_owned(), share(n.taken), n.taken > 0.995));
        rows.push((
            t.slots_now.to_owned(),
            (t.slots)(&count(g.working), &count(g.held), &count(g.slots)),
            false,
        ));
    }
    match g.queue_limit {
        Some(limit) => {
            let text = (t.n_of)(&count(g.queued), &count(limit));
            rows.push((t.waiting.to_owned(), text, limit > 0 && g.queued >= limit));
        }
        None if g.queued > 0 => rows.push((t.waiting.to_owned(), count(g.queued), false)),
        None => {}
    }
    if let Some(hit) = g.hit_ratio {
        rows.push((t.hit_ratio.to_owned(), number::percent(lang, hit), false));
    }
    if let Some((entries, of)) = g.entries {
        rows.push((t.entries.to_owned(), (t.n_of)(&count(entries), &count(of)), false));
    }
    for &(fact, value) in &g.facts {
        let name = kinds::fact(lang, fact).to_owned();
        rows.push((name, kinds::fact_value(lang, fact, value), false));
    }
    rows
}

/// A balancer's servers, as it sees them.
#[component]
fn Backends(desk: Desk, node: Memo<Option<NodeFrame>>) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let backends =
        memo(move || node.with(|n| n.as_ref().map(|n| n.gauges.backends.clone()).unwrap_or_default()));
    let name =
        move |id: NodeId| desk.board.with(|h| h.board().node(id).map(|n| n.name.clone()).unwrap_or_default());
    let row = move |b: Backend, total: u64| {
        let share = if total > 0 { b.sent as f64 / total as f64 } else { 0.0 };
        view! {
            <tr class:q=!b.in_pool>
                <th scope="row">{name(b.node)}</th>
                <td>{if b.in_pool { t.get().panels.in_pool } else { t.get().panels.out_of_pool }}</td>
                <td>{number::percent(lang.get(), share)}</td>
                <td>{number::int(lang.get(), f64::from(b.active))}</td>
            </tr>
        }
    };
    let rows = move || {
        let list = backends.get();
        let total = list.iter().map(|b| b.sent).sum();
        list.into_iter().map(|b| row(b, total)).collect_view()
    };
    view! {
        <Show when=move || !backends.with(Vec::is_empty)>
            <table class="wt">
                <thead>
                    <tr>
                        <th scope="col">{move || t.get().panels.server}</th>
                        <th scope="col">{move || t.get().panels.pool}</th>
                        <th scope="col">{move || t.get().panels.share}</th>
                        <th scope="col">{move || t.get().panels.in_flight}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Show>
    }
}
