//! One step: its prose, its task, its hints and the way on, with the live board beside it.

use super::build::BuildStep;
use super::choose::ChooseStep;
use super::cx::StepCx;
use super::diagnose::DiagnoseStep;
use super::doing::DoStep;
use super::estimate::EstimateStep;
use super::foot::{Foot, Hints};
use super::live::LiveBoard;
use super::order::OrderStep;
use super::predict::PredictStep;
use super::prose;
use super::puzzle::PuzzleStep;
use super::reflect::ReflectStep;
use crate::app::{Route, Study};
use crate::desk::{Desk, WARM_S};
use crate::i18n;
use crate::view::prelude::*;
use lessons::lesson::StepKind;

/// A step. Built once per step; the language only changes the texts inside.
#[component]
pub fn StepView(
    cx: StepCx,
    /// What stands below a step that is tried on its own, in place of all that belongs to a lesson.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
) -> impl IntoView {
    let kind = cx.peek(|s| s.kind.name());
    let board = cx.peek(|s| s.board.clone());
    let sealed = kind == "predict" && !untrack(|| cx.is_done());
    let seal = rw_signal(sealed);
    // a warm world would give away what is to be predicted
    let warm_s = if sealed { 0.0 } else { WARM_S };
    let desk = board.map(|mut b| {
        // what is to be found is on no board that the learner could open
        let hidden = if kind == "diagnose" { std::mem::take(&mut b.design.faults) } else { Vec::new() };
        Desk::with_hidden(super::live::to_board(b), warm_s, hidden)
    });
    if kind == "puzzle" {
        return view! { <PuzzleStep cx foot /> };
    }
    view! {
        <div class="step" class:step-solo=desk.is_none() data-testid="step" data-kind=kind>
            <article class="step-text">
                <h1>{move || cx.with(|s| Some(prose::runs(&s.title, "")))}</h1>
                <Body cx />
                {foot.is_none().then(|| view! { <Objectives cx /> })}
                {task(kind, cx, desk, seal)}
                <Hints cx />
                {match &foot {
                    Some(foot) => foot.run(),
                    None => view! { <Sources cx /> <Foot cx /> },
                }}
            </article>
            {desk.map(|desk| view! { <LiveBoard desk kind seal /> })}
        </div>
    }
}

/// The prose before the task.
#[component]
fn Body(cx: StepCx) -> impl IntoView {
    let slug = cx.slug();
    view! { <div class="prose">{move || cx.with(|s| Some(prose::blocks(&s.body, &slug)))}</div> }
}

/// What the lesson is for, on its first step.
#[component]
fn Objectives(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let list = move || cx.lesson.with(|l| l.as_ref().map(|l| l.objectives.clone()).unwrap_or_default());
    let items = move || list().into_iter().map(|o| view! { <li>{o}</li> }).collect_view();
    let print = Route::Study(Study::Print(cx.slug())).href();
    view! {
        <Show when=move || cx.index == 0 && !list().is_empty()>
            <section class="objectives" data-testid="objectives">
                <h2>{move || t.get().course.objectives}</h2>
                <ul>{items}</ul>
                <a href=print.clone() data-testid="to-print">{move || t.get().study.print}</a>
            </section>
        </Show>
    }
}

/// Where the figures come from, on the last step.
#[component]
fn Sources(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let last = move || cx.lesson.with(|l| l.as_ref().is_some_and(|l| cx.index + 1 == l.steps.len()));
    let list = move || cx.lesson.with(|l| l.as_ref().map(|l| l.sources.clone()).unwrap_or_default());
    let items = move || list().into_iter().map(|s| view! { <li>{s}</li> }).collect_view();
    view! {
        <Show when=move || last() && !list().is_empty()>
            <details class="sources" data-testid="sources">
                <summary>{move || t.get().course.sources}</summary>
                <ul>{items}</ul>
            </details>
        </Show>
    }
}

/// What is said once the step is answered.
#[component]
pub fn After(cx: StepCx, #[prop(into)] show: Signal<bool>) -> impl IntoView {
    let slug = stored(cx.slug());
    let any = move || show.get() && cx.with(|s| !s.after.is_empty());
    view! {
        <Show when=any>
            <div class="prose step-after" data-testid="after">
                {move || slug.with_value(|slug| cx.with(|s| Some(prose::blocks(&s.after, slug))))}
            </div>
        </Show>
    }
}

fn task(kind: &'static str, cx: StepCx, desk: Option<Desk>, seal: RwSignal<bool>) -> Dom {
    match (kind, desk) {
        ("predict", Some(desk)) => view! { <PredictStep cx desk seal /> },
        ("build", Some(desk)) => view! { <BuildStep cx desk /> },
        ("do", Some(desk)) => view! { <DoStep cx desk /> },
        ("diagnose", Some(desk)) => view! { <DiagnoseStep cx desk /> },
        ("estimate", _) => view! { <EstimateStep cx /> },
        ("order", _) => view! { <OrderStep cx /> },
        ("choose", _) => view! { <ChooseStep cx /> },
        ("reflect", _) => view! { <ReflectStep cx /> },
        // a read step has no task: going on from it is enough
        _ => Dom::default(),
    }
}

/// Does going on from this step tick it?
pub fn ticks_by_going_on(kind: &StepKind) -> bool {
    matches!(kind, StepKind::Read)
}
