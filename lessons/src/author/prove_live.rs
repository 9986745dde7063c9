//! Proofs of steps that are judged by a live run: what is to be done can be done and is not done
//! already, and a hidden fault is felt.

use super::prove::{Must, Row, extent};
use super::runs::parallel;
use crate::board_file::BoardFile;
use crate::grade;
use crate::lesson::{Diagnose, Do, Step};
use crate::live::Watch;
use crate::measure::Measure;
use simcore::Sim;
use simcore::design::Design;
use simcore::host::{Job, run_job};
use simcore::measure::{Point, Report};
use simcore::time::from_secs;

/// The second at which each thing to do was first seen done, in a run of the board that is looked at
/// once a second, as a page at normal speed would; `None` where it never was.
fn ticks(task: &Do, design: &Design, seed: u64) -> Vec<Option<f64>> {
    let (mut sim, _) = Sim::new(design, seed);
    let mut watch = Watch::default();
    let mut series: Vec<Point> = Vec::new();
    let mut at = vec![None; task.done.len()];
    let mut now = 0.0;
    while now <= task.seconds && !watch.all(&task.done) {
        sim.run_until(from_secs(now), u64::MAX);
        let frame = sim.frame(series.len() as u64);
        series.extend(frame.fresh.iter().cloned());
        if watch.see(&task.done, design, &frame, &series) {
            for (d, at) in task.done.iter().zip(&mut at) {
                *at = at.or(watch.ticked.contains(&d.id).then_some(now));
            }
        }
        now += 1.0;
    }
    at
}

/// The solution does all of it on every seed; the start, left to itself, never does.
pub fn do_rows(step: &Step, task: &Do, start: &BoardFile, seeds: u32, threads: usize) -> Vec<Row> {
    let boards = [("solution", Must::Pass, &task.solution.design), ("start", Must::Fail, &start.design)];
    let row = |(name, must, design): (&str, Must, &Design)| {
        let runs = parallel(&grade::seeds(step, seeds), threads, |seed| ticks(task, design, *seed));
        let all = |run: &Vec<Option<f64>>| run.iter().all(Option::is_some);
        let measured = task.done.iter().enumerate().map(|(i, d)| {
            let seconds: Vec<Option<f64>> = runs.iter().map(|r| r[i]).collect();
            (format!("{}, after s", d.id), extent(&seconds))
        });
        Row {
            step: step.id.clone(),
            name: name.into(),
            must,
            held: runs.iter().map(|r| all(r) == (must == Must::Pass)).collect(),
            measured: measured.collect(),
        }
    };
    boards.into_iter().map(row).collect()
}

/// What a learner can see of a fault, and from which difference on: a share of the value without it,
/// or points of a share.
const FELT: [(Measure, f64); 3] =
    [(Measure::P95, 0.2), (Measure::FailedShare, 1.0), (Measure::OnTimeShare, 1.0)];

/// From its beginning on the fault is felt: the same seed without it runs otherwise.
pub fn fault_row(step: &Step, ask: &Diagnose, board: &BoardFile, seeds: u32, threads: usize) -> Row {
    let without = Design { faults: Vec::new(), ..board.design.clone() };
    let job = |design: &Design, seed| {
        let span = ask.span;
        run_job(&Job { design: design.clone(), seed, from_s: span.from_s, until_s: span.until_s })
    };
    let runs: Vec<(Report, Report)> = parallel(&grade::seeds(step, seeds), threads, |seed| {
        (job(&board.design, *seed), job(&without, *seed))
    });
    let change = |(ill, well): &(Report, Report), m: Measure| {
        Some((m.read(&board.design, ill)?, m.read(&without, well)?))
    };
    let felt = |run: &(Report, Report)| {
        FELT.iter().any(|(m, least)| match change(run, *m) {
            Some((ill, well)) if *m == Measure::P95 => (ill - well).abs() >= least * well,
            Some((ill, well)) => (ill - well).abs() >= *least,
            // nothing is answered any more: that is felt
            None => true,
        })
    };
    let measured = FELT.iter().flat_map(|(m, _)| {
        let ends: Vec<_> = runs.iter().map(|r| change(r, *m)).collect();
        let part = |f: fn((f64, f64)) -> f64| extent(&ends.iter().map(|e| e.map(f)).collect::<Vec<_>>());
        [(m.name().to_owned(), part(|e| e.0)), (format!("{} without it", m.name()), part(|e| e.1))]
    });
    Row {
        step: step.id.clone(),
        name: "the hidden fault".into(),
        must: Must::Differ,
        held: runs.iter().map(felt).collect(),
        measured: measured.collect(),
    }
}
