//! Compiled content on disk: the course, and every lesson and all explanations in every language, each twice: `.bin` is what
//! the page reads, `.json` the same for everybody else.

use super::finding::{Finding, Findings, because};
use super::folder::Compiled;
use super::{gallery, glossary, help, index, practice, proofs, trust};
use crate::course::Course;
use crate::gallery::Gallery;
use crate::glossary::Glossary;
use crate::help::Help;
use crate::lesson::Lang;
use crate::packed;
use crate::practice::Texts;
use crate::proof::Proofs;
use crate::search::Index;
use crate::trust::Line;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The seeds of a published proof.
pub const SEEDS: u32 = 20;

/// What the page fetches beside the course.
#[derive(Debug, Default)]
pub struct Apart {
    pub help: Vec<(Lang, Help)>,
    pub trust: Vec<(Lang, Vec<Line>)>,
    pub proofs: Vec<(Lang, Proofs)>,
    pub gallery: Vec<(Lang, Gallery)>,
    pub glossary: Vec<(Lang, Glossary)>,
    pub index: Vec<(Lang, Index)>,
    pub practice: Vec<(Lang, Texts)>,
}

impl Apart {
    /// All of it, from the folder of the course; nothing if that is a course alone, without the texts of
    /// components. With `prove` every exercise is proven, unless that is remembered.
    pub fn compile(dir: &Path, lessons: &[Compiled], prove: bool) -> Result<Apart, Vec<Finding>> {
        if !dir.join("kinds").is_dir() {
            return Ok(Apart::default());
        }
        let mut found = Findings::default();
        let mut made = Apart {
            help: help::compile(dir, &mut found),
            trust: trust::compile(dir, &mut found),
            proofs: proofs::compile(lessons, SEEDS, prove),
            gallery: gallery::compile(dir, &mut found),
            glossary: glossary::compile(dir, lessons, &mut found),
            index: Vec::new(),
            practice: practice::compile(dir, &mut found),
        };
        let parts = made.glossary.iter().zip(&made.gallery).zip(&made.help);
        made.index = parts
            .map(|(((lang, terms), systems), help)| {
                (*lang, index::compile(dir, *lang, lessons, terms, &systems.1, &help.1))
            })
            .collect();
        found.or(Some(made))
    }
}

/// Writes everything and removes content of lessons that are gone. Returns the files written.
/// A file whose content is the same is left alone, so that a watcher does not reload for nothing.
pub fn write(
    course: &Course,
    lessons: &[Compiled],
    apart: &Apart,
    out: &Path,
) -> Result<Vec<PathBuf>, Finding> {
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
    // a dot, which no slug of a lesson has
    for (lang, help) in &apart.help {
        contents.extend(both(out, &format!("kinds.help.{}", lang.code()), help));
    }
    for (lang, gallery) in &apart.gallery {
        contents.extend(both(out, &format!("systems.gallery.{}", lang.code()), gallery));
    }
    for (lang, glossary) in &apart.glossary {
        contents.extend(both(out, &format!("terms.glossary.{}", lang.code()), glossary));
    }
    for (lang, index) in &apart.index {
        contents.extend(both(out, &format!("words.search.{}", lang.code()), index));
    }
    for (lang, texts) in &apart.practice {
        contents.extend(both(out, &format!("forms.practice.{}", lang.code()), texts));
    }
    for (lang, proofs) in &apart.proofs {
        contents.extend(both(out, &format!("course.proofs.{}", lang.code()), proofs));
    }
    for (lang, trust) in &apart.trust {
        contents.extend(both(out, &format!("core.trust.{}", lang.code()), trust));
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
