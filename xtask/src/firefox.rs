//! Tests, benchmarks and journeys in Firefox. Debian has no driver for it, and none is needed: a page of tests is opened
//! by Firefox itself and sends its words home (tests/e2e/measure/firefox.mjs), and the journeys speak WebDriver BiDi
//! (tests/e2e/firefox.mjs).

use crate::args::Args;
use crate::{Outcome, browser, sh, site, tools};
use std::path::PathBuf;

const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];

/// Compiles what these words of `cargo test` name, and runs it.
pub fn run(all: &[&[&str]]) -> Outcome {
    tools::ensure(false)?;
    tools::npm_is_there()?;
    let firefox = ensure()?;
    let mut programs = Vec::new();
    for words in all {
        programs.push(compile(words)?);
    }
    let mut node = browser::node("measure/firefox.mjs");
    node.arg(firefox).arg(tools::runner()).args(programs);
    sh::run("Firefox", &mut node)
}

/// `cargo xtask firefox`
pub fn command(args: &mut Args) -> Outcome {
    let words = args.words();
    args.done()?;
    site::there()?;
    tools::npm_is_there()?;
    let firefox = ensure()?;
    browser::ensure_node_packages()?;
    let mut node = browser::node("run.mjs");
    node.args(words).env("ESCALA_BROWSER", "firefox").env("ESCALA_FIREFOX", firefox);
    sh::run("Journeys in Firefox", &mut node)
}

fn ensure() -> Outcome<PathBuf> {
    let found = || FIREFOX.iter().find_map(|name| sh::on_path(name));
    if found().is_none() {
        let by_hand = "Firefox is missing: install it (on Debian: apt-get install firefox-esr).";
        browser::install("Installing Firefox", &["firefox-esr"], by_hand)?;
    }
    found().ok_or_else(|| sh::missing("firefox"))
}

/// The one program that cargo makes of these words, not run.
fn compile(words: &[&str]) -> Outcome<String> {
    let words = words.split(|word| *word == "--").next().unwrap_or_default();
    let mut program = None;
    let mut cargo = sh::cargo();
    cargo.arg("test").args(words).args(["--no-run", "--message-format=json-render-diagnostics"]);
    sh::run_listened("Compiling for Firefox", &mut cargo, |line| {
        program = executable(line).or(program.take());
    })?;
    program.ok_or_else(|| "cargo did not say which program it made.".into())
}

/// The path in a line of cargo's JSON.
fn executable(line: &str) -> Option<String> {
    let path = line.split("\"executable\":\"").nth(1)?.split('"').next()?;
    path.ends_with(".wasm").then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::executable;

    #[test]
    fn the_program_is_found_among_the_messages() {
        let line = r#"{"reason":"compiler-artifact","executable":"/t/deps/a-1.wasm","fresh":true}"#;
        assert_eq!(executable(line).as_deref(), Some("/t/deps/a-1.wasm"));
        assert_eq!(executable(r#"{"reason":"compiler-artifact","executable":null}"#), None);
    }
}
