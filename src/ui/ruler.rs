//! Rulers: the browser's own slider, made invisible, over a drawing of the scale. So keyboard,
//! touch and screen readers work as everywhere, and the scale looks like one of a map.

use super::scale::{Scale, Shape};
use crate::i18n::{number, use_lang};
use crate::view::prelude::*;

/// Places of the native slider; finer than any screen.
const PLACES: f64 = 10_000.0;

/// A thin ruler of the inspector, with a mark at the default.
#[component]
pub fn Ruler(
    #[prop(into)] label: Signal<String>,
    scale: Scale,
    #[prop(into)] value: Signal<Option<f64>>,
    /// How the value is said.
    #[prop(into)]
    said: Signal<String>,
    default: f64,
    on_change: Callback<f64>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let at = move || scale.fraction(value.get().unwrap_or(default)) * 100.0;
    let mark = format!("{:.2}%", scale.fraction(default) * 100.0);
    view! {
        <span class="pr-ruler" class:off=move || disabled.get()>
            <span class="pr-ruler-in">
                <span class="pr-ruler-fill" style:width=move || format!("{:.2}%", at())></span>
                <span class="pr-ruler-default" style:left=mark></span>
                <span
                    class="pr-ruler-knob"
                    class:mixed=move || value.get().is_none()
                    style:left=move || format!("{:.2}%", at())
                ></span>
            </span>
            <Slider label scale value said on_change disabled />
        </span>
    }
}

/// The checked log ruler with the yellow knob.
#[component]
pub fn CheckedRuler(
    #[prop(into)] label: Signal<String>,
    scale: Scale,
    #[prop(into)] value: Signal<Option<f64>>,
    #[prop(into)] said: Signal<String>,
    on_change: Callback<f64>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let at = move || scale.fraction(value.get().unwrap_or(scale.min)) * 100.0;
    view! {
        <span class="checked" class:off=move || disabled.get()>
            <span class="checked-in">
                <Drawn scale />
                <span class="checked-fill" style:width=move || format!("{:.2}%", at())></span>
                <svg
                    class="checked-knob"
                    viewBox="0 0 18 24"
                    style:left=move || format!("{:.2}%", at())
                    aria-hidden="true"
                >
                    <path d="M1.5 1.5h15v14L9 22.500 1.500 15.500z"></path>
                </svg>
            </span>
            <Slider label scale value said on_change disabled />
        </span>
    }
}

/// Checks, ticks and figures of a scale.
#[component]
fn Drawn(scale: Scale) -> impl IntoView {
    let lang = use_lang();
    let decades = scale.decades();
    let place = move |v: f64| format!("{:.3}%", scale.fraction(v) * 100.0);
    let width = move |a: f64, b: f64| format!("{:.3}%", (scale.fraction(b) - scale.fraction(a)) * 100.0);
    let checks = decades
        .windows(2)
        .enumerate()
        .map(|(i, pair)| {
            let (a, b) = (pair[0], pair[1]);
            view! { <i class="check" class:dark=i % 2 == 0 style:left=place(a) style:width=width(a, b)></i> }
        })
        .collect_view();
    let fine = match scale.shape {
        Shape::Linear => Vec::new(),
        _ => decades.iter().flat_map(|d| (2..10).map(move |n| d * f64::from(n))).collect(),
    };
    let ticks = fine
        .into_iter()
        .filter(|v| *v <= scale.max)
        .map(|v| view! { <i class="tick" style:left=place(v)></i> })
        .collect_view();
    let figures = decades
        .iter()
        .map(|d| {
            let d = *d;
            view! {
                <i class="tick long" style:left=place(d)></i>
                <b class="figure" style:left=place(d)>{move || number::compact(lang.get(), d)}</b>
            }
        })
        .collect_view();
    view! { <span class="checked-scale" aria-hidden="true">{checks}{ticks}{figures}</span> }
}

/// The native slider on top.
#[component]
fn Slider(
    label: Signal<String>,
    scale: Scale,
    value: Signal<Option<f64>>,
    said: Signal<String>,
    on_change: Callback<f64>,
    disabled: Signal<bool>,
) -> impl IntoView {
    let key = move |ev: web_sys::KeyboardEvent| {
        let now = value.get_untracked().unwrap_or(scale.min);
        let size = if ev.shift_key() { 10.0 } else { 1.0 };
        let next = match ev.key().as_str() {
            "ArrowRight" | "ArrowUp" => scale.step(now, size),
            "ArrowLeft" | "ArrowDown" => scale.step(now, -size),
            "PageUp" => scale.step(now, 10.0),
            "PageDown" => scale.step(now, -10.0),
            "Home" => scale.min,
            "End" => scale.max,
            _ => return,
        };
        ev.prevent_default();
        if next != now {
            on_change.run(next);
        }
    };
    let drag = move |ev: web_sys::Event| {
        if let Ok(place) = event_target_value(&ev).parse::<f64>() {
            on_change.run(scale.value(place / PLACES));
        }
    };
    view! {
        <input
            type="range"
            class="slider"
            min="0"
            max=PLACES.to_string()
            step="1"
            aria-label=move || label.get()
            aria-valuetext=move || said.get()
            prop:value=move || {
                (scale.fraction(value.get().unwrap_or(scale.min)) * PLACES).round().to_string()
            }
            prop:disabled=move || disabled.get()
            on:keydown=key
            on:input=drag
        />
    }
}
