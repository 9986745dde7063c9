//! `#/lessons`: the chapters as lines, the lessons as stations on them.

use super::cx::lesson_lang;
use super::progress::Keeper;
use super::trouble::TroubleView;
use crate::app::{Route, use_page_title};
use crate::content::{self, Trouble};
use crate::i18n::{self, number};
use crate::study::StudyBar;
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::course::{Chapter, Course, Entry};
use std::sync::Arc;

/// How far a lesson is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Begun { done: usize },
    Done,
}

fn state_of(entry: &Entry, keeper: Keeper) -> State {
    let done = keeper.lesson(&entry.slug, |l| l.done_of(entry.steps.iter().map(|s| s.id.as_str())));
    let begun = keeper.lesson(&entry.slug, |l| l.at.is_some());
    match done {
        d if d > 0 && d == entry.steps.len() => State::Done,
        0 if !begun => State::Open,
        done => State::Begun { done },
    }
}

/// `#/lessons`
#[component]
pub fn CoursePage() -> impl IntoView {
    let t = i18n::use_texts();
    let keeper = Keeper::open();
    let course = rw_signal(None::<Result<Arc<Course>, Trouble>>);
    let again = Trigger::new();
    effect(move || {
        again.track();
        course.set(None);
        spawn_local(async move {
            let got = content::course().await;
            // nobody is left to see it when the page was left meanwhile
            let _ = course.try_set(Some(got));
        });
    });
    let retry = callback(move |()| again.notify());
    use_page_title(move || t.get().course.course.to_owned());
    view! {
        <main id="content" class="course" tabindex="-1" data-testid="course">
            {move || match course.get() {
                None => view! { <Wait /> },
                Some(Err(trouble)) => view! { <TroubleView trouble retry /> },
                Some(Ok(course)) => view! { <Found course keeper /> },
            }}
            <Doors />
        </main>
    }
}

#[component]
fn Wait() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <div class="lesson-wait" role="status">
            <p>{move || t.get().course.loading}</p>
            <div class="lesson-wait-line"></div>
            <div class="lesson-wait-line lesson-wait-short"></div>
        </div>
    }
}

#[component]
fn Found(course: Arc<Course>, keeper: Keeper) -> impl IntoView {
    let t = i18n::use_texts();
    let counted = course.clone();
    let count = move || {
        let done = counted.lessons().filter(|e| state_of(e, keeper) == State::Done).count();
        (t.get().course.lessons_done)(done, counted.lessons().count())
    };
    let lines = course.chapters.iter().cloned().map(|chapter| view! { <ChapterLine chapter keeper /> });
    view! {
        <header class="course-hero">
            <div>
                <h1>{move || t.get().course.title}</h1>
                <p>{move || t.get().course.lead}</p>
            </div>
            <NextUp course=course.clone() keeper />
        </header>
        <StudyBar />
        <section class="course-map" aria-labelledby="course-map-title">
            <div class="course-map-head">
                <h2 id="course-map-title">{move || t.get().course.lessons}</h2>
                <span>{count}</span>
                <Legend />
            </div>
            <div class="course-sheet sheet">{lines.collect_view()}</div>
        </section>
    }
}

#[component]
fn Legend() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <ul class="course-legend">
            <li>
                <span class="stop-dot stop-dot-done" aria-hidden="true"></span>
                {move || t.get().course.done}
            </li>
            <li>
                <span class="stop-dot stop-dot-here" aria-hidden="true"></span>
                {move || t.get().course.begun}
            </li>
            <li>
                <span class="stop-dot" aria-hidden="true"></span>
                {move || t.get().course.not_started}
            </li>
        </ul>
    }
}

/// The lesson to go on with: the first that is begun, or else the first that is not done.
#[component]
fn NextUp(course: Arc<Course>, keeper: Keeper) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    move || {
        let states: Vec<(&Entry, State)> = course.lessons().map(|e| (e, state_of(e, keeper))).collect();
        let begun = states.iter().find(|s| matches!(s.1, State::Begun { .. }));
        let (entry, state) = begun.or_else(|| states.iter().find(|s| s.1 != State::Done)).copied()?;
        let c = &t.get().course;
        let at = keeper.lesson(&entry.slug, |l| l.at.clone());
        let place = entry.steps.iter().position(|s| Some(&s.id) == at.as_ref()).unwrap_or(0);
        let over = match state {
            State::Begun { .. } => (c.next_up)(place + 1, entry.steps.len()),
            _ => (c.minutes)(&number::int(lang.get(), f64::from(entry.minutes))),
        };
        let label = if state == State::Open { c.start } else { c.go_on };
        let href = Route::Lesson { slug: entry.slug.clone(), step: None }.href();
        let title = entry.title.get(lesson_lang(lang.get())).to_owned();
        Some(view! {
            <div class="course-next">
                <span>{over}</span>
                <b>{title}</b>
                <a class="btn you" href=href data-testid="continue">{label}</a>
            </div>
        })
    }
}

/// A chapter: a line with its lessons.
#[component]
fn ChapterLine(chapter: Chapter, keeper: Keeper) -> impl IntoView {
    let lang = i18n::use_lang();
    let title = chapter.title.clone();
    let stops = chapter.lessons.iter().cloned().map(|entry| view! { <Stop entry keeper /> });
    view! {
        <section class="chapter">
            <h3 class="chapter-name">{move || title.get(lesson_lang(lang.get())).to_owned()}</h3>
            <ol class="chapter-stops">{stops.collect_view()}</ol>
        </section>
    }
}

/// A lesson: a station, with one mark per step.
#[component]
fn Stop(entry: Entry, keeper: Keeper) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let entry = Arc::new(entry);
    let state = {
        let entry = entry.clone();
        memo(move || state_of(&entry, keeper))
    };
    let href = Route::Lesson { slug: entry.slug.clone(), step: None }.href();
    let total = entry.steps.len();
    let minutes = f64::from(entry.minutes);
    let graded = entry.steps.iter().filter(|s| s.graded).map(|s| s.id.clone());
    let marked = (entry.slug.clone(), graded.collect::<Vec<String>>());
    let words = move || {
        let c = &t.get().course;
        let long = (c.minutes)(&number::int(lang.get(), minutes));
        let done = match state.get() {
            State::Done => c.done.to_owned(),
            State::Begun { done } => (c.steps_done)(done, total),
            State::Open => c.not_started.to_owned(),
        };
        let marks = keeper.lesson(&marked.0, |l| l.marks_of(marked.1.iter().map(String::as_str)));
        let best = marks.map(|m| (t.get().debrief.best_in_map)(&number::percent(lang.get(), m)));
        [Some(long), Some(done), best].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let marks = entry.steps.iter().map(|s| {
        let (slug, id) = (entry.slug.clone(), s.id.clone());
        let done = move || keeper.lesson(&slug, |l| l.done.contains(&id));
        view! { <i class:step-mark-done=done></i> }
    });
    let marks = marks.collect_view();
    let title = entry.title.clone();
    view! {
        <li class="stop" class:stop-begun=move || matches!(state.get(), State::Begun { .. }) data-testid="stop">
            <a href=href>
                <span
                    class="stop-dot"
                    class:stop-dot-done=move || state.get() == State::Done
                    class:stop-dot-here=move || matches!(state.get(), State::Begun { .. })
                    aria-hidden="true"
                >
                    <Show when=move || state.get() == State::Done>
                        <Icon name="check" small=true />
                    </Show>
                </span>
                <span class="stop-id">{entry.id.clone()}</span>
                <b>{move || title.get(lesson_lang(lang.get())).to_owned()}</b>
                <span class="stop-words">{words}</span>
                <span class="step-marks" aria-hidden="true">{marks}</span>
            </a>
        </li>
    }
}

/// Ways out of the course.
#[component]
fn Doors() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <div class="course-doors">
            <section class="door">
                <h2>{move || t.get().course.lab_card}</h2>
                <p>{move || t.get().course.lab_card_text}</p>
                <a class="btn" href="#/lab">
                    <Icon name="lab" small=true />
                    {move || t.get().course.open_lab}
                </a>
            </section>
            <section class="door">
                <h2>{move || t.get().gallery.card}</h2>
                <p>{move || t.get().gallery.card_text}</p>
                <a class="btn" href=Route::Systems.href()>
                    <Icon name="board" small=true />
                    {move || t.get().gallery.open}
                </a>
            </section>
            <section class="door">
                <h2>{move || t.get().trust.card}</h2>
                <p>{move || t.get().trust.card_text}</p>
                <a class="btn" href=Route::Trust.href()>
                    <Icon name="check" small=true />
                    {move || t.get().trust.open}
                </a>
            </section>
            <section class="door">
                <h2>{move || t.get().course.sandbox_card}</h2>
                <p>{move || t.get().course.sandbox_card_text}</p>
                <a class="btn" href=Route::Sandbox.href()>
                    <Icon name="board" small=true />
                    {move || t.get().course.open_sandbox}
                </a>
            </section>
        </div>
    }
}
