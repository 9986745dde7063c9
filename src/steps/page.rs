//! The lesson page: steps on the left, prose and task in the middle, the live board on the right.

use super::cx::{LessonSignal, StepCx};
use super::progress::Keeper;
use super::rail::Rail;
use super::step::StepView;
use super::trouble::TroubleView;
use crate::app::use_page_title;
use crate::content::{self, Trouble};
use crate::i18n::{self, Lang};
use crate::view::prelude::*;
use leptos::task::spawn_local;

/// `#/lesson/<slug>/<step>`
#[component]
pub fn LessonPage(
    #[prop(into)] slug: Signal<String>,
    #[prop(into)] step: Signal<Option<String>>,
) -> impl IntoView {
    let lang = i18n::use_lang();
    let keeper = Keeper::open();
    let lesson: LessonSignal = rw_signal(None);
    let trouble = rw_signal(None::<Trouble>);
    let again = Trigger::new();

    effect(move || {
        again.track();
        let wanted = (slug.get(), lang.get());
        if lesson.with_untracked(|l| l.as_ref().is_some_and(|l| l.slug != wanted.0)) {
            lesson.set(None);
        }
        trouble.set(None);
        spawn_local(async move { bring(wanted, slug, lang, lesson, trouble).await });
    });

    // a memo, so that a switch of language, which fetches again, does not build the lesson anew
    let state = memo(move || match lesson.with(|l| l.as_ref().map(|l| l.slug.clone())) {
        Some(slug) => Ok(slug),
        None => Err(trouble.get()),
    });
    let retry = callback(move |()| again.notify());
    view! {
        <main id="content" class="lesson" tabindex="-1" data-testid="lesson">
            {move || match state.get() {
                Ok(slug) => {
                    view! { <LessonBody lesson keeper slug step trouble retry /> }
                }
                Err(Some(t)) => view! { <TroubleView trouble=t retry /> },
                Err(None) => view! { <Loading /> },
            }}
        </main>
    }
}

/// Fetches a lesson and shows it, unless the learner has gone on meanwhile.
async fn bring(
    wanted: (String, Lang),
    slug: Signal<String>,
    lang: RwSignal<Lang>,
    lesson: LessonSignal,
    trouble: RwSignal<Option<Trouble>>,
) {
    let got = content::lesson(&wanted.0, wanted.1).await;
    let now = slug.try_get_untracked().zip(lang.try_get_untracked());
    if now.as_ref() != Some(&wanted) {
        return;
    }
    match got {
        Ok(l) => lesson.set(Some(l)),
        Err(t) => trouble.set(Some(t)),
    }
}

/// Outlines of what is coming, and one sentence.
#[component]
fn Loading() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <div class="lesson-wait" role="status">
            <p>{move || t.get().course.loading}</p>
            <div class="lesson-wait-line"></div>
            <div class="lesson-wait-line"></div>
            <div class="lesson-wait-line lesson-wait-short"></div>
        </div>
    }
}

/// A lesson that is here. Built once per lesson: a switch of language changes the texts inside.
#[component]
fn LessonBody(
    lesson: LessonSignal,
    keeper: Keeper,
    slug: String,
    step: Signal<Option<String>>,
    trouble: RwSignal<Option<Trouble>>,
    retry: Callback<()>,
) -> impl IntoView {
    let kept = slug.clone();
    let index = memo(move || {
        let asked = step.get().or_else(|| keeper.peek(&kept, |l| l.at.clone()));
        let find = |id: &String| {
            lesson.with_untracked(|l| l.as_ref().and_then(|l| l.steps.iter().position(|s| s.id == *id)))
        };
        asked.as_ref().and_then(find).unwrap_or(0)
    });
    remember(lesson, keeper, slug, index);
    name_the_tab(lesson, index);
    view! {
        {move || trouble.get().map(|t| view! { <TroubleView trouble=t retry /> })}
        <Rail lesson keeper index />
        {move || {
            let cx = StepCx::new(lesson, index.get(), keeper);
            view! { <StepView cx /> }
        }}
    }
}

/// Keeps which step was open last, and begins every step at its top.
fn remember(lesson: LessonSignal, keeper: Keeper, slug: String, index: Memo<usize>) {
    Effect::new(move |before: Option<usize>| {
        let i = index.get();
        let id = lesson.with_untracked(|l| l.as_ref().and_then(|l| Some(l.steps.get(i)?.id.clone())));
        if let Some(id) = id {
            keeper.change(&slug, |l| l.at = Some(id));
        }
        if before.is_some_and(|b| b != i)
            && let Some(window) = web_sys::window()
        {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
        i
    });
}

/// The browser's tab carries the step's title.
fn name_the_tab(lesson: LessonSignal, index: Memo<usize>) {
    use_page_title(move || {
        let i = index.get();
        lesson
            .with(|l| {
                let l = l.as_ref()?;
                Some(format!("{} - {}", lessons::prose::plain(&l.steps.get(i)?.title), l.title))
            })
            .unwrap_or_default()
    });
}
