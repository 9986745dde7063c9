//! Many boards in one file: `{"format_version":1,"boards":[{"saved_ms":..,"board":{..}}]}`, where each
//! board is a board file of its own and is read like one.

use super::files;
use lessons::board_file::{self, Opened, Refusal};
use serde_json::{Value, json};

/// The version that is written and the newest that is read.
pub const FORMAT_VERSION: u64 = 1;
/// A larger file is not read, and more boards than fit into one are written into several.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// What a file with many boards held.
#[derive(Debug, Default)]
pub struct Bundle {
    /// When each was saved, and the board.
    pub boards: Vec<(u64, Opened)>,
    /// By their place in the file, from 1.
    pub refused: Vec<(usize, Refusal)>,
}

/// The boards, by the time that each was saved and its text, as files of at most [`MAX_BYTES`].
pub fn write(boards: &[(u64, &str)]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut list: Vec<String> = Vec::new();
    let mut length = 0;
    for (saved_ms, text) in boards {
        // what this version cannot read may still be whole for the one that wrote it
        let board = serde_json::from_str(text).unwrap_or_else(|_| Value::String((*text).to_owned()));
        let item = json!({ "saved_ms": saved_ms, "board": board }).to_string();
        if length + item.len() + 100 > MAX_BYTES && !list.is_empty() {
            all.push(file(&std::mem::take(&mut list)));
            length = 0;
        }
        length += item.len() + 2;
        list.push(item);
    }
    all.push(file(&list));
    all
}

fn file(list: &[String]) -> String {
    format!("{{\"format_version\":{FORMAT_VERSION},\"boards\":[\n{}\n]}}\n", list.join(",\n"))
}

/// Reads a file with one board or with many; what cannot be read is said board by board.
pub fn read(text: &str, now_ms: u64) -> Result<Bundle, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(Refusal::TooLarge { bytes: text.len() });
    }
    let value = serde_json::from_str::<Value>(text).ok();
    let Some(boards) = value.as_ref().and_then(|v| v.get("boards")).and_then(Value::as_array) else {
        // the reader of single boards says best what is wrong with this one
        let opened = files::read(text)?;
        return Ok(Bundle { boards: vec![(now_ms, opened)], refused: Vec::new() });
    };
    let version = value.as_ref().and_then(|v| v.get("format_version")).and_then(Value::as_u64);
    match version {
        Some(1..=FORMAT_VERSION) => {}
        Some(newer) if newer > FORMAT_VERSION => return Err(Refusal::UnknownVersion(newer)),
        _ => return Err(Refusal::NotABoard),
    }
    let mut out = Bundle::default();
    for (i, item) in boards.iter().enumerate() {
        let board = item.get("board").map(Value::to_string).unwrap_or_default();
        match board_file::parse(&board) {
            // nothing from the future goes before what was really saved last
            Ok(opened) => {
                let saved = item.get("saved_ms").and_then(Value::as_u64).unwrap_or(now_ms).min(now_ms);
                out.boards.push((saved, opened));
            }
            Err(refusal) => out.refused.push((i + 1, refusal)),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = include_str!("../../assets/boards/first.board.json");

    fn text() -> String {
        files::write(&files::board(files::read(FIRST).unwrap().board))
    }

    #[test]
    fn all_boards_come_back_as_they_were() {
        let text = text();
        let written = write(&[(5, &text), (7, &text)]);
        assert_eq!(written.len(), 1);
        let read = read(&written[0], 6).unwrap();
        assert_eq!(read.boards.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [5, 6]);
        for (_, opened) in read.boards {
            assert!(opened.dropped.is_empty());
            assert_eq!(files::write(&files::board(opened.board)), text);
        }
    }

    #[test]
    fn more_than_fits_into_one_file_goes_into_several() {
        let text = text();
        let many = vec![(1, text.as_str()); MAX_BYTES / text.len() * 5 / 2];
        let files = write(&many);
        assert!(files.len() >= 2 && files.iter().all(|f| f.len() <= MAX_BYTES));
        let back: usize = files.iter().map(|f| read(f, 9).unwrap().boards.len()).sum();
        assert_eq!(back, many.len());
    }

    #[test]
    fn a_single_board_is_a_file_with_one() {
        assert_eq!(read(FIRST, 3).unwrap().boards.len(), 1);
    }

    #[test]
    fn what_is_newer_or_damaged_is_refused_with_its_reason() {
        assert_eq!(read("{\"format_version\":2,\"boards\":[]}", 1).err(), Some(Refusal::UnknownVersion(2)));
        assert_eq!(read("{\"boards\":[]}", 1).err(), Some(Refusal::NotABoard));
        assert!(matches!(read("nothing", 1), Err(Refusal::NotJson { .. })));
        assert!(matches!(read(&"x".repeat(MAX_BYTES + 1), 1), Err(Refusal::TooLarge { .. })));
        let newer = FIRST.replacen("\"format_version\": 1", "\"format_version\": 9", 1);
        assert_ne!(newer, FIRST);
        let two = write(&[(1, &newer), (1, "not JSON"), (1, FIRST)]);
        let got = read(&two[0], 2).unwrap();
        assert_eq!(got.boards.len(), 1);
        assert_eq!(got.refused[0], (1, Refusal::UnknownVersion(9)));
        assert_eq!(got.refused[1].0, 2);
    }
}
