//! A cache with a real key space: hits emerge from capacity, age and popularity.
//!
//! Wired to a store it reads through: a miss asks the store and keeps the answer. Without a store
//! it answers "miss", and whoever asked fetches and fills (cache-aside).

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::measure::Gauges;
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{NEVER, Time, from_ms, from_secs};
use crate::call::{CallId, Class, End, Pass};

params! {
    /// Parameters of a cache.
    pub struct Params {
        capacity: int_log(1, 1_000_000) = 1000, "entries", "assumption";
        /// Age at which an entry is dropped; 0 keeps it until it is evicted.
        ttl_s: real(0.0, 86_400.0) = 60.0, "s", "guide 002, line 131: minutes";
        latency_ms: real(0.0, 100.0) = 0.5, "ms", "guide 002, line 129: under 1 ms";
        /// How long a cache that reads through waits for its store; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
    }
}

const NIL: u32 = u32::MAX;

/// An entry's place in the order of use. Indexed by key, so that a lookup is one access.
#[derive(Clone, Copy, Debug)]
struct Slot {
    older: u32,
    newer: u32,
    /// `0` is absent.
    expires: Time,
}

/// Least recently used, by key.
#[derive(Clone, Debug)]
struct Lru {
    slots: Vec<Slot>,
    oldest: u32,
    newest: u32,
    len: u32,
}

impl Lru {
    const EMPTY: Slot = Slot { older: NIL, newer: NIL, expires: 0 };

    fn new() -> Lru {
        Lru { slots: Vec::new(), oldest: NIL, newest: NIL, len: 0 }
    }

    #[inline]
    fn unlink(&mut self, key: u32) {
        let Slot { older, newer, .. } = self.slots[key as usize];
        match older {
            NIL => self.oldest = newer,
            o => self.slots[o as usize].newer = newer,
        }
        match newer {
            NIL => self.newest = older,
            n => self.slots[n as usize].older = older,
        }
    }

    #[inline]
    fn link_newest(&mut self, key: u32) {
        let slot = &mut self.slots[key as usize];
        (slot.older, slot.newer) = (self.newest, NIL);
        match self.newest {
            NIL => self.oldest = key,
            n => self.slots[n as usize].newer = key,
        }
        self.newest = key;
    }

    /// Is the key here and fresh? If so it becomes the newest.
    #[inline]
    fn get(&mut self, key: u32, now: Time) -> bool {
        match self.slots.get(key as usize) {
            Some(s) if s.expires > now => {
                if self.newest != key {
                    self.unlink(key);
                    self.link_newest(key);
                }
                true
            }
            Some(s) if s.expires != 0 => {
                self.remove(key);
                false
            }
            _ => false,
        }
    }

    fn put(&mut self, key: u32, expires: Time, capacity: u32) {
        if self.slots.len() <= key as usize {
            self.slots.resize(key as usize + 1, Lru::EMPTY);
        }
        if self.slots[key as usize].expires != 0 {
            self.unlink(key);
        } else {
            self.len += 1;
        }
        self.slots[key as usize].expires = expires;
        self.link_newest(key);
        self.trim(capacity);
    }

    fn trim(&mut self, capacity: u32) {
        while self.len > capacity {
            self.remove(self.oldest);
        }
    }

    fn remove(&mut self, key: u32) {
        if self.slots.get(key as usize).is_some_and(|s| s.expires != 0) {
            self.unlink(key);
            self.slots[key as usize] = Lru::EMPTY;
            self.len -= 1;
        }
    }
}

/// A cache.
#[derive(Clone, Debug)]
pub struct Cache {
    capacity: u32,
    ttl: Time,
    latency: Time,
    ring: RingId,
    deadline: Option<RingId>,
    store: Option<u32>,
    entries: Lru,
    hits: u64,
    lookups: u64,
}

impl Cache {
    fn set(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.capacity = p.capacity;
        self.ttl = if p.ttl_s > 0.0 { from_secs(p.ttl_s) } else { NEVER };
        self.latency = from_ms(p.latency_ms);
        self.ring = cx.ring(self.latency);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.store = (0..cx.links()).find(|&l| cx.role(l) == Role::Store);
        self.entries.trim(p.capacity);
    }

    fn put(&mut self, cx: &Cx<'_>, key: u32) {
        self.entries.put(key, cx.now().saturating_add(self.ttl), self.capacity);
    }

    #[inline]
    fn look_up(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (class, key) = (cx.class(c), cx.key(c));
        match (class, self.store) {
            (Class::Read, store) => {
                self.lookups += 1;
                if self.entries.get(key, cx.now()) {
                    self.hits += 1;
                    cx.reply(c, End::Ok);
                } else if let Some(link) = store {
                    cx.ask(c, link, Class::Read, self.deadline, Pass::NOTHING);
                } else {
                    cx.reply(c, End::Miss);
                }
            }
            (Class::Write, Some(link)) => cx.ask(c, link, Class::Write, self.deadline, Pass::NOTHING),
            (Class::Fill, _) => {
                self.put(cx, key);
                cx.reply(c, End::Ok);
            }
            (Class::Write | Class::Forget, _) => {
                self.entries.remove(key);
                cx.reply(c, End::Ok);
            }
        }
    }
}

impl Behaviour for Cache {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Cache,
        calls: &[Role::Store],
        needs_servers: false,
        shortcut: Some('C'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let ring = cx.ring(0);
        let mut cache = Cache {
            capacity: 1,
            ttl: NEVER,
            latency: 0,
            ring,
            deadline: None,
            store: None,
            entries: Lru::new(),
            hits: 0,
            lookups: 0,
        };
        cache.set(values, cx);
        cache
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.latency == 0 { self.look_up(cx, c) } else { cx.serve_const(c, self.latency, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.look_up(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let key = cx.key(c);
        match (cx.class(c), end) {
            (Class::Read, End::Ok) => self.put(cx, key),
            (Class::Write, End::Ok) => self.entries.remove(key),
            _ => {}
        }
        cx.pass_on(c, end, here);
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges {
            hit_ratio: (self.lookups > 0).then(|| self.hits as f64 / self.lookups as f64),
            entries: Some((self.entries.len, self.capacity)),
            ..Gauges::default()
        }
    }

    fn reset(&mut self) {
        (self.hits, self.lookups) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {
        self.entries = Lru::new();
    }
}
