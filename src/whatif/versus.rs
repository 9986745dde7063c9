//! Two designs under the same seeds: what luck the one has, the other has too, and the difference
//! is far better known than either.

use super::figures::{Figures, Measure};
use super::plan::WARM;
use crate::board::Board;
use simcore::answers::stats::Interval;
use simcore::host::Job;
use std::sync::Arc;

/// The runs of both: A's by seed, then B's.
#[derive(Clone, Debug)]
pub struct Versus {
    pub a: Arc<Board>,
    pub b: Arc<Board>,
    pub seeds: usize,
    pub seconds: f64,
    /// By place of the job; `None` is still to come.
    pub runs: Vec<Option<Run>>,
}

/// One run, and what its design costs a month.
pub type Run = (Figures, f64);

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Of(Measure),
    Cost,
}

/// Both and their difference, B less A.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub row: Row,
    pub a: Interval,
    pub b: Interval,
    pub difference: Interval,
    pub pairs: Vec<f64>,
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Better,
    Worse,
    /// Its interval has zero inside.
    Open,
    /// Every pair is the same.
    Same,
}

impl Versus {
    pub fn new(a: Arc<Board>, b: Arc<Board>, seeds: usize, seconds: f64) -> Versus {
        Versus { a, b, seeds, seconds, runs: vec![None; 2 * seeds] }
    }

    pub fn jobs(&self) -> Vec<Job> {
        let warm = self.seconds * WARM;
        let job = |board: &Board, seed: usize| Job {
            design: board.design.clone(),
            seed: seed as u64,
            from_s: warm,
            until_s: warm + self.seconds,
        };
        let of = |board: &Arc<Board>| (1..=self.seeds).map(|s| job(board, s)).collect::<Vec<_>>();
        [of(&self.a), of(&self.b)].concat()
    }

    pub fn requests(&self) -> f64 {
        self.runs.iter().flatten().map(|(f, _)| f.requests).sum::<f64>() * (1.0 + WARM)
    }

    pub fn complete(&self) -> bool {
        self.runs.iter().all(Option::is_some)
    }

    /// Every row, once all runs are there.
    pub fn compared(&self) -> Vec<Compared> {
        let runs: Vec<Run> = self.runs.iter().copied().flatten().collect();
        if runs.len() != 2 * self.seeds {
            return Vec::new();
        }
        let (a, b) = runs.split_at(self.seeds);
        let rows = Measure::ALL.into_iter().map(Row::Of).chain([Row::Cost]);
        let compare = |row: Row| {
            let of = |runs: &[Run]| runs.iter().map(|r| row.read(r)).collect::<Vec<f64>>();
            let (x, y) = (of(a), of(b));
            let pairs = x.iter().zip(&y).map(|(x, y)| y - x).collect();
            Compared {
                row,
                a: Interval::of(&x),
                b: Interval::of(&y),
                difference: Interval::of_differences(&x, &y),
                pairs,
            }
        };
        rows.map(compare).collect()
    }
}

impl Row {
    fn read(self, (figures, cost): &Run) -> f64 {
        match self {
            Row::Of(measure) => measure.read(figures),
            Row::Cost => *cost,
        }
    }

    pub fn less_is_better(self) -> bool {
        match self {
            Row::Of(measure) => measure.less_is_better(),
            Row::Cost => true,
        }
    }
}

impl Compared {
    pub fn verdict(&self) -> Verdict {
        let d = &self.difference;
        if self.pairs.iter().all(|p| *p == 0.0) {
            return Verdict::Same;
        }
        if !d.mean.is_finite() || !d.excludes(0.0) {
            return Verdict::Open;
        }
        if (d.mean < 0.0) == self.row.less_is_better() { Verdict::Better } else { Verdict::Worse }
    }

    /// Half the width of a field, around zero, that shows every pair and the interval.
    pub fn reach(&self) -> f64 {
        let d = &self.difference;
        let ends = [d.mean - d.half, d.mean + d.half];
        let all = self.pairs.iter().copied().chain(ends).filter(|v| v.is_finite());
        all.map(f64::abs).fold(0.0, f64::max) * 1.1
    }
}

#[cfg(test)]
mod tests;
