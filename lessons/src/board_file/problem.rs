//! What can be wrong with a board file, as values: the page says it in the reader's language, the
//! command line in English.

use super::{MAX_BYTES, MAX_DEPTH};
use serde::{Deserialize, Serialize};
use simcore::design::NodeId;
use std::fmt;

/// Why nothing of a file could be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// More text than a board may have.
    TooLarge { bytes: usize },
    /// Nested deeper than a board may be.
    TooDeep { depth: usize },
    /// Not JSON; the parser stopped there.
    NotJson { line: usize, column: usize },
    /// JSON, but no object with a list of nodes.
    NotABoard,
    /// Made by a newer program.
    UnknownVersion(u64),
    /// More of something than a board may have.
    TooMany { what: Item, count: usize, limit: usize },
}

/// A part of a board file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Item {
    /// The file itself.
    Board,
    /// By position in the list of the file, from 0.
    Node(usize),
    Link(usize),
    Fault(usize),
    /// A region or a zone.
    Place(usize),
    Note(usize),
}

/// Where a finding is: a part, and perhaps a field of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub item: Item,
    /// As written in the file, cut to 40 characters.
    pub field: Option<String>,
}

/// A part of a file that was left out or repaired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    pub place: Place,
    pub why: Why,
}

/// Why a part was left out or repaired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Why {
    /// No such field in this version; left out.
    UnknownField,
    /// A field that must be there is not; a default was used where one exists.
    Missing,
    /// Text where a number belongs, and so on; a default was used where one exists.
    WrongType,
    /// No such component kind: the node was left out, and so were its links and faults.
    UnknownKind(String),
    /// No such choice; the default was used.
    UnknownChoice(String),
    /// No such fault; left out.
    UnknownFault(String),
    /// A fault that this kind of station cannot suffer.
    UnsuitedFault(String),
    /// A number outside its range; the nearest allowed one was used.
    OutOfRange { given: f64, used: f64 },
    /// Too long or with control characters; shortened or cleaned.
    TextRepaired,
    /// The id is taken or no id at all; the node got a new one.
    NewId(NodeId),
    /// An end or a place that is not on the board; left out.
    NoSuchNode,
    /// From a node to itself; left out.
    SelfLink,
    /// The same two nodes again; left out.
    DuplicateLink,
    /// Between two kinds that cannot talk in that direction; left out.
    ForbiddenLink,
    /// Ends before it starts; left out.
    ImpossibleTimes,
    /// Neither a region nor a zone; left out.
    UnknownPlace(String),
    /// A zone of a region that is not on the board; left out.
    NoSuchRegion,
    /// A node in a place that is not on the board: it stands nowhere.
    NoSuchPlace,
    /// A fault that a whole region or zone cannot suffer.
    UnsuitedToPlace(String),
}

impl Why {
    /// True when the part is still there, in a repaired form.
    pub fn repaired(&self) -> bool {
        matches!(self, Why::OutOfRange { .. } | Why::TextRepaired | Why::NewId(_) | Why::UnknownChoice(_))
    }
}

/// Why a file failed the strict reading.
#[derive(Clone, Debug, PartialEq)]
pub enum Rejection {
    Refused(Refusal),
    /// It could be opened, but not whole: what would be lost, and how many findings more.
    Damaged(Vec<Dropped>, usize),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Board => f.write_str("board"),
            Item::Node(i) => write!(f, "nodes[{i}]"),
            Item::Link(i) => write!(f, "links[{i}]"),
            Item::Fault(i) => write!(f, "faults[{i}]"),
            Item::Place(i) => write!(f, "places[{i}]"),
            Item::Note(i) => write!(f, "notes[{i}]"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.item, &self.field) {
            (Item::Board, Some(field)) => f.write_str(field),
            (item, Some(field)) => write!(f, "{item}.{field}"),
            (item, None) => item.fmt(f),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge { bytes } => {
                write!(f, "the file has {bytes} bytes, and a board may have {MAX_BYTES}")
            }
            Refusal::TooDeep { depth } => {
                write!(f, "the file is nested {depth} deep, and a board may be {MAX_DEPTH}")
            }
            Refusal::NotJson { line, column } => {
                write!(f, "this is not JSON: the text breaks at line {line}, column {column}")
            }
            Refusal::NotABoard => f.write_str("this is JSON, but not a board: it has no list of nodes"),
            Refusal::UnknownVersion(v) => write!(
                f,
                "the file has format_version {v}, and this program reads {}: a newer Escala wrote it",
                super::FORMAT_VERSION
            ),
            Refusal::TooMany { what, count, limit } => {
                let what = match what {
                    Item::Link(_) => "links",
                    Item::Fault(_) => "faults",
                    Item::Place(_) => "places",
                    Item::Note(_) => "notes",
                    Item::Node(_) | Item::Board => "nodes",
                };
                write!(f, "the board has {count} {what}, and it may have {limit}")
            }
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::UnknownField => f.write_str("there is no such field"),
            Why::Missing => f.write_str("is missing"),
            Why::WrongType => f.write_str("has a value of the wrong type"),
            Why::UnknownKind(k) => write!(f, "there is no component kind \"{k}\""),
            Why::UnknownChoice(c) => write!(f, "\"{c}\" is not one of the choices"),
            Why::UnknownFault(w) => write!(f, "there is no fault \"{w}\""),
            Why::UnsuitedFault(w) => write!(f, "\"{w}\" cannot happen to a node of this kind"),
            Why::OutOfRange { given, used } => write!(f, "{given} is out of range, the nearest is {used}"),
            Why::TextRepaired => f.write_str("is too long or has control characters"),
            Why::NewId(id) => write!(f, "has no id of its own (it would get {id})"),
            Why::NoSuchNode => f.write_str("names a node that is not on the board"),
            Why::SelfLink => f.write_str("leads from a node to itself"),
            Why::DuplicateLink => f.write_str("joins two nodes that are already joined"),
            Why::ForbiddenLink => f.write_str("joins two kinds that cannot talk in this direction"),
            Why::ImpossibleTimes => f.write_str("ends before it starts"),
            Why::UnknownPlace(w) => write!(f, "there is no place \"{w}\": it is a region or a zone"),
            Why::NoSuchRegion => f.write_str("names a region that is not on the board"),
            Why::NoSuchPlace => f.write_str("names a place that is not on the board"),
            Why::UnsuitedToPlace(w) => write!(f, "\"{w}\" cannot happen to a whole region or zone"),
        }
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Refused(r) => r.fmt(f),
            Rejection::Damaged(list, more) => {
                if let Some(first) = list.first() {
                    first.fmt(f)?;
                }
                match list.len().saturating_sub(1) + more {
                    0 => Ok(()),
                    n => write!(f, " (and {n} more)"),
                }
            }
        }
    }
}
