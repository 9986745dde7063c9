//! `course.toml`: the order of lessons, and what must hold across them.

use super::finding::{Finding, Findings, is_id, line_of};
use super::folder::{Compiled, compile};
use super::raw::{self, RawCourse};
use super::{glossary, links};
use crate::course::{Both, Chapter, Course};
use crate::lesson::FORMAT_VERSION;
use std::path::Path;

/// Compiles the whole course in a folder with `course.toml`.
pub fn compile_course(dir: &Path) -> Result<(Course, Vec<Compiled>), Vec<Finding>> {
    let mut found = Findings::default();
    let made = read_course(dir, &mut found);
    found.or(made)
}

fn read_course(dir: &Path, found: &mut Findings) -> Option<(Course, Vec<Compiled>)> {
    let file = dir.join("course.toml");
    let (raw, text) = raw::read::<RawCourse>(&file, found)?;
    let mut chapters = Vec::new();
    let mut lessons: Vec<Compiled> = Vec::new();
    let mut folders: Vec<String> = Vec::new();
    for chapter in &raw.chapter {
        let id = chapter.id.get_ref();
        let line = |s: &toml::Spanned<String>| line_of(&text, s.span().start);
        if !is_id(id) || chapters.iter().any(|c: &Chapter| c.id == *id) {
            found.at(&file, line(&chapter.id), format!("the chapter id \"{id}\" is there twice or is no id"));
        }
        let mut entries = Vec::new();
        for folder in &chapter.lessons {
            let name = folder.get_ref();
            let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !plain || folders.contains(name) {
                found.at(
                    &file,
                    line(folder),
                    format!("the folder \"{name}\" is there twice or is no folder name"),
                );
                continue;
            }
            folders.push(name.clone());
            match compile(&dir.join(name)) {
                Ok(compiled) => {
                    let twin =
                        lessons.iter().find(|l| l.en.id == compiled.en.id || l.en.slug == compiled.en.slug);
                    if let Some(twin) = twin {
                        let reason = format!("{name} has the id or the slug of {}", twin.dir.display());
                        found.at(&file, line(folder), reason);
                    }
                    entries.push(compiled.entry());
                    lessons.push(compiled);
                }
                Err(list) => found.0.extend(list),
            }
        }
        let title = Both { en: chapter.title.en.get_ref().clone(), pt: chapter.title.pt.get_ref().clone() };
        chapters.push(Chapter { id: id.clone(), title, lessons: entries });
    }
    unlisted(dir, &folders, &file, found);
    // a lesson that did not compile would make every link to it look broken
    if found.0.is_empty() {
        links::check(&lessons, &lessons, &glossary::ids(dir), found);
    }
    Some((Course { format_version: FORMAT_VERSION, chapters }, lessons))
}

/// Lesson folders that the course does not list.
fn unlisted(dir: &Path, folders: &[String], file: &Path, found: &mut Findings) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().join("lesson.toml").is_file() && !folders.contains(&name) {
            found.file(file, format!("the lesson folder \"{name}\" is in no chapter"));
        }
    }
}
