//! A field that finds lessons, terms, systems and components by their words.

use crate::app::{Route, Study};
use crate::content::study::index;
use crate::i18n::{self, kinds};
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::html;
use leptos::task::spawn_local;
use lessons::search::{Entry, Index, Place, plain};
use simcore::sorted::sort_by;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Results of each group.
const MOST: usize = 6;

fn route_of(to: &Place) -> Route {
    match to {
        Place::Lesson(slug) => Route::Lesson { slug: slug.clone(), step: None },
        Place::Step { lesson, step } => Route::Lesson { slug: lesson.clone(), step: Some(step.clone()) },
        Place::Term(id) => Route::Study(Study::Glossary(Some(id.clone()))),
        Place::System(slug) => Route::System(slug.clone()),
        Place::Kind(kind) => Route::Study(Study::Glossary(Some(super::glossary::part_id(*kind)))),
    }
}

/// The field with its results below it.
#[component]
pub fn SearchBox() -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let query = rw_signal(String::new());
    let all = rw_signal(None::<Arc<Index>>);
    let failed = rw_signal(false);
    // the index comes when the first letter is typed, and anew in another language
    effect(move || {
        let lang = lang.get();
        if query.with(String::is_empty) {
            return;
        }
        spawn_local(async move {
            let got = index(lang).await.ok();
            let here = |i: &Option<Arc<Index>>| i.as_ref().map(Arc::as_ptr);
            let _ = failed.try_set(got.is_none());
            if all.try_with_untracked(|old| here(old) != here(&got)) == Some(true) {
                let _ = all.try_set(got);
            }
        });
    });
    let results = memo(move || {
        let query = query.get();
        all.with(|all| {
            let groups = all.as_ref().map(|index| index.find(&query, MOST)).unwrap_or_default();
            groups.map(|group| group.into_iter().cloned().collect::<Vec<Entry>>())
        })
    });
    let asked = move || !query.with(|q| q.trim().is_empty()) && all.with(Option::is_some);
    let count = move || results.with(|r| r.iter().map(Vec::len).sum::<usize>());
    let root: NodeRef<html::Div> = NodeRef::new();
    let key = move |ev: web_sys::KeyboardEvent| {
        if let Some(root) = root.get_untracked() {
            on_key(&root, &ev, query);
        }
    };
    // after the link is followed: one that is gone by then leads nowhere
    let chosen = move |_: web_sys::MouseEvent| request_animation_frame(move || query.set(String::new()));
    let shown = move || {
        let mut groups: Vec<_> =
            results.get().into_iter().enumerate().filter(|(_, g)| !g.is_empty()).collect();
        // what is called so comes before what only speaks of it
        let word = untrack(|| query.with(|q| plain(q).split_whitespace().next().map(str::to_owned)));
        let called = |entries: &[Entry]| {
            let title = entries.first().map(|e| plain(&e.title)).unwrap_or_default();
            word.as_ref().is_some_and(|word| title.split_whitespace().any(|w| w.starts_with(word.as_str())))
        };
        sort_by(&mut groups, |a, b| called(&b.1).cmp(&called(&a.1)));
        let group = |(i, entries): (usize, Vec<Entry>)| {
            view! {
                <section>
                    <h2>{move || t.get().study.groups[i]}</h2>
                    <ul>{entries.into_iter().map(result).collect_view()}</ul>
                </section>
            }
        };
        groups.into_iter().map(group).collect_view()
    };
    view! {
        <div node_ref=root class="search" role="search" on:keydown=key>
            <label class="field search-field">
                <Icon name="search" small=true />
                <input
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="100"
                    aria-label=move || t.get().study.search
                    placeholder=move || t.get().study.search_hint
                    data-testid="search"
                    prop:value=move || query.get()
                    on:input=move |ev| query.set(event_target_value(&ev))
                />
            </label>
            <p class="search-count" role="status" data-testid="search-count">
                {move || match failed.get() {
                    true => Some(t.get().study.no_search.to_owned()),
                    false => asked().then(|| (t.get().study.found)(count())),
                }}
            </p>
            <Show when=move || asked() && count() != 0>
                <div class="search-results" data-testid="search-results" on:click=chosen>{shown}</div>
            </Show>
        </div>
    }
}

fn result(entry: Entry) -> Dom {
    let icon = match &entry.to {
        Place::Kind(kind) => kind.name(),
        Place::System(_) => "board",
        Place::Term(_) => "list",
        _ => "course",
    };
    view! {
        <li>
            <a href=route_of(&entry.to).href()>
                <Icon name=icon small=true />
                <b>{entry.title}</b>
                <span>{entry.note}</span>
            </a>
        </li>
    }
}

/// Arrows go through the results, Enter in the field opens the first, Escape empties the field.
fn on_key(root: &web_sys::HtmlDivElement, ev: &web_sys::KeyboardEvent, query: RwSignal<String>) {
    let by = match ev.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Enter" => 0,
        "Escape" => {
            query.set(String::new());
            focus(root, "input", 0);
            return;
        }
        _ => return,
    };
    let Ok(links) = root.query_selector_all(".search-results a") else { return };
    let now = document().active_element();
    let at = (0..links.length()).find(|i| links.item(*i).as_ref() == now.as_ref().map(AsRef::as_ref));
    match (at, by) {
        (Some(_), 0) => return,
        (None, 0) => {
            if let Some(first) = links.item(0).and_then(|l| l.dyn_into::<web_sys::HtmlElement>().ok()) {
                first.click();
            }
        }
        (None, 1) => focus(root, ".search-results a", 0),
        (Some(0), -1) | (None, _) => focus(root, "input", 0),
        (Some(i), by) => focus(root, ".search-results a", i.saturating_add_signed(by)),
    }
    ev.prevent_default();
}

fn focus(root: &web_sys::HtmlDivElement, what: &str, place: u32) {
    let found = root.query_selector_all(what).ok().and_then(|all| all.item(place));
    if let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The name of a kind with its drawing, as a link to what it is.
pub fn kind_link(kind: simcore::kinds::KindId) -> Dom {
    let lang = i18n::use_lang();
    view! {
        <a class="term-part" href=route_of(&Place::Kind(kind)).href()>
            <Icon name=kind.name() small=true />
            {move || kinds::kind(lang.get(), kind).name}
        </a>
    }
}
