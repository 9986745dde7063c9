//! What the diagnosis remembers of each station from one interval to the next.

use crate::design::{FaultKind, NodeId};
use crate::host::{Frame, NodeFrame};
use crate::measure::Fact;
use crate::sorted::SortedMap;
use std::collections::VecDeque;

/// Intervals that are looked back upon.
const LOOK_BACK: usize = 6;
/// Fewer lookups than this say nothing about a hit ratio.
const ENOUGH: u64 = 30;
/// Intervals after which a hit ratio is the usual one, and the weight of a new one in it.
const USUAL_AFTER: u32 = 8;
const WEIGHT: f64 = 0.1;

/// One interval of one station.
#[derive(Clone, Copy, Debug, Default)]
struct Moment {
    t: f64,
    waiting: f64,
    hits: u64,
    lookups: u64,
}

/// One station.
#[derive(Clone, Debug, Default)]
pub struct Track {
    moments: VecDeque<Moment>,
    /// Since when its slots have been taken without a break.
    pub full_since: Option<f64>,
    usual_hits: f64,
    usual_of: u32,
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The simulated second of the newest frame, and the end of the newest interval.
    pub seen_s: f64,
    last_t: f64,
    tracks: SortedMap<NodeId, Track>,
    faults: SortedMap<(NodeId, FaultKind), f64>,
}

/// A named number of a station.
pub fn fact(n: &NodeFrame, which: Fact) -> Option<f64> {
    n.gauges.facts.iter().find(|(f, _)| *f == which).map(|(_, v)| *v)
}

/// What waits at a station, in line or as messages.
pub fn waiting(n: &NodeFrame) -> f64 {
    fact(n, Fact::Messages).unwrap_or(0.0).max(f64::from(n.gauges.queued))
}

impl Memory {
    /// True when an interval has ended since the last frame.
    pub fn take_in(&mut self, frame: &Frame) -> bool {
        self.seen_s = frame.now_s;
        self.faults.retain(|fault, _| frame.faults.contains(fault));
        for fault in &frame.faults {
            self.faults.get_or_insert_with(*fault, || frame.now_s);
        }
        let t = frame.last.t;
        if t <= self.last_t {
            return false;
        }
        self.last_t = t;
        self.tracks.retain(|id, _| frame.nodes.iter().any(|n| n.id == *id));
        for n in &frame.nodes {
            self.tracks.get_or_default(n.id).take_in(n, t);
        }
        true
    }

    pub fn track(&self, id: NodeId) -> Option<&Track> {
        self.tracks.get(&id)
    }

    /// The second in which a fault was first seen.
    pub fn broken_since(&self, fault: (NodeId, FaultKind)) -> f64 {
        self.faults.get(&fault).copied().unwrap_or(self.seen_s)
    }
}

impl Track {
    fn take_in(&mut self, n: &NodeFrame, t: f64) {
        let full = n.gauges.slots > 0 && n.taken >= super::symptoms::FULL;
        self.full_since = full.then(|| self.full_since.unwrap_or((t - 1.0).max(0.0)));
        let (hits, lookups) = n.lookups;
        if self.moments.back().is_some_and(|m| m.lookups > lookups) {
            self.moments.clear();
        }
        if self.moments.len() == LOOK_BACK {
            self.learn_hits();
            self.moments.pop_front();
        }
        self.moments.push_back(Moment { t, waiting: waiting(n), hits, lookups });
    }

    /// The oldest interval that is remembered becomes part of what is usual, unless it is far below
    /// it: that is the trouble itself, and becomes usual more slowly.
    fn learn_hits(&mut self) {
        let (Some(a), Some(b)) = (self.moments.front(), self.moments.get(1)) else { return };
        let of = b.lookups - a.lookups;
        if of < ENOUGH {
            return;
        }
        let ratio = (b.hits - a.hits) as f64 / of as f64;
        let weight = match self.usual_of {
            0 => 1.0,
            n if n >= USUAL_AFTER && ratio < 0.8 * self.usual_hits => WEIGHT / 10.0,
            _ => WEIGHT,
        };
        self.usual_hits += weight * (ratio - self.usual_hits);
        self.usual_of += 1;
    }

    /// The usual hit ratio and that of the last intervals, when both are known.
    pub fn hits(&self) -> Option<(f64, f64)> {
        let (a, b) = (self.moments.get(self.moments.len().checked_sub(3)?)?, self.moments.back()?);
        let of = b.lookups - a.lookups;
        let known = of >= ENOUGH && self.usual_of >= USUAL_AFTER;
        known.then(|| (self.usual_hits, (b.hits - a.hits) as f64 / of as f64))
    }

    /// How much more waits each second, over the time that is remembered; 0 unless it has grown
    /// most of that time.
    pub fn growing(&self) -> f64 {
        let (Some(a), Some(b)) = (self.moments.front(), self.moments.back()) else { return 0.0 };
        let pairs = self.moments.iter().zip(self.moments.iter().skip(1));
        let rises = pairs.filter(|(a, b)| b.waiting > a.waiting).count();
        if self.moments.len() < LOOK_BACK || rises + 2 < LOOK_BACK || b.t <= a.t {
            return 0.0;
        }
        ((b.waiting - a.waiting) / (b.t - a.t)).max(0.0)
    }
}
