//! What a build step asks for: bounds on what runs measure, of the whole or of a part of the traffic,
//! over the whole run or a part of it, under the circumstances of the board or under others.

use crate::grade::with_faults;
use crate::lesson::{Bound, Build, Span};
use crate::measure::Measure;
use crate::prose::Inline;
use serde::{Deserialize, Serialize};
use simcore::answers::sweep::Knob;
use simcore::design::{Design, Fault, NodeId};
use simcore::host::Job;
use simcore::measure::Of;

/// A bound on something measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    pub id: String,
    pub text: Vec<Inline>,
    pub measure: Measure,
    pub bound: Bound,
    /// Only these requests; `None` for all.
    pub of: Option<Of>,
    /// Measured over this time; `None` for that of the step, or of the case.
    pub span: Option<Span>,
    /// Place in [`Build::cases`]; `None` for the board as it is.
    pub case: Option<usize>,
    /// Said only after the first check.
    pub hidden: bool,
}

/// Circumstances other than those of the start: another day, another fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub id: String,
    /// Sources with other values: node, place in the table of its kind, value.
    pub set: Vec<(NodeId, usize, f64)>,
    /// Instead of the faults of the start.
    pub faults: Option<Vec<Fault>>,
    pub span: Span,
}

/// A run that goals are read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    pub case: Option<usize>,
    pub span: Span,
}

impl Build {
    /// The runs to make of each seed; the first is that of the step itself.
    pub fn runs(&self) -> Vec<Run> {
        let mut out = vec![Run { case: None, span: self.span }];
        for goal in self.goals.iter().filter(|g| !g.measure.is_structural()) {
            let run = self.run_of(goal);
            if !out.contains(&run) {
                out.push(run);
            }
        }
        out
    }

    /// The run that a goal is read from.
    pub fn run_of(&self, goal: &Goal) -> Run {
        let case = goal.case.filter(|i| *i < self.cases.len());
        let whole = case.map_or(self.span, |i| self.cases[i].span);
        Run { case, span: goal.span.unwrap_or(whole) }
    }

    /// How many goals are said only after the first check.
    pub fn hidden(&self) -> usize {
        self.goals.iter().filter(|g| g.hidden).count()
    }

    /// The job of one run of a learner's board.
    pub fn job(&self, run: Run, board: &Design, start: &Design, seed: u64) -> Job {
        let case = run.case.and_then(|i| self.cases.get(i));
        let faults = case.and_then(|c| c.faults.as_ref()).unwrap_or(&start.faults);
        let mut design = with_faults(board, faults);
        for (node, param, value) in case.iter().flat_map(|c| &c.set) {
            design = Knob::Param(*node, *param).turned(&design, *value);
        }
        Job { design, seed, from_s: run.span.from_s, until_s: run.span.until_s }
    }
}
