//! A number to be worked out on paper: no run gives it, and the way to it is shown when asked for.

use super::cx::{Action, ActionButton, Mark, StepCx};
use super::progress::Answer;
use super::ruler::{read_number, with_unit};
use super::step::After;
use crate::i18n::{self, number};
use crate::view::prelude::*;
use lessons::grade;
use lessons::lesson::{Estimate, StepKind};

/// What is written, what was checked last, and whether the way was asked for.
#[derive(Clone, Copy)]
struct Paper {
    cx: StepCx,
    written: RwSignal<Option<f64>>,
    checked: RwSignal<Option<f64>>,
    opened: RwSignal<bool>,
    /// What is in the field is no number, or none that can be.
    wrong: RwSignal<bool>,
}

impl Paper {
    fn new(cx: StepCx) -> Paper {
        let (said, opened) = match cx.answer() {
            Some(Answer::Estimate { said, opened }) => (Some(said), opened),
            _ => (None, false),
        };
        Paper {
            cx,
            written: rw_signal(said),
            checked: rw_signal(said),
            opened: rw_signal(opened),
            wrong: rw_signal(false),
        }
    }

    fn check(self, ask: &Estimate) {
        let Some(said) = self.written.get_untracked() else { return };
        self.checked.set(Some(said));
        self.keep();
        if grade::estimate(ask, said).passed {
            self.cx.tick();
        }
    }

    fn open(self) {
        self.opened.set(true);
        self.keep();
    }

    fn keep(self) {
        if let Some(said) = self.checked.get_untracked() {
            self.cx.keep(Answer::Estimate { said, opened: self.opened.get_untracked() });
        }
    }
}

/// What a learner wrote, if it is a number within the range.
fn fits(ask: &Estimate, read: Option<f64>) -> Option<f64> {
    let within = |v: &f64| ask.range.is_none_or(|(min, max)| (min..=max).contains(v));
    read.filter(|v| v.is_finite()).filter(within)
}

#[component]
pub fn EstimateStep(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let ask: Option<Estimate> = cx.peek(|s| match &s.kind {
        StepKind::Estimate(e) => Some(e.clone()),
        _ => None,
    });
    let ask = stored(ask?);
    let p = Paper::new(cx);
    let score =
        derived(move || p.checked.get().map(|said| ask.with_value(|a| grade::estimate(a, said).score)));
    let right = derived(move || score.get().is_some_and(|s| s >= 1.0));
    let label = derived(move || t.get().course.check_answer);
    let ready = derived(move || {
        p.written.with(Option::is_some) && !p.wrong.get() && p.written.get() != p.checked.get()
    });
    let action = Action { label, run: callback(move |()| ask.with_value(|a| p.check(a))), ready };
    cx.set_action(action);
    let stuck = move || p.checked.with(Option::is_some) && !right.get() && !p.opened.get();
    let has_way = move || cx.with(|s| !s.after.is_empty());
    Some(view! {
        <section class="task" data-testid="estimate" aria-labelledby="estimate-title">
            <h2 id="estimate-title">{move || t.get().course.on_paper}</h2>
            <Field p ask />
            <Verdict p ask score />
            <div class="task-row">
                <ActionButton action testid="check" />
                <Show when=move || stuck() && has_way()>
                    <button class="btn ghost" type="button" data-testid="way" on:click=move |_| p.open()>
                        {move || t.get().course.show_way}
                    </button>
                </Show>
            </div>
        </section>
        <After cx show=derived(move || right.get() || p.opened.get()) />
    })
}

#[component]
fn Field(p: Paper, ask: StoredValue<Estimate>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let shown = move || p.written.get().map(|v| number::exact(lang.get(), v)).unwrap_or_default();
    let take = move |ev| {
        let read = read_number(lang.get_untracked(), &event_target_value(&ev));
        let read = ask.with_value(|a| fits(a, read));
        p.wrong.set(read.is_none());
        if read.is_some() {
            p.written.set(read);
        }
    };
    let complaint = move || {
        let c = &t.get().course;
        ask.with_value(|a| match a.range {
            Some((min, max)) => {
                let say = |v| with_unit(lang.get(), v, &a.unit);
                (c.bad_number)(&say(min), &say(max))
            }
            None => c.no_number.to_owned(),
        })
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
                aria-invalid=move || p.wrong.get().to_string()
                prop:value=shown
                on:change=take
            />
            <span>{move || ask.with_value(|a| number::unit(lang.get(), &a.unit).to_owned())}</span>
        </label>
        <p class="field-wrong" role="alert">
            <Show when=move || p.wrong.get()>{complaint}</Show>
        </p>
    }
}

/// One sentence. Where it is wrong it does not say on which side: that would be found by halving.
#[component]
fn Verdict(p: Paper, ask: StoredValue<Estimate>, score: Signal<Option<f64>>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let words = derived(move || {
        let c = &t.get().course;
        let said = p.checked.get().unwrap_or_default();
        match score.get() {
            Some(s) if s >= 1.0 => ask.with_value(|a| {
                let say = |v| with_unit(lang.get(), v, &a.unit);
                (c.estimate_right)(&say(said), &say(a.answer))
            }),
            Some(s) if s > 0.0 => c.estimate_half.to_owned(),
            Some(_) => c.estimate_off.to_owned(),
            None => String::new(),
        }
    });
    let ok = derived(move || score.get().is_some_and(|s| s >= 1.0));
    view! {
        <div class="task-verdict" role="status" data-testid="verdict">
            <Show when=move || score.get().is_some()>
                <Mark ok words />
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_within_the_range_are_taken() {
        let ask = |range| Estimate { answer: 4.0, unit: String::new(), tolerance: 0.1, half: 0.2, range };
        let ranged = ask(Some((0.0, 20.0)));
        for (read, taken) in [(Some(20.0), true), (Some(20.5), false), (Some(-1.0), false), (None, false)] {
            assert_eq!(fits(&ranged, read).is_some(), taken, "{read:?}");
        }
        assert_eq!(fits(&ask(None), Some(1e9)), Some(1e9));
        assert_eq!(fits(&ask(None), Some(f64::NAN)), None);
    }
}
