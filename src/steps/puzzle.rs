//! A puzzle step opens the laboratory inside the lesson.

use super::cx::StepCx;
use super::foot::{Foot, Hints};
use super::progress::Answer;
use super::prose;
use super::step::After;
use crate::lab::{Laboratory, Sheet};
use crate::view::prelude::*;
use lessons::lesson::StepKind;

#[component]
pub fn PuzzleStep(cx: StepCx, foot: Option<ViewFn>) -> impl IntoView {
    let puzzle = cx.peek(|s| match &s.kind {
        StepKind::Puzzle(p) => Some(p.clone()),
        _ => None,
    });
    let slug = cx.slug();
    let kept: Sheet = match cx.answer() {
        Some(Answer::Lab(sheet)) => *sheet,
        _ => Sheet::default(),
    };
    let on_change = callback(move |sheet: Sheet| cx.keep(Answer::Lab(Box::new(sheet))));
    let on_done = callback(move |()| cx.tick());
    view! {
        <div class="step step-lab" data-testid="step" data-kind="puzzle">
            <article class="step-text step-text-wide">
                <h1>{move || cx.with(|s| Some(prose::runs(&s.title, "")))}</h1>
                <div class="prose">{move || cx.with(|s| Some(prose::blocks(&s.body, &slug)))}</div>
            </article>
            {puzzle.map(|puzzle| view! { <Laboratory puzzle sheet=kept on_change on_done in_lesson=true /> })}
            <div class="step-text step-text-wide">
                <After cx show=derived(move || cx.is_done()) />
                <Hints cx />
                {match &foot {
                    Some(foot) => foot.run(),
                    None => view! { <Foot cx /> },
                }}
            </div>
        </div>
    }
}
