//! Share links: what goes in comes out, and whatever else comes in does no harm.

use crate::board_model::assert_valid;
use crate::making;
use escala::board::share::{Refusal, open, pack, stored, text, version};
use escala::board::{Board, Msg, Note};
use miniz_oxide::deflate::compress_to_vec;
use proptest::collection::vec;
use proptest::prelude::*;
use simcore::design::{Fault, FaultKind, Place};
use simcore::kinds::KindId;

/// Whatever was read is valid, also the part of a link that was cut off.
fn look(data: &str) {
    match open(data) {
        Ok(opened) => assert_valid(&opened.board),
        Err(Refusal::CutOff { arrived, of, board }) => {
            assert_valid(&board);
            assert!(arrived <= of);
        }
        Err(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, ..ProptestConfig::default() })]

    #[test]
    fn any_board_survives_the_journey(board in making::board()) {
        for bytes in [compress_to_vec(&pack(&board), 6), stored(&pack(&board))] {
            let opened = open(&text(version(&board), &bytes)).expect("an honest link opens");
            prop_assert_eq!(&opened.board, &board);
            prop_assert!(opened.repaired.is_clean());
        }
    }

    #[test]
    fn any_text_is_read_without_harm(data in ".{0,300}", coded in "[0-3]\\.[A-Za-z0-9_-]{0,400}") {
        look(&data);
        look(&coded);
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in vec(any::<u8>(), 0..600)) {
        for version in [1, 2, 3] {
            look(&text(version, &bytes));
            look(&text(version, &stored(&bytes)));
        }
    }

    #[test]
    fn damage_anywhere_is_noticed(board in making::board(), at in any::<prop::sample::Index>(), with in 1u8..) {
        let mut bytes = pack(&board);
        let i = at.index(bytes.len());
        bytes[i] ^= with;
        let data = text(version(&board), &stored(&bytes));
        look(&data);
        prop_assert!(open(&data).is_err());
        let mut deflated = compress_to_vec(&pack(&board), 6);
        let i = at.index(deflated.len());
        deflated[i] ^= with;
        look(&text(version(&board), &deflated));
    }
}

/// The same with the checksum made to match, as a hostile writer would.
#[test]
fn a_matching_checksum_does_not_make_it_trusted() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    for _ in 0..2_000 {
        let board = making::board().new_tree(&mut runner).expect("a board").current();
        let mut bytes = pack(&board);
        let edits = vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
        for (at, with) in edits.new_tree(&mut runner).expect("edits").current() {
            let i = 4 + at.index(bytes.len() - 4);
            bytes[i] = with;
        }
        let sum = crc(&bytes[4..]);
        bytes[..4].copy_from_slice(&sum.to_le_bytes());
        look(&text(2, &stored(&bytes)));
        look(&text(1, &stored(&bytes)));
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for b in bytes {
        crc ^= u32::from(*b);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// A link as the first version wrote it. It opens for ever.
#[test]
fn a_link_of_the_first_version_still_opens() {
    const LINK: &str = concat!(
        "1.XU-9SgNBGPz2Vy4oxje4IqWFWlgv2kkwAVFJdextPnIL6y7ubsxrCD6AJxa2PoKQF_AtbH2EXDhIkWGYgZlimP",
        "Fs9jW8W3-GcqqXLpyWl2dl-hvJA0qkcRZ9Lu7Tcv0RbUjwTgiPOiOBLW7eFD1yQc-rWjvtDUY6vnplE1JotwjR5u",
        "aJnjjUKVcmeI8m2-ATG6ywrhLGF4ziEevyvJVARHIhJ1B8v734Lqa7VgijTYPieqs_hy0BOUjPrupG5hjlJHaafo",
        "__CRAKlAHlRK7QLpoMjAngAoQE1rE_AEPV-63qg_ZB8T6BkYIN",
    );
    let board = golden();
    let opened = open(LINK).expect("a link that somebody has kept");
    assert_eq!(opened.board, board);
    assert!(opened.repaired.is_clean());
}

fn golden() -> Board {
    let mut board = Board { title: "São Paulo, 60 s".into(), seed: 4711, ..Board::default() };
    let stations = [
        ("client", "Usuários"),
        ("load_balancer", "LB"),
        ("web_server", "Web 1"),
        ("web_server", "Web 2"),
        ("cache", "Cache"),
        ("sql_leader", "Orders"),
    ];
    for (i, (kind, name)) in stations.into_iter().enumerate() {
        let kind = KindId::from_name(kind).expect("a kind of the first version");
        let at = [i as i32 * 200, -80 + 40 * i as i32];
        board.update(&Msg::AddNode { kind, name: name.into(), at });
    }
    for (from, to) in [(1, 2), (2, 3), (2, 4), (3, 5), (4, 5), (5, 6), (3, 6)] {
        board.update(&Msg::Connect { from, to });
    }
    board.update(&Msg::SetParam { nodes: vec![1], param: 0, value: 1234.5 });
    board.update(&Msg::SetParam { nodes: vec![2], param: 0, value: 3.0 });
    board.update(&Msg::SetParam { nodes: vec![3, 4], param: 0, value: 64.0 });
    board.update(&Msg::SetLinkParam { link: (2, 4), param: 1, value: 3.0 });
    let until_s = Some(90.5);
    board.update(&Msg::AddFault(Fault {
        node: 3,
        what: FaultKind::Slow,
        strength: 4.0,
        from_s: 60.0,
        until_s,
    }));
    board.update(&Msg::AddFault(Fault {
        node: 4,
        what: FaultKind::Crash,
        strength: 0.0,
        from_s: 10.0,
        until_s: None,
    }));
    board
}

/// The second version is only for boards that have places, and opens for ever, too.
#[test]
fn a_link_with_regions_is_of_the_second_version() {
    let mut board = golden();
    assert_eq!(version(&board), 1);
    let bytes = pack(&board);
    let place = |what: &Place| Msg::AddPlace(what.clone());
    let region =
        Place { at: [-80, -160], size: [400, 640], ..Place::region(0, "us-east, Virgínia", 39.0, -77.5) };
    board.update(&place(&region));
    board.update(&place(&Place { at: [150, -120], size: [300, 300], ..Place::zone(0, "a", 7) }));
    board.update(&Msg::AddFault(Fault::new(8, FaultKind::Partition, None, 60.0, None)));
    assert_eq!((board.design.places.len(), board.design.faults.len(), version(&board)), (2, 3, 2));
    assert!(board.design.nodes.iter().any(|n| n.place == Some(7)));
    assert!(board.design.nodes.iter().any(|n| n.place == Some(8)));
    let opened = open(&text(2, &stored(&pack(&board)))).expect("an honest link");
    assert_eq!((opened.board, opened.repaired.is_clean()), (board.clone(), true));
    // what it claims to be is believed: the other version has something missing or too much
    assert!(open(&text(1, &stored(&pack(&board)))).is_err() && open(&text(2, &stored(&bytes))).is_err());
    assert_eq!(open(&text(4, &stored(&bytes))), Err(Refusal::Newer(4)));
}

#[test]
fn a_link_with_notes_is_of_the_third_version() {
    let mut board = golden();
    let note = Note { text: "às 20 h\no pico".into(), at: [-160, 8], size: [240, 120] };
    board.update(&Msg::AddNote(note));
    assert_eq!((board.notes.len(), version(&board)), (1, 3));
    let opened = open(&text(3, &stored(&pack(&board)))).expect("an honest link");
    assert_eq!((opened.board, opened.repaired.is_clean()), (board.clone(), true));
    assert!(
        open(&text(2, &stored(&pack(&board)))).is_err() && open(&text(1, &stored(&pack(&board)))).is_err()
    );
    board.update(&Msg::RemoveNote(0));
    assert_eq!((version(&board), board), (1, golden()));
}
