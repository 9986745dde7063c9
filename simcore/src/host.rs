//! The worker's protocol, with no browser in it: questions in, answers out, both plain data.
//!
//! Whoever owns a [`Host`] (the Web Worker, the page itself when there is no worker, a test)
//! feeds it [`Ask`]s and calls [`Host::turn`] whenever the last turn said so.

mod closer;
mod find;
mod live;
mod past;
mod tape;

pub use live::{Host, Turn, run_job};
pub use past::{Forked, Happened, Mark, Past};

use crate::design::{Design, FaultKind, Issue, NodeId};
use crate::measure::{Gauges, Health, Part, Point, Quantiles, Reason, Report, Trace};
use serde::{Deserialize, Serialize};

/// Version of this protocol; page and worker are one module, so a difference is a defect.
pub const PROTOCOL: u32 = 1;

/// A question or an order to the simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Forget the world; start this design at time 0 and run `warm_s` seconds before the first frame.
    Load { revision: u32, design: Design, seed: u64, warm_s: f64 },
    /// Change the design and keep the world: time, queues and faults of the nodes that stay.
    Edit { revision: u32, design: Design },
    /// Simulated seconds per second of wall time; 0 pauses.
    Speed(f64),
    /// Run exactly one event (while paused).
    StepEvent,
    /// Forget what was measured so far and measure from now on.
    ResetMeasures,
    /// Break a node now, for so many simulated seconds (`None`: until healed).
    Break { node: NodeId, what: FaultKind, strength: f64, for_s: Option<f64> },
    /// End every fault of a node now.
    Heal(NodeId),
    /// Run jobs from nothing to their end, aside from the live world, one report each.
    Batch { id: u32, jobs: Vec<Job> },
    /// Forget a batch that is still running.
    Cancel { id: u32 },
    /// Stand at this instant of what was lived through, before or after now.
    Rewind { revision: u32, to_s: f64 },
    /// Stand one event earlier.
    StepBack { revision: u32 },
    /// Run until the next request fails or comes late, for at most [`SEEK_S`] simulated seconds;
    /// when none does, stay here.
    NextFailure,
    /// Go on as a fork: the world as it would be without what is done from here on runs beside it.
    Fork,
    /// Change places with the world on the other side of the fork.
    Swap { revision: u32 },
    /// Forget the world on the other side of the fork.
    Join,
    /// From now on tell, twice a second, what frames leave out; all false: no more.
    Look(Look),
    /// Which request was this hop from one node to the other a part of?
    Find { id: u32, from: NodeId, to: NodeId, hop: Hop },
}

/// What somebody looks at more closely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Single requests, hop by hop.
    pub traces: bool,
    /// How the latencies are spread.
    pub latency: bool,
    /// What it costs.
    pub bill: bool,
}

/// What frames leave out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Closer {
    pub revision: u32,
    pub now_s: f64,
    /// The slowest of the last seconds, slowest first; the last failures and some of all requests,
    /// newest first.
    pub traces: [Vec<Trace>; 3],
    /// Latency of answered requests since the last reset: from and to in milliseconds, and how many.
    pub latency: Vec<(f32, f32, u64)>,
    /// Dollars a month of each node that costs anything, if all goes on as since the last reset.
    pub bill: Vec<(NodeId, f64)>,
}

/// How far [`Ask::NextFailure`] looks, in simulated seconds.
pub const SEEK_S: f64 = 600.0;

/// A run from nothing to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub design: Design,
    pub seed: u64,
    /// Measure from here to there, in simulated seconds.
    pub from_s: f64,
    pub until_s: f64,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// Once, at the start.
    Ready { protocol: u32 },
    /// The state of the live world.
    Frame(Box<Frame>),
    /// What `check` found in the design of that revision.
    Issues { revision: u32, issues: Vec<Issue> },
    /// One job of a batch is done (`index` of `Batch::jobs`).
    Done { id: u32, index: u32, report: Box<Report> },
    /// What is known before and after now; whenever it changes otherwise than by running on.
    Past(Box<Past>),
    /// What [`Ask::Look`] asked for.
    Closer(Box<Closer>),
    /// The request that [`Ask::Find`] asked for; `None` when it cannot be had again.
    Found { id: u32, trace: Option<Box<Trace>> },
}

/// The live world at an instant. Sent at most 30 times a second of wall time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Of the design that is running; frames of older ones are dropped by the reader.
    pub revision: u32,
    /// Simulated seconds.
    pub now_s: f64,
    pub events: u64,
    /// Simulated seconds per wall second actually reached, averaged over the last second.
    pub actual_speed: f64,
    /// False while the clock stands still.
    pub running: bool,
    /// In the order of the design.
    pub nodes: Vec<NodeFrame>,
    /// Calls per second over each link, in the order of the design's links, split as (ok, failed),
    /// over the last closed interval of the series.
    pub links: Vec<(f32, f32)>,
    /// Rates and latency of the last closed interval.
    pub last: Point,
    /// Since the last reset.
    pub total: Total,
    /// Points of the series that were made since the frame before.
    pub fresh: Vec<Point>,
    /// A sample of real hops since the frame before, for the moving requests.
    pub hops: Vec<Hop>,
    /// A limit of the simulator was met (too many requests in flight): said, never hidden.
    pub limited: bool,
    /// What is broken at this instant, planned or by hand: the node or the place, and how.
    pub faults: Vec<(NodeId, FaultKind)>,
    /// The revision that gave the world its design: an older one after going back.
    pub edition: u32,
    /// The end of what is known: later than now after going back.
    pub end_s: f64,
    /// Points of the world on the other side of the fork, in the order of [`Past::other_nodes`].
    pub other: Vec<Point>,
    /// The last closed interval by class of request and by region of the users, as far as there is
    /// more than one.
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    pub generated: u64,
    pub answered: u64,
    pub on_time: u64,
    pub failed: [u64; Reason::COUNT],
    pub in_flight: u64,
    pub latency: Quantiles,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeFrame {
    pub id: NodeId,
    pub health: Health,
    /// Per second over the last closed interval.
    pub arrived: f32,
    pub answered: f32,
    /// Failed here per second, by reason, over the last closed interval.
    pub failed: [f32; Reason::COUNT],
    /// Share of slots working, and taken (working or held), over the last closed interval.
    pub utilisation: f32,
    pub taken: f32,
    /// Inclusive latency over the last closed interval, in milliseconds.
    pub p50: f32,
    pub p95: f32,
    pub mean: f32,
    pub gauges: Gauges,
    /// Lookups that it answered from what it knows, and all of them, since the last reset.
    pub lookups: (u64, u64),
}

/// One real request crossing one link, or failing at its end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// Index into the design's links.
    pub link: u32,
    /// Simulated second at which it left.
    pub at_s: f64,
    /// 0 read, 1 write, 5 content that is the same for everybody; others are no request of a user's:
    /// a cache filled, a change carried to a copy.
    pub class: u8,
    /// Did the call fail at the far end?
    pub failed: bool,
    pub key: u32,
    /// Simulated second at which the call began that this one was made for, at last.
    pub began_s: f64,
    /// That one is a request whose user still waits, and whether it was sent again.
    pub asked: bool,
    pub again: bool,
}
