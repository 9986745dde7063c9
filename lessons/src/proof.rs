//! The proof of every exercise as the page shows it to teachers; `course.proofs.<language>.bin`, made by
//! `escala build` from the runs of `escala prove`.

use serde::{Deserialize, Serialize};

/// What was proven of the course.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proofs {
    /// Seeds of every row.
    pub seeds: u32,
    pub lessons: Vec<Proven>,
}

/// One lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proven {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub steps: Vec<Table>,
}

/// One exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The id of the step.
    pub step: String,
    pub title: String,
    /// What is measured, and its unit; the texts of the goals where there are any.
    pub columns: Vec<(String, String)>,
    pub rows: Vec<Line>,
}

/// One board, run on all seeds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub board: Board,
    pub must: Must,
    /// Why it may, where the exercise says so.
    pub why: Option<String>,
    /// Seeds on which it did what it must.
    pub held: u32,
    pub seeds: u32,
    /// Least and greatest over the seeds, column by column; nothing where a run measured nothing.
    pub measured: Vec<Option<(f64, f64)>>,
}

/// Which board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Board {
    Solution,
    Start,
    /// A plausible wrong answer, by the name of its file.
    Trap(String),
    /// The start with machines so many times larger.
    Bigger(u32),
    /// The solution with one lever taken back, by its name.
    Without(String),
    /// The board of a prediction.
    Answer,
    /// The straight line that fits the curve best.
    Straight,
    /// With and without the hidden fault.
    Fault,
}

/// What it must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Must {
    Pass,
    Fail,
    /// The answer to a prediction: there on every seed, and nearly the same.
    Agree,
    /// With and without the hidden fault the runs must differ.
    Differ,
}
