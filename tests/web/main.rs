//! Tests of the page's own code inside a browser: `cargo xtask test --only web`.
//! webdriver.json beside this file says how Chromium is started.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn these_tests_run_in_a_page_and_not_in_node() {
    assert!(web_sys::window().and_then(|window| window.document()).is_some());
}
