//! Regions and zones, under everything else: a sheet with a name on its upper edge. The name is the
//! handle: a drag moves the place with all that stands in it, arrow keys do the same. The corner resizes.

use super::stage::Stage;
use crate::board::{Msg, Selection};
use crate::i18n::{number, use_texts};
use crate::view::prelude::*;
use simcore::design::{NodeId, Place, PlaceKind};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// Room for the name.
const LABEL: f64 = 26.0;
/// The corner that resizes.
const CORNER: f64 = 18.0;

/// A drag of a place under way.
#[derive(Clone, Copy)]
struct Drag {
    /// Of the pointer, on the screen.
    from: (f64, f64),
    /// Of the place when it began.
    at: [i32; 2],
    size: [i32; 2],
}

/// The layer.
#[component]
pub fn Places(stage: Stage) -> impl IntoView {
    // zones over their regions, so that the smaller one is the one that is hit
    let ids = memo(move || {
        stage.board.with(|b| {
            let of = |what| b.design.places.iter().filter(move |p: &&Place| p.what == what).map(|p| p.id);
            of(PlaceKind::Region).chain(of(PlaceKind::Zone)).collect::<Vec<NodeId>>()
        })
    });
    view! {
        <svg class="board-places">
            <g transform=move || super::sheet::transform(stage)>
                <For each=move || ids.get() key=|id| *id let:id>
                    <PlaceView stage id />
                </For>
            </g>
        </svg>
    }
}

#[component]
fn PlaceView(stage: Stage, id: NodeId) -> impl IntoView {
    let t = use_texts();
    let place = memo(move || stage.board.with(|b| b.design.place(id).cloned()));
    let of = move |f: fn(&Place) -> f64| place.with(|p| p.as_ref().map_or(0.0, f));
    let (x, y) = (move || of(|p| f64::from(p.at[0])), move || of(|p| f64::from(p.at[1])));
    let (w, h) = (move || of(|p| f64::from(p.size[0])), move || of(|p| f64::from(p.size[1])));
    let name = move || place.with(|p| p.as_ref().map(|p| p.name.clone()).unwrap_or_default());
    let zone = move || place.with(|p| p.as_ref().is_some_and(|p| p.what == PlaceKind::Zone));
    let selected = memo(move || stage.desk.selection.with(|s| s.place == Some(id)));
    let word = move || if zone() { t.get().canvas.zone } else { t.get().canvas.region };
    let inside = move || stage.board.with(|b| b.design.inside(id).len());
    let spoken = move || {
        let count = number::int(stage.lang.get(), inside() as f64);
        (t.get().canvas.place_aloud)(word(), &name(), &count)
    };
    let held = stored(None::<Drag>);
    let down = move |e: &PointerEvent| {
        e.stop_propagation();
        if e.button() != 0 || !stage.may_build() {
            return stage.select(Selection::place(id));
        }
        stage.select(Selection::place(id));
        stage.desk.begin_gesture();
        capture(e);
        if let Some(p) = place.get_untracked() {
            let from = (f64::from(e.client_x()), f64::from(e.client_y()));
            held.set_value(Some(Drag { from, at: p.at, size: p.size }));
        }
    };
    // how far the pointer has come, in units of the board
    let gone = move |e: &PointerEvent, drag: Drag| {
        let zoom = stage.view().zoom;
        let by = |now: i32, from: f64| ((f64::from(now) - from) / zoom).round() as i32;
        [by(e.client_x(), drag.from.0), by(e.client_y(), drag.from.1)]
    };
    let drag_to = move |e: &PointerEvent| {
        let (Some(drag), Some(now)) = (held.get_value(), place.get_untracked()) else { return };
        let by = gone(e, drag);
        let to = [0, 1].map(|i| crate::board::snap(drag.at[i] + by[i]));
        if to != now.at {
            let (dx, dy) = (to[0] - now.at[0], to[1] - now.at[1]);
            stage.desk.send(Msg::MovePlace { place: id, dx, dy });
        }
    };
    let size_to = move |e: &PointerEvent| {
        let (Some(drag), Some(now)) = (held.get_value(), place.get_untracked()) else { return };
        let by = gone(e, drag);
        let size = [0, 1].map(|i| crate::board::snap(drag.size[i] + by[i]));
        if size != now.size {
            stage.desk.send(Msg::ResizePlace { place: id, at: now.at, size });
        }
    };
    let up = move || held.set_value(None);
    let key = move |e: &KeyboardEvent| {
        let step = if e.shift_key() { 40 } else { crate::board::SNAP };
        let by = match e.key().as_str() {
            "ArrowLeft" => [-step, 0],
            "ArrowRight" => [step, 0],
            "ArrowUp" => [0, -step],
            "ArrowDown" => [0, step],
            "Enter" | " " => [0, 0],
            "Delete" | "Backspace" => {
                e.prevent_default();
                e.stop_propagation();
                stage.desk.send(Msg::RemovePlace(id));
                return;
            }
            _ => return,
        };
        e.prevent_default();
        e.stop_propagation();
        stage.select(Selection::place(id));
        if by != [0, 0] {
            stage.desk.send(Msg::MovePlace { place: id, dx: by[0], dy: by[1] });
        }
    };
    view! {
        <g class="place" class:zone=zone class:selected=selected data-testid="place">
            <rect class="place-sheet" x=x y=y width=w height=h rx=6 />
            <g
                class="place-name"
                data-place=id
                role="button"
                tabindex="0"
                aria-label=spoken
                aria-pressed=move || if selected.get() { "true" } else { "false" }
                on:pointerdown=move |e| down(&e)
                on:pointermove=move |e| drag_to(&e)
                on:pointerup=move |_| up()
                on:pointercancel=move |_| up()
                on:keydown=move |e| key(&e)
            >
                <rect class="place-grip" x=x y=y width=w height=LABEL />
                <text x=move || x() + 12.0 y=move || y() + 17.0>
                    {name}
                    <tspan class="place-word" dx="8">{word}</tspan>
                </text>
            </g>
            <rect
                class="place-corner"
                x=move || x() + w() - CORNER
                y=move || y() + h() - CORNER
                width=CORNER
                height=CORNER
                on:pointerdown=move |e| down(&e)
                on:pointermove=move |e| size_to(&e)
                on:pointerup=move |_| up()
                on:pointercancel=move |_| up()
            />
            <path
                class="place-edge"
                d=move || format!("M{} {}l-8 8m8 -2l-2 2", x() + w() - 4.0, y() + h() - 12.0)
            />
        </g>
    }
}

/// Further moves come here, wherever the pointer goes.
fn capture(e: &PointerEvent) {
    let target = e.current_target().and_then(|t| t.dyn_into::<Element>().ok());
    if let Some(target) = target {
        // a pointer that is gone by now drags nothing
        let _ = target.set_pointer_capture(e.pointer_id());
    }
}
