//! The way back after a defect, as the learner sees it.

use escala::keep::{slots, slots::Saved, store::Browser};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_broken_page_offers_itself_again_and_the_board_as_a_file() {
    let document = web_sys::window().and_then(|w| w.document()).unwrap();
    let text = r#"{"format_version":1,"title":"Mine","seed":1,"nodes":[],"links":[],"faults":[]}"#;
    let saved = Saved { seq: 7, tab: 1, at_ms: 0, text: text.to_owned() };
    slots::save(&Browser, "escala/sandbox", &saved).unwrap();
    for (lang, title) in [("en", "The page has broken down"), ("pt-BR", "A página parou de funcionar")] {
        document.document_element().unwrap().set_attribute("lang", lang).unwrap();
        let sheet = escala::rescue::sheet(&document, "made up for a test").unwrap();
        assert_eq!(sheet.query_selector("h1").unwrap().unwrap().text_content().as_deref(), Some(title));
        let links = sheet.query_selector_all("a").unwrap();
        assert_eq!(links.length(), 2);
        let save = sheet.query_selector("a[download]").unwrap().unwrap();
        assert!(save.get_attribute("href").is_some_and(|h| h.starts_with("blob:")));
        let reload = sheet.query_selector("a:not([download])").unwrap().unwrap();
        assert!(reload.get_attribute("href").is_some_and(|h| h.starts_with("?again=")));
        assert!(sheet.text_content().is_some_and(|t| t.contains("made up for a test")));
    }
    slots::forget(&Browser, "escala/sandbox");
}
