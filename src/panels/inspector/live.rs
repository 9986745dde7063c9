//! What a station measures right now.

use crate::desk::Desk;
use crate::i18n::{kinds, number, use_lang, use_texts};
use crate::study::term_link;
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::host::NodeFrame;
use simcore::measure::{Backend, Fact, Reason};

/// A row of figures: what, how much, whether it is a bad sign, and the term of the glossary.
type Figure = (String, String, bool, &'static str);

#[component]
pub fn Live(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let node = memo(move || desk.frame.with(|f| f.nodes.iter().find(|n| n.id == id).cloned()));
    let figures =
        memo(move || node.with(|n| n.as_ref().map(|n| figures(n, t.get(), lang.get())).unwrap_or_default()));
    // a row stays while its figure changes: what its term says may be open
    let names = move || figures.with(|f| f.iter().map(|f| (f.0.clone(), f.3)).collect::<Vec<_>>());
    let row = move |(what, term): (String, &'static str)| {
        let name = what.clone();
        let mine = memo(move || figures.with(|f| f.iter().find(|f| f.0 == name).map(|f| (f.1.clone(), f.2))));
        let what = if term.is_empty() { what.into_dom() } else { term_link(term, what.into_dom()) };
        view! {
            <div>
                <dt>{what}</dt>
                <dd class:bad=move || mine.get().is_some_and(|m| m.1)>{move || mine.get().map(|m| m.0)}</dd>
            </div>
        }
    };
    view! {
        <Show
            when=move || node.with(Option::is_some)
            fallback=move || view! { <p class="so">{move || t.get().panels.not_measured}</p> }
        >
            <dl class="ins-figures" data-testid="live"><For each=names key=|n| n.clone() let:name>{row(name)}</For></dl>
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
        (t.arrives.to_owned(), rate(n.arrived), false, "traffic"),
        (t.answered.to_owned(), rate(n.answered), false, "throughput"),
    ];
    for reason in Reason::ALL {
        let failed = n.failed[reason as usize];
        if failed > 0.0 {
            rows.push(((texts.errors.reason)(reason).to_owned(), rate(failed), true, "error-rate"));
        }
    }
    if n.answered > 0.0 {
        rows.push(("p50".to_owned(), number::ms(lang, f64::from(n.p50)), false, "percentile"));
        rows.push(("p95".to_owned(), number::ms(lang, f64::from(n.p95)), false, "percentile"));
    }
    let g = &n.gauges;
    if g.slots > 0 {
        let share = |v: f32| number::percent(lang, f64::from(v));
        rows.push((t.busy.to_owned(), share(n.utilisation), false, "load"));
        rows.push((t.taken.to_owned(), share(n.taken), n.taken > 0.995, "load"));
        rows.push((
            t.slots_now.to_owned(),
            (t.slots)(&count(g.working), &count(g.held), &count(g.slots)),
            false,
            "",
        ));
    }
    match g.queue_limit {
        Some(limit) => {
            let text = (t.n_of)(&count(g.queued), &count(limit));
            rows.push((t.waiting.to_owned(), text, limit > 0 && g.queued >= limit, "queue-depth"));
        }
        None if g.queued > 0 => rows.push((t.waiting.to_owned(), count(g.queued), false, "queue-depth")),
        None => {}
    }
    if let Some(hit) = g.hit_ratio {
        rows.push((t.hit_ratio.to_owned(), number::percent(lang, hit), false, "cache-hit-miss"));
    }
    if let Some((entries, of)) = g.entries {
        rows.push((t.entries.to_owned(), (t.n_of)(&count(entries), &count(of)), false, "cache-hit-miss"));
    }
    for &(fact, value) in &g.facts {
        let name = kinds::fact(lang, fact).to_owned();
        rows.push((name, kinds::fact_value(lang, fact, value), false, term_of(fact)));
    }
    rows
}

/// The term that a number of a kind's own is about, where the glossary has one.
fn term_of(fact: Fact) -> &'static str {
    match fact {
        Fact::StaleShare | Fact::StaleReads => "stale-data-read",
        Fact::Lag => "replication-lag",
        Fact::LostWrites => "durability",
        Fact::Messages | Fact::OldestMessage => "backlog",
        Fact::Redelivered | Fact::Attempts => "retry",
        Fact::DeadLetters => "dead-letter-queue",
        Fact::Ready | Fact::Booting | Fact::Changes => "auto-scaling",
        Fact::Imbalance => "hot-shard-hotspot",
        Fact::MovedKeys | Fact::MovedShare => "resharding",
        Fact::Scattered => "scatter-gather",
        _ => "",
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use simcore::measure::Gauges;

    #[test]
    fn every_reading_leads_to_a_term_of_the_glossary() {
        let glossary = include_str!("../../../lessons/texts/glossary.toml");
        let gauges =
            Gauges { queued: 1, slots: 2, hit_ratio: Some(0.5), entries: Some((1, 2)), ..Gauges::default() };
        let n = NodeFrame { answered: 1.0, failed: [1.0; Reason::COUNT], gauges, ..NodeFrame::default() };
        let shown = figures(&n, Lang::En.texts(), Lang::En).into_iter().map(|f| f.3);
        let terms: Vec<&str> =
            shown.chain(Fact::ALL.iter().map(|f| term_of(*f))).filter(|t| !t.is_empty()).collect();
        assert!(terms.len() > 30);
        for term in terms {
            assert!(glossary.contains(&format!("\nid = \"{term}\"\n")), "{term}");
        }
    }
}
