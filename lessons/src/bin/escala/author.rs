//! `escala check`, `build`, `prove`, `new`: for those who write lessons.

use crate::args::CheckArgs;
use crate::args_author::{BuildArgs, New, NewArgs, ProveArgs};
use crate::jobs::cores;
use crate::out::{find_lesson, say, say_findings, say_json, short, table};
use crate::{Done, Failure};
use lessons::author::check::Checked;
use lessons::author::course::compile_course;
use lessons::author::prove::{Must, Row};
use lessons::author::{Compiled, Finding, check as checks, output, proofs, scaffold};
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

pub fn check(args: &CheckArgs) -> Result<Done, Failure> {
    let given = if args.paths.is_empty() { vec![PathBuf::from("lessons")] } else { args.paths.clone() };
    let (mut findings, mut rows) = (0, Vec::new());
    for path in &given {
        if !path.exists() {
            return Err(Failure(format!("{}: there is no such file", path.display())));
        }
        let (what, list) = match checks::check(path) {
            Ok(what) => (Some(name_of(&what)), Vec::new()),
            Err(list) => (None, list),
        };
        findings += list.len();
        if args.json {
            let found: Vec<_> = list.iter().map(as_json).collect();
            rows.push(json!({ "path": path, "what": what, "findings": found }));
            continue;
        }
        if let Some(what) = what {
            say(&format!("{}: {what}, nothing found\n", path.display()));
        }
        list.iter().for_each(|f| say(&format!("{f}\n")));
    }
    if args.json {
        say_json(&rows)?;
    }
    Ok(if findings == 0 { Done::Good } else { Done::Bad })
}

fn name_of(what: &Checked) -> String {
    match what {
        Checked::Course { lessons: 1 } => "a course of 1 lesson".to_owned(),
        Checked::Course { lessons } => format!("a course of {lessons} lessons"),
        Checked::Lesson => "a lesson in both languages".to_owned(),
        Checked::Board => "a board".to_owned(),
        Checked::Puzzle => "a puzzle".to_owned(),
    }
}

fn as_json(f: &Finding) -> serde_json::Value {
    json!({ "file": f.file, "line": f.line, "reason": f.reason })
}

pub fn build(args: &BuildArgs) -> Result<Done, Failure> {
    let (course, lessons) = match compile(&args.lessons)? {
        Ok(made) => made,
        Err(list) => {
            say_findings(&list);
            return Ok(Done::Bad);
        }
    };
    let apart = match output::Apart::compile(&args.lessons, &lessons, args.prove) {
        Ok(apart) => apart,
        Err(list) => {
            say_findings(&list);
            return Ok(Done::Bad);
        }
    };
    let files = output::write(&course, &lessons, &apart, &args.out).map_err(|f| Failure(f.to_string()))?;
    if args.json {
        say_json(&json!({ "lessons": lessons.len(), "files": files }))?;
    } else {
        say(&format!("{} lessons, {} files in {}\n", lessons.len(), files.len(), args.out.display()));
    }
    Ok(Done::Good)
}

type Made = (lessons::course::Course, Vec<Compiled>);

fn compile(dir: &Path) -> Result<Result<Made, Vec<Finding>>, Failure> {
    if !dir.join("course.toml").is_file() {
        return Err(Failure(format!("{}: there is no course.toml in this folder", dir.display())));
    }
    Ok(compile_course(dir))
}

pub fn prove(args: &ProveArgs) -> Result<Done, Failure> {
    if !(1..=1000).contains(&args.seeds) {
        return Err(Failure("--seeds is 1 to 1000".into()));
    }
    let course = args.lesson.as_deref().map_or(args.course.as_path(), Path::new);
    let lessons = if course.join("course.toml").is_file() {
        match compile_course(course) {
            Ok((_, lessons)) => lessons,
            Err(list) => {
                say_findings(&list);
                return Ok(Done::Bad);
            }
        }
    } else {
        let name = args.lesson.as_deref().unwrap_or_default();
        vec![find_lesson(name, &args.course)?]
    };
    let threads = args.threads.unwrap_or_else(cores);
    let mut holds = true;
    let mut all = serde_json::Map::new();
    for compiled in &lessons {
        let rows = proofs::proven(compiled, args.seeds, threads, &mut |row| progress(compiled, row));
        holds &= rows.iter().all(Row::holds);
        if args.json {
            all.insert(compiled.en.slug.clone(), serde_json::to_value(&rows).unwrap_or_default());
        } else {
            say(&matrix(compiled, &rows));
        }
    }
    if args.json {
        say_json(&all)?;
    }
    Ok(if holds { Done::Good } else { Done::Bad })
}

/// What was proven last, on one line of the error stream, if a person looks at it.
fn progress(compiled: &Compiled, row: &Row) {
    if std::io::stderr().is_terminal() {
        let what: String =
            format!("{} {}: {}", compiled.en.id, row.step, row.name).chars().take(78).collect();
        // a line that cannot be drawn is no reason to stop
        let _ = write!(std::io::stderr(), "\r{what:<78}\r");
    }
}

fn matrix(compiled: &Compiled, rows: &[Row]) -> String {
    let mut lines =
        vec![["step", "board", "must", "held", "", "measured over the seeds"].map(String::from).to_vec()];
    for row in rows {
        let must = match row.must {
            Must::Pass => "pass",
            Must::Fail => "fail",
            Must::Agree => "agree",
            Must::Differ => "differ",
        };
        let held = row.held.iter().filter(|h| **h).count();
        let measured = row.measured.iter().map(|(name, extent)| match extent {
            Some((lo, hi)) => format!("{name} {}..{}", short(*lo), short(*hi)),
            None => format!("{name} nothing"),
        });
        lines.push(vec![
            row.step.clone(),
            row.name.clone(),
            must.into(),
            format!("{held} of {}", row.held.len()),
            if row.holds() { "ok".into() } else { "NOT PROVEN".into() },
            measured.collect::<Vec<_>>().join(", "),
        ]);
    }
    format!("{} {}\n{}\n", compiled.en.id, compiled.en.title, table(&lines, usize::MAX))
}

pub fn new(args: &NewArgs) -> Result<Done, Failure> {
    let New::Lesson { name, course, json } = &args.what;
    let dir = scaffold::lesson(course, name).map_err(|f| Failure(f.to_string()))?;
    if *json {
        say_json(&json!({ "lesson": dir }))?;
        return Ok(Done::Good);
    }
    say(&format!(
        "{} is there. Add \"{name}\" to a chapter of {}, then: escala check {0}; escala prove {0}\n",
        dir.display(),
        course.join("course.toml").display()
    ));
    Ok(Done::Good)
}
