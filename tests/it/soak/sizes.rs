//! Row 11: boards up to the limits open at once, and what is beyond them is refused at once with its reason.

use super::{limit, timed};
use escala::board::share;
use escala::keep::files;
use lessons::board_file::{MAX_NAME, Refusal};
use serde_json::json;
use std::time::Duration;

fn board(nodes: usize, name: &str) -> String {
    let node = |i: usize| json!({"id": i + 1, "kind": "cache", "name": name, "at": [i, 0]});
    json!({"format_version": 1, "title": "", "seed": 1, "nodes": (0..nodes).map(node).collect::<Vec<_>>()})
        .to_string()
}

#[test]
fn row_11_sizes() {
    let mut slowest = Duration::ZERO;
    let mut open = |text: &str| {
        let (answer, took) = timed(limit(50), || files::read(text));
        slowest = slowest.max(took);
        assert!(took <= limit(50), "{took:?} for {} bytes", text.len());
        answer
    };
    for nodes in [1, 10, 100, 1_000] {
        let read = open(&board(nodes, "c")).expect("within the limits");
        assert_eq!((read.board.design.nodes.len(), read.dropped.len()), (nodes, 0));
    }
    for nodes in [1_001, 5_001, 20_000] {
        assert!(matches!(open(&board(nodes, "c")), Err(Refusal::TooMany { count, .. }) if count == nodes));
    }
    let deep = |n: usize| format!("{{\"format_version\":1,\"nodes\":{}{}}}", "[".repeat(n), "]".repeat(n));
    for depth in [33, 65, 100_000, 1_000_000] {
        assert!(matches!(open(&deep(depth)), Err(Refusal::TooDeep { .. })));
    }
    assert!(matches!(open(&"[".repeat(2 * 1024 * 1024 + 1)), Err(Refusal::TooLarge { .. })));
    // a name that is too long is shortened, and that is said
    let read = open(&board(1, &"é".repeat(201))).expect("a board");
    assert_eq!(read.board.design.nodes[0].name.chars().count(), MAX_NAME);
    assert_eq!(read.dropped.len(), 1);
    let zeros = miniz_oxide::deflate::compress_to_vec(&vec![0; share::MAX_INFLATED + 1], 6);
    let link = share::text(1, &zeros);
    let (answer, took) = timed(limit(50), || share::open(&link));
    assert_eq!(answer, Err(share::Refusal::TooLarge));
    assert!(took <= limit(50), "{took:?}");
    println!(
        "row 11: 1 to 1,000 stations opened, 10 kinds of excess refused or cut; slowest {:?}",
        slowest.max(took)
    );
}
