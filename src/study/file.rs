//! Progress as a file, and what becomes of two of them. A file may come from anybody.

use crate::keep::json;
use crate::steps::{LessonProgress, Progress};
use serde_json::{Value, json};
use simcore::sorted::SortedMap;

/// The only version there is.
const VERSION: u64 = 1;
/// What the file says it is.
const WHAT: &str = "progress";
/// More than this many of anything was not made by learning.
const MOST: usize = 1_000;
/// Names of lessons and steps are short.
const LONGEST: usize = 100;

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    NotOurs,
    Newer,
}

/// The text of the file.
pub fn write(progress: &Progress) -> String {
    let value = serde_json::to_value(progress).unwrap_or_default();
    json!({ "format_version": VERSION, "escala": WHAT, "progress": value }).to_string()
}

/// What a file says, if it can be believed to be ours.
pub fn read(text: &str) -> Result<Progress, Refused> {
    let value: Value = json::read(text).ok_or(Refused::NotOurs)?;
    if value["escala"] != WHAT {
        return Err(Refused::NotOurs);
    }
    match value["format_version"].as_u64() {
        Some(VERSION) => {}
        Some(later) if later > VERSION => return Err(Refused::Newer),
        _ => return Err(Refused::NotOurs),
    }
    let progress: Progress = json::read(&value["progress"].to_string()).ok_or(Refused::NotOurs)?;
    if is_sound(&progress) { Ok(progress) } else { Err(Refused::NotOurs) }
}

fn is_sound(p: &Progress) -> bool {
    let name = |n: &String| !n.is_empty() && n.len() <= LONGEST;
    let of = |l: &LessonProgress| {
        l.done.len() <= MOST
            && l.answers.len() <= MOST
            && l.best.len() <= MOST
            && l.best.values().all(|b| (0.0..=1.0).contains(&b.score) && b.cost.is_none_or(|c| c >= 0.0))
            && l.best.keys().all(name)
            && l.done.iter().chain(l.answers.keys()).chain(&l.at).all(name)
    };
    let sizes = [p.lessons.len(), p.review.len(), p.practice.len()];
    sizes.iter().all(|n| *n <= MOST)
        && p.lessons.iter().all(|(slug, l)| name(slug) && of(l))
        && p.review.iter().all(|(slug, c)| name(slug) && c.len() <= MOST && c.keys().all(name))
        && p.practice.iter().all(|(topic, t)| name(topic) && t.right <= t.asked && t.level <= 3)
}

/// Adds theirs to ours and keeps the better of both: a step that is done stays done, with the answer that did it.
pub fn merge(ours: &mut Progress, theirs: Progress) {
    for (slug, lesson) in theirs.lessons {
        merge_lesson(ours.lessons.get_or_default(slug), lesson);
    }
    for (slug, cards) in theirs.review {
        let mine: &mut SortedMap<_, _> = ours.review.get_or_default(slug);
        for (step, card) in cards {
            let better = mine.get(&step).map_or(card, |own| own.better(card));
            mine.insert(step, better);
        }
    }
    for (topic, tally) in theirs.practice {
        let mine = ours.practice.get_or_default(topic);
        let level = mine.level.max(tally.level);
        if (tally.right, tally.asked) > (mine.right, mine.asked) {
            *mine = tally;
        }
        mine.level = level;
    }
}

fn merge_lesson(ours: &mut LessonProgress, theirs: LessonProgress) {
    for (step, answer) in theirs.answers {
        let did = !ours.done.contains(&step) && theirs.done.contains(&step);
        if did || !ours.answers.contains_key(&step) {
            ours.answers.insert(step, answer);
        }
    }
    for (step, best) in theirs.best {
        let mine = ours.best.get(&step).map_or(best, |own| own.with(best));
        ours.best.insert(step, mine);
    }
    ours.done.extend(theirs.done);
    ours.at = ours.at.take().or(theirs.at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons::review::Card;

    fn with(done: &[&str]) -> Progress {
        let mut p = Progress::default();
        p.lessons.get_or_default("one".into()).done.extend(done.iter().map(|s| (*s).to_owned()));
        p.review.get_or_default("one".into()).insert("a".into(), Card { stage: done.len() as u8, due: 5 });
        p
    }

    #[test]
    fn a_file_comes_back_and_nothing_hostile_does() {
        let p = with(&["a"]);
        assert_eq!(read(&write(&p)), Ok(p));
        let newer = write(&with(&[])).replace("\"format_version\":1", "\"format_version\":2");
        assert_eq!(read(&newer), Err(Refused::Newer));
        let long = write(&with(&[&"x".repeat(500)]));
        let many: Vec<String> = (0..2_000).map(|i| format!("s{i}")).collect();
        let many = write(&with(&many.iter().map(String::as_str).collect::<Vec<_>>()));
        let deep = "[".repeat(100_000);
        let board = r#"{"format_version":1,"title":"","seed":1,"nodes":[],"links":[],"faults":[]}"#;
        for bad in ["", "null", "{}", "[]", "1e999", &deep, board, &long, &many, r#"{"escala":"progress"}"#] {
            assert_eq!(read(bad), Err(Refused::NotOurs), "{}", &bad[..bad.len().min(60)]);
        }
        let wrong = r#"{"escala":"progress","format_version":1,"progress":{"lessons":[1]}}"#;
        assert_eq!(read(wrong), Err(Refused::NotOurs));
    }

    #[test]
    fn the_better_of_both_is_kept_whichever_comes_first() {
        for (mut ours, theirs) in [(with(&["a"]), with(&["a", "b"])), (with(&["a", "b"]), with(&["a"]))] {
            merge(&mut ours, theirs);
            assert_eq!(ours.lessons["one"].done.len(), 2);
            assert_eq!(ours.review["one"]["a"].stage, 2);
        }
    }
}
