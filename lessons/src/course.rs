//! The list of lessons: what the page fetches first.

use crate::lesson::Lang;
use serde::{Deserialize, Serialize};

/// A short text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    pub en: String,
    pub pt: String,
}

impl Both {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Pt => &self.pt,
        }
    }
}

/// All chapters in order; `course.json` and `course.bin`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    pub format_version: u32,
    pub chapters: Vec<Chapter>,
}

/// A group of lessons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    pub id: String,
    pub title: Both,
    pub lessons: Vec<Entry>,
}

/// What the list shows of a lesson, without fetching it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// `L06`.
    pub id: String,
    /// Its place in addresses; the texts are at `<slug>.en.bin` and `<slug>.pt.bin`, and as JSON
    /// beside them.
    pub slug: String,
    pub minutes: u32,
    pub title: Both,
    pub steps: Vec<StepHead>,
}

/// A step in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepHead {
    pub id: String,
    /// `read`, `predict`, `choose`, `puzzle`, `build` or `reflect`.
    pub kind: String,
    pub title: Both,
    /// Can it be marked right or wrong?
    pub graded: bool,
}

impl Course {
    /// Every lesson, chapter by chapter.
    pub fn lessons(&self) -> impl Iterator<Item = &Entry> {
        self.chapters.iter().flat_map(|c| &c.lessons)
    }

    /// The lesson with this slug.
    pub fn lesson(&self, slug: &str) -> Option<&Entry> {
        self.lessons().find(|l| l.slug == slug)
    }
}
