//! The board and its history under any sequence of edits.

use crate::making;
use escala::board::{Board, History, MAX_AT, MAX_NAME, Msg, may_connect, overlaps, place_at, tidy};
use proptest::collection::vec;
use proptest::prelude::*;
use simcore::design::{MAX_NODES, Severity};
use simcore::param::Param;
use simcore::place::SIDES;

/// Everything that a board promises.
pub fn assert_valid(board: &Board) {
    let d = &board.design;
    assert!(d.nodes.len() <= MAX_NODES && board.title.chars().count() <= MAX_NAME);
    for n in &d.nodes {
        assert!(n.name.chars().count() <= MAX_NAME && !n.name.chars().any(char::is_control));
        assert!(n.at.iter().all(|v| v.abs() <= MAX_AT));
        assert_full(&n.params, n.kind.table());
    }
    for p in &d.places {
        assert!(p.name.chars().count() <= MAX_NAME && !p.name.chars().any(char::is_control));
        assert!(p.at.iter().all(|v| v.abs() <= MAX_AT) && p.size.iter().all(|v| SIDES.contains(v)));
    }
    for l in &d.links {
        assert_full(&l.params, simcore::design::LinkParams::TABLE);
    }
    let (kept, issues) = simcore::check(d);
    assert!(issues.iter().all(|i| i.severity < Severity::Error), "{issues:?}");
    assert_eq!(&kept, d, "the core would change the board");
}

fn assert_full(params: &[f64], table: &[Param]) {
    assert_eq!(params.len(), table.len());
    for (v, row) in params.iter().zip(table) {
        assert!(row.allows(*v), "{} = {v}", row.name);
    }
}

/// A clock of its own for every message, so that nothing is taken for one gesture.
fn apart(i: usize) -> f64 {
    i as f64 * 10_000.0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_the_board_is_valid(design in making::design(), msgs in vec(making::msg(), 0..30)) {
        let mut board = Board::new("x", 1, design);
        assert_valid(&board);
        for msg in &msgs {
            board.update(msg);
            assert_valid(&board);
        }
    }

    #[test]
    fn an_effect_tells_the_truth(start in making::board(), msgs in vec(making::msg(), 1..30)) {
        let mut board = start;
        for msg in &msgs {
            let before = board.clone();
            let effect = board.update(msg);
            prop_assert_eq!(effect.changed, board != before, "{:?}", msg);
            prop_assert_eq!(effect.simulated_changed, !board.simulates_like(&before), "{:?}", msg);
            prop_assert!(!effect.restart || effect.changed);
            if let Some(id) = effect.added {
                prop_assert!(before.node(id).is_none() && board.node(id).is_some());
            }
            if let Some(id) = effect.added_place {
                prop_assert!(before.design.place(id).is_none() && board.design.place(id).is_some());
            }
            if matches!(msg, Msg::Rename { .. } | Msg::RenamePlace { .. } | Msg::Tidy(_) | Msg::SetTitle(_)) {
                prop_assert!(!effect.simulated_changed);
            }
            if matches!(msg, Msg::MoveNodes { .. }) {
                let stands = |b: &Board| b.design.nodes.iter().map(|n| n.place).collect::<Vec<_>>();
                prop_assert_eq!(effect.simulated_changed, stands(&before) != stands(&board));
            }
        }
    }

    #[test]
    fn undoing_everything_returns_to_the_start_and_redoing_to_the_end(
        start in making::board(), msgs in vec(making::msg(), 0..40),
    ) {
        let mut history = History::new(start.clone());
        for (i, msg) in msgs.iter().enumerate() {
            history.apply(msg, apart(i));
        }
        let end = history.board().clone();
        let steps = history.steps().0;
        for _ in 0..steps {
            prop_assert!(history.undo().changed);
        }
        prop_assert!(!history.undo().changed);
        prop_assert_eq!(history.board(), &start);
        for _ in 0..steps {
            prop_assert!(history.redo().changed);
        }
        prop_assert_eq!(history.board(), &end);
        prop_assert!(history.can_redo().is_none());
    }

    #[test]
    fn a_connection_is_made_exactly_when_it_is_allowed(start in making::board(), a in 1u32..12, b in 1u32..12) {
        let mut board = start;
        let allowed = may_connect(&board.design, a, b).is_ok();
        prop_assert_eq!(board.update(&Msg::Connect { from: a, to: b }).changed, allowed);
    }

    #[test]
    fn tidying_places_everything_without_overlap_and_once_is_enough(start in making::board()) {
        let mut board = start;
        let effect = board.update(&Msg::Tidy(tidy(&board.design)));
        prop_assert!(!effect.simulated_changed);
        let all = board.design.nodes.iter().map(|n| n.at).chain(board.design.places.iter().map(|p| p.at));
        let far = all.flatten().any(|v| v.abs() > MAX_AT - 40_000);
        prop_assume!(!far);
        prop_assert!(!overlaps(&board.design));
        prop_assert!(!board.update(&Msg::Tidy(tidy(&board.design))).changed);
        // the picture is true: each is drawn in the place that it stands in
        let layout = escala::board::geometry::Layout::of(&board.design);
        for (node, placed) in board.design.nodes.iter().zip(&layout.nodes) {
            prop_assert_eq!(place_at(&board.design, placed.rect.centre()), node.place);
        }
        if !board.design.places.is_empty() {
            return Ok(());
        }
        let at = |id| board.node(id).map(|n| n.at[0]).unwrap_or_default();
        for l in &board.design.links {
            prop_assert!(at(l.from) < at(l.to), "calls go from left to right");
        }
    }
}

#[test]
fn the_ticks_of_one_slider_are_one_step() {
    let kind = simcore::kinds::KindId::ALL[0];
    let mut history = History::new(Board::default());
    history.apply(&Msg::AddNode { kind, name: "a".into(), at: [0, 0] }, 0.0);
    for i in 0..50 {
        history.apply(
            &Msg::SetParam { nodes: vec![1], param: 0, value: 200.0 + f64::from(i) },
            1_000.0 + f64::from(i) * 16.0,
        );
    }
    assert_eq!(history.steps(), (2, 0));
    history.seal();
    history.apply(&Msg::SetParam { nodes: vec![1], param: 0, value: 7.0 }, 1_801.0);
    assert_eq!(history.steps(), (3, 0));
    history.undo();
    assert_eq!(history.board().param(1, 0), Some(249.0));
    history.undo();
    assert_eq!(history.board().param(1, 0), Some(kind.table()[0].default));
    assert!(history.can_redo().is_some());
    history.apply(&Msg::SetTitle("b".into()), 2_000.0);
    assert!(history.can_redo().is_none(), "a new edit ends the future");
}

#[test]
fn the_past_is_bounded() {
    let mut history = History::new(Board::default());
    for i in 0..1_000 {
        history.apply(&Msg::SetSeed(i + 100), apart(i as usize));
    }
    assert_eq!(history.steps().0, escala::board::KEEP);
}
