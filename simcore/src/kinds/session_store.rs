//! Remembers who is logged in, so that any web server can serve any user.
//!
//! A lookup takes the time of the chosen kind of store and never waits in a queue (assumption: it
//! is sized for its lookups). A session ends a while after its last use. A crash without a replica
//! loses all sessions: their users have to log in again.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{Time, from_ms, from_secs};
use crate::{choice, params};

choice! {
    /// What keeps the sessions.
    pub enum Medium {
        /// A key-value store in memory.
        Memory = "memory",
        /// A document database.
        Document = "document",
        /// A relational database.
        Sql = "sql",
    }
}

impl Medium {
    /// Time of a lookup.
    fn latency_ms(self) -> f64 {
        match self {
            Medium::Memory => 1.5,
            Medium::Document => 5.0,
            Medium::Sql => 50.0,
        }
    }
}

params! {
    /// Parameters of a session store.
    pub struct Params {
        kind: choice(Medium) = 0, "", "guide 004, line 224: 1 to 2 ms in memory, 50 ms in SQL; 5 ms for documents is an assumption";
        replicas: int(0, 1) = 1, "", "assumption: one copy";
        /// Time after its last use at which a session ends.
        ttl_min: real(0.1, 10_080.0) = 30.0, "min", "guide 002, line 181: 30 minutes";
    }
}

/// A session store.
#[derive(Clone, Debug)]
pub struct SessionStore {
    latency: Time,
    ring: RingId,
    replicas: u32,
    ttl: Time,
    /// When each user's session ends; 0 is none.
    ends: Vec<Time>,
    lost: u64,
}

impl SessionStore {
    fn touch(&mut self, user: u32, now: Time) {
        let user = user as usize;
        if user >= self.ends.len() {
            self.ends.resize((user + 1).next_power_of_two(), 0);
        }
        self.ends[user] = now.saturating_add(self.ttl);
    }
}

impl Behaviour for SessionStore {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Service,
        calls: &[],
        needs_servers: false,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let ring = cx.ring(0);
        let mut store = SessionStore { latency: 0, ring, replicas: 0, ttl: 0, ends: Vec::new(), lost: 0 };
        store.update(values, cx);
        store
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.latency = from_ms(p.kind.latency_ms());
        self.ring = cx.ring(self.latency);
        (self.replicas, self.ttl) = (p.replicas, from_secs(p.ttl_min * 60.0));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.serve_const(c, self.latency, self.ring);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.touch(cx.user(c), cx.now());
        cx.reply(c, End::Ok);
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { facts: vec![(Fact::LostSessions, self.lost as f64)], ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.lost = 0;
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        if self.replicas == 0 {
            let now = cx.now();
            self.lost += self.ends.iter().filter(|&&end| end > now).count() as u64;
            self.ends.clear();
        }
    }
}
