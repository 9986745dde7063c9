//! Tests of the page's own code inside a browser: `cargo xtask test --only web`.
//! webdriver.json beside this file says how Chromium is started.
#![cfg(target_arch = "wasm32")]

mod charts;
mod engine;
mod keeping;
mod library;
mod rescue;
mod views;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Lets the page go on for so long.
async fn sleep(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("tests run in a page");
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .expect("pages have timers");
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.expect("timers do not fail");
}

#[wasm_bindgen_test]
fn these_tests_run_in_a_page_and_not_in_node() {
    assert!(web_sys::window().and_then(|window| window.document()).is_some());
}
