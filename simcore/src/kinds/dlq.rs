//! A dead-letter queue: parks the messages that nobody could handle, on disk and for ever, until it
//! is full. Nothing leaves it by itself: somebody has to come and look.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::from_ms;

params! {
    /// Parameters of a dead-letter queue.
    pub struct Params {
        capacity: int_log(1, 1_000_000) = 100_000, "messages", "assumption";
        /// Messages above which somebody should be told.
        alert: int_log(1, 1_000_000) = 100, "messages", "guide 004, line 1162: alert above 100";
        /// Time to take a message in.
        latency_ms: real(0.0, 1000.0) = 5.0, "ms", "guide 004, line 989: 5-20 ms";
    }
}

/// A call's note once it is a message; 0 before.
const MESSAGE: u32 = 1;

/// A dead-letter queue.
#[derive(Clone, Debug)]
pub struct DeadLetterQueue {
    p: Params,
    ring: RingId,
    messages: u32,
    /// The one that came first: nothing ever leaves, so it stays the oldest.
    first: Option<CallId>,
}

impl DeadLetterQueue {
    fn receive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.messages >= self.p.capacity {
            return cx.fail(c, Reason::QueueFull);
        }
        if cx.refuses(c) {
            return;
        }
        cx.accept(c);
        cx.keep(c, true);
        cx.set_note(c, MESSAGE);
        self.first.get_or_insert(c);
        self.messages += 1;
        cx.set_load(0, 0, self.messages);
    }
}

impl Behaviour for DeadLetterQueue {
    const META: Meta = Meta {
        family: Family::Messaging,
        role: Role::Queue,
        calls: &[],
        needs_servers: false,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        DeadLetterQueue { ring: cx.ring(from_ms(p.latency_ms)), p, messages: 0, first: None }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.ring = cx.ring(from_ms(self.p.latency_ms));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.p.latency_ms > 0.0 {
            return cx.serve_const(c, from_ms(self.p.latency_ms), self.ring);
        }
        self.receive(cx, c);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.receive(cx, c);
    }

    // it calls nobody
    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        Gauges {
            queue_limit: Some(self.p.capacity),
            facts: vec![
                (Fact::Messages, f64::from(self.messages)),
                (Fact::OldestMessage, self.first.map_or(0.0, |c| look.age(c))),
                (Fact::Alert, f64::from(u8::from(self.messages > self.p.alert))),
            ],
            ..Gauges::default()
        }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.messages = cx.inside();
        cx.set_load(0, 0, self.messages);
    }
}
