//! A puzzle step opens the laboratory inside the lesson.

use super::cx::StepCx;
use super::foot::{Foot, Hints};
use super::progress::{Answer, Best};
use super::prose;
use super::step::After;
use crate::lab::{Laboratory, Pass, Sheet};
use crate::view::prelude::*;
use lessons::lesson::StepKind;
use simcore::lab::Algorithm;

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
    let cells = puzzle.as_ref().map_or(1, |p| Algorithm::ALL.len() * p.columns().len());
    let on_change = callback(move |sheet: Sheet| {
        // marks under facts that the learner has changed are none of this lesson
        let facts = sheet.entries.iter().filter(|e| e.key.pass == Pass::Facts && sheet.puzzle.is_none());
        let marks: Vec<f64> = facts.filter_map(|e| e.mark).collect();
        if !marks.is_empty() {
            cx.reached(Best { score: marks.iter().sum::<f64>() / cells.max(1) as f64, cost: None });
        }
        cx.keep(Answer::Lab(Box::new(sheet)));
    });
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
