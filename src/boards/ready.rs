//! What is ready to start from: the gallery of systems, and the boards of each lesson, fetched when
//! somebody looks for them.

use crate::app::{Route, go};
use crate::content;
use crate::gallery::Thumb;
use crate::i18n;
use crate::keep::files;
use crate::panels::FileRoom;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::board_file::BoardFile;
use lessons::course::{Course, Entry};
use lessons::lesson::Lesson;
use std::sync::Arc;

#[component]
pub(super) fn ReadyBoards(room: FileRoom) -> impl IntoView {
    let t = i18n::use_texts();
    let course = rw_signal(None::<Arc<Course>>);
    spawn_local(async move {
        // without the course the systems are still offered
        if let Ok(found) = content::course().await {
            let _ = course.try_set(Some(found));
        }
    });
    let lessons = move || {
        let all = course.get().map(|c| c.lessons().cloned().collect::<Vec<_>>()).unwrap_or_default();
        all.into_iter().map(|lesson| view! { <OfLesson room lesson /> }).collect_view()
    };
    view! {
        <section class="boards-ready" aria-labelledby="boards-ready">
            <h2 class="chapter-name" id="boards-ready">{move || t.get().boards.ready}</h2>
            <p class="prose">{move || t.get().boards.ready_text}</p>
            <p><a class="btn" href=Route::Systems.href()>{move || t.get().boards.systems}</a></p>
            <h3>{move || t.get().boards.of_course}</h3>
            {lessons}
        </section>
    }
}

#[component]
fn OfLesson(room: FileRoom, lesson: Entry) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let (slug, title) = (lesson.slug, lesson.title);
    let open = rw_signal(false);
    let found = rw_signal(None::<Result<Arc<Lesson>, ()>>);
    effect(move || {
        let lang = lang.get();
        if open.get() {
            let slug = slug.clone();
            spawn_local(async move {
                let _ = found.try_set(Some(content::lesson(&slug, lang).await.map_err(|_| ())));
            });
        }
    });
    let name = move || format!("{} {}", lesson.id, title.get(crate::steps::lesson_lang(lang.get())));
    let boards = move || match found.get() {
        None => view! { <p role="status">{t.get().gallery.loading}</p> },
        Some(Err(())) => view! { <p class="so" role="alert">{t.get().gallery.missing}</p> },
        Some(Ok(lesson)) => {
            let cards =
                of_lesson(&lesson).into_iter().map(|(title, board)| view! { <Start room title board /> });
            view! { <ul class="gal-cards">{cards.collect_view()}</ul> }
        }
    };
    view! {
        <details class="boards-lesson" data-testid="lesson-boards">
            <summary on:click=move |_| open.set(true)>{name}</summary>
            <Show when=move || open.get()>{boards}</Show>
        </details>
    }
}

/// The different boards of a lesson, each by the step that shows it first.
fn of_lesson(lesson: &Lesson) -> Vec<(String, BoardFile)> {
    let mut all: Vec<(String, BoardFile)> = Vec::new();
    for step in &lesson.steps {
        // the board of a diagnosis holds what is to be found
        let told = matches!(step.kind, lessons::lesson::StepKind::Diagnose(_));
        if let Some(board) = step.board.as_ref().filter(|_| !told)
            && all.iter().all(|(_, known)| known.design != board.design)
        {
            all.push((lessons::prose::plain(&step.title), board.clone()));
        }
    }
    all
}

#[component]
fn Start(room: FileRoom, title: String, board: BoardFile) -> impl IntoView {
    let t = i18n::use_texts();
    let stations = board.design.nodes.len();
    let copy = stored(board.clone());
    let named = title.clone();
    let open = move |_| {
        let mut board = files::board(copy.get_value());
        if board.title.is_empty() {
            board.title.clone_from(&named);
        }
        let says = (t.get_untracked().shell.opened_file)(&board.title);
        room.put(board, says);
        go(&Route::Sandbox);
    };
    view! {
        <li>
            <button type="button" class="gal-card board-start" on:click=open>
                <Thumb board />
                <b>{title}</b>
                <span class="gal-foot">{move || (t.get().gallery.stations)(stations)}</span>
            </button>
        </li>
    }
}
