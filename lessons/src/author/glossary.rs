//! `texts/glossary.toml`: the terms, and where in the lessons they are met.

use super::finding::{Findings, is_id, line_of};
use super::folder::Compiled;
use super::near::did_you_mean;
use super::raw;
use crate::glossary::{Glossary, Met, Term};
use crate::lesson::{Lang, Lesson};
use crate::prose::{self, Block};
use crate::search::plain;
use serde::Deserialize;
use simcore::kinds::KindId;
use simcore::sorted::{SortedSet, sort_by};
use std::path::Path;
use toml::Spanned;

/// At most so many lessons are named with a term.
const MOST_MET: usize = 4;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[allow(
        dead_code,
        reason = "read on its own first, so that a newer file is refused for the right reason"
    )]
    format_version: u32,
    term: Vec<RawTerm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    id: Spanned<String>,
    en: String,
    pt: String,
    es: String,
    en_is: String,
    pt_is: String,
    words: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
}

const FILE: &str = "texts/glossary.toml";

/// Ids of all terms of a course; none if it has no glossary.
pub fn ids(dir: &Path) -> SortedSet<String> {
    let file = dir.join(FILE);
    if !file.is_file() {
        return SortedSet::new();
    }
    // what is wrong with the file is told by `compile`
    let read = raw::read::<Raw>(&file, &mut Findings::default());
    read.map(|(raw, _)| raw.term.into_iter().map(|t| t.id.into_inner()).collect()).unwrap_or_default()
}

/// The glossary in every language.
pub fn compile(dir: &Path, lessons: &[Compiled], found: &mut Findings) -> Vec<(Lang, Glossary)> {
    let file = dir.join(FILE);
    let Some((raw, text)) = raw::read::<Raw>(&file, found) else { return Vec::new() };
    check(&raw, &text, &file, found);
    let english: Vec<Vec<(String, String)>> = lessons.iter().map(|l| steps(&l.en)).collect();
    let places: Vec<Vec<(usize, usize)>> = raw.term.iter().map(|t| places(&t.words, &english)).collect();
    let one = |lang: Lang| {
        let term = |(t, places): (&RawTerm, &Vec<(usize, usize)>)| Term {
            id: t.id.get_ref().clone(),
            names: [t.en.clone(), t.pt.clone(), t.es.clone()],
            is: if lang == Lang::En { &t.en_is } else { &t.pt_is }.clone(),
            kinds: t.kinds.iter().filter_map(|k| KindId::from_name(k)).collect(),
            met: places.iter().map(|&(l, s)| met(lessons[l].lesson(lang), s)).collect(),
        };
        let mut terms: Vec<Term> = raw.term.iter().zip(&places).map(term).collect();
        let name = |t: &Term| plain(&t.names[lang as usize]);
        sort_by(&mut terms, |a, b| name(a).cmp(&name(b)));
        (lang, Glossary { terms })
    };
    Lang::ALL.map(one).into()
}

fn check(raw: &Raw, text: &str, file: &Path, found: &mut Findings) {
    let mut seen = SortedSet::new();
    let mut names: [SortedSet<String>; 3] = Default::default();
    for term in &raw.term {
        let (id, line) = (term.id.get_ref(), line_of(text, term.id.span().start));
        if !is_id(id) || !seen.insert(id.clone()) {
            found.at(file, line, format!("the term \"{id}\" is there twice or is no id"));
        }
        for (name, names) in [&term.en, &term.pt, &term.es].into_iter().zip(&mut names) {
            if name.trim().is_empty() || !names.insert(plain(name)) {
                found.at(
                    file,
                    line,
                    format!("the term \"{id}\": the name \"{name}\" is empty or there twice"),
                );
            }
        }
        if term.en_is.trim().is_empty() || term.pt_is.trim().is_empty() || term.en_is == term.pt_is {
            found.at(file, line, format!("the term \"{id}\" lacks a definition in one of the languages"));
        }
        if term.words.is_empty() || term.words.iter().any(|w| plain(w).trim().is_empty()) {
            found.at(file, line, format!("the term \"{id}\" says no words by which lessons write it"));
        }
        for kind in term.kinds.iter().filter(|k| KindId::from_name(k).is_none()) {
            found.at(
                file,
                line,
                format!(
                    "the term \"{id}\": there is no component \"{kind}\"{}",
                    did_you_mean(kind, KindId::ALL.iter().map(|k| k.name()))
                ),
            );
        }
    }
}

fn met(lesson: &Lesson, step: usize) -> Met {
    let step = lesson.steps.get(step).map(|s| s.id.clone()).unwrap_or_default();
    Met { lesson: lesson.slug.clone(), title: lesson.title.clone(), step }
}

/// The id of each step, and what it says in plain words with a blank before and after each.
fn steps(lesson: &Lesson) -> Vec<(String, String)> {
    let one = |step: &crate::lesson::Step| {
        let said = format!("{} {} {}", prose::plain(&step.title), text_of(&step.body), text_of(&step.after));
        let words: Vec<String> = plain(&said).split_whitespace().map(str::to_owned).collect();
        (step.id.clone(), format!(" {} ", words.join(" ")))
    };
    lesson.steps.iter().map(one).collect()
}

/// The text of blocks without their marks.
pub fn text_of(blocks: &[Block]) -> String {
    let mut out = String::new();
    prose::each_inline(blocks, &mut |run| {
        if let prose::Inline::Text(t) | prose::Inline::Code(t) = run {
            out.push_str(t);
            out.push(' ');
        }
    });
    out
}

/// The step of each lesson that uses a term first, of the lessons that use it most.
fn places(words: &[String], lessons: &[Vec<(String, String)>]) -> Vec<(usize, usize)> {
    let forms: Vec<String> = words.iter().flat_map(|w| forms(w)).collect();
    let count = |text: &str| forms.iter().map(|f| text.matches(f.as_str()).count()).sum::<usize>();
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    for (l, steps) in lessons.iter().enumerate() {
        let counts: Vec<usize> = steps.iter().map(|(_, text)| count(text)).collect();
        if let Some(first) = counts.iter().position(|n| *n > 0) {
            all.push((counts.iter().sum(), l, first));
        }
    }
    sort_by(&mut all, |a, b| b.0.cmp(&a.0));
    all.into_iter().take(MOST_MET).map(|(_, l, s)| (l, s)).collect()
}

/// One and many, as whole words.
fn forms(word: &str) -> [String; 2] {
    let plain: Vec<String> = plain(word).split_whitespace().map(str::to_owned).collect();
    let one = plain.join(" ");
    [format!(" {one} "), format!(" {one}s ")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_met_where_its_words_stand_whole() {
        let lessons = [
            vec![
                ("a".to_owned(), " a cached answer ".to_owned()),
                ("b".to_owned(), " two caches ".to_owned()),
            ],
            vec![("c".to_owned(), " the cache is a cache ".to_owned())],
        ];
        assert_eq!(places(&["Cache".to_owned()], &lessons), [(1, 0), (0, 1)], "most of it first");
        assert!(places(&["ache".to_owned()], &lessons).is_empty());
    }

    #[test]
    fn every_term_is_complete_in_both_languages_and_a_broken_one_is_found() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Findings::default();
        let made = compile(dir, &[], &mut found);
        assert_eq!(found.0, []);
        assert_eq!(made[0].1.terms.len(), 204);
        assert!(made[1].1.term("single-point-of-failure").is_some());
        let broken = Raw {
            format_version: 1,
            term: ["cache", "cache"]
                .map(|id| RawTerm {
                    id: Spanned::new(0..0, id.to_owned()),
                    en: "cache".into(),
                    pt: "cache".into(),
                    es: "caché".into(),
                    en_is: "x".into(),
                    pt_is: String::new(),
                    words: Vec::new(),
                    kinds: vec!["toaster".into()],
                })
                .into(),
        };
        check(&broken, "", Path::new("g.toml"), &mut found);
        for words in
            ["there twice or is no id", "empty or there twice", "lacks a definition", "no words", "toaster"]
        {
            assert!(found.0.iter().any(|f| f.reason.contains(words)), "{words}");
        }
    }
}
