//! The moving requests: one canvas over the lines, drawn once per animation frame while something
//! moves. Only real, sampled hops are shown; the pause freezes them where they are.

mod motion;
mod paint;

use super::stage::Stage;
use crate::view::prelude::*;
use leptos::html::Canvas;
pub use motion::Motion;
use paint::Brush;
use std::cell::RefCell;
use std::rc::Rc;

/// Longest step of the clock: after a pause of the tab nothing jumps.
const LONGEST_S: f64 = 0.1;

struct Loop {
    brush: Option<Brush>,
    /// Wall time of the last picture, and of the last hops.
    drawn_ms: f64,
    fed_ms: f64,
    scheduled: bool,
}

/// The moving requests of a board.
#[component]
pub fn Tokens(stage: Stage) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let state = Rc::new(RefCell::new(Loop { brush: None, drawn_ms: 0.0, fed_ms: 0.0, scheduled: false }));
    let alive = stored(true);
    on_cleanup(move || alive.set_value(false));
    let (feeding, drawing) = (Rc::clone(&state), state);
    effect(move || {
        stage.desk.frame.track();
        feed(stage, &feeding);
        schedule(stage, canvas, alive, &feeding);
    });
    effect(move || {
        stage.desk.view.track();
        stage.layout.track();
        stage.size.track();
        stage.desk.running.track();
        schedule(stage, canvas, alive, &drawing);
    });
    view! { <canvas class="tokens" node_ref=canvas aria-hidden="true"></canvas> }
}

fn now_ms() -> f64 {
    web_sys::window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
}

/// Does the reader want nothing to move?
fn still() -> bool {
    web_sys::window()
        .and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|m| m.matches())
}

fn feed(stage: Stage, state: &Rc<RefCell<Loop>>) {
    let Ok(mut state) = state.try_borrow_mut() else { return };
    let now = now_ms();
    let dt = ((now - state.fed_ms) / 1000.0).clamp(0.001, LONGEST_S);
    state.fed_ms = now;
    let ends: Vec<(u32, u32)> =
        stage.board.with_untracked(|b| b.design.links.iter().map(|l| (l.from, l.to)).collect());
    stage.desk.frame.with_untracked(|f| {
        // frames of an older design have other lines
        if f.links.len() != ends.len() {
            return;
        }
        stage.mix.update_value(|m| m.take_in(f));
        let speed = if f.actual_speed > 0.0 { f.actual_speed } else { 1.0 };
        let rates: Vec<f64> = f.links.iter().map(|(ok, failed)| f64::from(ok + failed) * speed).collect();
        stage.motion.update_value(|m| m.feed(&f.hops, &ends, &rates, dt));
    });
}

fn schedule(stage: Stage, canvas: NodeRef<Canvas>, alive: StoredValue<bool>, state: &Rc<RefCell<Loop>>) {
    {
        let Ok(mut s) = state.try_borrow_mut() else { return };
        if s.scheduled {
            return;
        }
        s.scheduled = true;
    }
    let state = Rc::clone(state);
    request_animation_frame(move || {
        if !alive.try_get_value().unwrap_or(false) {
            return;
        }
        let again = draw(stage, canvas, &state);
        if let Ok(mut s) = state.try_borrow_mut() {
            s.scheduled = false;
        }
        if again {
            schedule(stage, canvas, alive, &state);
        }
    });
}

/// Draws one picture; true when another is needed.
fn draw(stage: Stage, canvas: NodeRef<Canvas>, state: &Rc<RefCell<Loop>>) -> bool {
    let Ok(mut guard) = state.try_borrow_mut() else { return false };
    let s = &mut *guard;
    let now = now_ms();
    let dt = ((now - s.drawn_ms) / 1000.0).clamp(0.0, LONGEST_S);
    s.drawn_ms = now;
    let (Some(element), Some(view), Some(layout)) = (
        canvas.try_get_untracked().flatten(),
        stage.desk.view.try_get_untracked(),
        stage.layout.try_get_untracked(),
    ) else {
        return false;
    };
    let running = stage.desk.running.try_get_untracked().unwrap_or(false);
    let moved = stage.motion.try_update_value(|m| {
        if still() {
            m.clear();
        }
        if running {
            m.advance(dt, &layout);
        }
        (m.shapes(&layout).collect::<Vec<_>>(), !m.is_empty())
    });
    let Some((shapes, more)) = moved else { return false };
    let brush = match &mut s.brush {
        Some(brush) => brush,
        empty => {
            let Some(brush) = Brush::of(&element) else { return false };
            empty.insert(brush)
        }
    };
    let size = stage.size.try_get_untracked().unwrap_or_default();
    brush.begin(&element, size, now);
    brush.shapes(&shapes, &view);
    running && more
}
