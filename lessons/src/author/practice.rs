//! `texts/practice.toml`: the words of the exercises, held against what their generators can say.

use super::finding::Findings;
use super::raw;
use crate::lesson::Lang;
use crate::practice::{FormText, Instance, LEVELS, Task, Texts, Topic, holes, instance};
use serde::Deserialize;
use simcore::sorted::{SortedMap, SortedSet};
use std::path::Path;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[allow(
        dead_code,
        reason = "read on its own first, so that a newer file is refused for the right reason"
    )]
    format_version: u32,
    en: RawTexts,
    pt: RawTexts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTexts {
    names: Vec<String>,
    form: SortedMap<String, FormText>,
}

/// Seeds that are tried to meet every form.
const TRIED: u32 = 60;

/// The texts in every language.
pub fn compile(dir: &Path, found: &mut Findings) -> Vec<(Lang, Texts)> {
    let file = dir.join("texts/practice.toml");
    let Some((raw, _)) = raw::read::<Raw>(&file, found) else { return Vec::new() };
    let texts = [raw.en, raw.pt].map(|t| Texts { forms: t.form, names: t.names });
    let drawn = every_form();
    for (lang, texts) in Lang::ALL.into_iter().zip(&texts) {
        check(texts, &drawn, &mut |reason| found.file(&file, format!("{}: {reason}", lang.code())));
    }
    for (name, en) in &texts[0].forms {
        let of = |form: &FormText| -> SortedSet<String> {
            form.ask.iter().chain(&form.way).flat_map(|t| holes(t)).map(str::to_owned).collect()
        };
        let pt = texts[1].forms.get(name);
        if pt.is_some_and(|pt| of(pt) != of(en) || pt.way.len() != en.way.len()) {
            found.file(&file, format!("{name}: the two languages do not quote the same"));
        }
    }
    Lang::ALL.into_iter().zip(texts).collect()
}

/// An instance of every form that is ever drawn.
fn every_form() -> SortedMap<&'static str, Instance> {
    let all = Topic::ALL.into_iter().flat_map(|t| LEVELS.map(|(l, _)| (t, l)));
    all.flat_map(|(t, l)| (0..TRIED).map(move |seed| instance(t, l, seed))).map(|i| (i.form, i)).collect()
}

fn check(texts: &Texts, drawn: &SortedMap<&'static str, Instance>, say: &mut dyn FnMut(String)) {
    if texts.names.len() != 5 || texts.names.iter().any(|n| n.trim().is_empty()) {
        say("names are five: users, balancer, server, cache, database".to_owned());
    }
    for name in texts.forms.keys().filter(|n| !drawn.contains_key(n.as_str())) {
        say(format!("no exercise has the form \"{name}\""));
    }
    for (name, instance) in drawn {
        let Some(form) = texts.forms.get(*name) else {
            say(format!("the form \"{name}\" has no text"));
            continue;
        };
        if form.title.is_empty()
            || form.ask.iter().chain(&form.way).any(|t| t.trim().is_empty())
            || form.ask.is_empty()
        {
            say(format!("{name}: a text is empty"));
        }
        // a run and a grid explain themselves
        let shown = matches!(instance.task, Task::Diagnose(_) | Task::Puzzle(_));
        if !shown && form.way.is_empty() {
            say(format!("{name}: the way to the answer is missing"));
        }
        if matches!(instance.task, Task::Number { .. }) == form.unit.is_empty() {
            say(format!("{name}: numbers have a unit, and nothing else has"));
        }
        for hole in form.ask.iter().chain(&form.way).flat_map(|t| holes(t)) {
            if !instance.values.iter().any(|(n, _)| *n == hole) {
                say(format!("{name}: nothing fills {{{hole}}}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exercise_has_its_words_and_every_word_its_exercise() {
        let mut found = Findings::default();
        let made = compile(Path::new(env!("CARGO_MANIFEST_DIR")), &mut found);
        assert_eq!(found.0, []);
        assert_eq!(made[0].1.forms.len(), made[1].1.forms.len());

        let mut broken = made[0].1.clone();
        broken.forms.remove("ring");
        broken.forms.insert("dance".to_owned(), FormText::default());
        if let Some(rate) = broken.forms.get_mut("rate") {
            rate.ask = vec!["{users} and {nobody}".to_owned()];
            rate.unit = String::new();
        }
        let mut said = Vec::new();
        check(&broken, &every_form(), &mut |reason| said.push(reason));
        for words in ["\"ring\" has no text", "\"dance\"", "{nobody}", "rate: numbers have a unit"] {
            assert!(said.iter().any(|s| s.contains(words)), "{words}: {said:?}");
        }
    }
}
