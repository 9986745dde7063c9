//! Caches close to the users, in front of whoever owns the content.
//!
//! Users are spread over the edges, and every edge is a real cache of its own, so the hits emerge
//! from how many edges there are, what fits into each and how popular things are. Only static content
//! is kept (and other reads if you say so); the rest is passed on. Wired to a store and a service,
//! the store is the origin of what is kept and the service of everything else.
//! A second link to one of the same role is to a second origin, which can answer when the first fails.
//!
//! Content may change at the origin. Copies are then old until they expire, until the edges are told
//! to drop them (a purge), or never, because what has changed has a new name.

mod content;

use super::flights::Flights;
use super::lru::{Entries, Eviction, Found};
use super::{Behaviour, Family, Meta, Role};
use content::Content;
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, NONE, Pass};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{self, Purpose};
use crate::time::{Time, from_ms, from_secs};
use crate::{choice, params};

choice! {
    /// How content gets to the edges.
    pub enum Mode {
        /// An edge fetches what is asked for and missing.
        Pull = "pull",
        /// Everything is put there beforehand.
        Push = "push",
    }
}

choice! {
    /// How a copy of what has changed goes.
    pub enum Freshness {
        /// It expires.
        Ttl = "ttl",
        /// The edges are told to drop it.
        Purge = "purge",
        /// What has changed has a new name, which no edge knows.
        Versioned = "versioned",
    }
}

params! {
    /// Parameters of a content delivery network.
    pub struct Params {
        mode: choice(Mode) = 0, "", "guide 001, lines 317-318";
        /// Places where content is kept; each user always comes to the same one.
        edges: int(1, 400) = 10, "", "assumption: 400 is a large network";
        /// Objects that fit at each edge.
        capacity: int_log(1, 1_000_000) = 10_000, "objects", "assumption", if 0 in 0b01;
        /// Age at which an object is fetched again.
        ttl_s: real_log(1.0, 31_536_000.0) = 86_400.0, "s", "guide 002, line 261: 86,400 s", if 0 in 0b01;
        edge_ms: real(0.0, 1000.0) = 20.0, "ms", "guide 002, line 263: about 20 ms";
        /// Keeps the answers to all reads, not only static content.
        cache_reads: flag = 0, "", "assumption";
        /// One more cache that all edges share, in front of the origin.
        shield: flag = 0, "", "guide 004, line 732", if 0 in 0b01;
        /// Those who miss the same object at the same edge wait for one fetch.
        collapse: flag = 1, "", "assumption: as published for the large networks", if 0 in 0b01;
        /// When the origin fails, what is too old is better than nothing.
        stale_if_error: flag = 0, "", "RFC 5861", if 0 in 0b01;
        /// How long it waits for the origin; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 10_000.0, "ms", "assumption";
        /// Copies of each object that the cache key tells apart, by user.
        variants: int_log(1, 1000) = 1, "", "guide 004, lines 652-653: neither query nor cookies in the key", if 0 in 0b01;
        /// Time after which an object changes at the origin; 0 is never.
        change_s: real(0.0, 31_536_000.0) = 0.0, "s", "assumption: content that does not change", if 0 in 0b01;
        freshness: choice(Freshness) = 0, "", "guide 002, lines 312-319: purge, or better new names", if 0 in 0b01;
        /// Until the edges have dropped what has changed.
        purge_s: real(0.0, 3600.0) = 10.0, "s", "assumption: published networks need 0.2 to 60 s", if 12 in 0b010;
        /// What the first origin fails to answer is asked of a second one.
        failover: flag = 0, "", "guide 004, lines 1861-1880: on 500, 502, 503 and 504";
        /// Share of the bytes to the users that compression saves.
        compress: real(0.0, 95.0) = 0.0, "%", "assumption: images are compressed already; 70 to 80 % of text";
    }
}

/// Where a request is: at its edge, at the shield, fetching or waiting for a fetch, or fetching for
/// all who wait for flight number `note - LEADS`.
const EDGE: u32 = 0;
const SHIELD: u32 = 1;
const FETCHES: u32 = 2;
const LEADS: u32 = 3;
/// Asked for what is not kept.
const BEHIND: u32 = 1 << 30;
/// The second origin is being asked.
const SECOND: u32 = 1 << 31;

/// A content delivery network.
#[derive(Clone, Debug)]
pub struct Cdn {
    p: Params,
    ttl: Time,
    latency: Time,
    ring: RingId,
    deadline: Option<RingId>,
    /// Where content comes from, and where everything else goes.
    origin: Option<u32>,
    behind: Option<u32>,
    /// Who is asked after these have failed.
    second: [Option<u32>; 2],
    content: Content,
    edges: Vec<Entries>,
    shield: Entries,
    flights: Flights,
    bypass: bool,
    asked: u64,
    hits: u64,
    fetches: u64,
    stale: u64,
}

impl Cdn {
    fn set(&mut self, cx: &mut Cx<'_>) {
        let p = &self.p;
        self.ttl = from_secs(p.ttl_s);
        self.latency = from_ms(p.edge_ms);
        self.ring = cx.ring(self.latency);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.content = Content::new(p);
        let with = |role, nth| (0..cx.links()).filter(|&l| cx.role(l) == role).nth(nth);
        let (store, service) = (with(Role::Store, 0), with(Role::Service, 0));
        (self.origin, self.behind) = (store.or(service), service.or(store));
        let second = |first: Option<u32>| first.and_then(|l| with(cx.role(l), 1)).filter(|_| p.failover);
        self.second = [second(self.origin), second(self.behind)];
        let chance = cx.stream(Purpose::Eviction);
        self.edges.resize_with(p.edges as usize, || Entries::new(Eviction::Lru, true, chance.clone()));
        for edge in &mut self.edges {
            edge.trim(p.capacity);
        }
        self.shield.trim(p.capacity);
    }

    fn edge(&self, cx: &Cx<'_>, c: CallId) -> u32 {
        (rng::mix(u64::from(cx.user(c))) % self.edges.len().max(1) as u64) as u32
    }

    fn keeps(&self, class: Class) -> bool {
        class == Class::Static || class == Class::Read && self.p.cache_reads
    }

    /// The request is at its edge.
    fn look(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let class = cx.class(c);
        if !self.keeps(class) {
            let Some(link) = self.behind else { return cx.fail(c, Reason::NoRoute) };
            let again = self.second[1].is_some() && class.reads();
            cx.set_note(c, BEHIND);
            return cx.ask(c, link, class, self.deadline, if again { Pass::ANSWERS } else { Pass::EVERYTHING });
        }
        self.asked += 1;
        let (edge, key, now, content) = (self.edge(cx, c), self.object(cx, c), cx.now(), self.content);
        if !self.bypass {
            let edge = self.edges.get_mut(edge as usize);
            let here = edge.is_some_and(|e| find(e, &content, key, now, &mut self.stale));
            if here || self.p.mode == Mode::Push {
                self.hits += 1;
                return cx.reply(c, End::Ok);
            }
            if self.p.shield {
                cx.set_note(c, SHIELD);
                return cx.serve_const(c, self.latency, self.ring);
            }
        }
        self.fetch(cx, c);
    }

    /// What a request asks for, as the cache key has it.
    fn object(&self, cx: &Cx<'_>, c: CallId) -> u32 {
        let (key, n) = (cx.key(c), self.p.variants);
        if n == 1 { key } else { key.saturating_mul(n).saturating_add(cx.user(c) % n) }
    }

    fn look_at_shield(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (key, now, content) = (self.object(cx, c), cx.now(), self.content);
        if !self.bypass && find(&mut self.shield, &content, key, now, &mut self.stale) {
            // a copy of a copy is as old as that one
            let expires = self.shield.expires(key).filter(|_| content.changes());
            self.keep(cx, c, expires.unwrap_or(now.saturating_add(self.ttl)));
            return cx.reply(c, End::Ok);
        }
        self.fetch(cx, c);
    }

    /// What a fetch is known by: its key, and its edge unless all edges fetch through the shield.
    fn flight(&self, cx: &Cx<'_>, c: CallId) -> u64 {
        let place = if self.p.shield { u32::MAX } else { self.edge(cx, c) };
        u64::from(place) << 32 | u64::from(self.object(cx, c))
    }

    fn fetch(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let Some(link) = self.origin else { return cx.fail(c, Reason::NoRoute) };
        cx.set_note(c, FETCHES);
        if self.p.collapse && !self.bypass {
            let flight = self.flight(cx, c);
            let Some(number) = self.flights.join(cx, flight, c) else { return };
            cx.set_note(c, LEADS + number);
        }
        self.fetches += 1;
        let class = cx.class(c);
        cx.ask(c, link, class, self.deadline, Pass::NOTHING);
    }

    /// Puts an object where this request would have found it.
    fn keep(&mut self, cx: &Cx<'_>, c: CallId, expires: Time) {
        if self.bypass || self.p.mode == Mode::Push {
            return;
        }
        let (edge, key) = (self.edge(cx, c), self.object(cx, c));
        if let Some(e) = self.edges.get_mut(edge as usize) {
            e.put(key, expires, self.p.capacity);
        }
    }

    /// Is there an old copy for a request whose fetch failed?
    fn has_old(&self, cx: &Cx<'_>, c: CallId) -> bool {
        let (edge, key, now) = (self.edge(cx, c), self.object(cx, c), cx.now());
        let at_edge = self.edges.get(edge as usize).map_or(Found::Absent, |e| e.state(key, now));
        at_edge != Found::Absent || self.p.shield && self.shield.state(key, now) != Found::Absent
    }

    fn finish(&mut self, cx: &mut Cx<'_>, c: CallId, end: End, here: bool) {
        if end == End::Ok {
            self.keep(cx, c, cx.now().saturating_add(self.ttl));
        } else if self.p.stale_if_error && self.has_old(cx, c) {
            self.stale += 1;
            return cx.reply(c, End::Ok);
        }
        cx.pass_on(c, end, here);
    }

    fn forget(&mut self) {
        self.edges.iter_mut().for_each(Entries::clear);
        self.shield.clear();
    }
}

/// Is there a copy that may be served? One that is known to be old goes; one that is old all the same
/// is counted.
fn find(copies: &mut Entries, content: &Content, key: u32, now: Time, stale: &mut u64) -> bool {
    if !content.changes() {
        return copies.get_or_keep(key, now);
    }
    let Some(expires) = copies.expires(key) else { return false };
    if content.is_known_old(key, expires, now) {
        copies.remove(key);
        return false;
    }
    let found = copies.get_or_keep(key, now);
    *stale += u64::from(found && content.is_old(key, expires, now));
    found
}

impl Behaviour for Cdn {
    const META: Meta = Meta {
        family: Family::Network,
        role: Role::Service,
        calls: &[Role::Service, Role::Store],
        needs_servers: true,
        faults: &[FaultKind::CacheFlush, FaultKind::CacheBypass],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut cdn = Cdn {
            p: Params::from_values(values),
            ttl: 0,
            latency: 0,
            ring: cx.ring(0),
            deadline: None,
            origin: None,
            behind: None,
            second: [None; 2],
            content: Content::default(),
            edges: Vec::new(),
            shield: Entries::new(Eviction::Lru, true, cx.stream(Purpose::Eviction)),
            flights: Flights::default(),
            bypass: false,
            asked: 0,
            hits: 0,
            fetches: 0,
            stale: 0,
        };
        cdn.set(cx);
        cdn
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.set(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.set_note(c, EDGE);
        if self.latency == 0 { self.look(cx, c) } else { cx.serve_const(c, self.latency, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.note(c) == SHIELD { self.look_at_shield(cx, c) } else { self.look(cx, c) }
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let note = cx.note(c);
        let second = self.second[usize::from(note & BEHIND != 0)];
        if let (End::Failed(_), Some(link), 0) = (end, second, note & SECOND)
            && cx.class(c).reads()
        {
            cx.set_note(c, note | SECOND);
            let class = cx.class(c);
            return cx.ask(c, link, class, self.deadline, Pass::NOTHING);
        }
        if note & BEHIND != 0 {
            return cx.pass_on(c, end, here);
        }
        let note = note & !SECOND;
        if end == End::Ok && self.p.shield && !self.bypass {
            let expires = cx.now().saturating_add(self.ttl);
            self.shield.put(self.object(cx, c), expires, self.p.capacity);
        }
        if note >= LEADS {
            let mut waiting = self.flights.land(note - LEADS);
            while waiting != NONE {
                let next = cx.next(waiting);
                self.finish(cx, waiting, end, here);
                waiting = next;
            }
        }
        self.finish(cx, c, end, here);
    }

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        match what {
            FaultKind::CacheFlush if begins => self.forget(),
            FaultKind::CacheBypass => self.bypass = begins,
            _ => {}
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let hits = (self.asked > 0).then(|| self.hits as f64 / self.asked as f64);
        let mut facts: Vec<(Fact, f64)> = hits.map(|h| (Fact::EdgeHits, h)).into_iter().collect();
        if let (true, Some(_)) = (self.content.changes(), hits) {
            facts.push((Fact::StaleShare, self.stale as f64 / self.asked as f64));
        }
        facts.extend([(Fact::OriginFetches, self.fetches as f64), (Fact::StaleReads, self.stale as f64)]);
        facts.push((Fact::Delivered, self.asked as f64));
        Gauges { hit_ratio: hits, facts, ..Gauges::default() }
    }

    fn lookups(&self) -> (u64, u64) {
        (self.hits, self.asked)
    }

    fn reset(&mut self) {
        (self.asked, self.hits, self.fetches, self.stale) = (0, 0, 0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {
        self.forget();
        self.flights.clear();
    }
}
