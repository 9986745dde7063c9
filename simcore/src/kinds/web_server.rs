//! A server that computes an answer: slots, a queue, and calls to whatever it is wired to.
//!
//! The wiring decides what it does once it has computed: services are called in the order of the
//! links; a read then asks a cache and, on a miss, the store, and fills the cache (cache-aside); a
//! write goes to the store, makes the cache forget the key, and sends a message to every queue.
//!
//! It may stand for a group of equal machines behind one door: their slots and queues add up, and
//! a controller can change their number.
//!
//! A memory leak makes it ever slower; when the memory is full it starts again, which takes as long
//! as a boot, and what it was working on is finished first (assumption).

use super::fleet::Fleet;
use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::call::{CallId, Class, End, Order, Pass};
use crate::time::{MS, Time, from_secs};
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
        slots: int(1, 1024) = 16, "", "guide 004, line 191: a newer server, 16 cores";
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
        /// Equal machines behind this one door.
        instances: int(1, 1000) = 1, "", "assumption: one machine";
        /// Time until a new machine takes requests.
        boot_s: real(0.0, 3600.0) = 180.0, "s", "guide 002, line 945: 3 minutes";
    }
}

const BOOTED: u32 = 0;
const LEAKS: u32 = 1;
/// A leak shows in so many steps until the memory is full.
const LEAK_STEPS: u32 = 20;
/// No group queues more than this.
const QUEUE_MAX: u32 = 1_000_000;

/// Steps of a request after its own service: the services 0..n, then the data, then the messages.
const DATA_CACHE: u32 = u32::MAX - 1;
/// The first of the messages, after the data.
const MESSAGES: u32 = 1 << 30;
const DATA_STORE: u32 = u32::MAX;

/// A web server.
#[derive(Clone, Debug)]
pub struct WebServer {
    station: Station,
    fleet: Fleet,
    p: Params,
    service: Dist,
    leak: Leak,
    threads: bool,
    deadline: Option<RingId>,
    /// Wired to nobody: the answer is its own.
    leaf: bool,
    /// What a read asks first, where the wiring leaves no choice.
    first: Option<u32>,
    services: Vec<u32>,
    caches: Vec<u32>,
    stores: Vec<u32>,
    queues: Vec<u32>,
}

/// Memory that is taken and never given back.
#[derive(Clone, Debug)]
struct Leak {
    timer: u32,
    /// Time between two steps; 0 is no leak.
    every: Time,
    step: u32,
}

impl Leak {
    fn restarts(&self) -> bool {
        self.step >= LEAK_STEPS
    }

    /// How many times slower the machine is.
    fn factor(&self) -> f64 {
        f64::from(LEAK_STEPS) / f64::from(LEAK_STEPS - self.step.min(LEAK_STEPS - 1))
    }
}

fn dist(p: &Params, slower: f64) -> Dist {
    Dist::new(p.spread, p.service_ms * 1e6 / p.speed * slower, p.cv)
}

impl WebServer {
    /// The machines that work now have so many slots and places together.
    fn resize(&mut self, cx: &mut Cx<'_>) {
        let (p, n) = (&self.p, self.fleet.ready());
        let slots = if self.leak.restarts() { 0 } else { p.slots.saturating_mul(n) };
        let queue = p.queue.saturating_mul(n).min(QUEUE_MAX);
        self.station.resize(slots, queue, p.error_rate, cx, |_, _| &self.service);
    }

    /// The leak goes on, or the restart that it led to is over.
    fn leak_on(&mut self, cx: &mut Cx<'_>) {
        self.leak.step = if self.leak.restarts() { 0 } else { self.leak.step + 1 };
        self.service = dist(&self.p, self.leak.factor());
        let wait = if self.leak.restarts() { from_secs(self.p.boot_s).max(MS) } else { self.leak.every };
        let t = cx.now() + wait;
        cx.timer_at(self.leak.timer, t);
        self.resize(cx);
    }

    fn set_leak(&mut self, cx: &mut Cx<'_>, every: Time) {
        cx.cancel_and_renew(&mut self.leak.timer);
        (self.leak.every, self.leak.step) = (every, 0);
        self.service = dist(&self.p, 1.0);
        if every > 0 {
            let t = cx.now() + every;
            cx.timer_at(self.leak.timer, t);
        }
        self.resize(cx);
    }

    fn rewire(&mut self, cx: &Cx<'_>) {
        let with = |role| (0..cx.links()).filter(|&l| cx.role(l) == role).collect();
        (self.services, self.caches, self.stores) = (with(Role::Service), with(Role::Cache), with(Role::Store));
        self.queues = with(Role::Queue);
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
        self.send(cx, c, MESSAGES)
    }

    /// A write is a message to every queue; true when one has yet to take it.
    fn send(&mut self, cx: &mut Cx<'_>, c: CallId, step: u32) -> bool {
        if cx.class(c) == Class::Write
            && let Some(&link) = self.queues.get((step - MESSAGES) as usize)
        {
            self.ask(cx, c, step, link);
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
        calls: &[Role::Service, Role::Cache, Role::Store, Role::Queue],
        needs_servers: false,
        faults: &[FaultKind::InstancesLost, FaultKind::MemoryLeak],
        shortcut: Some('W'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut server = WebServer {
            station: Station::new(p.slots, p.queue, p.error_rate, cx),
            fleet: Fleet::new(p.instances, from_secs(p.boot_s), BOOTED, cx),
            service: dist(&p, 1.0),
            leak: Leak { timer: cx.timer(LEAKS), every: 0, step: 0 },
            threads: p.model == Model::Threads,
            deadline: cx.patience(p.call_timeout_ms),
            leaf: true,
            first: None,
            services: Vec::new(),
            caches: Vec::new(),
            stores: Vec::new(),
            queues: Vec::new(),
            p,
        };
        server.rewire(cx);
        if server.p.instances > 1 {
            server.resize(cx);
        }
        server
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.service = dist(&p, self.leak.factor());
        self.deadline = cx.patience(p.call_timeout_ms);
        self.rewire(cx);
        let threads = p.model == Model::Threads;
        if threads != self.threads {
            self.station.forget_held(cx);
            self.threads = threads;
        }
        self.fleet.update(p.instances, from_secs(p.boot_s), cx);
        self.p = p;
        self.resize(cx);
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
            (DATA_STORE, _) => self.send(cx, c, MESSAGES),
            (message, _) if message >= MESSAGES => self.send(cx, c, message + 1),
            (service, _) => self.go_on(cx, c, service + 1),
        };
        if !waits && self.threads {
            self.station.let_go(cx, |_, _| &self.service);
        }
    }

    /// A machine is ready, or less memory is.
    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == LEAKS {
            return self.leak_on(cx);
        }
        self.fleet.booted(cx);
        self.resize(cx);
    }

    fn control(&mut self, cx: &mut Cx<'_>, order: Order) {
        if let Order::Instances(n) = order {
            self.fleet.order(n, cx);
            self.resize(cx);
        }
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::MemoryLeak => {
                let every = from_secs(strength / f64::from(LEAK_STEPS)).max(MS);
                return self.set_leak(cx, if begins { every } else { 0 });
            }
            FaultKind::InstancesLost if begins => self.fleet.lose(strength / 100.0, cx),
            FaultKind::InstancesLost => self.fleet.restore(cx),
            _ => return,
        }
        self.resize(cx);
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let facts = self.fleet.facts(look);
        Gauges { queue_limit: Some(self.station.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.fleet.reset();
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
    }
}
