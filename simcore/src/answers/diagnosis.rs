//! Why requests fail or are slow, read off the frames of a run: typed findings with numbers, the
//! root cause first. A station that is full explains the callers whose slots are held by it, so it
//! comes before them.
//!
//! Nothing here knows what was planned or how a kind works inside: a finding rests on what a frame
//! says. Findings settle: one is said after two intervals in which it held, and is taken back after
//! three in which it did not.

mod memory;
mod rank;
mod symptoms;

use crate::design::{Design, FaultKind, NodeId};
use crate::host::Frame;
use crate::measure::Reason;
use memory::Memory;

/// Intervals in which a finding must hold before it is said, and must not before it is taken back.
const SAID_AFTER: u32 = 2;
const KEPT_FOR: u32 = 2;

/// What is wrong with a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A fault is active at this station or place. `felt`: requests fail or are late meanwhile.
    Broken { fault: FaultKind, felt: bool },
    /// Its own work takes all of its slots, so requests wait or are refused.
    Saturated { taken: f64, offered: f64, served: f64, refused: f64, waiting: u32, growing: f64 },
    /// Its slots are held by requests that wait for somebody else's reply.
    Held { by: NodeId, held: f64, refused: f64 },
    /// It turns requests away, or fails them, for a reason of its own.
    Refuses { reason: Reason, per_s: f64 },
    /// It stops waiting for another one's reply.
    GivesUp { on: Option<NodeId>, per_s: f64 },
    /// A cache answers fewer lookups than it did.
    HitsFell { from: f64, to: f64 },
    /// More messages come in than are handled.
    Grows { per_s: f64, waiting: f64, oldest_s: f64 },
    /// A copy is behind its source.
    Lags { lag_s: f64 },
    /// One part of it gets far more than the others.
    Hot { times: f64 },
    /// Nothing is full and nothing is broken, and yet answers are late: most of the time is spent here.
    Slow { late: f64, p95_ms: f64 },
}

/// A finding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The station, or the place that a fault is at.
    pub node: NodeId,
    pub what: What,
    /// Simulated second since when.
    pub since_s: f64,
    /// The station whose own trouble explains this.
    pub because_of: Option<NodeId>,
}

impl What {
    /// Findings of the same station are told apart by it.
    fn sort(&self) -> (u8, u8) {
        match self {
            What::Broken { fault, .. } => (0, *fault as u8),
            What::HitsFell { .. } => (1, 0),
            What::Saturated { .. } => (2, 0),
            What::Grows { .. } => (3, 0),
            What::Refuses { reason, .. } => (4, *reason as u8),
            What::Hot { .. } => (5, 0),
            What::Held { .. } => (6, 0),
            What::Lags { .. } => (7, 0),
            What::GivesUp { .. } => (8, 0),
            What::Slow { .. } => (9, 0),
        }
    }
}

impl Finding {
    /// Which finding it is, whatever its numbers say at the moment.
    pub fn key(&self) -> (NodeId, u8, u8) {
        let (sort, detail) = self.what.sort();
        (self.node, sort, detail)
    }
}

/// A finding on its way to be said, or to be taken back.
#[derive(Clone, Debug)]
struct Settling {
    finding: Finding,
    seen: u32,
    missed: u32,
}

/// Follows a run frame by frame.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    memory: Memory,
    settling: Vec<Settling>,
    twins: Vec<(NodeId, NodeId)>,
}

impl Watch {
    /// Takes in a frame of this design. True when an interval has passed and the findings were
    /// worked out again; a clock that ran backwards begins anew.
    pub fn see(&mut self, design: &Design, frame: &Frame) -> bool {
        if frame.now_s < self.memory.seen_s {
            *self = Watch::default();
        }
        if !self.memory.take_in(frame) {
            return false;
        }
        let found = rank::explained(design, frame, symptoms::all(design, frame, &self.memory));
        if !found.is_empty() {
            self.twins = rank::twins(design);
        }
        self.settle(found);
        true
    }

    /// What is wrong now, the root cause first. Empty when all is well.
    pub fn findings(&self) -> Vec<Finding> {
        let said = self.settling.iter().filter(|s| s.seen >= SAID_AFTER);
        rank::sorted(said.map(|s| s.finding).collect(), &self.twins)
    }

    fn settle(&mut self, found: Vec<Finding>) {
        for s in &mut self.settling {
            match found.iter().find(|f| f.key() == s.finding.key()) {
                Some(now) => {
                    s.finding = Finding { since_s: s.finding.since_s.min(now.since_s), ..*now };
                    (s.seen, s.missed) = (s.seen + 1, 0);
                }
                None => s.missed += 1,
            }
        }
        // what was never said need not be kept
        self.settling.retain(|s| s.missed == 0 || s.seen >= SAID_AFTER && s.missed <= KEPT_FOR);
        for finding in found {
            if !self.settling.iter().any(|s| s.finding.key() == finding.key()) {
                // a fault is no estimate: it is there or it is not
                let sure = matches!(finding.what, What::Broken { .. });
                self.settling.push(Settling { finding, seen: if sure { SAID_AFTER } else { 1 }, missed: 0 });
            }
        }
        self.settling.retain(|s| s.missed == 0 || !matches!(s.finding.what, What::Broken { .. }));
    }
}
