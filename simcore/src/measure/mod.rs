//! What a run measures, always in place and always from simulated requests.

pub mod fact;
pub mod histogram;
pub mod part;
pub mod report;
pub mod series;
pub mod trace;

pub use fact::Fact;
pub use histogram::Histogram;
pub use part::{Of, Part, PartReport};
pub use report::{NodeReport, Quantiles, Report};
pub use series::{Point, Series};
pub(crate) use trace::Tracer;
pub use trace::{Span, Trace};

use serde::{Deserialize, Serialize};

/// Why a request failed. Closed: every failed request carries exactly one, and the node where it
/// happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Reason {
    /// Refused: all slots busy and the queue full.
    QueueFull,
    /// The caller stopped waiting; the work it asked for may still go on.
    TimedOut,
    /// A balancer had no server that it believes healthy.
    NoHealthyServer,
    /// The node was down, so the connection was refused.
    Down,
    /// Inside the node when it crashed or was removed.
    LostInCrash,
    /// The node answered with an error.
    ServerError,
    /// The node needs another one and has no link to it.
    NoRoute,
    /// The chain of calls went round in a circle or too deep.
    TooDeep,
    /// The simulator's own limit of requests in flight was reached.
    Limit,
    /// Nothing came back at all: the network between the two was cut.
    Unreachable,
    /// Refused: the caller had asked too often.
    RateLimited,
    /// Refused without trying, because what is behind it had failed too often.
    CircuitOpen,
    /// The store could not keep it: no room left.
    StorageFull,
    /// A write reached a copy that takes only reads.
    NotLeader,
    /// Too few copies answered to be sure.
    NoQuorum,
    /// It waited until it was too old to be of use.
    Expired,
}

impl Reason {
    pub const COUNT: usize = 16;
    pub const ALL: [Reason; Reason::COUNT] = [
        Reason::QueueFull,
        Reason::TimedOut,
        Reason::NoHealthyServer,
        Reason::Down,
        Reason::LostInCrash,
        Reason::ServerError,
        Reason::NoRoute,
        Reason::TooDeep,
        Reason::Limit,
        Reason::Unreachable,
        Reason::RateLimited,
        Reason::CircuitOpen,
        Reason::StorageFull,
        Reason::NotLeader,
        Reason::NoQuorum,
        Reason::Expired,
    ];

    /// The name in reports and text tables.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::QueueFull => "queue_full",
            Reason::TimedOut => "timed_out",
            Reason::NoHealthyServer => "no_healthy_server",
            Reason::Down => "down",
            Reason::LostInCrash => "lost_in_crash",
            Reason::ServerError => "server_error",
            Reason::NoRoute => "no_route",
            Reason::TooDeep => "too_deep",
            Reason::Limit => "limit",
            Reason::Unreachable => "unreachable",
            Reason::RateLimited => "rate_limited",
            Reason::CircuitOpen => "circuit_open",
            Reason::StorageFull => "storage_full",
            Reason::NotLeader => "not_leader",
            Reason::NoQuorum => "no_quorum",
            Reason::Expired => "expired",
        }
    }
}

/// The condition of a node as its environment knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Health {
    #[default]
    Up,
    /// Slower than it should be.
    Degraded,
    Down,
}

/// What is inside a node at an instant, in the parts that the board can draw countable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gauges {
    /// Slots doing work.
    pub working: u32,
    /// Slots held while waiting for somebody else's reply.
    pub held: u32,
    /// All slots; 0 where the node has no notion of slots.
    pub slots: u32,
    /// Requests waiting, and how many may (`None`: unbounded or no queue).
    pub queued: u32,
    pub queue_limit: Option<u32>,
    /// Share of lookups answered by a cache since the last reset.
    pub hit_ratio: Option<f64>,
    /// Entries in a cache, and how many fit.
    pub entries: Option<(u32, u32)>,
    /// Of a balancer's calls for users whom it had served before: the share that went to the same
    /// server as that user's call before.
    pub affinity: Option<f64>,
    /// Per outgoing link, in link order: what the balancer believes and what it has in flight.
    pub backends: Vec<Backend>,
    /// What else the kind has to say for itself, in its own order.
    pub facts: Vec<(Fact, f64)>,
}

/// A balancer's view of one server.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backend {
    pub node: crate::design::NodeId,
    /// In the pool, as far as the balancer knows.
    pub in_pool: bool,
    /// Requests sent and not yet answered.
    pub active: u32,
    /// Requests sent since the last reset.
    pub sent: u64,
}
