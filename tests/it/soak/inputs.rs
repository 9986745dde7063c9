//! Texts from outside, sound and beaten, each from one number: the same number is the same text everywhere.

#[path = "../../../lessons/tests/support/mod.rs"]
mod support;

use escala::board::Board;
use escala::board::share::{pack, stored, text, version};
use escala::keep::{bundle, files};
use miniz_oxide::deflate::compress_to_vec;
use serde_json::Value;
use std::sync::LazyLock;
pub use support::{Dice, mutate};

/// Boards that people drew: every system of the gallery, and the golden file.
static SOUND: LazyLock<Vec<(String, Value, Board)>> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
    let systems = std::fs::read_dir(format!("{root}/systems")).expect("the systems");
    let mut paths: Vec<_> = systems.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|p| p.to_string_lossy().ends_with(".board.json"));
    paths.sort();
    paths.insert(0, format!("{root}/tests/data/board.v1.json").into());
    let read = |p: &std::path::PathBuf| {
        let text = std::fs::read_to_string(p).expect("a board");
        let board = files::board(files::read(&text).expect("a sound board").board);
        (text.clone(), serde_json::from_str(&text).expect("JSON"), board)
    };
    paths.iter().map(read).collect()
});

/// A sound board: the golden file half of the time, since it has all there is.
pub fn sound(dice: &mut Dice) -> &'static (String, Value, Board) {
    let i = if dice.one_in(2) { 0 } else { dice.below(SOUND.len()) };
    &SOUND[i]
}

fn blows(value: &Value, most: usize, dice: &mut Dice) -> String {
    let mut value = value.clone();
    for _ in 0..1 + dice.below(most) {
        mutate(&mut value, dice);
    }
    value.to_string()
}

fn damage(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + dice.below(20) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes[at] = dice.next() as u8,
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at.max(1)),
            _ => bytes.insert(at, b"0123456789eE-+.,:[]{}\"\\ntf"[dice.below(26)]),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| (c >> 1) ^ (0xedb8_8320 & (c & 1).wrapping_neg()))
    })
}

/// Bytes of a link with a checksum that fits them, as a hostile writer would make it.
pub fn signed(body: &[u8]) -> Vec<u8> {
    [&crc(body).to_le_bytes()[..], body].concat()
}

fn link(board: &Board, dice: &mut Dice) -> String {
    let mut body = pack(board)[4..].to_vec();
    let claimed = 1 + dice.below(3) as u32;
    let version = if dice.one_in(3) { claimed } else { version(board) };
    for _ in 0..dice.below(6) {
        let at = dice.below(body.len());
        match dice.below(3) {
            0 => body[at] = dice.next() as u8,
            1 => body[at] ^= 1 << dice.below(8),
            _ => body.truncate(at.max(1)),
        }
    }
    let mut packed = signed(&body);
    if dice.one_in(4) {
        let at = dice.below(packed.len());
        packed[at] ^= 1 << dice.below(8);
    }
    let mut data = text(version, &if dice.one_in(2) { stored(&packed) } else { compress_to_vec(&packed, 1) });
    if dice.one_in(4) {
        data.truncate(dice.below(data.len()));
    }
    if dice.one_in(6) {
        data = damage(&data.clone().chars().take(2_000).collect::<String>(), dice);
    }
    data
}

/// What is to be read, and as what: `board`, `boards` or `link`.
pub fn input(seed: u64) -> (&'static str, String) {
    let dice = &mut Dice(seed);
    let (written, value, board) = sound(dice);
    match dice.below(10) {
        0..=3 => ("board", blows(value, 8, dice)),
        4 | 5 => ("board", damage(written, dice)),
        6..=8 => ("link", link(board, dice)),
        _ => {
            let two = bundle::write(&[(dice.next() >> 20, written), (7, &blows(value, 3, dice))]);
            let hurt = if dice.one_in(2) { damage(&two[0], dice) } else { two[0].clone() };
            ("boards", hurt)
        }
    }
}
