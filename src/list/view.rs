//! The list of one board: its tools, what is happening, and the table.

use super::choices::Asking;
use super::happening::Happening;
use super::keys::use_list_keys;
use super::notes::NoteRows;
use super::picker::Picker;
use super::row::{PlaceRow, StationRow};
use super::state::List;
use crate::desk::Desk;
use crate::i18n::use_texts;
use crate::panels::sheet::{Sheet, use_sheet};
use crate::rescue;
use crate::ui::Icon;
use crate::view::prelude::*;

#[component]
pub fn ListView(desk: Desk) -> impl IntoView {
    let (t, list) = (use_texts(), List::new(desk));
    use_list_keys(list);
    let sheet = use_sheet();
    effect(move || {
        // a phone's button for the palette asks by name here
        if sheet.get() == Sheet::Add {
            sheet.set(Sheet::None);
            list.asking.set(Some(Asking::Add(list.station())));
        }
    });
    let focused = window_event_listener(leptos::ev::focusin, move |ev| {
        if rescue::is_alive() {
            list.note_focus(&ev);
        }
    });
    on_cleanup(move || focused.remove());
    let key = move |ev: web_sys::KeyboardEvent| {
        if list.key(&ev) {
            ev.prevent_default();
        }
    };
    let tool = move |icon: &'static str, key: &'static str, id: &'static str, asking: fn(List) -> Asking| {
        let name = move || if key == "A" { t.get().list.add } else { t.get().list.go_to };
        view! {
            <button
                type="button"
                class="btn"
                data-testid=id
                aria-keyshortcuts=key
                on:click=move |_| list.asking.set(Some(asking(list)))
            >
                <Icon name=icon small=true />
                {name}
                <kbd class="kbd" aria-hidden="true">{key}</kbd>
            </button>
        }
    };
    view! {
        <div class="lst" data-testid="list" node_ref=list.element>
            <div class="lst-in">
                <div class="lst-tools">
                    {tool("plus", "A", "list-add", |l| Asking::Add(l.station()))}
                    {tool("search", "/", "list-go-to", |_| Asking::GoTo)}
                </div>
                <Happening list />
                <div class="lst-main" on:keydown=key>
                    <Table list />
                    <Show when=move || list.rows.with(Vec::is_empty)>
                        <p class="lst-empty">{move || t.get().list.empty}</p>
                    </Show>
                    <NoteRows list />
                </div>
            </div>
            <Picker list />
        </div>
    }
}

#[component]
fn Table(list: List) -> impl IntoView {
    let t = use_texts();
    let head = move |i: usize| {
        let figure = (3..6).contains(&i);
        view! { <th role="columnheader" scope="col" class:num=figure>{move || t.get().list.columns[i]}</th> }
    };
    view! {
        <table class="lt" role="treegrid" aria-label=move || t.get().list.list>
            <thead role="rowgroup">
                <tr role="row">{(0..7).map(head).collect_view()}</tr>
            </thead>
            <For each=move || list.rows.get() key=|row| *row let:row>
                {match row {
                    (id, Some(kind)) => view! { <StationRow list id kind /> },
                    (id, None) => view! { <PlaceRow list id /> },
                }}
            </For>
        </table>
    }
}
