//! A prediction that is a server: the candidates as radio buttons, and what the run measured at each.

use super::predict::Prediction;
use super::ruler::with_unit;
use crate::i18n;
use crate::view::prelude::*;
use lessons::grade::Guess;
use lessons::measure::{Measure, Unit};
use simcore::design::NodeId;

#[component]
pub fn ServerAsk(p: Prediction, candidates: Vec<NodeId>, lowest: bool, measure: Measure) -> impl IntoView {
    let t = i18n::use_texts();
    let picked = move || match p.guess.get() {
        Some(Guess::Server(id)) => Some(id),
        _ => None,
    };
    let rows = candidates
        .iter()
        .map(|&id| view! { <Candidate p id measure here=derived(move || picked() == Some(id)) /> })
        .collect_view();
    view! {
        <div class="candidates" role="radiogroup" aria-label=move || t.get().course.your_server>
            {rows}
        </div>
        <Verdict p measure lowest />
    }
}

/// The name of a node on the step's board.
fn name_of(p: Prediction, id: NodeId) -> String {
    p.cx.with(|s| {
        s.board.as_ref().and_then(|b| b.design.node(id)).map(|n| n.name.clone()).unwrap_or_default()
    })
}

/// The value measured at a node.
fn value_of(p: Prediction, id: NodeId) -> Option<f64> {
    p.outcome.with(|o| o.as_ref()?.values.iter().find(|v| v.0 == id).map(|v| v.1))
}

fn say(lang: i18n::Lang, measure: Measure, v: f64) -> String {
    let unit = match measure.unit() {
        Unit::Ms => "ms",
        Unit::Percent => "%",
        Unit::PerSecond => "req/s",
        Unit::Count => "",
        Unit::Seconds => "s",
        Unit::Dollars => "US$",
    };
    with_unit(lang, v, unit)
}

#[component]
fn Candidate(p: Prediction, id: NodeId, measure: Measure, here: Signal<bool>) -> impl IntoView {
    let lang = i18n::use_lang();
    let top = move || {
        p.outcome.with(|o| o.as_ref().map_or(0.0, |o| o.values.iter().map(|v| v.1).fold(0.0, f64::max)))
    };
    let width = move || match (value_of(p, id), top()) {
        (Some(v), top) if top > 0.0 => format!("{:.2}%", 100.0 * (v / top).clamp(0.0, 1.0)),
        _ => "0".to_owned(),
    };
    view! {
        <label class="candidate" class:candidate-here=move || here.get()>
            <input
                type="radio"
                name="candidate"
                prop:checked=move || here.get()
                disabled=move || p.committed.get()
                on:change=move |_| p.guess.set(Some(Guess::Server(id)))
            />
            <b>{move || name_of(p, id)}</b>
            <span class="candidate-track" aria-hidden="true">
                <span class="candidate-bar" style:width=width></span>
            </span>
            <span class="candidate-value">
                {move || value_of(p, id).map(|v| say(lang.get(), measure, v))}
            </span>
        </label>
    }
}

/// One sentence: right, or what was said and what the run found.
#[component]
fn Verdict(p: Prediction, measure: Measure, lowest: bool) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let sentence = move || {
        let mark = p.outcome.get()?.mark;
        let c = &t.get().course;
        let (Some(Guess::Server(said)), Some(best), Some(value)) =
            (p.guess.get(), mark.server, mark.measured)
        else {
            return Some(c.no_value.to_owned());
        };
        let value = say(lang.get(), measure, value);
        if mark.passed {
            return Some((c.server_right)(&name_of(p, said), &value));
        }
        let mine = value_of(p, said).map(|v| say(lang.get(), measure, v)).unwrap_or_default();
        let wrong = if lowest { c.server_not_lowest } else { c.server_not_highest };
        Some(wrong(&name_of(p, said), &mine, &name_of(p, best), &value))
    };
    view! { <p class="task-verdict" role="status" data-testid="verdict">{sentence}</p> }
}
