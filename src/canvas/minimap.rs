//! The whole board in a corner, and the part that is seen. For a pointer only: whoever works by
//! keyboard or ear has the stations themselves.

use super::stage::Stage;
use super::station::{Reading, State};
use crate::board::geometry::{Point, Rect};
use crate::view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

const W: f64 = 128.0;
const H: f64 = 76.0;
const MARGIN: f64 = 6.0;

/// How the sheet is brought to the map: offset, then scale.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    x: f64,
    y: f64,
    k: f64,
}

impl Scale {
    fn of(bounds: &Rect) -> Scale {
        let k = ((W - 2.0 * MARGIN) / bounds.w.max(1.0)).min((H - 2.0 * MARGIN) / bounds.h.max(1.0)).min(0.2);
        let c = bounds.centre();
        Scale { x: c.x - W / 2.0 / k, y: c.y - H / 2.0 / k, k }
    }

    fn rect(self, r: &Rect) -> Rect {
        Rect { x: (r.x - self.x) * self.k, y: (r.y - self.y) * self.k, w: r.w * self.k, h: r.h * self.k }
    }
}

fn outline(r: &Rect) -> String {
    format!("M{:.1} {:.1}h{:.1}v{:.1}h-{:.1}z", r.x, r.y, r.w, r.h, r.w)
}

#[component]
pub fn Minimap(stage: Stage) -> impl IntoView {
    // a drag shows here once it is dropped: it is a matter of few pixels, and drawing all is dear
    let bounds = memo(move || stage.settled.with(|l| l.bounds()));
    let scale = memo(move || bounds.get().map(|b| Scale::of(&b)));
    let shown = stage.shown.part(0);
    let bad = memo(move || {
        let worst = |r: &Reading| r.failing || r.state == State::Saturated || r.state == State::Down;
        shown.with(|f| f.nodes.iter().filter(|n| worst(&Reading::of(n))).map(|n| n.id).collect::<Vec<_>>())
    });
    // two paths, however many stations there are
    let stations = move |of_bad: bool| {
        let Some(scale) = scale.get() else { return String::new() };
        let bad = bad.get();
        stage.settled.with(|l| {
            let some = l.nodes.iter().filter(|p| bad.contains(&p.id) == of_bad);
            some.map(|p| outline(&scale.rect(&p.rect))).collect()
        })
    };
    let seen = memo(move || {
        let (w, h) = stage.size.get();
        let seen = stage.desk.view.with(|v| v.seen(w, h));
        let seen = scale.get().map(|s| s.rect(&seen)).unwrap_or_default();
        // no farther out than the map's own edge
        let clip = |v: f64, end: f64| v.clamp(-1.0, end + 1.0);
        Rect::between(
            Point::new(clip(seen.x, W), clip(seen.y, H)),
            Point::new(clip(seen.right(), W), clip(seen.bottom(), H)),
        )
    });
    let go = move |e: &PointerEvent| {
        let Some(scale) = scale.get_untracked() else { return };
        let map = e.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some(map) = map.map(|m| m.get_bounding_client_rect()) else { return };
        let (x, y) = (f64::from(e.client_x()) - map.left(), f64::from(e.client_y()) - map.top());
        let to = Point::new(scale.x + x / scale.k, scale.y + y / scale.k);
        let (w, h) = stage.size.get_untracked();
        stage.desk.view.update(|v| {
            v.x = to.x - w / v.zoom / 2.0;
            v.y = to.y - h / v.zoom / 2.0;
        });
    };
    view! {
        <svg
            class="board-map"
            class:none=move || bounds.with(Option::is_none)
            width=W
            height=H
            aria-hidden="true"
            on:pointerdown=move |e| {
                e.stop_propagation();
                go(&e);
            }
            on:pointermove=move |e| if e.buttons() & 1 != 0 { go(&e) }
        >
            <path class="map-node" d=move || stations(false) />
            <path class="map-node bad" d=move || stations(true) />
            <rect
                class="map-seen"
                x=move || seen.get().x
                y=move || seen.get().y
                width=move || seen.get().w
                height=move || seen.get().h
            />
        </svg>
    }
}
