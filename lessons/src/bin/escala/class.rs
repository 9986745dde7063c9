//! `escala grade LESSON FOLDER`: the submissions of a class, a line each. Whatever a file holds, the others are
//! graded.

use crate::args::GradeArgs;
use crate::grade::{grade_answer, in_order, read_submission};
use crate::jobs::{Bar, cores};
use crate::out::{say, say_json, table};
use crate::{Done, Failure};
use lessons::author::finding::because;
use lessons::author::runs::parallel;
use lessons::board_file::MAX_BYTES;
use lessons::lesson::{Lesson, Step};
use lessons::submission::Graded;
use serde::Serialize;
use serde_json::json;
use simcore::sorted::SortedMap;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Folders within folders are looked into so deep: one per learner, say.
const DEPTH: usize = 8;

/// A file and what it came to.
#[derive(Serialize)]
struct Line {
    file: String,
    /// As the learner typed it.
    learner: Option<String>,
    /// Every marked step is passed.
    passed: bool,
    /// The mean over all marked steps, answered or not.
    score: f64,
    steps: SortedMap<String, Graded>,
    /// Why the file, or an answer of it, was not graded.
    problems: Vec<String>,
}

/// Grades every submission of a folder.
pub fn grade(args: &GradeArgs, lesson: &Lesson) -> Result<Done, Failure> {
    let marked = |s: &&Step| s.kind.graded() && args.step.as_ref().is_none_or(|id| *id == s.id);
    let steps: Vec<&str> = lesson.steps.iter().filter(marked).map(|s| s.id.as_str()).collect();
    if steps.is_empty() {
        let asked = args.step.as_deref().unwrap_or_default();
        return Err(Failure(format!("the lesson \"{}\" has no marked step \"{asked}\"", lesson.slug)));
    }
    let files = submissions(&args.submission)
        .map_err(|e| Failure(format!("{}: {}", args.submission.display(), because(&e))))?;
    if files.is_empty() {
        return Err(Failure(format!("{}: there is no .json file in this folder", args.submission.display())));
    }
    let bar = Bar::new("grade");
    let lines = parallel(&files, args.threads.unwrap_or_else(cores), |file| {
        let line = one(args, lesson, &steps, file);
        bar.step(files.len());
        line
    });
    drop(bar);
    let passed = lines.iter().filter(|l| l.passed).count();
    if args.json {
        say_json(
            &json!({ "lesson": lesson.slug, "graded": lines.len(), "passed": passed, "submissions": lines }),
        )?;
    } else if args.csv {
        say(&csv(&steps, &lines));
    } else {
        say(&text(&steps, &lines));
        say(&format!("{passed} of {} passed\n", lines.len()));
    }
    Ok(if passed == lines.len() { Done::Good } else { Done::Bad })
}

/// Every `.json` file in the folder and in those within it, in the order of their names. Links to folders are not
/// followed: they may lead round in a circle.
fn submissions(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![(dir.to_owned(), DEPTH)]);
    while let Some((folder, depth)) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            // what cannot be opened gets a line of its own when it is read
            Err(_) if folder != dir => {
                files.push(folder);
                continue;
            }
            Err(e) => return Err(e),
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let is_dir = entry.file_type().is_ok_and(|t| t.is_dir());
            if is_dir && depth > 0 {
                folders.push((path, depth - 1));
            } else if !is_dir && path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn one(args: &GradeArgs, lesson: &Lesson, steps: &[&str], file: &Path) -> Line {
    let name = file.strip_prefix(&args.submission).unwrap_or(file).display().to_string();
    // a defect of the program over one file would still leave the others their marks
    let line = catch_unwind(AssertUnwindSafe(|| graded(args, lesson, steps, file)));
    let mut line =
        line.unwrap_or_else(|_| Err("the program broke over this file".into())).unwrap_or_else(|why| {
            let problems = vec![why];
            Line {
                file: String::new(),
                learner: None,
                passed: false,
                score: 0.0,
                steps: SortedMap::new(),
                problems,
            }
        });
    line.file = name;
    line
}

fn graded(args: &GradeArgs, lesson: &Lesson, steps: &[&str], file: &Path) -> Result<Line, String> {
    let submission = read_submission(&read(file)?, args.step.as_deref(), lesson)?;
    let (mut marks, mut problems) = (SortedMap::new(), Vec::new());
    for (id, answer) in in_order(lesson, &submission) {
        match grade_answer(lesson, id, answer, args.seeds, 1) {
            Ok(graded) => drop(marks.insert(id.clone(), graded)),
            Err(why) => problems.push(if why.contains(id.as_str()) { why } else { format!("{id}: {why}") }),
        }
    }
    let of = |id: &&str| marks.get(*id).map_or(0.0, Graded::score);
    let score = steps.iter().map(of).sum::<f64>() / steps.len() as f64;
    let passed = steps.iter().all(|id| marks.get(*id).is_some_and(Graded::passed));
    Ok(Line { file: String::new(), learner: submission.learner, passed, score, steps: marks, problems })
}

/// The text of a file that is not too large; what is no file (a pipe would be waited for) is not opened.
fn read(file: &Path) -> Result<String, String> {
    let about = std::fs::metadata(file).map_err(|e| because(&e))?;
    if !about.is_file() {
        return Err("this is no file".into());
    }
    let mut bytes = Vec::new();
    let handle = File::open(file).map_err(|e| because(&e))?;
    handle.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|e| because(&e))?;
    if bytes.len() > MAX_BYTES {
        return Err(format!("the file has more than {MAX_BYTES} bytes"));
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".into())
}

fn row(steps: &[&str], line: &Line, percent: impl Fn(f64) -> String) -> Vec<String> {
    let mark = if line.passed { "passed" } else { "not passed" };
    let mut row = vec![line.learner.clone().unwrap_or_default(), line.file.clone(), mark.to_owned()];
    row.push(percent(line.score));
    row.extend(steps.iter().map(|id| line.steps.get(*id).map_or(String::new(), |g| percent(g.score()))));
    row.push(line.problems.join("; "));
    row
}

fn head(steps: &[&str]) -> Vec<String> {
    let words = ["learner", "file", "result", "score"].into_iter().chain(steps.iter().copied());
    words.chain(["problem"]).map(str::to_owned).collect()
}

fn text(steps: &[&str], lines: &[Line]) -> String {
    let mut rows = vec![head(steps)];
    for line in lines {
        let row = row(steps, line, |share| format!("{:.0} %", 100.0 * share));
        rows.push(row.iter().map(|cell| printable(cell)).collect());
    }
    table(&rows, usize::MAX)
}

/// What a learner typed cannot steer the terminal of the teacher.
fn printable(cell: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    cell.chars().map(plain).collect()
}

/// By RFC 4180. Scores are shares from 0 to 1 with a point, as every spreadsheet can be told to read.
fn csv(steps: &[&str], lines: &[Line]) -> String {
    let rows = lines.iter().map(|line| row(steps, line, |share| format!("{share:.4}")));
    let mut out = String::new();
    for row in [head(steps)].into_iter().chain(rows) {
        let cells: Vec<String> = row.iter().map(|cell| cell_of(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A cell that starts like a formula would be one: the name of a learner must not compute.
fn cell_of(cell: &str) -> String {
    let cell = printable(cell);
    let safe = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell };
    if safe.contains([',', '"', ';']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}
