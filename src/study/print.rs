//! `#/lesson/<slug>/print`: all steps of a lesson on one page, for paper. Answers are there when asked for.

use super::{bring, not_here, paper};
use crate::app::{Route, use_page_title};
use crate::content;
use crate::i18n;
use crate::steps::{blocks, kind_name, runs};
use crate::view::prelude::*;
use lessons::lesson::{Lesson, Step};
use std::sync::Arc;

#[component]
pub fn PrintPage(slug: String) -> impl IntoView {
    let t = i18n::use_texts();
    let back = Route::Lesson { slug: slug.clone(), step: None }.href();
    let (got, retry) = bring(move |lang| {
        let slug = slug.clone();
        async move { content::lesson(&slug, lang).await }
    });
    use_page_title(move || {
        got.with(|g| match g {
            Some(Ok(lesson)) => lesson.title.clone(),
            _ => t.get().study.print_page.to_owned(),
        })
    });
    let answers = rw_signal(false);
    let print = move |_| {
        let _ = window().print();
    };
    view! {
        <main id="content" class="study paper" tabindex="-1" data-testid="print">
            <div class="paper-tools">
                <a class="btn" href=back>{move || t.get().study.to_lesson}</a>
                <label class="paper-with">
                    <input
                        type="checkbox"
                        data-testid="with-answers"
                        prop:checked=move || answers.get()
                        on:change=move |_| answers.update(|a| *a = !*a)
                    />
                    {move || t.get().study.with_answers}
                </label>
                <button class="btn pri" type="button" on:click=print>
                    {move || t.get().study.print_page}
                </button>
            </div>
            {move || match got.get() {
                Some(Ok(lesson)) => view! { <Sheet lesson answers /> },
                other => not_here(other.and_then(Result::err), retry),
            }}
        </main>
    }
}

#[component]
fn Sheet(lesson: Arc<Lesson>, answers: RwSignal<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    let objectives = lesson.objectives.iter().map(|o| view! { <li>{o.clone()}</li> }).collect_view();
    let sources = lesson.sources.iter().map(|s| view! { <li>{s.clone()}</li> }).collect_view();
    let steps = lesson.steps.iter().enumerate().map(|(i, step)| part(i, step, &lesson, answers));
    view! {
        <header class="study-head">
            <p class="q2">"Escala, " {lesson.id.clone()}</p>
            <h1>{lesson.title.clone()}</h1>
        </header>
        <div class="prose">
            <p><b>{move || t.get().course.objectives}</b></p>
            <ul>{objectives}</ul>
        </div>
        {steps.collect_view()}
        <footer class="prose">
            <p><b>{move || t.get().course.sources}</b></p>
            <ul>{sources}</ul>
        </footer>
    }
}

fn part(place: usize, step: &Step, lesson: &Arc<Lesson>, answers: RwSignal<bool>) -> Dom {
    let t = i18n::use_texts();
    let kind = step.kind.name();
    let whole = lesson.clone();
    let answer = move || {
        let step = whole.steps.get(place).filter(|_| answers.get())?;
        Some(paper::answer(step, &whole.slug))
    };
    view! {
        <section class="paper-step" data-testid="paper-step">
            <h2>
                {(place + 1).to_string()} ". " {runs(&step.title, "")}
                <small>{move || kind_name(kind, t.get())}</small>
            </h2>
            <div class="prose">{blocks(&step.body, &lesson.slug)}</div>
            {step.board.as_ref().map(paper::picture)}
            {paper::task(step, &lesson.slug)}
            {answer}
        </section>
    }
}
