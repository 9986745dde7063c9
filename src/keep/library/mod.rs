//! Boards that the learner saved by name, in the browser's IndexedDB: one store, one record per board,
//! written as the slots of the autosave are. A record is only replaced by who has seen what is in it.

pub(super) mod idb;

use super::slots::{self, Saved};
use super::{files, tab_number, wall_ms};
use idb::{Db, Mode};
use simcore::sorted::sort_by;
use wasm_bindgen::JsValue;

/// Why it was not done. Nothing of what was there has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The browser gives no database (private window, blocked by a setting).
    Unavailable,
    /// No room.
    Full,
    /// A newer version of the program has changed the database.
    Newer,
    /// Another tab has changed or removed the board.
    Changed,
}

/// A saved board.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Never changes, whatever the board is called.
    pub key: String,
    /// `seq` counts the saves of this board.
    pub saved: Saved,
    /// From the text, which is looked at once.
    pub title: String,
    /// False when this version cannot read the board; it can still be exported and removed.
    pub readable: bool,
}

impl Entry {
    /// A board that was not saved before.
    pub fn new(text: String, at_ms: u64) -> Entry {
        let key = format!("{:013}-{}", wall_ms(), tab_number());
        Entry::of(key, Saved { seq: 1, tab: 0, at_ms, text })
    }

    fn of(key: String, saved: Saved) -> Entry {
        let read = files::read(&saved.text).ok();
        let readable = read.is_some();
        Entry { key, saved, title: read.map(|o| o.board.title).unwrap_or_default(), readable }
    }

    /// The same board with another text, as its next save.
    pub fn next(&self, text: String) -> Entry {
        let seq = self.saved.seq + 1;
        Entry::of(self.key.clone(), Saved { seq, tab: 0, at_ms: wall_ms(), text })
    }

    /// The same board under another name; nothing when it cannot be read.
    pub fn renamed(&self, title: &str) -> Option<Entry> {
        Some(self.next(self.titled(title)?))
    }

    /// Another board that is the same.
    pub fn copy(&self, title: &str) -> Option<Entry> {
        Some(Entry::new(self.titled(title)?, wall_ms()))
    }

    fn titled(&self, title: &str) -> Option<String> {
        let opened = files::read(&self.saved.text).ok()?;
        let board = files::board(opened.board);
        let board = crate::board::Board::new(title, board.seed, board.design);
        Some(files::write(&board))
    }
}

/// In what order boards are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    Oldest,
    Name,
}

impl Order {
    pub const ALL: [Order; 3] = [Order::Newest, Order::Oldest, Order::Name];

    pub fn sort(self, all: &mut Vec<Entry>) {
        let name =
            |e: &Entry| e.title.chars().flat_map(char::to_lowercase).map(files::plain).collect::<String>();
        match self {
            Order::Newest => sort_by(all, |a, b| (b.saved.at_ms, &b.key).cmp(&(a.saved.at_ms, &a.key))),
            Order::Oldest => sort_by(all, |a, b| (a.saved.at_ms, &a.key).cmp(&(b.saved.at_ms, &b.key))),
            Order::Name => sort_by(all, |a, b| (name(a), &a.key).cmp(&(name(b), &b.key))),
        }
    }
}

/// `base`, or `base 2`, `base 3` ... : the first that no board is called.
pub fn fresh_title(all: &[Entry], base: &str) -> String {
    let taken = |title: &str| all.iter().any(|e| e.title == title);
    if !taken(base) {
        return base.to_owned();
    }
    let stem = base.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let stem = if stem.is_empty() { base } else { stem };
    (2..).map(|n| format!("{stem} {n}")).find(|title| !taken(title)).unwrap_or_default()
}

/// Every board, newest first. What is damaged is not among them, and is left where it is.
pub async fn all() -> Result<Vec<Entry>, Trouble> {
    let db = Db::open().await?;
    let mut list: Vec<Entry> = Vec::new();
    for (key, value) in db.all().await? {
        if let Some(saved) = slots::unpack(&value) {
            list.push(Entry::of(key, saved));
        }
    }
    Order::Newest.sort(&mut list);
    Ok(list)
}

/// Saves boards: all of them or none. One that was there before is only replaced when it is the save
/// just before this one.
pub async fn put(entries: &[Entry]) -> Result<(), Trouble> {
    let db = Db::open().await?;
    let change = db.begin(Mode::Write)?;
    for entry in entries {
        let found = change.get(&entry.key).await?.map(|text| slots::unpack(&text).map_or(0, |s| s.seq));
        if found.unwrap_or(0) + 1 != entry.saved.seq {
            change.abort();
            return Err(Trouble::Changed);
        }
        change.put(&entry.key, &slots::pack(&entry.saved))?;
    }
    change.end().await?;
    ask_to_keep();
    Ok(())
}

/// Brings back a board that was removed, as it was.
pub async fn restore(entry: &Entry) -> Result<(), Trouble> {
    let db = Db::open().await?;
    let change = db.begin(Mode::Write)?;
    if change.get(&entry.key).await?.is_none() {
        change.put(&entry.key, &slots::pack(&entry.saved))?;
    }
    change.end().await
}

/// Removes a board, unless another tab has changed it since it was seen.
pub async fn remove(entry: &Entry) -> Result<(), Trouble> {
    let db = Db::open().await?;
    let change = db.begin(Mode::Write)?;
    let found = change.get(&entry.key).await?;
    if found.is_some_and(|text| text != slots::pack(&entry.saved)) {
        change.abort();
        return Err(Trouble::Changed);
    }
    change.delete(&entry.key)?;
    change.end().await
}

/// Browsers that run out of room throw away the sites first that nobody asked them to keep.
fn ask_to_keep() {
    let storage = web_sys::window().map(|w| w.navigator().storage());
    // where there is no such thing, calling it is an error that changes nothing
    if let Some(storage) = storage.filter(|s| JsValue::is_object(s)) {
        let _ = storage.persist();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, at_ms: u64) -> Entry {
        let saved = Saved { seq: 1, tab: 0, at_ms, text: String::new() };
        Entry { key: format!("k{at_ms}"), saved, title: title.to_owned(), readable: true }
    }

    #[test]
    fn a_title_that_is_taken_gets_a_number() {
        let all = [entry("Shop", 1), entry("Shop 2", 2), entry("7", 3)];
        assert_eq!(fresh_title(&all, "Bank"), "Bank");
        assert_eq!(fresh_title(&all, "Shop"), "Shop 3");
        assert_eq!(fresh_title(&all, "Shop 2"), "Shop 3");
        assert_eq!(fresh_title(&all, "7"), "7 2");
    }

    #[test]
    fn boards_are_sorted_by_date_and_by_name_without_accents() {
        let mut all = vec![entry("zebra", 1), entry("Árvore", 3), entry("banco", 2)];
        let titles = |all: &[Entry]| all.iter().map(|e| e.title.clone()).collect::<Vec<_>>();
        Order::Newest.sort(&mut all);
        assert_eq!(titles(&all), ["Árvore", "banco", "zebra"]);
        Order::Oldest.sort(&mut all);
        assert_eq!(titles(&all), ["zebra", "banco", "Árvore"]);
        Order::Name.sort(&mut all);
        assert_eq!(titles(&all), ["Árvore", "banco", "zebra"]);
    }
}
