//! `#/practice/<topic>/<level>/<seed>`: exercises without end. What is asked comes from the seed, the answer
//! from the core.

use super::evidence::Evidence;
use super::{bring, not_here};
use crate::app::{Route, Study, go, replace, use_page_title, use_route};
use crate::content::study::exercises;
use crate::desk::Desk;
use crate::i18n::{self, Lang, number};
use crate::steps::{Keeper, LessonSignal, StepCx, StepView, lesson_lang};
use crate::ui::field::NumberField;
use crate::ui::scale::{Scale, Shape};
use crate::ui::segmented::Segmented;
use crate::view::prelude::*;
use lessons::lesson::Lesson;
use lessons::practice::{self, LEVELS, SEEDS, Task, Texts, Topic};
use std::sync::Arc;

/// Which exercise.
#[derive(Clone, Copy, PartialEq)]
struct Spot {
    topic: Topic,
    /// Place in [`LEVELS`].
    level: usize,
    seed: u32,
}

impl Spot {
    /// What an address names; what it leaves out or misspells is chosen.
    fn of(parts: &[String], fresh: u32) -> Spot {
        let part = |i: usize| parts.get(i).map(String::as_str).unwrap_or_default();
        Spot {
            topic: Topic::from_name(part(0)).unwrap_or(Topic::Balancing),
            level: LEVELS.iter().position(|(_, name)| *name == part(1)).unwrap_or(0),
            seed: part(2).parse().ok().filter(|seed| *seed < SEEDS).unwrap_or(fresh),
        }
    }

    fn route(self) -> Route {
        let parts = [self.topic.name(), LEVELS[self.level].1].map(str::to_owned);
        Route::Study(Study::Practice(parts.into_iter().chain([self.seed.to_string()]).collect()))
    }

    /// The one after it, so that a class stays together.
    fn next(self) -> Spot {
        Spot { seed: (self.seed + 1) % SEEDS, ..self }
    }

    fn instance(self) -> practice::Instance {
        practice::instance(self.topic, LEVELS[self.level].0, self.seed)
    }
}

type Words = RwSignal<Option<Result<(Lang, Arc<Texts>), crate::content::Trouble>>>;

#[component]
pub fn PracticePage(desk: Desk) -> impl IntoView {
    let (t, route) = (i18n::use_texts(), use_route());
    use_page_title(move || t.get().study.practice.to_owned());
    let fresh = stored((js_sys::Math::random() * f64::from(SEEDS)) as u32 % SEEDS);
    let spot = memo(move || match route.get() {
        Route::Study(Study::Practice(parts)) => Spot::of(&parts, fresh.get_value()),
        _ => Spot::of(&[], fresh.get_value()),
    });
    effect(move || {
        let full = spot.get().route();
        if matches!(route.get(), Route::Study(Study::Practice(_))) && route.get() != full {
            replace(&full);
        }
    });
    crate::ui::keys::on_key(move |ev| {
        let plain = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
        if ev.key() == "n" && plain {
            ev.prevent_default();
            go(&spot.get_untracked().next().route());
        }
    });
    let (words, retry) = bring(|lang| async move { exercises(lang).await.map(|texts| (lang, texts)) });
    let trouble = memo(move || {
        words.with(|w| match w {
            Some(Ok(_)) => None,
            Some(Err(why)) => Some(Some(*why)),
            None => Some(None),
        })
    });
    view! {
        <main id="content" class="study study-one" tabindex="-1" data-testid="practice">
            <header class="study-head">
                <h1>{move || t.get().study.practice}</h1>
                <p>{move || t.get().study.practice_lead}</p>
            </header>
            <Choice spot />
            {move || match trouble.get() {
                Some(why) => not_here(why, retry),
                None => {
                    let spot = spot.get();
                    view! { <One desk spot words /> }
                }
            }}
        </main>
    }
}

/// Topic, level and number.
#[component]
fn Choice(spot: Memo<Spot>) -> impl IntoView {
    let t = i18n::use_texts();
    let to = move |change: fn(&mut Spot, usize), value: usize| {
        let mut next = spot.get_untracked();
        change(&mut next, value);
        go(&next.route());
    };
    let topics = derived(move || t.get().study.topics.map(str::to_owned).to_vec());
    let levels = derived(move || t.get().study.levels.map(str::to_owned).to_vec());
    let scale = Scale { min: 0.0, max: f64::from(SEEDS - 1), shape: Shape::Linear, whole: true };
    view! {
        <div class="study-row practice-choice">
            <Segmented
                label=derived(move || t.get().study.topic.to_owned())
                options=topics
                value=derived(move || Topic::ALL.iter().position(|topic| *topic == spot.get().topic))
                on_pick=callback(move |i| to(|s, i| s.topic = Topic::ALL[i], i))
            />
            <Segmented
                label=derived(move || t.get().study.level.to_owned())
                options=levels
                value=derived(move || Some(spot.get().level))
                on_pick=callback(move |i| to(|s, i| s.level = i, i))
            />
            <span class="practice-number" title=move || t.get().study.number_hint>
                <span aria-hidden="true">{move || t.get().study.number}</span>
                <NumberField
                    label=derived(move || t.get().study.number.to_owned())
                    scale
                    value=derived(move || Some(f64::from(spot.get().seed)))
                    on_change=callback(move |v: f64| to(|s, v| s.seed = v as u32, v as usize))
                />
            </span>
        </div>
    }
}

/// The exercise in the words of a language, as a lesson of one step.
fn worded(instance: &practice::Instance, words: Words) -> Option<Arc<Lesson>> {
    words.with(|w| {
        let (lang, texts) = w.as_ref()?.as_ref().ok()?;
        let say = |n: f64| number::exact(*lang, n);
        practice::lesson(instance, texts, lesson_lang(*lang), &say).map(Arc::new)
    })
}

#[component]
fn One(desk: Desk, spot: Spot, words: Words) -> impl IntoView {
    let t = i18n::use_texts();
    let instance = stored(spot.instance());
    let lesson: LessonSignal = rw_signal(untrack(|| instance.with_value(|i| worded(i, words))));
    effect(move || {
        if let Some(made) = instance.with_value(|i| worded(i, words)) {
            lesson.set(Some(made));
        }
    });
    let cx = StepCx::again(lesson, 0);
    let keeper = Keeper::open();
    effect(move || {
        let Some(right) = cx.keeper.first() else { return };
        untrack(|| {
            keeper.change_all(|all| {
                let tally = all.practice.get_or_default(spot.topic.name().to_owned());
                tally.asked = tally.asked.saturating_add(1);
                if right {
                    tally.right = tally.right.saturating_add(1);
                    tally.level = tally.level.max(spot.level as u8 + 1);
                }
            });
        });
    });
    let done = derived(move || cx.is_done());
    let case = instance.with_value(|i| match &i.task {
        Task::Diagnose(case) => Some((**case).clone()),
        _ => None,
    });
    let case = stored(case);
    let foot = move || {
        view! {
            {move || {
                let case = case.get_value().filter(|_| done.get())?;
                Some(view! { <Evidence desk lesson case /> })
            }}
            <div class="study-row">
                <a
                    class="btn"
                    class:pri=move || done.get()
                    href=spot.next().route().href()
                    data-testid="next-exercise"
                    aria-keyshortcuts="n"
                >
                    {move || t.get().study.next_exercise}
                    <kbd class="kbd" aria-hidden="true">"N"</kbd>
                </a>
            </div>
        }
    };
    view! { <StepView cx foot /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_an_exercise_and_a_bad_one_does_no_harm() {
        let parts = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let spot = Spot::of(&parts("keys/hard/7"), 3);
        assert_eq!(spot.route().href(), "#/practice/keys/hard/7");
        assert_eq!(spot.next().seed, 8);
        for bad in ["", "x/y/z", "keys/hard/-1", "keys/hard/99999999", "../../etc"] {
            assert_eq!(Spot::of(&parts(bad), 3).seed, 3, "{bad}");
        }
        assert_eq!(Spot { seed: SEEDS - 1, ..spot }.next().seed, 0);
    }
}
