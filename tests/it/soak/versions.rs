//! Row 4: what was ever written opens for ever, and what is newer is left alone.

use super::count;
use super::inputs::Dice;
use crate::making;
use escala::board::share::{self, Refusal, open, pack, stored, text, version};
use escala::keep::{bundle, files};
use lessons::board_file;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// A link of every version that was ever published, a line each. A new version adds its own; none is ever changed.
fn links() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/soak/links.txt");
    std::fs::read_to_string(path).expect("the links").lines().map(str::to_owned).collect()
}

#[test]
fn row_04_every_version_has_a_golden_file_that_opens() {
    for version in 1..=board_file::FORMAT_VERSION {
        let path = format!("{}/lessons/tests/data/board.v{version}.json", env!("CARGO_MANIFEST_DIR"));
        let golden = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let opened = files::read(&golden).expect("a golden file");
        assert!(opened.dropped.is_empty() && !opened.board.design.nodes.is_empty(), "{path}");
    }
    assert_eq!(links().len(), share::VERSION as usize);
    for (i, link) in links().iter().enumerate() {
        assert!(link.starts_with(&format!("{}.", i + 1)), "{link}");
        let opened = open(link).unwrap_or_else(|e| panic!("version {}: {e:?}", i + 1));
        assert!(opened.repaired.is_clean() && version(&opened.board) == i as u32 + 1);
    }
}

#[test]
fn row_04_any_board_survives_every_way_out_and_in() {
    let all = count(1_000, 100);
    let mut runner = TestRunner::deterministic();
    for n in 0..all {
        let board = making::board().new_tree(&mut runner).expect("a board").current();
        // what a file says is what a file gives: the first writing settles what only a running page knows
        let settled = files::read(&files::write(&board)).expect("an own file");
        let first = files::write(&files::board(settled.board));
        let again = files::read(&first).expect("an own file");
        assert!(again.dropped.is_empty(), "{:?}", again.dropped);
        let settled = files::board(again.board);
        assert_eq!(files::write(&settled), first);
        let link = text(version(&settled), &stored(&pack(&settled)));
        assert_eq!(open(&link).map(|o| files::write(&o.board)), Ok(first.clone()));
        let many = bundle::write(&[(n, &first)]);
        let back = bundle::read(&many[0], u64::MAX).expect("an own file with many");
        assert_eq!(back.boards.len(), 1);
        // the same, said to be of the future
        let newer = 2 + Dice(n).next() % 1_000_000;
        let future = first.replacen("\"format_version\": 1", &format!("\"format_version\": {newer}"), 1);
        assert_eq!(files::read(&future).err(), Some(board_file::Refusal::UnknownVersion(newer)));
        let newer = share::VERSION + newer as u32;
        assert_eq!(open(&link.replacen(char::is_numeric, &newer.to_string(), 1)), Err(Refusal::Newer(newer)));
    }
    println!("row 4: {all} boards out and in as file, as link and among many; all of the future refused");
}
