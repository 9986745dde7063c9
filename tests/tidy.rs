//! The rules of this code base, as tests. A rule that a test does not check is a wish.

#[path = "tidy/color.rs"]
mod color;
#[path = "tidy/contrast.rs"]
mod contrast;
#[path = "tidy/core.rs"]
mod core_rules;
#[path = "tidy/course.rs"]
mod course;
#[path = "tidy/look.rs"]
mod look;
#[path = "tidy/page.rs"]
mod page;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/tools.rs"]
mod tools;

use source::{Source, code, files, lines_with, none, read};

/// Everything that people write here, except data.
fn written() -> Vec<Source> {
    files(".", &[".rs", ".css", ".mjs", ".js", ".html", ".toml", ".md", "run"])
}

fn is_too_long(text: &str) -> bool {
    text.lines().count() > 400
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    assert!(is_too_long(&"\n".repeat(401)));
    let sources = files(".", &[".rs", ".css", ".mjs", ".js"]);
    none(sources.into_iter().filter(|source| is_too_long(&source.text)).map(|source| source.path).collect());
}

fn postpones(line: &str) -> bool {
    // in two parts, or this very line would be one
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("HA", "CK:")]
        .iter()
        .any(|word| line.contains(word))
}

#[test]
fn nothing_is_left_for_later_in_a_comment() {
    assert!(postpones(concat!("// TO", "DO: tomorrow")));
    none(written().iter().flat_map(|source| lines_with(source, &source.text, postpones)).collect());
}

fn skips_a_test(line: &str) -> bool {
    let attribute = concat!("#[ig", "nore");
    let node = [
        concat!("test.", "skip"),
        concat!("test.", "only"),
        concat!("skip", ": true"),
        concat!("only", ": true"),
    ];
    line.contains(attribute) || node.iter().any(|word| line.contains(word))
}

#[test]
fn no_test_is_skipped_and_none_runs_alone() {
    assert!(skips_a_test(concat!("#[ig", "nore]")));
    assert!(skips_a_test(concat!("journey(name, { only", ": true })")));
    let sources = files(".", &[".rs", ".mjs"]);
    none(sources.iter().flat_map(|source| lines_with(source, &source.text, skips_a_test)).collect());
}

fn is_unsafe(line: &str) -> bool {
    [
        "unsafe {",
        "unsafe fn",
        "unsafe impl",
        "unsafe extern",
        "unsafe trait",
        "#[unsafe(",
        "allow(unsafe_code",
    ]
    .iter()
    .any(|word| line.contains(word) && !line.contains(&format!("\"{word}")))
}

#[test]
fn no_code_is_unsafe_and_every_crate_has_the_lint_that_forbids_it() {
    assert!(is_unsafe(concat!("    unsa", "fe { *pointer }")));
    let sources = files(".", &[".rs"]);
    none(sources.iter().flat_map(|source| lines_with(source, &code(&source.text), is_unsafe)).collect());
    assert!(read("Cargo.toml").contains("unsafe_code = \"forbid\""));
    for manifest in ["Cargo.toml", "simcore/Cargo.toml", "lessons/Cargo.toml", "xtask/Cargo.toml"] {
        assert!(read(manifest).contains("[lints]\nworkspace = true"), "{manifest} leaves the lints out");
    }
}
