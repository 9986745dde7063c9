//! Answers to a lesson as a file: what a learner hands in and a teacher grades again.
//!
//! ```json
//! {"format_version":1,"lesson":"load-balancing-algorithms","answers":{
//!   "share":{"number":42.9}, "slowest":{"server":3}, "herd":{"options":["c"]},
//!   "lab":{"puzzle":[{"algorithm":"round_robin","column":0,"given":{"set":[{"server":3}]}}]},
//!   "tune":{"board":{"format_version":1,"title":"...","seed":1,"nodes":[],"links":[],"faults":[]}}}}
//! ```
//! A board is a board file within the file, held to the same limits.

use crate::board_file::{self, BoardFile, MAX_BYTES, Rejection};
use crate::grade::{self, Filled, Guess, Mark, Verdict};
use crate::lesson::{Ask, Lesson, Step, StepKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use simcore::design::FaultKind;
use simcore::host::Job;
use simcore::measure::Report;
use simcore::sorted::SortedMap;
use std::fmt;

/// Version of answer files.
pub const FORMAT_VERSION: u32 = 1;

/// Answers by step id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    pub format_version: u32,
    /// The slug of the lesson.
    pub lesson: String,
    /// As the learner typed it; nothing rests on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learner: Option<String>,
    pub answers: SortedMap<String, Answer>,
}

/// An answer to a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To a prediction of a number, and to an estimate.
    Number(f64),
    /// To a prediction of a server: the id of a node.
    Server(u32),
    /// To a prediction of a curve: a value for each of its points.
    Curve(Vec<f64>),
    /// To a choice: the ids of the options that were picked.
    Options(Vec<String>),
    /// To a puzzle: the cells of the grid; servers by their place in the list, from 0.
    Puzzle(Vec<Filled>),
    /// To a build step: a board file.
    Board(Value),
    /// To an order: the ids of all items.
    Order(Vec<String>),
    /// To a diagnosis: the id of a node and the name of a fault.
    Diagnosis { node: u32, cause: String },
}

/// Why a submission cannot be read or an answer cannot be graded.
#[derive(Clone, Debug, PartialEq)]
pub enum Unfit {
    /// Not JSON, or with fields that there are not; what the parser says.
    NotAnswers(String),
    UnknownVersion(u64),
    TooLarge,
    /// No such step in the lesson.
    NoStep(String),
    /// The step takes another form of answer, or none at all.
    WrongForm(String),
    Board(Rejection),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::NotAnswers(why) => write!(f, "this is neither a board nor a file of answers: {why}"),
            Unfit::UnknownVersion(v) => {
                write!(f, "the answers have format_version {v}, and this program reads {FORMAT_VERSION}")
            }
            Unfit::TooLarge => write!(f, "the file has more than {MAX_BYTES} bytes"),
            Unfit::NoStep(id) => write!(f, "the lesson has no step \"{id}\""),
            Unfit::WrongForm(id) => write!(f, "the step \"{id}\" takes another form of answer"),
            Unfit::Board(rejection) => write!(f, "the board cannot be taken as it is: {rejection}"),
        }
    }
}

/// Reads a file of answers; boards within it are read when they are graded.
pub fn parse(text: &str) -> Result<Submission, Unfit> {
    if text.len() > MAX_BYTES {
        return Err(Unfit::TooLarge);
    }
    let not = |e: serde_json::Error| Unfit::NotAnswers(e.to_string());
    let value: Value = serde_json::from_str(text).map_err(not)?;
    match value.get("format_version").and_then(Value::as_u64) {
        Some(v) if v != u64::from(FORMAT_VERSION) => return Err(Unfit::UnknownVersion(v)),
        _ => {}
    }
    serde_json::from_value(value).map_err(not)
}

/// An answer that fits its step, ready to be graded.
#[derive(Clone, Debug, PartialEq)]
pub struct Task<'a> {
    pub step: &'a Step,
    /// Run these, in this order, and give the reports to [`Task::grade`].
    pub jobs: Vec<Job>,
    form: Form<'a>,
}

#[derive(Clone, Debug, PartialEq)]
enum Form<'a> {
    Guess(Guess),
    Options(&'a [String]),
    Grid(&'a [Filled]),
    Board(Box<BoardFile>),
    Estimate(f64),
    Order(&'a [String]),
    Diagnosis(u32, FaultKind),
}

/// The marks of a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Graded {
    Build(Box<Verdict>),
    Answer(Mark),
}

impl Graded {
    pub fn passed(&self) -> bool {
        match self {
            Graded::Build(v) => v.passed,
            Graded::Answer(m) => m.passed,
        }
    }

    pub fn score(&self) -> f64 {
        match self {
            Graded::Build(v) => v.score,
            Graded::Answer(m) => m.score,
        }
    }
}

/// Matches an answer to its step. `seeds` overrules the number of seeds of a build step.
pub fn task<'a>(
    lesson: &'a Lesson,
    id: &str,
    answer: &'a Answer,
    seeds: Option<u32>,
) -> Result<Task<'a>, Unfit> {
    let step = lesson.step(id).ok_or_else(|| Unfit::NoStep(id.to_owned()))?;
    let own = step.board.clone().unwrap_or_default();
    let (form, jobs) = match (&step.kind, answer) {
        (StepKind::Predict(p), Answer::Number(v)) if matches!(p.ask, Ask::Number { .. }) => {
            (Form::Guess(Guess::Number(*v)), grade::jobs(step, &own, &grade::seeds(step, 1)))
        }
        (StepKind::Predict(p), Answer::Server(id)) if matches!(p.ask, Ask::Server { .. }) => {
            (Form::Guess(Guess::Server(*id)), grade::jobs(step, &own, &grade::seeds(step, 1)))
        }
        (StepKind::Predict(p), Answer::Curve(said)) if matches!(p.ask, Ask::Curve { .. }) => {
            (Form::Guess(Guess::Curve(said.clone())), grade::jobs(step, &own, &grade::seeds(step, 1)))
        }
        (StepKind::Choose(_), Answer::Options(picked)) => (Form::Options(picked), Vec::new()),
        (StepKind::Puzzle(_), Answer::Puzzle(filled)) => (Form::Grid(filled), Vec::new()),
        (StepKind::Build(build), Answer::Board(value)) => {
            let board = board_file::parse_strict(&value.to_string()).map_err(Unfit::Board)?;
            // a board that breaks the rules fails whatever it measures, and may be made to run for ever
            let fair = grade::broken(build, &own.design, &board.design).is_empty();
            let n = if fair { seeds.unwrap_or(build.seeds) } else { 0 };
            let jobs = grade::jobs(step, &board, &grade::seeds(step, n));
            (Form::Board(Box::new(board)), jobs)
        }
        (StepKind::Estimate(_), Answer::Number(v)) => (Form::Estimate(*v), Vec::new()),
        (StepKind::Order(_), Answer::Order(ids)) => (Form::Order(ids), Vec::new()),
        (StepKind::Diagnose(_), Answer::Diagnosis { node, cause }) => {
            let what = FaultKind::from_name(cause).ok_or_else(|| Unfit::WrongForm(id.to_owned()))?;
            (Form::Diagnosis(*node, what), Vec::new())
        }
        _ => return Err(Unfit::WrongForm(id.to_owned())),
    };
    Ok(Task { step, jobs, form })
}

impl Task<'_> {
    /// The marks, from the reports of [`Task::jobs`].
    pub fn grade(&self, reports: &[Report]) -> Graded {
        let mark = match (&self.form, &self.step.kind, &self.step.board) {
            (Form::Board(board), ..) => {
                return grade::grade(self.step, board, reports)
                    .map_or_else(|| Graded::Answer(Mark::default()), |v| Graded::Build(Box::new(v)));
            }
            (Form::Options(picked), StepKind::Choose(c), _) => grade::choose(c, picked),
            (Form::Grid(filled), StepKind::Puzzle(p), _) => grade::puzzle(p, filled),
            (Form::Guess(guess), StepKind::Predict(p), Some(own)) => {
                grade::predict(p, guess, &own.design, reports)
            }
            (Form::Estimate(v), StepKind::Estimate(e), _) => grade::estimate(e, *v),
            (Form::Order(ids), StepKind::Order(o), _) => grade::order(o, ids),
            (Form::Diagnosis(node, cause), StepKind::Diagnose(d), _) => grade::diagnose(d, *node, *cause),
            _ => Mark::default(),
        };
        Graded::Answer(mark)
    }
}
