//! The view of one board: the sheet, its layers, and the events that reach it.

use super::line::{Line, Rates};
use super::menu::BoardMenu;
use super::minimap::Minimap;
use super::notes::Notes;
use super::pick::PickList;
use super::places::Places;
use super::stage::{FAR, Focus, Stage, StageHere, Wire};
use super::station::Station;
use super::tokens::Tokens;
use super::tools::Tools;
use crate::board::geometry::Rect;
use crate::desk::Desk;
use crate::i18n::use_texts;
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::KindId;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Screen readers get new numbers at this pace.
const CALM: Duration = Duration::from_secs(2);

/// The board of a desk: everything on it can be seen, moved, connected, heard.
#[component]
pub fn BoardView(desk: Desk) -> impl IntoView {
    let stage = Stage::new(desk);
    let t = use_texts();
    watch_size(stage);
    keep_calm(stage);
    stage.keep_pace();
    stage.spots.keep();
    show_new_boards(stage);
    super::clip::use_clipboard(stage);
    if let Some(here) = StageHere::here() {
        here.enter(stage);
    }
    let far = memo(move || desk.view.with(|v| v.zoom < FAR));
    let linking = move || stage.wire.with(|w| w.is_some());
    let focused = move |e: web_sys::FocusEvent| {
        if let Some(focus) = focus_of(&e) {
            stage.focus.set(Some(focus));
        }
    };
    let key = move |e: web_sys::KeyboardEvent| {
        if stage.key(&e) {
            e.prevent_default();
        }
    };
    view! {
        <div
            class="board"
            class:far=far
            class:linking=linking
            class:panning=stage.panning
            class:locked=move || desk.locks.with(|l| l.structure_locked)
            class:moving=stage.moving
            class:loading=desk.loading
            data-testid="board"
            role="application"
            aria-label=move || t.get().canvas.board
            aria-description=move || t.get().canvas.board_help
            node_ref=stage.element
            style:background-size=move || grid(stage).0
            style:background-position=move || grid(stage).1
            on:pointerdown=move |e| stage.pointer_down(&e, false)
            on:pointermove=move |e| stage.pointer_move(&e)
            on:pointerup=move |e| stage.pointer_up(&e)
            on:pointercancel=move |_| { stage.cancel_gesture(); }
            on:wheel=move |e| stage.wheel(&e)
            on:contextmenu=move |e| stage.context_menu(&e)
            on:keydown=key
            on:focusin=focused
        >
            <Places stage />
            <Lines stage />
            <Tokens stage />
            <Stations stage />
            <Notes stage />
            <div class="board-over" on:pointerdown=|e| e.stop_propagation() on:wheel=|e| e.stop_propagation()>
                <Minimap stage />
                <Tools stage />
            </div>
            <PickList stage />
            <BoardMenu stage />
            <Warming stage />
        </div>
    }
}

/// Size and place of the grid: a fine line every 8, a heavy one every 40.
fn grid(stage: Stage) -> (String, String) {
    stage.desk.view.with(|v| {
        let (fine, heavy) = (8.0 * v.zoom, 40.0 * v.zoom);
        let (x, y) = (-v.x * v.zoom, -v.y * v.zoom);
        let size = format!("{heavy}px {heavy}px, {heavy}px {heavy}px, {fine}px {fine}px, {fine}px {fine}px");
        let place = format!("{x}px {y}px");
        (size, [place.as_str(); 4].join(", "))
    })
}

pub(super) fn transform(stage: Stage) -> String {
    stage.desk.view.with(|v| format!("scale({}) translate({} {})", v.zoom, -v.x, -v.y))
}

#[component]
fn Lines(stage: Stage) -> impl IntoView {
    let links =
        memo(move || stage.board.with(|b| b.design.links.iter().map(|l| (l.from, l.to)).collect::<Vec<_>>()));
    let first = memo(move || links.with(|l| l.first().copied()));
    let far = memo(move || stage.desk.view.with(|v| v.zoom < FAR));
    view! {
        <svg class="board-lines">
            <g transform=move || transform(stage)>
                <For each=move || links.get() key=|l| *l let:link>
                    <Line stage from=link.0 to=link.1 first />
                </For>
                <For each=move || links.get() key=|l| *l let:link>
                    <Rates stage from=link.0 to=link.1 far />
                </For>
            </g>
        </svg>
    }
}

#[component]
fn Stations(stage: Stage) -> impl IntoView {
    let nodes = memo(move || {
        // by the flow, so that the tab key and the ear follow the requests; a drag under way
        // changes no order
        stage.board.with(|b| {
            let order = stage.settled.with(|l| l.reading_order());
            let kind = |id: NodeId| b.node(id).map(|n| (id, n.kind));
            order.into_iter().filter_map(kind).collect::<Vec<(NodeId, KindId)>>()
        })
    });
    let first = memo(move || nodes.with(|n| n.first().map(|(id, _)| *id)));
    let aimed = |w: &Wire| w.target.map(|(to, allowed)| (to, allowed.is_ok()));
    let target = memo(move || stage.wire.with(|w| w.as_ref().and_then(aimed)));
    view! {
        <svg class="board-nodes">
            <defs>
                <Patterns />
            </defs>
            <g transform=move || transform(stage)>
                <For each=move || nodes.get() key=|n| *n let:node>
                    <Station stage id=node.0 kind=node.1 first target />
                </For>
                {move || stage.wire.get().map(|wire| view! { <Hanging wire /> })}
                {move || stage.brush.get().map(|r| view! { <Frame r /> })}
            </g>
        </svg>
    }
}

/// Hatchings: held slots, what is down, what missed.
#[component]
fn Patterns() -> impl IntoView {
    let hatch = |id: &'static str, step: f64, line: f64, paper: &'static str, ink: &'static str| {
        view! {
            <pattern id=id width=step height=step patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class=paper width=step height=step />
                <rect class=ink width=line height=step />
            </pattern>
        }
    };
    view! {
        {hatch("hatch-ink", 4.0, 1.6, "paper-surface", "paper-ink")}
        {hatch("hatch-bad", 5.0, 1.8, "paper-bad-wash", "paper-bad")}
        {hatch("hatch-miss", 5.0, 1.4, "paper-well", "paper-edge")}
    }
}

/// The wire in the hand.
#[component]
fn Hanging(wire: Wire) -> impl IntoView {
    let refused = wire.target.is_some_and(|(_, allowed)| allowed.is_err());
    let cross = refused.then(|| {
        let p = wire.route.at(wire.route.length / 2.0);
        view! {
            <circle class="wire-no" cx=p.x cy=p.y r=11 />
            <path class="wire-cross" d=format!("M{} {}l9 9m0 -9l-9 9", p.x - 4.5, p.y - 4.5) />
        }
    });
    view! {
        <g class="wire" class:refused=refused>
            <path d=wire.route.path(0.0) />
            <circle cx=wire.route.end().x cy=wire.route.end().y r=4 />
            {cross}
        </g>
    }
}

#[component]
fn Frame(r: Rect) -> impl IntoView {
    view! { <rect class="brush" x=r.x y=r.y width=r.w height=r.h /> }
}

/// A long warm-up says how far it is.
#[component]
fn Warming(stage: Stage) -> impl IntoView {
    let t = use_texts();
    let now = memo(move || stage.desk.frame.with(|f| f.now_s.floor()));
    let end = move || stage.desk.warm_until.get_value().max(1.0);
    let words = move || {
        let n = |v: f64| crate::i18n::number::int(stage.lang.get(), v);
        (t.get().canvas.warming)(&n(now.get()), &n(end()))
    };
    view! {
        <Show when=move || stage.desk.loading.get()>
            <div class="board-warming">
                <i style:width=move || format!("{}%", (now.get() / end() * 100.0).clamp(0.0, 100.0))></i>
                <p>{words}</p>
            </div>
        </Show>
    }
}

fn focus_of(e: &web_sys::FocusEvent) -> Option<Focus> {
    let element: web_sys::Element = e.target()?.dyn_into().ok()?;
    if let Some(id) = element.get_attribute("data-node") {
        return Some(Focus::Node(id.parse().ok()?));
    }
    let link = element.get_attribute("data-link")?;
    let (from, to) = link.split_once('-')?;
    Some(Focus::Link(from.parse().ok()?, to.parse().ok()?))
}

/// Follows the size of the view; what was in the middle stays there.
fn watch_size(stage: Stage) {
    effect(move || {
        let Some(element) = stage.element.get() else { return };
        let measured = element.clone();
        let resized = Closure::<dyn FnMut()>::new(move || {
            let size = (f64::from(measured.client_width()), f64::from(measured.client_height()));
            let Some((w, h)) = stage.size.try_get_untracked() else { return };
            if size != (w, h) {
                if w > 0.0 {
                    stage.desk.view.update(|v| *v = v.panned((size.0 - w) / 2.0, (size.1 - h) / 2.0));
                }
                stage.size.set(size);
            }
        });
        let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, resized));
        on_cleanup(move || {
            let _ = kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
}

fn keep_calm(stage: Stage) {
    let tick = move || {
        if let Some(frame) = stage.desk.frame.try_get_untracked() {
            stage.calm.show(frame);
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, CALM) {
        on_cleanup(move || handle.clear());
    }
}

/// A board that has nothing in common with the one before is shown whole.
fn show_new_boards(stage: Stage) {
    let known = memo(move || stage.size.with(|(w, _)| *w > 0.0));
    Effect::new(move |before: Option<Vec<(NodeId, [i32; 2])>>| {
        let places: Vec<_> = stage.board.with(|b| b.design.nodes.iter().map(|n| (n.id, n.at)).collect());
        if !known.get() {
            return Vec::new();
        }
        let before = before.unwrap_or_default();
        let same = places.iter().any(|p| before.contains(p));
        if !same && (before.is_empty() != places.is_empty() || places.len() > 1) {
            stage.fit();
        }
        if let Some(seen) = stage.desk.seen.get() {
            stage.desk.view.set(seen.view(stage.size.get_untracked()));
            stage.desk.seen.set(None);
        }
        places
    });
}
