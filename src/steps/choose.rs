//! A question with options: native radio buttons or check boxes, a note per option, as many tries
//! as the learner wants.

use super::cx::{Action, ActionButton, Mark, StepCx};
use super::progress::Answer;
use super::prose;
use super::step::After;
use crate::i18n;
use crate::view::prelude::*;
use lessons::grade;
use lessons::lesson::{Choose, StepKind};
use simcore::sorted::SortedSet;

/// What is picked, and what was picked when it was checked last.
#[derive(Clone, Copy)]
struct Picks {
    cx: StepCx,
    picked: RwSignal<SortedSet<String>>,
    checked: RwSignal<Option<SortedSet<String>>>,
}

impl Picks {
    fn new(cx: StepCx) -> Picks {
        let kept: Option<SortedSet<String>> = match cx.answer() {
            Some(Answer::Picked(list)) => Some(list.into_iter().collect()),
            _ => None,
        };
        let picked = rw_signal(kept.clone().unwrap_or_default());
        Picks { cx, picked, checked: rw_signal(kept) }
    }

    fn toggle(self, id: &str, one: bool) {
        self.picked.update(|p| {
            if one {
                p.clear();
            }
            if !p.remove(id) {
                p.insert(id.to_owned());
            }
        });
    }

    fn check(self) {
        let picked = self.picked.get_untracked();
        let list: Vec<String> = picked.iter().cloned().collect();
        self.cx.keep(Answer::Picked(list.clone()));
        if task(self.cx).is_some_and(|t| grade::choose(&t, &list).passed) {
            self.cx.tick();
        }
        self.checked.set(Some(picked));
    }

    /// Was this option part of the last check, and is it still picked?
    fn shows(self, id: &str) -> bool {
        self.picked.with(|p| p.contains(id))
            && self.checked.with(|c| c.as_ref().is_some_and(|c| c.contains(id)))
    }

    /// The last check still stands.
    fn stands(self) -> bool {
        self.checked.with(|c| c.as_ref().is_some_and(|c| self.picked.with(|p| p == c)))
    }
}

fn task(cx: StepCx) -> Option<Choose> {
    cx.peek(|s| match &s.kind {
        StepKind::Choose(c) => Some(c.clone()),
        _ => None,
    })
}

#[component]
pub fn ChooseStep(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let choose = task(cx)?;
    let one = choose.key.len() == 1;
    let picks = Picks::new(cx);
    let ready = derived(move || picks.picked.with(|p| !p.is_empty()) && !picks.stands());
    let label = derived(move || t.get().course.check_answer);
    let action = Action { label, run: callback(move |()| picks.check()), ready };
    cx.set_action(action);
    let legend = move || {
        let c = &t.get().course;
        if one { c.pick_one } else { c.pick_many }
    };
    let rows = choose.options.iter().enumerate().map(|(i, o)| {
        let right = choose.key.contains(&o.id);
        view! { <Choice picks place=i id=o.id.clone() one right /> }
    });
    let key = stored(choose.clone());
    let passed = derived(move || {
        let list: Vec<String> = picks.checked.get().unwrap_or_default().into_iter().collect();
        picks.stands() && key.with_value(|k| grade::choose(k, &list).passed)
    });
    Some(view! {
        <fieldset class="task choices" data-testid="choose">
            <legend>{legend}</legend>
            {rows.collect_view()}
            <Result picks key passed />
            <div class="task-row">
                <ActionButton action testid="check" />
            </div>
        </fieldset>
        <After cx show=passed />
    })
}

/// An option, and its note once it has been checked.
#[component]
fn Choice(picks: Picks, place: usize, id: String, one: bool, right: bool) -> impl IntoView {
    let t = i18n::use_texts();
    let slug = stored(picks.cx.slug());
    let id = stored(id);
    let is = move || id.with_value(|id| picks.picked.with(|p| p.contains(id)));
    let shows = move || id.with_value(|id| picks.shows(id));
    let part = move |feedback: bool| {
        slug.with_value(|slug| {
            picks.cx.with(|s| match &s.kind {
                StepKind::Choose(c) => c
                    .options
                    .get(place)
                    .map(|o| prose::runs(if feedback { &o.feedback } else { &o.text }, slug)),
                _ => None,
            })
        })
    };
    let word = derived(move || {
        let c = &t.get().course;
        if right { c.right } else { c.not_this }.to_owned()
    });
    view! {
        <div class="choice" class:choice-here=is>
            <label>
                <input
                    type=if one { "radio" } else { "checkbox" }
                    name="choice"
                    prop:checked=is
                    on:change=move |_| id.with_value(|id| picks.toggle(id, one))
                />
                <span>{move || part(false)}</span>
            </label>
            <div class="choice-note" role="status">
                <Show when=shows>
                    <Mark ok=Signal::stored(right) words=word />
                    <span>{move || part(true)}</span>
                </Show>
            </div>
        </div>
    }
}

/// The sentence over the button.
#[component]
fn Result(picks: Picks, key: StoredValue<Choose>, passed: Signal<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    let sentence = move || {
        if passed.get() || !picks.stands() {
            return None;
        }
        let checked = picks.checked.get()?;
        key.with_value(|k| {
            let right = checked.iter().filter(|id| k.key.contains(id)).count();
            (k.key.len() > 1).then(|| (t.get().course.partly)(right, k.key.len()))
        })
    };
    view! { <p class="task-verdict" role="status">{sentence}</p> }
}
