//! A lesson folder becomes a lesson in each language, or a list of findings.

use super::facts::{Facts, fill};
use super::finding::{Finding, Findings, is_id, line_of, read_text};
use super::folder_files::Files;
use super::near::did_you_mean;
use super::plan::{At, Plan, plan};
use super::raw::{self, RawLesson};
use super::sections::{Section, sections};
use super::{key, markdown, minutes, texts};
use crate::board_file::BoardFile;
use crate::course::{Both, Entry, StepHead};
use crate::lesson::{FORMAT_VERSION, Lang, Lesson, Step};
use crate::prose;
use simcore::sorted::{SortedMap, SortedSet};
use std::path::{Path, PathBuf};

/// A lesson in both languages and what its proof needs besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    pub dir: PathBuf,
    pub en: Lesson,
    pub pt: Lesson,
    /// Boards that must not pass, by step id, with their file names.
    pub traps: SortedMap<String, Vec<(String, BoardFile)>>,
}

impl Compiled {
    /// The lesson in one language.
    pub fn lesson(&self, lang: Lang) -> &Lesson {
        match lang {
            Lang::En => &self.en,
            Lang::Pt => &self.pt,
        }
    }

    /// Its line in the list of lessons.
    pub fn entry(&self) -> Entry {
        let both = |en: &str, pt: &str| Both { en: en.to_owned(), pt: pt.to_owned() };
        let heads = self.en.steps.iter().zip(&self.pt.steps).map(|(en, pt)| StepHead {
            id: en.id.clone(),
            kind: en.kind.name().to_owned(),
            title: both(&prose::plain(&en.title), &prose::plain(&pt.title)),
            graded: en.kind.graded(),
        });
        Entry {
            id: self.en.id.clone(),
            slug: self.en.slug.clone(),
            minutes: self.en.minutes,
            title: both(&self.en.title, &self.pt.title),
            steps: heads.collect(),
        }
    }
}

/// Compiles a folder.
pub fn compile(dir: &Path) -> Result<Compiled, Vec<Finding>> {
    let mut found = Findings::default();
    let compiled = read_folder(dir, &mut found);
    found.or(compiled)
}

fn read_folder(dir: &Path, found: &mut Findings) -> Option<Compiled> {
    let file = dir.join("lesson.toml");
    let (raw, text) = raw::read::<RawLesson>(&file, found)?;
    let mut files = Files::new(dir);
    check_head(&raw, &text, &file, found);
    let line = |name: &toml::Spanned<String>| line_of(&text, name.span().start);
    let facts = key::facts(&raw.facts, line, &file, &mut files, found);
    let mut plans = Vec::new();
    let mut unsound = false;
    for step in &raw.step {
        let at = At { file: &file, text: &text, line: line_of(&text, step.id.span().start) };
        if raw
            .step
            .iter()
            .take_while(|s| !std::ptr::eq(*s, step))
            .any(|s| s.id.get_ref() == step.id.get_ref())
        {
            found.at(&file, at.line, format!("two steps have the id \"{}\"", step.id.get_ref()));
        }
        match plan(step, &facts, &at, &mut files, found) {
            Some(plan) => plans.push(plan),
            None => unsound = true,
        }
    }
    files.strays(found);
    // prose of a step that could not be planned would only raise complaints of its own
    if unsound {
        return None;
    }
    // a fact that is the answer to an estimate is used, whether prose quotes it or not
    let asked = |step: &raw::RawStep| match step.answer.as_ref().map(|a| a.get_ref()) {
        Some(raw::RawAnswer::Fact(name)) => Some(name.clone()),
        _ => None,
    };
    let asked: SortedSet<String> = raw.step.iter().filter_map(asked).collect();
    let mut used = [asked.clone(), asked];
    let mut made = Vec::new();
    for (lang, used) in Lang::ALL.into_iter().zip(&mut used) {
        made.push(one_language(dir, &raw, &plans, &facts, lang, used, found)?);
    }
    check_facts(&raw, &text, &file, &used, found);
    let [en, pt] = <[Lesson; 2]>::try_from(made).ok()?;
    check_parity(&en, &pt, &plans, &file, found);
    for lesson in [&en, &pt] {
        if let Some(reason) = minutes::too_short(lesson) {
            found.at(&file, line_of(&text, raw.minutes.span().start), reason);
        }
    }
    let traps = plans.into_iter().map(|p| (p.id, p.traps)).filter(|(_, t)| !t.is_empty()).collect();
    Some(Compiled { dir: dir.to_owned(), en, pt, traps })
}

fn check_head(raw: &RawLesson, text: &str, file: &Path, found: &mut Findings) {
    let line = |s: &toml::Spanned<String>| line_of(text, s.span().start);
    let id = raw.id.get_ref();
    let digits = id.strip_prefix('L').unwrap_or_default();
    if digits.len() != 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        found.at(file, line(&raw.id), format!("the id of a lesson reads L01 to L99, not \"{id}\""));
    }
    let slug = raw.slug.get_ref();
    if !is_id(slug) || slug.contains('_') {
        found.at(file, line(&raw.slug), format!("the slug \"{slug}\" must be written in lower-case-words"));
    }
    if !minutes::SITTING.contains(raw.minutes.get_ref()) {
        let (least, most) = (minutes::SITTING.start(), minutes::SITTING.end());
        let reason =
            format!("a lesson takes {least} to {most} minutes: take something out, or make two of it");
        found.at(file, line_of(text, raw.minutes.span().start), reason);
    }
    for title in [&raw.title.en, &raw.title.pt] {
        if title.get_ref().trim().is_empty() {
            found.at(file, line(title), "the title is empty");
        }
    }
    let (en, pt) = (&raw.objectives.get_ref().en, &raw.objectives.get_ref().pt);
    if en.len() != pt.len() || en.is_empty() {
        let at = line_of(text, raw.objectives.span().start);
        let reason = format!(
            "objectives: {} in English, {} in Portuguese; at least one, and as many",
            en.len(),
            pt.len()
        );
        found.at(file, at, reason);
    }
    if raw.step.is_empty() {
        found.at(file, 1, "a lesson has at least one [[step]]");
    }
}

/// The lesson in one language, when its sections are those of the plan.
fn one_language(
    dir: &Path,
    raw: &RawLesson,
    plans: &[Plan],
    facts: &Facts,
    lang: Lang,
    used: &mut SortedSet<String>,
    found: &mut Findings,
) -> Option<Lesson> {
    let file = dir.join(format!("{}.md", lang.code()));
    let toml = dir.join("lesson.toml");
    let filled = |text: &str, file: &Path, used: &mut SortedSet<String>, found: &mut Findings| {
        fill(text, facts, lang, file, 1, used, found)
    };
    let text = read_text(&file, found)?;
    let text = filled(&text, &file, used, found);
    let sections = sections(markdown::blocks(&text, &file, found), &file, found);
    let steps = pair(plans, sections, &file, found)?;
    let reading_s = minutes::reading_s(&steps);
    let (title, objectives) = match lang {
        Lang::En => (&raw.title.en, &raw.objectives.get_ref().en),
        Lang::Pt => (&raw.title.pt, &raw.objectives.get_ref().pt),
    };
    Some(Lesson {
        format_version: FORMAT_VERSION,
        id: raw.id.get_ref().clone(),
        slug: raw.slug.get_ref().clone(),
        lang,
        title: filled(title.get_ref(), &toml, used, found),
        minutes: *raw.minutes.get_ref(),
        reading_s,
        objectives: objectives.iter().map(|o| filled(o, &toml, used, found)).collect(),
        steps,
        sources: sources(raw),
    })
}

/// Of the lesson and of the answers to its estimates, each once.
fn sources(raw: &RawLesson) -> Vec<String> {
    let mut out: Vec<String> = raw.source.iter().map(|s| s.what.clone()).collect();
    for source in raw.step.iter().filter_map(|s| s.source.as_ref()) {
        if !out.contains(source) {
            out.push(source.clone());
        }
    }
    out
}

/// The sections must be the steps of `lesson.toml`, in its order.
fn pair(plans: &[Plan], sections: Vec<Section>, file: &Path, found: &mut Findings) -> Option<Vec<Step>> {
    let ids = |list: &[&str]| list.join(", ");
    let have: Vec<&str> = sections.iter().map(|s| s.id.as_str()).collect();
    let want: Vec<&str> = plans.iter().map(|p| p.id.as_str()).collect();
    let before = found.0.len();
    for section in &sections {
        if !section.id.is_empty() && !want.contains(&section.id.as_str()) {
            let near = did_you_mean(&section.id, want.iter().copied());
            let reason = format!("there is no step \"{}\" in lesson.toml{near}", section.id);
            found.at(file, section.line, reason);
        }
    }
    for id in want.iter().filter(|id| !have.contains(id)) {
        found.file(file, format!("the step \"{id}\" of lesson.toml has no section \"## {id}: ...\" here"));
    }
    if found.0.len() == before && have != want {
        let reason = format!("the sections read {}, the steps of lesson.toml {}", ids(&have), ids(&want));
        found.file(file, reason);
    }
    if have != want {
        return None;
    }
    Some(plans.iter().zip(sections).map(|(plan, section)| texts::step(plan, section, file, found)).collect())
}

/// Facts that nobody quotes, and facts that only one language quotes.
fn check_facts(
    raw: &RawLesson,
    text: &str,
    file: &Path,
    used: &[SortedSet<String>; 2],
    found: &mut Findings,
) {
    for name in raw.facts.keys() {
        let line = line_of(text, name.span().start);
        let name = name.get_ref();
        match used.each_ref().map(|u| u.contains(name)) {
            [true, true] => {}
            [false, false] => found.at(file, line, format!("no prose quotes the fact \"{name}\"")),
            [en, _] => {
                let lang = if en { "English" } else { "Portuguese" };
                found.at(file, line, format!("only the {lang} prose quotes the fact \"{name}\""));
            }
        }
    }
}

/// What must be the same in both languages and is not given by the plan.
fn check_parity(en: &Lesson, pt: &Lesson, plans: &[Plan], file: &Path, found: &mut Findings) {
    use crate::lesson::StepKind;
    for ((en, pt), plan) in en.steps.iter().zip(&pt.steps).zip(plans) {
        let rubric = |s: &Step| match &s.kind {
            StepKind::Reflect(r) => r.rubric.len(),
            _ => 0,
        };
        for (what, a, b) in [
            ("hints", en.hints.len(), pt.hints.len()),
            ("parts \"after\"", usize::from(!en.after.is_empty()), usize::from(!pt.after.is_empty())),
            ("points in the rubric", rubric(en), rubric(pt)),
        ] {
            if a != b {
                let reason = format!("step \"{}\": {a} {what} in English, {b} in Portuguese", en.id);
                found.at(file, plan.line, reason);
            }
        }
    }
}
