//! The grid on a phone: one algorithm at a time, a row per request.

use super::chip::Chip;
use super::editor::Editor;
use super::grid::{NoRow, RowState, cell_id, spoken};
use super::labels::{self, UserChip};
use super::sheet::Key;
use super::state::{Lab, ROWS};
use super::subtitle::subtitle;
use crate::i18n;
use crate::ui::IconButton;
use crate::view::prelude::*;
use simcore::lab::{Algorithm, Column, Variant};

/// The cards.
#[component]
pub fn Cards(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let at = move || ROWS.iter().position(|a| *a == lab.algorithm.get()).unwrap_or(0);
    let go = move |place: usize| {
        lab.editing.set(None);
        lab.go(ROWS[place % ROWS.len()], lab.column.get_untracked());
    };
    let options = ROWS.into_iter().enumerate().map(|(i, a)| {
        view! {
            <option value=i.to_string() selected=move || at() == i>
                {move || t.get().lab.name(a)}
            </option>
        }
    });
    let pick = move |ev| {
        if let Ok(i) = event_target_value(&ev).parse::<usize>() {
            go(i);
        }
    };
    view! {
        <section class="cards" aria-label=move || t.get().lab.grid_label data-testid="cards">
            <header class="cards-head">
                <IconButton
                    icon="chevron-left"
                    label=derived(move || t.get().lab.previous.to_owned())
                    on_press=callback(move |()| go(untrack(at) + ROWS.len() - 1))
                />
                <select class="field" aria-label=move || t.get().lab.algorithm on:change=pick>
                    {options.collect_view()}
                </select>
                <IconButton
                    icon="chevron-right"
                    label=derived(move || t.get().lab.next.to_owned())
                    on_press=callback(move |()| go(untrack(at) + 1))
                />
            </header>
            <p class="cards-sub">
                {move || subtitle(&t.get().lab, lang.get(), lab, lab.algorithm.get())} " "
                {move || view! { <RowState lab algorithm=lab.algorithm.get() /> }}
            </p>
            {move || view! { <CardRows lab algorithm=lab.algorithm.get() /> }}
        </section>
    }
}

#[component]
fn CardRows(lab: Lab, algorithm: Algorithm) -> impl IntoView {
    let row = memo(move || lab.row(algorithm));
    move || match row.get().as_ref() {
        Ok(_) => {
            let columns = lab.columns().into_iter().enumerate();
            let rows = columns.map(|(place, column)| view! { <CardRow lab algorithm place column /> });
            view! { <ul class="card-rows">{rows.collect_view()}</ul> }
        }
        Err(error) => {
            view! { <table><tbody><tr><NoRow error=error.clone() span=1 /></tr></tbody></table> }
        }
    }
}

#[component]
fn CardRow(lab: Lab, algorithm: Algorithm, place: usize, column: Column) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let key = move || Key { pass: lab.pass.get(), algorithm, column: place };
    let here = memo(move || lab.column.get() == place);
    let asks = lab.puzzle.with_untracked(|p| p.requests.get(column.request).map(|r| r.user.clone()));
    let name = asks.unwrap_or_default();
    let user = untrack(|| lab.users()).iter().position(|u| *u == name).unwrap_or(0);
    let press = move |_| {
        lab.go(algorithm, place);
        let key = untrack(key);
        let now = lab.editing.get_untracked();
        lab.editing.set((now != Some(key)).then_some(key));
    };
    let open = move || lab.editing.get().filter(|k| *k == key());
    view! {
        <li class:card-variant=column.variant != Variant::Calm>
            <button
                id=cell_id(algorithm, place)
                class="card-row"
                class:card-here=move || here.get()
                type="button"
                aria-expanded=move || open().is_some().to_string()
                data-testid=cell_id(algorithm, place)
                on:click=press
            >
                <span class="sr-only">{move || spoken(lab, key(), t.get(), lang.get())}</span>
                <span aria-hidden="true">{move || labels::column(&t.get().lab, lab, column)}</span>
                <span aria-hidden="true">
                    <UserChip user name />
                </span>
                <Chip lab algorithm column=place here=here />
            </button>
            {move || open().map(|key| view! { <Editor lab key /> })}
        </li>
    }
}
