//! A server that computes an answer: slots, a queue, and calls to whatever it is wired to.
//!
//! The wiring decides what it does once it has computed: services are called in the order of the
//! links; a read then asks a cache and, on a miss, the store, and fills the cache (cache-aside); a
//! write goes to the store, makes the cache forget the key, and sends a message to every queue.
//!
//! It may stand for a group of equal machines behind one door: their slots and queues add up, and
//! a controller can change their number.
//!
//! With fewer cores than slots what is in the slots shares the cores: everything goes on at once, and
//! slower. It may keep the sessions of its users itself; whoever comes with a session from elsewhere,
//! or from before a crash, has to log in again. After a start it may be slow for a while.
//!
//! A memory leak makes it ever slower; when the memory is full it starts again, which takes as long
//! as a boot, and what it was working on is finished first (assumption).

mod drain;
mod pace;
mod params;
mod sessions;

use super::fleet::Fleet;
use super::station::Station;
use super::wiring::by_key;
use super::{Behaviour, Family, Meta, Role};
use drain::Drain;
use pace::{LEAK_STEPS, Leak, Warmup};
pub use params::{Model, Params};
use sessions::Sessions;
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::dist::Dist;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::call::{CallId, Class, End, Order, Pass};
use crate::time::{MS, from_secs};

const BOOTED: u32 = 0;
const LEAKS: u32 = 1;
const DONE: u32 = 2;
const WARMS: u32 = 3;
const DRAINED: u32 = 4;
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
    warmup: Warmup,
    drain: Drain,
    sessions: Sessions,
    looks: bool,
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

fn dist(p: &Params, slower: f64) -> Dist {
    Dist::new(p.spread, p.service_ms * 1e6 / p.speed * slower, p.cv)
}

impl WebServer {
    /// The machines that work now have so many slots and places together.
    fn resize(&mut self, cx: &mut Cx<'_>) {
        let (p, n) = (&self.p, self.fleet.ready());
        let slots = if self.leak.restarts() { 0 } else { p.slots.saturating_mul(n) };
        let queue = p.queue.saturating_mul(n).min(QUEUE_MAX);
        self.share_cores(cx);
        let p = &self.p;
        self.station.resize(slots, queue, p.error_rate, cx, |_, _| &self.service);
    }

    fn share_cores(&mut self, cx: &mut Cx<'_>) {
        if self.p.cores > 0 {
            // what is in work when the last machine goes is finished first
            self.station.share(self.p.cores.saturating_mul(self.fleet.ready().max(1)), DONE, cx);
        } else if self.station.shares() {
            self.station.share(u32::MAX, DONE, cx);
        }
    }

    /// Is there something to look at when a request comes?
    fn watch(&mut self) {
        self.looks = self.p.connections > 0 || self.warmup.cold;
    }

    /// A request comes: is it one too many? The first after a start finds the machine cold.
    #[cold]
    fn look(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.p.connections > 0 && cx.inside() > self.p.connections {
            return true;
        }
        if self.warmup.cold {
            self.warm_up(cx, 1.0);
            self.watch();
        }
        false
    }

    fn set_pace(&mut self) {
        self.service = dist(&self.p, self.leak.factor() * self.warmup.factor());
    }

    /// A share of the machines has just started.
    fn warm_up(&mut self, cx: &mut Cx<'_>, share: f64) {
        self.warmup.start(share, self.p.cold, self.p.warmup_s, cx);
        self.set_pace();
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

    #[inline(always)]
    fn ask(&mut self, cx: &mut Cx<'_>, c: CallId, step: u32, link: u32) {
        // a hit is the answer, and where nothing is held there is nothing to let go
        let pass = if step == DATA_CACHE && !self.threads { Pass::OK } else { Pass::NOTHING };
        cx.ask_on(c, link, self.deadline, pass, Some(step));
    }

    /// Goes on with what comes at or after `step`; true when the answer is still to come.
    fn go_on(&mut self, cx: &mut Cx<'_>, c: CallId, step: u32) -> bool {
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
            && let Some(link) = by_key(&self.caches, key)
        {
            self.ask(cx, c, DATA_CACHE, link);
            return true;
        }
        if let Some(link) = by_key(&self.stores, key) {
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
        if let Some(cache) = by_key(&self.caches, cx.key(c)) {
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
            warmup: Warmup::new(WARMS, cx),
            drain: Drain::new(DRAINED, cx),
            sessions: Sessions::NEW,
            looks: false,
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
        server.watch();
        if server.p.instances > 1 || server.p.cores > 0 {
            server.resize(cx);
        }
        server
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.service = dist(&p, self.leak.factor() * self.warmup.factor());
        self.deadline = cx.patience(p.call_timeout_ms);
        self.rewire(cx);
        let threads = p.model == Model::Threads;
        if threads != self.threads {
            self.station.forget_held(cx);
            self.threads = threads;
        }
        self.fleet.update(p.instances, from_secs(p.boot_s), cx);
        self.p = p;
        self.watch();
        self.resize(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.looks && self.look(cx) {
            return cx.fail(c, Reason::QueueFull);
        }
        self.station.arrive(cx, c, |_, _| &self.service);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.p.stateful {
            self.sessions.visit(cx, cx.user(c));
        }
        let ahead = if self.threads { None } else { self.station.ahead(&self.service) };
        let waits = if self.station.errs() {
            cx.fail(c, Reason::ServerError);
            false
        } else if let (Some(link), Class::Read) = (self.first, cx.class(c)) {
            self.ask(cx, c, DATA_CACHE, link);
            true
        } else {
            self.go_on(cx, c, 0)
        };
        if !self.threads {
            self.station.depart_with(cx, ahead);
        } else if waits {
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
        match tag {
            LEAKS => return self.leak_on(cx),
            DRAINED => return self.cut(cx),
            WARMS => {
                self.warmup.go_on(cx);
                return self.set_pace();
            }
            DONE => {
                self.station.rang();
                while let Some(c) = self.station.finished(cx) {
                    self.served(cx, c);
                }
                return;
            }
            _ => {}
        }
        let before = self.fleet.ready();
        self.fleet.booted(cx);
        let ready = self.fleet.ready();
        if ready > before {
            self.warm_up(cx, f64::from(ready - before) / f64::from(ready));
        }
        self.resize(cx);
    }

    fn control(&mut self, cx: &mut Cx<'_>, order: Order) {
        if let Order::Instances(n) = order {
            let before = self.fleet.ready();
            self.fleet.order(n, cx);
            self.resize(cx);
            self.drain_from(cx, before);
        }
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::MemoryLeak => {
                let every = from_secs(strength / f64::from(LEAK_STEPS)).max(MS);
                return self.set_leak(cx, if begins { every } else { 0 });
            }
            FaultKind::InstancesLost if begins => {
                self.fleet.lose(strength / 100.0, cx);
                self.sessions.lose(strength / 100.0);
            }
            FaultKind::InstancesLost => self.fleet.restore(cx),
            _ => return,
        }
        self.resize(cx);
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let mut facts = self.fleet.facts(look);
        if self.p.stateful {
            facts.push((Fact::LostSessions, self.sessions.lost as f64));
        }
        Gauges { queue_limit: Some(self.station.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.fleet.reset();
        self.sessions.lost = 0;
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
        self.drain.crash(cx);
        self.sessions.lose(1.0);
        self.warmup.cold = true;
        self.watch();
    }
}
