//! `escala new lesson NAME`: a folder that compiles and proves, to be filled.

use super::finding::{Finding, because, is_id};
use std::path::{Path, PathBuf};

const LESSON: &str = include_str!("template/lesson.toml");
const EN: &str = include_str!("template/en.md");
const PT: &str = include_str!("template/pt.md");
const START: &str = include_str!("template/start.board.json");
const SOLUTION: &str = include_str!("template/solution.board.json");
const TRAP: &str = include_str!("template/trap-more-queue.board.json");

/// Makes the folder `lessons/NAME` (`NAME` like `08-caching`). Nothing that exists is touched.
pub fn lesson(lessons: &Path, name: &str) -> Result<PathBuf, Finding> {
    let dir = lessons.join(name);
    let fail = |file: &Path, reason: String| Finding { file: file.to_owned(), line: None, reason };
    let parts = name.split_once('-').filter(|(number, slug)| {
        number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()) && is_id(slug) && !slug.contains('_')
    });
    let Some((number, slug)) = parts else {
        return Err(fail(&dir, format!("a lesson is called like 08-caching, not \"{name}\"")));
    };
    if dir.exists() {
        return Err(fail(&dir, "it exists already, and nothing was changed".into()));
    }
    std::fs::create_dir_all(&dir).map_err(|e| fail(&dir, because(&e)))?;
    let head = LESSON.replace("L00", &format!("L{number}")).replace("the-slug", slug);
    let files = [
        ("lesson.toml", head.as_str()),
        ("en.md", EN),
        ("pt.md", PT),
        ("start.board.json", START),
        ("solution.board.json", SOLUTION),
        ("trap-more-queue.board.json", TRAP),
    ];
    for (name, text) in files {
        let file = dir.join(name);
        std::fs::write(&file, text).map_err(|e| fail(&file, because(&e)))?;
    }
    Ok(dir)
}
