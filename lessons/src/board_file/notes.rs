//! Notes on a board: texts of people to people, beside the system and no part of what is simulated.

use super::parse::pair;
use super::read::{Fields, Findings, unwanted};
use super::{Item, MAX_AT, Why};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Notes that a board may have.
pub const MAX_NOTES: usize = 200;
/// Characters in a note.
pub const MAX_NOTE_TEXT: usize = 2_000;
/// The sides of a note lie between these.
pub const NOTE_SIDES: core::ops::RangeInclusive<i32> = 80..=2_000;
/// The size of a note that names none.
pub const NOTE_SIZE: [i32; 2] = [200, 120];

/// A text on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Several lines, no markup.
    pub text: String,
    pub at: [i32; 2],
    pub size: [i32; 2],
}

impl Note {
    /// The same note as a board may hold it.
    #[must_use]
    pub fn mended(&self) -> Note {
        Note {
            text: plain(&self.text),
            at: self.at.map(|v| v.clamp(-MAX_AT, MAX_AT)),
            size: self.size.map(|v| v.clamp(*NOTE_SIDES.start(), *NOTE_SIDES.end())),
        }
    }
}

/// Lines of text and nothing that a screen would take for something else.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !unwanted(*c)).take(MAX_NOTE_TEXT).collect()
}

/// The notes of a file; a damaged one is mended or left out.
pub(super) fn read_notes(items: &[Value], found: &mut Findings) -> Vec<Note> {
    let mut notes = Vec::with_capacity(items.len());
    for (i, value) in items.iter().enumerate() {
        let item = Item::Note(i);
        let Value::Object(map) = value else {
            found.add(item, None, Why::WrongType);
            continue;
        };
        let fields = Fields::new(item, map, &["text", "at", "size"], found);
        let text = match fields.get("text") {
            Some(Value::String(text)) => text,
            other => {
                let why = if other.is_some() { Why::WrongType } else { Why::Missing };
                found.add(item, Some("text"), why);
                continue;
            }
        };
        if plain(text) != *text {
            found.add(item, Some("text"), Why::TextRepaired);
        }
        let at = pair(&fields, "at", -MAX_AT..=MAX_AT, found).unwrap_or_default();
        let size = pair(&fields, "size", NOTE_SIDES, found).unwrap_or(NOTE_SIZE);
        notes.push(Note { text: text.clone(), at, size }.mended());
    }
    notes
}
