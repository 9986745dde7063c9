//! Traces: what became of single requests, hop by hop.

use super::Reason;
use crate::call::{Call, CallId, End, NONE};
use crate::design::NodeId;
use crate::time::{Time, to_secs};
use serde::{Deserialize, Serialize};

/// Spans that are kept at the most; what comes later is not traced.
const MOST: usize = 50_000;

/// One hop of a traced request: what it was for its node, from arrival to reply. Its own waiting
/// in line is `ended - arrived - served_s` less what its children took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Which request; spans of one request share it.
    pub request: u32,
    /// Index of the span that asked for this one, in the list that this one is in.
    pub parent: Option<u32>,
    /// Who asked whom.
    pub from: NodeId,
    pub node: NodeId,
    pub key: u32,
    /// 0 read, 1 write, 5 content that is the same for everybody; as in [`crate::host::Hop`].
    pub class: u8,
    /// Simulated seconds: left the caller, arrived, ended; `None` while under way.
    pub sent_s: f64,
    pub arrived_s: Option<f64>,
    pub ended_s: Option<f64>,
    /// Seconds of work that the node did for it.
    pub served_s: f64,
    /// Why it failed, if it did.
    pub failed: Option<Reason>,
    /// A cache that did not know.
    pub missed: bool,
    /// When the caller had its answer, or gave up waiting for one.
    pub told_s: Option<f64>,
    pub gave_up: bool,
}

/// A request with all of its hops, parents before children; `parent` is an index into `spans`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub spans: Vec<Span>,
}

impl Trace {
    /// The first hop: what the source asked for.
    pub fn root(&self) -> Option<&Span> {
        self.spans.first()
    }

    /// Seconds until its source was done with it.
    pub fn took_s(&self) -> f64 {
        self.root().map_or(0.0, |r| r.told_s.or(r.ended_s).unwrap_or(r.sent_s) - r.sent_s)
    }

    /// Did its source get no answer?
    pub fn failed(&self) -> bool {
        self.root().is_some_and(|r| r.failed.is_some() || r.gave_up)
    }
}

/// Follows every so many-th request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracer {
    /// Take one request in so many; 0 takes none.
    pub every: u32,
    count: u32,
    requests: u32,
    pub spans: Vec<Span>,
}

impl Tracer {
    /// Has anything been traced, or will be?
    pub fn used(&self) -> bool {
        self.every > 0 || !self.spans.is_empty()
    }

    /// Begins a span: of a new request if it is due to be followed, or of one that is followed.
    /// Returns its number, or `NONE`.
    #[cold]
    pub fn begin(&mut self, parent: CallId, hop: (NodeId, NodeId), call: &Call) -> u32 {
        if self.spans.len() >= MOST {
            return NONE;
        }
        if parent == NONE {
            self.count += 1;
            if self.count < self.every {
                return NONE;
            }
            (self.count, self.requests) = (0, self.requests + 1);
        }
        let request = match self.spans.get(parent as usize) {
            Some(span) => span.request,
            None => self.requests,
        };
        self.spans.push(Span {
            request,
            parent: (parent != NONE).then_some(parent),
            from: hop.0,
            node: hop.1,
            key: call.key,
            class: call.class as u8,
            sent_s: to_secs(call.sent),
            arrived_s: None,
            ended_s: None,
            served_s: 0.0,
            failed: None,
            missed: false,
            told_s: None,
            gave_up: false,
        });
        (self.spans.len() - 1) as u32
    }

    #[cold]
    pub fn serve(&mut self, span: u32, time: Time) {
        if let Some(s) = self.spans.get_mut(span as usize) {
            s.served_s += to_secs(time);
        }
    }

    #[cold]
    pub fn end(&mut self, span: u32, arrived: Time, now: Time, end: End) {
        if let Some(s) = self.spans.get_mut(span as usize) {
            (s.arrived_s, s.ended_s) = (Some(to_secs(arrived)), Some(to_secs(now)));
            match end {
                End::Failed(reason) => s.failed = Some(reason),
                End::Miss => s.missed = true,
                End::Ok => {}
            }
        }
    }

    /// The caller has its answer, or gives up; what comes after that is nobody's.
    #[cold]
    pub fn tell(&mut self, span: u32, now: Time, gave_up: bool) {
        if let Some(s) = self.spans.get_mut(span as usize)
            && s.told_s.is_none()
        {
            (s.told_s, s.gave_up) = (Some(to_secs(now)), gave_up);
        }
    }
}
