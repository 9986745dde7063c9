//! A prediction that is a number: the ruler, a field for the exact figure, and the comparison.

use super::predict::Prediction;
use super::ruler::{Ruler, gap_words, read_number, with_unit};
use super::scale::Scale;
use crate::i18n::{self, number};
use crate::view::prelude::*;
use lessons::grade::Guess;

#[component]
pub fn NumberAsk(p: Prediction, unit: String, min: f64, max: f64, tolerance: f64) -> impl IntoView {
    let t = i18n::use_texts();
    let scale = Scale::new(min, max);
    let value = derived(move || match p.guess.get() {
        Some(Guess::Number(v)) => Some(v),
        _ => None,
    });
    let measured = derived(move || p.outcome.with(|o| o.as_ref().and_then(|o| o.mark.measured)));
    let on_set = callback(move |v| p.guess.set(Some(Guess::Number(v))));
    let unit = stored(unit);
    let question =
        derived(move || p.cx.with(|s| lessons::prose::plain(&s.title)) + ": " + t.get().course.your_number);
    view! {
        <Ruler
            scale
            unit=unit.get_value()
            label=question
            value
            measured
            locked=p.committed
            tolerance
            on_set
        />
        <Show when=move || !p.committed.get()>
            <NumberField scale unit value on_set />
        </Show>
        <Verdict p unit value measured />
    }
}

/// For those who know the figure that they want.
#[component]
fn NumberField(
    scale: Scale,
    unit: StoredValue<String>,
    value: Signal<Option<f64>>,
    on_set: Callback<f64>,
) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let wrong = rw_signal(false);
    let shown = move || value.get().map(|v| number::short(lang.get(), v)).unwrap_or_default();
    let take = move |ev| {
        let read = read_number(lang.get_untracked(), &event_target_value(&ev));
        let fits = read.filter(|v| (scale.min()..=scale.max()).contains(v));
        wrong.set(fits.is_none());
        if let Some(v) = fits {
            on_set.run(v);
        }
    };
    let complaint = move || {
        let say = |v| unit.with_value(|u| with_unit(lang.get(), v, u));
        (t.get().course.bad_number)(&say(scale.min()), &say(scale.max()))
    };
    view! {
        <label class="number-field">
            <span>{move || t.get().course.your_number}</span>
            <input
                class="field"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                data-testid="number"
                aria-invalid=move || wrong.get().to_string()
                prop:value=shown
                on:change=take
            />
            <span>{move || unit.with_value(|u| number::unit(lang.get(), u).to_owned())}</span>
        </label>
        <p class="field-wrong" role="alert">
            <Show when=move || wrong.get()>{complaint}</Show>
        </p>
    }
}

/// One sentence: how far the prediction is from the run.
#[component]
fn Verdict(
    p: Prediction,
    unit: StoredValue<String>,
    value: Signal<Option<f64>>,
    measured: Signal<Option<f64>>,
) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let say = move |v| unit.with_value(|u| with_unit(lang.get(), v, u));
    let sentence = move || {
        let mark = p.outcome.get()?.mark;
        let c = &t.get().course;
        let (said, Some(run)) = (value.get()?, measured.get()) else { return Some(c.no_value.to_owned()) };
        let off = unit.with_value(|u| gap_words(c, lang.get(), u, said, run)).unwrap_or_default();
        Some(match said {
            _ if mark.passed => (c.close)(&say(said), &say(run)),
            _ if off.is_empty() => (c.from_zero)(&say(said)),
            _ if said > run => (c.too_high)(&say(said), &off),
            _ => (c.too_low)(&say(said), &off),
        })
    };
    view! { <p class="task-verdict" role="status" data-testid="verdict">{sentence}</p> }
}
