//! Theory beside a run: does a closed form apply to a station of this design, which one, and what
//! does it say? Where none does, the first reason that stands against it is named.
//!
//! Exact are M/M/c (Erlang C), M/M/c/K and M/G/1 (Pollaczek-Khinchine). For other service laws with
//! several slots there is none; M/M/c scaled by (1 + scv) / 2 is a good approximation (Lee and
//! Longton 1959) and is called one. Arrivals must be Poisson: from users who do not know of each
//! other, split by chance (which leaves them Poisson), or through a station whose departures are
//! (Burke 1956).

mod path;
mod station;

pub use path::{Whole, whole};
pub use station::{Law, Model, Station, beside};

use crate::design::NodeId;

/// Why no closed form applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has no slots with a queue before them, or no theory of ours knows it.
    NoStation,
    /// No request comes here.
    NoTraffic,
    /// Users who come at regular intervals.
    Regular,
    /// Traffic that changes over time.
    Changing,
    /// Users who wait for their answers before they ask again.
    Closed,
    /// Failed requests come again.
    Retries,
    /// A balancer that does not send by chance alone.
    Balanced,
    /// A limit of connections, rates or checks has a say.
    Limits,
    /// A slot is held while somebody else works.
    Holds,
    /// What leaves this node is no Poisson process, or is not known to be one.
    Departures,
    /// The slots share their cores.
    Shares,
    /// Its data grow, and it gets slower with them.
    Grows,
    /// It is slower after a start.
    WarmsUp,
    /// Some requests end in errors.
    Errors,
    /// Something is planned to break.
    Faults,
    /// A controller changes it while it runs.
    Controlled,
    /// The queue is limited, and the service is not exponential.
    ShortQueue,
    /// More comes than it can serve, and the queue has no end.
    Full,
    /// Some users give up before they are answered.
    GivesUp,
    /// More nodes than are looked at.
    TooLarge,
}

/// No closed form, because of this, at this node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusal {
    pub why: Why,
    pub node: NodeId,
    /// The load for [`Why::Full`], the share for [`Why::GivesUp`].
    pub amount: f64,
}

impl Refusal {
    fn new(why: Why, node: NodeId) -> Refusal {
        Refusal { why, node, amount: 0.0 }
    }
}
