//! What every part of a step needs: the step in the language of the moment, and where its
//! progress is kept.

use super::judge::judge;
use super::progress::{Answer, Best, Keeper};
use crate::i18n::{self, Lang};
use crate::ui::Icon;
use crate::view::prelude::*;
use lessons::lesson::{Lesson, Step};
use std::sync::Arc;

/// The lesson that is open, in the language of the moment; switching the language replaces it.
pub type LessonSignal = RwSignal<Option<Arc<Lesson>>>;

/// A handle on one step. It outlives no step: it is made anew when another one is opened.
#[derive(Clone, Copy)]
pub struct StepCx {
    pub lesson: LessonSignal,
    pub index: usize,
    pub keeper: Keeper,
    slug: StoredValue<String>,
    id: StoredValue<String>,
    action: RwSignal<Option<Action>>,
}

/// The one thing to do next in a step; a phone shows it in the foot.
#[derive(Clone, Copy)]
pub struct Action {
    pub label: Signal<&'static str>,
    pub run: Callback<()>,
    pub ready: Signal<bool>,
}

impl StepCx {
    pub fn new(lesson: LessonSignal, index: usize, keeper: Keeper) -> StepCx {
        let (slug, id) = lesson.with_untracked(|l| {
            let found = l.as_ref().and_then(|l| Some((l.slug.clone(), l.steps.get(index)?.id.clone())));
            found.unwrap_or_default()
        });
        StepCx { lesson, index, keeper, slug: stored(slug), id: stored(id), action: rw_signal(None) }
    }

    /// A step that is tried once more: what is answered is judged and not kept.
    pub fn again(lesson: LessonSignal, index: usize) -> StepCx {
        StepCx::new(lesson, index, Keeper::scratch())
    }

    /// Reads the step; tracked, so that a switch of language is followed.
    pub fn with<T: Default>(self, f: impl FnOnce(&Step) -> T) -> T {
        self.lesson.with(|l| l.as_ref().and_then(|l| l.steps.get(self.index)).map(f).unwrap_or_default())
    }

    /// Reads the step without following it: for what does not depend on the language.
    pub fn peek<T: Default>(self, f: impl FnOnce(&Step) -> T) -> T {
        untrack(|| self.with(f))
    }

    pub fn slug(self) -> String {
        self.slug.get_value()
    }

    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// The step is done.
    pub fn tick(self) {
        self.keeper.tick(&self.slug(), &self.id());
    }

    pub fn is_done(self) -> bool {
        self.id.with_value(|id| self.slug.with_value(|s| self.keeper.lesson(s, |l| l.done.contains(id))))
    }

    /// What was answered before, if anything.
    pub fn answer(self) -> Option<Answer> {
        self.keeper.answer(&self.slug(), &self.id())
    }

    pub fn keep(self, answer: Answer) {
        if let Some(mark) = self.peek(|s| judge(s, &answer)) {
            self.keeper.heard(&self.slug(), &self.id(), mark.passed);
            self.reached(Best { score: mark.score, cost: None });
        }
        self.keeper.keep(&self.slug(), &self.id(), answer);
    }

    /// Has an answer to the step ever been marked?
    pub fn was_marked(self) -> bool {
        self.id.with_value(|id| self.slug.with_value(|s| self.keeper.lesson(s, |l| l.best.contains_key(id))))
    }

    /// The step was marked.
    pub fn reached(self, best: Best) {
        self.keeper.reached(&self.slug(), &self.id(), best);
    }

    /// Says what the foot of a phone is to offer until the step is done.
    pub fn set_action(self, action: Action) {
        self.action.set(Some(action));
    }

    pub fn action(self) -> Option<Action> {
        self.action.get()
    }
}

/// The button of the one thing to do; on a phone the foot has it instead.
#[component]
pub fn ActionButton(action: Action, #[prop(into)] testid: &'static str) -> impl IntoView {
    view! {
        <button
            class="btn pri step-action"
            type="button"
            data-testid=testid
            disabled=move || !action.ready.get()
            on:click=move |_| action.run.run(())
        >
            {move || action.label.get()}
        </button>
    }
}

/// The language of the page as the lessons crate names it.
pub fn lesson_lang(lang: Lang) -> lessons::lesson::Lang {
    match lang {
        Lang::En => lessons::lesson::Lang::En,
        Lang::Pt => lessons::lesson::Lang::Pt,
    }
}

/// A mark and a word: never colour alone.
#[component]
pub fn Mark(#[prop(into)] ok: Signal<bool>, #[prop(into)] words: Signal<String>) -> impl IntoView {
    let icon = derived(move || if ok.get() { "check" } else { "cross" }.to_owned());
    view! {
        <span class="verdict" class:verdict-ok=move || ok.get() class:verdict-no=move || !ok.get()>
            <Icon name=icon small=true />
            <span>{move || words.get()}</span>
        </span>
    }
}

/// The name of a step's kind.
pub fn kind_name(kind: &str, t: &'static i18n::Texts) -> &'static str {
    match kind {
        "predict" => t.course.kind_predict,
        "choose" => t.course.kind_choose,
        "puzzle" => t.course.kind_puzzle,
        "build" => t.course.kind_build,
        "reflect" => t.course.kind_reflect,
        "do" => t.course.kind_do,
        "estimate" => t.course.kind_estimate,
        "order" => t.course.kind_order,
        "diagnose" => t.course.kind_diagnose,
        _ => t.course.kind_read,
    }
}
