//! The checked ruler on which a prediction is made, and on which the run is shown afterwards.
//!
//! Everything along the ruler is placed in per cent, so that it keeps its text size at any width.
//! The control itself is a native range input over the drawing: pointer, touch, arrow keys and
//! screen readers come with it.

use super::scale::{STOPS, Scale, difference, in_points};
use crate::i18n::{self, Lang, course, number};
use crate::view::prelude::*;

/// Writes a value of the ruler with its unit.
pub fn with_unit(lang: Lang, value: f64, unit: &str) -> String {
    match unit {
        "" => number::short(lang, value),
        "ms" => number::ms(lang, value),
        "%" => format!("{}%", number::short(lang, value)),
        "$" => number::dollars(lang, value),
        "1/s" => number::rate(lang, value),
        other => format!("{}\u{a0}{other}", number::short(lang, value)),
    }
}

/// Reads what a person typed: 3,000.5 in English, 3.000,5 in Portuguese, with or without a unit.
pub fn read_number(lang: Lang, text: &str) -> Option<f64> {
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    number::parse(lang, number)
}

/// How far a prediction is from the run: per cent of the run, or points where both are shares.
pub fn gap_words(c: &course::Texts, lang: Lang, unit: &str, said: f64, run: f64) -> Option<String> {
    if in_points(unit) {
        return Some((c.points)(&number::fixed(lang, (said - run).abs(), 1)));
    }
    (run.abs() > 1e-9).then(|| number::percent(lang, difference(said, run).abs()))
}

fn pct(share: f64) -> String {
    format!("{:.3}%", share * 100.0)
}

/// Text that stands at a share of the way is anchored so that it stays inside.
fn anchor(share: f64) -> &'static str {
    match share {
        s if s < 0.22 => "start",
        s if s > 0.78 => "end",
        _ => "middle",
    }
}

/// The ruler. `value` is the learner's, `measured` the run's; a locked ruler only shows.
#[component]
pub fn Ruler(
    scale: Scale,
    /// `""`, `%`, `ms`, `req/s`, ...
    #[prop(into)]
    unit: String,
    /// What the screen reader calls it: the question.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] value: Signal<Option<f64>>,
    #[prop(into)] measured: Signal<Option<f64>>,
    #[prop(into)] locked: Signal<bool>,
    /// Relative difference up to which a prediction counts as right.
    tolerance: f64,
    on_set: Callback<f64>,
) -> impl IntoView {
    let lang = i18n::use_lang();
    let unit = stored(unit);
    let text = move |v: f64| unit.with_value(|u| with_unit(lang.get(), v, u));
    let stop = move || value.get().map_or(STOPS / 2, |v| (scale.place(v) * f64::from(STOPS)).round() as u32);
    let spoken = move || value.get().map(text).unwrap_or_default();
    view! {
        <div class="ruler" class:ruler-locked=move || locked.get()>
            <svg class="ruler-draw" width="100%" height="88" aria-hidden="true">
                <Marks scale unit=unit />
                <Gap scale value measured tolerance />
                <Said scale value text=callback(text) />
                <Run scale unit value measured text=callback(text) />
            </svg>
            <input
                class="ruler-input"
                type="range"
                min="0"
                max=STOPS
                step="1"
                data-testid="ruler"
                aria-label=move || label.get()
                aria-valuetext=spoken
                prop:value=stop
                disabled=move || locked.get()
                on:input=move |ev| {
                    if let Ok(at) = event_target_value(&ev).parse::<f64>() {
                        on_set.run(scale.value(at / f64::from(STOPS)));
                    }
                }
            />
        </div>
    }
}

/// Bar, ticks and their labels.
#[component]
fn Marks(scale: Scale, unit: StoredValue<String>) -> impl IntoView {
    let lang = i18n::use_lang();
    let checks = scale.checks().into_iter().enumerate();
    let checks = checks.map(|(i, (from, to))| {
        let class = if i % 2 == 0 { "ruler-check" } else { "ruler-check ruler-check-dark" };
        view! { <rect class=class x=pct(from) width=pct(to - from) y="36" height="6" /> }
    });
    let ticks = scale.ticks().into_iter().map(|t| {
        let x = pct(t.at);
        let y1 = if t.label.is_some() { "42" } else { "46" };
        let words = t.label.map(|v| {
            // only the last label carries the unit: it is the same on all of them
            let last = t.at > 0.999;
            let says = move || {
                let (lang, short) = (lang.get(), number::short(lang.get(), v));
                unit.with_value(|u| match u.as_str() {
                    // seconds would not fit to the labels before
                    "ms" if last => format!("{short}\u{a0}ms"),
                    _ if last => with_unit(lang, v, u),
                    // the last one needs its room
                    _ if t.at > 0.74 && u.len() > 1 && scale.max() >= 1_000.0 => String::new(),
                    _ => short,
                })
            };
            view! { <text class="ruler-label" x=pct(t.at) y="66" text-anchor=edge(t.at)>{says}</text> }
        });
        view! { <line class="ruler-tick" x1=x.clone() x2=x y1=y1 y2="52" />{words} }
    });
    view! { <g>{checks.collect_view()}{ticks.collect_view()}</g> }
}

/// Labels of the very ends must not stick out.
fn edge(share: f64) -> &'static str {
    match share {
        s if s < 0.01 => "start",
        s if s > 0.99 => "end",
        _ => "middle",
    }
}

/// The stretch between what was said and what the run measured.
#[component]
fn Gap(
    scale: Scale,
    value: Signal<Option<f64>>,
    measured: Signal<Option<f64>>,
    tolerance: f64,
) -> impl IntoView {
    move || {
        let (said, run) = value.get().zip(measured.get())?;
        let (a, b) = (scale.place(said), scale.place(run));
        let far = difference(said, run).abs() > tolerance;
        let class = if far { "ruler-gap ruler-gap-far" } else { "ruler-gap" };
        let (from, to) = (a.min(b), a.max(b));
        Some(view! { <rect class=class x=pct(from) width=pct(to - from) y="36" height="6" /> })
    }
}

/// The yellow marker and its words above the ruler.
#[component]
fn Said(scale: Scale, value: Signal<Option<f64>>, text: Callback<f64, String>) -> impl IntoView {
    let t = i18n::use_texts();
    move || {
        let Some(v) = value.get() else {
            return view! {
                <text class="ruler-empty" x="50%" y="20" text-anchor="middle">
                    {t.get().course.place_marker}
                </text>
            };
        };
        let at = scale.place(v);
        let words = (t.get().course.you_said)(&text.run(v));
        view! {
            <svg x=pct(at) y="16" overflow="visible">
                <path class="ruler-marker" d="M-9 0h18v13l-9 9l-9-9z" />
            </svg>
            <text class="ruler-said" x=pct(at) y="11" text-anchor=anchor(at)>{words}</text>
        }
    }
}

/// The ink line of the run and its words below, with the difference in per cent.
#[component]
fn Run(
    scale: Scale,
    unit: StoredValue<String>,
    value: Signal<Option<f64>>,
    measured: Signal<Option<f64>>,
    text: Callback<f64, String>,
) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    move || {
        let run = measured.get()?;
        let at = scale.place(run);
        let c = &t.get().course;
        let mut words = (c.the_run)(&text.run(run));
        if let Some(said) = value.get()
            && let Some(gap) = unit.with_value(|u| gap_words(c, lang.get(), u, said, run))
        {
            let sign = if said >= run { "+" } else { "\u{2212}" };
            words.push_str(&format!(" ({sign}{gap})"));
        }
        Some(view! {
            <svg x=pct(at) y="30" overflow="visible">
                <path class="ruler-run" d="M0 0V26" />
            </svg>
            <text class="ruler-ran" x=pct(at) y="84" text-anchor=anchor(at)>{words}</text>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_number_is_read_as_its_language_writes_it() {
        assert_eq!(read_number(Lang::En, "3,000.5 ms"), Some(3000.5));
        assert_eq!(read_number(Lang::Pt, " 3.000,5"), Some(3000.5));
        assert_eq!(read_number(Lang::Pt, "12%"), Some(12.0));
        assert_eq!(read_number(Lang::En, "about ten"), None);
        assert_eq!(read_number(Lang::En, ""), None);
    }

    #[test]
    fn units_follow_the_number() {
        assert_eq!(with_unit(Lang::Pt, 12.5, "%"), "12,5%");
        assert_eq!(with_unit(Lang::En, 3000.0, ""), "3,000");
    }
}
