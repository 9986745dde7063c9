//! Regions and zones on the board: what a gesture brings where.

use crate::board_model::assert_valid;
use crate::making;
use escala::board::{Board, History, Msg, place_at, rect_of};
use proptest::collection::vec;
use proptest::prelude::*;
use simcore::design::{Fault, FaultKind, Place};
use simcore::kinds::KindId;

/// A region 2 of 640 by 480 at the origin with a zone 3 in its left half; server 1 far below.
fn board() -> Board {
    let mut b = Board::default();
    let web = KindId::from_name("web_server").expect("a kind");
    b.update(&Msg::AddNode { kind: web, name: "s1".into(), at: [0, 2_000] });
    let region = Place { at: [0, 0], size: [640, 480], ..Place::region(0, "east", 39.0, -77.5) };
    assert_eq!(b.update(&Msg::AddPlace(region)).added_place, Some(2));
    let zone = Place { of: None, at: [0, 0], size: [320, 480], ..Place::zone(0, "a", 0) };
    assert_eq!(b.update(&Msg::AddPlace(zone)).added_place, Some(3));
    assert_eq!(b.design.place(3).and_then(|p| p.of), Some(2), "of the region that it is drawn in");
    b
}

fn stands(b: &Board) -> Option<u32> {
    b.node(1).and_then(|n| n.place)
}

fn go(b: &mut Board, dx: i32, dy: i32) -> (bool, bool) {
    let e = b.update(&Msg::MoveNodes { nodes: vec![1], dx, dy });
    (e.changed, e.simulated_changed)
}

#[test]
fn a_drop_decides_where_a_station_stands() {
    let mut b = board();
    assert_eq!(stands(&b), None);
    assert_eq!(go(&mut b, 0, -1_800), (true, true));
    assert_eq!(stands(&b), Some(3), "the innermost");
    assert_eq!(go(&mut b, 8, 8), (true, false), "within the zone nothing changes that is simulated");
    assert_eq!(go(&mut b, 320, 0), (true, true));
    assert_eq!(stands(&b), Some(2));
    assert_eq!(go(&mut b, 0, 1_800), (true, true));
    assert_eq!(stands(&b), None);
    assert_eq!(go(&mut b, 0, 80), (true, false));
}

#[test]
fn one_undo_takes_back_a_move_and_what_it_meant() {
    let mut h = History::new(board());
    let start = h.board().clone();
    h.apply(&Msg::MoveNodes { nodes: vec![1], dx: 0, dy: -1_800 }, 0.0);
    assert_eq!(stands(h.board()), Some(3));
    let effect = h.undo();
    assert!(effect.simulated_changed);
    assert_eq!(h.board(), &start);
}

#[test]
fn a_place_takes_along_what_is_in_it() {
    let mut b = board();
    go(&mut b, 0, -1_800);
    let e = b.update(&Msg::MovePlace { place: 2, dx: 1_000, dy: 80 });
    assert!(e.changed && !e.simulated_changed, "only the picture has moved");
    assert_eq!(b.node(1).map(|n| n.at), Some([1_000, 280]));
    assert_eq!(b.design.place(3).map(|p| p.at), Some([1_000, 80]), "its zone too");
    // onto a station that stood nowhere
    let mut b = board();
    assert!(b.update(&Msg::MovePlace { place: 2, dx: 0, dy: 1_800 }).simulated_changed);
    assert_eq!(stands(&b), Some(3));
    assert_eq!(b.node(1).map(|n| n.at), Some([0, 2_000]));
}

#[test]
fn a_zone_drawn_into_another_region_is_one_of_that() {
    let mut b = board();
    b.update(&Msg::AddPlace(Place {
        at: [2_000, 0],
        size: [640, 480],
        ..Place::region(0, "west", 45.8, -119.7)
    }));
    go(&mut b, 0, -1_800);
    assert!(b.update(&Msg::MovePlace { place: 3, dx: 2_000, dy: 0 }).simulated_changed);
    assert_eq!(b.design.stand_of(1).region, Some(4));
    assert!(
        !b.update(&Msg::MovePlace { place: 3, dx: 0, dy: 4_000 }).simulated_changed,
        "into the void: as it was"
    );
}

#[test]
fn a_rectangle_that_grows_over_a_station_takes_it_in() {
    let mut b = board();
    let grow = Msg::ResizePlace { place: 2, at: [0, 0], size: [640, 4_000] };
    assert!(b.update(&grow).simulated_changed);
    assert_eq!(stands(&b), Some(2));
    assert!(b.update(&Msg::ResizePlace { place: 2, at: [0, 0], size: [640, 3_000] }).changed);
    assert_eq!(stands(&b), Some(2));
    assert!(b.update(&Msg::ResizePlace { place: 2, at: [0, 0], size: [0, 0] }).simulated_changed);
    assert_eq!((stands(&b), b.design.place(2).map(|p| p.size)), (None, Some([64, 64])));
}

#[test]
fn what_goes_with_a_place_and_what_stays() {
    let mut b = board();
    go(&mut b, 0, -1_800);
    for place in [2, 3] {
        b.update(&Msg::AddFault(Fault::new(place, FaultKind::Crash, None, 1.0, None)));
    }
    b.update(&Msg::AddFault(Fault::new(3, FaultKind::Slow, None, 1.0, None)));
    assert_eq!(b.design.faults.len(), 2, "a zone has no speed");
    let mut region_gone = b.clone();
    assert!(b.update(&Msg::RemovePlace(3)).simulated_changed);
    assert_eq!((stands(&b), b.design.faults.len(), b.design.places.len()), (Some(2), 1, 1));
    region_gone.update(&Msg::RemovePlace(2));
    let d = &region_gone.design;
    assert_eq!((stands(&region_gone), d.faults.len(), d.places.len(), d.nodes.len()), (None, 0, 0, 1));
}

#[test]
fn a_station_is_put_where_it_then_is_drawn() {
    let mut b = board();
    for place in [Some(3), Some(2), None, Some(2), Some(3)] {
        assert!(b.update(&Msg::PutNodes { nodes: vec![1], place }).simulated_changed);
        assert_eq!(stands(&b), place);
        // a nudge is no way out: it is drawn where it stands
        assert_eq!(go(&mut b, 8, 0), (true, false), "{place:?} at {:?}", b.node(1).map(|n| n.at));
    }
    assert!(!b.update(&Msg::PutNodes { nodes: vec![1], place: Some(99) }).changed);
    assert!(!b.update(&Msg::PutNodes { nodes: vec![1], place: Some(3) }).changed);
}

#[test]
fn a_region_is_elsewhere_on_the_earth_when_told_so() {
    let mut b = board();
    let to = |lat, lon, place| Msg::SetSpot { place, lat, lon };
    assert!(b.update(&to(53.3, -6.3, 2)).simulated_changed);
    assert!(!b.update(&to(1.0, 2.0, 3)).changed, "a zone is where its region is");
    b.update(&to(f64::NAN, 1e9, 2));
    assert_eq!(b.design.place(2).map(|p| (p.lat, p.lon)), Some((0.0, 180.0)));
    assert!(!b.update(&Msg::RenamePlace { place: 2, name: "a\nb".into() }).simulated_changed);
    assert_eq!(b.design.name_of(2), Some("a b"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A station whose picture a gesture does not bring under another rectangle stands where it stood.
    #[test]
    fn only_another_rectangle_changes_where_a_station_stands(
        start in making::board(), nodes in vec(1u32..12, 0..4), dx in -900..900i32, dy in -900..900i32,
    ) {
        let mut board = start.clone();
        board.update(&Msg::MoveNodes { nodes, dx, dy });
        let drawn = |b: &Board| -> Vec<Option<u32>> {
            let layout = escala::board::geometry::Layout::of(&b.design);
            layout.nodes.iter().map(|n| place_at(&b.design, n.rect.centre())).collect()
        };
        let (was, is) = (drawn(&start), drawn(&board));
        for (i, node) in board.design.nodes.iter().enumerate() {
            let want = if was[i] == is[i] { start.design.nodes[i].place } else { is[i] };
            prop_assert_eq!(node.place, want);
        }
    }

    /// Whatever is done with places: the board is valid, and all of it can be undone.
    #[test]
    fn places_come_and_go_without_harm(start in making::board(), msgs in vec(making::place_msg(), 0..25)) {
        let mut history = History::new(start.clone());
        for (i, msg) in msgs.iter().enumerate() {
            history.apply(msg, i as f64 * 10_000.0);
            assert_valid(history.board());
        }
        while history.can_undo().is_some() { history.undo(); }
        prop_assert_eq!(history.board(), &start);
    }

    /// What is drawn in a place and stands in it stays so while the place is moved.
    #[test]
    fn the_inside_of_a_place_does_not_change_by_moving_it(
        start in making::board(), place in 20u32..26, dx in -90..90i32, dy in -90..90i32,
    ) {
        let mut board = start.clone();
        board.update(&Msg::MovePlace { place, dx: dx * 8, dy: dy * 8 });
        for id in start.design.inside(place) {
            let was = start.node(id).expect("a station");
            let is = board.node(id).expect("it stays");
            let far = was.at.iter().chain(&start.design.places.iter().flat_map(|p| p.at).collect::<Vec<_>>()).any(|v| v.abs() > 90_000 || v % 8 != 0);
            prop_assume!(!far);
            prop_assert_eq!([is.at[0] - was.at[0], is.at[1] - was.at[1]], [dx * 8, dy * 8]);
        }
        let rects = |b: &Board| b.design.places.iter().map(|p| rect_of(p).h).sum::<f64>();
        prop_assert_eq!(rects(&board), rects(&start));
    }
}
