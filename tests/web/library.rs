//! Boards saved by name, in the browser's own database.

use escala::keep::library::{self, Entry, Trouble};
use wasm_bindgen_test::wasm_bindgen_test;

const FIRST: &str = include_str!("../../assets/boards/first.board.json");

fn entry(title: &str) -> Entry {
    Entry::new(FIRST.to_owned(), 1_000)
        .renamed(title)
        .map(|e| Entry { saved: escala::keep::slots::Saved { seq: 1, ..e.saved }, ..e })
        .expect("a board")
}

async fn titles() -> Vec<String> {
    let mut all: Vec<String> = library::all().await.unwrap().into_iter().map(|e| e.title).collect();
    all.sort();
    all
}

#[wasm_bindgen_test]
async fn boards_are_kept_all_or_none_and_never_written_over_unseen() {
    let (a, b) = (entry("a"), entry("b"));
    library::put(&[a.clone(), b.clone()]).await.unwrap();
    assert_eq!(titles().await, ["a", "b"]);
    // two tabs have seen the same save: the second to write is told
    let (mine, theirs) = (a.renamed("mine").unwrap(), a.renamed("theirs").unwrap());
    library::put(&[mine]).await.unwrap();
    assert_eq!(library::put(&[entry("c"), theirs]).await, Err(Trouble::Changed));
    assert_eq!(titles().await, ["b", "mine"], "of two boards, one of which is refused, none is written");
    assert_eq!(library::remove(&a).await, Err(Trouble::Changed));
    library::remove(&b).await.unwrap();
    library::restore(&b).await.unwrap();
    assert_eq!(titles().await, ["b", "mine"]);
    for kept in library::all().await.unwrap() {
        library::remove(&kept).await.unwrap();
    }
    assert!(titles().await.is_empty());
}
