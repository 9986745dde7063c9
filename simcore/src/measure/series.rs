//! Time series for the charts: one point per interval of simulated time.

use crate::time::{SEC, Time};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What happened in one interval that ended at `t` seconds. Rates are per second; latencies are
/// milliseconds over the requests answered in the interval (0 when none was).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub t: f64,
    /// Sent by the sources.
    pub offered: f32,
    /// Answered within the deadline: the goodput.
    pub on_time: f32,
    /// Answered too late.
    pub late: f32,
    pub failed: f32,
    pub p50: f32,
    pub p95: f32,
    pub p99: f32,
    /// Per node in the order of the report: share of slots taken (working or held), 0 to 1.
    pub taken: Vec<f32>,
}

/// The last points of a run.
#[derive(Clone, Debug)]
pub struct Series {
    /// Length of an interval.
    pub step: Time,
    /// How many points are kept.
    pub keep: usize,
    points: VecDeque<Point>,
    /// Points ever made, so that a reader knows what it has not seen yet.
    made: u64,
}

impl Default for Series {
    fn default() -> Self {
        Series { step: SEC, keep: 600, points: VecDeque::new(), made: 0 }
    }
}

impl Series {
    /// Adds a point. Where the oldest must make room, its list is used again.
    pub fn push(&mut self, mut p: Point, taken: impl Iterator<Item = f32>) {
        if self.points.len() == self.keep {
            p.taken = self.points.pop_front().unwrap_or_default().taken;
            p.taken.clear();
        }
        p.taken.extend(taken);
        self.points.push_back(p);
        self.made += 1;
    }

    /// The newest point.
    pub fn last(&self) -> Option<&Point> {
        self.points.back()
    }

    /// Points ever made.
    pub fn made(&self) -> u64 {
        self.made
    }

    /// The points made after the first `seen`, as far as they are kept.
    pub fn since(&self, seen: u64) -> impl Iterator<Item = &Point> {
        let fresh = self.made.saturating_sub(seen).min(self.points.len() as u64) as usize;
        self.points.iter().skip(self.points.len() - fresh)
    }

    pub fn clear(&mut self) {
        self.points.clear();
    }
}
