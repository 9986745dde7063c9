//! The grid of answers: algorithms down, requests across. A real grid: one cell is in the tab order,
//! arrows move, Enter opens the editor, a digit names a server.

use super::chip::Chip;
use super::editor::Editor;
use super::labels::{self, UserChip};
use super::sheet::{Key, is_right};
use super::state::{Lab, ROWS, RowResult};
use super::subtitle::subtitle;
use crate::i18n;
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::lab::{Algorithm, Column, Given, Outcome, PuzzleError};
use wasm_bindgen::JsCast;

/// The whole grid.
#[component]
pub fn Grid(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let rows = ROWS.into_iter().map(|algorithm| view! { <GridRow lab algorithm /> }).collect_view();
    view! {
        <div class="lg-wrap">
            <table
                class="lg"
                role="grid"
                aria-label=move || t.get().lab.grid_label
                aria-describedby="lg-help"
                data-testid="grid"
            >
                <thead>
                    <tr>
                        <th scope="col" class="lg-first">{move || t.get().lab.algorithm}</th>
                        {move || lab.columns().into_iter().map(|c| view! { <Head lab column=c /> }).collect_view()}
                        <th scope="col" class="lg-last">
                            <span class="sr-only">{move || t.get().lab.right}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p id="lg-help" class="lg-help">{move || t.get().lab.grid_help}</p>
        </div>
    }
}

#[component]
fn Head(lab: Lab, column: Column) -> impl IntoView {
    let t = i18n::use_texts();
    let asks = lab.puzzle.with_untracked(|p| p.requests.get(column.request).map(|r| r.user.clone()));
    let name = asks.unwrap_or_default();
    let user = untrack(|| lab.users()).iter().position(|u| *u == name).unwrap_or(0);
    let calm = column.variant == simcore::lab::Variant::Calm;
    view! {
        <th scope="col" class:lg-variant=!calm>
            {move || labels::column(&t.get().lab, lab, column)} " "
            {calm.then(|| view! { <UserChip user name /> })}
        </th>
    }
}

#[component]
fn GridRow(lab: Lab, algorithm: Algorithm) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let row = memo(move || lab.row(algorithm));
    let here = move || lab.algorithm.get() == algorithm;
    let count = memo(move || lab.columns().len());
    let open = move || lab.editing.get().filter(|k| k.algorithm == algorithm);
    let cells = move || match row.get().as_ref() {
        Ok(_) => (0..count.get()).map(|column| view! { <GridCell lab algorithm column /> }).collect_view(),
        Err(error) => view! { <NoRow error=error.clone() span=count.get() /> },
    };
    view! {
        <tr class="lg-row" class:lg-here=here data-testid="row">
            <th scope="row" class="lg-first" on:click=move |_| lab.go(algorithm, lab.column.get_untracked())>
                <b>{move || t.get().lab.name(algorithm)}</b>
                <span>{move || subtitle(&t.get().lab, lang.get(), lab, algorithm)}</span>
            </th>
            {cells}
            <td class="lg-last"><RowState lab algorithm /></td>
        </tr>
        {move || open().map(|key| view! {
            <tr class="lg-editor">
                <td colspan=count.get() + 2>
                    <Editor lab key />
                </td>
            </tr>
        })}
    }
}

/// In place of cells: why these facts give no answer.
#[component]
pub fn NoRow(error: PuzzleError, span: usize) -> impl IntoView {
    let t = i18n::use_texts();
    let words = move || match error {
        PuzzleError::TooLarge => t.get().lab.too_large,
        _ => t.get().lab.contradiction,
    };
    view! { <td class="lg-none" colspan=span>{words}</td> }
}

/// All right, or how many are to fix or to fill.
#[component]
pub fn RowState(lab: Lab, algorithm: Algorithm) -> impl IntoView {
    let t = i18n::use_texts();
    move || {
        let l = &t.get().lab;
        match lab.row_tally(algorithm) {
            (_, wrong, _) if wrong > 0 => view! { <b class="bad">{(l.row_fix)(wrong)}</b> },
            (_, _, left) if left > 0 => view! { <span>{(l.row_left)(left)}</span> },
            (right, ..) if right == lab.columns().len() => view! {
                <span class="lg-tick">
                    <Icon name="check" small=true />
                    <span class="sr-only">{l.row_done}</span>
                </span>
            },
            _ => Dom::default(),
        }
    }
}

/// The id of a cell's element, to move the focus to it.
pub fn cell_id(algorithm: Algorithm, column: usize) -> String {
    format!("cell-{}-{column}", algorithm as usize)
}

/// Moves the focus to a cell.
pub fn focus_cell(algorithm: Algorithm, column: usize) {
    let id = cell_id(algorithm, column);
    // after the view has followed: the cell may just have come back
    request_animation_frame(move || {
        let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(&id));
        if let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// What a cell says to a screen reader.
pub fn spoken(lab: Lab, key: Key, t: &'static i18n::Texts, lang: i18n::Lang) -> String {
    let l = &t.lab;
    let name = lab.columns().get(key.column).map(|c| labels::column(l, lab, *c)).unwrap_or_default();
    let cell = (l.cell_name)(l.name(key.algorithm), &name);
    let names = lab.names();
    let Some(given) = lab.given(key) else { return format!("{cell}: {}", l.empty) };
    let mark = match lab.mark(key) {
        None => l.unchecked,
        m if is_right(m) => l.right,
        Some(m) if m > 0.0 => l.half,
        Some(_) => l.wrong,
    };
    format!("{cell}: {}, {mark}", labels::given(l, lang, &names, &given))
}

#[component]
fn GridCell(lab: Lab, algorithm: Algorithm, column: usize) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let key = move || Key { pass: lab.pass.get(), algorithm, column };
    let here = memo(move || lab.algorithm.get() == algorithm && lab.column.get() == column);
    let open = move || {
        lab.go(algorithm, column);
        let key = untrack(key);
        let now = lab.editing.get_untracked();
        lab.editing.set((now != Some(key)).then_some(key));
    };
    let on_key = move |ev: web_sys::KeyboardEvent| {
        if ev.alt_key() || ev.ctrl_key() || ev.meta_key() {
            return;
        }
        let pressed = ev.key();
        match pressed.as_str() {
            "Enter" | " " | "F2" => open(),
            "Delete" | "Backspace" => lab.put(untrack(key), None),
            "Escape" => lab.editing.set(None),
            _ => {
                let Some(moved) =
                    typed(lab, untrack(key), &pressed).or_else(|| step(lab, algorithm, column, &pressed))
                else {
                    return;
                };
                lab.editing.set(None);
                lab.go(moved.0, moved.1);
                focus_cell(moved.0, moved.1);
            }
        }
        ev.prevent_default();
    };
    view! {
        <td
            id=cell_id(algorithm, column)
            class="lg-cell"
            role="gridcell"
            tabindex=move || if here.get() { "0" } else { "-1" }
            aria-selected=move || here.get().to_string()
            aria-expanded=move || (lab.editing.get() == Some(key())).to_string()
            data-testid=cell_id(algorithm, column)
            on:click=move |_| open()
            on:keydown=on_key
        >
            <span class="sr-only">{move || spoken(lab, key(), t.get(), lang.get())}</span>
            <Chip lab algorithm column here=here />
        </td>
    }
}

/// A digit names a server; the cursor stays.
fn typed(lab: Lab, key: Key, pressed: &str) -> Option<(Algorithm, usize)> {
    let digit: usize = pressed.parse().ok().filter(|d| (1..=9).contains(d))?;
    let names = untrack(|| lab.names());
    // by the name's own number if there is one, so that 5 is s5 whatever stands before it
    let by_name = names
        .iter()
        .position(|n| n.ends_with(pressed) && !n[..n.len() - 1].ends_with(|c: char| c.is_ascii_digit()));
    let server = by_name.or_else(|| (digit <= names.len()).then_some(digit - 1))?;
    lab.put(key, Some(Given::Set(vec![Outcome::Server(server as u32)])));
    Some((key.algorithm, key.column))
}

/// The cell that an arrow leads to.
fn step(lab: Lab, algorithm: Algorithm, column: usize, pressed: &str) -> Option<(Algorithm, usize)> {
    let row = ROWS.iter().position(|a| *a == algorithm)?;
    let columns = untrack(|| lab.columns().len());
    let usable = |a: &Algorithm| {
        let row: RowResult = untrack(|| lab.row(*a));
        row.is_ok()
    };
    Some(match pressed {
        "ArrowLeft" => (algorithm, column.saturating_sub(1)),
        "ArrowRight" => (algorithm, (column + 1).min(columns.saturating_sub(1))),
        "ArrowUp" => (ROWS[..row].iter().rev().copied().find(usable).unwrap_or(algorithm), column),
        "ArrowDown" => (ROWS[row + 1..].iter().copied().find(usable).unwrap_or(algorithm), column),
        "Home" => (algorithm, 0),
        "End" => (algorithm, columns.saturating_sub(1)),
        _ => return None,
    })
}
