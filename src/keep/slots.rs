//! One document in two slots that are written in turn. Each slot carries a number, its writer and
//! a checksum, so that a browser that is killed while writing leaves at least the save before.

use super::past;
use super::store::{Store, StoreError};

/// A saved document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Grows by one with every save.
    pub seq: u64,
    /// The tab that wrote it.
    pub tab: u64,
    /// Milliseconds since 1970, as that tab's clock said.
    pub at_ms: u64,
    pub text: String,
}

const MAGIC: &str = "escala1";

/// The key of a slot.
fn key(name: &str, seq: u64) -> String {
    format!("{name}/{}", if seq.is_multiple_of(2) { "a" } else { "b" })
}

/// Would the two saves be written over each other?
pub fn share_slot(a: u64, b: u64) -> bool {
    key("", a) == key("", b)
}

/// The newest undamaged save of a document.
pub fn load(store: &impl Store, name: &str) -> Option<Saved> {
    [0, 1].into_iter().filter_map(|slot| unpack(&store.get(&key(name, slot))?)).max_by_key(|s| s.seq)
}

/// Writes a save into the slot that does not hold the newest one.
pub fn save(store: &impl Store, name: &str, saved: &Saved) -> Result<(), StoreError> {
    past::set(store, &key(name, saved.seq), &pack(saved))
}

/// Forgets a document.
pub fn forget(store: &impl Store, name: &str) {
    store.remove(&key(name, 0));
    store.remove(&key(name, 1));
}

/// One line of head, then the text.
pub fn pack(s: &Saved) -> String {
    format!("{MAGIC} {} {} {} {:016x}\n{}", s.seq, s.tab, s.at_ms, sum(s.seq, &s.text), s.text)
}

/// Reads a slot; `None` when it is damaged in any way.
pub fn unpack(slot: &str) -> Option<Saved> {
    let (head, text) = slot.split_once('\n')?;
    let mut fields = head.split(' ');
    if fields.next()? != MAGIC {
        return None;
    }
    let (seq, tab, at_ms) =
        (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let said = u64::from_str_radix(fields.next()?, 16).ok()?;
    if fields.next().is_some() || said != sum(seq, text) {
        return None;
    }
    Some(Saved { seq, tab, at_ms, text: text.to_owned() })
}

/// FNV-1a, 64 bits: finds damage, not malice.
pub(super) fn sum(seq: u64, text: &str) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for b in seq.to_le_bytes().iter().chain(text.as_bytes()) {
        h = (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    h
}

#[cfg(test)]
mod tests {
    use super::super::store::memory::Memory;
    use super::*;
    use proptest::prelude::*;

    fn saved(seq: u64, text: &str) -> Saved {
        Saved { seq, tab: 7, at_ms: 1_000 + seq, text: text.to_owned() }
    }

    #[test]
    fn the_newest_save_is_found() {
        let store = Memory::default();
        assert_eq!(load(&store, "doc"), None);
        for seq in 1..6 {
            save(&store, "doc", &saved(seq, &format!("board {seq}"))).unwrap();
            assert_eq!(load(&store, "doc"), Some(saved(seq, &format!("board {seq}"))));
        }
        forget(&store, "doc");
        assert_eq!(load(&store, "doc"), None);
    }

    #[test]
    fn a_write_that_fails_leaves_the_save_before() {
        let store = Memory::default();
        save(&store, "doc", &saved(1, "one")).unwrap();
        store.writes_left.set(Some(0));
        assert_eq!(save(&store, "doc", &saved(2, "two")), Err(StoreError::Full));
        assert_eq!(load(&store, "doc"), Some(saved(1, "one")));
    }

    proptest! {
        /// Cut anywhere or with any byte changed, a slot is either whole or not there.
        #[test]
        fn damage_never_reads_as_another_text(text in ".{0,80}", cut in 0usize..200, flip in 0usize..200) {
            let whole = pack(&saved(3, &text));
            let mut bytes = whole.clone().into_bytes();
            let at = flip % bytes.len();
            bytes[at] = bytes[at].wrapping_add(1);
            if let Ok(damaged) = String::from_utf8(bytes)
                && let Some(s) = unpack(&damaged)
            {
                // the tab and the time are not covered: they decide nothing about the text
                prop_assert_eq!((s.seq, s.text), (3, text.clone()));
            }
            let end = whole.char_indices().map(|(i, _)| i).nth(cut).unwrap_or(whole.len());
            if let Some(s) = unpack(&whole[..end]) {
                prop_assert_eq!(s.text, text);
            }
        }

        /// Killed between any two writes, or in the middle of one, at most that one save is lost.
        #[test]
        fn a_kill_loses_at_most_one_save(n in 1u64..20, torn in 0usize..40) {
            let store = Memory::default();
            for seq in 1..=n {
                save(&store, "doc", &saved(seq, &format!("board number {seq}"))).unwrap();
            }
            let next = pack(&saved(n + 1, "the save that was torn"));
            store.set(&key("doc", n + 1), &next[..torn.min(next.len() - 1)]).unwrap();
            prop_assert_eq!(load(&store, "doc").map(|s| s.seq), Some(n));
        }
    }
}
