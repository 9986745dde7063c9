//! `#/lab`: the guide's puzzle, and practice puzzles without end. The address names the puzzle.

use super::address::{LEVELS, MAX_SEED, Which};
use super::bench::Laboratory;
use super::sheet::Sheet;
use crate::app::use_page_title;
use crate::i18n::{self, number};
use crate::ui::Icon;
use crate::view::prelude::*;
use serde::{Deserialize, Serialize};
use simcore::lab::{Difficulty, Down, Join, Puzzle, generate};

/// Where the sheet of the puzzle that was open last is kept.
const KEY: &str = "escala.lab.1";

#[derive(Serialize, Deserialize)]
struct Kept {
    href: String,
    sheet: Sheet,
}

/// Which puzzle the address names now. The route is the same for all of them, so the page stays.
fn which_now() -> Which {
    let hash = web_sys::window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix("#/lab/").map(Which::parse).unwrap_or_default()
}

/// `#/lab` and `#/lab/<difficulty>-<seed>`
#[component]
pub fn LabPage() -> impl IntoView {
    let t = i18n::use_texts();
    let (which, set) = signal(which_now());
    let heard = window_event_listener(leptos::ev::hashchange, move |_| set.set(which_now()));
    on_cleanup(move || heard.remove());
    let which = memo(move || which.get());
    use_page_title(move || t.get().lab.title.to_owned());
    view! {
        <main id="content" class="lab-page" tabindex="-1" data-testid="lab-page">
            <header class="lab-top">
                <div>
                    <h1>{move || t.get().lab.title}</h1>
                    <p>{move || t.get().lab.lead}</p>
                </div>
                <Practice which />
            </header>
            {move || {
                let which = which.get();
                let on_change = callback(move |sheet: Sheet| keep(which, sheet));
                let sheet = kept(which);
                view! {
                    <Laboratory puzzle=puzzle_of(which) sheet on_change on_done=callback(|()| {}) />
                }
            }}
        </main>
    }
}

fn puzzle_of(which: Which) -> Puzzle {
    match which {
        Which::Classic => Puzzle::classic(Down::AfterT2, Join::AfterT2),
        Which::Generated { difficulty, seed } => generate(seed, difficulty),
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// A sheet outlives a reload; only that of the puzzle at hand is kept.
fn keep(which: Which, sheet: Sheet) {
    let kept = Kept { href: which.href(), sheet };
    if let (Some(store), Ok(text)) = (storage(), serde_json::to_string(&kept)) {
        // a browser that refuses to keep it still runs the laboratory
        let _ = store.set_item(KEY, &text);
    }
}

fn kept(which: Which) -> Sheet {
    let read = || {
        let text = storage()?.get_item(KEY).ok().flatten()?;
        crate::keep::json::read::<Kept>(&text).filter(|k| k.href == which.href())
    };
    read().map(|k| k.sheet).unwrap_or_default()
}

/// Another puzzle, its difficulty, and its number to pass on.
#[component]
fn Practice(which: Memo<Which>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let level = rw_signal(match which.get_untracked() {
        Which::Generated { difficulty, .. } => difficulty,
        Which::Classic => Difficulty::Usual,
    });
    // an address may come from somebody else: the choice follows it
    effect(move || {
        if let Which::Generated { difficulty, .. } = which.get() {
            level.set(difficulty);
        }
    });
    let options = move || {
        let l = &t.get().lab;
        let one = |(i, (d, _)): (usize, (Difficulty, &str))| {
            view! {
                <option value=i.to_string() selected=move || level.get() == d>{l.levels[i]}</option>
            }
        };
        LEVELS.into_iter().enumerate().map(one).collect_view()
    };
    let pick = move |ev| {
        if let Some(l) = event_target_value(&ev).parse::<usize>().ok().and_then(|i| LEVELS.get(i)) {
            level.set(l.0);
        }
    };
    let another = move |_| {
        let seed = (js_sys::Math::random() * MAX_SEED as f64) as u64 + 1;
        go(Which::Generated { difficulty: level.get_untracked(), seed });
    };
    let number = move || match which.get() {
        Which::Generated { seed, .. } => (t.get().lab.puzzle_number)(&number::int(lang.get(), seed as f64)),
        Which::Classic => t.get().lab.classic.to_owned(),
    };
    let generated = move || which.get() != Which::Classic;
    view! {
        <div class="practice" aria-label=move || t.get().lab.practice role="group">
            <b data-testid="puzzle-number" title=move || t.get().lab.share_note>{number}</b>
            <Show when=generated>
                <a class="btn" href=Which::Classic.href()>
                    {move || t.get().lab.classic}
                </a>
            </Show>
            <select class="field" aria-label=move || t.get().lab.difficulty on:change=pick>
                {options}
            </select>
            <button class="btn" type="button" data-testid="another" on:click=another>
                <Icon name="restart" small=true />
                {move || t.get().lab.another}
            </button>
        </div>
    }
}

fn go(which: Which) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash(&which.href());
    }
}
