//! Printing and reading with plain words when it does not work.

use crate::Failure;
use lessons::author::finding::because;
use lessons::author::{Compiled, Finding, compile};
use lessons::board_file::{self, BoardFile, Rejection};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Prints a text. A reader that went away (`escala ... | head`) has seen what it wanted.
pub fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => {}
        Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(e) => {
            eprintln!("escala: the output cannot be written: {e}");
            std::process::exit(2);
        }
    }
}

/// Prints a value as JSON.
pub fn say_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Failure(format!("no JSON: {e}")))?;
    say(&(text + "\n"));
    Ok(())
}

/// Prints findings to the error stream, one a line.
pub fn say_findings(list: &[Finding]) {
    list.iter().for_each(|f| eprintln!("{f}"));
}

/// The text of a file.
pub fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|e| Failure(format!("{}: {}", file.display(), because(&e))))
}

/// A board, whole or not at all.
pub fn read_board(file: &Path) -> Result<BoardFile, Failure> {
    parse_board(&read(file)?).map_err(|why| Failure(format!("{}: {why}", file.display())))
}

/// A board from a text, or why not.
pub fn parse_board(text: &str) -> Result<BoardFile, String> {
    board_file::parse_strict(text).map_err(|rejection| match &rejection {
        Rejection::Refused(_) => rejection.to_string(),
        Rejection::Damaged(..) => format!("this board cannot be taken as it is: {rejection}"),
    })
}

/// A lesson by folder, by slug or by id.
pub fn find_lesson(name: &str, course: &Path) -> Result<Compiled, Failure> {
    let dir = lesson_folder(name, course).ok_or_else(|| {
        Failure(format!("there is no lesson \"{name}\", neither here nor in {}", course.display()))
    })?;
    compile(&dir).map_err(|list| {
        say_findings(&list);
        Failure(format!("{} does not compile, see above", dir.display()))
    })
}

/// The folder of a lesson: a path, or a folder of the course with that name, slug or id.
fn lesson_folder(name: &str, course: &Path) -> Option<PathBuf> {
    let is_lesson = |dir: &Path| dir.join("lesson.toml").is_file();
    if is_lesson(Path::new(name)) {
        return Some(name.into());
    }
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(course).ok()?.flatten().map(|e| e.path()).filter(|p| is_lesson(p)).collect();
    folders.sort();
    let named = |dir: &Path| {
        let folder = dir.file_name().is_some_and(|n| n == name);
        let text = std::fs::read_to_string(dir.join("lesson.toml")).unwrap_or_default();
        let head = text.parse::<toml::Table>().unwrap_or_default();
        let is = |key: &str| head.get(key).and_then(|v| v.as_str()) == Some(name);
        folder || is("slug") || is("id")
    };
    folders.into_iter().find(|dir| named(dir))
}

/// Lines of cells, each column as wide as its widest; the first `left` columns are words, the
/// others numbers.
pub fn table(rows: &[Vec<String>], left: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|s| s.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (c, (cell, w)) in row.iter().zip(&widths).enumerate() {
            let gap = if c == 0 { "" } else { "  " };
            let cell = if c < left { format!("{cell:<w$}") } else { format!("{cell:>w$}") };
            line.push_str(gap);
            line.push_str(&cell);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A number with as many digits as help.
pub fn short(v: f64) -> String {
    match v.abs() {
        a if a >= 1000.0 => format!("{v:.0}"),
        a if a >= 10.0 => format!("{v:.1}"),
        0.0 => "0".into(),
        _ => format!("{v:.2}"),
    }
}
