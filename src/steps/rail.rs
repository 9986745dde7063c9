//! The steps of a lesson: a line of stations beside the prose, a line of dots where it is narrow.

use super::cx::{LessonSignal, kind_name};
use super::progress::Keeper;
use crate::app::Route;
use crate::i18n;
use crate::ui::Icon;
use crate::view::prelude::*;
use wasm_bindgen::JsCast;

/// One station of the line.
#[derive(Clone, PartialEq)]
struct Stop {
    index: usize,
    id: String,
    title: String,
    kind: &'static str,
    href: String,
}

/// The steps, with what is done and where the learner is.
#[component]
pub fn Rail(lesson: LessonSignal, keeper: Keeper, index: Memo<usize>) -> impl IntoView {
    let t = i18n::use_texts();
    let slug = move || lesson.with(|l| l.as_ref().map(|l| l.slug.clone()).unwrap_or_default());
    let stops = memo(move || {
        lesson.with(|l| {
            l.as_ref()
                .map(|l| {
                    l.steps
                        .iter()
                        .enumerate()
                        .map(|(i, s)| {
                            let step = Some(s.id.clone());
                            Stop {
                                index: i,
                                id: s.id.clone(),
                                title: lessons::prose::plain(&s.title),
                                kind: s.kind.name(),
                                href: Route::Lesson { slug: l.slug.clone(), step }.href(),
                            }
                        })
                        .collect::<Vec<_>>()
                })
                .unwrap_or_default()
        })
    });
    let row = move |stop: Stop| {
        let id = stop.id.clone();
        let done = memo(move || keeper.lesson(&slug(), |l| l.done.contains(&id)));
        view! { <RailStop stop done index /> }
    };
    let nav: NodeRef<leptos::html::Nav> = NodeRef::new();
    effect(move || {
        index.track();
        request_animation_frame(move || keep_in_sight(nav));
    });
    let count = move || (t.get().course.step_of)(index.get() + 1, stops.with(Vec::len));
    view! {
        <nav node_ref=nav class="rail" aria-label=move || t.get().course.steps data-testid="rail">
            <h2 class="rail-title">{move || lesson.with(|l| l.as_ref().map(|l| l.title.clone()))}</h2>
            <p class="rail-count">{count}</p>
            <ol class="rail-list">
                <For each=move || stops.get() key=|s| (s.id.clone(), s.title.clone()) children=row />
            </ol>
        </nav>
    }
}

/// A long rail scrolls by itself; the page does not move for it.
fn keep_in_sight(nav: NodeRef<leptos::html::Nav>) {
    let Some(Some(nav)) = nav.try_get_untracked() else { return };
    let here = nav.query_selector(".rail-here").ok().flatten();
    if let Some(here) = here.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        nav.set_scroll_top((here.offset_top() - nav.client_height() / 2).max(0));
    }
}

#[component]
fn RailStop(stop: Stop, done: Memo<bool>, index: Memo<usize>) -> impl IntoView {
    let t = i18n::use_texts();
    let here = move || index.get() == stop.index;
    let kind = stop.kind;
    let spoken = move || if done.get() { t.get().course.step_done } else { "" };
    view! {
        <li class="rail-stop" class:rail-done=move || done.get() class:rail-here=here>
            <a href=stop.href aria-current=move || here().then_some("step") title=stop.title.clone()>
                <span class="rail-dot" aria-hidden="true">
                    <Show when=move || done.get()>
                        <Icon name="check" small=true />
                    </Show>
                </span>
                <span class="rail-words">
                    {stop.title.clone()}
                    <small>{move || kind_name(kind, t.get())} <span class="sr-only">" " {spoken}</span></small>
                </span>
            </a>
        </li>
    }
}
