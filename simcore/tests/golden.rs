//! The golden digests, natively. `tests/wasm_golden.rs` checks the same ones in a browser.

#[path = "golden/digests.rs"]
mod digests;
#[path = "golden/mod.rs"]
mod golden;

#[test]
fn reports_have_the_bits_that_are_written_down() {
    let got: Vec<u64> = golden::all()
        .into_iter()
        .map(|(name, d)| {
            println!("    {d:#018x}, // {name}");
            d
        })
        .collect();
    assert_eq!(
        got,
        digests::DIGESTS,
        "a run changed: if that was meant, write the new digests down (--nocapture)"
    );
}
