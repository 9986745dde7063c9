//! What the learner has done and answered, kept in this browser and nowhere else.

use crate::view::prelude::*;
use lessons::grade::{Guess, Mark};
use serde::{Deserialize, Serialize};
use simcore::design::{FaultKind, NodeId};
use simcore::sorted::{SortedMap, SortedSet};

/// Where it is kept. The number changes when the shape does; an older shape is left alone.
const KEY: &str = "escala.progress.1";

/// Everything kept, lesson by lesson (by slug).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub lessons: SortedMap<String, LessonProgress>,
}

/// One lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LessonProgress {
    /// Steps that are done, by id.
    pub done: SortedSet<String>,
    /// The step that was open last.
    pub at: Option<String>,
    /// What was answered, by step id.
    pub answers: SortedMap<String, Answer>,
}

/// What was answered at one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// A prediction committed to, and what the run said once it was made.
    Guess { guess: Guess, outcome: Option<Outcome> },
    /// Options picked and checked.
    Picked(Vec<String>),
    /// The learner's board, as a board file, and whether the solution was asked for.
    Board { file: String, gave_up: bool },
    /// Free text, whether the model answer has been opened, and the rubric lines ticked.
    Text { text: String, opened: bool, ticked: SortedSet<usize> },
    /// Answers of the laboratory, written by `lab`.
    Lab(Box<crate::lab::Sheet>),
    /// What has been done on the live board, by id.
    Did(SortedSet<String>),
    /// An estimate that was checked, and whether the way to it was asked for.
    Estimate { said: f64, opened: bool },
    /// Items in the order in which they were checked.
    Ordered(Vec<String>),
    /// The node and the cause that were checked.
    Diagnosis { node: NodeId, cause: FaultKind },
}

/// What the run said to a prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub mark: Mark,
    /// Where a server was asked for: the value measured at each candidate.
    pub values: Vec<(NodeId, f64)>,
}

impl LessonProgress {
    /// Steps done among these.
    pub fn done_of<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> usize {
        steps.into_iter().filter(|s| self.done.contains(*s)).count()
    }
}

/// A handle on the kept progress.
#[derive(Clone, Copy)]
pub struct Keeper(RwSignal<Progress>);

impl Keeper {
    /// What this browser has kept, or nothing.
    pub fn open() -> Keeper {
        Keeper(rw_signal(read().unwrap_or_default()))
    }

    /// Reads one lesson; tracked.
    pub fn lesson<T>(self, slug: &str, f: impl FnOnce(&LessonProgress) -> T) -> T {
        self.0.with(|p| match p.lessons.get(slug) {
            Some(l) => f(l),
            None => f(&LessonProgress::default()),
        })
    }

    /// Reads one lesson without tracking it.
    pub fn peek<T>(self, slug: &str, f: impl FnOnce(&LessonProgress) -> T) -> T {
        untrack(|| self.lesson(slug, f))
    }

    /// Changes one lesson and keeps it. Another tab may have written meanwhile, so the change is
    /// made to what is stored now.
    pub fn change(self, slug: &str, f: impl FnOnce(&mut LessonProgress)) {
        let mut all = read().unwrap_or_else(|| self.0.get_untracked());
        f(all.lessons.get_or_default(slug.to_owned()));
        write(&all);
        if self.0.with_untracked(|old| *old != all) {
            self.0.set(all);
        }
    }

    /// Marks a step as done.
    pub fn tick(self, slug: &str, step: &str) {
        if !self.peek(slug, |l| l.done.contains(step)) {
            self.change(slug, |l| {
                l.done.insert(step.to_owned());
            });
        }
    }

    /// The answer given at a step, untracked.
    pub fn answer(self, slug: &str, step: &str) -> Option<Answer> {
        self.peek(slug, |l| l.answers.get(step).cloned())
    }

    /// Keeps an answer.
    pub fn keep(self, slug: &str, step: &str, answer: Answer) {
        self.change(slug, |l| {
            l.answers.insert(step.to_owned(), answer);
        });
    }
}

/// `None` where the browser has no storage, refuses it, or holds something else under the key.
fn read() -> Option<Progress> {
    let text = storage()?.get_item(KEY).ok().flatten()?;
    crate::keep::json::read(&text)
}

/// Progress is a comfort: a browser that refuses to keep it still runs every lesson.
fn write(p: &Progress) {
    if let (Some(store), Ok(text)) = (storage(), serde_json::to_string(p)) {
        let _ = store.set_item(KEY, &text);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let mut p = Progress::default();
        let lesson = p.lessons.get_or_default("x".into());
        lesson.done.insert("meet".into());
        let guess = Guess::Number(3.5);
        let outcome = Some(Outcome { values: vec![(3, 25.0)], ..Outcome::default() });
        lesson.answers.insert("share".into(), Answer::Guess { guess, outcome });
        lesson.answers.insert("who".into(), Answer::Picked(vec!["a".into()]));
        let ticked = SortedSet::from([1]);
        lesson.answers.insert("why".into(), Answer::Text { text: "porque".into(), opened: true, ticked });
        lesson.answers.insert("try".into(), Answer::Did(SortedSet::from(["slots".to_owned()])));
        lesson.answers.insert("paper".into(), Answer::Estimate { said: 4.5, opened: true });
        lesson.answers.insert("flow".into(), Answer::Ordered(vec!["b".into(), "a".into()]));
        lesson.answers.insert("ill".into(), Answer::Diagnosis { node: 4, cause: FaultKind::Slow });
        let text = serde_json::to_string(&p).expect("plain data");
        assert_eq!(crate::keep::json::read::<Progress>(&text).expect("own text"), p);
    }

    #[test]
    fn only_steps_of_the_lesson_count() {
        let mut l = LessonProgress::default();
        l.done.extend(["a".to_owned(), "gone".to_owned()]);
        assert_eq!(l.done_of(["a", "b"]), 1);
    }
}
