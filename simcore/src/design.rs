//! A system as drawn: nodes, links, and what is to happen to them. Plain data.

pub use crate::faults::FaultKind;
use crate::kinds::KindId;
use crate::params;
pub use crate::place::{MAX_PLACES, Place, PlaceKind};
use serde::{Deserialize, Serialize};

/// Identity of a node within a design. It survives edits, so a live edit keeps the node's world,
/// and it seeds the node's random streams, so adding a node does not shift the draws of others.
pub type NodeId = u32;

/// Limits that a design must keep; part of the contract of the core.
pub const MAX_NODES: usize = 1_000;
pub const MAX_LINKS: usize = 4_000;
pub const MAX_FAULTS: usize = 1_000;

/// A component on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeSpec {
    pub id: NodeId,
    /// What people call it; the core only hands it back in messages.
    pub name: String,
    pub kind: KindId,
    /// In the order of `kind.table()`; shorter is allowed, the rest are defaults.
    pub params: Vec<f64>,
    /// Where the learner put it, in board units. The core never reads it.
    pub at: [i32; 2],
    /// The region or zone that it stands in.
    pub place: Option<NodeId>,
}

params! {
    /// Parameters of a link.
    pub struct LinkParams {
        /// One-way delay. A LAN hop inside one data centre is about half a millisecond.
        latency_ms: real(0.0, 1000.0) = 0.5, "ms", "guide 004, line 102: < 1 ms within a LAN";
        /// Share of a weighted balancer that the target gets.
        weight: int(1, 100) = 1, "", "guide 004, lines 189-193";
        /// Share of the messages that get lost and are sent again, see [`crate::wire`].
        loss: real(0.0, 90.0) = 0.0, "%", "none unless set; sent again after 200 ms, doubling, as Linux does";
        /// Messages take their time by their size, one after the other.
        limited: flag = 0, "", "guide 004, line 102: 10 Gbit/s within a LAN, where few boards come near";
        bandwidth: real_log(0.1, 100_000.0) = 100.0, "Mbit/s", "assumption: a line between two sites", if 3 in 0b10;
        /// What a read brings back and a write takes along.
        carried_kb: real_log(0.01, 1_000_000.0) = 10.0, "kB", "assumption: a page without its images", if 3 in 0b10;
        /// Everybody can reach the far end: nothing to a run, much to whoever reads the drawing.
        public: flag = 0, "", "guide 002, lines 72-78: private addresses behind the balancer";
    }
}

/// A directed connection: `from` calls `to`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkSpec {
    pub from: NodeId,
    pub to: NodeId,
    /// In the order of [`LinkParams::TABLE`].
    pub params: Vec<f64>,
}

/// Something that goes wrong at a node or at a place between two instants.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The node, or the place: then what [`FaultKind::suits_place`] says happens to it as a whole.
    pub node: NodeId,
    pub what: FaultKind,
    /// How strong, in the unit of [`FaultKind::strength`]; 0 where it has none.
    pub strength: f64,
    /// Start in seconds of simulated time.
    pub from_s: f64,
    /// End in seconds; infinity is written as `None`.
    pub until_s: Option<f64>,
}

/// A whole system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Design {
    pub nodes: Vec<NodeSpec>,
    pub links: Vec<LinkSpec>,
    pub faults: Vec<Fault>,
    pub places: Vec<Place>,
}

/// What `check` found. The run goes ahead all the same; the node is named so that the board can
/// show the issue where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    pub severity: Severity,
    pub code: IssueCode,
    /// The node or place concerned, if one is.
    pub node: Option<NodeId>,
    /// The link concerned, by index in the design that was given.
    pub link: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// Requests will fail or the node does nothing.
    Warning,
    /// Dropped or repaired, since it could not be run as given.
    Error,
}

/// The closed list of findings. The texts live with the languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum IssueCode {
    /// More than [`MAX_NODES`] nodes: the rest was dropped.
    TooManyNodes,
    /// More than [`MAX_LINKS`] links: the rest was dropped.
    TooManyLinks,
    /// More than [`MAX_FAULTS`] faults: the rest was dropped.
    TooManyFaults,
    /// A second node with an id already taken was dropped.
    DuplicateNode,
    /// A link from or to a node that is not there was dropped.
    DanglingLink,
    /// A link from a node to itself was dropped.
    SelfLink,
    /// A second link between the same two nodes was dropped.
    DuplicateLink,
    /// A link whose ends cannot talk (for instance into a traffic source) was dropped.
    ForbiddenLink,
    /// A parameter was outside its range and was clamped.
    ParamOutOfRange,
    /// A fault of a node or place that is not there, or with impossible times, was dropped.
    BadFault,
    /// Nothing sends traffic.
    NoTraffic,
    /// A traffic source with no way out: every request fails there.
    Unconnected,
    /// A node that no request can reach.
    Unreachable,
    /// A balancer without servers: every request fails there.
    NoServers,
    /// Requests could go round in a circle here.
    Cycle,
    /// More than [`MAX_PLACES`] places: the rest was dropped.
    TooManyPlaces,
    /// A place with an id that is already taken was dropped.
    DuplicatePlace,
    /// A zone without its region was dropped, or a region within another was taken out of it.
    BadPlace,
    /// A node in a place that is not there: it stands nowhere.
    NoSuchPlace,
}

impl Design {
    /// The node with this id.
    pub fn node(&self, id: NodeId) -> Option<&NodeSpec> {
        self.nodes.iter().find(|n| n.id == id)
    }
}

impl NodeSpec {
    /// A node with the default parameters of its kind.
    pub fn new(id: NodeId, kind: KindId) -> NodeSpec {
        let params = crate::param::defaults(kind.table());
        NodeSpec { id, name: String::new(), kind, params, at: [0, 0], place: None }
    }

    /// The same node in a region or zone.
    #[must_use]
    pub fn placed(mut self, place: NodeId) -> NodeSpec {
        self.place = Some(place);
        self
    }

    /// The same node with a parameter set by name; an unknown name or a disallowed value is
    /// left for [`crate::check`] to find, here the name is ignored and the value kept.
    #[must_use]
    pub fn with(mut self, name: &str, value: f64) -> NodeSpec {
        let table = self.kind.table();
        self.params.extend(table.iter().skip(self.params.len()).map(|p| p.default));
        if let Some(i) = table.iter().position(|p| p.name == name) {
            self.params[i] = value;
        }
        self
    }
}

impl Fault {
    /// A fault of the strength given, or of its usual one.
    pub fn new(
        node: NodeId,
        what: FaultKind,
        strength: Option<f64>,
        from_s: f64,
        until_s: Option<f64>,
    ) -> Fault {
        Fault { node, what, strength: strength.unwrap_or(what.default_strength()), from_s, until_s }
    }
}

impl LinkSpec {
    /// A link with this one-way latency.
    pub fn new(from: NodeId, to: NodeId, latency_ms: f64) -> LinkSpec {
        LinkSpec { from, to, params: vec![latency_ms] }
    }
}
