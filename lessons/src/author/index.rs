//! The index that the search of the page looks into.

use super::folder::Compiled;
use super::glossary::text_of;
use crate::gallery::Gallery;
use crate::glossary::Glossary;
use crate::help::Help;
use crate::lesson::{Lang, Lesson, Step};
use crate::prose;
use crate::search::{Entry, Index, Place, plain};
use simcore::kinds::KindId;
use simcore::sorted::SortedSet;
use std::path::Path;
use toml::{Table, Value};

/// Letters of a definition that are shown with a result.
const NOTE: usize = 140;

/// Everything of one language that can be found.
pub fn compile(
    dir: &Path,
    lang: Lang,
    lessons: &[Compiled],
    glossary: &Glossary,
    gallery: &Gallery,
    help: &Help,
) -> Index {
    let mut entries = Vec::new();
    for lesson in lessons.iter().map(|l| l.lesson(lang)) {
        entries.push(Entry {
            to: Place::Lesson(lesson.slug.clone()),
            title: lesson.title.clone(),
            note: lesson.id.clone(),
            words: words(&format!("{} {}", lesson.id, lesson.objectives.join(" "))),
        });
        entries.extend(lesson.steps.iter().map(|step| of_step(lesson, step)));
    }
    entries.extend(glossary.terms.iter().map(|t| Entry {
        to: Place::Term(t.id.clone()),
        title: t.names[lang as usize].clone(),
        note: short(&t.is),
        words: words(&format!("{} {}", t.names.join(" "), t.is)),
    }));
    entries.extend(gallery.chapters.iter().flat_map(|c| &c.systems).map(|s| Entry {
        to: Place::System(s.slug.clone()),
        title: s.title.clone(),
        note: short(&s.why),
        words: words(&format!("{} {}", s.reference, s.why)),
    }));
    entries.extend(KindId::ALL.iter().map(|kind| {
        let about = help.kind(*kind).map_or("", |k| k.about.as_str());
        let name = name_of(dir, lang, *kind);
        Entry { to: Place::Kind(*kind), title: name, note: short(about), words: words(about) }
    }));
    Index { entries }
}

fn of_step(lesson: &Lesson, step: &Step) -> Entry {
    Entry {
        to: Place::Step { lesson: lesson.slug.clone(), step: step.id.clone() },
        title: prose::plain(&step.title),
        note: format!("{} {}", lesson.id, lesson.title),
        words: words(&format!("{} {} {}", lesson.title, text_of(&step.body), text_of(&step.after))),
    }
}

/// Every word once.
fn words(text: &str) -> String {
    let all: SortedSet<String> = plain(text).split_whitespace().map(str::to_owned).collect();
    all.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, cut between words.
fn short(text: &str) -> String {
    if text.chars().count() <= NOTE {
        return text.to_owned();
    }
    let cut: String = text.chars().take(NOTE).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{} …", whole.trim_end_matches([',', '.', ':', ';']))
}

/// The name of a kind; a missing one is told by the build of the page.
fn name_of(dir: &Path, lang: Lang, kind: KindId) -> String {
    let file = dir.join(format!("kinds/{}.toml", kind.name()));
    let table: Option<Table> = std::fs::read_to_string(file).ok().and_then(|text| text.parse().ok());
    let name = table.as_ref().and_then(|t| t.get(lang.code())?.get("name").and_then(Value::as_str));
    name.unwrap_or(kind.name()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_once_and_notes_end_between_words() {
        assert_eq!(words("A cache, a Cache; é"), "a cache e");
        let long = "word ".repeat(60);
        let cut = short(&long);
        assert!(cut.ends_with("word …") && cut.chars().count() <= NOTE + 2, "{cut}");
        assert_eq!(short("short"), "short");
    }
}
