//! The document that a learner edits, and everything about it that needs no browser.
//!
//! Invariants:
//! * nothing in here knows a signal, an element, a language or the clock;
//! * [`Board::update`] is the only place where a board changes, and it cannot fail: a message that
//!   makes no sense changes nothing and says so in its [`Effect`];
//! * a board is always valid: within the limits of the core, ids unique, every value in range,
//!   every link one that the core would keep. Whatever comes from outside passes [`Board::new`];
//! * no component kind is known by name: all is drawn from its `Meta` and its table.

mod align;
mod chaos;
mod file;
pub mod geometry;
mod history;
mod mend;
mod msg;
mod notes;
mod part;
mod places;
mod renumber;
mod repair;
mod rules;
mod selection;
pub mod share;
mod tidy;
mod update;

pub use align::Align;
pub use chaos::surprise;
pub use history::{History, KEEP};
pub use lessons::board_file::{MAX_NOTES, NOTE_SIDES, NOTE_SIZE, Note};
pub use mend::mend;
pub use msg::{Edit, Msg};
pub use part::Part;
pub use places::{place_at, rect_of};
use renumber::fresh_id;
pub use repair::Repaired;
pub use rules::{Refused, may_call, may_connect};
pub use selection::Selection;
pub use tidy::{Tidied, overlaps, tidy};

use simcore::design::{Design, NodeId, NodeSpec};
use std::sync::Arc;

/// The board snaps to this many units.
pub const SNAP: i32 = 8;
/// Farthest coordinate of a station, so that geometry never overflows.
pub const MAX_AT: i32 = 100_000;
/// Longest name of a station and longest title, in characters.
pub const MAX_NAME: usize = 200;

/// A system as drawn by the learner, with its title and the seed of its run.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    pub title: String,
    pub seed: u64,
    pub design: Design,
    /// Texts beside the system, not simulated.
    pub notes: Vec<Note>,
}

impl Default for Board {
    fn default() -> Self {
        Board { title: String::new(), seed: 1, design: Design::default(), notes: Vec::new() }
    }
}

/// What a message did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The document is different now.
    pub changed: bool,
    /// What is simulated is different now; false after renames, and after moves that bring no station
    /// into another region or zone.
    pub simulated_changed: bool,
    /// The run has to start again from nothing: another seed or another board altogether.
    pub restart: bool,
    /// The station that the message added, to be selected.
    pub added: Option<NodeId>,
    /// The region or zone that the message added.
    pub added_place: Option<NodeId>,
}

impl Board {
    /// A valid board from parts of any origin; what could not be kept is dropped or clamped.
    pub fn new(title: &str, seed: u64, design: Design) -> Board {
        Board::repaired(title, seed, design).0
    }

    /// Like [`Board::new`], and says how much had to be dropped or clamped.
    pub fn repaired(title: &str, seed: u64, mut design: Design) -> (Board, Repaired) {
        let repaired = repair::repair(&mut design);
        (Board { title: repair::clean(title), seed, design, notes: Vec::new() }, repaired)
    }

    /// `base`, or `base 2`, `base 3` ... : the first that no station and no place is called.
    pub fn fresh_name(&self, base: &str) -> String {
        let d = &self.design;
        let taken =
            |name: &str| d.nodes.iter().any(|n| n.name == name) || d.places.iter().any(|p| p.name == name);
        if !taken(base) {
            return base.to_string();
        }
        (2..).map(|i| format!("{base} {i}")).find(|name| !taken(name)).unwrap_or_default()
    }

    /// What a copy of something is called: after "Web server 2" comes "Web server 3".
    pub fn copy_name(&self, name: &str) -> String {
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let number = name[base.len()..].trim_start().parse::<u32>();
        let (false, Ok(number)) = (base.is_empty(), number) else { return self.fresh_name(name) };
        let next = |i: u32| format!("{base} {i}");
        let free = |name: &String| self.fresh_name(name) == *name;
        (number..u32::MAX).skip(1).map(next).find(free).unwrap_or_default()
    }

    /// The station with this id.
    pub fn node(&self, id: NodeId) -> Option<&NodeSpec> {
        self.design.node(id)
    }

    /// The value of a parameter of a station: its own, or the default of its kind.
    pub fn param(&self, id: NodeId, param: usize) -> Option<f64> {
        let node = self.node(id)?;
        let row = node.kind.table().get(param)?;
        Some(node.params.get(param).copied().unwrap_or(row.default))
    }

    /// Is the same thing simulated, whatever the stations are called and wherever they stand?
    pub fn simulates_like(&self, other: &Board) -> bool {
        let same_nodes = self.design.nodes.len() == other.design.nodes.len()
            && self
                .design
                .nodes
                .iter()
                .zip(&other.design.nodes)
                .all(|(a, b)| (a.id, a.kind, a.place) == (b.id, b.kind, b.place) && a.params == b.params);
        let spots = |d: &Design| -> Vec<_> {
            d.places.iter().map(|p| (p.id, p.what, p.of, p.lat.to_bits(), p.lon.to_bits())).collect()
        };
        same_nodes
            && spots(&self.design) == spots(&other.design)
            && self.seed == other.seed
            && self.design.links == other.design.links
            && self.design.faults == other.design.faults
    }

    /// A handle that is cheap to clone.
    pub fn shared(self) -> Arc<Board> {
        Arc::new(self)
    }
}

/// The nearest coordinate on the grid, within the sheet.
pub fn snap(v: i32) -> i32 {
    let v = v.clamp(-MAX_AT, MAX_AT);
    (v + SNAP / 2).div_euclid(SNAP) * SNAP
}
