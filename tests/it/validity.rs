//! Findings never lie: what a fix promises it keeps, as one step, and undo brings the finding back.

use crate::board_model::assert_valid;
use crate::making;
use escala::board::{Board, Edit, History, mend};
use proptest::prelude::*;
use simcore::kinds::KindId;
use simcore::validity::{Finding, findings};

fn name(kind: KindId) -> String {
    kind.name().to_owned()
}

/// The same finding, whatever its fix and its number are now.
fn same(a: &Finding, b: &Finding) -> bool {
    (a.rule, a.node, a.link) == (b.rule, b.node, b.link)
}

fn assert_fixes_keep_their_word(board: Board) -> usize {
    let found = findings(&board.design);
    for finding in &found {
        let Some(fix) = finding.fix else { continue };
        let mut history = History::new(board.clone());
        let step = mend(&board, fix, name).expect("a fix of this very board");
        assert_eq!(step.edit(), Edit::Mend);
        assert!(history.apply(&step, 0.0).changed, "{finding:?} on {:?}", board.design);
        assert_valid(history.board());
        let after = findings(&history.board().design);
        assert!(!after.iter().any(|f| same(f, finding)), "{finding:?} is still there on {:?}", board.design);
        assert_eq!(history.steps().0, 1, "one press, one step");
        history.undo();
        assert_eq!(history.board(), &board);
        assert_eq!(findings(&history.board().design), found);
    }
    found.iter().filter(|f| f.fix.is_some()).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_fix_puts_its_finding_right_and_undo_brings_it_back(board in making::board()) {
        assert_fixes_keep_their_word(board);
    }
}

#[test]
fn every_rule_is_found_on_some_board_of_the_property() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut fixes = 0;
    for _ in 0..150 {
        let board = making::board().new_tree(&mut runner).expect("a board").current();
        fixes += assert_fixes_keep_their_word(board);
    }
    assert!(fixes > 100, "the boards have something to fix: {fixes}");
}
