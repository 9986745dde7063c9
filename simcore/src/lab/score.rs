//! How right an answer is.

use super::{Cell, Dist, MissingFact, Outcome};
use serde::{Deserialize, Serialize};

/// What a learner put into a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// One or more outcomes, each as likely as the others.
    Set(Vec<Outcome>),
    /// Outcomes with probabilities.
    Bars(Vec<(Outcome, f64)>),
    /// "It depends": on which facts, and what is possible.
    Depends { facts: Vec<MissingFact>, possible: Vec<Outcome> },
}

/// Largest difference in probability that still counts as right.
pub const TOLERANCE: f64 = 0.02;

/// 1 for the right distribution (or for "it depends" with a main missing fact, no wrong one, and the
/// right set), 0.5 if only the set (or only the facts) are right, 0 otherwise.
pub fn score(cell: &Cell, given: &Given) -> f64 {
    match given {
        Given::Set(set) => {
            let each = 1.0 / set.len().max(1) as f64;
            score_bars(cell, &set.iter().map(|&o| (o, each)).collect::<Vec<_>>())
        }
        Given::Bars(bars) => score_bars(cell, bars),
        Given::Depends { facts, possible } => {
            if cell.missing.is_empty() {
                return 0.0;
            }
            let main = if cell.main.is_empty() { &cell.missing } else { &cell.main };
            let named =
                facts.iter().any(|f| main.contains(f)) && facts.iter().all(|f| cell.missing.contains(f));
            let set = same_set(&cell.possible, possible);
            f64::from(u8::from(named) + u8::from(set)) / 2.0
        }
    }
}

fn score_bars(cell: &Cell, bars: &[(Outcome, f64)]) -> f64 {
    let bars: Vec<(Outcome, f64)> = bars.iter().copied().filter(|&(_, p)| p > 0.0).collect();
    let set: Vec<Outcome> = bars.iter().map(|&(o, _)| o).collect();
    if bars.is_empty() || !same_set(&cell.possible, &set) {
        return 0.0;
    }
    match &cell.dist {
        Some(dist) if variation(dist, &bars) <= TOLERANCE => 1.0,
        _ => 0.5,
    }
}

/// Half the sum of the differences: the largest difference that any set of outcomes can show.
pub fn variation(dist: &Dist, bars: &[(Outcome, f64)]) -> f64 {
    let given = |o| bars.iter().filter(|b| b.0 == o).map(|b| b.1).sum::<f64>();
    let known: f64 = dist.0.iter().map(|&(o, p)| (p.value() - given(o)).abs()).sum();
    let rest: f64 = bars.iter().filter(|b| dist.p(b.0).num == 0).map(|b| b.1).sum();
    (known + rest) / 2.0
}

fn same_set(a: &[Outcome], b: &[Outcome]) -> bool {
    a.iter().all(|o| b.contains(o)) && b.iter().all(|o| a.contains(o))
}
