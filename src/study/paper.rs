//! A step as it stands on paper: the board as a picture, the task to be done with a pen, the answer apart.

use crate::gallery::{STATION, drawn};
use crate::i18n::{self, kinds, number};
use crate::steps::{blocks, runs};
use crate::view::prelude::*;
use lessons::board_file::BoardFile;
use lessons::grade;
use lessons::lesson::{Ask, Step, StepKind};
use lessons::prose::Inline;
use simcore::design::NodeId;

/// Letters of a name that fit into a station; longer ones are set closer.
const FITS: usize = 15;

/// The board as a drawing with names, which scales to the width of the paper.
pub fn picture(board: &BoardFile) -> Dom {
    let (field, boxes, lines) = drawn(board);
    let names = board.design.nodes.iter().map(|n| {
        let tight = (n.name.chars().count() > FITS).then(|| (STATION.0 - 16).to_string());
        view! {
            <text
                x=(n.at[0] + STATION.0 / 2).to_string()
                y=(n.at[1] + STATION.1 / 2 + 6).to_string()
                textLength=tight
                lengthAdjust="spacingAndGlyphs"
            >
                {n.name.clone()}
            </text>
        }
    });
    let label = board.design.nodes.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ");
    view! {
        <svg class="paper-board" viewBox=field role="img" aria-label=label>
            <path class="gal-lines" d=lines></path>
            <path class="gal-boxes" d=boxes></path>
            {names.collect_view()}
        </svg>
    }
}

/// Lines with a box to tick.
fn boxes<'a>(items: impl Iterator<Item = &'a Vec<Inline>>, slug: &str) -> Dom {
    let items = items.map(|text| view! { <li>{runs(text, slug)}</li> });
    view! { <ul class="paper-boxes">{items.collect_view()}</ul> }
}

/// The same for words.
fn words(items: impl Iterator<Item = String>) -> Dom {
    view! { <ul class="paper-boxes">{items.map(|text| view! { <li>{text}</li> }).collect_view()}</ul> }
}

fn blank(unit: &str) -> Dom {
    view! { <p class="paper-blank"><span aria-hidden="true">"____________"</span> " " {unit.to_owned()}</p> }
}

/// What is to be done.
pub fn task(step: &Step, slug: &str) -> Dom {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang().get_untracked());
    let name = |id: &NodeId| {
        let board = step.board.as_ref();
        board.and_then(|b| b.design.name_of(*id)).unwrap_or_default().to_owned()
    };
    match &step.kind {
        StepKind::Read => Dom::default(),
        StepKind::Choose(c) => boxes(c.options.iter().map(|o| &o.text), slug),
        StepKind::Order(o) => {
            let shuffled = grade::shuffled(&step.id, o);
            boxes(
                shuffled.iter().filter_map(|id| o.items.iter().find(|i| i.id == *id)).map(|o| &o.text),
                slug,
            )
        }
        StepKind::Estimate(e) => blank(&e.unit),
        StepKind::Predict(p) => match &p.ask {
            Ask::Number { unit, .. } => blank(unit),
            // room for a sketch
            Ask::Curve { unit, .. } => {
                view! { <div class="paper-lines" aria-hidden="true"></div> {blank(unit)} }
            }
            Ask::Server { candidates, .. } => words(candidates.iter().map(name)),
        },
        StepKind::Build(b) => {
            let more = (b.hidden() > 0).then(|| (t.get_untracked().goals.hidden)(b.hidden()));
            let more = more.map(|words| view! { <p>{words}</p> });
            view! { {boxes(b.goals.iter().filter(|g| !g.hidden).map(|g| &g.text), slug)} {more} }
        }
        StepKind::Do(d) => boxes(d.done.iter().map(|d| &d.text), slug),
        StepKind::Diagnose(d) => {
            let causes = d.causes.iter().map(|(what, _)| kinds::fault(lang, *what).name.to_owned());
            view! { {words(d.culprits.iter().map(|(id, _)| name(id)))} {words(causes)} }
        }
        StepKind::Reflect(_) => view! { <div class="paper-lines" aria-hidden="true"></div> },
        StepKind::Puzzle(_) => view! { <p class="q2">{move || t.get().study.on_page_only}</p> },
    }
}

/// The answer, with what is said after it.
pub fn answer(step: &Step, slug: &str) -> Dom {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang().get_untracked());
    let list = |items: Vec<&Vec<Inline>>| {
        let items = items.into_iter().map(|text| view! { <li>{runs(text, slug)}</li> });
        view! { <ol>{items.collect_view()}</ol> }
    };
    let said = match &step.kind {
        StepKind::Choose(c) => {
            let right = c.options.iter().filter(|o| c.key.contains(&o.id));
            let right = right.map(|o| {
                view! { <li>{runs(&o.text, slug)} " " {runs(&o.feedback, slug)}</li> }
            });
            view! { <ul>{right.collect_view()}</ul> }
        }
        StepKind::Order(o) => list(o.items.iter().map(|o| &o.text).collect()),
        StepKind::Estimate(e) => {
            let said = format!("{}\u{a0}{}", number::short(lang, e.answer), e.unit);
            view! { <p>{said}</p> }
        }
        StepKind::Predict(_) => view! { <p>{move || t.get().study.run_says}</p> },
        StepKind::Build(b) => view! { <p>{move || t.get().study.one_solution}</p> {picture(&b.solution)} },
        StepKind::Diagnose(d) => {
            let board = step.board.as_ref();
            let name = board.and_then(|b| b.design.name_of(d.key.0)).unwrap_or_default();
            let said = format!("{name}: {}", kinds::fault(lang, d.key.1).name);
            view! { <p>{said}</p> }
        }
        StepKind::Reflect(r) => {
            view! { {blocks(&r.model, slug)} {list(r.rubric.iter().collect())} }
        }
        StepKind::Read | StepKind::Do(_) | StepKind::Puzzle(_) => Dom::default(),
    };
    let none = matches!(step.kind, StepKind::Read | StepKind::Do(_) | StepKind::Puzzle(_));
    if none && step.after.is_empty() {
        return Dom::default();
    }
    view! {
        <div class="paper-answer prose" data-testid="paper-answer">
            <h3>{move || t.get().study.answer}</h3>
            {said}
            {blocks(&step.after, slug)}
        </div>
    }
}
