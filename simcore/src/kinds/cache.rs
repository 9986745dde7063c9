//! A cache with a real key space: hits emerge from capacity, age and popularity.
//!
//! Wired to a store it reads through: a miss asks the store and keeps the answer. Without a store
//! it answers "miss", and whoever asked fetches and fills (cache-aside).
//!
//! Writes to the store go around it (the entry is dropped once the store has confirmed), through it
//! (the entry then holds the new value), or behind it: accepted at once, kept as dirty and written
//! every so often, several writes to one entry as one. A crash or a flush loses what is dirty. When
//! as much is dirty as fits, writes to further entries go through until the store has caught up;
//! what the store refuses waits for the next round.
//!
//! An entry that is asked for shortly before it expires can be fetched again while the old value is
//! served (refresh-ahead).
//!
//! It reports no stale reads, because it cannot know of them: it does not hear of writes that reach
//! the store some other way, nor whether a value it was fetching crossed with a write.
//!
//! It can be warmed: before requests are let in, at the start and again after a crash, it is filled
//! with the most popular entries from a list (assumption: out of a snapshot, so that nobody is asked).
//! All of them then expire together, unless lifetimes vary. A flush leaves it cold.
//!
//! When a popular entry expires, everybody who misses it asks the store at once (a stampede);
//! with a lock the first one fetches and the others wait for its answer.

mod dirty;
mod params;

use self::dirty::{DIRTY, Dirty};
pub use self::params::{Params, Stampede, Writes};
use super::flights::{Flights, Table};
use super::one_by_one::OneByOne;
use super::lru::{Entries, Eviction, Found};
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, NONE, Pass};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{MS, NEVER, Time, from_ms, from_secs};

/// In the note of a read that was answered and now fetches its entry again.
const REFRESH: u32 = 1 << 31;
/// Tags of the timers: a round of writing begins; is it back after a crash?
const ROUND: u32 = 0;
const BACK: u32 = 1;
/// How often it looks whether it is.
const LOOK: Time = 100 * MS;

/// A cache.
#[derive(Clone, Debug)]
pub struct Cache {
    /// Entries that fit by the parameters, and what a fault leaves of them.
    room: u32,
    capacity: u32,
    ttl: Time,
    latency: Time,
    ring: RingId,
    pace: OneByOne,
    deadline: Option<RingId>,
    store: Option<u32>,
    jitter: f64,
    lock: bool,
    /// Share of the capacity that a fault has taken.
    lost: f64,
    entries: Entries,
    flights: Flights,
    writes: Writes,
    dirty: Dirty,
    flush: Time,
    batch: u32,
    timer: u32,
    ticking: bool,
    /// Entries that it is warmed with.
    warm: u32,
    back: u32,
    away: bool,
    refresh: Time,
    /// Entries that are being fetched again.
    refreshing: Table,
    chance: Stream,
    hits: u64,
    lookups: u64,
}

impl Cache {
    fn set(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.room = p.capacity;
        self.ttl = if p.ttl_s > 0.0 { from_secs(p.ttl_s) } else { NEVER };
        self.latency = from_ms(p.latency_ms);
        self.ring = cx.ring(self.latency);
        self.pace.set(p.max_rate);
        cx.set_door(if self.pace.limits() { 0 } else { self.latency }, self.ring, u32::MAX);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.store = (0..cx.links()).find(|&l| cx.role(l) == Role::Store);
        self.jitter = p.jitter / 100.0;
        self.lock = p.stampede == Stampede::Lock;
        self.writes = p.writes;
        self.flush = from_secs(p.flush_s).max(MS);
        self.batch = p.batch;
        self.warm = p.warm;
        self.refresh = if p.ttl_s > 0.0 { from_secs(p.ttl_s * p.refresh / 100.0) } else { 0 };
        self.resize();
        if p.eviction != self.entries.eviction() {
            self.entries.set_eviction(p.eviction, self.capacity);
        }
    }

    fn resize(&mut self) {
        self.capacity = ((f64::from(self.room) * (1.0 - self.lost)) as u32).max(1);
        self.entries.trim(self.capacity);
    }

    fn put(&mut self, cx: &Cx<'_>, key: u32) {
        let mut ttl = self.ttl;
        if self.jitter > 0.0 && ttl < NEVER {
            ttl = (ttl as f64 * (1.0 + self.jitter * (2.0 * self.chance.unit() - 1.0))) as Time;
        }
        self.entries.put(key, cx.now().saturating_add(ttl), self.capacity);
    }

    /// The most popular entries come in last: they are the newest.
    fn warm_up(&mut self, cx: &Cx<'_>) {
        for key in (0..self.warm.min(self.capacity)).rev() {
            self.put(cx, key);
        }
    }

    /// It is down: the entries are there when it comes back, and their lifetime begins then.
    fn warm_up_when_back(&mut self, cx: &mut Cx<'_>) {
        self.warm_up(cx);
        self.away = cx.is_down() && self.warm > 0;
        if self.away {
            let t = cx.now() + LOOK;
            cx.timer_at(self.back, t);
        }
    }

    fn fetch(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32) {
        if self.lock {
            let Some(flight) = self.flights.join(cx, u64::from(cx.key(c)), c) else { return };
            cx.set_note(c, flight + 1);
        }
        cx.ask_on(c, link, self.deadline, Pass::NOTHING, None);
    }

    /// A hit is answered; if its entry is about to expire, the call goes on to fetch it again.
    #[inline]
    fn hit(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.hits += 1;
        if self.refresh > 0
            && let Some(link) = self.store
        {
            let (key, now) = (cx.key(c), cx.now());
            let left = self.entries.expires(key).map_or(Time::MAX, |t| t.saturating_sub(now));
            let known = self.dirty.holds(key) || self.refreshing.get(u64::from(key)).is_some();
            if left <= self.refresh && !known {
                self.refreshing.set(u64::from(key), 0);
                cx.accept(c);
                cx.set_note(c, REFRESH);
                let class = cx.class(c);
                return cx.ask(c, link, class, self.deadline, Pass::NOTHING);
            }
        }
        cx.reply(c, End::Ok);
    }

    fn refreshed(&mut self, cx: &mut Cx<'_>, c: CallId, end: End) {
        let key = cx.key(c);
        self.refreshing.remove(u64::from(key));
        // an entry that was dropped meanwhile stays dropped: the value may be the old one
        if end == End::Ok && self.entries.state(key, cx.now()) != Found::Absent {
            self.put(cx, key);
        }
        cx.reply(c, End::Ok);
    }

    fn write(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32) {
        let key = cx.key(c);
        // what is dirty must not overwrite a newer value later, whatever the rule is by now
        let known = self.dirty.holds(key);
        let behind = self.writes == Writes::Behind && self.dirty.len() < self.capacity;
        if !known && !behind {
            return cx.ask(c, link, Class::Write, self.deadline, Pass::NOTHING);
        }
        self.put(cx, key);
        self.dirty.take(cx, c);
        self.tick(cx);
    }

    fn tick(&mut self, cx: &mut Cx<'_>) {
        if !self.ticking {
            self.ticking = true;
            let t = cx.now().saturating_add(self.flush);
            cx.timer_at(self.timer, t);
        }
    }

    fn send_dirty(&mut self, cx: &mut Cx<'_>) {
        if let Some(link) = self.store {
            self.dirty.send(cx, link, self.deadline, self.batch);
        }
    }

    #[inline]
    fn look_up(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.w.residency.any {
            cx.check_residency(c);
        }
        let (class, key) = (cx.class(c), cx.key(c));
        match (class, self.store) {
            (Class::Read | Class::Static, store) => {
                self.lookups += 1;
                if self.entries.get(key, cx.now()) || self.dirty.holds(key) {
                    self.hit(cx, c);
                } else if let Some(link) = store {
                    self.fetch(cx, c, link);
                } else {
                    cx.reply(c, End::Miss);
                }
            }
            (Class::Write, Some(link)) => self.write(cx, c, link),
            (Class::Fill, _) => {
                self.put(cx, key);
                cx.reply(c, End::Ok);
            }
            (Class::Write | Class::Forget | Class::Replicate, _) => {
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
        faults: &[FaultKind::CacheFlush, FaultKind::CacheLoss],
        shortcut: Some('C'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let ring = cx.ring(0);
        let mut cache = Cache {
            room: 1,
            capacity: 1,
            ttl: NEVER,
            latency: 0,
            ring,
            pace: OneByOne::default(),
            deadline: None,
            store: None,
            jitter: 0.0,
            lock: false,
            lost: 0.0,
            entries: Entries::new(Eviction::Lru, false, cx.stream(Purpose::Eviction)),
            flights: Flights::default(),
            writes: Writes::Around,
            dirty: Dirty::new(),
            flush: MS,
            batch: 1,
            timer: cx.timer(ROUND),
            ticking: false,
            warm: 0,
            back: cx.timer(BACK),
            away: false,
            refresh: 0,
            refreshing: Table::default(),
            chance: cx.stream(Purpose::Jitter),
            hits: 0,
            lookups: 0,
        };
        cache.set(values, cx);
        cache.warm_up(cx);
        cache
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.pace.limits() {
            let done = self.pace.take(cx.now());
            cx.serve(c, done + self.latency);
        } else if self.latency == 0 {
            self.look_up(cx, c);
        } else {
            cx.serve_const(c, self.latency, self.ring);
        }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.look_up(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let (key, note) = (cx.key(c), cx.note(c));
        if note & REFRESH != 0 {
            return self.refreshed(cx, c, end);
        }
        if note & DIRTY != 0 {
            self.dirty.landed(cx, c, end);
            return self.send_dirty(cx);
        }
        match (cx.class(c), end) {
            (Class::Read | Class::Static, End::Ok) => self.put(cx, key),
            (Class::Write, End::Ok) if self.writes == Writes::Around => self.entries.remove(key),
            (Class::Write, End::Ok) => self.put(cx, key),
            _ => {}
        }
        if cx.note(c) > 0 {
            let mut waiting = self.flights.land(cx.note(c) - 1);
            while waiting != NONE {
                let next = cx.next(waiting);
                cx.pass_on(waiting, end, here);
                waiting = next;
            }
        }
        cx.pass_on(c, end, here);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == BACK {
            return self.warm_up_when_back(cx);
        }
        self.ticking = false;
        self.dirty.round();
        self.send_dirty(cx);
        if self.dirty.len() > 0 {
            self.tick(cx);
        }
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::CacheFlush if begins => {
                self.entries.clear();
                self.dirty.wipe(cx);
            }
            FaultKind::CacheLoss => {
                self.lost = if begins { strength / 100.0 } else { 0.0 };
                self.resize();
            }
            _ => {}
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let late = self.writes == Writes::Behind || self.dirty.len() > 0 || self.dirty.lost() > 0;
        let facts = [
            (Fact::Backlog, f64::from(self.dirty.len())),
            (Fact::LostWrites, self.dirty.lost() as f64),
        ];
        Gauges {
            hit_ratio: (self.lookups > 0).then(|| self.hits as f64 / self.lookups as f64),
            entries: Some((self.entries.len(), self.capacity)),
            facts: if late { facts.to_vec() } else { Vec::new() },
            ..Gauges::default()
        }
    }

    fn lookups(&self) -> (u64, u64) {
        (self.hits, self.lookups)
    }

    fn reset(&mut self) {
        (self.hits, self.lookups) = (0, 0);
        self.dirty.reset();
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.entries.clear();
        self.flights.clear();
        self.dirty.crash();
        self.pace.clear();
        self.refreshing = Table::default();
        if !self.away {
            self.warm_up_when_back(cx);
        }
    }
}

#[cfg(test)]
mod tests;
