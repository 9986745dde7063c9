//! The README, CI and the tools say the same.

use crate::source::{none, read};

/// Names of the commands in xtask's table.
fn commands() -> Vec<String> {
    let text = read("xtask/src/main.rs");
    let table =
        text.split("const COMMANDS").nth(1).and_then(|rest| rest.split("];").next()).unwrap_or_default();
    // rustfmt may break an entry after its parenthesis
    let entries = table.split('(').filter_map(|entry| entry.trim_start().strip_prefix('"'));
    let names: Vec<String> = entries.filter_map(|entry| Some(entry.split_once('"')?.0.to_string())).collect();
    assert!(names.len() > 5, "the table of commands was not read: {names:?}");
    names
}

/// Words after `cargo xtask` in a text.
fn commands_in(text: &str) -> Vec<&str> {
    let rests = text.split("cargo xtask ").skip(1);
    let words = rests.filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '-')).next());
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn the_readme_starts_with_the_two_commands() {
    let readme = read("README.md");
    let found = commands_in(&readme);
    assert_eq!(found.first(), Some(&"serve"), "the first command of README.md");
    assert_eq!(found.get(1), Some(&"test"), "the second command of README.md");
}

#[test]
fn every_command_that_a_text_names_exists() {
    let known = commands();
    assert_eq!(commands_in("Run `cargo xtask serve`, then `cargo xtask test --quick`."), ["serve", "test"]);
    let texts =
        ["README.md", ".ci/run", "Trunk.toml", "index.html", "tests/e2e/run.mjs", "tests/e2e/shots.mjs"];
    let unknown = texts.into_iter().flat_map(|path| {
        let text = read(path);
        let words: Vec<String> = commands_in(&text).into_iter().map(str::to_string).collect();
        words.into_iter().map(move |word| (path, word))
    });
    let help = ["help".to_string()];
    none(
        unknown
            .filter(|(_, word)| !known.contains(word) && !help.contains(word))
            .map(|(path, word)| format!("{path}: cargo xtask {word}"))
            .collect(),
    );
}

#[test]
fn ci_runs_the_test_command_of_the_readme_and_nothing_else() {
    let script = read(".ci/run");
    assert_eq!(commands_in(&script), ["test"]);
    assert!(script.contains("set -euo pipefail"));
    assert!(!script.contains("--quick") && !script.contains("--only"));
}

#[test]
fn the_compiler_of_the_page_and_its_tool_have_one_version() {
    let pinned = read("Cargo.toml");
    let pin = pinned.lines().find_map(|line| line.strip_prefix("wasm-bindgen = \"=")?.split('"').next());
    let pin = pin.expect("Cargo.toml pins wasm-bindgen exactly");
    let lock = read("Cargo.lock");
    assert!(
        lock.contains(&format!("name = \"wasm-bindgen\"\nversion = \"{pin}\"")),
        "Cargo.lock has another wasm-bindgen than {pin}"
    );
}

#[test]
fn texts_that_name_a_version_of_trunk_name_the_one_that_is_installed() {
    let tools = read("xtask/src/tools.rs");
    let constant = |name: &str| {
        let after = tools.split(&format!("const {name}: &str = \"")).nth(1);
        after
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("tools.rs has no {name}"))
            .to_string()
    };
    let readme = read("README.md").to_lowercase();
    for (word, version) in [("trunk ", constant("TRUNK")), ("binaryen ", constant("BINARYEN"))] {
        let named = readme.split(word).skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        for rest in named {
            assert!(rest.starts_with(&version), "README.md names another {word}than {version}");
        }
    }
}

/// The text in quotes after `mark`, with the line breaks of a Rust string taken out.
fn quoted_after(text: &str, mark: &str) -> String {
    let rest = text.split_once(mark).unwrap_or_else(|| panic!("`{mark}` is gone")).1;
    let value = rest.split('"').nth(1).unwrap_or_default();
    value.split("\\\n").map(str::trim_start).collect()
}

#[test]
fn the_policy_that_the_readme_recommends_is_the_one_that_the_site_is_tested_with() {
    assert_eq!(quoted_after("const X: &str = \"a; \\\n    b\";", "const X"), "a; b");
    let tested = quoted_after(&read("xtask/src/page.rs"), "pub const POLICY");
    assert!(tested.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{tested}");
    assert_eq!(quoted_after(&read("README.md"), "add_header Content-Security-Policy"), tested);
}
