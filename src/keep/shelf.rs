//! Boards that were put aside and not thrown away: what was on the desk before a link or a file was
//! opened, and what another tab would have overwritten.

use super::past;
use super::slots::{self, Saved};
use super::store::{Store, StoreError};
use simcore::sorted::sort_by;

const PREFIX: &str = "escala/shelf/";
/// Older ones make room for newer ones.
const MOST: usize = 12;

/// A board on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub key: String,
    pub at_ms: u64,
    /// The board as a board file.
    pub text: String,
}

/// Every kept board, newest first.
pub fn list(store: &impl Store) -> Vec<Kept> {
    let mut all: Vec<Kept> = store
        .keys()
        .into_iter()
        .filter(|k| k.starts_with(PREFIX))
        .filter_map(|key| {
            let saved = slots::unpack(&store.get(&key)?)?;
            Some(Kept { key, at_ms: saved.at_ms, text: saved.text })
        })
        .collect();
    sort_by(&mut all, |a, b| (b.at_ms, &b.key).cmp(&(a.at_ms, &a.key)));
    all
}

/// Puts a board on the shelf. The same text is not kept twice; the oldest make room.
pub fn put(store: &impl Store, tab: u64, now_ms: u64, text: &str) -> Result<(), StoreError> {
    let all = list(store);
    if all.iter().any(|k| k.text == text) {
        return Ok(());
    }
    for old in all.iter().skip(MOST - 1) {
        store.remove(&old.key);
    }
    put_at(store, &format!("{PREFIX}{now_ms:013}-{tab}"), tab, now_ms, text)
}

/// Writes over the board that a tab keeps for itself.
pub fn put_own(store: &impl Store, tab: u64, now_ms: u64, text: &str) -> Result<(), StoreError> {
    put_at(store, &format!("{PREFIX}tab-{tab}"), tab, now_ms, text)
}

fn put_at(store: &impl Store, key: &str, tab: u64, now_ms: u64, text: &str) -> Result<(), StoreError> {
    past::set(store, key, &slots::pack(&Saved { seq: 0, tab, at_ms: now_ms, text: text.to_owned() }))
}

/// What a tab keeps for itself, as of when; nothing where it keeps nothing.
pub fn own_at(store: &impl Store, tab: u64) -> Option<u64> {
    slots::unpack(&store.get(&format!("{PREFIX}tab-{tab}"))?).map(|s| s.at_ms)
}

/// Takes a board off the shelf for good; the tab that kept it for itself, if one did.
pub fn remove(store: &impl Store, key: &str) -> Option<u64> {
    let name = key.strip_prefix(PREFIX)?;
    store.remove(key);
    name.strip_prefix("tab-")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::store::memory::Memory;
    use super::*;

    #[test]
    fn newest_first_without_doubles_and_with_an_end() {
        let store = Memory::default();
        store.set("something/else", "untouched").unwrap();
        for i in 0..20u64 {
            put(&store, 1, 1000 + i, &format!("board {i}")).unwrap();
            put(&store, 1, 2000 + i, &format!("board {i}")).unwrap();
        }
        let all = list(&store);
        assert_eq!(all.len(), MOST);
        assert_eq!(all[0].text, "board 19");
        assert_eq!(all[MOST - 1].text, "board 8");
        remove(&store, &all[0].key);
        remove(&store, "something/else");
        assert_eq!(list(&store).len(), MOST - 1);
        assert_eq!(store.get("something/else").as_deref(), Some("untouched"));
    }

    #[test]
    fn a_tab_has_one_place_of_its_own() {
        let store = Memory::default();
        put_own(&store, 5, 10, "first").unwrap();
        put_own(&store, 5, 11, "second").unwrap();
        assert_eq!(list(&store).iter().map(|k| k.text.as_str()).collect::<Vec<_>>(), ["second"]);
    }
}
