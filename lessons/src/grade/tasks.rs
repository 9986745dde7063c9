//! Marks of what is worked out without a run of one's own: estimates, orders and diagnoses.

use super::Mark;
use crate::lesson::{Diagnose, Estimate, Order};
use simcore::design::{FaultKind, NodeId};

/// Marks an estimate: all within the tolerance, half of them within the wider one.
pub fn estimate(ask: &Estimate, said: f64) -> Mark {
    // an answer of 0 leaves no relative error: only 0 is right then
    let error = (said - ask.answer).abs();
    let within = |share: f64| error <= share * ask.answer.abs();
    let score = match () {
        () if within(ask.tolerance) => 1.0,
        () if within(ask.half) => 0.5,
        () => 0.0,
    };
    Mark { passed: score >= 1.0, score, ..Mark::default() }
}

/// Marks an order by the longest part of it that is in order, as a common subsequence with the right
/// one: one item is always in order with itself and earns nothing.
pub fn order(ask: &Order, said: &[String]) -> Mark {
    let right: Vec<&str> = ask.items.iter().map(|o| o.id.as_str()).collect();
    let passed = right.iter().eq(said);
    let most = right.len().saturating_sub(1).max(1) as f64;
    // longer than the list means that something is named twice or unknown
    if said.len() > right.len() || said.iter().enumerate().any(|(i, id)| said[..i].contains(id)) {
        return Mark::default();
    }
    let common = in_order(ask, said).iter().filter(|fits| **fits).count().saturating_sub(1) as f64;
    Mark { passed, score: if passed { 1.0 } else { common / most }, ..Mark::default() }
}

/// Which of the ids that were said belong to the longest part in order.
pub fn in_order(ask: &Order, said: &[String]) -> Vec<bool> {
    let right: Vec<&str> = ask.items.iter().map(|o| o.id.as_str()).collect();
    // longest[i][j]: the longest common subsequence of what follows place i of the one, j of the other
    let (n, m) = (right.len(), said.len());
    let mut longest = vec![vec![0; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            longest[i][j] = if right[i] == said[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let mut out = vec![false; m];
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if right[i] == said[j] {
            out[j] = true;
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// The ids in the order in which a learner first sees them: drawn from the id of the step, the same
/// for everybody, and never the right one.
pub fn shuffled(step: &str, ask: &Order) -> Vec<String> {
    // FNV-1a, then splitmix64
    let mut state = step
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    let mut draw = |n: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    };
    let mut ids: Vec<String> = ask.items.iter().map(|o| o.id.clone()).collect();
    for i in (1..ids.len()).rev() {
        ids.swap(i, draw(i + 1));
    }
    if ids.iter().eq(ask.items.iter().map(|o| &o.id)) {
        let one = 1.min(ids.len());
        ids.rotate_left(one);
    }
    ids
}

/// Marks a diagnosis: half for the node, half for what is wrong with it.
pub fn diagnose(ask: &Diagnose, node: NodeId, cause: FaultKind) -> Mark {
    let half = |right: bool| if right { 0.5 } else { 0.0 };
    let score = half(node == ask.key.0) + half(cause == ask.key.1);
    Mark { passed: score >= 1.0, score, server: Some(ask.key.0), ..Mark::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{Opt, Span};
    use simcore::sorted::SortedSet;

    fn flow(ids: &[&str]) -> Order {
        let opt = |id: &&str| Opt { id: (*id).to_owned(), text: Vec::new(), feedback: Vec::new() };
        Order { items: ids.iter().map(opt).collect() }
    }

    fn ids(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn an_estimate_has_a_narrow_and_a_wide_tolerance() {
        let ask = Estimate { answer: 200.0, unit: String::new(), tolerance: 0.1, half: 0.25, range: None };
        for (said, score) in [
            (200.0, 1.0),
            (180.0, 1.0),
            (220.0, 1.0),
            (221.0, 0.5),
            (150.0, 0.5),
            (149.0, 0.0),
            (-200.0, 0.0),
            (f64::NAN, 0.0),
        ] {
            let mark = estimate(&ask, said);
            assert_eq!((mark.score, mark.passed), (score, score == 1.0), "{said}");
        }
    }

    #[test]
    fn an_order_earns_its_longest_part_in_order() {
        let ask = flow(&["a", "b", "c", "d", "e"]);
        for (said, score) in [
            ("a b c d e", 1.0),
            ("a b c e d", 0.75),
            ("b c d e a", 0.75),
            ("e d c b a", 0.0),
            ("d e a b c", 0.5),
            ("", 0.0),
            ("a b", 0.25),
        ] {
            let mark = order(&ask, &ids(said));
            assert_eq!((mark.score, mark.passed), (score, score == 1.0), "{said}");
        }
        assert_eq!(in_order(&ask, &ids("a c b d e")).iter().filter(|f| **f).count(), 4);
        assert_eq!(in_order(&ask, &ids("b c d e a")), [true, true, true, true, false]);
        // naming an item again and again wins nothing
        assert_eq!(order(&ask, &ids("a a b b c c d d e e")), Mark::default());
    }

    #[test]
    fn nobody_is_shown_the_right_order() {
        for n in 2..9 {
            let names: Vec<String> = (0..n).map(|i| format!("i{i}")).collect();
            let ask = flow(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let mut seen = SortedSet::new();
            for step in 0..300 {
                let shown = shuffled(&format!("step-{step}"), &ask);
                assert_ne!(shown, names);
                let all: SortedSet<String> = shown.iter().cloned().collect();
                assert_eq!(all.len(), n, "every item once");
                seen.insert(shown);
            }
            assert!(n < 4 || seen.len() > 15, "{n} items in {} orders only", seen.len());
        }
        let ask = flow(&["a", "b", "c", "d"]);
        assert_eq!(shuffled("x", &ask), shuffled("x", &ask));
    }

    #[test]
    fn a_diagnosis_has_two_halves() {
        let ask = Diagnose {
            culprits: vec![(2, Vec::new()), (3, Vec::new())],
            causes: vec![(FaultKind::Slow, Vec::new()), (FaultKind::Crash, Vec::new())],
            key: (3, FaultKind::Slow),
            span: Span { from_s: 20.0, until_s: 60.0 },
        };
        for (node, cause, score) in [
            (3, FaultKind::Slow, 1.0),
            (3, FaultKind::Crash, 0.5),
            (2, FaultKind::Slow, 0.5),
            (2, FaultKind::Crash, 0.0),
        ] {
            let mark = diagnose(&ask, node, cause);
            assert_eq!((mark.score, mark.passed, mark.server), (score, score == 1.0, Some(3)));
        }
    }
}
