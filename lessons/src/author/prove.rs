//! Proof that every exercise is fair: the solution passes on every seed; the start, the start with
//! larger machines, each trap and each board with one lever taken back fail on every seed; a prediction can be made by thinking,
//! since every seed gives an answer within the tolerance. Steps that a live run judges are proven in
//! [`super::prove_live`].

use super::bigger::bigger;
use super::folder::Compiled;
use super::levers::levers;
use super::prove_curve::curve_rows;
use super::prove_live::{do_rows, fault_row};
use super::runs::parallel;
use super::shared::run_all;
use crate::board_file::BoardFile;
use crate::grade;
use crate::lesson::{Ask, Predict, Step, StepKind};
use crate::measure::Measure;
pub use crate::proof::Must;
use serde::{Deserialize, Serialize};
use simcore::host::run_job;

/// One board of a step over all seeds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub step: String,
    /// `start`, `solution`, the file name of a trap, `bigger, times 2`, `without ...`, `answer` or `the hidden fault`.
    pub name: String,
    pub must: Must,
    /// Per seed: did it do what it must?
    pub held: Vec<bool>,
    /// Per goal or answer: its name, the least and the greatest value over the seeds.
    pub measured: Vec<(String, Option<(f64, f64)>)>,
}

impl Row {
    /// Did it do what it must on every seed?
    pub fn holds(&self) -> bool {
        !self.held.is_empty() && self.held.iter().all(|h| *h)
    }
}

/// Runs the whole matrix of a lesson on `threads` threads. Costs seeds x boards runs.
pub fn prove(compiled: &Compiled, seeds: u32, threads: usize) -> Vec<Row> {
    prove_and_tell(compiled, seeds, threads, &mut |_| {})
}

/// The same; `tell` hears of every row when it is there.
pub fn prove_and_tell(
    compiled: &Compiled,
    seeds: u32,
    threads: usize,
    tell: &mut dyn FnMut(&Row),
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |row: Row| {
        tell(&row);
        rows.push(row);
    };
    for step in &compiled.en.steps {
        match (&step.kind, &step.board) {
            (StepKind::Build(build), Some(start)) => {
                let mut boards = vec![
                    ("solution".to_owned(), Must::Pass, build.solution.clone()),
                    ("start".to_owned(), Must::Fail, start.clone()),
                ];
                let traps = compiled.traps.get(&step.id).into_iter().flatten();
                boards.extend(traps.map(|(name, board)| (name.clone(), Must::Fail, board.clone())));
                if let Some((factor, board)) = bigger(step, build, start, threads) {
                    let must = if build.bigger.is_some() { Must::Pass } else { Must::Fail };
                    boards.push((format!("bigger, times {factor}"), must, board));
                }
                let levers = levers(&start.design, &build.solution.design);
                boards.extend(levers.into_iter().map(|(name, design)| {
                    (name, Must::Fail, BoardFile { design, ..build.solution.clone() })
                }));
                for (name, must, board) in boards {
                    add(build_row(step, name, must, &board, seeds, threads));
                }
            }
            (StepKind::Predict(predict), Some(board)) if matches!(predict.ask, Ask::Curve { .. }) => {
                curve_rows(step, predict, board, seeds, threads).into_iter().for_each(&mut add);
            }
            (StepKind::Predict(predict), Some(board)) => {
                add(predict_row(step, predict, board, seeds, threads));
            }
            (StepKind::Do(task), Some(start)) => {
                do_rows(step, task, start, seeds, threads).into_iter().for_each(&mut add);
            }
            (StepKind::Diagnose(ask), Some(board)) => add(fault_row(step, ask, board, seeds, threads)),
            _ => {}
        }
    }
    rows
}

fn build_row(step: &Step, name: String, must: Must, board: &BoardFile, seeds: u32, threads: usize) -> Row {
    let verdicts = parallel(&grade::seeds(step, seeds), threads, |seed| {
        grade::grade(step, board, &run_all(&grade::jobs(step, board, &[*seed])))
    });
    let goals = verdicts.iter().flatten().next().map(|v| v.goals.len()).unwrap_or_default();
    let measured = (0..goals).map(|g| {
        let values: Vec<_> = verdicts.iter().flatten().map(|v| v.goals[g].measured).collect();
        let id = verdicts.iter().flatten().next().map(|v| v.goals[g].id.clone()).unwrap_or_default();
        (id, extent(&values))
    });
    let measured = measured.collect();
    let held =
        verdicts.iter().map(|v| v.as_ref().is_some_and(|v| v.passed == (must == Must::Pass))).collect();
    Row { step: step.id.clone(), name, must, held, measured }
}

fn predict_row(step: &Step, predict: &Predict, board: &BoardFile, seeds: u32, threads: usize) -> Row {
    let jobs = grade::jobs(step, board, &grade::seeds(step, seeds));
    let asked: Vec<Measure> = match &predict.ask {
        Ask::Number { .. } | Ask::Curve { .. } => vec![predict.measure],
        Ask::Server { candidates, .. } => candidates.iter().map(|id| predict.measure.at(*id)).collect(),
    };
    let runs = parallel(&jobs, threads, |job| {
        let report = run_job(job);
        asked.iter().map(|m| m.read(&board.design, &report)).collect::<Vec<_>>()
    });
    let held = match &predict.ask {
        Ask::Number { min, max, tolerance, .. } => {
            let values: Vec<_> = runs.iter().map(|r| r[0]).collect();
            let mean = values.iter().flatten().sum::<f64>() / values.len().max(1) as f64;
            let near = |v: f64| (v - mean).abs() <= tolerance * mean.abs().max(0.01 * (max - min));
            values.iter().map(|v| v.is_some_and(|v| near(v) && (*min..=*max).contains(&v))).collect()
        }
        Ask::Server { lowest, .. } => {
            let best = |run: &Vec<Option<f64>>| {
                let values: Option<Vec<f64>> = run.iter().copied().collect();
                let better = |a: f64, b: f64| if *lowest { a < b } else { a > b };
                let values = values?;
                (0..values.len()).reduce(|a, b| if better(values[b], values[a]) { b } else { a })
            };
            let first = runs.first().and_then(best);
            runs.iter().map(|r| first.is_some() && best(r) == first).collect()
        }
        // proven in `prove_curve`
        Ask::Curve { .. } => Vec::new(),
    };
    let measured = asked.iter().enumerate().map(|(i, m)| {
        let name = m.node().map_or(m.name().to_owned(), |id| format!("{} of node {id}", m.name()));
        (name, extent(&runs.iter().map(|r| r[i]).collect::<Vec<_>>()))
    });
    Row {
        step: step.id.clone(),
        name: "answer".into(),
        must: Must::Agree,
        held,
        measured: measured.collect(),
    }
}

/// Least and greatest; nothing when a run measured nothing.
pub(super) fn extent(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.iter().copied().collect::<Option<_>>()?;
    let first = *values.first()?;
    Some(values.iter().fold((first, first), |(lo, hi), v| (lo.min(*v), hi.max(*v))))
}
