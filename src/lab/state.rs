//! The handle that every part of the laboratory shares.

use super::sheet::{Key, Pass, Sheet, is_right};
use crate::view::prelude::*;
use simcore::lab::{
    Algorithm, Answer, Cell, Column, Given, Outcome, Path, Puzzle, PuzzleError, Reading, Row, Variant,
    answer, score, table,
};
use simcore::sorted::sort_by;
use std::sync::Arc;

/// The rows in the order of the grid: from what looks at nothing to what looks at the user.
pub const ROWS: [Algorithm; 9] = [
    Algorithm::Random,
    Algorithm::RoundRobin,
    Algorithm::WeightedRoundRobin,
    Algorithm::StickySession,
    Algorithm::LeastConnections,
    Algorithm::LeastLoaded,
    Algorithm::TwoChoices,
    Algorithm::IpHash,
    Algorithm::ConsistentHash,
];

/// A row of answers, or why there is none.
pub type RowResult = Arc<Result<Row, PuzzleError>>;

/// The handle.
#[derive(Clone, Copy)]
pub struct Lab {
    /// The puzzle with the facts as they are set now.
    pub puzzle: RwSignal<Puzzle>,
    pub sheet: RwSignal<Sheet>,
    pub pass: RwSignal<Pass>,
    /// The cell that the timeline, the ring and the explanation are about.
    pub algorithm: RwSignal<Algorithm>,
    pub column: RwSignal<usize>,
    /// The cell whose editor is open.
    pub editing: RwSignal<Option<Key>>,
    /// How many moments of the timeline are shown.
    pub moment: RwSignal<usize>,
    /// The true course of things is being shown for this cell.
    pub watching: RwSignal<Option<Key>>,
    /// Hints shown for the current cell.
    pub hint: RwSignal<usize>,
    rows: StoredValue<Vec<Memo<RowResult>>>,
    given: StoredValue<Puzzle>,
    on_change: Callback<Sheet>,
}

impl Lab {
    pub fn new(puzzle: Puzzle, sheet: Sheet, pass: Pass, on_change: Callback<Sheet>) -> Lab {
        // what was kept for another version of the puzzle would not fit the grid
        let kept = sheet.puzzle.clone().filter(|p| p.check().is_ok() && p.columns() == puzzle.columns());
        let sheet = if kept.is_some() || sheet.puzzle.is_none() { sheet } else { Sheet::default() };
        let now = rw_signal(kept.unwrap_or_else(|| puzzle.clone()));
        let pass = rw_signal(pass);
        let row = |algorithm| {
            memo(move || {
                Arc::new(now.with(|p| match pass.get() {
                    Pass::Text => table(&p.text_only(Reading::Usual), algorithm),
                    Pass::Facts => table(p, algorithm),
                }))
            })
        };
        Lab {
            puzzle: now,
            sheet: rw_signal(sheet),
            pass,
            algorithm: rw_signal(Algorithm::RoundRobin),
            column: rw_signal(0),
            editing: rw_signal(None),
            moment: rw_signal(usize::MAX),
            watching: rw_signal(None),
            hint: rw_signal(0),
            rows: stored(ROWS.map(row).to_vec()),
            given: stored(puzzle),
            on_change,
        }
    }

    // ---- where the learner is ----

    /// The cell in question.
    pub fn key(self) -> Key {
        Key { pass: self.pass.get(), algorithm: self.algorithm.get(), column: self.column.get() }
    }

    pub fn key_untracked(self) -> Key {
        untrack(|| self.key())
    }

    /// Goes to a cell.
    pub fn go(self, algorithm: Algorithm, column: usize) {
        let here = self.key_untracked();
        if (here.algorithm, here.column) == (algorithm, column) {
            return;
        }
        self.algorithm.set(algorithm);
        self.column.set(column);
        self.moment.set(usize::MAX);
        self.watching.set(None);
        self.hint.set(0);
    }

    pub fn set_pass(self, pass: Pass) {
        self.editing.set(None);
        self.watching.set(None);
        self.hint.set(0);
        self.pass.set(pass);
    }

    pub fn columns(self) -> Vec<Column> {
        self.puzzle.with(Puzzle::columns)
    }

    /// The column in question.
    pub fn here(self) -> Column {
        let columns = self.columns();
        let at = self.column.get().min(columns.len().saturating_sub(1));
        columns.get(at).copied().unwrap_or(Column { variant: Variant::Calm, request: 0 })
    }

    /// Goes to the last request under other events, as the switches of the world do.
    pub fn go_to_variant(self, variant: Variant) {
        let columns = untrack(|| self.columns());
        let last = columns.iter().map(|c| c.request).max().unwrap_or(0);
        let at = columns.iter().position(|c| *c == Column { variant, request: last });
        if let Some(at) = at {
            self.go(self.algorithm.get_untracked(), at);
        }
    }

    // ---- what is right ----

    /// The answers of a row in the current pass; computed when first asked for.
    pub fn row(self, algorithm: Algorithm) -> RowResult {
        let place = ROWS.iter().position(|a| *a == algorithm).unwrap_or(0);
        self.rows.with_value(|rows| rows[place]).get()
    }

    /// The true cell.
    pub fn truth(self, key: Key) -> Option<Cell> {
        self.row(key.algorithm).as_ref().as_ref().ok()?.cells.get(key.column).cloned()
    }

    /// The whole answer of the variant that a cell is about.
    pub fn answer(self, key: Key) -> Option<Answer> {
        let column = *self.columns().get(key.column)?;
        self.puzzle.with(|p| {
            let p = p.variant(column.variant);
            match key.pass {
                Pass::Text => answer(&p.text_only(Reading::Usual), key.algorithm).ok(),
                Pass::Facts => answer(&p, key.algorithm).ok(),
            }
        })
    }

    /// One run that leads to the answer of a cell, and the request that it is about.
    pub fn path(self, key: Key) -> Option<(Path, usize)> {
        let column = *self.columns().get(key.column)?;
        let answer = self.answer(key)?;
        let first = *answer.cells.get(column.request)?.possible.first()?;
        answer.path_to(column.request, first).cloned().map(|p| (p, column.request))
    }

    // ---- what the learner says ----

    pub fn given(self, key: Key) -> Option<Given> {
        self.sheet.with(|s| s.entry(key).map(|e| e.given.clone()))
    }

    pub fn mark(self, key: Key) -> Option<f64> {
        self.sheet.with(|s| s.entry(key).and_then(|e| e.mark))
    }

    pub fn put(self, key: Key, given: Option<Given>) {
        if self.watching.get_untracked() == Some(key) {
            self.watching.set(None);
        }
        self.sheet.update(|s| s.put(key, given));
        self.keep();
    }

    /// Marks every filled cell of these rows.
    pub fn check(self, rows: &[Algorithm]) {
        let pass = self.pass.get_untracked();
        for &algorithm in rows {
            let row = untrack(|| self.row(algorithm));
            let Ok(row) = row.as_ref() else { continue };
            self.sheet.update(|s| {
                for (column, cell) in row.cells.iter().enumerate() {
                    let key = Key { pass, algorithm, column };
                    let mark = s.entry(key).map(|e| score(cell, &e.given));
                    s.mark(key, mark);
                }
            });
        }
        self.keep();
    }

    /// Checks the row at hand, and goes to its first cell that is not right.
    pub fn check_row(self) {
        let algorithm = self.algorithm.get_untracked();
        self.check(&[algorithm]);
        let key = self.key_untracked();
        let wrong = |column: &usize| {
            let mark = untrack(|| self.mark(Key { column: *column, ..key }));
            mark.is_some() && !is_right(mark)
        };
        let columns = untrack(|| self.columns().len());
        if let Some(column) = (0..columns).find(wrong).filter(|_| !wrong(&key.column)) {
            self.editing.set(None);
            self.go(algorithm, column);
        }
    }

    /// Cells of the current pass: right, and in all.
    pub fn tally(self) -> (usize, usize) {
        let pass = self.pass.get();
        let right = self.sheet.with(|s| s.right(pass));
        (right, ROWS.len() * self.columns().len())
    }

    /// A row as it stands: right, wrong or half right, still to fill.
    pub fn row_tally(self, algorithm: Algorithm) -> (usize, usize, usize) {
        let pass = self.pass.get();
        let columns = self.columns().len();
        self.sheet.with(|s| {
            let each = (0..columns).map(|column| s.entry(Key { pass, algorithm, column }));
            each.fold((0, 0, 0), |(right, wrong, left), e| match e.map(|e| e.mark) {
                None => (right, wrong, left + 1),
                Some(m) if is_right(m) => (right + 1, wrong, left),
                Some(Some(_)) => (right, wrong + 1, left),
                Some(None) => (right, wrong, left),
            })
        })
    }

    // ---- facts ----

    /// Changes the puzzle. A change that makes no puzzle is not taken over.
    pub fn change(self, f: impl FnOnce(&mut Puzzle)) -> Result<(), PuzzleError> {
        let mut next = self.puzzle.get_untracked();
        f(&mut next);
        next.check()?;
        if self.puzzle.with_untracked(|p| *p == next) {
            return Ok(());
        }
        let kept = next.clone();
        self.puzzle.set(next);
        self.sheet.update(|s| {
            s.unmark(Pass::Facts);
            s.puzzle = Some(kept);
        });
        self.watching.set(None);
        self.keep();
        Ok(())
    }

    /// Has the learner changed a fact?
    pub fn changed(self) -> bool {
        self.given.with_value(|g| self.puzzle.with(|p| p != g))
    }

    /// The facts as given.
    pub fn reset_facts(self) {
        let given = self.given.get_value();
        // as given it was accepted once, so it is accepted again
        let _ = self.change(|p| *p = given);
    }

    /// Shows one hint more for the current cell.
    pub fn ask_hint(self) {
        self.hint.update(|h| *h += 1);
        self.sheet.update(|s| s.hints += 1);
        self.keep();
    }

    fn keep(self) {
        self.on_change.run(self.sheet.get_untracked());
    }

    // ---- names ----

    pub fn names(self) -> Vec<String> {
        self.puzzle.with(Puzzle::names)
    }

    pub fn users(self) -> Vec<String> {
        self.puzzle.with(Puzzle::users)
    }
}

/// The outcomes that an answer names, in the order of the servers.
pub fn named(given: &Given) -> Vec<Outcome> {
    let mut list: Vec<Outcome> = match given {
        Given::Set(set) => set.clone(),
        Given::Bars(bars) => bars.iter().filter(|b| b.1 > 0.0).map(|b| b.0).collect(),
        Given::Depends { possible, .. } => possible.clone(),
    };
    sort_by(&mut list, Ord::cmp);
    list
}
