//! What a learner has put into the grid: plain data, kept with the lesson's progress.

use serde::{Deserialize, Serialize};
use simcore::lab::{Algorithm, Given, Puzzle};

/// What the answers are based on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Pass {
    /// Only what the text of the puzzle says.
    Text,
    /// Every fact fixed.
    #[default]
    Facts,
}

/// A cell of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    pub pass: Pass,
    pub algorithm: Algorithm,
    /// Index into `Puzzle::columns`.
    pub column: usize,
}

/// An answer and its marks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub key: Key,
    pub given: Given,
    /// 0, 0.5 or 1 once it has been checked; `None` since it changed.
    pub mark: Option<f64>,
}

/// Everything that is kept of a laboratory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The puzzle with the facts as the learner has set them, if they have.
    pub puzzle: Option<Puzzle>,
    pub entries: Vec<Entry>,
    /// Hints that were asked for, in all.
    pub hints: u32,
}

impl Sheet {
    pub fn entry(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key)
    }

    /// Puts an answer in, unmarked, or takes it out.
    pub fn put(&mut self, key: Key, given: Option<Given>) {
        if self.entry(key).map(|e| &e.given) == given.as_ref() {
            return;
        }
        self.entries.retain(|e| e.key != key);
        self.entries.extend(given.map(|given| Entry { key, given, mark: None }));
    }

    /// Marks an answer, if there is one.
    pub fn mark(&mut self, key: Key, mark: Option<f64>) {
        if let Some(e) = self.entries.iter_mut().find(|e| e.key == key) {
            e.mark = mark;
        }
    }

    /// Facts have changed: what was marked before says nothing about them.
    pub fn unmark(&mut self, pass: Pass) {
        self.entries.iter_mut().filter(|e| e.key.pass == pass).for_each(|e| e.mark = None);
    }

    /// Cells of a pass that are marked right.
    pub fn right(&self, pass: Pass) -> usize {
        self.entries.iter().filter(|e| e.key.pass == pass && is_right(e.mark)).count()
    }
}

/// Full marks?
pub fn is_right(mark: Option<f64>) -> bool {
    mark.is_some_and(|m| m >= 1.0)
}

/// So many right cells of the second pass make the puzzle done: three quarters.
pub fn enough(cells: usize) -> usize {
    (cells * 3).div_ceil(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::lab::Outcome;

    fn key(column: usize) -> Key {
        Key { pass: Pass::Facts, algorithm: Algorithm::RoundRobin, column }
    }

    #[test]
    fn a_changed_answer_loses_its_marks() {
        let mut sheet = Sheet::default();
        let given = |s| Some(Given::Set(vec![Outcome::Server(s)]));
        sheet.put(key(0), given(3));
        sheet.mark(key(0), Some(1.0));
        sheet.put(key(0), given(3));
        assert_eq!(sheet.right(Pass::Facts), 1, "the same answer keeps them");
        sheet.put(key(0), given(2));
        assert_eq!(sheet.right(Pass::Facts), 0);
        sheet.put(key(0), None);
        assert_eq!(sheet.entries, []);
    }

    #[test]
    fn facts_unmark_only_their_own_pass() {
        let mut sheet = Sheet::default();
        let text = Key { pass: Pass::Text, ..key(1) };
        for k in [key(0), text] {
            sheet.put(k, Some(Given::Set(vec![Outcome::Error])));
            sheet.mark(k, Some(1.0));
        }
        sheet.unmark(Pass::Facts);
        assert_eq!((sheet.right(Pass::Facts), sheet.right(Pass::Text)), (0, 1));
    }

    #[test]
    fn a_sheet_survives_json() {
        let mut sheet = Sheet { hints: 2, ..Sheet::default() };
        sheet.put(key(2), Some(Given::Bars(vec![(Outcome::Server(0), 0.25), (Outcome::Error, 0.75)])));
        let text = serde_json::to_string(&sheet).expect("plain data");
        assert_eq!(crate::keep::json::read::<Sheet>(&text).expect("own text"), sheet);
    }

    #[test]
    fn three_quarters_are_enough() {
        assert_eq!(enough(54), 41);
        assert_eq!(enough(4), 3);
    }
}
