//! `#/review`: what was missed comes back, one question after the other, each asked anew.

use super::not_here;
use crate::app::{Route, use_page_title};
use crate::content::{self, Trouble};
use crate::i18n;
use crate::steps::{Keeper, LessonSignal, StepCx, StepView};
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::lesson::Lesson;
use std::sync::Arc;

/// What comes back at this visit, and how far it is.
#[derive(Clone, Copy)]
struct Round {
    keeper: Keeper,
    due: StoredValue<Vec<(String, String)>>,
    at: RwSignal<usize>,
}

impl Round {
    fn len(self) -> usize {
        self.due.with_value(Vec::len)
    }
}

#[component]
pub fn ReviewPage() -> impl IntoView {
    let t = i18n::use_texts();
    use_page_title(move || t.get().study.review.to_owned());
    let keeper = Keeper::open();
    let round = Round { keeper, due: stored(untrack(|| keeper.due())), at: rw_signal(0) };
    let here = move || round.due.with_value(|d| d.get(round.at.get()).cloned());
    let count = move || here().map(|_| (t.get().study.review_of)(round.at.get() + 1, round.len()));
    let waiting = move || keeper.all(|p| p.review.values().map(|c| c.len()).sum::<usize>());
    view! {
        <main id="content" class="study study-one" tabindex="-1" data-testid="review">
            <header class="study-head">
                <h1>{move || t.get().study.review}</h1>
                <p>{move || t.get().study.review_lead}</p>
                <p role="status" class="q2" data-testid="review-count">{count}</p>
            </header>
            {move || match here() {
                Some((slug, step)) => view! { <Question round slug step /> },
                None => {
                    view! {
                        <p data-testid="review-none">
                            {move || t.get().study.nothing_due} " "
                            {move || (t.get().study.waiting)(waiting())}
                        </p>
                        <p><a class="btn" href=Route::Lessons.href()>{move || t.get().course.back_to_course}</a></p>
                    }
                }
            }}
        </main>
    }
}

#[component]
fn Question(round: Round, slug: String, step: String) -> impl IntoView {
    let lang = i18n::use_lang();
    let lesson: LessonSignal = rw_signal(None);
    let trouble = rw_signal(None::<Trouble>);
    let again = Trigger::new();
    let wanted = slug.clone();
    effect(move || {
        again.track();
        let (slug, lang) = (wanted.clone(), lang.get());
        spawn_local(async move {
            match content::lesson(&slug, lang).await {
                Ok(got) => drop(lesson.try_set(Some(got))),
                Err(why) => drop(trouble.try_set(Some(why))),
            }
        });
    });
    let retry = callback(move |()| again.notify());
    let place = stored((slug, step));
    // a switch of language changes the words of the question and not the question
    let index = memo(move || {
        lesson.with(|l| {
            l.as_ref().map(|l| place.with_value(|(_, step)| l.steps.iter().position(|s| s.id == *step)))
        })
    });
    move || match index.get() {
        Some(Some(index)) => view! { <Asked round lesson index place /> },
        // the lesson has changed since and does not ask this any more
        Some(None) => {
            place.with_value(|(slug, step)| {
                round.keeper.change_all(|all| {
                    if let Some(cards) = all.review.get_mut(slug) {
                        cards.remove(step);
                    }
                });
            });
            view! { <Next round answered=true /> }
        }
        None => not_here(trouble.get(), retry),
    }
}

#[component]
fn Asked(
    round: Round,
    lesson: LessonSignal,
    index: usize,
    place: StoredValue<(String, String)>,
) -> impl IntoView {
    let t = i18n::use_texts();
    let cx = StepCx::again(lesson, index);
    effect(move || {
        if let Some(right) = cx.keeper.first() {
            place.with_value(|(slug, step)| untrack(|| round.keeper.reviewed(slug, step, right)));
        }
    });
    let answered = derived(move || cx.keeper.first().is_some());
    let title =
        move || lesson.with(|l| l.as_ref().map(|l: &Arc<Lesson>| l.title.clone()).unwrap_or_default());
    let foot = move || {
        view! {
            <Next round answered />
            <p class="q2">{move || (t.get().study.from_lesson)(&title())}</p>
        }
    };
    view! { <StepView cx foot /> }
}

/// On to the next question.
#[component]
fn Next(round: Round, #[prop(into)] answered: Signal<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    let words = move || if answered.get() { t.get().study.next } else { t.get().study.skip };
    view! {
        <div class="study-row">
            <button
                class="btn"
                class:pri=move || answered.get()
                type="button"
                data-testid="review-next"
                on:click=move |_| round.at.update(|at| *at += 1)
            >
                {words}
            </button>
        </div>
    }
}
