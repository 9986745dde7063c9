//! A compiled lesson in one language: what the page fetches, and what a grade is computed from.
//!
//! Every enum is tagged from outside, so JSON and postcard both carry it.

use crate::board_file::BoardFile;
use crate::measure::Measure;
use crate::prose::{Block, Inline};
use serde::{Deserialize, Serialize};
use simcore::design::{FaultKind, NodeId};
use simcore::kinds::KindId;
use simcore::lab::Puzzle;

pub use crate::goal::{Case, Goal, Run};

/// Version of lesson folders and of compiled lessons.
pub const FORMAT_VERSION: u32 = 1;

/// The two source languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    En,
    Pt,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Pt];

    /// In file names: `en` or `pt`.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Pt => "pt",
        }
    }
}

/// A lesson in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    pub format_version: u32,
    /// `L06`.
    pub id: String,
    pub slug: String,
    pub lang: Lang,
    pub title: String,
    /// What the author expects it to take, experiments included.
    pub minutes: u32,
    /// What the prose alone takes at 200 words a minute.
    pub reading_s: u32,
    pub objectives: Vec<String>,
    pub steps: Vec<Step>,
    /// Where figures and claims come from.
    pub sources: Vec<String>,
}

impl Lesson {
    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.id == id)
    }
}

/// A part of a lesson; it has its own address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub id: String,
    pub title: Vec<Inline>,
    pub body: Vec<Block>,
    /// Shown one by one, when asked for.
    pub hints: Vec<Vec<Block>>,
    /// Shown once the learner has answered.
    pub after: Vec<Block>,
    /// A live board beside the text; always there for `predict` and `build`, where it is the start.
    pub board: Option<BoardFile>,
    pub kind: StepKind,
}

/// What the learner does in a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StepKind {
    /// Read, with a board to play with.
    Read,
    /// Commit to an answer before the run gives it.
    Predict(Predict),
    /// Pick among options.
    Choose(Choose),
    /// The step-exact laboratory of a load balancer.
    Puzzle(Puzzle),
    /// Change the board until the goals are reached.
    Build(Build),
    /// Answer in one's own words; never marked.
    Reflect(Reflect),
    /// Do something on the live board; it ticks itself and is never marked.
    Do(Do),
    /// Work out a number on paper; no run gives it.
    Estimate(Estimate),
    /// Put the steps of a flow in order.
    Order(Order),
    /// Read a run that something is wrong with, and name the cause.
    Diagnose(Diagnose),
}

impl StepKind {
    /// The name in lesson files.
    pub const fn name(&self) -> &'static str {
        match self {
            StepKind::Read => "read",
            StepKind::Predict(_) => "predict",
            StepKind::Choose(_) => "choose",
            StepKind::Puzzle(_) => "puzzle",
            StepKind::Build(_) => "build",
            StepKind::Reflect(_) => "reflect",
            StepKind::Do(_) => "do",
            StepKind::Estimate(_) => "estimate",
            StepKind::Order(_) => "order",
            StepKind::Diagnose(_) => "diagnose",
        }
    }

    /// Can it be marked right or wrong?
    pub const fn graded(&self) -> bool {
        !matches!(self, StepKind::Read | StepKind::Reflect(_) | StepKind::Do(_))
    }

    /// Can one get stuck in it? Then it may have hints, and something to say once it is done.
    pub const fn has_task(&self) -> bool {
        !matches!(self, StepKind::Read | StepKind::Reflect(_))
    }
}

/// How long a board runs and what part of it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Measured from here: the warm-up before does not count.
    pub from_s: f64,
    /// The end of the run.
    pub until_s: f64,
}

/// A question that the run answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predict {
    pub ask: Ask,
    /// What is measured; for [`Ask::Server`] it is measured at each candidate.
    pub measure: Measure,
    pub span: Span,
}

/// The form of the answer to a prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    Number {
        unit: String,
        min: f64,
        max: f64,
        /// Full marks within this share of the measured value (0.1 is 10 %).
        tolerance: f64,
    },
    /// The node with the highest (or lowest) value.
    Server { candidates: Vec<NodeId>, lowest: bool },
    /// A curve, drawn point by point.
    Curve {
        unit: String,
        min: f64,
        max: f64,
        /// Full marks up to this mean distance, as a share of the height from `min` to `max`.
        tolerance: f64,
        over: Over,
    },
}

/// What a curve is drawn over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Over {
    pub what: Across,
    /// Settings of the parameter, or seconds of the run, in rising order.
    pub values: Vec<f64>,
}

/// The horizontal axis of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Across {
    /// The parameter in this place of the table of the node's kind: a run for each point.
    Param { node: NodeId, param: usize },
    /// Time: one run, and each point is the mean of so many seconds before it.
    Time { last_s: f64 },
}

/// A question with options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choose {
    pub options: Vec<Opt>,
    /// Ids of the right ones, in the order of the options. More than one: all of them are asked for.
    pub key: Vec<String>,
}

/// An option and what is said to one who picked it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opt {
    pub id: String,
    pub text: Vec<Inline>,
    pub feedback: Vec<Inline>,
}

/// A board to be changed until the goals are reached on every seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Build {
    /// One board that reaches the goals, proven by `escala prove`.
    pub solution: BoardFile,
    /// Kinds that may be added.
    pub palette: Vec<KindId>,
    /// Kinds whose parameters may not change and whose nodes may not go.
    pub fixed: Vec<KindId>,
    /// Single parameters that may not change, by name.
    pub fixed_params: Vec<(KindId, String)>,
    pub span: Span,
    /// How many seeds the page runs; a proof runs more.
    pub seeds: u32,
    pub goals: Vec<Goal>,
    /// Other circumstances under which some goals must hold.
    pub cases: Vec<Case>,
    /// Why it is right that the start with larger machines passes, if it may; in every language.
    pub bigger: Option<[String; 2]>,
    /// What the solution costs, in dollars a month: the mean over the seeds that the page runs,
    /// measured when the lesson is compiled.
    pub best_cost: Option<f64>,
}

/// The values that satisfy a goal; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
    Between(f64, f64),
}

impl Bound {
    /// Does the value satisfy it?
    pub fn holds(self, v: f64) -> bool {
        self.excess(v) <= 0.0
    }

    /// How far the value lies beyond the bound; 0 or less when it satisfies it.
    pub fn excess(self, v: f64) -> f64 {
        match self {
            Bound::AtMost(max) => v - max,
            Bound::AtLeast(min) => min - v,
            Bound::Between(min, max) => (min - v).max(v - max),
        }
    }
}

/// An open question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reflect {
    /// Shown after the learner's own answer.
    pub model: Vec<Block>,
    /// What a good answer contains, for the learner to tick.
    pub rubric: Vec<Vec<Inline>>,
}

/// Things to do on the live board; each ticks once and stays ticked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Do {
    pub done: Vec<Done>,
    /// One board whose run ticks everything, its planned faults included; proven by `escala prove`.
    pub solution: BoardFile,
    /// The run of the solution ticks everything within so many seconds, that of the start does not.
    pub seconds: f64,
    /// Kinds that may be added.
    pub palette: Vec<KindId>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    pub id: String,
    pub text: Vec<Inline>,
    pub when: When,
}

/// What must have been so at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum When {
    /// A parameter of the node, or of any node of the kind, has such a value. `param` is its place
    /// in the table of the kind.
    Param { at: Spot, param: usize, bound: Bound },
    /// The fault runs in the live world.
    Fault { at: Spot, what: FaultKind },
    /// Over the last so many seconds of the live run; see [`crate::live`].
    Measure { measure: Measure, last_s: f64, bound: Bound },
    /// So many nodes, of a kind or at all.
    Count { measure: Measure, bound: Bound },
    /// The two are connected.
    Link { from: Spot, to: Spot },
}

/// A node by its id, or any node of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spot {
    Node(NodeId),
    Kind(KindId),
}

/// A number to be worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub answer: f64,
    pub unit: String,
    /// Full marks within this share of the answer (0.1 is 10 %).
    pub tolerance: f64,
    /// Half of the marks within this one, which is not narrower.
    pub half: f64,
    /// What may be written at all, least and greatest.
    pub range: Option<(f64, f64)>,
}

/// Items in the order that is right; a learner sees them in that of [`crate::grade::shuffled`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub items: Vec<Opt>,
}

/// A run with a hidden fault. The board of the step plans exactly one, which is the key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnose {
    /// Nodes offered, and what is said to one who picked it.
    pub culprits: Vec<(NodeId, Vec<Inline>)>,
    /// Faults offered, and the same.
    pub causes: Vec<(FaultKind, Vec<Inline>)>,
    /// The node and what is wrong with it.
    pub key: (NodeId, FaultKind),
    /// Where the proof measures: from the fault on.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_include_their_ends() {
        for (bound, inside, outside) in [
            (Bound::AtMost(2.0), 2.0, 2.1),
            (Bound::AtLeast(2.0), 2.0, 1.9),
            (Bound::Between(1.0, 2.0), 1.0, 0.9),
            (Bound::Between(1.0, 2.0), 2.0, 2.1),
        ] {
            assert!(bound.holds(inside) && !bound.holds(outside), "{bound:?}");
        }
        assert!(!Bound::AtMost(1.0).holds(f64::NAN));
    }
}
