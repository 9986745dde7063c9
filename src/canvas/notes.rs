//! Notes over the board: a grip that moves, a text to write in, a corner that resizes.

use super::stage::Stage;
use crate::board::{Msg, NOTE_SIZE, Note, SNAP, Selection, snap};
use crate::i18n::use_texts;
use crate::view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// A drag under way: where the pointer was when it began, and the note then.
#[derive(Clone)]
struct Drag {
    from: (f64, f64),
    note: Note,
    sizes: bool,
}

#[component]
pub fn Notes(stage: Stage) -> impl IntoView {
    let count = memo(move || stage.board.with(|b| b.notes.len()));
    let transform =
        move || stage.desk.view.with(|v| format!("scale({}) translate({}px, {}px)", v.zoom, -v.x, -v.y));
    view! {
        <div class="board-notes" style:transform=transform>
            <For each=move || 0..count.get() key=|i| *i let:index>
                <NoteView stage index />
            </For>
        </div>
    }
}

#[component]
fn NoteView(stage: Stage, index: usize) -> impl IntoView {
    let t = use_texts();
    let empty = Note { text: String::new(), at: [0, 0], size: NOTE_SIZE };
    let note = memo(move || stage.board.with(|b| b.notes.get(index).cloned()).unwrap_or(empty.clone()));
    let selected = memo(move || stage.desk.selection.with(|s| s.note == Some(index)));
    let px = move |f: fn(&Note) -> i32| move || format!("{}px", note.with(f));
    let held = stored(None::<Drag>);
    let put = move |to: Note| {
        if to != note.get_untracked() {
            stage.desk.send(Msg::SetNote { note: index, to });
        }
    };
    let choose = move || stage.select(Selection::note(index));
    let down = move |e: &PointerEvent, sizes: bool| {
        e.stop_propagation();
        choose();
        if e.button() != 0 {
            return;
        }
        stage.desk.begin_gesture();
        if let Some(target) = e.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
            // a pointer that is gone by now drags nothing
            let _ = target.set_pointer_capture(e.pointer_id());
        }
        let from = (f64::from(e.client_x()), f64::from(e.client_y()));
        held.set_value(Some(Drag { from, note: note.get_untracked(), sizes }));
    };
    let drag = move |e: &PointerEvent| {
        let Some(Drag { from, note, sizes }) = held.get_value() else { return };
        let zoom = stage.view().zoom;
        let by = |now: i32, from: f64| ((f64::from(now) - from) / zoom).round() as i32;
        let by = [by(e.client_x(), from.0), by(e.client_y(), from.1)];
        let moved = |v: [i32; 2]| [snap(v[0].saturating_add(by[0])), snap(v[1].saturating_add(by[1]))];
        let to =
            if sizes { Note { size: moved(note.size), ..note } } else { Note { at: moved(note.at), ..note } };
        put(to);
    };
    let up = move || held.set_value(None);
    let key = move |e: &KeyboardEvent| {
        let step = if e.shift_key() { 5 * SNAP } else { SNAP };
        let by = match e.key().as_str() {
            "ArrowLeft" => [-step, 0],
            "ArrowRight" => [step, 0],
            "ArrowUp" => [0, -step],
            "ArrowDown" => [0, step],
            "Enter" | "F2" => {
                super::deed::focus_later(format!("[data-note='{index}'] textarea"));
                [0, 0]
            }
            "Delete" | "Backspace" => {
                e.prevent_default();
                e.stop_propagation();
                stage.desk.send(Msg::RemoveNote(index));
                return;
            }
            _ => return,
        };
        e.prevent_default();
        e.stop_propagation();
        choose();
        let mut to = note.get_untracked();
        // with Alt the arrows resize
        let pair = if e.alt_key() { &mut to.size } else { &mut to.at };
        *pair = [pair[0].saturating_add(by[0]), pair[1].saturating_add(by[1])];
        put(to);
    };
    let typed = move |e: web_sys::Event| {
        let area: web_sys::HtmlElement = event_target(&e);
        let text = js_sys::Reflect::get(&area, &"value".into()).ok().and_then(|v| v.as_string());
        put(Note { text: text.unwrap_or_default(), ..note.get_untracked() });
    };
    let leave = move |e: KeyboardEvent| {
        e.stop_propagation();
        if e.key() == "Escape" {
            super::deed::focus_later(format!("[data-note='{index}'] .note-grip"));
        }
    };
    view! {
        <div
            class="note"
            class:selected=selected
            data-note=index
            data-testid="note"
            style:left=px(|n| n.at[0])
            style:top=px(|n| n.at[1])
            style:width=px(|n| n.size[0])
            style:height=px(|n| n.size[1])
            on:wheel=|e| e.stop_propagation()
        >
            <button
                type="button"
                class="note-grip"
                aria-label=move || (t.get().edit.note_aloud)(&note.with(|n| n.text.clone()))
                on:pointerdown=move |e| down(&e, false)
                on:pointermove=move |e| drag(&e)
                on:pointerup=move |_| up()
                on:pointercancel=move |_| up()
                on:keydown=move |e| key(&e)
            ></button>
            <textarea
                aria-label=move || t.get().edit.note_text
                placeholder=move || t.get().edit.note_text
                maxlength="2000"
                spellcheck="false"
                prop:value=move || note.with(|n| n.text.clone())
                on:input=typed
                on:focus=move |_| choose()
                on:pointerdown=|e| e.stop_propagation()
                on:keydown=leave
            ></textarea>
            <i
                class="note-corner"
                on:pointerdown=move |e| down(&e, true)
                on:pointermove=move |e| drag(&e)
                on:pointerup=move |_| up()
                on:pointercancel=move |_| up()
            ></i>
        </div>
    }
}
