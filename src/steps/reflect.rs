//! An open question: the learner's own words first, then a model answer and what a good one says.

use super::cx::StepCx;
use super::progress::Answer;
use super::prose;
use crate::i18n;
use crate::view::prelude::*;
use lessons::lesson::{Reflect, StepKind};
use simcore::sorted::SortedSet;

/// So many characters count as a few words of one's own.
const ENOUGH: usize = 20;

#[derive(Clone, Copy)]
struct Draft {
    cx: StepCx,
    text: RwSignal<String>,
    opened: RwSignal<bool>,
    ticked: RwSignal<SortedSet<usize>>,
}

impl Draft {
    fn new(cx: StepCx) -> Draft {
        let (text, opened, ticked) = match cx.answer() {
            Some(Answer::Text { text, opened, ticked }) => (text, opened, ticked),
            _ => Default::default(),
        };
        Draft { cx, text: rw_signal(text), opened: rw_signal(opened), ticked: rw_signal(ticked) }
    }

    fn keep(self) {
        self.cx.keep(Answer::Text {
            text: self.text.get_untracked(),
            opened: self.opened.get_untracked(),
            ticked: self.ticked.get_untracked(),
        });
    }

    fn open(self) {
        self.opened.set(true);
        self.keep();
        self.cx.tick();
    }
}

#[component]
pub fn ReflectStep(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let draft = Draft::new(cx);
    let enough = move || draft.text.with(|s| s.trim().chars().count() >= ENOUGH);
    view! {
        <section class="task" data-testid="reflect">
            <label class="own-words">
                <b>{move || t.get().course.your_words}</b>
                <textarea
                    rows="7"
                    data-testid="own-words"
                    prop:value=move || draft.text.get()
                    on:input=move |ev| {
                        draft.text.set(event_target_value(&ev));
                        draft.keep();
                    }
                ></textarea>
            </label>
            <p class="task-note">{move || t.get().course.kept_here}</p>
            <div class="task-row">
                <Show when=move || !draft.opened.get()>
                    <button
                        class="btn pri"
                        type="button"
                        data-testid="open-model"
                        disabled=move || !enough()
                        on:click=move |_| draft.open()
                    >
                        {move || t.get().course.open_model}
                    </button>
                    <Show when=move || !enough()>
                        <span class="task-note">{move || t.get().course.write_first}</span>
                    </Show>
                </Show>
            </div>
        </section>
        <Show when=move || draft.opened.get()>
            <Model draft />
        </Show>
    }
}

/// The model answer, and the rubric as a list that the learner ticks.
#[component]
fn Model(draft: Draft) -> impl IntoView {
    let t = i18n::use_texts();
    let slug = stored(draft.cx.slug());
    let part = move |f: fn(&Reflect, &str) -> Dom| {
        slug.with_value(|slug| {
            draft.cx.with(|s| match &s.kind {
                StepKind::Reflect(r) => Some(f(r, slug)),
                _ => None,
            })
        })
    };
    let count = draft.cx.peek(|s| match &s.kind {
        StepKind::Reflect(r) => r.rubric.len(),
        _ => 0,
    });
    let rows = (0..count).map(|i| view! { <RubricLine draft place=i /> }).collect_view();
    view! {
        <section class="model prose" data-testid="model">
            <h2>{move || t.get().course.model}</h2>
            {move || part(|r, slug| prose::blocks(&r.model, slug))}
        </section>
        <Show when=move || count != 0>
            <h2 class="rubric-title">{move || t.get().course.rubric}</h2>
        </Show>
        <ul class="rubric">{rows}</ul>
    }
}

#[component]
fn RubricLine(draft: Draft, place: usize) -> impl IntoView {
    let slug = stored(draft.cx.slug());
    let words = move || {
        slug.with_value(|slug| {
            draft.cx.with(|s| match &s.kind {
                StepKind::Reflect(r) => r.rubric.get(place).map(|line| prose::runs(line, slug)),
                _ => None,
            })
        })
    };
    let toggle = move |_| {
        draft.ticked.update(|s| {
            if !s.remove(&place) {
                s.insert(place);
            }
        });
        draft.keep();
    };
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || draft.ticked.with(|s| s.contains(&place))
                    on:change=toggle
                />
                <span>{words}</span>
            </label>
        </li>
    }
}
