//! Compiled content on disk: `course.json` and one JSON per lesson and language.

use super::finding::{Finding, because};
use super::folder::Compiled;
use crate::course::Course;
use crate::lesson::Lang;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Writes everything and removes content of lessons that are gone. Returns the files written.
/// A file whose content is the same is left alone, so that a watcher does not reload for nothing.
pub fn write(course: &Course, lessons: &[Compiled], out: &Path) -> Result<Vec<PathBuf>, Finding> {
    let fail = |file: &Path, e: &std::io::Error| Finding {
        file: file.to_owned(),
        line: None,
        reason: format!("cannot be written: {}", because(e)),
    };
    std::fs::create_dir_all(out).map_err(|e| fail(out, &e))?;
    let mut texts = vec![(out.join("course.json"), json(course))];
    for compiled in lessons {
        for lang in Lang::ALL {
            let name = format!("{}.{}.json", compiled.en.slug, lang.code());
            texts.push((out.join(name), json(compiled.lesson(lang))));
        }
    }
    for (file, text) in &texts {
        if std::fs::read_to_string(file).is_ok_and(|old| old == *text) {
            continue;
        }
        std::fs::write(file, text).map_err(|e| fail(file, &e))?;
    }
    let entries = std::fs::read_dir(out).map_err(|e| fail(out, &e))?;
    for old in entries.flatten().map(|e| e.path()) {
        // only what this function names so: the folder may be somebody's own
        let name = old.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ours = Lang::ALL.iter().any(|l| name.ends_with(&format!(".{}.json", l.code())));
        if ours && !texts.iter().any(|(f, _)| *f == old) {
            std::fs::remove_file(&old).map_err(|e| fail(&old, &e))?;
        }
    }
    Ok(texts.into_iter().map(|(file, _)| file).collect())
}

fn json(value: &impl Serialize) -> String {
    // plain data with string keys: there is nothing in it that could not be written
    serde_json::to_string(value).unwrap_or_default()
}
