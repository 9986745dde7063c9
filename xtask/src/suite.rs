//! `cargo xtask test`: every check there is, cheap ones first, and one table at the end.

use crate::args::Args;
use crate::{Outcome, browser, sh, site, size, tools};
use std::time::Instant;

/// How many single tests a step has run.
#[derive(Default)]
pub struct Count {
    passed: u32,
    failed: u32,
}

impl Count {
    /// Adds a line such as `test result: ok. 12 passed; 0 failed; ...`.
    pub fn rust(&mut self, line: &str) {
        if let Some((_, numbers)) = line.split_once("test result:") {
            let before = |word: &str| {
                let (text, _) = numbers.split_once(word)?;
                text.split_whitespace().next_back()?.parse::<u32>().ok()
            };
            self.passed += before("passed").unwrap_or(0);
            self.failed += before("failed").unwrap_or(0);
        }
    }

    /// How many have passed.
    pub fn passed(&self) -> u32 {
        self.passed
    }

    /// Adds a line such as `ℹ pass 12` or `# fail 1` of node's test runner.
    pub fn node(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        if !matches!(words.next(), Some("ℹ" | "#")) {
            return;
        }
        match (words.next(), words.next().and_then(|n| n.parse::<u32>().ok())) {
            (Some("pass"), Some(n)) => self.passed += n,
            (Some("fail" | "cancelled"), Some(n)) => self.failed += n,
            _ => {}
        }
    }
}

struct Step {
    name: &'static str,
    /// What it does, for the heading.
    what: &'static str,
    /// `--quick` leaves it out.
    browser: bool,
    /// The step without which this one says nothing.
    after: Option<&'static str>,
    run: fn(&mut Count) -> Outcome,
}

const STEPS: &[Step] = &[
    step("format", "is the code formatted", |_| {
        tools::ensure_components()?;
        sh::run("The format (`cargo fmt` repairs it)", sh::cargo().args(["fmt", "--all", "--check"]))
    }),
    step("lint", "clippy, native", |_| clippy(&["--workspace", "--all-targets"])),
    step("unit", "tests of every crate, native", |count| {
        sh::run_seen("Native tests", sh::cargo().args(["test", "--workspace"]), |line| count.rust(line))
    }),
    step("check", "is every lesson well formed, in both languages", |_| escala("check")),
    step("prove", "does every exercise need what it teaches", |_| escala("prove")),
    step("lint-page", "clippy, for the browser", |_| {
        tools::ensure(false)?;
        clippy(&[&["--lib", "--bins"], browser::TESTS].concat())
    }),
    step("site", "the site, as it is published", |_| site::build(false)),
    Step { after: Some("site"), ..step("size", "what it weighs", |_| size::measure(&site::dist())) },
    Step { browser: true, ..step("web", "tests inside Chromium", browser::wasm_tests) },
    Step {
        browser: true,
        after: Some("site"),
        ..step("journeys", "whole journeys in Chromium", browser::journeys)
    },
];

const fn step(name: &'static str, what: &'static str, run: fn(&mut Count) -> Outcome) -> Step {
    Step { name, what, browser: false, after: None, run }
}

fn clippy(words: &[&str]) -> Outcome {
    sh::run("Clippy", sh::cargo().arg("clippy").args(words).args(["--", "-D", "warnings"]))
}

fn escala(word: &str) -> Outcome {
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "--package", "lessons", "--bin", "escala", "--", word, "lessons"]);
    sh::run(&format!("`escala {word}`"), &mut cargo)
}

/// One line of the table.
struct Row {
    name: &'static str,
    result: String,
    seconds: f64,
    count: Count,
}

/// `cargo xtask test`
pub fn command(args: &mut Args) -> Outcome {
    let quick = args.flag("--quick");
    let only = args.value("--only")?;
    args.done()?;
    if let Some(name) = only.as_deref().filter(|name| STEPS.iter().all(|step| step.name != *name)) {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("--only {name}: the steps are {}.", names.join(", ")));
    }
    let mut rows: Vec<Row> = Vec::new();
    let wanted = |step: &&Step| only.as_ref().map_or(!(quick && step.browser), |name| name == step.name);
    for step in STEPS.iter().filter(wanted) {
        let row = run(step, &rows);
        rows.push(row);
    }
    summary(&rows)
}

fn run(step: &Step, before: &[Row]) -> Row {
    let mut count = Count::default();
    if before.iter().any(|row| Some(row.name) == step.after && row.count.failed > 0) {
        count.failed = 1;
        let result = format!("not run, because `{}` failed", step.after.unwrap_or_default());
        return Row { name: step.name, result, seconds: 0.0, count };
    }
    println!("\n== {}: {}", step.name, step.what);
    let started = Instant::now();
    let outcome = (step.run)(&mut count);
    match &outcome {
        // a step without single tests counts as one
        Ok(()) => count.passed = count.passed.max(1),
        Err(what) => {
            count.failed = count.failed.max(1);
            eprintln!("{what}");
        }
    }
    let result = if count.failed == 0 { "passed".into() } else { "FAILED".into() };
    Row { name: step.name, result, seconds: started.elapsed().as_secs_f64(), count }
}

fn summary(rows: &[Row]) -> Outcome {
    println!("\n{:<11} {:>8} {:>7} {:>9}  result", "step", "passed", "failed", "seconds");
    for Row { name, result, seconds, count } in rows {
        println!("{name:<11} {:>8} {:>7} {seconds:>9.1}  {result}", count.passed, count.failed);
    }
    let sum = |of: fn(&Count) -> u32| rows.iter().map(|row| of(&row.count)).sum::<u32>();
    let (passed, failed) = (sum(|count| count.passed), sum(|count| count.failed));
    println!("\n{passed} passed, {failed} failed");
    // the table has said it all, and its last line stays the last
    if failed == 0 { Ok(()) } else { std::process::exit(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_cargo_are_added_up() {
        let mut count = Count::default();
        count.rust("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured");
        count.rust("test result: FAILED. 3 passed; 2 failed; 0 ignored");
        count.rust("running 5 tests");
        assert_eq!((count.passed, count.failed), (15, 2));
    }

    #[test]
    fn the_results_of_node_are_added_up() {
        let mut count = Count::default();
        for line in ["ℹ tests 5", "ℹ pass 4", "ℹ fail 1", "# pass 2", "pass 100"] {
            count.node(line);
        }
        assert_eq!((count.passed, count.failed), (6, 1));
    }

    #[test]
    fn a_step_only_builds_on_an_earlier_one() {
        for (at, step) in STEPS.iter().enumerate() {
            let known = |name: &str| STEPS[..at].iter().any(|earlier| earlier.name == name);
            assert!(step.after.is_none_or(known), "{}", step.name);
        }
    }
}
