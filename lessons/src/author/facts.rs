//! Facts: the numbers that prose quotes as `{{name}}`, written once and formatted per language.

use super::finding::{Findings, line_of};
use super::near::did_you_mean;
use crate::lesson::Lang;
use simcore::sorted::{SortedMap, SortedSet};
use std::path::Path;

/// A fact as it will be quoted.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Number {
        value: f64,
        /// A fixed number of digits after the decimal mark; `None`: as many as the value has.
        digits: Option<usize>,
    },
    /// The same in both languages, as written.
    Text(String),
}

/// Facts by name.
pub type Facts = SortedMap<String, Fact>;

impl Fact {
    /// The text in one language.
    pub fn format(&self, lang: Lang) -> String {
        match self {
            Fact::Number { value, digits } => number(lang, *value, *digits),
            Fact::Text(t) => t.clone(),
        }
    }
}

/// A number with the decimal mark and the thousands mark of the language: `1,234.5` or `1.234,5`.
pub fn number(lang: Lang, value: f64, digits: Option<usize>) -> String {
    let plain = match digits {
        Some(d) => format!("{:.d$}", value.abs()),
        None => value.abs().to_string(),
    };
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let (mark, group) = match lang {
        Lang::En => ('.', ','),
        Lang::Pt => (',', '.'),
    };
    let mut out = String::new();
    if value < 0.0 && plain.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.push('-');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(c);
    }
    if !rest.is_empty() {
        out.push(mark);
        out.push_str(rest);
    }
    out
}

/// Puts facts into a text and notes which were used. Line numbers stay as they were.
pub fn fill(
    text: &str,
    facts: &Facts,
    lang: Lang,
    file: &Path,
    first_line: usize,
    used: &mut SortedSet<String>,
    found: &mut Findings,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|i| at + i) {
        let line = first_line - 1 + line_of(text, open);
        out.push_str(&text[at..open]);
        let Some(close) = text[open..].find("}}").map(|i| open + i) else {
            found.at(file, line, "\"{{\" is not closed by \"}}\"");
            at = open + 2;
            continue;
        };
        let name = text[open + 2..close].trim();
        match facts.get(name) {
            Some(fact) => {
                out.push_str(&fact.format(lang));
                used.insert(name.to_owned());
            }
            None => {
                let near = did_you_mean(name, facts.keys().map(String::as_str));
                found.at(file, line, format!("there is no fact \"{name}\" in [facts] of lesson.toml{near}"));
            }
        }
        at = close + 2;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_marks_of_the_language() {
        for (value, digits, en, pt) in [
            (40.0, None, "40", "40"),
            (0.5, None, "0.5", "0,5"),
            (1234.5, None, "1,234.5", "1.234,5"),
            (1_000_000.0, None, "1,000,000", "1.000.000"),
            (-0.25, None, "-0.25", "-0,25"),
            (25.04, Some(1), "25.0", "25,0"),
            (-0.04, Some(1), "0.0", "0,0"),
            (999.0, Some(0), "999", "999"),
        ] {
            assert_eq!(number(Lang::En, value, digits), en);
            assert_eq!(number(Lang::Pt, value, digits), pt);
        }
    }

    #[test]
    fn facts_are_filled_in_and_unknown_ones_found_with_their_line() {
        let facts = Facts::from([
            ("service_ms".into(), Fact::Number { value: 2.5, digits: None }),
            ("ratio".into(), Fact::Text("80/20".into())),
        ]);
        let (mut used, mut found) = (SortedSet::new(), Findings::default());
        let file = Path::new("pt.md");
        let text = "a {{service_ms}} ms\n{{ ratio }} {{nope}}\n{{open";
        let out = fill(text, &facts, Lang::Pt, file, 1, &mut used, &mut found);
        assert_eq!(out, "a 2,5 ms\n80/20 \nopen");
        assert_eq!(used.len(), 2);
        let lines: Vec<_> = found.0.iter().map(|f| f.line).collect();
        assert_eq!(lines, [Some(2), Some(3)]);
    }
}
