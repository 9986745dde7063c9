//! The notes of the board below the stations: a row each, with the text to be written in.

use super::state::List;
use crate::board::{Msg, Note};
use crate::i18n::use_texts;
use crate::ui::Icon;
use crate::view::prelude::*;

#[component]
pub fn NoteRows(list: List) -> impl IntoView {
    let t = use_texts();
    let count = memo(move || list.board.with(|b| b.notes.len()));
    let add = move |_| {
        crate::panels::add_note(list.desk, None);
        list.focus_part("[data-note-row]:last-child textarea".to_owned());
    };
    view! {
        <section class="ln-rows" aria-label=move || t.get().list.notes>
            <h2>{move || t.get().list.notes}</h2>
            <Show when=move || count.get() != 0>
                <ul>
                    <For each=move || 0..count.get() key=|i| *i let:index>
                        <NoteRow list index />
                    </For>
                </ul>
            </Show>
            <button type="button" class="btn sm" data-testid="list-note" on:click=add>
                <Icon name="note" small=true />
                {move || t.get().list.add_note}
            </button>
        </section>
    }
}

#[component]
fn NoteRow(list: List, index: usize) -> impl IntoView {
    let t = use_texts();
    let text =
        memo(move || list.board.with(|b| b.notes.get(index).map(|n| n.text.clone()).unwrap_or_default()));
    let typed = move |ev: web_sys::Event| {
        let text = event_target_value(&ev);
        let note = list.board.with_untracked(|b| b.notes.get(index).cloned());
        if let Some(to) = note.map(|n| Note { text, ..n }) {
            list.desk.send(Msg::SetNote { note: index, to });
        }
    };
    let remove = move |_| {
        list.desk.send(Msg::RemoveNote(index));
        // the next note has come here; after the last one there is the button below
        let left = list.board.with_untracked(|b| b.notes.len());
        let next = match left.checked_sub(1) {
            Some(last) => format!("[data-note-row='{}'] textarea", index.min(last)),
            None => "[data-testid=list-note]".to_owned(),
        };
        list.focus_part(next);
    };
    let number = move || (index + 1).to_string();
    view! {
        <li data-note-row=index data-testid="note-row" on:focusin=move |_| list.desk.begin_gesture()>
            <textarea
                class="field"
                rows="2"
                aria-label=move || (t.get().list.note)(&number())
                placeholder=move || t.get().edit.note_text
                maxlength="2000"
                prop:value=text
                on:input=typed
            ></textarea>
            <button type="button" class="btn sm" aria-label=move || (t.get().list.remove_note)(&number()) on:click=remove>
                {move || t.get().panels.remove}
            </button>
        </li>
    }
}
