//! Everything that can be asked for by name.

use super::find::{fold, score};
use crate::app::{Route, Study};
use crate::canvas::{Deed, Stage};
use crate::i18n::{Lang, kinds, number};
use crate::panels::transport::SPEEDS;
use leptos::prelude::GetUntracked;
use lessons::course::Course;
use lessons::gallery::Gallery;
use simcore::design::NodeId;
use simcore::kinds::KindId;
use simcore::sorted::sort_by;

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Deed(Deed),
    Own(Own),
    Speed(usize),
    Station(NodeId),
    Add(KindId),
    Go(Route),
}

/// Acts of the page around the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    RunOrPause,
    Step,
    Restart,
    Undo,
    Redo,
    Chaos,
    Findings,
    Share,
    OpenFile,
    SaveFile,
    Kept,
    Theme,
    Language,
    Help,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub act: Act,
    pub icon: String,
    pub name: String,
    pub key: String,
    /// Which of `sorts` it is.
    pub sort: usize,
    /// What is searched: its name in both languages, folded.
    words: [String; 2],
}

/// Lines that are shown at most.
pub const MOST: usize = 60;

/// What the list is made of.
pub struct Sources<'a> {
    /// Of the page that is shown, when it has a board.
    pub stage: Option<Stage>,
    /// Is it the sandbox, with its files?
    pub sandbox: bool,
    pub course: Option<&'a Course>,
    /// In the order of [`Lang::ALL`].
    pub galleries: [Option<&'a Gallery>; 2],
}

fn line(lang: Lang, act: Act, icon: &str, key: &str, sort: usize, name: impl Fn(Lang) -> String) -> Line {
    let words = Lang::ALL.map(|l| fold(&name(l)));
    Line { act, icon: icon.to_owned(), name: name(lang), key: key.to_owned(), sort, words }
}

/// All lines, in the order in which they stand when nothing was typed.
pub fn all(lang: Lang, from: &Sources<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    if let Some(stage) = from.stage {
        of_board(lang, stage, &mut out);
    }
    let own = |own: Own, icon: &str, key: &str, name: fn(Lang) -> &'static str| {
        line(lang, Act::Own(own), icon, key, 0, |l| name(l).to_owned())
    };
    if from.sandbox {
        out.extend([
            own(Own::Chaos, "fault", "", |l| l.texts().chaos.title),
            own(Own::Findings, "warning", "", |l| l.texts().edit.look_at_findings),
            own(Own::Share, "share", "", |l| l.texts().shell.share),
            own(Own::OpenFile, "open", "", |l| l.texts().shell.open_file),
            own(Own::SaveFile, "download", "", |l| l.texts().shell.save_file),
            own(Own::Kept, "clock", "", |l| l.texts().shell.kept_boards),
        ]);
    }
    out.extend([
        own(Own::Theme, "theme", "", |l| l.texts().shell.theme),
        own(Own::Language, "list", "", |l| l.texts().edit.other_language),
        own(Own::Help, "help", "?", |l| l.texts().shell.help),
    ]);
    let page = |to: Route, icon: &str, name: fn(Lang) -> &'static str| {
        line(lang, Act::Go(to), icon, "", 5, |l| (l.texts().edit.go_to)(name(l)))
    };
    out.extend([
        page(Route::Sandbox, "board", |l| l.texts().shell.sandbox),
        page(Route::Lessons, "course", |l| l.texts().shell.course),
        page(Route::Systems, "open", |l| l.texts().shell.systems),
        page(Route::Lab, "lab", |l| l.texts().shell.lab),
        page(Route::Trust, "info", |l| l.texts().trust.title),
        page(Route::Teachers, "check", |l| l.texts().teachers.title),
        page(Route::WhatIf, "chart", |l| l.texts().whatif.title),
        page(Route::Compare, "compare", |l| l.texts().whatif.compare_title),
        page(Route::Estimate, "goal", |l| l.texts().whatif.estimate_title),
        page(Route::Study(Study::Glossary(None)), "list", |l| l.texts().study.glossary),
        page(Route::Study(Study::Progress), "check", |l| l.texts().study.progress),
        page(Route::Study(Study::Review), "restart", |l| l.texts().study.review),
        page(Route::Study(Study::Practice(vec![])), "goal", |l| l.texts().study.practice),
    ]);
    for lesson in from.course.into_iter().flat_map(Course::lessons) {
        let to = Route::Lesson { slug: lesson.slug.clone(), step: None };
        let title = |l: Lang| if l == Lang::En { &lesson.title.en } else { &lesson.title.pt };
        let name = |l: Lang| format!("{}: {}", lesson.id, title(l));
        out.push(line(lang, Act::Go(to), "course", "", 4, name));
    }
    let [en, pt] = from.galleries;
    let shown = if lang == Lang::En { en } else { pt };
    for system in shown.into_iter().flat_map(|g| &g.chapters).flat_map(|c| &c.systems) {
        let named = |l: Lang| {
            let gallery = if l == Lang::En { en } else { pt };
            gallery.and_then(|g| g.system(&system.slug)).map_or(system.title.clone(), |s| s.title.clone())
        };
        let name = |l: Lang| (l.texts().edit.open)(&named(l));
        out.push(line(lang, Act::Go(Route::System(system.slug.clone())), "board", "", 3, name));
    }
    out
}

fn of_board(lang: Lang, stage: Stage, out: &mut Vec<Line>) {
    let own = |own: Own, icon: &str, key: &str, name: fn(Lang) -> &'static str| {
        line(lang, Act::Own(own), icon, key, 0, |l| name(l).to_owned())
    };
    out.extend([
        own(Own::RunOrPause, "play", "Space", |l| l.texts().edit.run_or_pause),
        own(Own::Step, "step", ".", |l| l.texts().panels.step_event),
        own(Own::Restart, "restart", "", |l| l.texts().panels.restart),
        own(Own::Undo, "undo", "Ctrl Z", |l| l.texts().shell.undo),
        own(Own::Redo, "redo", "Ctrl Shift Z", |l| l.texts().shell.redo),
    ]);
    let selection = stage.desk.selection.get_untracked();
    for deed in Deed::NAMED.into_iter().filter(|d| d.suits(&selection)) {
        out.push(line(lang, Act::Deed(deed), deed.icon(), deed.key(), 0, |l| {
            deed.name(l.texts(), l).to_owned()
        }));
    }
    for (i, speed) in SPEEDS.into_iter().enumerate() {
        let name = |l: Lang| (l.texts().edit.speed)(&format!("{}x", number::short(l, speed)));
        out.push(line(lang, Act::Speed(i), "clock", "", 0, name));
    }
    for (id, name) in stage.stations() {
        out.push(line(lang, Act::Station(id), "cursor", "", 1, |l| (l.texts().edit.go_to)(&name)));
    }
    let may_add = |kind: &KindId| stage.may_add(*kind);
    for kind in KindId::ALL.iter().copied().filter(may_add) {
        let key = kind.meta().shortcut.map(String::from).unwrap_or_default();
        let name = |l: Lang| (l.texts().edit.add)(kinds::kind(l, kind).name);
        out.push(line(lang, Act::Add(kind), kind.name(), &key, 2, name));
    }
}

/// The lines that answer what was typed, the best first.
pub fn search(all: &[Line], typed: &str) -> Vec<Line> {
    let query = fold(typed);
    let mut found: Vec<(u32, usize)> = all
        .iter()
        .enumerate()
        .filter_map(|(i, l)| Some((l.words.iter().filter_map(|w| score(&query, w)).max()?, i)))
        .collect();
    sort_by(&mut found, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().take(MOST).filter_map(|(_, i)| all.get(i).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_either_language() {
        let nothing = Sources { stage: None, sandbox: true, course: None, galleries: [None, None] };
        for lang in Lang::ALL {
            let lines = all(lang, &nothing);
            for typed in ["laboratorio", "laboratory"] {
                let found = search(&lines, typed);
                assert_eq!(found.first().map(|l| l.act.clone()), Some(Act::Go(Route::Lab)), "{typed}");
            }
        }
        assert!(search(&all(Lang::En, &nothing), "qqqq").is_empty());
    }
}
