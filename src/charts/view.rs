//! A chart in the page: a canvas that follows its box, the theme, the language and the series.

use super::cross::Cross;
use super::paint::Paper;
use super::{Chart, Scene, latency, spread, strips, throughput};
use crate::desk::Desk;
use crate::i18n::use_lang;
use crate::ui::theme::use_theme;
use crate::view::prelude::*;
use leptos::html;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// An observer and the closure that it calls: the one must not outlive the other.
type Observed = Option<(web_sys::ResizeObserver, Closure<dyn FnMut(js_sys::Array)>)>;

/// The size of an element's box in CSS pixels, as long as the current owner lives.
fn use_box_size(node: NodeRef<html::Div>) -> RwSignal<(f64, f64)> {
    let size = rw_signal((0.0, 0.0));
    let observer: Rc<RefCell<Observed>> = Rc::default();
    let kept = StoredValue::new_local(Rc::clone(&observer));
    effect(move || {
        let Some(element) = node.get() else { return };
        let watched = element.clone();
        let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |_| {
            if crate::rescue::is_alive() {
                let now = (f64::from(watched.client_width()), f64::from(watched.client_height()));
                if size.try_get_untracked().is_some_and(|s| s != now) {
                    size.set(now);
                }
            }
        });
        if let Ok(o) = web_sys::ResizeObserver::new(seen.as_ref().unchecked_ref()) {
            o.observe(&element);
            *observer.borrow_mut() = Some((o, seen));
        }
    });
    on_cleanup(move || {
        if let Some(cell) = kept.try_get_value()
            && let Some((observer, _)) = cell.borrow_mut().take()
        {
            observer.disconnect();
        }
    });
    size
}

/// A chart with its sentence for those who do not see it.
#[component]
pub fn ChartCanvas(desk: Desk, chart: Chart, #[prop(into)] summary: Signal<String>) -> impl IntoView {
    let (lang, theme) = (use_lang(), use_theme());
    let holder: NodeRef<html::Div> = NodeRef::new();
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let size = use_box_size(holder);
    let rows = memo(move || Scene::of(desk, lang.get(), chart).strips.len());
    let height = move || match rows.get() {
        0 => size.get().1,
        rows => size.get().1.max(rows as f64 * strips::ROW + strips::FOOT),
    };
    // the newest scene, until it is drawn
    let waiting = Rc::new(RefCell::new(None));
    effect(move || {
        let scene = Scene::of(desk, lang.get(), chart);
        theme.track();
        let (w, h) = (size.get().0, height());
        let Some(canvas) = canvas.get() else { return };
        if w < 40.0 || h < 40.0 {
            return;
        }
        // at most one drawing a frame, however many points come: the last of them counts
        if waiting.borrow_mut().replace((scene, canvas, w, h)).is_some() {
            return;
        }
        let waiting = Rc::clone(&waiting);
        request_animation_frame(move || {
            let Some((scene, canvas, w, h)) = waiting.borrow_mut().take() else { return };
            if let Some(paper) = Paper::on(&canvas, w, h) {
                let _ = match chart {
                    Chart::Latency => latency::draw(&scene, &paper),
                    Chart::Throughput => throughput::draw(&scene, &paper),
                    Chart::Spread => spread::draw(&scene, &paper),
                    _ => strips::draw(&scene, scene.unit(), &paper),
                };
            }
        });
    });
    // the x of a pointer over the box, as simulated seconds
    let time_at = move |x: i32| {
        let ((from, to), (left, right)) = (untrack(|| Scene::span(desk)), chart.sides()?);
        let inner = size.get_untracked().0 - left - right;
        let share = (f64::from(x) - left) / inner;
        (inner > 0.0 && (0.0..=1.0).contains(&share)).then_some(from + (to - from) * share)
    };
    let aim = move |ev: web_sys::PointerEvent| desk.time.cross.set(time_at(ev.offset_x()));
    let jump = move |ev: web_sys::MouseEvent| {
        if let Some(t) = time_at(ev.offset_x()) {
            desk.rewind(t);
        }
    };
    view! {
        <div class="chart-box" node_ref=holder on:pointermove=aim on:pointerleave=move |_| desk.time.cross.set(None) on:click=jump>
            <canvas
                node_ref=canvas
                role="img"
                aria-label=move || summary.get()
                style:width="100%"
                style:height=move || format!("{}px", height())
            ></canvas>
            <Cross desk chart size />
        </div>
    }
}
