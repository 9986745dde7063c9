//! The page: nothing that its content policy forbids, and no knowledge of single kinds.

use crate::source::{code, exists, files, kinds, lines_with, none, read};

/// Ways around the policy, or ways that the policy would block without a word.
const FORBIDDEN: [&str; 10] = [
    "inner_html",
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function",
    "set_attribute(\"style\"",
    "setAttribute(\"style\"",
    "javascript:",
];

fn is_forbidden(line: &str) -> bool {
    let style_text = line.contains(" style=\"") || line.trim_start().starts_with("style=\"");
    style_text || FORBIDDEN.iter().any(|word| line.contains(word))
}

#[test]
fn the_page_never_makes_markup_styles_or_code_out_of_text() {
    assert!(is_forbidden("<p inner_html=text></p>"));
    assert!(is_forbidden("<p style=\"color:red\">"));
    assert!(!is_forbidden("<p style:width=width class=\"style\">"));
    let sources = files("src", &[".rs"]).into_iter().chain(files("assets/boot", &[".js"]));
    none(sources.flat_map(|source| lines_with(&source, &code(&source.text), is_forbidden)).collect());
}

fn brings_typed_views(line: &str) -> bool {
    ["leptos::prelude::*", "leptos::view", "leptos::component", "into_any()", "AnyView"]
        .iter()
        .any(|word| line.contains(word))
}

/// Each of Leptos' own views is a type, compiled with all its machinery: half of the program was that once.
#[test]
fn the_page_takes_its_views_from_one_place() {
    assert!(brings_typed_views("use leptos::prelude::*;"));
    assert!(!brings_typed_views("use crate::view::prelude::*;"));
    let sources = files("src", &[".rs"]).into_iter().filter(|source| !source.path.starts_with("src/view/"));
    none(sources.flat_map(|source| lines_with(&source, &code(&source.text), brings_typed_views)).collect());
}

#[test]
fn index_html_has_no_script_style_or_handler_of_its_own() {
    let html = read("index.html");
    for word in ["<script", "<style", " style=", " onload=", " onclick=", "http:", "https:"] {
        assert!(!html.contains(word), "index.html holds `{word}`");
    }
}

fn names_a_kind(line: &str, kinds: &[String]) -> bool {
    kinds.iter().any(|kind| {
        let variant = format!("KindId::{kind}");
        let exactly =
            |at: usize| !line[at + variant.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        // a parameter may be called what a kind is called
        let quoted = line.replace(&format!("has(\"{kind}\")"), "").contains(&format!("\"{kind}\""));
        line.find(&variant).is_some_and(exactly) || quoted
    })
}

#[test]
fn nothing_in_the_page_knows_a_component_kind_by_name() {
    let kinds = kinds();
    assert!(names_a_kind("if node.kind == KindId::cache {", &kinds));
    assert!(names_a_kind("KindId::from_name(\"cache\")", &kinds));
    assert!(!names_a_kind("KindId::ALL.iter()", &kinds));
    assert!(names_a_kind("let queue = kind(\"queue\");", &kinds) && !names_a_kind("has(\"queue\")", &kinds));
    let sources = files("src", &[".rs"]);
    none(
        sources
            .iter()
            .filter(|source| !source.path.ends_with("/tests.rs"))
            .flat_map(|source| lines_with(source, &code(&source.text), |line| names_a_kind(line, &kinds)))
            .collect(),
    );
}

/// Names in `<Icon name="x" />` and `icon="x"`.
fn icons_in(text: &str) -> Vec<&str> {
    let found =
        ["Icon name=\"", " icon=\"", "icons.svg#"].into_iter().flat_map(|mark| text.split(mark).skip(1));
    found.filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).next()).collect()
}

#[test]
fn every_icon_that_the_page_names_is_drawn() {
    assert_eq!(icons_in("<Icon name=\"plus\" small=true /> <IconButton icon=\"undo\""), ["plus", "undo"]);
    let drawn = |name: &str| {
        exists(&format!("assets/icons/{name}.svg")) || exists(&format!("assets/kinds/{name}.svg"))
    };
    let missing = files("src", &[".rs"]).into_iter().flat_map(|source| {
        let text = code(&source.text);
        let names: Vec<String> = icons_in(&text)
            .into_iter()
            .filter(|name| !name.is_empty() && !drawn(name))
            .map(|name| format!("{}: {name}", source.path))
            .collect();
        names
    });
    none(missing.collect());
}
