//! The world: calls, nodes, links and timers, without the behaviour of the nodes.

use crate::calendar::{Calendar, RingId};
use crate::call::{Call, CallId, End, Now};
use crate::cookies::Cookies;
use crate::design::NodeId;
use crate::kinds::{KindId, Role};
use crate::load::Load;
use crate::measure::{Histogram, Reason, Series, Tracer};
use crate::network::{Network, Parked};
use crate::parts::Parts;
use crate::place::{Place, Stand};
use crate::rng::Stream;
use crate::said::Said;
use crate::time::Time;
use crate::wire::Wire;
use std::collections::VecDeque;

#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub from: u32,
    pub to: u32,
    /// Of which kind the node is that it leads to.
    pub kind: KindId,
    /// Number of the link among the sender's.
    pub local: u32,
    /// `None` when there is no delay.
    pub ring: Option<RingId>,
    pub weight: u32,
    pub role: Role,
    pub alive: bool,
    /// Something is wrong with the network at one of its ends.
    pub rough: bool,
    /// Calls made over it for somebody who still waits for the reply.
    pub open: u32,
    /// Calls made over it for somebody, since the last reset.
    pub sent: u64,
    pub ok: u64,
    pub failed: u64,
    /// Rates over the last closed interval.
    pub rate: (f32, f32),
    pub seen: (u64, u64),
}

/// Where every call spends the same time before the node looks at it; see [`crate::cx::Cx::set_door`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Door {
    pub ring: RingId,
    /// With more calls inside than this the node looks at each as it comes.
    pub most: u32,
}

/// What every node has, whatever its kind. What every call touches comes first, on few cache lines.
#[derive(Clone, Debug)]
#[repr(C)]
pub(crate) struct Common {
    pub inside: u32,
    pub door: Door,
    pub arrived: u64,
    pub answered: u64,
    pub out: Vec<u32>,
    pub load: Load,
    /// Inclusive latency of this interval; see `closed` and `total`.
    pub window: Histogram,
    pub id: NodeId,
    pub alive: bool,
    pub down: bool,
    /// Stands still; what should happen waits in `parked`.
    pub hung: bool,
    pub parked: Vec<Parked>,
    /// Share of the answers that are errors, and of the calls that are refused at the door.
    pub errors: f64,
    pub refuses: f64,
    pub slow: f64,
    pub network: Network,
    /// Chance for errors and losses that a fault brings.
    pub luck: Stream,
    /// A source that wants to hear of failures, to try again.
    pub retries: bool,
    /// The classes of a source's requests, a bit for each.
    pub classes: u8,
    /// A fault has filled its disk; what comes of it is the kind's affair.
    pub disk_full: bool,
    pub relayed: u64,
    pub failed: [u64; Reason::COUNT],
    /// A source counts answers within this as on time.
    pub on_time: Time,
    pub said: Said,
    /// Inside at the last reset of the measurements.
    pub carried: u32,
    /// Inclusive latency of the last closed interval, and of all before.
    pub closed: Histogram,
    pub total: Histogram,
    pub last: crate::observe::Interval,
}

impl Common {
    /// What a fault makes of an end that somebody waits for.
    #[cold]
    pub fn spoil(&mut self, end: End, awaited: bool) -> End {
        let spoilt =
            self.errors > 0.0 && !matches!(end, End::Failed(_)) && awaited && self.luck.unit() < self.errors;
        if spoilt { End::Failed(Reason::ServerError) } else { end }
    }

    /// Does a fault change what arrives here, what happens here or what comes of it?
    pub fn is_calm(&self) -> bool {
        !self.down && !self.hung && self.slow == 1.0 && self.errors <= 0.0 && self.refuses <= 0.0
    }
}

/// Requests as their sources see them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends {
    pub generated: u64,
    pub answered: u64,
    pub on_time: u64,
    pub failed: [u64; Reason::COUNT],
}

/// A node's timer: whose it is and what it means to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timer {
    pub node: u32,
    pub tag: u32,
    pub alive: bool,
}

/// Who owns the engine's own timers.
pub(crate) const ENGINE: u32 = u32::MAX;

/// A sample of hops for the moving requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sampler {
    /// Take one in so many; 0 takes none.
    pub every: u32,
    pub count: u32,
    pub hops: Vec<crate::host::Hop>,
}

/// Everything but the behaviour of the nodes.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub now: Time,
    pub seed: u64,
    pub cal: Calendar,
    pub calls: Vec<Call>,
    /// The first free place among the calls; the calls in them lead to the others.
    pub free: CallId,
    /// The call that arrives now, if that is all there is to do now.
    pub arriving: CallId,
    /// Where it arrives.
    pub arriving_at: u32,
    /// Else the one thing to do now, and those behind it in the rare case that there are more: while
    /// there is nothing to do now there is nothing behind it either.
    pub next: Now,
    pub later: VecDeque<Now>,
    pub nodes: Vec<Common>,
    pub links: Vec<Link>,
    /// The regions and zones, where each node stands, and the network at the borders that each link crosses.
    pub places: Vec<Place>,
    pub stands: Vec<Stand>,
    pub borders: Vec<Network>,
    /// What links are that are limited or lossy; shorter than the links, for the most part empty.
    pub wires: Vec<Wire>,
    pub timers: Vec<Timer>,
    pub free_timers: Vec<u32>,
    /// Requests at their sources since the last reset of the measurements.
    pub ends: Ends,
    pub in_flight: u64,
    /// How many nodes send requests. A single one's latency is that of the whole.
    pub sources: u32,
    /// Answers are counted apart: by source, by class or by region.
    pub apart: bool,
    pub parts: Parts,
    /// In flight at the last reset.
    pub carried: u64,
    pub latency: Histogram,
    pub latency_window: Histogram,
    pub series: Series,
    pub sampler: Sampler,
    pub tracer: Tracer,
    /// No fault has anything to say: every node is up and every network sound.
    pub calm: bool,
    /// Besides, no request has ever been traced.
    pub plain: bool,
    pub events: u64,
    pub limited: bool,
    pub measured_from: Time,
    pub interval_from: Time,
    pub interval_ends: Ends,
    pub cookies: Cookies,
    pub residency: crate::kinds::residency::Residency,
}

impl World {
    pub(crate) fn new_timer(&mut self, node: u32, tag: u32) -> u32 {
        let timer = Timer { node, tag, alive: true };
        if let Some(t) = self.free_timers.pop() {
            self.timers[t as usize] = timer;
            return t;
        }
        self.timers.push(timer);
        (self.timers.len() - 1) as u32
    }
}
