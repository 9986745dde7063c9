//! The course: list of lessons, lesson page, kinds of steps.

use leptos::prelude::*;

/// `#/lessons`
#[component]
pub fn CoursePage() -> impl IntoView {}

/// `#/lesson/<slug>/<step>`
#[component]
pub fn LessonPage(#[prop(into)] slug: Signal<String>, #[prop(into)] step: Signal<Option<String>>) -> impl IntoView {
    let _ = (slug, step);
}
