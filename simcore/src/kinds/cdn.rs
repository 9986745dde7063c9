//! Caches close to the users, in front of whoever owns the content.
//!
//! Users are spread over the edges, and every edge is a real cache of its own, so the hits emerge
//! from how many edges there are, what fits into each and how popular things are. Only static content
//! is kept (and other reads if you say so); the rest is passed on. Wired to a store and a service,
//! the store is the origin of what is kept and the service of everything else.

use super::flights::Flights;
use super::lru::{Entries, Eviction, Found};
use super::{Behaviour, Family, Meta, Role};
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
    }
}

/// Where a request is: at its edge, at the shield, fetching or waiting for a fetch, or fetching for
/// all who wait for flight number `note - LEADS`.
const EDGE: u32 = 0;
const SHIELD: u32 = 1;
const FETCHES: u32 = 2;
const LEADS: u32 = 3;

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
        let with = |role| (0..cx.links()).find(|&l| cx.role(l) == role);
        let (store, service) = (with(Role::Store), with(Role::Service));
        (self.origin, self.behind) = (store.or(service), service.or(store));
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
            return cx.ask(c, link, class, self.deadline, Pass::EVERYTHING);
        }
        self.asked += 1;
        let (edge, key, now) = (self.edge(cx, c), cx.key(c), cx.now());
        if !self.bypass {
            let here = self.edges.get_mut(edge as usize).is_some_and(|e| e.get_or_keep(key, now));
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

    fn look_at_shield(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (key, now) = (cx.key(c), cx.now());
        if !self.bypass && self.shield.get_or_keep(key, now) {
            self.keep(cx, c);
            return cx.reply(c, End::Ok);
        }
        self.fetch(cx, c);
    }

    /// What a fetch is known by: its key, and its edge unless all edges fetch through the shield.
    fn flight(&self, cx: &Cx<'_>, c: CallId) -> u64 {
        let place = if self.p.shield { u32::MAX } else { self.edge(cx, c) };
        u64::from(place) << 32 | u64::from(cx.key(c))
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
    fn keep(&mut self, cx: &Cx<'_>, c: CallId) {
        if self.bypass || self.p.mode == Mode::Push {
            return;
        }
        let (edge, key) = (self.edge(cx, c), cx.key(c));
        let expires = cx.now().saturating_add(self.ttl);
        if let Some(e) = self.edges.get_mut(edge as usize) {
            e.put(key, expires, self.p.capacity);
        }
    }

    /// Is there an old copy for a request whose fetch failed?
    fn has_old(&self, cx: &Cx<'_>, c: CallId) -> bool {
        let (edge, key, now) = (self.edge(cx, c), cx.key(c), cx.now());
        let at_edge = self.edges.get(edge as usize).map_or(Found::Absent, |e| e.state(key, now));
        at_edge != Found::Absent || self.p.shield && self.shield.state(key, now) != Found::Absent
    }

    fn finish(&mut self, cx: &mut Cx<'_>, c: CallId, end: End, here: bool) {
        if end == End::Ok {
            self.keep(cx, c);
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
        if end == End::Ok && self.p.shield && !self.bypass {
            let expires = cx.now().saturating_add(self.ttl);
            self.shield.put(cx.key(c), expires, self.p.capacity);
        }
        if cx.note(c) >= LEADS {
            let mut waiting = self.flights.land(cx.note(c) - LEADS);
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
        facts.extend([(Fact::OriginFetches, self.fetches as f64), (Fact::StaleReads, self.stale as f64)]);
        Gauges { hit_ratio: hits, facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.asked, self.hits, self.fetches, self.stale) = (0, 0, 0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {
        self.forget();
        self.flights.clear();
    }
}
