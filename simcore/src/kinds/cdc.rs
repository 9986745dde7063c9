//! Change data capture: follows the log of a database and passes every change on.
//!
//! Wired behind a leader it gets each committed change, like a follower; after a delay it writes it
//! to every store and queue that it is wired to: a denormalised view, a search index, a topic. It
//! keeps the order: changes go out in batches, and the next batch waits until everybody has
//! confirmed the whole of this one. What somebody does not confirm is sent again until they do (at
//! least once), and holds up all the others. It remembers on disk how far it is, so a crash loses
//! nothing that has arrived; what the leader commits while it is down or cut off never reaches it.

use super::station::Queue;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Pass};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{MS, Time, from_ms, from_secs, to_secs};
use std::collections::VecDeque;

params! {
    /// Parameters of change data capture.
    pub struct Params {
        /// From the commit to the moment when the change is passed on.
        delay_ms: real(0.0, 600_000.0) = 500.0, "ms", "assumption: the log is read twice a second";
        /// Changes that are sent before the confirmation of the first is awaited.
        batch: int_log(1, 10_000) = 100, "changes", "assumption";
        /// How long a confirmation is awaited.
        ack_timeout_s: real_log(0.1, 3600.0) = 10.0, "s", "assumption";
        /// Wait before a change that was not confirmed is sent again.
        retry_s: real_log(0.01, 3600.0) = 1.0, "s", "assumption";
    }
}

/// How often it looks whether it is up again.
const LOOK: Time = 100 * MS;

/// Change data capture.
#[derive(Clone, Debug)]
pub struct Cdc {
    p: Params,
    delay: Time,
    extra: Time,
    ack: RingId,
    /// Changes in the order of the log.
    waiting: Queue,
    /// Changes that have been sent and not confirmed by all, and when the first of them came.
    open: u32,
    since: Time,
    /// What is to be sent again: when, of which change, to whom.
    again: VecDeque<(Time, CallId, NodeId)>,
    timer: u32,
    due: Option<Time>,
}

impl Cdc {
    fn set(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.delay = from_ms(self.p.delay_ms);
        self.ack = cx.deadline(from_secs(self.p.ack_timeout_s));
    }

    /// Sends what is due.
    fn pump(&mut self, cx: &mut Cx<'_>) {
        if cx.is_down() {
            let t = cx.now().saturating_add(LOOK);
            return self.wake(cx, self.waiting.first().map(|_| t));
        }
        let delay = self.delay.saturating_add(self.extra);
        while self.open == 0 {
            let mut sent = 0;
            while sent < self.p.batch
                && let Some(c) = self.waiting.first()
                && cx.arrived(c).saturating_add(delay) <= cx.now()
            {
                self.waiting.pop(cx);
                if sent == 0 {
                    self.since = cx.arrived(c);
                }
                sent += 1;
                self.send(cx, c);
            }
            if sent == 0 {
                break;
            }
        }
        let head = self.waiting.first().filter(|_| self.open == 0);
        let next = head.map(|c| cx.arrived(c).saturating_add(delay));
        let again = self.again.front().map(|a| a.0);
        self.wake(cx, next.into_iter().chain(again).min());
        cx.set_load(0, 0, self.waiting.len());
    }

    fn wake(&mut self, cx: &mut Cx<'_>, at: Option<Time>) {
        let Some(at) = at else { return };
        if self.due.is_some_and(|due| due <= at) {
            return;
        }
        if self.due.is_some() {
            cx.cancel_and_renew(&mut self.timer);
        }
        let at = at.max(cx.now());
        self.due = Some(at);
        cx.timer_at(self.timer, at);
    }

    fn send(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let links = cx.links();
        if links == 0 {
            return cx.reply(c, End::Ok);
        }
        self.open += 1;
        cx.set_note(c, links);
        for link in 0..links {
            cx.ask(c, link, Class::Write, Some(self.ack), Pass::NOTHING);
        }
    }

    /// One of those that a change goes to has it, or is no longer there.
    fn settle(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let out = cx.note(c).saturating_sub(1);
        cx.set_note(c, out);
        if out == 0 {
            self.open = self.open.saturating_sub(1);
            cx.reply(c, End::Ok);
        }
    }
}

impl Behaviour for Cdc {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Replica,
        calls: &[Role::Store, Role::Queue],
        needs_servers: true,
        faults: &[FaultKind::ReplicaLag],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut cdc = Cdc {
            p: Params::from_values(values),
            delay: 0,
            extra: 0,
            ack: cx.deadline(from_secs(1.0)),
            waiting: Queue::EMPTY,
            open: 0,
            since: 0,
            again: VecDeque::new(),
            timer: cx.timer(0),
            due: None,
        };
        cdc.set(values, cx);
        cdc
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
        self.pump(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.class(c) != Class::Replicate {
            // it has no data of its own to answer with
            return cx.fail(c, Reason::NotLeader);
        }
        cx.accept(c);
        cx.keep(c, true);
        self.waiting.push(cx, c);
        self.pump(cx);
    }

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, _: bool) {
        match end {
            End::Failed(_) if link < cx.links() => {
                let due = cx.now().saturating_add(from_secs(self.p.retry_s).max(MS));
                self.again.push_back((due, c, cx.target(link)));
            }
            _ => self.settle(cx, c),
        }
        self.pump(cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        if self.due.is_some_and(|due| due > cx.now()) {
            return;
        }
        self.due = None;
        while let Some(&(due, c, to)) = self.again.front() {
            if due > cx.now() {
                break;
            }
            self.again.pop_front();
            match (0..cx.links()).find(|&l| cx.target(l) == to) {
                Some(link) => cx.ask(c, link, Class::Write, Some(self.ack), Pass::NOTHING),
                None => self.settle(cx, c),
            }
        }
        self.pump(cx);
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        if what == FaultKind::ReplicaLag {
            self.extra = if begins { from_ms(strength) } else { 0 };
            self.pump(cx);
        }
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let head = self.waiting.first().map_or(0.0, |c| look.age(c));
        let lag = if self.open > 0 { to_secs(look.now().saturating_sub(self.since)) } else { head };
        let backlog = f64::from(self.waiting.len()) + f64::from(self.open);
        Gauges { facts: vec![(Fact::Lag, lag), (Fact::Backlog, backlog)], ..Gauges::default() }
    }

    /// It goes on from where its disk says; what was not confirmed goes out once more.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        (self.waiting, self.open) = (Queue::EMPTY, 0);
        self.again.clear();
        for c in cx.kept() {
            self.waiting.push(cx, c);
        }
        if self.due.take().is_some() {
            cx.cancel_and_renew(&mut self.timer);
        }
        self.pump(cx);
    }
}
