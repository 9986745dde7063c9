//! What the learner has done and answered, kept in this browser and nowhere else.

use crate::view::prelude::*;
use lessons::grade::{Guess, Mark};
use lessons::review::{self, Card};
use serde::{Deserialize, Serialize};
use simcore::design::{FaultKind, NodeId};
use simcore::sorted::{SortedMap, SortedSet};

/// Where it is kept. The number changes when the shape does; an older shape is left alone.
const KEY: &str = "escala.progress.1";

/// Everything kept, lesson by lesson (by slug).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub lessons: SortedMap<String, LessonProgress>,
    /// Questions that come back, by lesson and step.
    #[serde(default)]
    pub review: SortedMap<String, SortedMap<String, Card>>,
    /// Exercises of the practice page, by topic.
    #[serde(default)]
    pub practice: SortedMap<String, Tally>,
}

/// Exercises of one topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Answered, and right at the first try.
    pub asked: u32,
    pub right: u32,
    /// The hardest level at which one was right, from 1; 0 for none.
    pub level: u8,
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
    /// Best results, by step id.
    #[serde(default)]
    pub best: SortedMap<String, Best>,
}

/// The best that was reached at one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// 0 to 1.
    pub score: f64,
    /// Dollars a month of the cheapest board that passed.
    pub cost: Option<f64>,
}

impl Best {
    /// The better of two in every respect.
    pub fn with(self, other: Best) -> Best {
        let cost = match (self.cost, other.cost) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Best { score: self.score.max(other.score), cost }
    }
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
    /// Mean marks over these steps, 0 to 1, as `escala grade` adds them up: what was not answered counts as
    /// nothing. `None` before anything was marked.
    pub fn marks_of<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> Option<f64> {
        let scores: Vec<Option<f64>> = steps.into_iter().map(|s| Some(self.best.get(s)?.score)).collect();
        let any = scores.iter().any(Option::is_some);
        any.then(|| scores.iter().flatten().sum::<f64>() / scores.len() as f64)
    }

    /// What the cheapest boards that passed cost at these steps, in dollars a month.
    pub fn costs_of<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> Vec<f64> {
        steps.into_iter().filter_map(|s| self.best.get(s)?.cost).collect()
    }

    /// Steps done among these.
    pub fn done_of<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> usize {
        steps.into_iter().filter(|s| self.done.contains(*s)).count()
    }
}

/// A handle on the kept progress.
#[derive(Clone, Copy)]
pub struct Keeper {
    all: RwSignal<Progress>,
    /// Of a step that is only tried: was its first answer right? Nothing of it is kept.
    first: Option<RwSignal<Option<bool>>>,
}

impl Keeper {
    /// What this browser has kept, or nothing.
    pub fn open() -> Keeper {
        Keeper { all: rw_signal(read().unwrap_or_default()), first: None }
    }

    /// Reads one lesson; tracked.
    pub fn lesson<T>(self, slug: &str, f: impl FnOnce(&LessonProgress) -> T) -> T {
        self.all.with(|p| match p.lessons.get(slug) {
            Some(l) => f(l),
            None => f(&LessonProgress::default()),
        })
    }

    /// Reads one lesson without tracking it.
    pub fn peek<T>(self, slug: &str, f: impl FnOnce(&LessonProgress) -> T) -> T {
        untrack(|| self.lesson(slug, f))
    }

    /// For a step that is only tried.
    pub fn scratch() -> Keeper {
        Keeper { all: rw_signal(Progress::default()), first: Some(rw_signal(None)) }
    }

    /// Was the first answer to a step that is only tried right? Nothing before there is one.
    pub fn first(self) -> Option<bool> {
        self.first.and_then(|first| first.get())
    }

    /// Reads everything; tracked.
    pub fn all<T>(self, f: impl FnOnce(&Progress) -> T) -> T {
        self.all.with(f)
    }

    /// Changes one lesson and keeps it.
    pub fn change(self, slug: &str, f: impl FnOnce(&mut LessonProgress)) {
        self.change_all(|all| f(all.lessons.get_or_default(slug.to_owned())));
    }

    /// Changes anything and keeps it. Another tab may have written meanwhile, so the change is made to what is
    /// stored now.
    pub fn change_all(self, f: impl FnOnce(&mut Progress)) {
        let kept = if self.first.is_none() { read() } else { None };
        let mut all = kept.unwrap_or_else(|| self.all.get_untracked());
        f(&mut all);
        if self.first.is_none() {
            write(&all);
        }
        if self.all.with_untracked(|old| *old != all) {
            self.all.set(all);
        }
    }

    /// An answer was judged: one that was wrong comes back in the review.
    pub fn heard(self, slug: &str, step: &str, right: bool) {
        if let Some(first) = self.first {
            // set once: whoever counts it would count each further try as well
            if first.get_untracked().is_none() {
                first.set(Some(right));
            }
            return;
        }
        if !right {
            self.change_all(|all| {
                let cards = all.review.get_or_default(slug.to_owned());
                cards.get_or_insert_with(step.to_owned(), || Card::missed(today()));
            });
        }
    }

    /// A question of the review was answered.
    pub fn reviewed(self, slug: &str, step: &str, right: bool) {
        self.change_all(|all| {
            let cards = all.review.get_or_default(slug.to_owned());
            match cards.get(step).and_then(|card| card.answered(right, today())) {
                Some(card) => drop(cards.insert(step.to_owned(), card)),
                None => drop(cards.remove(step)),
            }
        });
    }

    /// Questions that come back today, of steps that are done; tracked.
    pub fn due(self) -> Vec<(String, String)> {
        let day = today();
        self.all(|p| {
            let of = |(slug, cards): (&String, &SortedMap<String, Card>)| {
                let done = p.lessons.get(slug).map(|l| &l.done);
                let due = cards.iter().filter(|(step, card)| {
                    card.is_due(day) && done.is_some_and(|d| d.contains(step.as_str()))
                });
                due.map(|(step, _)| (slug.clone(), step.clone())).collect::<Vec<_>>()
            };
            p.review.iter().flat_map(of).collect()
        })
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

    /// A result at a step: the better one is kept, part by part.
    pub fn reached(self, slug: &str, step: &str, best: Best) {
        let known = self.peek(slug, |l| l.best.get(step).copied());
        let better = known.map_or(best, |known| known.with(best));
        if known != Some(better) {
            self.change(slug, |l| {
                l.best.insert(step.to_owned(), better);
            });
        }
    }

    /// Keeps an answer.
    pub fn keep(self, slug: &str, step: &str, answer: Answer) {
        self.change(slug, |l| {
            l.answers.insert(step.to_owned(), answer);
        });
    }
}

/// The day of the clock on the wall.
pub fn today() -> u32 {
    let now = js_sys::Date::new_0();
    review::day(now.get_time(), now.get_timezone_offset())
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
        lesson.best.insert("fix".into(), Best { score: 0.5, cost: Some(120.25) });
        lesson
            .answers
            .insert("bend".into(), Answer::Guess { guess: Guess::Curve(vec![80.0, 90.5]), outcome: None });
        lesson.answers.insert("who".into(), Answer::Picked(vec!["a".into()]));
        let ticked = SortedSet::from([1]);
        lesson.answers.insert("why".into(), Answer::Text { text: "porque".into(), opened: true, ticked });
        lesson.answers.insert("try".into(), Answer::Did(SortedSet::from(["slots".to_owned()])));
        lesson.answers.insert("paper".into(), Answer::Estimate { said: 4.5, opened: true });
        lesson.answers.insert("flow".into(), Answer::Ordered(vec!["b".into(), "a".into()]));
        lesson.answers.insert("ill".into(), Answer::Diagnosis { node: 4, cause: FaultKind::Slow });
        let card = Card::missed(20_000);
        p.review.get_or_default("x".into()).insert("share".into(), card);
        p.practice.insert("keys".into(), Tally { asked: 3, right: 2, level: 1 });
        let text = serde_json::to_string(&p).expect("plain data");
        assert_eq!(crate::keep::json::read::<Progress>(&text).expect("own text"), p);
    }

    #[test]
    fn progress_of_an_earlier_version_is_read() {
        let old = r#"{"lessons":{"x":{"done":["meet"],"at":null,"answers":{}}}}"#;
        let read: Progress = crate::keep::json::read(old).expect("as it was once kept");
        assert!(
            read.lessons["x"].done.contains("meet") && read.review.is_empty() && read.practice.is_empty()
        );
    }

    #[test]
    fn a_prediction_kept_before_there_were_curves_is_read() {
        let mark = r#"{"passed":true,"score":1.0,"measured":3.0,"server":null}"#;
        let old =
            format!(r#"{{"Guess":{{"guess":{{"Number":3.0}},"outcome":{{"mark":{mark},"values":[]}}}}}}"#);
        let Ok(Answer::Guess { outcome: Some(o), .. }) = serde_json::from_str(&old) else { panic!("{old}") };
        assert!(o.mark.passed && o.mark.curve.is_empty());
    }

    #[test]
    fn the_best_of_all_tries_is_kept_part_by_part() {
        let (dear, failed) = (Best { score: 1.0, cost: Some(90.0) }, Best { score: 0.5, cost: None });
        let cheap = Best { score: 1.0, cost: Some(60.0) };
        assert_eq!(dear.with(failed), dear);
        assert_eq!(failed.with(dear).with(cheap), cheap);
        let mut l = LessonProgress::default();
        assert_eq!(l.marks_of(["a", "b"]), None);
        l.best.insert("a".into(), cheap);
        l.best.insert("gone".into(), dear);
        assert_eq!((l.marks_of(["a", "b"]), l.costs_of(["a", "b"])), (Some(0.5), vec![60.0]));
    }

    #[test]
    fn only_steps_of_the_lesson_count() {
        let mut l = LessonProgress::default();
        l.done.extend(["a".to_owned(), "gone".to_owned()]);
        assert_eq!(l.done_of(["a", "b"]), 1);
    }
}
