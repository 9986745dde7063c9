//! A whole board in a link: `#/b/1.<data>`, or `2.` where it has regions or zones, or `3.` where
//! it has notes. The data are
//! base64url of raw deflate of a checksum and the board in a compact form.
//!
//! A link comes from anywhere, so reading one is bounded at every step: length of the text, bytes
//! that it inflates to, number of stations; what it says is then repaired like any other board.
//! Compression is the browser's own ([`web`]); inflation is done here, since the browser's cannot
//! hand out the part that arrived when a link was cut off.

mod base64;
mod seen;
pub mod web;
mod wire;

pub use seen::Seen;

use super::{Board, Repaired};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// The newest version of the format that is read.
pub const VERSION: u32 = 3;
/// Longest data that is looked at, in characters.
pub const MAX_TEXT: usize = 3 * 1024 * 1024;
/// Most bytes that a link may inflate to.
pub const MAX_INFLATED: usize = 2 * 1024 * 1024;
/// From this length on some programs cut links off; the page then offers a file instead.
pub const LONG: usize = 2_000;

/// A board that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub board: Board,
    /// What had to be dropped or clamped, for instance components of a newer version.
    pub repaired: Repaired,
}

/// Why a link was not opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// More than [`MAX_TEXT`] characters.
    TooLong(usize),
    /// No link of this program.
    NotALink,
    /// Written by a newer version.
    Newer(u32),
    /// It inflates to more than [`MAX_INFLATED`] bytes.
    TooLarge,
    /// More stations or connections than a board may have.
    TooMany { nodes: u32, links: u32 },
    /// The end is missing; this many stations of so many arrived, and can be opened.
    CutOff { arrived: u32, of: u32, board: Box<Board> },
    /// The checksum does not match and nothing can be read.
    Damaged,
}

/// The bytes of a board with their checksum, not yet compressed.
pub fn pack(board: &Board) -> Vec<u8> {
    let body = wire::write(board);
    let mut out = checksum(&body).to_le_bytes().to_vec();
    out.extend(body);
    out
}

/// The version that a link to this board has: the lowest that can say it, so that pages that are
/// older still open what they know.
pub fn version(board: &Board) -> u32 {
    match (board.notes.is_empty(), board.design.places.is_empty()) {
        (false, _) => 3,
        (true, false) => 2,
        (true, true) => 1,
    }
}

/// The data of a link, from the raw deflate of [`pack`] and the [`version`] of the board.
pub fn text(version: u32, deflated: &[u8]) -> String {
    format!("{version}.{}", base64::encode(deflated))
}

/// Raw deflate without compression, for browsers that have none to offer.
pub fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 16);
    let mut chunks = bytes.chunks(usize::from(u16::MAX)).peekable();
    if chunks.peek().is_none() {
        return vec![1, 0, 0, 0xff, 0xff];
    }
    while let Some(chunk) = chunks.next() {
        let len = chunk.len() as u16;
        out.push(u8::from(chunks.peek().is_none()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(chunk);
    }
    out
}

/// Reads the data of a link.
pub fn open(text: &str) -> Result<Opened, Refusal> {
    let text = text.trim();
    if text.len() > MAX_TEXT {
        return Err(Refusal::TooLong(text.len()));
    }
    let (version, data) = text.split_once('.').ok_or(Refusal::NotALink)?;
    let version = match version.parse::<u32>() {
        Ok(known @ 1..=VERSION) => known,
        Ok(newer) if newer > VERSION => return Err(Refusal::Newer(newer)),
        _ => return Err(Refusal::NotALink),
    };
    let deflated = base64::decode(data).ok_or(Refusal::NotALink)?;
    let (bytes, whole) = inflate(&deflated)?;
    let (sum, body) = bytes.split_first_chunk::<4>().ok_or(Refusal::Damaged)?;
    let whole = whole && u32::from_le_bytes(*sum) == checksum(body);
    let read = wire::read(body, version)?;
    let arrived = read.design.nodes.len() as u32 + read.unknown;
    let (board, mut repaired) = Board::repaired(&read.title, read.seed, read.design);
    let notes = read.notes;
    let board = board.with_notes(notes);
    repaired.nodes += read.unknown;
    repaired.values += read.unknown_params;
    if whole && read.complete {
        return Ok(Opened { board, repaired });
    }
    if board.design.nodes.is_empty() {
        return Err(Refusal::Damaged);
    }
    Err(Refusal::CutOff { arrived, of: read.nodes, board: Box::new(board) })
}

/// What the bytes inflate to, as far as they go, and whether that was all. The buffer grows with
/// the output and never beyond the limit, so a bomb costs no more than an honest board.
fn inflate(mut deflated: &[u8]) -> Result<(Vec<u8>, bool), Refusal> {
    let mut state = Box::<DecompressorOxide>::default();
    let mut out = vec![0; (deflated.len() * 2).clamp(64, MAX_INFLATED)];
    let mut used = 0;
    loop {
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, taken, made) = decompress(&mut state, deflated, &mut out, used, flags);
        used += made;
        match status {
            TINFLStatus::HasMoreOutput if out.len() >= MAX_INFLATED => return Err(Refusal::TooLarge),
            TINFLStatus::HasMoreOutput => {
                deflated = deflated.get(taken..).unwrap_or_default();
                out.resize((out.len() * 2).min(MAX_INFLATED), 0);
            }
            _ => {
                out.truncate(used);
                return Ok((out, status == TINFLStatus::Done));
            }
        }
    }
}

/// CRC-32 as in zip files.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| (c >> 1) ^ (0xedb8_8320 & (c & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Msg, Selection};
    use simcore::design::{Fault, FaultKind};
    use simcore::kinds::KindId;

    fn board() -> Board {
        let mut b = Board { title: "Orders, São Paulo".into(), seed: 42, ..Board::default() };
        for (i, kind) in KindId::ALL.iter().cycle().take(14).enumerate() {
            b.update(&Msg::AddNode { kind: *kind, name: format!("Nó {i}"), at: [i as i32 * 200, -80] });
        }
        for from in 1..=14 {
            for to in from + 1..=14 {
                b.update(&Msg::Connect { from, to });
            }
        }
        b.update(&Msg::SetParam { nodes: vec![1], param: 0, value: 1234.5 });
        b.update(&Msg::SetLinkParam { link: (1, 2), param: 0, value: 25.0 });
        let fault =
            Fault { node: 3, what: FaultKind::Slow, strength: 4.0, from_s: 60.0, until_s: Some(90.5) };
        b.update(&Msg::AddFault(fault));
        assert!(!Selection::all(&b).links.is_empty());
        b
    }

    fn link(b: &Board) -> String {
        text(version(b), &miniz_oxide::deflate::compress_to_vec(&pack(b), 6))
    }

    #[test]
    fn a_link_gives_back_the_very_board() {
        let b = board();
        let opened = open(&link(&b));
        assert_eq!(opened, Ok(Opened { board: b.clone(), repaired: Repaired::default() }));
        assert_eq!(open(&text(1, &stored(&pack(&b)))), opened);
        assert!(link(&b).len() < 1_000, "{}", link(&b).len());
    }

    #[test]
    fn a_link_that_was_cut_off_says_how_much_arrived() {
        let (b, whole) = (board(), link(&board()));
        let mut most = 0;
        for end in 0..whole.len() {
            match open(&whole[..end]) {
                Err(Refusal::CutOff { arrived, of, board }) => {
                    assert_eq!(of, 14);
                    assert!(arrived >= most && board.design.nodes[..] == b.design.nodes[..arrived as usize]);
                    most = arrived;
                }
                Err(Refusal::Damaged | Refusal::NotALink) => assert_eq!(most, 0),
                other => panic!("cut at {end}: {other:?}"),
            }
        }
        assert!(most >= 10, "{most} of 14 stations were saved from a link that lacks its last character");
    }

    #[test]
    fn what_is_no_link_is_refused_with_its_reason() {
        assert_eq!(open(""), Err(Refusal::NotALink));
        assert_eq!(open("hello"), Err(Refusal::NotALink));
        assert_eq!(open("0.AAAA"), Err(Refusal::NotALink));
        assert_eq!(open("7.AAAA"), Err(Refusal::Newer(7)));
        assert_eq!(open("1.§§"), Err(Refusal::NotALink));
        assert_eq!(open("1.AAAA"), Err(Refusal::Damaged));
        assert_eq!(open(&"x".repeat(MAX_TEXT + 1)), Err(Refusal::TooLong(MAX_TEXT + 1)));
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        let bomb = miniz_oxide::deflate::compress_to_vec(&vec![0u8; 64 << 20], 9);
        assert_eq!(open(&text(1, &bomb)), Err(Refusal::TooLarge));
        let crowd = wire::head_for_tests(200_000, 0);
        let mut bytes = checksum(&crowd).to_le_bytes().to_vec();
        bytes.extend(crowd);
        assert_eq!(open(&text(1, &stored(&bytes))), Err(Refusal::TooMany { nodes: 200_000, links: 0 }));
    }

    #[test]
    fn the_checksum_is_the_well_known_one() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }
}
