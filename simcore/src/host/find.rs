//! Finding the request that a moving shape stands for: the world lives through the same again, from
//! the checkpoint before it, and this time that request is followed.

use super::live::SLICE;
use super::{Hop, Tell};
use crate::design::NodeId;
use crate::engine::Outcome;
use crate::history::History;
use crate::measure::Trace;
use crate::time::{SEC, Time, from_secs};

/// Seconds are rounded to so many nanoseconds at the most.
const ROUNDING: Time = 2;
/// What nobody waits for any more belongs to a request that was sent within this before it.
const BEFORE: Time = 5 * SEC;
/// Requests that are followed to find such a one, at the most.
const FOLLOWED: f64 = 4_000.0;

#[derive(Debug)]
enum Phase {
    /// Nobody is followed yet.
    Before,
    /// Every request that is sent now is.
    Sending,
    After,
}

/// A search that is going on.
#[derive(Debug)]
pub(super) struct Search {
    id: u32,
    ends: (NodeId, NodeId),
    hop: Hop,
    story: History,
    phase: Phase,
    /// Requests are followed that are sent from here to there.
    from: Time,
    until: Time,
    /// The end of what is known.
    limit: Time,
}

impl Search {
    /// `None` when that time is out of reach.
    pub fn new(story: &History, id: u32, ends: (NodeId, NodeId), hop: Hop) -> Option<Search> {
        let began = from_secs(hop.began_s);
        let rate = story.now().offered().max(1.0);
        let before = if hop.asked { ROUNDING } else { BEFORE.min(from_secs(FOLLOWED / rate)) };
        let (from, until) = (began.saturating_sub(before), began.saturating_add(ROUNDING));
        let limit = story.end().now();
        let mut story = story.again(from).filter(|_| until <= limit.saturating_add(ROUNDING))?;
        story.now_mut().stop_tracing();
        Some(Search { id, ends, hop, story, phase: Phase::Before, from, until, limit })
    }

    /// Goes on for a while; the answer when there is one.
    pub fn step(&mut self) -> Option<Tell> {
        let until = match self.phase {
            Phase::Before => self.from,
            Phase::Sending => self.until.min(self.limit),
            Phase::After => self.limit,
        };
        let there = self.story.run_until(until, SLICE) == Outcome::Done;
        let sim = self.story.now_mut();
        let traces = if there && matches!(self.phase, Phase::After) {
            sim.take_unfinished()
        } else {
            sim.take_traces()
        };
        let found = traces.into_iter().find(|t| self.is_it(t));
        if found.is_some() || there && matches!(self.phase, Phase::After) {
            return Some(Tell::Found { id: self.id, trace: found.map(Box::new) });
        }
        match self.phase {
            Phase::Before if there => {
                self.story.now_mut().trace_requests(1);
                self.phase = Phase::Sending;
            }
            Phase::Sending if there => {
                self.story.now_mut().trace_requests(0);
                self.phase = Phase::After;
            }
            _ => {}
        }
        None
    }

    /// Is the hop a part of this request? Of one that was sent again only the first attempt is followed.
    fn is_it(&self, trace: &Trace) -> bool {
        let hop = &self.hop;
        let this = |s: &crate::measure::Span| {
            (s.from, s.node, s.key) == (self.ends.0, self.ends.1, hop.key)
                && s.sent_s.to_bits() == hop.at_s.to_bits()
        };
        let first = |t: &Trace| {
            t.root().is_some_and(|r| r.key == hop.key && r.sent_s.to_bits() == hop.began_s.to_bits())
        };
        trace.spans.iter().any(this) || hop.again && hop.asked && first(trace)
    }
}
