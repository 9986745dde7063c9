//! Marks of answers that are not boards.

use super::curve;
use crate::lesson::{Ask, Choose, Predict};
use serde::{Deserialize, Serialize};
use simcore::design::{Design, NodeId};
use simcore::lab::{self, Algorithm, Given, Puzzle};
use simcore::measure::Report;
use simcore::sorted::{SortedMap, sort_by};

/// An answer to a prediction, given before the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Guess {
    Number(f64),
    Server(NodeId),
    /// A value for every point of the curve.
    Curve(Vec<f64>),
}

/// The marks of an answer, with what the run measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub passed: bool,
    /// 0 to 1.
    pub score: f64,
    /// The measured number; for a server, its value.
    pub measured: Option<f64>,
    /// The server that was right, if one was asked for.
    pub server: Option<NodeId>,
    /// The curve that was measured, if one was asked for; empty otherwise.
    #[serde(default)]
    pub curve: Vec<f64>,
    /// How far the drawn curve was from it; see [`super::curve`].
    #[serde(default)]
    pub distance: Option<f64>,
}

/// Beyond this many tolerances a number earns nothing; in between the marks fall in a straight line.
const ZERO_AT: f64 = 3.0;

/// Marks a prediction against the runs of the step's own board: one, or one for each point of a curve.
pub fn predict(ask: &Predict, guess: &Guess, design: &Design, reports: &[Report]) -> Mark {
    let Some(report) = reports.first() else { return Mark::default() };
    match (&ask.ask, guess) {
        (Ask::Curve { min, max, tolerance, .. }, Guess::Curve(said)) => {
            let Some(run) = curve::measured(ask, design, reports) else { return Mark::default() };
            let distance = Some(curve::distance(said, &run, *min, *max)).filter(|d| d.is_finite());
            let score = score_of(distance.unwrap_or(f64::NAN), *tolerance);
            Mark { passed: score >= 1.0, score, curve: run, distance, ..Mark::default() }
        }
        (Ask::Number { min, max, tolerance, .. }, Guess::Number(guess)) => {
            let Some(measured) = ask.measure.read(design, report) else { return Mark::default() };
            // near zero a relative error says little: one per cent of the ruler counts as the least
            let scale = measured.abs().max(0.01 * (max - min).abs());
            let error = (guess - measured).abs() / scale;
            let score = score_of(error, *tolerance);
            Mark { passed: score >= 1.0, score, measured: Some(measured), ..Mark::default() }
        }
        (Ask::Server { candidates, lowest }, guess) => {
            let values = candidates.iter().filter_map(|id| {
                let value = ask.measure.at(*id).read(design, report)?;
                Some((*id, if *lowest { -value } else { value }))
            });
            let values: Vec<(NodeId, f64)> = values.collect();
            // the first of several equal ones is shown, any of them is right
            let best = values.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
            let Some((server, top)) = best else { return Mark::default() };
            let right = |id| values.iter().any(|(v, value)| *v == id && *value == top);
            let passed = matches!(guess, Guess::Server(id) if right(*id));
            let measured = Some(if *lowest { -top } else { top });
            let score = f64::from(u8::from(passed));
            Mark { passed, score, measured, server: Some(server), ..Mark::default() }
        }
        (Ask::Number { .. } | Ask::Curve { .. }, _) => Mark::default(),
    }
}

fn score_of(error: f64, tolerance: f64) -> f64 {
    if error.is_nan() {
        0.0
    } else if error <= tolerance {
        1.0
    } else if tolerance <= 0.0 {
        0.0
    } else {
        ((ZERO_AT * tolerance - error) / ((ZERO_AT - 1.0) * tolerance)).clamp(0.0, 1.0)
    }
}

/// Marks a choice: each right pick earns its share, each wrong one takes a share away.
pub fn choose(choose: &Choose, picked: &[String]) -> Mark {
    let mut seen: Vec<&String> = picked.iter().collect();
    sort_by(&mut seen, Ord::cmp);
    seen.dedup();
    let right = seen.iter().filter(|id| choose.key.contains(id)).count();
    let wrong = seen.len() - right;
    let share = 1.0 / choose.key.len().max(1) as f64;
    let passed = wrong == 0 && right == choose.key.len() && right > 0;
    let score = if passed { 1.0 } else { (right as f64 - wrong as f64).max(0.0) * share };
    Mark { passed, score, ..Mark::default() }
}

/// What was put into one cell of a laboratory's grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    pub algorithm: Algorithm,
    /// Index into [`Puzzle::columns`].
    pub column: usize,
    pub given: Given,
}

/// Marks a puzzle with its facts as the lesson gives them: the mean over all cells of the grid.
/// Three quarters of the cells with full marks pass. Costs the exact answers of all rows.
pub fn puzzle(puzzle: &Puzzle, filled: &[Filled]) -> Mark {
    // a cell filled twice counts as it was filled last
    let given: SortedMap<_, _> = filled.iter().map(|f| ((f.algorithm, f.column), &f.given)).collect();
    let cells = Algorithm::ALL.len() * puzzle.columns().len();
    let (mut sum, mut right) = (0.0, 0);
    for algorithm in Algorithm::ALL {
        if !given.keys().any(|(a, _)| *a == algorithm) {
            continue;
        }
        let Ok(row) = lab::table(puzzle, algorithm) else { continue };
        for (column, cell) in row.cells.iter().enumerate() {
            let score = given.get(&(algorithm, column)).map_or(0.0, |g| lab::score(cell, g));
            sum += score;
            right += usize::from(score >= 1.0);
        }
    }
    let passed = cells > 0 && 4 * right >= 3 * cells;
    Mark { passed, score: sum / cells.max(1) as f64, ..Mark::default() }
}
