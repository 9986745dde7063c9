//! `escala check`: whatever the path holds, everything that is wrong with it.

use super::course::compile_course;
use super::finding::{Finding, Findings};
use super::folder::compile;
use super::folder_files::{read_board, read_puzzle};
use super::{glossary, practice};
use std::path::Path;

/// What a path turned out to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    Course { lessons: usize },
    Lesson,
    Board,
    Puzzle,
}

/// Checks one path: a folder with `course.toml`, a lesson folder, a board or a puzzle.
pub fn check(path: &Path) -> Result<Checked, Vec<Finding>> {
    let mut found = Findings::default();
    let checked = if path.join("course.toml").is_file() {
        let (_, lessons) = compile_course(path)?;
        if path.join("texts").is_dir() {
            glossary::compile(path, &lessons, &mut found);
            practice::compile(path, &mut found);
        }
        Some(Checked::Course { lessons: lessons.len() })
    } else if path.join("lesson.toml").is_file() {
        compile(path)?;
        Some(Checked::Lesson)
    } else if path.is_dir() {
        found.file(path, "this folder holds neither course.toml nor lesson.toml");
        None
    } else if is_puzzle(path) {
        read_puzzle(path, &mut found).map(|_| Checked::Puzzle)
    } else {
        read_board(path, &mut found).map(|_| Checked::Board)
    };
    found.or(checked)
}

/// A puzzle has servers, a board has nodes; what has neither is checked as a board.
fn is_puzzle(path: &Path) -> bool {
    let named = path.file_name().is_some_and(|n| n.to_string_lossy().ends_with("puzzle.json"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    named || (text.contains("\"servers\"") && !text.contains("\"nodes\""))
}
