//! What an answer is worth: for the review, which brings back what was missed, and for the best results.

use super::progress::Answer;
use lessons::grade::{self, Mark};
use lessons::lesson::{Step, StepKind};

/// `None` where nothing can be right or wrong yet; boards and grids are marked where they are run.
pub fn judge(step: &Step, answer: &Answer) -> Option<Mark> {
    match (&step.kind, answer) {
        (StepKind::Choose(ask), Answer::Picked(picked)) => Some(grade::choose(ask, picked)),
        (StepKind::Estimate(ask), Answer::Estimate { said, .. }) => Some(grade::estimate(ask, *said)),
        (StepKind::Order(ask), Answer::Ordered(said)) => Some(grade::order(ask, said)),
        (StepKind::Diagnose(ask), Answer::Diagnosis { node, cause }) => {
            Some(grade::diagnose(ask, *node, *cause))
        }
        (StepKind::Predict(_), Answer::Guess { outcome, .. }) => outcome.as_ref().map(|o| o.mark.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons::lesson::Estimate;

    #[test]
    fn an_estimate_is_judged_and_a_text_is_not() {
        let ask = Estimate { answer: 10.0, unit: String::new(), tolerance: 0.1, half: 0.2, range: None };
        let step = Step {
            id: "x".into(),
            title: Vec::new(),
            body: Vec::new(),
            hints: Vec::new(),
            after: Vec::new(),
            board: None,
            kind: StepKind::Estimate(ask),
        };
        let said = |said| judge(&step, &Answer::Estimate { said, opened: false }).map(|m| m.passed);
        assert_eq!((said(10.5), said(12.0)), (Some(true), Some(false)));
        assert_eq!(judge(&step, &Answer::Picked(vec!["a".into()])), None);
    }
}
