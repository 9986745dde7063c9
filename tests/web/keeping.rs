//! Keeping in the browser's own storage.

use escala::keep::slots::{self, Saved};
use escala::keep::store::{Browser, Store};
use escala::keep::{document::Document, document::Outcome, shelf};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_browser_keeps_a_save_and_refuses_what_does_not_fit() {
    let saved = |seq: u64, text: String| Saved { seq, tab: 1, at_ms: 0, text };
    slots::save(&Browser, "test/doc", &saved(1, "São Paulo".to_owned())).unwrap();
    // five million characters are more than a browser gives to a site
    let huge = saved(2, "x".repeat(6_000_000));
    assert!(slots::save(&Browser, "test/doc", &huge).is_err());
    let kept = slots::load(&Browser, "test/doc").map(|s| s.text);
    assert_eq!(kept.as_deref(), Some("São Paulo"), "the save before is still there");
    slots::forget(&Browser, "test/doc");
    assert_eq!(slots::load(&Browser, "test/doc"), None);
}

#[wasm_bindgen_test]
fn two_tabs_share_the_storage_and_lose_nothing() {
    let (mut a, _) = Document::open(&Browser, 101);
    a.save(&Browser, 1, "board of a").unwrap();
    let (mut b, found) = Document::open(&Browser, 102);
    assert_eq!(found.as_deref(), Some("board of a"));
    b.save(&Browser, 2, "board of b").unwrap();
    assert_eq!(a.save(&Browser, 3, "later board of a"), Ok(Outcome::Aside));
    let on_shelf = shelf::list(&Browser);
    let own = on_shelf.iter().find(|k| k.text == "later board of a").unwrap();
    shelf::remove(&Browser, &own.key);
    for key in Browser.keys().iter().filter(|k| k.starts_with("escala/sandbox")) {
        Browser.remove(key);
    }
}
