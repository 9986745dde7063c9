//! A list of names that narrows as one types: a combobox in a dialog.

use super::choices::{Asking, Choice, all, choose, fitting};
use super::state::List;
use crate::i18n::use_texts;
use crate::ui::{Icon, dialog::Dialog, fresh_id};
use crate::view::prelude::*;
use leptos::html;

/// The dialog of whatever is being asked.
#[component]
pub fn Picker(list: List) -> impl IntoView {
    let t = use_texts();
    let title = move || {
        let (t, name) = (&t.get().list, |id| list.name(id));
        match list.asking.get() {
            Some(Asking::Add(Some(id))) => (t.add_after)(&name(id)),
            Some(Asking::Connect(id)) => (t.connect_title)(&name(id)),
            Some(Asking::GoTo) => t.go_to.to_owned(),
            Some(Asking::Add(None)) | None => t.add_title.to_owned(),
        }
    };
    view! {
        <Dialog
            open=derived(move || list.asking.with(Option::is_some))
            on_close=callback(move |()| list.asking.set(None))
            title=derived(title)
        >
            {list.asking.get_untracked().map(|asking| view! { <Names list asking /> })}
        </Dialog>
    }
}

#[component]
fn Names(list: List, asking: Asking) -> impl IntoView {
    let t = use_texts();
    let input = NodeRef::<html::Input>::new();
    let (names, option) = (fresh_id("names"), fresh_id("name"));
    let typed = rw_signal(String::new());
    let at = rw_signal(0usize);
    let answers = memo(move || all(list, asking));
    let found = memo(move || answers.with(|a| typed.with(|q| fitting(a, q))));
    let pick = move |choice: Choice| {
        // first the dialog gives the focus back, then the choice may send it elsewhere
        list.asking.set(None);
        request_animation_frame(move || choose(list, asking, choice.what));
    };
    effect(move || {
        let Some(input) = input.get() else { return };
        request_animation_frame(move || drop(input.focus()));
    });
    let go = move |by: usize, option: &str| {
        let count = found.with_untracked(Vec::len);
        if count > 0 {
            at.update(|at| *at = (*at + by) % count);
            show(&format!("{option}-{}", at.get_untracked()));
        }
    };
    let key = {
        let option = option.clone();
        move |ev: web_sys::KeyboardEvent| {
            let last = found.with_untracked(|f| f.len().max(1)) - 1;
            match ev.key().as_str() {
                "ArrowDown" => go(1, &option),
                "ArrowUp" => go(last, &option),
                "Enter" => {
                    if let Some(choice) = found.with_untracked(|f| f.get(at.get_untracked()).cloned()) {
                        pick(choice);
                    }
                }
                _ => return,
            }
            ev.prevent_default();
        }
    };
    let active = {
        let option = option.clone();
        move || found.with(|f| (!f.is_empty()).then(|| format!("{option}-{}", at.get())))
    };
    let row = move |(i, choice): (usize, Choice)| {
        let (chosen, picked) = (move || at.get() == i, choice.clone());
        view! {
            <li
                id=format!("{option}-{i}")
                role="option"
                class="names-row"
                aria-selected=move || if chosen() { "true" } else { "false" }
                on:click=move |_| pick(picked.clone())
            >
                <Icon name=choice.icon />
                <b>{choice.name}</b>
                <span class="q">{choice.note}</span>
            </li>
        }
    };
    let none = move || match asking {
        Asking::Connect(_) if answers.with(Vec::is_empty) => t.get().list.nothing_to_connect,
        _ => t.get().list.nothing_fits,
    };
    view! {
        <div class="names" data-testid="picker">
            <label class="field">
                <Icon name="search" small=true />
                <input
                    node_ref=input
                    type="text"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=names.clone()
                    aria-activedescendant=active
                    aria-label=move || t.get().list.filter
                    placeholder=move || t.get().list.filter
                    prop:value=typed
                    on:input=move |ev| {
                        typed.set(event_target_value(&ev));
                        at.set(0);
                    }
                    on:keydown=key
                />
            </label>
            <ul id=names role="listbox" class="names-rows" aria-label=move || t.get().list.already_there>
                {move || found.get().into_iter().enumerate().map(&row).collect_view()}
            </ul>
            <Show when=move || found.with(Vec::is_empty)>
                <p class="q2" role="status">{none}</p>
            </Show>
        </div>
    }
}

/// Brings an answer into sight.
fn show(id: &str) {
    let Some(row) = document().get_element_by_id(id) else { return };
    let Some(rows) = row.parent_element() else { return };
    let (row, seen) = (row.get_bounding_client_rect(), rows.get_bounding_client_rect());
    let by = (row.bottom() - seen.bottom()).max(0.0) + (row.top() - seen.top()).min(0.0);
    rows.set_scroll_top(rows.scroll_top() + by.round() as i32);
}
