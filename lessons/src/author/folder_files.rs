//! The files of a lesson folder that steps refer to, read once and ticked off.

use super::finding::{Findings, because, read_text};
use super::near::did_you_mean;
use crate::board_file::{self, BoardFile, Dropped, Item, Place, Why};
use simcore::design::{FaultKind, Severity};
use simcore::kinds::KindId;
use simcore::lab::{Algorithm, Puzzle, answer, table};
use simcore::sorted::{SortedMap, SortedSet};
use std::path::{Path, PathBuf};

/// Boards and puzzles of a folder.
pub struct Files {
    pub dir: PathBuf,
    boards: SortedMap<String, Option<BoardFile>>,
    used: SortedSet<String>,
}

impl Files {
    pub fn new(dir: &Path) -> Files {
        Files { dir: dir.to_owned(), boards: SortedMap::new(), used: SortedSet::new() }
    }

    /// A board by file name, read strictly. `at` is where it is asked for.
    pub fn board(&mut self, name: &str, at: (&Path, usize), found: &mut Findings) -> Option<BoardFile> {
        if let Some(known) = self.boards.get(name) {
            return known.clone();
        }
        let path = self.claim(name, ".board.json", at, found)?;
        let board = read_board(&path, found);
        self.boards.insert(name.to_owned(), board.clone());
        board
    }

    /// A puzzle by file name.
    pub fn puzzle(&mut self, name: &str, at: (&Path, usize), found: &mut Findings) -> Option<Puzzle> {
        let path = self.claim(name, ".json", at, found)?;
        read_puzzle(&path, found)
    }

    /// The path of a file of this folder; a name that leads elsewhere is a finding.
    fn claim(&mut self, name: &str, end: &str, at: (&Path, usize), found: &mut Findings) -> Option<PathBuf> {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !plain || name.starts_with('.') || !name.ends_with(end) {
            found.at(at.0, at.1, format!("\"{name}\" must be the name of a {end} file in this folder"));
            return None;
        }
        self.used.insert(name.to_owned());
        let path = self.dir.join(name);
        if path.is_file() {
            return Some(path);
        }
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let there: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        let near = did_you_mean(name, there.iter().map(String::as_str).filter(|f| f.ends_with(end)));
        found.at(at.0, at.1, format!("there is no file \"{name}\" in this folder{near}"));
        None
    }

    /// Files in the folder that nothing refers to: forgotten, or misspelt somewhere.
    pub fn strays(&self, found: &mut Findings) {
        let entries = match std::fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(e) => return found.file(&self.dir, because(&e)),
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let known = ["lesson.toml", "en.md", "pt.md"].contains(&name.as_str()) || name.starts_with('.');
            if !known && !self.used.contains(&name) {
                found.file(&entry.path(), "no step of lesson.toml uses this file");
            }
        }
    }
}

/// Reads a board strictly: every finding of its own, and what the core would drop or repair.
pub fn read_board(path: &Path, found: &mut Findings) -> Option<BoardFile> {
    let text = read_text(path, found)?;
    match board_file::parse_strict(&text) {
        Ok(board) => {
            let (_, issues) = simcore::check(&board.design);
            for issue in issues.iter().filter(|i| i.severity == Severity::Error) {
                let place = issue.node.map(|id| format!(" at node {id}")).unwrap_or_default();
                found.file(path, format!("the core would repair this board: {:?}{place}", issue.code));
            }
            Some(board)
        }
        Err(board_file::Rejection::Refused(refusal)) => {
            found.file(path, refusal.to_string());
            None
        }
        Err(board_file::Rejection::Damaged(list, more)) => {
            list.iter().for_each(|d| found.file(path, format!("{d}{}", meant(d, &text))));
            if more > 0 {
                found.file(path, format!("and {more} more"));
            }
            None
        }
    }
}

/// The name that was meant by a misspelt one on a board.
fn meant(dropped: &Dropped, text: &str) -> String {
    let params = |node: usize| {
        let board: serde_json::Value = serde_json::from_str(text).ok()?;
        KindId::from_name(board["nodes"][node]["kind"].as_str()?).map(KindId::table)
    };
    match (&dropped.why, &dropped.place) {
        (Why::UnknownKind(name), _) => did_you_mean(name, KindId::ALL.iter().map(|k| k.name())),
        (Why::UnknownFault(name), _) => did_you_mean(name, FaultKind::ALL.iter().map(|f| f.name())),
        (Why::UnknownField, Place { item: Item::Node(node), field: Some(field) }) => {
            let table = params(*node).unwrap_or_default();
            let name = field.rsplit('.').next().unwrap_or_default();
            did_you_mean(name, table.iter().map(|p| p.name))
        }
        _ => String::new(),
    }
}

/// Reads a puzzle of the laboratory; every algorithm must have an answer to it.
pub fn read_puzzle(path: &Path, found: &mut Findings) -> Option<Puzzle> {
    let text = read_text(path, found)?;
    let puzzle: Puzzle = match serde_json::from_str(&text) {
        Ok(puzzle) => puzzle,
        Err(e) => {
            let reason = e.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
            found.at(path, e.line().max(1), reason);
            return None;
        }
    };
    let mut said = SortedSet::new();
    for algorithm in Algorithm::ALL {
        if let Err(e) = answer(&puzzle, algorithm).and_then(|_| table(&puzzle, algorithm))
            && said.insert(e.to_string())
        {
            found.file(path, format!("{algorithm:?}: {e}"));
        }
    }
    said.is_empty().then_some(puzzle)
}
