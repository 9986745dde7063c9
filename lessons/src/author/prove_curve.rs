//! Proof that a curve can be drawn by thinking and not by a ruler: on every seed the run is within
//! the tolerance of the mean of all, and the straight line that fits the run best is not.

use super::prove::{Must, Row, extent};
use super::runs::parallel;
use crate::board_file::BoardFile;
use crate::grade::{self, curve};
use crate::lesson::{Across, Ask, Over, Predict, Step};
use simcore::host::run_job;

/// The rows of a drawn prediction.
pub fn curve_rows(step: &Step, ask: &Predict, board: &BoardFile, seeds: u32, threads: usize) -> Vec<Row> {
    let Ask::Curve { min, max, tolerance, over, .. } = &ask.ask else { return Vec::new() };
    let runs: Vec<Option<Vec<f64>>> = parallel(&grade::seeds(step, seeds), threads, |seed| {
        let reports: Vec<_> = grade::jobs(step, board, &[*seed]).iter().map(run_job).collect();
        curve::measured(ask, &board.design, &reports)
    });
    let known: Vec<&Vec<f64>> = runs.iter().flatten().collect();
    let n = known.len().max(1) as f64;
    let points = over.values.len();
    let mean: Vec<f64> = (0..points).map(|i| known.iter().map(|r| r[i]).sum::<f64>() / n).collect();
    let far = |said: &[f64], run: &[f64]| curve::distance(said, run, *min, *max);
    let drawable = |run: &[f64]| run.iter().all(|v| (*min..=*max).contains(v));
    let each = |holds: &dyn Fn(&[f64]) -> bool| -> Vec<bool> {
        runs.iter().map(|run| run.as_ref().is_some_and(|run| holds(run))).collect()
    };
    let near = each(&|run| drawable(run) && far(&mean, run) <= *tolerance);
    let bent = each(&|run| far(&curve::straight(&over.values, run), run) > *tolerance);
    let row = |name: &str, must, held, measured| Row {
        step: step.id.clone(),
        name: name.into(),
        must,
        held,
        measured,
    };
    let lines: Vec<_> =
        runs.iter().map(|r| r.as_ref().map(|r| 100.0 * far(&curve::straight(&over.values, r), r))).collect();
    vec![
        row("answer", Must::Agree, near, points_of(ask, over, &runs)),
        row("the best straight line", Must::Fail, bent, vec![("distance_percent".into(), extent(&lines))]),
    ]
}

/// Least and greatest at every setting.
fn points_of(ask: &Predict, over: &Over, runs: &[Option<Vec<f64>>]) -> Vec<(String, Option<(f64, f64)>)> {
    let at = |i: usize| runs.iter().map(|r| r.as_ref().map(|r| r[i])).collect::<Vec<_>>();
    let unit = if matches!(over.what, Across::Time { .. }) { " s" } else { "" };
    let name = |v: &f64| format!("{} at {v}{unit}", ask.measure.name());
    over.values.iter().enumerate().map(|(i, v)| (name(v), extent(&at(i)))).collect()
}
