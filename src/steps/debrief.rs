//! What graded runs say of themselves: where they were hottest and when, why requests failed, what the
//! board costs beside the best that is known.

use super::ruler::with_unit;
use crate::i18n::{self, number};
use crate::view::prelude::*;
use lessons::grade::{Debrief, Failure, Hot, STRETCH_S};
use lessons::lesson::Span;

/// The sections of a debrief; `passed` says whether a lower cost counts.
#[component]
pub fn DebriefView(debrief: Debrief, finished: u64, passed: bool, span: Span) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let Debrief { hottest, failures, seen_from_s, cost, best_cost } = debrief;
    // a point of the charts is a second
    let cut = seen_from_s > span.from_s + 1.0;
    let how = move || {
        let (d, s) = (&t.get().debrief, |v| with_unit(lang.get(), v, "s"));
        let mut words = (d.hottest_how)(&s(STRETCH_S));
        if cut {
            words.push(' ');
            words.push_str(&(d.hottest_seen)(&s(seen_from_s)));
        }
        words
    };
    let hot = !hottest.is_empty();
    let failed = !failures.is_empty();
    let hot_rows = hottest.into_iter().map(|h| view! { <HotRow hot=h /> }).collect_view();
    let fail_rows = failures.into_iter().map(|f| view! { <FailureRow failure=f finished /> }).collect_view();
    view! {
        {hot.then(|| view! {
            <h2>{move || t.get().course.hottest}</h2>
            <p class="task-note">{how}</p>
            <table class="hot" data-testid="hottest">
                <tbody>{hot_rows}</tbody>
            </table>
        })}
        {failed.then(|| view! {
            <h2>{move || t.get().course.top_failures}</h2>
            <table class="hot" data-testid="failures">
                <tbody>{fail_rows}</tbody>
            </table>
        })}
        {cost.filter(|c| *c > 0.0).map(|cost| view! { <Cost cost best=best_cost passed /> })}
    }
}

#[component]
fn HotRow(hot: Hot) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let width = format!("{:.1}%", hot.peak.clamp(0.0, 1.0) * 100.0);
    let name = hot.name.clone();
    let peak = hot.peak;
    let note = move || {
        let l = lang.get();
        let s = |v| with_unit(l, v, "s");
        let queue = number::int(l, f64::from(hot.queue_max));
        (t.get().debrief.hot_note)(&s(hot.from_s), &s(hot.until_s), &number::percent(l, hot.mean), &queue)
    };
    view! {
        <tr>
            <th scope="row">
                {name}
                <span class="hot-note">{note}</span>
            </th>
            <td class="hot-track">
                <div>
                    <span class="hot-bar" style:width=width></span>
                </div>
            </td>
            <td class="goals-num"><b>{move || number::percent(lang.get(), peak)}</b></td>
        </tr>
    }
}

#[component]
fn FailureRow(failure: Failure, finished: u64) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let Failure { reason, count, at } = failure;
    let place = move || at.as_ref().map(|(_, name)| (t.get().debrief.mostly_at)(name)).unwrap_or_default();
    let share = count as f64 / finished.max(1) as f64;
    view! {
        <tr>
            <th scope="row">
                {move || (t.get().errors.reason)(reason)}
                <span class="hot-note">{place}</span>
            </th>
            <td class="goals-num">{move || number::int(lang.get(), count as f64)}</td>
            <td class="goals-num">{move || number::percent(lang.get(), share)}</td>
        </tr>
    }
}

#[component]
fn Cost(cost: f64, best: Option<f64>, passed: bool) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let words = move || {
        let d = &t.get().debrief;
        let say = |v| number::dollars(lang.get(), v);
        match best {
            None => (d.cost_alone)(&say(cost)),
            // what reads the same is the same
            Some(best) if say(best) == say(cost) => (d.cost_same)(&say(cost)),
            Some(best) if passed && cost < best => (d.cost_beaten)(&say(cost), &say(best)),
            Some(best) => (d.cost_to_beat)(&say(cost), &say(best)),
        }
    };
    view! {
        <h2>{move || t.get().debrief.cost}</h2>
        <p class="debrief-cost" data-testid="cost-to-beat">{words}</p>
    }
}
