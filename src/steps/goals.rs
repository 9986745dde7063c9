//! The goals of a build step with what was measured, and the numbers behind "why not".

use super::build::Site;
use super::cx::Mark;
use super::debrief::DebriefView;
use super::prose;
use super::ruler::with_unit;
use crate::i18n::{self, Lang, course, kinds, number};
use crate::view::prelude::*;
use lessons::grade::{Broken, GoalVerdict};
use lessons::lesson::{Bound, Goal, StepKind};
use lessons::measure::{Measure, Unit};
use simcore::design::NodeId;

/// A measured value with its unit.
pub fn say(lang: Lang, measure: Measure, v: f64) -> String {
    match measure.unit() {
        Unit::Ms => number::ms(lang, v),
        Unit::Percent => with_unit(lang, v, "%"),
        Unit::PerSecond => number::rate(lang, v),
        Unit::Count => number::short(lang, v),
        Unit::Seconds => with_unit(lang, v, "s"),
        Unit::Dollars => number::dollars(lang, v),
    }
}

fn bound_words(c: &course::Texts, lang: Lang, measure: Measure, bound: Bound) -> String {
    let s = |v| say(lang, measure, v);
    match bound {
        Bound::AtMost(v) => (c.at_most)(&s(v)),
        Bound::AtLeast(v) => (c.at_least)(&s(v)),
        Bound::Between(a, b) => (c.between)(&s(a), &s(b)),
    }
}

/// Why a goal is not met, with the number that is missing.
fn reason(c: &course::Texts, lang: Lang, g: &GoalVerdict) -> String {
    let Some(v) = g.measured else { return c.nothing_measured.to_owned() };
    let gap = say(lang, g.measure, g.bound.excess(v));
    let short = match g.bound {
        Bound::AtMost(_) => false,
        Bound::AtLeast(_) => true,
        Bound::Between(min, _) => v < min,
    };
    let mut words = if short { (c.short_by)(&gap) } else { (c.over_by)(&gap) };
    if g.runs.len() > 1 {
        words.push_str("; ");
        words.push_str(&(c.worst_of)(g.runs.len()));
    }
    words
}

/// Goal, limit, measured, verdict: one row each.
#[component]
pub fn GoalTable(site: Site, goals: Vec<Goal>) -> impl IntoView {
    let t = i18n::use_texts();
    let rows = goals.into_iter().enumerate().map(|(i, g)| view! { <GoalRow site place=i goal=g /> });
    view! {
        <table class="goals" class:goals-stale=move || site.stale.get() data-testid="goals">
            <thead>
                <tr>
                    <th scope="col">{move || t.get().course.goal}</th>
                    <th scope="col" class="goals-num">{move || t.get().course.limit}</th>
                    <th scope="col" class="goals-num">{move || t.get().course.measured}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn GoalRow(site: Site, place: usize, goal: Goal) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let slug = stored(site.cx.slug());
    let (measure, bound) = (goal.measure, goal.bound);
    let found = memo(move || site.verdict.with(|v| v.as_ref()?.goals.get(place).cloned()));
    let words = move || {
        slug.with_value(|slug| {
            site.cx.with(|s| match &s.kind {
                StepKind::Build(b) => b.goals.get(place).map(|g| prose::runs(&g.text, slug)),
                _ => None,
            })
        })
    };
    let limit = move || bound_words(&t.get().course, lang.get(), measure, bound);
    let value = move || {
        let v = found.with(|g| g.as_ref()?.measured);
        v.map_or_else(|| "–".to_owned(), |v| say(lang.get(), measure, v))
    };
    let ok = derived(move || found.with(|g| g.as_ref().is_some_and(|g| g.passed)));
    let verdict = derived(move || {
        let c = &t.get().course;
        found.with(|g| match g {
            Some(g) if g.passed => c.met.to_owned(),
            Some(g) => format!("{}: {}", c.missed, reason(c, lang.get(), g)),
            None => String::new(),
        })
    });
    view! {
        <tr data-testid="goal">
            <th scope="row">
                {words}
                <div class="goal-verdict">
                    <Show
                        when=move || found.with(Option::is_some)
                        fallback=move || view! { <span class="q">{t.get().course.not_run}</span> }
                    >
                        <Mark ok words=verdict />
                    </Show>
                </div>
            </th>
            <td class="goals-num goals-limit">{limit}</td>
            <td class="goals-num" class:goals-bad=move || found.with(Option::is_some) && !ok.get()>
                <b>{value}</b>
            </td>
        </tr>
    }
}

/// After a check, passed or not: rules that the board breaks, and what the runs say of themselves.
#[component]
pub fn Findings(site: Site) -> impl IntoView {
    move || {
        let verdict = site.verdict.get()?;
        let span = site.cx.peek(|s| match &s.kind {
            StepKind::Build(b) => Some(b.span),
            _ => None,
        })?;
        let (finished, passed) = (verdict.finished, verdict.passed);
        Some(view! {
            <BrokenRules site broken=verdict.broken.clone() />
            <section class="findings" data-testid="findings">
                <DebriefView debrief=verdict.debrief finished passed span />
            </section>
        })
    }
}

#[component]
fn BrokenRules(site: Site, broken: Vec<Broken>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let name = move |id: NodeId| {
        site.desk.board.with_untracked(|h| h.board().design.name_of(id).unwrap_or_default().to_owned())
    };
    let lost = move |id: NodeId| {
        let find = |s: &lessons::lesson::Step| {
            s.board.as_ref().and_then(|b| b.design.name_of(id)).unwrap_or_default().to_owned()
        };
        site.cx.peek(find)
    };
    let line = move |b: &Broken| {
        let c = &t.get().course;
        match b {
            Broken::NotInPalette { node, .. } => (c.rule_palette)(&name(*node)),
            Broken::SourceRemoved { node } | Broken::FaultyRemoved { node } => (c.rule_removed)(&lost(*node)),
            Broken::FixedParam { node, param } => {
                let label = site.desk.board.with_untracked(|h| {
                    let kind = h.board().node(*node)?.kind;
                    let place = kind.table().iter().position(|p| p.name == param)?;
                    Some(kinds::kind(lang.get(), kind).params.get(place)?.label)
                });
                (c.rule_fixed)(&name(*node), label.unwrap_or(param))
            }
            Broken::LinkDelay { from, to } => (c.rule_delay)(&name(*from), &name(*to)),
            Broken::PlaceChanged { place } => (c.rule_place)(&lost(*place)),
            Broken::Misplaced { node } => (c.rule_stand)(&name(*node)),
        }
    };
    let any = !broken.is_empty();
    let broken = stored(broken);
    view! {
        <Show when=move || any>
            <section class="broken" role="alert">
                <h2>{move || t.get().course.rules_broken}</h2>
                <ul>
                    {move || broken.with_value(|list| list.iter().map(|b| view! { <li>{line(b)}</li> }).collect_view())}
                </ul>
            </section>
        </Show>
    }
}
