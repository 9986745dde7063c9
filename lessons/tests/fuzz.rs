//! Whatever is opened also runs: boards after blows, bytes that nobody wrote, puzzles and answers.
//!
//! A few seconds by default; `PROPTEST_CASES=100000 cargo test --release -p lessons --test fuzz` for
//! a night.

mod support;

use lessons::board_file::{MAX_NAME, parse};
use proptest::prelude::*;
use serde_json::Value;
use simcore::Sim;
use simcore::answers::{cost, spof};
use simcore::design::{MAX_FAULTS, MAX_LINKS, MAX_NODES};
use simcore::host::Job;
use simcore::lab::{self, Algorithm, Puzzle};
use simcore::time::SEC;
use support::{Dice, mutate};

/// Boards of the guides, and a puzzle and answers as the command line takes them.
const BOARDS: [&str; 4] = [
    include_str!("data/board.v1.json"),
    include_str!("../systems/36-case-study.board.json"),
    include_str!("../systems/14-cache-incident.board.json"),
    include_str!("../systems/22-dead-letters.board.json"),
];
const PUZZLE: &str = r#"{"format_version": 1, "servers": ["s1", "s2", "s3"],
    "history": [{"user": "u1", "server": "s3"}],
    "requests": [{"at_s": 1, "user": "u1"}, {"at_s": 2, "user": "u2"}],
    "events": [{"down": {"server": "s3", "at_s": 1.5}}],
    "facts": {"pointer_server": "s3", "pointer_kind": "identity", "ties": "lowest"}}"#;
const ANSWERS: &str = r#"{"format_version": 1, "lesson": "x", "answers": {"a": {"number": 3},
    "b": {"server": 2}, "c": {"options": ["x"]}, "d": {"puzzle": [{"algorithm": "random", "column": 0,
    "given": {"set": [{"server": 3}]}}]}}}"#;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(150)
}

/// The text after some blows.
fn beaten(text: &str, dice: &mut Dice) -> Value {
    let mut value = serde_json::from_str(text).expect("sound");
    for _ in 0..1 + dice.below(8) {
        mutate(&mut value, dice);
    }
    value
}

/// Opens a text; what opens keeps its limits, runs, and answers questions.
fn opens_and_runs(text: &str, seed: u64) -> Result<(), TestCaseError> {
    let Ok(opened) = parse(text) else { return Ok(()) };
    let design = &opened.board.design;
    prop_assert!(design.nodes.len() <= MAX_NODES && design.links.len() <= MAX_LINKS);
    prop_assert!(design.faults.len() <= MAX_FAULTS && opened.board.title.chars().count() <= MAX_NAME);
    let (mut sim, _) = Sim::new(design, seed);
    for t in 1..=3 {
        sim.run_until(t * SEC, 5_000);
    }
    let r = sim.report();
    prop_assert_eq!(r.generated + r.carried, r.answered + r.failed_total() + r.in_flight);
    let bill = cost::monthly(design, &r);
    prop_assert!(bill.total.is_finite() && bill.total >= 0.0, "{}", bill.total);
    spof::by_graph(design);
    let jobs: Vec<Job> = spof::jobs(design, 1, 0.0, 1.0);
    prop_assert!(jobs.len() <= MAX_NODES + 1);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_board_after_blows_runs(seed: u64) {
        let mut dice = Dice(seed);
        let which = dice.below(BOARDS.len());
        opens_and_runs(&beaten(BOARDS[which], &mut dice).to_string(), seed)?;
    }

    #[test]
    fn any_bytes_are_refused_or_run(bytes in proptest::collection::vec(any::<u8>(), 0..400), seed: u64) {
        opens_and_runs(&String::from_utf8_lossy(&bytes), seed)?;
        // the same bytes in the middle of a board
        let mut dice = Dice(seed);
        let board = BOARDS[dice.below(BOARDS.len())].as_bytes();
        let at = dice.below(board.len());
        let text = [&board[..at], &bytes, &board[at..]].concat();
        opens_and_runs(&String::from_utf8_lossy(&text), seed)?;
    }

    #[test]
    fn puzzles_and_answers_are_refused_or_answered(seed: u64) {
        let mut dice = Dice(seed);
        let _ = lessons::submission::parse(&beaten(ANSWERS, &mut dice).to_string());
        let Ok(puzzle) = serde_json::from_value::<Puzzle>(beaten(PUZZLE, &mut dice)) else { return Ok(()) };
        for algorithm in Algorithm::ALL {
            let _ = lab::answer(&puzzle, algorithm);
        }
    }
}
