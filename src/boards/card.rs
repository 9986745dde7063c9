//! A saved board: its picture, its name and date, and what can be done with it.

use super::Shelf;
use crate::app::{Route, go};
use crate::gallery::Thumb;
use crate::i18n::{self, when};
use crate::keep::files;
use crate::keep::library::{self, Entry};
use crate::ui::{Icon, IconButton};
use crate::view::prelude::*;
use leptos::html;

#[component]
pub(super) fn Card(shelf: Shelf, entry: Entry) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let board = files::read(&entry.saved.text).ok().map(|o| o.board).unwrap_or_default();
    let stations = board.design.nodes.len();
    let named = entry.title.clone();
    let title =
        derived(move || if named.is_empty() { t.get().shell.untitled.to_owned() } else { named.clone() });
    let at_ms = entry.saved.at_ms;
    let (readable, key) = (entry.readable, entry.key.clone());
    let entry = stored(entry);
    let open = move |_| {
        shelf.room.open_text(&entry.with_value(|e| e.saved.text.clone()));
        go(&Route::Sandbox);
    };
    let renaming = memo(move || shelf.renaming.with(|r| r.as_deref() == Some(&*key)));
    let about = move || {
        let count = (t.get().gallery.stations)(stations);
        format!("{}, {count}", when(lang.get(), at_ms))
    };
    view! {
        <li class="gal-card board-card" data-testid="saved-board">
            <Thumb board />
            {move || {
                if renaming.get() {
                    view! { <NameField shelf entry /> }
                } else {
                    view! { <b>{move || title.get()}</b> }
                }
            }}
            <span class="gal-why">
                {move || if readable { String::new() } else { t.get().boards.unreadable.to_owned() }}
            </span>
            <span class="gal-foot">{about}</span>
            <div class="board-acts">
                <button
                    type="button"
                    class="btn"
                    disabled=!readable
                    aria-label=move || (t.get().boards.of_board)(t.get().boards.open_copy, &title.get())
                    on:click=open
                >
                    {move || t.get().boards.open_copy}
                </button>
                <Acts shelf entry title />
            </div>
        </li>
    }
}

#[component]
fn Acts(shelf: Shelf, entry: StoredValue<Entry>, title: Signal<String>) -> impl IntoView {
    let t = i18n::use_texts();
    let label = move |what: fn(&i18n::boards::Texts) -> &'static str| {
        derived(move || (t.get().boards.of_board)(what(&t.get().boards), &title.get()))
    };
    let rename = move |()| shelf.renaming.set(Some(entry.with_value(|e| e.key.clone())));
    let duplicate = move |()| {
        let all = shelf.entries();
        let copy = entry.with_value(|e| e.copy(&library::fresh_title(&all, &title.get_untracked())));
        if let Some(copy) = copy {
            shelf.work(async move { library::put(&[copy]).await }, None);
        }
    };
    let export = move |()| {
        let name = files::file_name(&title.get_untracked());
        if files::download(&name, &entry.with_value(|e| e.saved.text.clone())).is_err() {
            shelf.room.desk.notify(t.get_untracked().errors.file_not_written.to_owned());
        }
    };
    let delete = move |()| {
        let gone = entry.get_value();
        let says = (t.get_untracked().boards.deleted)(&title.get_untracked());
        let undo = t.get_untracked().boards.undo.to_owned();
        leptos::task::spawn_local(async move {
            match library::remove(&gone).await {
                Ok(()) => {
                    shelf.room.desk.notices.offer(says, undo, move || shelf.room.bring_back(gone.clone()))
                }
                Err(why) => shelf.room.say_trouble(why),
            }
            shelf.look();
        });
    };
    let readable = entry.with_value(|e| e.readable);
    view! {
        <span class="row">
            {readable.then(|| view! {
                <IconButton icon="pencil" label=label(|t| t.rename) on_press=callback(rename) class="ghost" />
                <IconButton icon="copy" label=label(|t| t.duplicate) on_press=callback(duplicate) class="ghost" />
            })}
            <IconButton icon="download" label=label(|t| t.export) on_press=callback(export) class="ghost" />
            <IconButton icon="trash" label=label(|t| t.delete) on_press=callback(delete) class="ghost" />
        </span>
    }
}

/// The name as a field: Enter takes it over, Escape leaves it as it was.
#[component]
fn NameField(shelf: Shelf, entry: StoredValue<Entry>) -> impl IntoView {
    let t = i18n::use_texts();
    let field: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let take = move || {
        let Some(field) = field.get_untracked() else { return };
        shelf.renaming.set(None);
        let name = field.value();
        let renamed = entry.with_value(|e| e.renamed(name.trim()).filter(|n| n.title != e.title));
        if let Some(renamed) = renamed {
            shelf.work(async move { library::put(&[renamed]).await }, None);
        }
    };
    let key = move |ev: web_sys::KeyboardEvent| match ev.key().as_str() {
        "Enter" => take(),
        "Escape" => shelf.renaming.set(None),
        _ => {}
    };
    view! {
        <span class="board-name">
            <input
                node_ref=field
                class="field"
                type="text"
                maxlength="200"
                autocomplete="off"
                aria-label=move || t.get().boards.name
                prop:value=entry.with_value(|e| e.title.clone())
                on:keydown=key
            />
            <button type="button" class="btn sq" aria-label=move || t.get().boards.save on:click=move |_| take()>
                <Icon name="check" small=true />
            </button>
        </span>
    }
}
