//! Do something on the live board: each line ticks itself when the run shows it, and stays ticked. The
//! judge is that of `escala prove`.

use super::cx::StepCx;
use super::live::to_board;
use super::progress::Answer;
use super::prose;
use super::step::After;
use crate::desk::{Desk, Locks};
use crate::i18n;
use crate::ui::Icon;
use crate::view::prelude::*;
use lessons::lesson::{Do, Done, StepKind};
use lessons::live::Watch;
use simcore::sorted::SortedSet;

#[component]
pub fn DoStep(cx: StepCx, desk: Desk) -> impl IntoView {
    let t = i18n::use_texts();
    let task: Option<Do> = cx.peek(|s| match &s.kind {
        StepKind::Do(d) => Some(d.clone()),
        _ => None,
    });
    let task = task?;
    desk.locks.set(Locks { palette: Some(task.palette.clone()), ..Locks::default() });
    let ticked = follow(cx, desk, task.done.clone());
    let all = task.done.len();
    let rows = task.done.iter().enumerate().map(|(i, d)| {
        let id = d.id.clone();
        let done = memo(move || ticked.with(|s| s.contains(&id)));
        view! { <Line cx place=i done /> }
    });
    let count = move || (t.get().course.to_do_done)(ticked.with(SortedSet::len).min(all), all);
    let reset = move |_| {
        if let Some(start) = cx.peek(|s| s.board.clone()) {
            desk.load(to_board(start));
        }
    };
    Some(view! {
        <section class="task" data-testid="do" aria-labelledby="do-title">
            <h2 id="do-title">{move || t.get().course.to_do}</h2>
            <ol class="todo">{rows.collect_view()}</ol>
            <p class="task-verdict" role="status" data-testid="verdict">{count}</p>
            <p class="task-note">{move || t.get().course.to_do_how}</p>
            <div class="task-row">
                <button class="btn" type="button" data-testid="reset" on:click=reset>
                    {move || t.get().course.reset_board}
                </button>
            </div>
        </section>
        <After cx show=derived(move || cx.is_done()) />
    })
}

/// Judges every frame and every edit; what is ticked is kept at once.
fn follow(cx: StepCx, desk: Desk, done: Vec<Done>) -> RwSignal<SortedSet<String>> {
    let known: SortedSet<String> = match cx.answer() {
        // what the lesson no longer asks for is let go
        Some(Answer::Did(ids)) => ids.into_iter().filter(|id| done.iter().any(|d| d.id == *id)).collect(),
        _ => SortedSet::new(),
    };
    let ticked = rw_signal(known.clone());
    let watch = stored(Watch::new(known));
    effect(move || {
        let frame = desk.frame.get();
        let news = desk.board.with(|h| {
            let design = &h.board().design;
            let see = |w: &mut Watch| desk.series.with_untracked(|s| w.see(&done, design, &frame, s));
            watch.try_update_value(see).unwrap_or_default()
        });
        if news {
            let now = watch.with_value(|w| w.ticked.clone());
            cx.keep(Answer::Did(now.clone()));
            if watch.with_value(|w| w.all(&done)) {
                cx.tick();
            }
            ticked.set(now);
        }
    });
    ticked
}

/// One thing to do: a station of the line that fills when it is done.
#[component]
fn Line(cx: StepCx, place: usize, done: Memo<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    let slug = stored(cx.slug());
    let words = move || {
        slug.with_value(|slug| {
            cx.with(|s| match &s.kind {
                StepKind::Do(d) => d.done.get(place).map(|d| prose::runs(&d.text, slug)),
                _ => None,
            })
        })
    };
    let spoken = move || {
        let c = &t.get().course;
        if done.get() { c.step_done } else { c.not_done_yet }
    };
    view! {
        <li class="todo-line" class:rail-done=move || done.get() data-testid="todo">
            <span class="rail-dot" aria-hidden="true">
                <Show when=move || done.get()>
                    <Icon name="check" small=true />
                </Show>
            </span>
            <span>{words} <span class="sr-only">": " {spoken}</span></span>
        </li>
    }
}
