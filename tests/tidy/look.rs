//! Colours come from the tokens, the tokens can be read by everyone, and every token that is used exists.

use crate::color::{contrast, literal, palettes};
use crate::source::{files, lines_with, none, read};

const TOKENS: &str = "assets/styles/tokens.css";

#[test]
fn colours_are_written_out_in_the_tokens_only() {
    let sheets = files("assets/styles", &[".css"]);
    none(
        sheets
            .iter()
            .filter(|sheet| sheet.path != TOKENS)
            .flat_map(|sheet| {
                lines_with(sheet, &without_comments(&sheet.text), |line| literal(line).is_some())
            })
            .collect(),
    );
}

/// On each of the four papers: text needs 4.5, the edge of a control 3.
#[test]
fn every_token_has_the_contrast_that_its_use_needs_in_both_themes() {
    let mut low = Vec::new();
    for (theme, palette) in palettes(&read(TOKENS)) {
        let color = |name: &str| *palette.get(name).unwrap_or_else(|| panic!("tokens.css has no --{name}"));
        let mut check = |front: &str, back: &str, wanted: f64| {
            let found = contrast(color(front), color(back));
            if found < wanted {
                low.push(format!("{theme}: --{front} on --{back} has {found:.2}, and needs {wanted}"));
            }
        };
        for paper in ["paper", "board", "surface", "well"] {
            for text in ["ink", "ink-2", "ink-3", "bad", "late", "read", "write", "static", "jobs"] {
                check(text, paper, 4.5);
            }
            check("edge", paper, 3.0);
        }
        for (text, back) in [("on-you", "you"), ("on-bad", "bad"), ("on-ink", "ink")] {
            check(text, back, 4.5);
        }
        for (text, wash) in
            [("ink", "you-wash"), ("ink-2", "you-wash"), ("bad", "bad-wash"), ("late", "late-wash")]
        {
            check(text, wash, 4.5);
        }
    }
    none(low);
}

#[test]
fn every_custom_property_that_is_used_is_defined() {
    let sheets = files("assets/styles", &[".css"]);
    let page = files("src", &[".rs"]);
    let all: String = sheets.iter().map(|sheet| without_comments(&sheet.text)).collect();
    let defined = |name: &str| {
        // set in a sheet, or by the page as a style property
        let in_sheet = all.split(&format!("--{name}")).skip(1).any(|rest| rest.trim_start().starts_with(':'));
        in_sheet || page.iter().any(|source| source.text.contains(&format!("--{name}")))
    };
    let used =
        sheets.iter().flat_map(|sheet| sheet.text.split("var(--").skip(1).map(|rest| (&sheet.path, rest)));
    // `var(--name, fallback)` says itself what it does without
    let names = used.filter_map(|(path, rest)| Some((path, rest.split_once(')')?.0.trim())));
    let mut missing: Vec<String> = names
        .filter(|(_, name)| !name.contains(',') && !defined(name))
        .map(|(path, name)| format!("{path}: --{name}"))
        .collect();
    missing.sort();
    missing.dedup();
    none(missing);
}

/// Keeps the lines, so that findings have their numbers.
fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (comment, rest) = part.split_once("*/").unwrap_or((part, ""));
        text.extend(comment.chars().filter(|c| *c == '\n'));
        text += rest;
    }
    text
}

#[test]
fn comments_are_taken_out_and_lines_kept() {
    assert_eq!(without_comments("a /* b\nc */ d\n"), "a \n d\n");
}
