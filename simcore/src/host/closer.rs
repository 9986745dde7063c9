//! A closer look at the live world: single requests, the spread of latencies, the bill. It costs
//! nothing while nobody looks.

use super::{Closer, Look};
use crate::answers::cost::monthly;
use crate::engine::Sim;
use crate::follow::Kept;
use crate::time::from_secs;

/// Wall time between two looks, in milliseconds.
const PACE_MS: f64 = 500.0;
/// Requests that are followed in a second of wall time, at most about this many.
const FOLLOWED: f64 = 400.0;
/// Wall seconds of which the slowest are shown.
const SLOWEST_OF_S: f64 = 10.0;
/// Bars to an octave of latency.
const BARS: usize = 4;

/// What is looked at, and what has been seen of it.
#[derive(Debug, Default)]
pub(super) struct Eye {
    look: Look,
    kept: Kept,
    last_ms: Option<f64>,
}

impl Eye {
    /// Looks at this from now on.
    pub fn set(&mut self, look: Look, sim: Option<&mut Sim>) {
        if !look.traces && self.look.traces {
            self.kept = Kept::default();
            sim.into_iter().for_each(Sim::stop_tracing);
        }
        (self.look, self.last_ms) = (look, None);
    }

    /// Another world.
    pub fn forget(&mut self) {
        (self.kept, self.last_ms) = (Kept::default(), None);
    }

    /// The world stands at another instant: what was seen is not of it, and who was followed there
    /// is followed no more.
    pub fn arrive(&mut self, sim: &mut Sim) {
        self.forget();
        sim.stop_tracing();
    }

    /// What is seen now, when it is time to look.
    pub fn look(&mut self, sim: &mut Sim, now_ms: f64, speed: f64) -> Option<Box<Closer>> {
        let due = self.last_ms.is_none_or(|last| now_ms - last >= PACE_MS && speed > 0.0);
        if !due || self.look == Look::default() {
            return None;
        }
        self.last_ms = Some(now_ms);
        let mut closer = Closer { now_s: crate::time::to_secs(sim.now()), ..Closer::default() };
        if self.look.traces {
            let window = from_secs(SLOWEST_OF_S * speed.clamp(1.0, 1e3));
            self.kept.take_in(sim.take_traces(), sim.now(), window);
            closer.traces = self.kept.lists();
            sim.trace_requests((sim.offered() * speed / FOLLOWED).clamp(1.0, 1e9) as u32);
        }
        if self.look.latency {
            closer.latency = sim.latency_bars(BARS);
        }
        if self.look.bill {
            closer.bill = sim.bill();
        }
        Some(Box::new(closer))
    }
}

impl Sim {
    /// Requests a second over the last closed interval.
    pub(super) fn offered(&self) -> f64 {
        self.w.series.last().map_or(0.0, |p| f64::from(p.offered))
    }

    /// Dollars a month, by node.
    fn bill(&self) -> Vec<(crate::design::NodeId, f64)> {
        let mut nodes: Vec<(crate::design::NodeId, f64)> = Vec::new();
        for line in monthly(&self.design, &self.report()).lines {
            match nodes.last_mut().filter(|(id, _)| *id == line.node) {
                Some((_, usd)) => *usd += line.usd,
                None => nodes.push((line.node, line.usd)),
            }
        }
        nodes
    }
}
