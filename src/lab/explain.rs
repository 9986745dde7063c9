//! Below the grid: what is right or wrong with the current cell, and why, step by step.

use super::labels;
use super::sheet::{Key, Pass, is_right};
use super::slips::slip;
use super::state::Lab;
use crate::i18n::{self, Lang};
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::lab::{Answer, Cell, MissingFact, Outcome, Path, Told};

/// Hints per cell: the first half of the way, then all of it but the end.
const HINTS: usize = 2;

/// The panel about the current cell.
#[component]
pub fn Explain(lab: Lab) -> impl IntoView {
    let shown = rw_signal(None::<Key>);
    let body = move || {
        let key = lab.key();
        let mark = lab.mark(key);
        let open = shown.get() == Some(key);
        match mark {
            None => view! { <Waiting lab key /> },
            m if is_right(m) => view! { <Verdict lab key good=true whole=true shown /> },
            Some(_) => view! { <Verdict lab key good=false whole=open shown /> },
        }
    };
    view! {
        <section id="lab-why" class="ex" aria-live="polite" data-testid="explain">
            {body}
            <Hints lab />
        </section>
    }
}

/// Nothing checked yet.
#[component]
fn Waiting(lab: Lab, key: Key) -> impl IntoView {
    let t = i18n::use_texts();
    let words = move || {
        let l = &t.get().lab;
        if lab.given(key).is_some() { l.then_check } else { l.start_here }
    };
    view! { <p class="q2">{words}</p> }
}

/// The heading, the mistake if it is a known one, and the way.
#[component]
fn Verdict(lab: Lab, key: Key, good: bool, whole: bool, shown: RwSignal<Option<Key>>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let names = untrack(|| lab.names());
    let title = {
        let names = names.clone();
        move || {
            let l = &t.get().lab;
            let (a, c) = (l.name(key.algorithm), labels::column(l, lab, lab.here()));
            match lab.given(key) {
                Some(g) => (l.you_said)(a, &c, &labels::given(l, lang.get(), &names, &g)),
                None => (l.cell_name)(a, &c),
            }
        }
    };
    let mistake = move || (!good).then(|| mistake(lab, key, t.get())).flatten();
    let why = move || {
        let answer = lab.answer(key)?;
        Some(reasons(&t.get().lab, lang.get(), lab, &answer, whole))
    };
    let watching = move || lab.watching.get() == Some(key);
    let watch = move |_| lab.watching.set((!untrack(watching)).then_some(key));
    view! {
        <div class="ex-card" class:ex-bad=!good>
            <h3>
                <Icon name=if good { "check" } else { "cross" } small=true />
                <span>{title}</span>
            </h3>
            <p>{mistake}</p>
            <ol class="ex-way">
                {move || why().map(|lines| lines.into_iter().map(|l| view! { <li>{l}</li> }).collect_view())}
            </ol>
            <div class="ex-row">
                <button class="btn sm" type="button" data-testid="watch" on:click=watch>
                    <Icon name="play" small=true />
                    {move || if watching() { t.get().lab.watch_stop } else { t.get().lab.watch }}
                </button>
                <Show when=move || !whole>
                    <button class="btn sm ghost" type="button" on:click=move |_| shown.set(Some(key))>
                        {move || t.get().lab.show_answer}
                    </button>
                </Show>
            </div>
        </div>
    }
}

/// What was probably mistaken.
fn mistake(lab: Lab, key: Key, t: &'static i18n::Texts) -> Option<String> {
    let l = &t.lab;
    let (given, cell) = (lab.given(key)?, lab.truth(key)?);
    if lab.mark(key).is_some_and(|m| m > 0.0) {
        let bars = !matches!(given, simcore::lab::Given::Depends { .. });
        return Some(if bars { l.half_bars } else { l.half_depends }.to_owned());
    }
    if key.pass == Pass::Text && matches!(given, simcore::lab::Given::Depends { .. }) && cell.determined() {
        return Some(l.text_settles.to_owned());
    }
    let here = lab.here();
    let found = lab.puzzle.with(|p| {
        let at_once = p.facts.detect_s.is_none_or(|d| d == 0.0);
        slip(p, key, here, &given, at_once).map(|s| s.words(l, &p.names(), &p.users()))
    });
    found.or_else(|| (key.pass == Pass::Text && !cell.determined()).then(|| l.text_open.to_owned()))
}

fn leaves(l: &i18n::lab::Texts, missing: &[MissingFact]) -> String {
    let list: Vec<&str> = missing.iter().map(|f| l.missing(*f)).collect();
    (l.text_leaves)(&list.join(", "))
}

/// The sentences that lead to the answer; without the end unless it is to be told whole.
fn reasons(l: &i18n::lab::Texts, lang: Lang, lab: Lab, answer: &Answer, whole: bool) -> Vec<String> {
    let here = lab.here();
    let names = lab.names();
    let Some(cell) = answer.cells.get(here.request) else { return Vec::new() };
    let certain = cell.dist.as_ref().is_some_and(|d| d.certain().is_some());
    if certain {
        let path = answer.paths.iter().find(|p| p.outcomes.get(here.request).is_some_and(Option::is_some));
        return path.map(|p| way(lang, &names, p, here.request, whole)).unwrap_or_default();
    }
    let mut out = Vec::new();
    if whole {
        if !cell.missing.is_empty() {
            out.push(leaves(l, &cell.missing));
        }
        out.push(result(l, &names, cell));
        out.extend(examples(l, lang, lab, answer, here.request));
    } else if cell.missing.is_empty()
        && let Some(path) = answer.paths.first()
    {
        out.extend(way(lang, &names, path, here.request, false));
    }
    out
}

/// What is possible, or how likely each is.
fn result(l: &i18n::lab::Texts, names: &[String], cell: &Cell) -> String {
    match &cell.dist {
        Some(d) => (l.the_answer)(&labels::dist(l, names, d)),
        None => (l.possible)(&labels::outcomes(l, names, &cell.possible)),
    }
}

/// One possible course per outcome, with what it assumes; at most four.
fn examples(l: &i18n::lab::Texts, lang: Lang, lab: Lab, answer: &Answer, request: usize) -> Vec<String> {
    let names = lab.names();
    let Some(cell) = answer.cells.get(request) else { return Vec::new() };
    if cell.missing.is_empty() {
        return draws(l, lang, &names, answer, cell, request);
    }
    let one = |o: &Outcome| {
        let path = answer.path_to(request, *o)?;
        let facts = labels::facts(l, lang, &path.facts);
        (!facts.is_empty()).then(|| (l.if_then)(&facts, &labels::outcome(l, &names, *o)))
    };
    cell.possible.iter().filter_map(one).take(4).collect()
}

/// Where chance decides: one draw for each outcome, or the one sentence that fits them all.
fn draws(
    l: &i18n::lab::Texts,
    lang: Lang,
    names: &[String],
    answer: &Answer,
    cell: &Cell,
    request: usize,
) -> Vec<String> {
    let one = |o: &Outcome| {
        let path = answer.path_to(request, *o)?;
        Some((labels::outcome(l, names, *o), way(lang, names, path, request, false).join(" ")))
    };
    let lines: Vec<(String, String)> = cell.possible.iter().filter_map(one).take(6).collect();
    match lines.split_first() {
        Some(((_, first), rest)) if rest.iter().all(|(_, words)| words == first) => vec![first.clone()],
        _ => lines.into_iter().map(|(name, words)| format!("{name}: {words}")).collect(),
    }
}

/// A path's sentences about one request.
fn way(lang: Lang, names: &[String], path: &Path, request: usize, whole: bool) -> Vec<String> {
    let say = labels::speaker(lang, names);
    let told = path.told.get(request).map(Vec::as_slice).unwrap_or_default();
    told.iter().filter(|x| whole || !gives_away(x)).map(|x| say.told(x)).collect()
}

/// Does a sentence name the server that gets it?
fn gives_away(told: &Told) -> bool {
    use simcore::balance::Step;
    matches!(
        told,
        Told::Answered { .. }
            | Told::Failed
            | Told::Step(
                Step::Tied { .. }
                    | Step::RingPoint { taken: true, .. }
                    | Step::HashByWeight { .. }
                    | Step::IndexIntoLive { .. }
                    | Step::HashIntoLive { .. }
                    | Step::SlotInARow { .. }
            )
    )
}

/// Hints for the current cell, as far as they were asked for.
#[component]
fn Hints(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let lines = move || {
        let l = &t.get().lab;
        let key = lab.key();
        let n = lab.hint.get().min(HINTS);
        if n == 0 {
            return Vec::new();
        }
        let names = lab.names();
        let mut all = lab.path(key).map(|(p, r)| way(lang.get(), &names, &p, r, false)).unwrap_or_default();
        // where all is in the last sentence, the rule itself is what helps
        if all.len() < 2 {
            all.insert(0, l.rule(key.algorithm).to_owned());
        }
        let half = all.len().div_ceil(2);
        let part = if n > 1 { all.len() } else { half };
        let numbered = all.into_iter().take(part).enumerate();
        numbered.map(|(i, s)| (if i < half { 1 } else { 2 }, s)).collect::<Vec<_>>()
    };
    let line = move |(n, words): (usize, String)| {
        view! { <li><span class="tag">{(t.get().lab.hint_of)(n, HINTS)}</span> {words}</li> }
    };
    view! { <ul class="ex-hints" data-testid="hint-lines">{move || lines().into_iter().map(line).collect_view()}</ul> }
}

/// Is there a hint left for the current cell?
pub fn has_hint(lab: Lab) -> bool {
    lab.hint.get() < HINTS
}
