//! The goals of a build step with what was measured, and the numbers behind "why not".

use super::build::Site;
use super::cx::Mark;
use super::prose;
use super::ruler::with_unit;
use crate::i18n::{self, Lang, course, kinds, number};
use crate::view::prelude::*;
use lessons::grade::{Broken, GoalVerdict, Verdict};
use lessons::lesson::{Bound, Goal, StepKind};
use lessons::measure::{Measure, Unit};
use simcore::design::NodeId;
use simcore::measure::{Reason, Report};
use simcore::sorted::sort_by;

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
            <td class="goals-num">{limit}</td>
            <td class="goals-num" class:goals-bad=move || found.with(Option::is_some) && !ok.get()>
                <b>{value}</b>
            </td>
        </tr>
    }
}

/// After a check: rules that the board breaks, where it was hottest, why requests failed.
#[component]
pub fn Findings(site: Site) -> impl IntoView {
    move || {
        let verdict = site.verdict.get()?;
        if verdict.passed {
            return None;
        }
        Some(view! {
            <BrokenRules site broken=verdict.broken.clone() />
            <section class="findings" data-testid="findings">
                <Hottest reports=site.reports.get() />
                <Failures verdict />
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

/// The three nodes whose slots were taken most, over all runs.
#[component]
fn Hottest(reports: Vec<Report>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let mut nodes: Vec<(String, f64, u32)> = Vec::new();
    for n in reports.iter().flat_map(|r| &r.nodes) {
        match nodes.iter_mut().find(|m| m.0 == n.name) {
            Some(m) => (m.1, m.2) = (m.1.max(n.occupancy), m.2.max(n.queue_max)),
            None => nodes.push((n.name.clone(), n.occupancy, n.queue_max)),
        }
    }
    nodes.retain(|n| n.1 > 0.0);
    sort_by(&mut nodes, |a, b| b.1.total_cmp(&a.1));
    let row = move |(name, share, queue): (String, f64, u32)| {
        let width = format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0);
        let waited = move || (t.get().course.most_waiting)(&number::int(lang.get(), f64::from(queue)));
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="hot-track">
                    <div>
                        <span class="hot-bar" style:width=width></span>
                    </div>
                </td>
                <td class="goals-num">{move || number::percent(lang.get(), share)}</td>
                <td class="goals-num">{waited}</td>
            </tr>
        }
    };
    view! {
        <h2>{move || t.get().course.hottest}</h2>
        <table class="hot">
            <tbody>{nodes.into_iter().take(3).map(row).collect_view()}</tbody>
        </table>
    }
}

/// The three most frequent reasons for failure, over all runs.
#[component]
fn Failures(verdict: Verdict) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let finished = verdict.finished.max(1) as f64;
    let mut top: Vec<(Reason, u64)> = Reason::ALL.iter().map(|r| (*r, verdict.failed[*r as usize])).collect();
    top.retain(|r| r.1 > 0);
    sort_by(&mut top, |a, b| b.1.cmp(&a.1));
    let any = !top.is_empty();
    let row = move |(reason, n): (Reason, u64)| {
        view! {
            <tr>
                <th scope="row">{move || (t.get().errors.reason)(reason)}</th>
                <td class="goals-num">{move || number::int(lang.get(), n as f64)}</td>
                <td class="goals-num">{move || number::percent(lang.get(), n as f64 / finished)}</td>
            </tr>
        }
    };
    let rows = stored(top);
    view! {
        <Show when=move || any>
            <h2>{move || t.get().course.top_failures}</h2>
            <table class="hot">
                <tbody>
                    {move || rows.with_value(|r| r.iter().take(3).copied().map(row).collect_view())}
                </tbody>
            </table>
        </Show>
    }
}
