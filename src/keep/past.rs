//! Earlier versions of the board on the desk, kept by themselves while it is edited: the last twenty of each
//! board, at most one a minute, and always the one before most of a board goes. Boards are told apart by their
//! titles. They take what room is left: whatever else has to be written comes first.

use super::shelf::Kept;
use super::slots::{self, Saved};
use super::store::{Store, StoreError};
use simcore::sorted::sort_by;

const PREFIX: &str = "escala/past/";
/// Of one board.
const MOST: usize = 20;
/// Of all boards together, in number and in bytes: browsers give five million characters.
const MOST_OF_ALL: usize = 60;
const MOST_BYTES: usize = 1_500_000;
const EVERY_MS: u64 = 60_000;

/// Keys hold the time and the board: `escala/past/<time>-<board>`.
fn parts(key: &str) -> Option<(u64, &str)> {
    let (at, design) = key.strip_prefix(PREFIX)?.split_once('-')?;
    Some((at.parse().ok()?, design))
}

/// Which board a text is, by the line of its title.
fn design(text: &str) -> String {
    let title = text.split_once("\"title\":").and_then(|(_, rest)| rest.lines().next()).unwrap_or_default();
    format!("{:016x}", slots::sum(0, title))
}

/// Keys of all versions, newest first.
fn keys(store: &impl Store) -> Vec<String> {
    let mut all: Vec<String> = store.keys().into_iter().filter(|k| parts(k).is_some()).collect();
    sort_by(&mut all, |a, b| b.cmp(a));
    all
}

/// Every version that can be read, newest first.
pub fn list(store: &impl Store) -> Vec<Kept> {
    let read = |key: String| {
        let saved = slots::unpack(&store.get(&key)?)?;
        Some(Kept { key, at_ms: saved.at_ms, text: saved.text })
    };
    keys(store).into_iter().filter_map(read).collect()
}

/// Takes a version away for good.
pub fn remove(store: &impl Store, key: &str) {
    if parts(key).is_some() {
        store.remove(key);
    }
}

/// A board has been saved over another text: is that one worth keeping?
pub fn note(store: &impl Store, before: &Saved, text: &str) {
    let design = design(&before.text);
    let all = keys(store);
    let newest = all.iter().filter_map(|k| parts(k)).find(|(_, d)| *d == design);
    let due = newest.is_none_or(|(at, _)| before.at_ms >= at.saturating_add(EVERY_MS));
    let shrank = text.len() * 2 < before.text.len();
    if before.text == text || !(due || shrank) || list(store).iter().any(|k| k.text == before.text) {
        return;
    }
    let key = format!("{PREFIX}{:013}-{design}", before.at_ms);
    // where there is no room even without older versions, the board itself is what matters
    let _ = set(store, &key, &slots::pack(before));
    let (mut of_this, mut bytes) = (0, 0);
    for (n, key) in keys(store).iter().enumerate() {
        let same = parts(key).is_some_and(|(_, d)| d == design);
        of_this += usize::from(same);
        bytes += store.get(key).map_or(0, |t| t.len());
        if n >= MOST_OF_ALL || bytes > MOST_BYTES || same && of_this > MOST {
            store.remove(key);
        }
    }
}

/// Writes a text; while there is no room, the oldest versions give way.
pub fn set(store: &impl Store, key: &str, value: &str) -> Result<(), StoreError> {
    loop {
        match store.set(key, value) {
            Err(StoreError::Full) => match keys(store).pop() {
                Some(oldest) => store.remove(&oldest),
                None => return Err(StoreError::Full),
            },
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::memory::Memory;
    use super::*;

    fn saved(title: &str, at_ms: u64, size: usize) -> Saved {
        let text = format!("{{\n  \"title\": \"{title}\",\n{}{at_ms}}}", "x".repeat(size));
        Saved { seq: 1, tab: 1, at_ms, text }
    }

    #[test]
    fn a_version_a_minute_and_twenty_of_each_board() {
        let store = Memory::default();
        for n in 0..100u64 {
            for title in ["one", "two"] {
                note(
                    &store,
                    &saved(title, 1_000_000 + n * 20_000, 50),
                    "{\n  \"title\": \"one\",\n and so on, and so on",
                );
            }
        }
        let all = list(&store);
        assert_eq!(all.len(), 2 * MOST);
        for title in ["one", "two"] {
            let times: Vec<u64> = all.iter().filter(|k| k.text.contains(title)).map(|k| k.at_ms).collect();
            assert_eq!(times.len(), MOST);
            assert!(times.windows(2).all(|w| w[0] >= w[1] + EVERY_MS));
            assert!(times[0] > 1_000_000 + 95 * 20_000, "the newest are kept");
        }
        remove(&store, &all[0].key);
        assert_eq!(list(&store).len(), 2 * MOST - 1);
    }

    #[test]
    fn what_is_cleared_by_hand_is_kept_at_once_and_nothing_twice() {
        let store = Memory::default();
        note(&store, &saved("shop", 1_000, 300), "{\n  \"title\": \"shop\",\n");
        note(&store, &saved("shop", 2_000, 300), "{\n  \"title\": \"shop\",\n");
        note(&store, &saved("shop", 2_000, 300), "{\n  \"title\": \"shop\",\n");
        assert_eq!(list(&store).iter().map(|k| k.at_ms).collect::<Vec<_>>(), [2_000, 1_000]);
        let again = saved("shop", 3_000, 300);
        note(&store, &again, &again.text);
        assert_eq!(list(&store).len(), 2);
    }

    #[test]
    fn large_boards_leave_room_for_others_and_versions_give_way() {
        let store = Memory::default();
        for n in 0..30u64 {
            note(&store, &saved("large", 1_000_000 + n * EVERY_MS, 200_000), "");
        }
        let kept = list(&store);
        assert!(kept.len() >= 5 && kept.iter().map(|k| k.text.len()).sum::<usize>() <= MOST_BYTES);
        store.room.set(Some(0));
        assert_eq!(set(&store, "doc", "the board"), Ok(()));
        assert_eq!(list(&store).len(), kept.len() - 1, "the oldest made room");
        assert_eq!(list(&store)[0], kept[0]);
        store.writes_left.set(Some(0));
        assert_eq!(set(&store, "doc", "again"), Err(StoreError::Full));
    }
}
