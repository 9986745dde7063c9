//! Board files: a design with its title and seed as JSON, for people to keep, send and hand in.
//!
//! * [`parse`] opens whatever can be opened: damaged parts are left out or repaired and listed,
//!   the rest is kept. It never panics and never accepts a number that its table does not allow.
//! * [`parse_strict`] is for the command line and for lessons: any finding is a refusal.
//! * [`write()`] is the inverse, with only what differs from the defaults.
//!
//! ```json
//! {"format_version":1,"title":"Two servers","seed":42,
//!  "nodes":[{"id":1,"kind":"client","name":"Users","at":[0,80],"params":{"rate":200}}],
//!  "links":[{"from":1,"to":2,"params":{"latency_ms":0.5}}],
//!  "faults":[{"node":2,"what":"crash","from_s":60,"until_s":90},
//!            {"node":2,"what":"slow","factor":4,"from_s":60}]}
//! ```
//! A parameter is a number, the text of a choice, or true/false. Regions and zones, where there are any:
//! ```json
//!  "places":[{"id":20,"what":"region","name":"us-east","lat":39,"lon":-77.5,"at":[0,0],"size":[640,320]},
//!            {"id":21,"what":"zone","of":20,"name":"a","at":[16,32],"size":[288,256]}],
//!  "nodes":[{"id":1,"kind":"web_server","name":"s1","at":[32,80],"place":21}]
//! ```
//! Notes of people to people, where there are any; nothing of them is simulated:
//! ```json
//!  "notes":[{"text":"Peak at 8 pm","at":[0,0],"size":[200,120]}]
//! ```

mod depth;
mod notes;
mod parse;
mod places;
mod problem;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use notes::{MAX_NOTE_TEXT, MAX_NOTES, NOTE_SIDES, NOTE_SIZE, Note};
pub use parse::{MAX_ID, parse, parse_strict};
pub use problem::{Dropped, Item, Place, Refusal, Rejection, Why};
pub use write::write;

use serde::{Deserialize, Serialize};
use simcore::design::Design;

/// The version that this program writes and the newest that it reads.
pub const FORMAT_VERSION: u32 = 1;
/// Bytes of text.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Nesting of arrays and objects; a board needs four.
pub const MAX_DEPTH: usize = 32;
/// Characters in a node's name and in a title.
pub const MAX_NAME: usize = 200;
/// Positions on the board lie between plus and minus this.
pub const MAX_AT: i32 = 100_000;
/// Faults lie within this many seconds.
pub const MAX_FAULT_S: f64 = 1_000_000.0;
/// Findings listed; a file with more of them says how many more.
pub const MAX_DROPPED: usize = 1_000;

/// A board as a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoardFile {
    pub title: String,
    /// Of the run: the same seed gives the same requests.
    pub seed: u64,
    pub design: Design,
    /// What people wrote beside the system; nobody simulates it.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// A board that could be opened, and what had to be left out or repaired.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub board: BoardFile,
    /// In the order of the file, at most [`MAX_DROPPED`].
    pub dropped: Vec<Dropped>,
    /// How many more findings there were.
    pub unlisted: usize,
}
