//! The matrix of `escala prove` as the page shows it to teachers, in both languages.

use super::folder::Compiled;
use super::prove::{Must, Row, prove_and_tell};
use super::runs;
use crate::lesson::{Goal, Lang, Lesson, Step, StepKind};
use crate::measure::Unit;
use crate::proof::{Board, Line, Proofs, Proven, Table};
use crate::prose;

/// Proves a lesson and remembers what came of it for this build of the program.
pub fn proven(compiled: &Compiled, seeds: u32, threads: usize, tell: &mut dyn FnMut(&Row)) -> Vec<Row> {
    let rows = prove_and_tell(compiled, seeds, threads, tell);
    runs::keep(&name(compiled), &content(compiled, seeds), &rows);
    rows
}

fn name(compiled: &Compiled) -> String {
    format!("proof-{}", compiled.en.slug)
}

/// All that a proof could rest on.
fn content(compiled: &Compiled, seeds: u32) -> String {
    format!("{seeds} {:?} {:?}", compiled.en.steps, compiled.traps)
}

/// The proofs of all lessons in every language: those that are remembered, and with `make` the others,
/// too. None at all while one is missing, since half a proof would be none.
pub fn compile(lessons: &[Compiled], seeds: u32, make: bool) -> Vec<(Lang, Proofs)> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<(&Compiled, Vec<Row>)> = Vec::new();
    for compiled in lessons {
        let known = runs::recalled(&name(compiled), &content(compiled, seeds));
        let rows = match known {
            Some(rows) => rows,
            None if make => proven(compiled, seeds, threads, &mut |_| {}),
            None => return Lang::ALL.map(|lang| (lang, Proofs::default())).into(),
        };
        all.push((compiled, rows));
    }
    let of = |lang: Lang| {
        let lessons = all.iter().map(|(c, rows)| of_lesson(c, c.lesson(lang), rows)).collect();
        (lang, Proofs { seeds, lessons })
    };
    Lang::ALL.into_iter().map(of).collect()
}

fn of_lesson(compiled: &Compiled, lesson: &Lesson, rows: &[Row]) -> Proven {
    let table = |step: &Step| {
        let mine: Vec<&Row> = rows.iter().filter(|r| r.step == step.id).collect();
        // rows of a curve measure different things: each has its own column
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in mine.iter().flat_map(|row| &row.measured) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let columns = names.iter().map(|name| column(step, name)).collect();
        let lines: Vec<Line> =
            mine.iter().map(|row| line(compiled, step, lesson.lang, row, &names)).collect();
        (!lines.is_empty()).then(|| Table {
            step: step.id.clone(),
            title: prose::plain(&step.title),
            columns,
            rows: lines,
        })
    };
    Proven {
        id: lesson.id.clone(),
        slug: lesson.slug.clone(),
        title: lesson.title.clone(),
        steps: lesson.steps.iter().filter_map(table).collect(),
    }
}

/// What is measured, in words where there are any, and its unit.
fn column(step: &Step, name: &str) -> (String, String) {
    let goals: &[Goal] = match &step.kind {
        StepKind::Build(build) => &build.goals,
        _ => &[],
    };
    let Some(goal) = goals.iter().find(|g| g.id == name) else {
        return (name.to_owned(), String::new());
    };
    let unit = match goal.measure.unit() {
        Unit::Ms => "ms",
        Unit::Percent => "%",
        Unit::PerSecond => "/s",
        Unit::Count => "",
        Unit::Seconds => "s",
        Unit::Dollars => "$",
    };
    (prose::plain(&goal.text), unit.to_owned())
}

/// How the row of the start with larger machines is named, before the factor.
const BIGGER: &str = "bigger, times ";

fn line(compiled: &Compiled, step: &Step, lang: Lang, row: &Row, columns: &[&str]) -> Line {
    let trap = || {
        let (file, _) = compiled.traps.get(&row.step)?.iter().find(|(file, _)| *file == row.name)?;
        Some(Board::Trap(file.trim_start_matches("trap-").trim_end_matches(".board.json").to_owned()))
    };
    let board = match (row.name.as_str(), row.must) {
        ("solution", _) => Board::Solution,
        ("start", _) => Board::Start,
        ("the best straight line", _) => Board::Straight,
        (name, _) if name.starts_with(BIGGER) => {
            Board::Bigger(name[BIGGER.len()..].parse().unwrap_or_default())
        }
        (_, Must::Agree) => Board::Answer,
        (_, Must::Differ) => Board::Fault,
        (name, _) => {
            trap().unwrap_or_else(|| Board::Without(name.strip_prefix("without ").unwrap_or(name).to_owned()))
        }
    };
    let why = match (&board, &step.kind) {
        (Board::Bigger(_), StepKind::Build(build)) => build.bigger.as_ref().map(|b| b[lang as usize].clone()),
        _ => None,
    };
    Line {
        board,
        why,
        must: row.must,
        held: row.held.iter().filter(|h| **h).count() as u32,
        seeds: row.held.len() as u32,
        measured: columns.iter().map(|name| row.measured.iter().find(|(n, _)| n == name)?.1).collect(),
    }
}
