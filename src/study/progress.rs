//! `#/progress`: what is done, what is next, what to review; out to a file and in again.

use super::{bring, file, not_here};
use crate::app::{Route, Study, use_page_title};
use crate::content;
use crate::desk::Desk;
use crate::i18n::{self, number};
use crate::keep::files;
use crate::steps::{Keeper, lesson_lang};
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::course::{Course, Entry};
use lessons::practice::Topic;
use std::sync::Arc;
use wasm_bindgen::JsCast;

#[component]
pub fn ProgressPage(desk: Desk) -> impl IntoView {
    let t = i18n::use_texts();
    use_page_title(move || t.get().study.progress.to_owned());
    let keeper = Keeper::open();
    let (got, retry) = bring(|_| content::course());
    view! {
        <main id="content" class="study" tabindex="-1" data-testid="progress">
            <header class="study-head">
                <h1>{move || t.get().study.progress}</h1>
                <p>{move || t.get().study.progress_lead}</p>
            </header>
            {move || match got.get() {
                Some(Ok(course)) => view! { <Done course keeper /> },
                other => not_here(other.and_then(Result::err), retry),
            }}
            <Exercises keeper />
            <Files desk keeper />
        </main>
    }
}

fn done_of(entry: &Entry, keeper: Keeper) -> usize {
    keeper.lesson(&entry.slug, |l| l.done_of(entry.steps.iter().map(|s| s.id.as_str())))
}

#[component]
fn Done(course: Arc<Course>, keeper: Keeper) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let all = course.clone();
    let next = move || {
        let open = all.lessons().find(|e| done_of(e, keeper) < e.steps.len());
        let Some(entry) = open else { return view! { <p>{t.get().study.all_done}</p> } };
        let what = format!("{} {}", entry.id, entry.title.get(lesson_lang(lang.get())));
        let href = Route::Lesson { slug: entry.slug.clone(), step: None }.href();
        view! { <a class="btn you" href=href data-testid="go-on">{(t.get().study.go_on_with)(&what)}</a> }
    };
    let review = move || {
        let (due, all) =
            (keeper.due().len(), keeper.all(|p| p.review.values().map(|c| c.len()).sum::<usize>()));
        let s = &t.get().study;
        match due {
            0 => view! { <p class="q2">{s.nothing_due} " " {(s.waiting)(all)}</p> },
            n => view! { <a class="btn" href=Route::Study(Study::Review).href()>{(s.review_n)(n)}</a> },
        }
    };
    let rows = course.lessons().map(|entry| {
        let entry = entry.clone();
        let href = Route::Lesson { slug: entry.slug.clone(), step: None }.href();
        let (title, slug, total) = (entry.title.clone(), entry.slug.clone(), entry.steps.len());
        let marked: Vec<String> = entry.steps.iter().filter(|s| s.graded).map(|s| s.id.clone()).collect();
        let ids = move |f: &dyn Fn(&[&str]) -> String| f(&marked.iter().map(String::as_str).collect::<Vec<_>>());
        let (ids, best_slug) = (Arc::new(ids), slug.clone());
        let cost_slug = slug.clone();
        let cost_ids = ids.clone();
        let marks = move || {
            ids(&|ids| {
                let marks = keeper.lesson(&best_slug, |l| l.marks_of(ids.iter().copied()));
                marks.map_or("–".to_owned(), |m| number::percent(lang.get(), m))
            })
        };
        let costs = move || {
            cost_ids(&|ids| {
                let costs = keeper.lesson(&cost_slug, |l| l.costs_of(ids.iter().copied()));
                let said: Vec<String> = costs.iter().map(|c| number::dollars(lang.get(), *c)).collect();
                if said.is_empty() { "–".to_owned() } else { said.join("; ") }
            })
        };
        let missed = move || keeper.all(|p| p.review.get(&slug).map_or(0, |c| c.len()));
        view! {
            <tr>
                <td>{entry.id.clone()}</td>
                <th scope="row"><a href=href>{move || title.get(lesson_lang(lang.get())).to_owned()}</a></th>
                <td class="num" data-testid="steps-done">{move || format!("{} / {total}", done_of(&entry, keeper))}</td>
                <td class="num" data-testid="best-marks">{marks}</td>
                <td class="num" data-testid="best-cost">{costs}</td>
                <td class="num">{move || missed().to_string()}</td>
            </tr>
        }
    });
    view! {
        <div class="study-row">{next} {review}</div>
        <table class="study-table">
            <thead>
                <tr>
                    <th scope="col" colspan="2">{move || t.get().study.lesson}</th>
                    <th scope="col" class="num">{move || t.get().study.steps}</th>
                    <th scope="col" class="num">{move || t.get().debrief.best_marks}</th>
                    <th scope="col" class="num">{move || t.get().debrief.best_cost}</th>
                    <th scope="col" class="num">{move || t.get().study.missed}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Exercises(keeper: Keeper) -> impl IntoView {
    let t = i18n::use_texts();
    let rows = Topic::ALL.into_iter().enumerate().map(|(i, topic)| {
        let tally = move || keeper.all(|p| p.practice.get(topic.name()).copied()).unwrap_or_default();
        let hardest = move || {
            let level = usize::from(tally().level).checked_sub(1);
            level.and_then(|l| t.get().study.levels.get(l).copied()).unwrap_or("–")
        };
        let href = Route::Study(Study::Practice(vec![topic.name().to_owned()])).href();
        view! {
            <tr>
                <th scope="row"><a href=href>{move || t.get().study.topics[i]}</a></th>
                <td>{move || (t.get().study.right_of)(tally().right, tally().asked)}</td>
                <td>{hardest}</td>
            </tr>
        }
    });
    view! {
        <h2>{move || t.get().study.practice}</h2>
        <table class="study-table">
            <thead>
                <tr>
                    <th scope="col">{move || t.get().study.topic}</th>
                    <th scope="col">{move || t.get().study.exercises}</th>
                    <th scope="col">{move || t.get().study.hardest}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Files(desk: Desk, keeper: Keeper) -> impl IntoView {
    let t = i18n::use_texts();
    let said = rw_signal(None::<Result<(), file::Refused>>);
    let save = move |_| {
        if files::download("escala-progress.json", &untrack(|| keeper.all(file::write))).is_err() {
            desk.notify(t.get_untracked().errors.file_not_written.to_owned());
        }
    };
    let take = move |ev: web_sys::Event| {
        let Some(field) = ev.target().and_then(|f| f.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
            return;
        };
        let Some(chosen) = field.files().and_then(|f| f.get(0)) else { return };
        // the same file may be chosen again
        field.set_value("");
        spawn_local(async move {
            let text = files::text_of(chosen).await.map_err(|_| file::Refused::NotOurs);
            let read = text.and_then(|text| file::read(&text));
            let _ =
                said.try_set(Some(read.map(|theirs| keeper.change_all(|ours| file::merge(ours, theirs)))));
        });
    };
    let words = move || {
        let s = &t.get().study;
        said.get().map(|said| match said {
            Ok(()) => s.merged,
            Err(file::Refused::NotOurs) => s.not_progress,
            Err(file::Refused::Newer) => s.other_version,
        })
    };
    view! {
        <div class="study-row">
            <button class="btn" type="button" data-testid="save-progress" on:click=save>
                {move || t.get().study.save_progress}
            </button>
            <label class="btn study-file">
                {move || t.get().study.open_progress}
                <input class="sr-only" type="file" accept=".json,application/json" data-testid="open-progress" on:change=take />
            </label>
        </div>
        <p role="status" data-testid="progress-said" class:bad=move || matches!(said.get(), Some(Err(_)))>{words}</p>
    }
}
