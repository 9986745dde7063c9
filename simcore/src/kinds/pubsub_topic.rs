//! A topic: every subscriber gets a copy of every message.
//!
//! A subscriber that is a service is told once, whether it is there or not (at most once). One that
//! is a queue is asked until it has taken its copy (at least once). A message that comes while
//! nobody subscribes is gone. What is being handed out at the time of a crash is lost.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{MS, Time, from_ms, from_secs};
use std::collections::VecDeque;

params! {
    /// Parameters of a topic.
    pub struct Params {
        /// Time to take a message in.
        latency_ms: real(0.0, 1000.0) = 5.0, "ms", "guide 004, line 989: 5-20 ms";
        /// Time from there until the copies leave.
        fan_out_ms: real(0.0, 10_000.0) = 5.0, "ms", "assumption";
        /// Messages whose copies are not all delivered; more are refused.
        capacity: int_log(1, 1_000_000) = 10_000, "messages", "guide 004, line 1167: alert above 10,000";
        /// Wait before a queue that did not take its copy is asked again.
        retry_s: real_log(0.001, 3600.0) = 1.0, "s", "guide 004, line 1141: 1 s";
        /// How long a queue may take to answer.
        ack_timeout_s: real_log(0.1, 3600.0) = 10.0, "s", "assumption";
    }
}

/// Notes of a call: 0 while it asks to be let in, then this, then the copies that are still out.
const TAKEN: u32 = 1 << 31;

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    p: Params,
    ring: RingId,
    fan_out: RingId,
    ack: RingId,
    /// Copies to be sent again: when, of which message, to whom.
    again: VecDeque<(Time, CallId, NodeId)>,
    timer: u32,
    waiting: bool,
    redelivered: u64,
    dropped: u64,
}

impl Topic {
    fn take_in(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.refuses(c) {
            return;
        }
        cx.accept(c);
        cx.set_note(c, TAKEN);
        if self.p.fan_out_ms > 0.0 {
            return cx.serve_const(c, from_ms(self.p.fan_out_ms), self.fan_out);
        }
        self.hand_out(cx, c);
    }

    fn hand_out(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (links, class, mut out) = (cx.links(), cx.class(c), 0);
        self.dropped += u64::from(links == 0);
        for link in 0..links {
            if cx.role(link) == Role::Queue {
                out += 1;
                cx.ask(c, link, class, Some(self.ack), Pass::NOTHING);
            } else {
                cx.tell(c, link, class);
            }
        }
        cx.set_note(c, out);
        if out == 0 {
            cx.reply(c, End::Ok);
        }
    }

    /// One copy is done with.
    fn settle(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let out = cx.note(c).saturating_sub(1);
        cx.set_note(c, out);
        if out == 0 {
            cx.reply(c, End::Ok);
        }
    }

    fn wait(&mut self, cx: &mut Cx<'_>) {
        if let (Some(&(t, ..)), false) = (self.again.front(), self.waiting) {
            self.waiting = true;
            let t = t.max(cx.now());
            cx.timer_at(self.timer, t);
        }
    }
}

impl Behaviour for Topic {
    const META: Meta = Meta {
        family: Family::Messaging,
        role: Role::Queue,
        calls: &[Role::Service, Role::Queue],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        Topic {
            ring: cx.ring(from_ms(p.latency_ms)),
            fan_out: cx.ring(from_ms(p.fan_out_ms)),
            ack: cx.deadline(from_secs(p.ack_timeout_s)),
            p,
            again: VecDeque::new(),
            timer: cx.timer(0),
            waiting: false,
            redelivered: 0,
            dropped: 0,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.ring = cx.ring(from_ms(self.p.latency_ms));
        self.fan_out = cx.ring(from_ms(self.p.fan_out_ms));
        self.ack = cx.deadline(from_secs(self.p.ack_timeout_s));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.inside() > self.p.capacity {
            return cx.fail(c, Reason::QueueFull);
        }
        if self.p.latency_ms > 0.0 {
            return cx.serve_const(c, from_ms(self.p.latency_ms), self.ring);
        }
        self.take_in(cx, c);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.note(c) == TAKEN { self.hand_out(cx, c) } else { self.take_in(cx, c) }
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, _: bool) {
        match end {
            // a subscriber that is no longer one needs no copy
            End::Failed(_) if link < cx.links() => {
                let due = cx.now().saturating_add(from_secs(self.p.retry_s).max(MS));
                self.again.push_back((due, c, cx.target(link)));
                self.wait(cx);
            }
            _ => self.settle(cx, c),
        }
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        self.waiting = false;
        while let Some(&(due, c, to)) = self.again.front() {
            if due > cx.now() {
                break;
            }
            self.again.pop_front();
            match (0..cx.links()).find(|&l| cx.target(l) == to) {
                Some(link) => {
                    self.redelivered += 1;
                    let class = cx.class(c);
                    cx.ask(c, link, class, Some(self.ack), Pass::NOTHING);
                }
                None => self.settle(cx, c),
            }
        }
        self.wait(cx);
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        Gauges {
            facts: vec![
                (Fact::Messages, f64::from(look.inside())),
                (Fact::Redelivered, self.redelivered as f64),
                (Fact::Dropped, self.dropped as f64),
            ],
            ..Gauges::default()
        }
    }

    fn reset(&mut self) {
        (self.redelivered, self.dropped) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {
        self.again.clear();
    }
}
