//! The submission that gets full marks, made from the lesson itself: keys, solutions, what the runs measure and what
//! the laboratory computes. A teacher sees by it what a submission looks like; tests hand it in.

use crate::board_file;
use crate::grade::{self, Filled, Guess};
use crate::lesson::{Ask, Lesson, Predict, Step, StepKind};
use crate::submission::{Answer, FORMAT_VERSION, Submission};
use simcore::host::run_job;
use simcore::lab::{self, Algorithm, Cell, Given, Puzzle};
use simcore::sorted::SortedMap;

/// Answers to every step that is marked. Costs a run for each prediction.
pub fn submission(lesson: &Lesson) -> Submission {
    let one = |step: &Step| Some((step.id.clone(), answer(step)?));
    Submission {
        format_version: FORMAT_VERSION,
        lesson: lesson.slug.clone(),
        learner: None,
        answers: lesson.steps.iter().filter_map(one).collect::<SortedMap<_, _>>(),
    }
}

fn answer(step: &Step) -> Option<Answer> {
    Some(match &step.kind {
        StepKind::Read | StepKind::Reflect(_) | StepKind::Do(_) => return None,
        StepKind::Choose(choose) => Answer::Options(choose.key.clone()),
        StepKind::Estimate(estimate) => Answer::Number(estimate.answer),
        StepKind::Order(order) => Answer::Order(order.items.iter().map(|o| o.id.clone()).collect()),
        StepKind::Diagnose(ask) => Answer::Diagnosis { node: ask.key.0, cause: ask.key.1.name().to_owned() },
        StepKind::Puzzle(puzzle) => Answer::Puzzle(cells(puzzle)),
        StepKind::Predict(predict) => measured(step, predict)?,
        StepKind::Build(build) => {
            Answer::Board(serde_json::from_str(&board_file::write(&build.solution)).ok()?)
        }
    })
}

/// What the first run of the step says: the one that the page makes.
fn measured(step: &Step, predict: &Predict) -> Option<Answer> {
    let board = step.board.as_ref()?;
    let runs: Vec<_> = grade::jobs(step, board, &grade::seeds(step, 1)).iter().map(run_job).collect();
    let mark = |guess| grade::predict(predict, &guess, &board.design, &runs);
    match predict.ask {
        Ask::Number { .. } => mark(Guess::Number(0.0)).measured.map(Answer::Number),
        Ask::Server { .. } => mark(Guess::Server(0)).server.map(Answer::Server),
        Ask::Curve { .. } => {
            Some(mark(Guess::Curve(Vec::new())).curve).filter(|c| !c.is_empty()).map(Answer::Curve)
        }
    }
}

fn cells(puzzle: &Puzzle) -> Vec<Filled> {
    let rows = Algorithm::ALL.into_iter().filter_map(|a| Some((a, lab::table(puzzle, a).ok()?)));
    let filled = rows.flat_map(|(algorithm, row)| {
        let cells: Vec<Given> = row.cells.iter().map(given).collect();
        cells.into_iter().enumerate().map(move |(column, given)| Filled { algorithm, column, given })
    });
    filled.collect()
}

/// What a learner would put into the cell.
fn given(cell: &Cell) -> Given {
    match &cell.dist {
        Some(dist) => Given::Bars(dist.0.iter().map(|&(o, p)| (o, p.value())).collect()),
        None => Given::Depends { facts: cell.missing.clone(), possible: cell.possible.clone() },
    }
}
