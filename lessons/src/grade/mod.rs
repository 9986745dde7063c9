//! Marks: pure functions of a step, a board and the reports of its runs. The page computes them in
//! its worker, `escala grade` in a terminal, and both get the same bits.
//!
//! A build step is marked in two parts: the rules of the exercise, checked on the board itself
//! ([`rules`]), and the goals, each of which must hold on **every** seed.

mod answer;
pub mod curve;
mod debrief;
pub mod rules;
mod tasks;

#[cfg(test)]
mod tests;

pub use answer::{Filled, Guess, Mark, choose, predict, puzzle};
pub use debrief::{Debrief, Failure, Hot, STRETCH_S, debrief};
pub use rules::{Broken, broken};
pub use tasks::{diagnose, estimate, in_order, order, shuffled};

use crate::board_file::BoardFile;
use crate::lesson::{Ask, Bound, Build, Goal, Run, Span, Step, StepKind};
use crate::measure::Measure;
use serde::{Deserialize, Serialize};
use simcore::answers::spof::by_graph;
use simcore::design::{Design, Fault};
use simcore::host::Job;
use simcore::measure::{Of, Reason, Report};

/// The marks of a build step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// No rule broken and every goal reached on every seed.
    pub passed: bool,
    /// Share of goals reached, 0 to 1; 0 when a rule is broken.
    pub score: f64,
    /// In the order of the step.
    pub goals: Vec<GoalVerdict>,
    pub broken: Vec<Broken>,
    /// Failed requests of all runs by reason, and how many finished at all: the numbers behind
    /// "why not".
    pub failed: [u64; Reason::COUNT],
    pub finished: u64,
    /// What the runs say of themselves.
    pub debrief: Debrief,
}

/// One goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalVerdict {
    pub id: String,
    pub passed: bool,
    pub measure: Measure,
    pub bound: Bound,
    /// Of these requests alone, over this time, and whether it was hidden before.
    pub of: Option<Of>,
    pub span: Span,
    pub hidden: bool,
    /// Names of the stations or places at fault, where the goal is about the structure.
    pub stations: Vec<String>,
    /// The value of the worst run; `None` when a run could not say (nothing was answered, say).
    pub measured: Option<f64>,
    /// The value of each run, in the order of the reports.
    pub runs: Vec<Option<f64>>,
}

/// The first `n` seeds of a step: the page runs some, a proof runs more of the same.
pub fn seeds(step: &Step, n: u32) -> Vec<u64> {
    let first = step.board.as_ref().map_or(1, |b| b.seed);
    (0..u64::from(n)).map(|i| first.wrapping_add(i)).collect()
}

/// The runs to make for a step: one per seed. Empty for steps that run nothing.
///
/// For a build step the board is the learner's, with the faults of the start: they belong to the
/// exercise; goals over other times or under other circumstances take further runs of every seed. For a prediction the board is the step's own, whatever is given. A diagnosis is shown by
/// two runs of each seed, with the hidden fault and without it; a curve takes a run for each of its points.
pub fn jobs(step: &Step, board: &BoardFile, seeds: &[u64]) -> Vec<Job> {
    let (design, span) = match (&step.kind, &step.board) {
        (StepKind::Build(build), Some(start)) => {
            let of =
                |run: Run| seeds.iter().map(move |seed| build.job(run, &board.design, &start.design, *seed));
            return build.runs().into_iter().flat_map(of).collect();
        }
        (StepKind::Predict(p), Some(own)) => {
            if let Ask::Curve { over, .. } = &p.ask {
                let designs = over.designs(&own.design);
                let runs = |seed: &u64| designs.iter().map(|d| job(d, *seed, p.span)).collect::<Vec<_>>();
                return seeds.iter().flat_map(runs).collect();
            }
            (own.design.clone(), p.span)
        }
        (StepKind::Diagnose(d), Some(own)) => {
            let well = Design { faults: Vec::new(), ..own.design.clone() };
            let pair = |seed: &u64| [job(&own.design, *seed, d.span), job(&well, *seed, d.span)];
            return seeds.iter().flat_map(pair).collect();
        }
        _ => return Vec::new(),
    };
    seeds.iter().map(|seed| job(&design, *seed, span)).collect()
}

fn job(design: &Design, seed: u64, span: Span) -> Job {
    Job { design: design.clone(), seed, from_s: span.from_s, until_s: span.until_s }
}

/// The board with these faults, as far as what they are meant for is there.
pub(crate) fn with_faults(board: &Design, faults: &[Fault]) -> Design {
    let there = |id| board.node(id).is_some() || board.place(id).is_some();
    let faults = faults.iter().filter(|f| there(f.node)).copied().collect();
    Design { faults, ..board.clone() }
}

/// Marks a build step; `None` for a step of another kind. `reports` are those of [`jobs`].
pub fn grade(step: &Step, board: &BoardFile, reports: &[Report]) -> Option<Verdict> {
    let (StepKind::Build(build), Some(start)) = (&step.kind, &step.board) else { return None };
    Some(grade_build(build, start, board, reports))
}

fn grade_build(build: &Build, start: &BoardFile, board: &BoardFile, reports: &[Report]) -> Verdict {
    let broken = broken(build, &start.design, &board.design);
    let runs = build.runs();
    let seeds = reports.len() / runs.len();
    // the reports of a run, those of the step itself first
    let of = |run: Run| {
        let place = runs.iter().position(|r| *r == run).unwrap_or_default();
        reports.get(place * seeds..(place + 1) * seeds).unwrap_or_default()
    };
    let goal = |g: &Goal| grade_goal(g, build.run_of(g), &board.design, of(build.run_of(g)));
    let goals: Vec<_> = build.goals.iter().map(goal).collect();
    let reports = of(runs[0]);
    let reached = goals.iter().filter(|g| g.passed).count();
    let mut failed = [0; Reason::COUNT];
    for report in reports {
        failed.iter_mut().zip(report.failed).for_each(|(sum, n)| *sum += n);
    }
    Verdict {
        passed: broken.is_empty() && !goals.is_empty() && reached == goals.len(),
        score: if broken.is_empty() { reached as f64 / goals.len().max(1) as f64 } else { 0.0 },
        goals,
        broken,
        failed,
        finished: reports.iter().map(Report::finished).sum(),
        debrief: debrief(&board.design, reports, build.best_cost),
    }
}

fn grade_goal(goal: &Goal, run: Run, design: &Design, reports: &[Report]) -> GoalVerdict {
    let runs: Vec<Option<f64>> = match goal.measure.count(design) {
        Some(n) => vec![Some(f64::from(n))],
        None => reports.iter().map(|r| goal.measure.read_of(goal.of, design, r)).collect(),
    };
    let worst = |a: f64, b: f64| if goal.bound.excess(b) > goal.bound.excess(a) { b } else { a };
    // without a single run nothing is measured, and nothing is reached
    let measured: Option<f64> = match runs.iter().copied().collect::<Option<Vec<f64>>>() {
        Some(values) => values.into_iter().reduce(worst),
        None => None,
    };
    let single = match goal.measure {
        Measure::SinglePoints => by_graph(design),
        _ => Vec::new(),
    };
    let name = |id| match design.name_of(id).unwrap_or_default() {
        "" => format!("#{id}"),
        name => name.to_owned(),
    };
    GoalVerdict {
        id: goal.id.clone(),
        passed: measured.is_some_and(|v| goal.bound.holds(v)),
        measure: goal.measure,
        bound: goal.bound,
        of: goal.of,
        span: run.span,
        hidden: goal.hidden,
        stations: single.into_iter().map(name).collect(),
        measured,
        runs,
    }
}
