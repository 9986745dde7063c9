//! Below a step: hints one by one when asked for, and the way back and on.

use super::cx::StepCx;
use super::prose;
use super::step::ticks_by_going_on;
use crate::app::{self, Route};
use crate::i18n;
use crate::ui::Icon;
use crate::view::prelude::*;

/// Hints are asked for, never volunteered.
#[component]
pub fn Hints(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let shown = rw_signal(0_usize);
    let total = move || cx.with(|s| s.hints.len());
    let slug = stored(cx.slug());
    let list = move || {
        let n = shown.get();
        slug.with_value(|slug| {
            cx.with(|s| {
                let one = |h: &Vec<_>| view! { <li>{prose::blocks(h, slug)}</li> };
                Some(s.hints.iter().take(n).map(one).collect_view())
            })
        })
    };
    let label = move || {
        let c = &t.get().course;
        if shown.get() == 0 { c.first_hint } else { c.next_hint }
    };
    view! {
        <Show when=move || total() != 0>
            <section class="hints" data-testid="hints">
                <ol class="hints-list prose" aria-live="polite">
                    {list}
                </ol>
                <div class="hints-row">
                    <Icon name="lightbulb" />
                    <span>{move || (t.get().course.hints)(shown.get(), total())}</span>
                    <Show when=move || shown.get() < total()>
                        <button
                            class="btn sm"
                            type="button"
                            on:click=move |_| shown.update(|n| *n += 1)
                        >
                            {label}
                        </button>
                    </Show>
                </div>
            </section>
        </Show>
    }
}

/// Back, what is still to do, and on. A phone shows one action: the step's own until it is done.
#[component]
pub fn Foot(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let done = memo(move || cx.is_done());
    let wants = memo(move || cx.with(|s| !ticks_by_going_on(&s.kind)));
    let waiting = move || wants.get() && !done.get();
    let at = move |i: Option<usize>| {
        let slug = cx.slug();
        let id =
            i.and_then(|i| cx.lesson.with(|l| l.as_ref().and_then(|l| l.steps.get(i)).map(|s| s.id.clone())));
        id.map(|id| Route::Lesson { slug, step: Some(id) })
    };
    let back = move || at(cx.index.checked_sub(1)).unwrap_or(Route::Lessons);
    let next = move || at(Some(cx.index + 1));
    let go_on = move |_| {
        if !wants.get_untracked() {
            cx.tick();
        }
        app::go(&untrack(next).unwrap_or(Route::Lessons));
    };
    let label = move || {
        let c = &t.get().course;
        if next().is_some() { c.next } else { c.finish }
    };
    view! {
        <p class="foot-note">
            <Show when=waiting>{move || t.get().course.not_done}</Show>
        </p>
        <footer class="foot" data-testid="foot">
            <a class="btn foot-back" href=move || back().href() data-testid="back">
                <Icon name="chevron-left" small=true />
                <span>{move || t.get().course.back}</span>
            </a>
            <PhoneAction cx waiting=derived(waiting) />
            <button
                class="btn foot-next"
                class:pri=move || !waiting()
                class:foot-later=waiting
                type="button"
                data-testid="next"
                on:click=go_on
            >
                <span>{label}</span>
                <Icon name="chevron-right" small=true />
            </button>
        </footer>
    }
}

/// The step's own action, where it does not fit beside the task.
#[component]
fn PhoneAction(cx: StepCx, waiting: Signal<bool>) -> impl IntoView {
    move || {
        let action = cx.action().filter(|_| waiting.get())?;
        Some(view! {
            <button
                class="btn pri foot-action"
                type="button"
                disabled=move || !action.ready.get()
                on:click=move |_| action.run.run(())
            >
                {move || action.label.get()}
            </button>
        })
    }
}
