use super::*;
use simcore::design::{LinkSpec, NodeSpec};
use simcore::kinds::KindId;

/// Users and four slots: full at 50 a second.
fn queue(rate: f64) -> Board {
    let users = NodeSpec::new(1, KindId::client).with("rate", rate);
    let server =
        NodeSpec::new(2, KindId::web_server).with("slots", 4.0).with("service_ms", 80.0).with("spread", 1.0);
    let links = vec![LinkSpec::new(1, 2, 0.0)];
    Board::new("", 1, Design { nodes: vec![users, server], links, ..Design::default() })
}

fn index(board: &Board, node: NodeId, name: &str) -> usize {
    let table = board.node(node).map(|n| n.kind.table()).unwrap_or_default();
    table.iter().position(|p| p.name == name).unwrap_or(usize::MAX)
}

#[test]
fn only_numbers_that_have_a_say_may_be_turned() {
    let board = queue(20.0);
    let of_server = params(&board, 2);
    assert!(of_server.contains(&index(&board, 2, "slots")));
    assert!(!of_server.contains(&index(&board, 2, "spread")), "a choice is no number");
    assert!(!of_server.contains(&index(&board, 2, "cv")), "an exponential has its own");
    assert!(has_traffic(&board) && params(&board, 9).is_empty());
    let mut closed = board.clone();
    let population = index(&board, 1, "population");
    closed.design.nodes[0].params[population] = 1.0;
    assert!(!has_traffic(&closed), "a closed population has no rate");
}

#[test]
fn the_first_range_ends_just_below_full() {
    let board = queue(20.0);
    assert!((full_at(&board.design).unwrap_or(0.0) - 50.0).abs() < 1e-9);
    assert_eq!(range(&board, Knob::Traffic), (5.0, 48.0));
    let service = Knob::Param(2, index(&board, 2, "service_ms"));
    assert_eq!(range(&board, service), (20.0, 160.0));
    let errors = Knob::Param(2, index(&board, 2, "error_rate"));
    let (from, to) = range(&board, errors);
    assert!(from == 0.0 && to > 0.0, "{from} to {to}");
}

#[test]
fn values_are_round_whole_where_they_must_be_and_within_the_range() {
    let board = queue(20.0);
    let of = |name| scale(&board, Knob::Param(2, index(&board, 2, name))).expect("a number");
    assert_eq!(values(of("slots"), 1.0, 4.0, 12), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(values(of("service_ms"), 1.0, 100.0, 3), [1.0, 10.0, 100.0]);
    assert_eq!(values(RATES, 5.0, 48.0, 3), [5.0, 26.5, 48.0]);
    assert_eq!(values(RATES, 5.0, 5.0, 3), [5.0]);
}

#[test]
fn runs_see_about_as_many_requests_whatever_the_traffic() {
    assert_eq!(seconds(&queue(40.0).design), 500.0);
    assert_eq!(seconds(&queue(200.0).design), 100.0);
    assert_eq!(seconds(&queue(100_000.0).design), 10.0);
    assert_eq!(seconds(&Design::default()), 1000.0);
}
