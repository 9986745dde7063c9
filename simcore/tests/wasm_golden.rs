//! The golden digests, in a browser: one run, everywhere.
#![cfg(target_arch = "wasm32")]

#[path = "golden/digests.rs"]
mod digests;
#[path = "golden/mod.rs"]
mod golden;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn reports_have_the_bits_that_are_written_down() {
    let got: Vec<u64> = golden::all().into_iter().map(|(_, d)| d).collect();
    assert_eq!(got, digests::DIGESTS);
}
