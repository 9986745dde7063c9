//! The summary of a run: everything that a grade, a test or a person may ask of it.

use super::{Gauges, Health, PartReport, Point, Reason};
use crate::design::NodeId;
use crate::kinds::KindId;
use serde::{Deserialize, Serialize};

/// Latency of answered requests in milliseconds. Quantiles come from a histogram whose buckets
/// are at most 1/32 of an octave apart, so each is within 1.6 % of the exact order statistic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    pub count: u64,
    pub mean: f64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// One component over the measured time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeReport {
    pub id: NodeId,
    pub name: String,
    pub kind: KindId,
    pub health: Health,
    /// Calls that arrived, were answered, and are still inside.
    pub arrived: u64,
    pub answered: u64,
    pub inside: u64,
    /// Calls that failed here, by reason (index = `Reason as usize`).
    pub failed: [u64; Reason::COUNT],
    /// Calls that failed because one that was made for them did.
    pub relayed: u64,
    /// Calls that were inside when the measurements were reset:
    /// `arrived + carried == answered + sum(failed) + relayed + inside`.
    pub carried: u64,
    /// Inclusive latency: from arrival here to the reply from here.
    pub latency: Quantiles,
    /// Mean share of slots doing work, and of slots taken at all (working or held), 0 to 1.
    pub utilisation: f64,
    pub occupancy: f64,
    /// Time-average number waiting in the queue, and the most that ever waited.
    pub queue_mean: f64,
    pub queue_max: u32,
    pub gauges: Gauges,
}

/// A run, measured from `from_s` to `until_s`.
///
/// Conservation, exactly: `generated + carried == answered + sum(failed) + in_flight`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub seed: u64,
    /// Seconds of simulated time between which was measured.
    pub from_s: f64,
    pub until_s: f64,
    pub events: u64,
    /// Requests sent by sources.
    pub generated: u64,
    pub answered: u64,
    /// Answered within the source's deadline.
    pub on_time: u64,
    pub failed: [u64; Reason::COUNT],
    pub in_flight: u64,
    /// Requests that were in flight when the measurements were reset.
    pub carried: u64,
    /// End to end, as the sources saw it.
    pub latency: Quantiles,
    pub nodes: Vec<NodeReport>,
    pub series: Vec<Point>,
    /// By class of request and by region of the users, as far as there is more than one.
    #[serde(default)]
    pub parts: Vec<PartReport>,
}

impl Report {
    /// All failures.
    pub fn failed_total(&self) -> u64 {
        self.failed.iter().sum()
    }

    /// Finished requests (answered or failed).
    pub fn finished(&self) -> u64 {
        self.answered + self.failed_total()
    }

    /// Share of finished requests that were answered on time; 1 when nothing finished.
    pub fn on_time_share(&self) -> f64 {
        match self.finished() {
            0 => 1.0,
            n => self.on_time as f64 / n as f64,
        }
    }

    /// Length of the measured time in seconds.
    pub fn seconds(&self) -> f64 {
        self.until_s - self.from_s
    }

    /// The part of one node.
    pub fn node(&self, id: NodeId) -> Option<&NodeReport> {
        self.nodes.iter().find(|n| n.id == id)
    }
}
