//! Theory beside the live run, for one station.

use super::beside::{letters, reason};
use crate::desk::Desk;
use crate::i18n::{self, number};
use crate::view::prelude::*;
use simcore::answers::beside::{Refusal, Station, Why, beside};
use simcore::answers::stats::Interval;
use simcore::design::NodeId;

/// Seconds that are remembered, and groups that they are put into: neighbours are too much alike to
/// count one by one.
const KEEP: usize = 200;
const GROUPS: usize = 10;
/// Seconds below which nothing is said.
const LEAST: usize = 20;

/// The mean over the seconds, each with its weight, and its interval by the means of groups.
fn measured(seconds: &[(f64, f64)]) -> Option<Interval> {
    if seconds.len() < LEAST {
        return None;
    }
    let size = seconds.len() / GROUPS;
    // the newest ones, so that the groups are equally long
    let newest = &seconds[seconds.len() - size * GROUPS..];
    let mean = |group: &[(f64, f64)]| {
        let weight: f64 = group.iter().map(|(_, w)| w).sum();
        (weight > 0.0).then(|| group.iter().map(|(v, w)| v * w).sum::<f64>() / weight)
    };
    let groups: Vec<f64> = newest.chunks(size).filter_map(mean).collect();
    (groups.len() == GROUPS).then(|| Interval::of(&groups))
}

/// What theory says of this station, and what the run of now does.
#[component]
pub fn BesideLive(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let design = memo(move || desk.board.with(|h| h.board().design.clone()));
    let broken = memo(move || desk.frame.with(|f| !f.faults.is_empty()));
    let theory = memo(move || {
        if broken.get() {
            return Err(Refusal { why: Why::Faults, node: id, amount: 0.0 });
        }
        design.with(|d| beside(d, id))
    });
    // a station that calls others also waits for them; only what it does alone can be compared
    let alone = memo(move || design.with(|d| d.links.iter().all(|l| l.from != id)));
    let seconds = rw_signal((0.0, Vec::<(f64, f64)>::new()));
    effect(move || {
        theory.track();
        seconds.update(|(_, list)| list.clear());
    });
    effect(move || {
        let seen = desk.frame.with(|f| {
            let node = f.nodes.iter().find(|n| n.id == id)?;
            Some((f.last.t, f64::from(node.mean), f64::from(node.answered)))
        });
        let Some((at, mean, answered)) = seen else { return };
        if seconds.with_untracked(|(last, _)| *last != at) {
            seconds.update(|(last, list)| {
                *last = at;
                if answered > 0.0 {
                    list.push((mean, answered));
                }
                let over = list.len().saturating_sub(KEEP);
                list.drain(..over);
            });
        }
    });
    let run = move || {
        let w = &t.get().whatif;
        let (n, interval) = seconds.with(|(_, list)| (list.len(), measured(list)));
        let n = number::int(lang.get(), n as f64);
        match interval {
            None => (w.live_soon)(&n, &number::int(lang.get(), LEAST as f64)),
            Some(i) => {
                (w.live_measured)(&number::ms(lang.get(), i.mean), &number::ms(lang.get(), i.half), &n)
            }
        }
    };
    let said = move |s: Station| {
        let w = &t.get().whatif;
        let ms = |v: f64| number::ms(lang.get(), v);
        let says = (w.live_theory)(
            &s.model.name(),
            &number::percent(lang.get(), s.load),
            &ms(s.response_ms),
            &ms(s.wait_ms),
        );
        view! {
            <p data-testid="live-theory"><b>{says}</b></p>
            <Show when=move || alone.get()><p data-testid="live-measured">{run}</p></Show>
            <p class="pr-small">{letters(&s, t.get(), lang.get())}</p>
            {(!s.exact).then(|| view! { <p class="pr-small">{t.get().whatif.approximate}</p> })}
        }
    };
    view! {
        <section class="wi-live" data-testid="beside">
            <h3>{move || t.get().whatif.live_head}</h3>
            {move || match theory.get() {
                Ok(station) => said(station),
                Err(refusal) => {
                    let text = desk.board.with_untracked(|h| reason(h.board(), &refusal, t.get(), lang.get()));
                    view! { <p class="pr-small" data-testid="live-why">{text}</p> }
                }
            }}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_said_only_after_enough_seconds_and_is_weighted() {
        assert_eq!(measured(&[(1.0, 1.0); LEAST - 1]), None);
        let two: Vec<_> = (0..40).map(|i| if i % 2 == 0 { (10.0, 3.0) } else { (20.0, 1.0) }).collect();
        let i = measured(&two).expect("40 seconds");
        assert!((i.mean - 12.5).abs() < 1e-9 && i.half < 1e-9 && i.n == GROUPS, "{i:?}");
    }
}
