//! Row 12: links made to burst cost no more than honest ones.

use super::inputs::{Dice, signed};
use super::{count, limit, share, timed};
use escala::board::share::{Refusal, open, stored, text};
use miniz_oxide::deflate::compress_to_vec;
use std::time::Duration;

/// Memory of this process in KiB: what it has at most had since the last call, and what it has now.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = |name: &str| {
        let line = status.lines().find(|l| l.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    let seen = (kib("VmHWM:")?, kib("VmRSS:")?);
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(seen)
}

/// A bomb and what it is called.
fn bomb(seed: u64) -> (&'static str, Vec<u8>) {
    let dice = &mut Dice(seed);
    let size = (1 << 20) + dice.below(64 << 20);
    let zeros = |n: usize| compress_to_vec(&vec![dice_byte(seed); n], 9);
    let head = |nodes: &[u8], links: &[u8]| [&[0, 0][..], nodes, links, &[0]].concat();
    match seed % 8 {
        0 => ("zeros", zeros(size)),
        1 => ("zeros in zeros", compress_to_vec(&zeros(size), 9)),
        2 => ("gzip", [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &zeros(size)].concat()),
        3 => (
            "brotli",
            [&[0xcf, 0xff, 0xff, 0x7f, 0xf8, 0x27, 0x00, 0xe2][..], &[dice.next() as u8; 43]].concat(),
        ),
        4 => ("200,000 stations", stored(&signed(&head(&[0xc0, 0x9a, 0x0c], &[0])))),
        5 => (
            "as many as a number can say",
            stored(&signed(&head(&[0xff, 0xff, 0xff, 0xff, 0x0f], &[0xff; 5]))),
        ),
        6 => ("brackets", compress_to_vec("[".repeat(100_000).as_bytes(), 9)),
        _ => {
            let noise: Vec<u8> = (0..dice.below(200_000)).map(|_| dice.next() as u8).collect();
            ("noise", if dice.one_in(2) { stored(&noise) } else { noise })
        }
    }
}

fn dice_byte(seed: u64) -> u8 {
    if seed.is_multiple_of(3) { 0 } else { b'[' }
}

#[test]
fn row_12_bombs() {
    let all = count(1_000, 40);
    let (mut slowest, mut most) = (Duration::ZERO, 0);
    for seed in 0..all {
        let (what, bytes) = bomb(seed);
        let link = text(1 + (seed % 3) as u32, &bytes);
        drop(bytes);
        let before = memory();
        let (answer, took) = timed(limit(50), || open(&link).map(|o| o.board.design.nodes.len()));
        if let (Some((_, had)), Some((peak, _))) = (before, memory()) {
            most = most.max(peak.saturating_sub(had));
        }
        slowest = slowest.max(took);
        assert!(took <= limit(50), "{what} ({seed}) took {took:?}");
        let refused = matches!(
            answer,
            Err(Refusal::TooLarge
                | Refusal::TooMany { .. }
                | Refusal::Damaged
                | Refusal::NotALink
                | Refusal::CutOff { .. })
        );
        assert!(refused, "{what} ({seed}): {answer:?}");
    }
    // beside other tests the memory is not this one's alone
    assert!(share().is_none() || most <= 16 * 1024, "{most} KiB");
    println!("row 12: {all} bombs refused, slowest {slowest:?}, {most} KiB of memory at most");
}
