//! `cargo xtask soak`: the tests of "never lose work, never be fooled" at the figures that they are meant to reach,
//! row by row. `cargo xtask test` runs every one of them in small.

use crate::args::Args;
use crate::suite::Count;
use crate::{Outcome, browser, sh};
use std::time::Instant;

/// What `cargo test` is to run, and how many cases a property of it has.
struct Native {
    words: &'static [&'static str],
    /// The beginning of the tests' names.
    tests: &'static str,
    cases: u32,
}

struct Row {
    number: &'static str,
    what: &'static str,
    native: &'static [Native],
    /// The part for the browser, `tests/e2e/<name>.spec.mjs`; may be none.
    browser: &'static str,
}

const IT: &[&str] = &["-p", "escala", "--test", "it"];
const LIB: &[&str] = &["-p", "escala", "--lib"];

const fn native(words: &'static [&'static str], tests: &'static str, cases: u32) -> Native {
    Native { words, tests, cases }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { number: "1", what: "10,000,000 files and links, damaged in every way", native: &[native(IT, "soak::reading::row_01", 0)], browser: "" },
    Row { number: "2", what: "20,000 of them in the published module: the same verdicts", native: &[native(IT, "soak::reading::row_02", 0)], browser: "verdicts" },
    Row { number: "3", what: "3,000 damaged files: what is whole is kept", native: &[native(IT, "soak::reading::row_03", 0)], browser: "" },
    Row { number: "4", what: "1,000 boards through every version", native: &[native(IT, "soak::versions::row_04", 0)], browser: "" },
    Row { number: "5", what: "a storage that is full at each of 100 writes", native: &[native(LIB, "keep::", 256)], browser: "full" },
    Row { number: "6", what: "1,000 interleavings of two to five tabs", native: &[native(LIB, "keep::document", 10_000)], browser: "tabs" },
    Row { number: "7", what: "1,000 kills of the browser", native: &[native(LIB, "keep::slots", 10_000)], browser: "killed" },
    Row { number: "8", what: "20 versions of every board, and one file with all", native: &[native(LIB, "keep::past", 0), native(LIB, "keep::bundle", 0)], browser: "versions" },
    Row { number: "9", what: "100 panics of the simulation", native: &[], browser: "broken" },
    Row { number: "10", what: "10,000 graphs that never end", native: &[native(&["-p", "simcore", "--test", "hang"], "row_10", 0)], browser: "" },
    Row { number: "11", what: "boards at and beyond the limits", native: &[native(IT, "soak::sizes::row_11", 0)], browser: "" },
    Row { number: "12", what: "1,000 links made to burst", native: &[native(IT, "soak::bombs::row_12", 0)], browser: "" },
    Row { number: "13", what: "500 hostile texts in every field", native: &[], browser: "xss" },
    Row { number: "19", what: "24 hours of edits on a running board", native: &[], browser: "soak" },
];

/// `cargo xtask soak`
pub fn command(args: &mut Args) -> Outcome {
    let text = args.value("--share")?.unwrap_or_else(|| "1".into());
    let share: f64 = text.parse().ok().filter(|s| *s > 0.0 && *s <= 1.0).ok_or_else(|| {
        format!("--share {text}: a number above 0 and up to 1 is needed, the share of the full figures.")
    })?;
    let mut wanted = Vec::new();
    while let Some(word) = args.word() {
        wanted.push(word);
    }
    args.done()?;
    if let Some(unknown) = wanted.iter().find(|word| ROWS.iter().all(|row| row.number != **word)) {
        let names: Vec<&str> = ROWS.iter().map(|row| row.number).collect();
        return Err(format!("`{unknown}`: the rows are {}.", names.join(", ")));
    }
    let rows = ROWS.iter().filter(|row| wanted.is_empty() || wanted.iter().any(|word| word == row.number));
    let mut table = String::new();
    let mut failed = false;
    for row in rows {
        println!("\n== row {}: {} (times {share})", row.number, row.what);
        let started = Instant::now();
        let mut said = Vec::new();
        let outcome = run(row, share, &mut said);
        let seconds = started.elapsed().as_secs_f64();
        let word = if outcome.is_ok() { "passed" } else { "FAILED" };
        table += &format!("{:>3} {seconds:>9.1} s  {word}  {}\n", row.number, row.what);
        said.iter().for_each(|line| table += &format!("      {line}\n"));
        if let Err(why) = outcome {
            eprintln!("{why}");
            failed = true;
        }
    }
    println!("\n{table}");
    // the table has said it all, and its last line stays the last
    if failed { std::process::exit(1) } else { Ok(()) }
}

/// Runs a row; what its tests have measured comes in lines that begin with `row`.
fn run(row: &Row, share: f64, said: &mut Vec<String>) -> Outcome {
    let mut count = Count::default();
    let mut see = |count: &mut Count, line: &str| {
        count.rust(line);
        count.node(line);
        // the test runner may have put its own words before
        if let Some(at) = line.find(&format!("row {}: ", row.number)) {
            said.push(line[at..].to_string());
        }
    };
    for native in row.native {
        let mut cargo = sh::cargo();
        cargo.args(["test", "--profile", "soak"]).args(native.words).args([
            native.tests,
            "--",
            "--nocapture",
        ]);
        cargo.env("ESCALA_SHARE", share.to_string());
        if native.cases > 0 {
            let cases = (f64::from(native.cases) * share).ceil();
            cargo.env("PROPTEST_CASES", cases.to_string());
        }
        sh::run_seen("Native tests", &mut cargo, |line| see(&mut count, line))?;
    }
    if !row.browser.is_empty() {
        browser::ensure()?;
        let mut node = browser::node("run.mjs");
        node.arg(format!("{}.", row.browser)).env("ESCALA_SHARE", share.to_string());
        sh::run_seen("Journeys", &mut node, |line| see(&mut count, line))?;
    }
    if count.passed() == 0 { Err(format!("row {}: no test ran.", row.number)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_what_it_names() {
        for row in ROWS {
            let file = sh::root().join(format!("tests/e2e/{}.spec.mjs", row.browser));
            assert_eq!(file.is_file(), !row.browser.is_empty(), "{}", file.display());
            assert!(file.is_file() || !row.native.is_empty());
        }
    }
}
