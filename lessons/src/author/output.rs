//! Compiled content on disk: the course, and every lesson in every language, each twice: `.bin` is what
//! the page reads, `.json` the same for everybody else.

use super::finding::{Finding, because};
use super::folder::Compiled;
use crate::course::Course;
use crate::lesson::Lang;
use crate::packed;
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
    let mut contents = both(out, "course", course);
    for compiled in lessons {
        for lang in Lang::ALL {
            let name = format!("{}.{}", compiled.en.slug, lang.code());
            contents.extend(both(out, &name, compiled.lesson(lang)));
        }
    }
    for (file, content) in &contents {
        if std::fs::read(file).is_ok_and(|old| old == *content) {
            continue;
        }
        std::fs::write(file, content).map_err(|e| fail(file, &e))?;
    }
    let entries = std::fs::read_dir(out).map_err(|e| fail(out, &e))?;
    for old in entries.flatten().map(|e| e.path()) {
        // only what this function names so: the folder may be somebody's own
        let name = old.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let of = |l: &Lang| ["json", "bin"].iter().any(|end| name.ends_with(&format!(".{}.{end}", l.code())));
        if Lang::ALL.iter().any(of) && !contents.iter().any(|(f, _)| *f == old) {
            std::fs::remove_file(&old).map_err(|e| fail(&old, &e))?;
        }
    }
    Ok(contents.into_iter().map(|(file, _)| file).collect())
}

/// Two files with the same content.
fn both(out: &Path, name: &str, content: &impl Serialize) -> Vec<(PathBuf, Vec<u8>)> {
    // plain data with string keys: there is nothing in it that could not be written
    let json = serde_json::to_vec(content).unwrap_or_default();
    vec![(out.join(format!("{name}.json")), json), (out.join(format!("{name}.bin")), packed::pack(content))]
}
