//! `lesson.toml` and `course.toml` as written, before any check beyond names and types.

use super::finding::{Findings, line_of, read_text};
use super::near::in_message;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use simcore::sorted::SortedMap;
use std::path::Path;
use toml::Spanned;

/// `lesson.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLesson {
    #[allow(
        dead_code,
        reason = "read on its own first, so that a newer file is refused for the right reason"
    )]
    format_version: u32,
    pub id: Spanned<String>,
    pub slug: Spanned<String>,
    pub minutes: Spanned<u32>,
    pub title: RawBoth,
    pub objectives: Spanned<RawLists>,
    #[serde(default)]
    pub facts: SortedMap<Spanned<String>, RawFact>,
    #[serde(default)]
    pub source: Vec<RawSource>,
    #[serde(default)]
    pub step: Vec<RawStep>,
}

/// A text in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawBoth {
    pub en: Spanned<String>,
    pub pt: Spanned<String>,
}

/// A list of texts in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLists {
    pub en: Vec<String>,
    pub pt: Vec<String>,
}

/// Where figures come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSource {
    pub what: String,
}

/// A fact: a number, a text that is the same in both languages, or a place to take a number from.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a fact is a number, a text, or { board, node, param } or { board, measure, seconds }"
)]
pub enum RawFact {
    Whole(i64),
    Real(f64),
    Text(String),
    FromBoard(FromBoard),
    FromRun(FromRun),
}

/// A parameter of a node on a board of the folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FromBoard {
    pub board: String,
    pub node: u32,
    pub param: String,
}

/// A measurement of a run of a board of the folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FromRun {
    pub board: String,
    pub measure: RawMeasure,
    pub seconds: f64,
    #[serde(default)]
    pub warm_s: f64,
    /// The fact is the measured value divided by this: a time in service times, say.
    #[serde(default = "one")]
    pub per: f64,
    /// Digits after the decimal mark.
    #[serde(default)]
    pub digits: u32,
}

fn one() -> f64 {
    1.0
}

/// `[[step]]`: the fields of every kind; which of them belong to which kind is checked in `plan`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawStep {
    pub id: Spanned<String>,
    pub kind: Spanned<String>,
    pub board: Option<Spanned<String>>,
    // predict
    pub ask: Option<Spanned<String>>,
    pub unit: Option<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub measure: Option<Spanned<RawMeasure>>,
    pub tolerance: Option<f64>,
    pub nodes: Option<Vec<u32>>,
    pub pick: Option<Spanned<String>>,
    pub over: Option<Spanned<RawOver>>,
    // predict and build
    pub seconds: Option<Spanned<f64>>,
    pub warm_s: Option<f64>,
    // choose
    pub options: Option<Spanned<Vec<String>>>,
    pub key: Option<Spanned<Vec<String>>>,
    pub key_from: Option<Spanned<RawKeyFrom>>,
    // puzzle
    pub puzzle: Option<Spanned<String>>,
    // build
    pub solution: Option<Spanned<String>>,
    pub traps: Option<Vec<Spanned<String>>>,
    pub palette: Option<Vec<Spanned<String>>>,
    pub fixed: Option<Vec<Spanned<String>>>,
    pub seeds: Option<Spanned<u32>>,
    pub goal: Option<Vec<RawGoal>>,
    pub case: Option<Vec<RawCase>>,
    pub bigger: Option<RawBoth>,
    // do
    pub done: Option<Vec<RawDone>>,
    // estimate
    pub answer: Option<Spanned<RawAnswer>>,
    pub half: Option<f64>,
    pub source: Option<String>,
    // order
    pub items: Option<Spanned<Vec<String>>>,
    // diagnose
    pub culprits: Option<Spanned<Vec<u32>>>,
    pub causes: Option<Spanned<Vec<String>>>,
}

/// What a curve is drawn over: a parameter, or with `last_s` the seconds of a run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawOver {
    pub node: Option<u32>,
    pub param: Option<String>,
    pub last_s: Option<f64>,
    pub values: Vec<f64>,
}

/// The answer to an estimate: a fact of the lesson, or a number.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "an answer is a number or the name of a fact")]
pub enum RawAnswer {
    Number(f64),
    Fact(String),
}

/// `[[step.done]]`: exactly one of `param`, `fault`, `measure` and `link`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawDone {
    pub id: Spanned<String>,
    /// `2.slots` or `web_server.slots`.
    pub param: Option<String>,
    /// A number, the name of a choice, or true or false.
    pub is: Option<toml::Value>,
    pub fault: Option<RawSpotFault>,
    pub measure: Option<RawMeasure>,
    pub last_s: Option<f64>,
    pub link: Option<RawSpotLink>,
    pub at_most: Option<f64>,
    pub at_least: Option<f64>,
}

/// A node by its id, or a kind by its name.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a node is its id or the name of a kind")]
pub enum RawSpot {
    Node(u32),
    Kind(String),
}

/// What is to be broken, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSpotFault {
    pub node: RawSpot,
    pub what: String,
}

/// What is to be connected.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSpotLink {
    pub from: RawSpot,
    pub to: RawSpot,
}

/// A key that a run decides: the option whose board measures highest or lowest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawKeyFrom {
    pub measure: RawMeasure,
    /// `highest` or `lowest`.
    pub pick: String,
    /// Option id -> board file.
    pub boards: Option<SortedMap<String, String>>,
    /// Option id -> node of the step's board.
    pub nodes: Option<SortedMap<String, u32>>,
    pub seconds: f64,
    #[serde(default)]
    pub warm_s: f64,
}

/// `[[step.goal]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawGoal {
    pub id: Spanned<String>,
    pub measure: RawMeasure,
    pub at_most: Option<f64>,
    pub at_least: Option<f64>,
    pub class: Option<String>,
    pub region: Option<u32>,
    pub from_s: Option<f64>,
    pub until_s: Option<f64>,
    /// Instead of `from_s` and `until_s`.
    pub after_fault: Option<RawAfter>,
    pub case: Option<String>,
    #[serde(default)]
    pub hidden: bool,
}

/// So many seconds from the beginning of the first fault of a node or place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAfter {
    pub node: u32,
    pub seconds: f64,
}

/// `[[step.case]]`: circumstances other than those of the start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCase {
    pub id: Spanned<String>,
    /// "1.rate" = 300
    #[serde(default)]
    pub set: SortedMap<String, toml::Value>,
    /// Instead of those of the start.
    pub faults: Option<Vec<RawFault>>,
    pub seconds: Option<f64>,
    pub warm_s: Option<f64>,
}

/// A planned fault, as in a board file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFault {
    pub node: u32,
    pub what: String,
    pub factor: Option<f64>,
    pub from_s: f64,
    pub until_s: Option<f64>,
}

/// A measure by name, with what it is measured at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMeasure {
    pub what: String,
    pub node: Option<u32>,
    pub reason: Option<String>,
    pub kind: Option<String>,
}

/// `course.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCourse {
    #[allow(
        dead_code,
        reason = "read on its own first, so that a newer file is refused for the right reason"
    )]
    format_version: u32,
    #[serde(default)]
    pub chapter: Vec<RawChapter>,
}

/// `[[chapter]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawChapter {
    pub id: Spanned<String>,
    pub title: RawBoth,
    /// Folder names, in order.
    pub lessons: Vec<Spanned<String>>,
}

/// Only the version, whatever else there is.
#[derive(Deserialize)]
struct Version {
    format_version: Option<Spanned<i64>>,
}

/// Reads a TOML file of this format version; every failure is a finding with its line.
pub fn read<T: DeserializeOwned>(file: &Path, found: &mut Findings) -> Option<(T, String)> {
    let text = read_text(file, found)?;
    let mut report = |e: toml::de::Error| {
        let line = e.span().map_or(1, |s| line_of(&text, s.start));
        // the first line says it; the rest is a drawing of the place
        let reason = e.message().lines().next().unwrap_or_default();
        found.at(file, line, format!("{reason}{}", in_message(reason)));
    };
    match toml::from_str::<Version>(&text) {
        Err(e) => {
            report(e);
            return None;
        }
        Ok(Version { format_version: None }) => {
            found.at(file, 1, "format_version = 1 is missing");
            return None;
        }
        Ok(Version { format_version: Some(v) })
            if *v.get_ref() != i64::from(crate::lesson::FORMAT_VERSION) =>
        {
            let line = line_of(&text, v.span().start);
            let (given, known) = (v.get_ref(), crate::lesson::FORMAT_VERSION);
            found.at(file, line, format!("format_version is {given}, and this program reads {known}"));
            return None;
        }
        Ok(_) => {}
    }
    match toml::from_str::<T>(&text) {
        Ok(raw) => Some((raw, text)),
        Err(e) => {
            report(e);
            None
        }
    }
}
