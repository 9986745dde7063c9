//! Folders for tests: a fresh one each, with the lesson that `escala new` makes.

use std::path::{Path, PathBuf};

/// A fresh empty folder for the test of that name.
pub fn fresh(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("a folder for tests");
    dir
}

/// A course with one lesson from the template.
pub fn course(name: &str) -> PathBuf {
    let dir = fresh(name);
    lessons::author::scaffold::lesson(&dir, "08-caching").expect("the template");
    write(&dir.join("course.toml"), COURSE);
    dir
}

pub const COURSE: &str = "format_version = 1\n[[chapter]]\nid = \"one\"\nlessons = [\"08-caching\"]\n\
    [chapter.title]\nen = \"One\"\npt = \"Um\"\n";

pub fn write(file: &Path, text: &str) {
    std::fs::write(file, text).expect("a file for tests");
}

/// Replaces words in a file of a lesson; they must be there.
pub fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("a file of the template");
    assert!(text.contains(from), "{from:?} is not in {}", file.display());
    write(file, &text.replacen(from, to, 1));
}
