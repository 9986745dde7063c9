//! What is wrong with a source file, for the person who writes it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub file: PathBuf,
    /// From 1; `None` where a line would say nothing (a missing file, a place within JSON).
    pub line: Option<usize>,
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

/// A list of findings in the making.
#[derive(Debug, Default)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Notes one about a line of a file.
    pub fn at(&mut self, file: &Path, line: usize, reason: impl Into<String>) {
        self.0.push(Finding { file: file.to_owned(), line: Some(line), reason: reason.into() });
    }

    /// Notes one about a whole file.
    pub fn file(&mut self, file: &Path, reason: impl Into<String>) {
        self.0.push(Finding { file: file.to_owned(), line: None, reason: reason.into() });
    }

    /// The value when nothing was found, the sorted findings otherwise.
    pub fn or<T>(mut self, value: Option<T>) -> Result<T, Vec<Finding>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => {
                self.0.sort();
                self.0.dedup();
                Err(self.0)
            }
        }
    }
}

/// The line (from 1) of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    1 + text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count()
}

/// Reads a text file; a missing or unreadable one is a finding.
pub fn read_text(file: &Path, found: &mut Findings) -> Option<String> {
    match std::fs::read_to_string(file) {
        // files saved on Windows count lines the same way
        Ok(text) => Some(text.replace("\r\n", "\n")),
        Err(e) => {
            found.file(file, format!("cannot be read: {}", because(&e)));
            None
        }
    }
}

/// An input error in plain words.
pub fn because(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::InvalidData => "it is not UTF-8 text".into(),
        _ => e.to_string(),
    }
}

/// True for `snake_case` and `kebab-case` ids: lower-case words of letters and digits.
pub fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split(['-', '_']).all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_snake_or_kebab() {
        for good in ["a", "share", "two-servers", "p95_ms", "l06"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "A", "two--servers", "-a", "a-", "6th", "a b", "á", "a.b"] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn lines_count_from_one() {
        assert_eq!([0, 1, 2, 3].map(|o| line_of("a\nb\n", o)), [1, 1, 2, 2]);
    }
}
