//! How long a lesson takes: its words, and what one does between them.

use crate::lesson::{Lesson, Opt, Step, StepKind};
use crate::prose::{self, Block};
use std::ops::RangeInclusive;

/// A lesson is learnt in one sitting.
pub const SITTING: RangeInclusive<u32> = 10..=20;

/// Slow enough for somebody to whom the subject is new.
const WORDS_A_MINUTE: usize = 200;

/// What the prose takes, hints left out: they are for those who ask for them.
pub fn reading_s(steps: &[Step]) -> u32 {
    let words: usize = steps.iter().map(words).sum();
    u32::try_from((words * 60).div_ceil(WORDS_A_MINUTE)).unwrap_or(u32::MAX)
}

/// Why the lesson takes longer than it says, if it does.
pub fn too_short(lesson: &Lesson) -> Option<String> {
    let doing: u32 = lesson.steps.iter().map(|s| doing_s(&s.kind)).sum();
    // to the nearest minute
    let takes = (lesson.reading_s + doing + 30) / 60;
    (takes > lesson.minutes).then(|| {
        let (reading, doing) = (f64::from(lesson.reading_s) / 60.0, f64::from(doing) / 60.0);
        format!(
            "it takes {takes} minutes, not {}: {reading:.1} to read {}.md at {WORDS_A_MINUTE} words a minute, \
             {doing:.1} to do {} steps",
            lesson.minutes,
            lesson.lang.code(),
            lesson.steps.len()
        )
    })
}

/// What one does in a step beside reading it: looking at the board, thinking, trying, waiting for runs.
fn doing_s(kind: &StepKind) -> u32 {
    match kind {
        StepKind::Read => 18,
        StepKind::Choose(_) => 30,
        StepKind::Predict(_) | StepKind::Order(_) => 42,
        StepKind::Estimate(_) => 48,
        StepKind::Reflect(_) => 60,
        StepKind::Do(_) | StepKind::Diagnose(_) => 72,
        StepKind::Build(_) => 120,
        StepKind::Puzzle(_) => 150,
    }
}

fn words(step: &Step) -> usize {
    let of = |options: &[Opt]| -> usize {
        options.iter().map(|o| prose::words(&[Block::Paragraph(o.text.clone())])).sum()
    };
    let options = match &step.kind {
        StepKind::Choose(choose) => of(&choose.options),
        StepKind::Order(order) => of(&order.items),
        _ => 0,
    };
    prose::words(&step.body) + prose::words(&step.after) + options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{FORMAT_VERSION, Lang};
    use crate::prose::Inline;

    fn lesson(minutes: u32, steps: usize, words: usize) -> Lesson {
        let step = Step {
            id: "a".into(),
            title: Vec::new(),
            body: vec![Block::Paragraph(vec![Inline::Text("word ".repeat(words))])],
            // those who need no hint read none
            hints: vec![vec![Block::Paragraph(vec![Inline::Text("word ".repeat(5_000))])]],
            after: Vec::new(),
            board: None,
            kind: StepKind::Read,
        };
        let steps = vec![step; steps];
        Lesson {
            format_version: FORMAT_VERSION,
            id: "L01".into(),
            slug: "x".into(),
            lang: Lang::En,
            title: "X".into(),
            minutes,
            reading_s: reading_s(&steps),
            objectives: Vec::new(),
            steps,
            sources: Vec::new(),
        }
    }

    #[test]
    fn a_lesson_says_how_long_it_takes() {
        // 10 steps of 200 words: 10 minutes to read, 3 to look around
        assert_eq!(lesson(13, 10, 200).reading_s, 600);
        assert_eq!(too_short(&lesson(13, 10, 200)), None);
        let reason = too_short(&lesson(12, 10, 200)).expect("a minute too few");
        assert!(reason.starts_with("it takes 13 minutes, not 12: 10.0 to read en.md"), "{reason}");
    }
}
