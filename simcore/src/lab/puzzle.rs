//! A puzzle as written: plain data, in JSON for lessons and exports.

use super::MissingFact;
use crate::balance::{Base, Pointer, Ties, UnknownLoad};
use crate::sorted::SortedMap;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The only version there is.
pub const FORMAT_VERSION: u32 = 1;

/// A scenario and what is known about it. Servers and users go by their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Puzzle {
    pub format_version: u32,
    /// Healthy at the start, in the order of the balancer's list.
    pub servers: Vec<String>,
    /// Requests before the first one asked about, all at second 0; the algorithm under discussion sent
    /// them there (with one exception: least connections and least loaded take the facts as they are).
    #[serde(default)]
    pub history: Vec<Past>,
    /// The requests asked about, in order of time. Nobody else sends any.
    pub requests: Vec<Request>,
    /// What happens in between. An event at the second of a request comes before it.
    #[serde(default)]
    pub events: Vec<Event>,
    /// What the question may have left out.
    #[serde(default)]
    pub facts: Facts,
}

/// A request that was answered already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    pub user: String,
    pub server: String,
}

/// A request asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub at_s: f64,
    pub user: String,
}

/// Something that happens to the servers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The server dies for good. Without a time, it is unknown before which request.
    Down { server: String, at_s: Option<f64> },
    /// A new idle server is appended to the list.
    Join {
        server: String,
        at_s: f64,
        #[serde(default = "one")]
        weight: u32,
    },
}

fn one() -> u32 {
    1
}

/// What an exact answer may hang on. `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// The server that the balancer itself picked last.
    pub pointer_server: Option<String>,
    /// What round robin's pointer means when the list changes.
    pub pointer_kind: Option<Pointer>,
    /// Weights of `servers`, in order.
    pub weights: Option<Vec<u32>>,
    pub wrr: Option<Wrr>,
    /// Requests dispatched since the weighted cycle began, up to and with the last of the history.
    pub position: Option<u32>,
    /// Other requests open at each of `servers`; they stay open throughout.
    pub open: Option<Vec<u32>>,
    /// Length of each request asked about.
    pub duration_s: Option<f64>,
    pub ties: Option<Ties>,
    pub load: Option<LoadFact>,
    /// Who chooses for users without a cookie.
    pub sticky_base: Option<Base>,
    /// Does a request whose server is dead go to another one?
    pub redispatch: Option<bool>,
    /// Time until the balancer sees that a server is dead.
    pub detect_s: Option<f64>,
    pub ip_hash: Option<HashFact>,
    pub ring: Option<RingFact>,
}

/// The form of weighted round robin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrr {
    /// nginx's: spread out over the cycle.
    Smooth,
    /// A server gets all its requests of a cycle in a row.
    Burst,
}

/// Load reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadFact {
    /// Of each of `servers` just before the history, in percent or any other unit.
    pub loads: Vec<f64>,
    /// What each request adds, for good.
    pub per_request: f64,
    /// Servers report at second 0 and every so many seconds; at 0 the balancer always knows the load.
    pub report_s: f64,
    /// What a server without a report counts as.
    pub unknown: UnknownLoad,
}

/// How an address becomes a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HashFact {
    /// The hash modulo the number of live servers; users without a hash here have an unknown one.
    ModLive {
        #[serde(default)]
        hashes: SortedMap<String, u64>,
    },
    /// nginx's `ip_hash` of an IPv4 address, written with dots.
    Nginx { addresses: SortedMap<String, String> },
}

/// The ring of consistent hashing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RingFact {
    /// Guide 004's class: points at `md5("server:i")`, a user at `md5(key)`.
    Md5 { vnodes: u32, keys: SortedMap<String, String> },
    /// Drawn by hand, in degrees clockwise.
    Explicit { points: Vec<ExplicitPoint>, keys: SortedMap<String, f64> },
}

/// A point of a ring drawn by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplicitPoint {
    pub server: String,
    pub degrees: f64,
}

/// Why a puzzle has no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PuzzleError {
    /// Not a version that this program reads.
    Version(u32),
    /// No servers, more than 8 in all, or one without a name or with one that is too long.
    Servers,
    /// No requests, more than 8, or not in order of time.
    Requests,
    /// Two servers of this name.
    DuplicateServer(String),
    /// A server of this name is not there (or not yet).
    UnknownServer(String),
    /// An event at no possible time, or a second death.
    Event(String),
    /// A fact outside its range, or with a number of entries other than that of the servers.
    Fact(MissingFact),
    /// Too many possibilities to try them all.
    TooLarge,
}

impl fmt::Display for PuzzleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PuzzleError::Version(v) => write!(f, "puzzle format {v} is not known, this program reads 1"),
            PuzzleError::Servers => {
                write!(f, "a puzzle has 1 to 8 servers, each with a name of at most 40 letters")
            }
            PuzzleError::Requests => write!(f, "a puzzle has 1 to 8 requests, in order of time"),
            PuzzleError::DuplicateServer(s) => write!(f, "there are two servers called {s}"),
            PuzzleError::UnknownServer(s) => write!(f, "there is no server called {s} at that time"),
            PuzzleError::Event(s) => write!(f, "the event of server {s} cannot happen then"),
            PuzzleError::Fact(fact) => {
                write!(f, "the fact {fact:?} is out of range or does not fit the servers")
            }
            PuzzleError::TooLarge => write!(f, "there are too many possibilities to try them all"),
        }
    }
}

impl std::error::Error for PuzzleError {}
