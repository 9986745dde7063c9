//! A fixed number of open connections that many callers share.
//!
//! A query takes a connection until its answer is back; without a free one it waits in turn, up to
//! a limit of length and of time. Of several databases the key decides which one is asked;
//! followers, if there are any, take the reads in turn. Reads or writes can go before the others, and
//! have so many connections to themselves.

use super::station::Queue;
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{NEVER, Time, from_ms};
use crate::{choice, params, rng};

choice! {
    /// Which queries are more important than the others.
    pub enum First {
        None = "none",
        Writes = "writes",
        Reads = "reads",
    }
}

params! {
    /// Parameters of a connection pool.
    pub struct Params {
        size: int(1, 10_000) = 25, "", "guide 004, line 1733: default_pool_size 25";
        /// Queries that may wait for a connection; more are refused.
        queue: int(0, 100_000) = 1000, "", "guide 004, line 1732: 1,000 clients";
        /// How long a query waits for a connection; the largest value is for ever.
        wait_ms: real_log(1.0, 600_000.0) = 5000.0, "ms", "assumption: well below PgBouncer's 120 s";
        first: choice(First) = 0, "", "assumption: in turn, whatever is asked";
        /// Connections that only the important ones may take.
        reserve: int(0, 10_000) = 0, "", "guide 004, line 1734: reserve_pool_size 5; none unless set", if 3 in 0b110;
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
    first: First,
    /// Connections that anybody may take.
    common: u32,
    /// Queries that wait: the important ones, and the others.
    queues: [Queue; 2],
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
        self.first = p.first;
        let reserve = if p.first == First::None { 0 } else { p.reserve };
        self.common = p.size.saturating_sub(reserve).max(1);
        cx.set_slots(p.size);
    }

    fn waiting(&self) -> u32 {
        self.queues[0].len() + self.queues[1].len()
    }

    fn is_important(&self, cx: &Cx<'_>, c: CallId) -> bool {
        match self.first {
            First::None => false,
            First::Writes => !cx.class(c).reads(),
            First::Reads => cx.class(c).reads(),
        }
    }

    fn note(&self, cx: &mut Cx<'_>) {
        cx.set_load(0, self.used, self.waiting());
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
            let [important, others] = &mut self.queues;
            let common = self.used < self.common;
            let next = important.pop(cx).or_else(|| if common { others.pop(cx) } else { None });
            let Some(c) = next else { break };
            self.send(cx, c);
        }
        self.note(cx);
    }

    /// The first in a queue is the first to lose patience: one timer watches both.
    fn watch(&mut self, cx: &mut Cx<'_>) {
        if self.armed || self.wait == NEVER {
            return;
        }
        if let Some(first) = self.queues.iter().filter_map(Queue::first).map(|c| cx.arrived(c)).min() {
            self.armed = true;
            let t = first.saturating_add(self.wait).max(cx.now());
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
            first: First::None,
            common: 1,
            queues: [Queue::EMPTY; 2],
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
        let important = self.is_important(cx, c);
        if self.used < if important { self.size } else { self.common } {
            self.send(cx, c);
        } else if self.waiting() < self.limit {
            self.queues[usize::from(!important)].push(cx, c);
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
        for queue in &mut self.queues {
            while let Some(c) = queue.first()
                && cx.arrived(c).saturating_add(self.wait) <= cx.now()
            {
                queue.pop(cx);
                cx.fail(c, Reason::TimedOut);
            }
        }
        self.watch(cx);
        self.note(cx);
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { queue_limit: Some(self.limit), ..Gauges::default() }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        (self.used, self.queues) = (0, [Queue::EMPTY; 2]);
        self.note(cx);
    }
}

#[cfg(test)]
mod tests;
