//! A fixed number of open connections that many callers share.
//!
//! A query takes a connection until its answer is back; without a free one it waits in turn, up to
//! a limit of length and of time. Of several databases the key decides which one is asked;
//! followers, if there are any, take the reads in turn.

use super::station::Queue;
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{NEVER, Time, from_ms};
use crate::{params, rng};

params! {
    /// Parameters of a connection pool.
    pub struct Params {
        size: int(1, 10_000) = 25, "", "guide 004, line 1733: default_pool_size 25";
        /// Queries that may wait for a connection; more are refused.
        queue: int(0, 100_000) = 1000, "", "guide 004, line 1732: 1,000 clients";
        /// How long a query waits for a connection; the largest value is for ever.
        wait_ms: real_log(1.0, 600_000.0) = 5000.0, "ms", "assumption: well below PgBouncer's 120 s";
    }
}

const EXPIRE: u32 = 0;

/// A connection pool.
#[derive(Clone, Debug)]
pub struct ConnectionPool {
    size: u32,
    limit: u32,
    wait: Time,
    used: u32,
    queue: Queue,
    timer: u32,
    armed: bool,
    stores: Vec<u32>,
    followers: Vec<u32>,
    turn: u32,
}

impl ConnectionPool {
    fn set(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        (self.size, self.limit) = (p.size, p.queue);
        self.wait = if p.wait_ms < 600_000.0 { from_ms(p.wait_ms) } else { NEVER };
        let with = |role| (0..cx.links()).filter(|&l| cx.role(l) == role).collect();
        (self.stores, self.followers) = (with(Role::Store), with(Role::Replica));
        cx.set_slots(p.size);
    }

    fn note(&self, cx: &mut Cx<'_>) {
        cx.set_load(0, self.used, self.queue.len());
    }

    fn link(&mut self, cx: &Cx<'_>, c: CallId) -> Option<u32> {
        if !self.followers.is_empty() && (cx.class(c).reads() || self.stores.is_empty()) {
            self.turn = (self.turn + 1) % self.followers.len() as u32;
            return self.followers.get(self.turn as usize).copied();
        }
        let n = self.stores.len() as u64;
        let shard = if n > 1 { rng::mix(u64::from(cx.key(c))) % n } else { 0 };
        self.stores.get(shard as usize).copied()
    }

    /// Sends a query on; false when there is no database at all.
    fn send(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        let Some(link) = self.link(cx, c) else {
            cx.fail(c, Reason::NoRoute);
            return false;
        };
        self.used += 1;
        let class = cx.class(c);
        cx.ask(c, link, class, None, Pass::NOTHING);
        true
    }

    fn fill(&mut self, cx: &mut Cx<'_>) {
        while self.used < self.size {
            let Some(c) = self.queue.pop(cx) else { break };
            self.send(cx, c);
        }
        self.note(cx);
    }

    /// The first in the queue is the first to lose patience: one timer watches it.
    fn watch(&mut self, cx: &mut Cx<'_>) {
        if let Some(first) = self.queue.first()
            && !self.armed
            && self.wait < NEVER
        {
            self.armed = true;
            let t = cx.arrived(first).saturating_add(self.wait).max(cx.now());
            cx.timer_at(self.timer, t);
        }
    }
}

impl Behaviour for ConnectionPool {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[Role::Store, Role::Replica],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let timer = cx.timer(EXPIRE);
        let mut pool = ConnectionPool {
            size: 1,
            limit: 0,
            wait: NEVER,
            used: 0,
            queue: Queue::EMPTY,
            timer,
            armed: false,
            stores: Vec::new(),
            followers: Vec::new(),
            turn: 0,
        };
        pool.set(values, cx);
        pool
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
        self.fill(cx);
        self.watch(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.used < self.size {
            self.send(cx, c);
        } else if self.queue.len() < self.limit {
            self.queue.push(cx, c);
            self.watch(cx);
        } else {
            return cx.fail(c, Reason::QueueFull);
        }
        self.note(cx);
    }

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        cx.pass_on(c, end, here);
        self.used = self.used.saturating_sub(1);
        self.fill(cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        self.armed = false;
        while let Some(c) = self.queue.first()
            && cx.arrived(c).saturating_add(self.wait) <= cx.now()
        {
            self.queue.pop(cx);
            cx.fail(c, Reason::TimedOut);
        }
        self.watch(cx);
        self.note(cx);
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { queue_limit: Some(self.limit), ..Gauges::default() }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        (self.used, self.queue) = (0, Queue::EMPTY);
        self.note(cx);
    }
}
