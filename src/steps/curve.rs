//! A prediction that is drawn: by a stroke over the chart, or point by point, each a slider of its own.
//! Afterwards the run is drawn into the same chart, and the table says it in figures.

mod told;

use self::told::{Figures, Verdict};
use super::predict::Prediction;
use super::ruler::with_unit;
use super::scale::Scale;
use crate::i18n::{self, kinds, number};
use crate::view::prelude::*;
use lessons::grade::Guess;
use lessons::lesson::{Across, Over};

/// How far the surface reaches beyond the field, so that a finger can take the outermost points; as in
/// debrief.css.
const RIM: (i32, i32) = (22, 12);

/// Steps of a slider: a hundredth of the height is finer than anybody means.
const STEPS: f64 = 100.0;

/// The chart that is drawn into; a handle.
#[derive(Clone, Copy)]
pub struct CurveSheet {
    said: Signal<Option<Vec<f64>>>,
    draw: Callback<Vec<f64>>,
    /// What was measured, once it is known.
    run: Signal<Option<Vec<f64>>>,
    /// May not be changed any more.
    closed: Signal<bool>,
    scale: Scale,
    xs: StoredValue<Vec<f64>>,
    unit: StoredValue<String>,
    /// The point at which the stroke was last, while the pointer is down.
    last: RwSignal<Option<usize>>,
}

impl CurveSheet {
    /// A chart for a value at each of these settings. `said` is what was drawn, `draw` takes what is
    /// drawn anew.
    pub fn new(
        said: Signal<Option<Vec<f64>>>,
        draw: Callback<Vec<f64>>,
        scale: Scale,
        xs: Vec<f64>,
        unit: String,
    ) -> CurveSheet {
        let (run, closed) = (derived(|| None), derived(|| false));
        CurveSheet {
            said,
            draw,
            run,
            closed,
            scale,
            xs: stored(xs),
            unit: stored(unit),
            last: rw_signal(None),
        }
    }

    /// Where a point stands, as a share of the width.
    fn across(self, place: usize) -> f64 {
        self.xs.with_value(|xs| share_of(xs, place))
    }

    /// Sets points; the first touch lays a level line, so that there is something to bend.
    fn set(self, from: usize, to: usize, value: f64) {
        let n = self.xs.with_value(Vec::len);
        let before = untrack(|| self.said.get()).filter(|v| v.len() == n);
        let mut curve = before.unwrap_or_else(|| vec![value; n]);
        stroke(&mut curve, from, to, value);
        self.draw.run(curve);
    }

    /// The pointer is at these shares of the width and the height, from the lower left.
    fn stroke_to(self, x: f64, y: f64) {
        let here = self.xs.with_value(|xs| {
            let far = |i: usize| (share_of(xs, i) - x).abs();
            (0..xs.len()).reduce(|a, b| if far(b) < far(a) { b } else { a }).unwrap_or_default()
        });
        let before = self.last.get_untracked().unwrap_or(here);
        self.last.set(Some(here));
        self.set(before, here, self.scale.value(y));
    }

    /// A curve as the points of a polyline in a field of 100 by 100.
    fn line(self, curve: &[f64]) -> String {
        let point = |(i, v): (usize, &f64)| {
            format!("{:.2},{:.2} ", 100.0 * self.across(i), 100.0 * (1.0 - self.scale.place(*v)))
        };
        curve.iter().enumerate().map(point).collect()
    }

    fn text(self, v: f64) -> String {
        self.unit.with_value(|u| with_unit(i18n::use_lang().get(), v, u))
    }
}

/// The setting as a share of the way from the first to the last.
fn share_of(xs: &[f64], place: usize) -> f64 {
    match (xs.first(), xs.last(), xs.get(place)) {
        (Some(a), Some(b), Some(x)) if b > a => (x - a) / (b - a),
        _ => 0.0,
    }
}

/// Points that a quick stroke has passed over lie on the straight way from the last one to this one.
fn stroke(curve: &mut [f64], from: usize, to: usize, value: f64) {
    let Some(&start) = curve.get(from) else { return };
    let far = from.abs_diff(to);
    for i in 1..=far {
        let at = if to > from { from + i } else { from - i };
        if let Some(v) = curve.get_mut(at) {
            *v = start + (value - start) * i as f64 / far as f64;
        }
    }
    if let Some(v) = curve.get_mut(to) {
        *v = value;
    }
}

#[component]
pub fn CurveAsk(
    p: Prediction,
    unit: String,
    min: f64,
    max: f64,
    tolerance: f64,
    over: Over,
) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let place = match over.what {
        Across::Param { node, param } => {
            p.cx.peek(|s| s.board.as_ref().and_then(|b| b.design.node(node)).map(|n| n.kind))
                .map(|kind| (kind, param))
        }
        Across::Time { .. } => None,
    };
    let x_name = derived(move || match place {
        Some((kind, param)) => {
            kinds::kind(lang.get(), kind).params.get(param).map(|p| p.label.to_owned()).unwrap_or_default()
        }
        None => t.get().goals.time.to_owned(),
    });
    let said = derived(move || match p.guess.get() {
        Some(Guess::Curve(v)) => Some(v),
        _ => None,
    });
    let run =
        derived(move || p.outcome.with(|o| Some(o.as_ref()?.mark.curve.clone()).filter(|c| !c.is_empty())));
    let draw = callback(move |curve| p.guess.set(Some(Guess::Curve(curve))));
    let count = over.values.len();
    let sheet = CurveSheet::new(said, draw, Scale::new(min, max), over.values, unit);
    let sheet = CurveSheet { run, closed: derived(move || p.committed.get()), ..sheet };
    let title = move || p.cx.with(|s| lessons::prose::plain(&s.title)) + ": " + t.get().debrief.your_curve;
    view! {
        <CurveField sheet tolerance x_name title=derived(title) />
        <Verdict p tolerance />
        <Figures sheet count x_name />
    }
}

/// The chart, and how to draw into it while that is allowed.
#[component]
pub fn CurveField(
    sheet: CurveSheet,
    tolerance: f64,
    x_name: Signal<String>,
    title: Signal<String>,
) -> impl IntoView {
    let t = i18n::use_texts();
    let count = sheet.xs.with_value(Vec::len);
    let points = (0..count).map(|place| view! { <PointSlider sheet place x_name /> }).collect_view();
    view! {
        <div class="curve" role="group" aria-label=move || title.get() data-testid="curve">
            <div class="curve-field">
                <Grid sheet />
                <Lines sheet tolerance />
                {points}
                <Show when=move || !sheet.closed.get()>
                    <Surface sheet />
                </Show>
            </div>
            <p class="curve-x" aria-hidden="true">{move || x_name.get()}</p>
        </div>
        <Show when=move || !sheet.closed.get()>
            <p class="task-note">{move || t.get().debrief.draw_how}</p>
        </Show>
    }
}

/// Lines of the grid with their values, and the settings below.
#[component]
fn Grid(sheet: CurveSheet) -> impl IntoView {
    let lang = i18n::use_lang();
    let ticks: Vec<_> = sheet.scale.ticks().into_iter().filter_map(|t| Some((t.at, t.label?))).collect();
    let top = ticks.last().map(|t| t.1);
    let rows = ticks.into_iter().map(|(at, v)| {
        // the highest one carries the unit for all; over decades each has its own (1 ms to 10 s)
        let own = sheet.scale.is_log() || Some(v) == top;
        let says = move || if own { sheet.text(v) } else { number::short(lang.get(), v) };
        let down = format!("{:.2}%", 100.0 * (1.0 - at));
        view! { <i class="curve-line" style:top=down.clone()></i><span class="curve-y" style:top=down>{says}</span> }
    });
    let count = sheet.xs.with_value(Vec::len);
    // they must not run into each other, and a phone has room for fewer
    let skipped = move |i: usize, room: usize| !i.is_multiple_of(count.div_ceil(room).max(1));
    let columns = (0..count).filter(|i| !skipped(*i, 13)).map(|i| {
        let v = sheet.xs.with_value(|xs| xs.get(i).copied().unwrap_or_default());
        let across = format!("{:.2}%", 100.0 * sheet.across(i));
        let class = if skipped(i, 6) { "curve-at curve-at-wide" } else { "curve-at" };
        view! { <span class=class style:left=across>{move || number::short(lang.get(), v)}</span> }
    });
    view! { <div class="curve-grid" aria-hidden="true">{rows.collect_view()}{columns.collect_view()}</div> }
}

/// What was drawn, what was measured, and how far they are apart.
#[component]
fn Lines(sheet: CurveSheet, tolerance: f64) -> impl IntoView {
    let t = i18n::use_texts();
    let apart = move || {
        let (said, run) = sheet.said.get().zip(sheet.run.get())?;
        let bars = said.iter().zip(&run).enumerate().map(|(i, (a, b))| {
            let down = |v: f64| format!("{:.2}", 100.0 * (1.0 - sheet.scale.place(v)));
            let far = (sheet.scale.place(*a) - sheet.scale.place(*b)).abs() > tolerance;
            let x = format!("{:.2}", 100.0 * sheet.across(i));
            let class = if far { "curve-gap curve-gap-far" } else { "curve-gap" };
            view! { <line class=class x1=x.clone() x2=x y1=down(*a) y2=down(*b) /> }
        });
        Some(bars.collect_view())
    };
    let drawn = move || {
        let line = sheet.line(&sheet.said.get()?);
        Some(view! {
            <polyline class="curve-said-edge" points=line.clone() />
            <polyline class="curve-said" points=line />
        })
    };
    let measured =
        move || Some(view! { <polyline class="curve-run" points=sheet.line(&sheet.run.get()?) /> });
    // at the first point, where most curves are still apart from each other's labels
    let label = move |class: &'static str, curve: Option<Vec<f64>>, words: &'static str| {
        let at = sheet.scale.place(*curve?.last()?);
        let down = format!("{:.2}%", 100.0 * (1.0 - at));
        Some(view! { <span class=class style:top=down aria-hidden="true">{words}</span> })
    };
    view! {
        <svg class="curve-draw" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            {apart}
            {drawn}
            {measured}
        </svg>
        {move || sheet.run.get().and_then(|_| label("curve-label", sheet.said.get(), t.get().debrief.you))}
        {move || label("curve-label curve-label-run", sheet.run.get(), t.get().debrief.the_run)}
        {move || sheet.said.get().is_none().then(|| view! {
            <span class="curve-empty" aria-hidden="true">{t.get().debrief.press_to_draw}</span>
        })}
    }
}

/// One point: a slider for keys and screen readers, with its handle on the curve.
#[component]
fn PointSlider(sheet: CurveSheet, place: usize, x_name: Signal<String>) -> impl IntoView {
    let lang = i18n::use_lang();
    let x = sheet.xs.with_value(|xs| xs.get(place).copied().unwrap_or_default());
    let value = move || sheet.said.get().and_then(|c| c.get(place).copied());
    let stop = move || value().map_or(STEPS / 2.0, |v| (sheet.scale.place(v) * STEPS).round());
    let down = move || format!("{:.2}%", 100.0 - 100.0 * value().map_or(0.5, |v| sheet.scale.place(v)));
    view! {
        <div
            class="curve-point"
            class:curve-point-unset=move || value().is_none()
            style:left=format!("{:.2}%", 100.0 * sheet.across(place))
            style:top=down
        >
            <input
                type="range"
                min="0"
                max=STEPS.to_string()
                step="1"
                data-testid="curve-point"
                aria-label=move || format!("{}: {}", x_name.get(), number::short(lang.get(), x))
                aria-valuetext=move || value().map(|v| sheet.text(v)).unwrap_or_default()
                prop:value=stop
                disabled=move || sheet.closed.get()
                on:input=move |ev| {
                    if let Ok(at) = event_target_value(&ev).parse::<f64>() {
                        sheet.set(place, place, sheet.scale.value(at / STEPS));
                    }
                }
            />
            <span class="curve-handle"></span>
        </div>
    }
}

/// Takes the strokes of mouse, pen and finger.
#[component]
fn Surface(sheet: CurveSheet) -> impl IntoView {
    let at = move |ev: &web_sys::PointerEvent| {
        let here: web_sys::Element = event_target(ev);
        let share = |at: i32, long: i32, rim: i32| {
            (f64::from(at - rim) / f64::from((long - 2 * rim).max(1))).clamp(0.0, 1.0)
        };
        let x = share(ev.offset_x(), here.client_width(), RIM.0);
        let y = share(ev.offset_y(), here.client_height(), RIM.1);
        sheet.stroke_to(x, 1.0 - y);
    };
    let down = move |ev: web_sys::PointerEvent| {
        let here: web_sys::Element = event_target(&ev);
        // a browser that will not capture only ends the stroke at the edge
        let _ = here.set_pointer_capture(ev.pointer_id());
        sheet.last.set(None);
        at(&ev);
    };
    let drag = move |ev: web_sys::PointerEvent| {
        if sheet.last.get_untracked().is_some() {
            at(&ev);
        }
    };
    let end = move |_: web_sys::PointerEvent| sheet.last.set(None);
    view! {
        <div
            class="curve-surface"
            data-testid="curve-surface"
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=end
            on:pointercancel=end
        ></div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_stroke_leaves_no_gap() {
        let mut curve = vec![10.0; 6];
        stroke(&mut curve, 1, 4, 40.0);
        assert_eq!(curve, [10.0, 10.0, 20.0, 30.0, 40.0, 10.0]);
        stroke(&mut curve, 4, 2, 0.0);
        assert_eq!(curve, [10.0, 10.0, 0.0, 20.0, 40.0, 10.0]);
        stroke(&mut curve, 0, 0, 5.0);
        stroke(&mut curve, 9, 2, 7.0);
        assert_eq!(curve[0], 5.0);
        assert_eq!(curve[2], 0.0, "a point that is not there moves nothing");
    }

    #[test]
    fn points_stand_where_their_settings_are() {
        let xs = [10.0, 20.0, 50.0];
        assert_eq!([0, 1, 2].map(|i| share_of(&xs, i)), [0.0, 0.25, 1.0]);
        assert_eq!(share_of(&[4.0], 0), 0.0);
    }
}
