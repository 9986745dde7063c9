//! The sandbox's document among several tabs. A tab never writes over a save that it has not seen:
//! it then keeps its own board on the shelf, and says so.

use super::past;
use super::shelf;
use super::slots::{self, Saved};
use super::store::{Store, StoreError};

/// The name of the document in the storage.
pub const SANDBOX: &str = "escala/sandbox";

/// What became of a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// In the document.
    Saved,
    /// Another tab has saved since; this tab's board is on the shelf instead.
    Aside,
}

/// One tab's hold on the document.
#[derive(Debug)]
pub struct Document {
    tab: u64,
    /// The newest save that this tab wrote or read.
    seen: u64,
    /// Another tab's save was met; from then on this tab saves on the shelf.
    aside: bool,
}

impl Document {
    /// Opens the document; the text is the newest save, if there is one.
    pub fn open(store: &impl Store, tab: u64) -> (Document, Option<String>) {
        let found = slots::load(store, SANDBOX);
        let seen = found.as_ref().map_or(0, |s| s.seq);
        (Document { tab, seen, aside: false }, found.map(|s| s.text))
    }

    /// The number of this tab.
    pub fn tab(&self) -> u64 {
        self.tab
    }

    /// True when this tab saves on the shelf.
    pub fn is_aside(&self) -> bool {
        self.aside
    }

    /// Has another tab saved since this one last looked?
    pub fn is_behind(&self, store: &impl Store) -> bool {
        slots::load(store, SANDBOX).is_some_and(|s| s.seq > self.seen && s.tab != self.tab)
    }

    /// Saves this tab's board.
    pub fn save(&mut self, store: &impl Store, now_ms: u64, text: &str) -> Result<Outcome, StoreError> {
        if self.aside || self.is_behind(store) {
            self.aside = true;
            shelf::put_own(store, self.tab, now_ms, text)?;
            return Ok(Outcome::Aside);
        }
        let before = slots::load(store, SANDBOX);
        let saved = Saved { seq: self.seen + 1, tab: self.tab, at_ms: now_ms, text: text.to_owned() };
        slots::save(store, SANDBOX, &saved)?;
        self.seen = saved.seq;
        if let Some(before) = before {
            past::note(store, &before, text);
        }
        Ok(Outcome::Saved)
    }

    /// The newest save, when it is this tab's.
    pub fn newest(&self, store: &impl Store) -> Option<Saved> {
        slots::load(store, SANDBOX).filter(|s| s.tab == self.tab && s.seq == self.seen)
    }

    /// A save that is newer than all in the storage: the next one counts on from it. False when it is not.
    pub fn adopt(&mut self, store: &impl Store, found: &Saved) -> bool {
        let held = slots::load(store, SANDBOX);
        let newer = held.as_ref().is_none_or(|s| s.seq < found.seq);
        if newer {
            self.seen = found.seq;
            // the next save goes over the slot that was torn, never over the one that can still be read
            if held.is_some_and(|s| slots::share_slot(s.seq, self.seen + 1)) {
                self.seen += 1;
            }
        }
        newer
    }

    /// Takes the document back: the other tab's save goes to the shelf, this tab's board into the
    /// document.
    pub fn take_over(&mut self, store: &impl Store, now_ms: u64, text: &str) -> Result<(), StoreError> {
        if let Some(theirs) = slots::load(store, SANDBOX) {
            if theirs.tab != self.tab {
                shelf::put(store, theirs.tab, theirs.at_ms, &theirs.text)?;
            }
            self.seen = theirs.seq;
        }
        self.aside = false;
        self.save(store, now_ms, text).map(|_| ())
    }

    /// Reads the other tab's save as this tab's board; the own one goes to the shelf.
    pub fn follow(
        &mut self,
        store: &impl Store,
        now_ms: u64,
        own: &str,
    ) -> Result<Option<String>, StoreError> {
        shelf::put(store, self.tab, now_ms, own)?;
        let theirs = slots::load(store, SANDBOX);
        self.seen = theirs.as_ref().map_or(self.seen, |s| s.seq);
        self.aside = false;
        Ok(theirs.map(|s| s.text))
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::memory::Memory;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_tab_saves_and_finds_its_board_again() {
        let store = Memory::default();
        let (mut doc, found) = Document::open(&store, 1);
        assert_eq!(found, None);
        assert_eq!(doc.save(&store, 1, "one"), Ok(Outcome::Saved));
        assert_eq!(doc.save(&store, 2, "two"), Ok(Outcome::Saved));
        assert_eq!(Document::open(&store, 2).1.as_deref(), Some("two"));
    }

    #[test]
    fn a_second_tab_never_writes_over_the_first() {
        let store = Memory::default();
        let (mut a, _) = Document::open(&store, 1);
        a.save(&store, 1, "a1").unwrap();
        let (mut b, _) = Document::open(&store, 2);
        b.save(&store, 2, "b1").unwrap();
        assert_eq!(a.save(&store, 3, "a2"), Ok(Outcome::Aside));
        assert_eq!(Document::open(&store, 3).1.as_deref(), Some("b1"));
        assert_eq!(shelf::list(&store)[0].text, "a2");
        a.take_over(&store, 4, "a3").unwrap();
        assert_eq!(Document::open(&store, 3).1.as_deref(), Some("a3"));
        assert!(shelf::list(&store).iter().any(|k| k.text == "b1"));
        assert!(b.is_behind(&store));
        assert_eq!(b.follow(&store, 5, "b2").unwrap().as_deref(), Some("a3"));
        assert!(shelf::list(&store).iter().any(|k| k.text == "b2"));
    }

    /// The newest save is torn, and is taken from its copy: the one before it stays readable through the next save.
    #[test]
    fn what_is_recovered_is_not_written_over_the_save_that_can_be_read() {
        for saves in 2..5 {
            let store = Memory::default();
            let (mut doc, _) = Document::open(&store, 1);
            for n in 1..=saves {
                doc.save(&store, n, &format!("board {n}")).unwrap();
            }
            let copy = doc.newest(&store).unwrap();
            let torn =
                |seq: u64| store.set(&format!("{SANDBOX}/{}", ["a", "b"][seq as usize % 2]), "esc").unwrap();
            torn(copy.seq);
            let (mut doc, found) = Document::open(&store, 2);
            assert_eq!(found, Some(format!("board {}", saves - 1)));
            assert!(doc.adopt(&store, &copy));
            doc.save(&store, 9, &copy.text).unwrap();
            let again = doc.newest(&store).unwrap();
            assert_eq!(Document::open(&store, 3).1, Some(copy.text));
            torn(again.seq);
            assert_eq!(Document::open(&store, 3).1, Some(format!("board {}", saves - 1)), "{saves} saves");
        }
    }

    /// Wherever among a hundred saves the storage is full from, what was saved before is there, and the
    /// save that failed says so; with room again the next one is kept.
    #[test]
    fn a_storage_that_is_full_at_any_moment_loses_nothing_that_was_saved() {
        for full_at in 0..100 {
            let store = Memory::default();
            let (mut doc, _) = Document::open(&store, 1);
            store.writes_left.set(Some(full_at));
            let mut last = None;
            for n in 0..100u64 {
                let board = format!("board {n}");
                match doc.save(&store, n, &board) {
                    // an earlier version is written beside the save now and then, so that it is one write or two
                    Ok(_) => {
                        assert!((n as usize) < full_at, "save {n} found room where there was none");
                        last = Some(board);
                    }
                    Err(_) => assert!(store.writes_left.get() == Some(0), "save {n} failed for nothing"),
                }
            }
            assert_eq!(last.is_none(), full_at == 0);
            assert_eq!(Document::open(&store, 2).1, last);
            store.writes_left.set(None);
            assert_eq!(doc.save(&store, 200, "later"), Ok(Outcome::Saved));
            assert_eq!(Document::open(&store, 3).1.as_deref(), Some("later"));
        }
    }

    proptest! {
        /// Whatever two to five tabs do in whatever order, the last board of each is somewhere:
        /// in the document or on the shelf.
        #[test]
        fn no_tab_loses_its_last_board(moves in prop::collection::vec((0usize..5, 0u8..6), 1..60)) {
            let store = Memory::default();
            let mut tabs: Vec<(Document, String)> =
                (0..5).map(|i| (Document::open(&store, i + 1).0, String::new())).collect();
            for (n, (who, what)) in moves.into_iter().enumerate() {
                let now = n as u64 + 1;
                let (doc, last) = &mut tabs[who];
                match what {
                    0 if doc.is_aside() => doc.take_over(&store, now, last).unwrap(),
                    1 if doc.is_aside() && !last.is_empty() => {
                        // the learner chose the other board: the own one is on the shelf
                        let theirs = doc.follow(&store, now, last).unwrap();
                        prop_assert!(shelf::list(&store).iter().any(|k| &k.text == last));
                        *last = theirs.unwrap_or_default();
                    }
                    _ => {
                        *last = format!("board of tab {who} at {n}");
                        doc.save(&store, now, last).unwrap();
                    }
                }
                let (document, on_shelf) = (slots::load(&store, SANDBOX), shelf::list(&store));
                for (doc, last) in tabs.iter().filter(|(_, last)| !last.is_empty()) {
                    let kept = document.as_ref().is_some_and(|d| &d.text == last)
                        || on_shelf.iter().any(|k| &k.text == last);
                    // a board that a newer save of another tab replaced is still on that tab's
                    // screen, and goes to the shelf with its next save
                    prop_assert!(kept || doc.is_behind(&store), "{last} is nowhere");
                }
            }
        }
    }
}
