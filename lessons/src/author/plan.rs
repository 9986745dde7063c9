//! The structure of a step, checked, before its prose is added: the same for both languages.

use super::facts::Facts;
use super::finding::{Findings, is_id, line_of};
use super::folder_files::Files;
use super::near::did_you_mean;
use super::raw::RawStep;
use super::{answers, doing, steps};
use crate::board_file::BoardFile;
use crate::lesson::{Reflect, Span, StepKind};
use std::path::Path;
use toml::Spanned;

/// A step without prose: option, goal and rubric texts are still empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub id: String,
    /// Of the step's id in `lesson.toml`.
    pub line: usize,
    pub board: Option<BoardFile>,
    /// Boards that must not pass, with their file names.
    pub traps: Vec<(String, BoardFile)>,
    pub kind: StepKind,
}

/// Where findings about a step go.
pub struct At<'a> {
    /// `lesson.toml` and its text.
    pub file: &'a Path,
    pub text: &'a str,
    /// Of the step's id: where everything without a place of its own is reported.
    pub line: usize,
}

impl At<'_> {
    /// The line of a value.
    pub fn line<T>(&self, v: &Spanned<T>) -> usize {
        line_of(self.text, v.span().start)
    }

    /// Where a value is, as a pair.
    pub fn place<T>(&self, v: &Spanned<T>) -> (&Path, usize) {
        (self.file, self.line(v))
    }
}

/// Checks one step. `None` when too little of it is sound.
pub fn plan(
    raw: &RawStep,
    facts: &Facts,
    at: &At<'_>,
    files: &mut Files,
    found: &mut Findings,
) -> Option<Plan> {
    let id = raw.id.get_ref();
    if !is_id(id) {
        found.at(at.file, at.line, format!("the step id \"{id}\" must be of lower-case words, a-b or a_b"));
    }
    let kind = raw.kind.get_ref().as_str();
    let Some(allowed) = fields_of(kind) else {
        found.at(
            at.file,
            at.line(&raw.kind),
            format!(
                "there is no step kind \"{kind}\", only {}{}",
                KINDS.join(", "),
                did_you_mean(kind, KINDS)
            ),
        );
        return None;
    };
    for field in given(raw).into_iter().filter(|f| !allowed.contains(f)) {
        found.at(at.file, at.line, format!("a {kind} step has no field \"{field}\" (step \"{id}\")"));
    }
    let board = match &raw.board {
        Some(name) => files.board(name.get_ref(), at.place(name), found),
        None => {
            if matches!(kind, "predict" | "build" | "do" | "diagnose") {
                found.at(at.file, at.line, format!("a {kind} step needs board = ... (step \"{id}\")"));
            }
            None
        }
    };
    let mut traps = Vec::new();
    let kind = match kind {
        "read" => StepKind::Read,
        "reflect" => StepKind::Reflect(Reflect { model: Vec::new(), rubric: Vec::new() }),
        "predict" => StepKind::Predict(super::predict::predict(raw, board.as_ref()?, at, found)?),
        "choose" => StepKind::Choose(steps::choose(raw, board.as_ref(), at, files, found)?),
        "puzzle" => {
            let Some(name) = &raw.puzzle else {
                found.at(at.file, at.line, format!("a puzzle step needs puzzle = ... (step \"{id}\")"));
                return None;
            };
            StepKind::Puzzle(files.puzzle(name.get_ref(), at.place(name), found)?)
        }
        "do" => StepKind::Do(doing::doing(raw, board.as_ref()?, at, files, found)?),
        "estimate" => StepKind::Estimate(answers::estimate(raw, facts, at, found)?),
        "order" => StepKind::Order(answers::order(raw, at, found)?),
        "diagnose" => StepKind::Diagnose(answers::diagnose(raw, board.as_ref()?, at, found)?),
        _ => {
            let (build, boards) = steps::build(raw, board.as_ref()?, at, files, found)?;
            traps = boards;
            StepKind::Build(build)
        }
    };
    Some(Plan { id: id.clone(), line: at.line, board, traps, kind })
}

/// Every kind of step, as its name is written.
const KINDS: [&str; 10] =
    ["read", "predict", "choose", "puzzle", "build", "reflect", "do", "estimate", "order", "diagnose"];

/// The fields that a kind of step may have besides `id` and `kind`.
fn fields_of(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "read" | "reflect" => &["board"],
        "predict" => &[
            "board",
            "ask",
            "unit",
            "min",
            "max",
            "measure",
            "tolerance",
            "nodes",
            "pick",
            "over",
            "seconds",
            "warm_s",
        ],
        "choose" => &["board", "options", "key", "key_from"],
        "puzzle" => &["puzzle", "board"],
        "build" => &[
            "board", "solution", "traps", "palette", "fixed", "seconds", "warm_s", "seeds", "goal", "case",
            "bigger",
        ],
        "do" => &["board", "solution", "palette", "seconds", "done"],
        "estimate" => &["board", "answer", "unit", "tolerance", "half", "min", "max", "source"],
        "order" => &["board", "items"],
        "diagnose" => &["board", "culprits", "causes", "seconds"],
        _ => return None,
    })
}

fn given(raw: &RawStep) -> Vec<&'static str> {
    [
        ("board", raw.board.is_some()),
        ("ask", raw.ask.is_some()),
        ("unit", raw.unit.is_some()),
        ("min", raw.min.is_some()),
        ("max", raw.max.is_some()),
        ("measure", raw.measure.is_some()),
        ("tolerance", raw.tolerance.is_some()),
        ("nodes", raw.nodes.is_some()),
        ("pick", raw.pick.is_some()),
        ("over", raw.over.is_some()),
        ("seconds", raw.seconds.is_some()),
        ("warm_s", raw.warm_s.is_some()),
        ("options", raw.options.is_some()),
        ("key", raw.key.is_some()),
        ("key_from", raw.key_from.is_some()),
        ("puzzle", raw.puzzle.is_some()),
        ("solution", raw.solution.is_some()),
        ("traps", raw.traps.is_some()),
        ("palette", raw.palette.is_some()),
        ("fixed", raw.fixed.is_some()),
        ("seeds", raw.seeds.is_some()),
        ("goal", raw.goal.is_some()),
        ("case", raw.case.is_some()),
        ("bigger", raw.bigger.is_some()),
        ("done", raw.done.is_some()),
        ("answer", raw.answer.is_some()),
        ("half", raw.half.is_some()),
        ("source", raw.source.is_some()),
        ("items", raw.items.is_some()),
        ("culprits", raw.culprits.is_some()),
        ("causes", raw.causes.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, is_given)| is_given.then_some(name))
    .collect()
}

/// The longest run that a lesson may ask of a phone, in simulated seconds.
pub const ON_PAGE: f64 = 3_600.0;
/// The longest run that the compiler makes for a fact or a key.
pub const IN_COMPILER: f64 = 100_000.0;

/// A run of `seconds` (at most `max`), measured from `warm_s`, or why not.
pub fn span(seconds: f64, warm_s: f64, max: f64) -> Result<Span, String> {
    // written so that NaN fails too
    let sound = seconds > 0.0 && seconds <= max && warm_s >= 0.0 && warm_s < seconds;
    if sound {
        Ok(Span { from_s: warm_s, until_s: seconds })
    } else {
        Err(format!(
            "a run lasts more than 0 and at most {max} seconds and is measured from warm_s, which \
             lies within it: seconds = {seconds}, warm_s = {warm_s}"
        ))
    }
}
