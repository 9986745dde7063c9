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
use simcore::measure::Of;

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
    if !g.stations.is_empty() {
        let t = &lang.texts().goals;
        let names = g.stations.join(&format!(", {} ", t.and));
        return format!("{words}; {}", (t.single)(&names));
    }
    if g.runs.len() > 1 {
        words.push_str("; ");
        words.push_str(&(c.worst_of)(g.runs.len()));
    }
    words
}

/// Of which part of the traffic and over which time, where that is not all of it.
fn scope(lang: Lang, goal: &Goal, regions: &dyn Fn(NodeId) -> String) -> String {
    let t = &lang.texts().goals;
    let s = |v| with_unit(lang, v, "s");
    let of = goal.of.map(|of| match of {
        Of::Class(0) => t.classes[0].to_owned(),
        Of::Class(1) => t.classes[1].to_owned(),
        Of::Class(_) => t.classes[2].to_owned(),
        Of::Region(id) => (t.region)(&regions(id)),
    });
    let window = goal.span.map(|span| (t.window)(&s(span.from_s), &s(span.until_s)));
    let robust = goal.hidden.then(|| t.robust.to_owned());
    [robust, of, window].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Goal, limit, measured, verdict: one row each. Hidden goals come after the first check.
#[component]
pub fn GoalTable(site: Site, goals: Vec<Goal>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let hidden = goals.iter().filter(|g| g.hidden).count();
    let seen = memo(move || site.verdict.with(Option::is_some) || site.cx.was_marked());
    let one = move |(i, g): (usize, Goal)| match g.hidden {
        false => view! { <GoalRow site place=i goal=g /> },
        true => view! { <Show when=move || seen.get()><GoalRow site place=i goal=g.clone() /></Show> },
    };
    let rows = goals.into_iter().enumerate().map(one);
    let more = move || {
        (hidden > 0 && !seen.get()).then(|| {
            let words = (lang.get().texts().goals.hidden)(hidden);
            view! { <p class="task-note" data-testid="hidden-goals">{words}</p> }
        })
    };
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
        {more}
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
    let region = move |id| {
        let name = |s: &lessons::lesson::Step| {
            s.board.as_ref().and_then(|b| b.design.name_of(id)).unwrap_or_default().to_owned()
        };
        site.cx.with(name)
    };
    let about = move || {
        let words = scope(lang.get(), &goal, &region);
        (!words.is_empty()).then(|| view! { <span class="hot-note" data-testid="goal-scope">{words}</span> })
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
                {about}
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
