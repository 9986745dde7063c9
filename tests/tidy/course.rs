//! Kinds and lessons are folders of data: whatever one of them lacks is named here.

use crate::source::{exists, files, folders, kinds, none, read};
use std::collections::BTreeSet;

#[test]
fn every_kind_has_a_file_of_behaviour_its_texts_and_its_drawing() {
    let missing = kinds().into_iter().flat_map(|kind| {
        let wanted = [
            format!("simcore/src/kinds/{kind}.rs"),
            format!("lessons/kinds/{kind}.toml"),
            format!("assets/kinds/{kind}.svg"),
        ];
        wanted.into_iter().filter(|path| !exists(path))
    });
    none(missing.collect());
}

#[test]
fn no_drawing_or_text_is_left_of_a_kind_that_is_gone() {
    let known: BTreeSet<String> = kinds().into_iter().collect();
    let name =
        |path: &str| path.rsplit('/').next().and_then(|file| file.split('.').next()).map(str::to_string);
    let found = files("assets/kinds", &[".svg"]).into_iter().chain(files("lessons/kinds", &[".toml"]));
    none(
        found
            // the connection is no kind, but has parameters with texts like one
            .filter(|source| name(&source.path).is_none_or(|name| name != "link" && !known.contains(&name)))
            .map(|source| source.path)
            .collect(),
    );
}

#[test]
fn every_lesson_has_its_structure_and_its_prose_in_both_languages() {
    let lessons: Vec<String> = lesson_folders();
    assert!(!lessons.is_empty(), "there is no lesson");
    let missing = lessons
        .iter()
        .flat_map(|folder| ["lesson.toml", "en.md", "pt.md"].map(|file| format!("lessons/{folder}/{file}")));
    none(missing.filter(|path| !exists(path)).collect());
}

#[test]
fn every_lesson_is_in_the_course() {
    let course = read("lessons/course.toml");
    none(lesson_folders().into_iter().filter(|folder| !course.contains(&format!("\"{folder}\""))).collect());
}

/// `NN-name`
fn lesson_folders() -> Vec<String> {
    folders("lessons").into_iter().filter(|name| name.starts_with(|c: char| c.is_ascii_digit())).collect()
}
