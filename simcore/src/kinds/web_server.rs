//! A server that computes an answer: slots, a queue, and calls to whatever it is wired to.
//!
//! The wiring decides what it does once it has computed: services are called in the order of the
//! links; a read then asks a cache and, on a miss, the store, and fills the cache (cache-aside); a
//! write goes to the store and makes the cache forget the key.

use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::call::{CallId, Class, End, Pass};
use crate::{choice, params, rng};

choice! {
    /// What a request holds while it waits for somebody else's reply.
    pub enum Model {
        /// Its slot: a thread (or a process) per request.
        Threads = "threads",
        /// Nothing: slots only compute, waiting is free.
        Events = "events",
    }
}

params! {
    /// Parameters of a web server.
    pub struct Params {
        /// Requests that it works on at the same time.
        slots: int(1, 1024) = 16, "", "guide 004, line 159: 16 cores per server";
        /// Requests that may wait for a slot; more are refused.
        queue: int(0, 100_000) = 200, "", "assumption";
        service_ms: real_log(0.001, 60_000.0) = 40.0, "ms", "guide 004, lines 92 and 159: 200 req/s on 8 cores";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the service time.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 3 in 0b10100;
        model: choice(Model) = 0, "", "assumption: a thread per request";
        /// Speed of the machine; 2 halves the service time.
        speed: real_log(0.1, 10.0) = 1.0, "x", "guide 004, lines 189-193";
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// How long it waits for the reply to a call of its own; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
    }
}

/// Steps of a request after its own service: the services 0..n, then the data.
const DATA_CACHE: u32 = u32::MAX - 1;
const DATA_STORE: u32 = u32::MAX;

/// A web server.
#[derive(Clone, Debug)]
pub struct WebServer {
    station: Station,
    service: Dist,
    threads: bool,
    deadline: Option<RingId>,
    /// Wired to nobody: the answer is its own.
    leaf: bool,
    /// What a read asks first, where the wiring leaves no choice.
    first: Option<u32>,
    services: Vec<u32>,
    caches: Vec<u32>,
    stores: Vec<u32>,
}

fn dist(p: &Params) -> Dist {
    Dist::new(p.spread, p.service_ms * 1e6 / p.speed, p.cv)
}

impl WebServer {
    fn rewire(&mut self, cx: &Cx<'_>) {
        let with = |role| (0..cx.links()).filter(|&l| cx.role(l) == role).collect();
        (self.services, self.caches, self.stores) = (with(Role::Service), with(Role::Cache), with(Role::Store));
        self.leaf = cx.links() == 0;
        self.first = match (&self.services[..], &self.caches[..]) {
            ([], [cache]) => Some(*cache),
            _ => None,
        };
    }

    /// The link to the shard of this key.
    fn by_key(links: &[u32], key: u32) -> Option<u32> {
        match links {
            [] => None,
            [one] => Some(*one),
            many => Some(many[(rng::mix(u64::from(key)) % many.len() as u64) as usize]),
        }
    }

    #[inline(always)]
    fn ask(&mut self, cx: &mut Cx<'_>, c: CallId, step: u32, link: u32) {
        cx.set_note(c, step);
        let class = cx.class(c);
        // a hit is the answer, and where nothing is held there is nothing to let go
        let pass = if step == DATA_CACHE && !self.threads { Pass::OK } else { Pass::NOTHING };
        cx.ask(c, link, class, self.deadline, pass);
    }

    /// Goes on with what comes at or after `step`; true when the answer is still to come.
    fn go_on(&mut self, cx: &mut Cx<'_>, c: CallId, step: u32) -> bool {
        if let (0, Some(link), Class::Read) = (step, self.first, cx.class(c)) {
            self.ask(cx, c, DATA_CACHE, link);
            return true;
        }
        if self.leaf {
            cx.reply(c, End::Ok);
            return false;
        }
        if let Some(&link) = self.services.get(step as usize) {
            self.ask(cx, c, step, link);
            return true;
        }
        let key = cx.key(c);
        if step != DATA_STORE
            && cx.class(c) == Class::Read
            && let Some(link) = Self::by_key(&self.caches, key)
        {
            self.ask(cx, c, DATA_CACHE, link);
            return true;
        }
        if let Some(link) = Self::by_key(&self.stores, key) {
            self.ask(cx, c, DATA_STORE, link);
            return true;
        }
        self.done(cx, c);
        false
    }

    /// The answer is complete: the cache learns of it, the caller gets it.
    fn done(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if let Some(cache) = Self::by_key(&self.caches, cx.key(c)) {
            let what = if cx.class(c) == Class::Write { Class::Forget } else { Class::Fill };
            cx.tell(c, cache, what);
        }
        cx.reply(c, End::Ok);
    }
}

impl Behaviour for WebServer {
    const META: Meta = Meta {
        family: Family::Compute,
        role: Role::Service,
        calls: &[Role::Service, Role::Cache, Role::Store],
        needs_servers: false,
        shortcut: Some('W'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut server = WebServer {
            station: Station::new(p.slots, p.queue, p.error_rate, cx),
            service: dist(&p),
            threads: p.model == Model::Threads,
            deadline: cx.patience(p.call_timeout_ms),
            leaf: true,
            first: None,
            services: Vec::new(),
            caches: Vec::new(),
            stores: Vec::new(),
        };
        server.rewire(cx);
        server
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.service = dist(&p);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.rewire(cx);
        let threads = p.model == Model::Threads;
        if threads != self.threads {
            self.station.forget_held(cx);
            self.threads = threads;
        }
        self.station.resize(p.slots, p.queue, p.error_rate, cx, |_, _| &self.service);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.station.arrive(cx, c, |_, _| &self.service);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let waits = if self.station.errs() {
            cx.fail(c, Reason::ServerError);
            false
        } else {
            self.go_on(cx, c, 0)
        };
        if waits && self.threads {
            self.station.hold(cx);
        } else {
            self.station.depart(cx, |_, _| &self.service);
        }
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let step = cx.note(c);
        let waits = match (step, end) {
            (DATA_CACHE, End::Ok) => {
                cx.reply(c, End::Ok);
                false
            }
            // a cache that is down or slow is no reason to fail while there is a store
            (DATA_CACHE, End::Miss) => self.go_on(cx, c, DATA_STORE),
            (DATA_CACHE, End::Failed(_)) if !self.stores.is_empty() => self.go_on(cx, c, DATA_STORE),
            (_, End::Failed(_)) => {
                cx.pass_on(c, end, here);
                false
            }
            (DATA_STORE, _) => {
                self.done(cx, c);
                false
            }
            (service, _) => self.go_on(cx, c, service + 1),
        };
        if !waits && self.threads {
            self.station.let_go(cx, |_, _| &self.service);
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { queue_limit: Some(self.station.limit()), ..Gauges::default() }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
    }
}
