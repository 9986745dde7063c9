//! A name service that gives different users different addresses.
//!
//! It probes its endpoints and gives out only those that it believes healthy (all of them if none
//! is). But whoever has an address keeps it until the record expires, dead or alive: a failover by
//! name takes the time of detection plus the time to live.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::faults::FaultKind;
use crate::measure::{Backend, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{MS, Time, from_ms, from_secs};
use crate::{choice, params};

choice! {
    /// Which address a user gets.
    pub enum Policy {
        /// The one with the shortest way.
        Nearest = "nearest",
        /// Any one, as often as its weight says.
        Weighted = "weighted",
        /// The first that is healthy, in the order of the links.
        Failover = "failover",
    }
}

params! {
    /// Parameters of a name service with a policy.
    pub struct Params {
        policy: choice(Policy) = 0, "", "guide 002, lines 438-478";
        lookup_ms: real(0.0, 10_000.0) = 30.0, "ms", "assumption: one question to a resolver nearby";
        /// How long a user keeps an address.
        ttl_s: real(0.0, 86_400.0) = 60.0, "s", "assumption: a common value where addresses change";
        health_check: flag = 1, "", "guide 002, lines 438-478";
        interval_s: real(0.1, 300.0) = 30.0, "s", "guide 004, line 231: 30 s", if 3 in 0b10;
        unhealthy_after: int(1, 10) = 3, "", "guide 004, line 233", if 3 in 0b10;
        healthy_after: int(1, 10) = 2, "", "guide 004, line 232", if 3 in 0b10;
    }
}

const PROBE: u32 = 0;

/// What is known of an endpoint.
#[derive(Clone, Copy, Debug)]
struct Endpoint {
    id: NodeId,
    up: bool,
    /// Probes in a row that contradict that.
    against: u32,
    delay: Time,
    weight: u32,
}

/// A name service with a policy.
#[derive(Clone, Debug)]
pub struct GeoDns {
    p: Params,
    lookup: Time,
    ring: RingId,
    ttl: Time,
    endpoints: Vec<Endpoint>,
    /// Per user: until when it knows which address; 0 is never.
    records: Vec<(Time, NodeId)>,
    chance: Stream,
    probe: u32,
    out: bool,
}

impl GeoDns {
    fn set(&mut self, cx: &mut Cx<'_>) {
        (self.lookup, self.ttl) = (from_ms(self.p.lookup_ms), from_secs(self.p.ttl_s));
        self.ring = cx.ring(self.lookup);
        let old = std::mem::take(&mut self.endpoints);
        for l in 0..cx.links() {
            let id = cx.target(l);
            let before = old.iter().find(|e| e.id == id);
            let up = before.is_none_or(|e| e.up) || !self.p.health_check;
            let against = before.map_or(0, |e| e.against);
            self.endpoints.push(Endpoint { id, up, against, delay: cx.delay(l), weight: cx.weight(l) });
        }
    }

    fn start_probes(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.probe);
        self.probe = cx.timer(PROBE);
        if self.p.health_check {
            // each with its own phase, so that they do not probe in step
            let phase = cx.stream(Purpose::Probes).unit();
            let t = cx.now() + from_secs(self.p.interval_s * phase);
            cx.timer_at(self.probe, t);
        }
    }

    /// The link of the endpoint for a user who asks now.
    fn choose(&mut self) -> Option<u32> {
        let any = self.endpoints.iter().any(|e| e.up);
        let healthy = |e: &&(usize, &Endpoint)| e.1.up || !any;
        let list = || self.endpoints.iter().enumerate();
        let chosen = match self.p.policy {
            Policy::Nearest => list().filter(|e| healthy(&e)).min_by_key(|(_, e)| e.delay),
            Policy::Failover => list().find(|e| healthy(&e)),
            Policy::Weighted => {
                let all: u32 = list().filter(|e| healthy(&e)).map(|(_, e)| e.weight).sum();
                let mut left = self.chance.below(all.max(1));
                list().filter(|e| healthy(&e)).find(|(_, e)| {
                    let here = left < e.weight;
                    left = left.saturating_sub(e.weight);
                    here
                })
            }
        };
        chosen.map(|(i, _)| i as u32)
    }

    /// The link that a user's record leads to, if it has one.
    fn known(&self, user: u32, now: Time) -> Option<u32> {
        let &(until, id) = self.records.get(user as usize)?;
        let link = || self.endpoints.iter().position(|e| e.id == id).map(|i| i as u32);
        if until > now { link() } else { None }
    }

    fn learn(&mut self, user: u32, record: (Time, NodeId)) {
        let user = user as usize;
        if user >= self.records.len() {
            self.records.resize((user + 1).next_power_of_two(), (0, 0));
        }
        self.records[user] = record;
    }
}

impl Behaviour for GeoDns {
    const META: Meta = Meta {
        family: Family::Entry,
        role: Role::Service,
        calls: &[Role::Service],
        needs_servers: true,
        faults: &[FaultKind::DnsOutage],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut dns = GeoDns {
            p: Params::from_values(values),
            lookup: 0,
            ring: cx.ring(0),
            ttl: 0,
            endpoints: Vec::new(),
            records: Vec::new(),
            chance: cx.stream(Purpose::Balance),
            probe: cx.timer(PROBE),
            out: false,
        };
        dns.set(cx);
        dns.start_probes(cx);
        dns
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        let restart = (p.health_check, p.interval_s) != (self.p.health_check, self.p.interval_s);
        self.p = p;
        self.set(cx);
        if restart {
            self.start_probes(cx);
        }
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if let Some(link) = self.known(cx.user(c), cx.now()) {
            let class = cx.class(c);
            return cx.ask(c, link, class, None, Pass::EVERYTHING);
        }
        if self.out {
            return cx.fail(c, Reason::Unreachable);
        }
        cx.serve_const(c, self.lookup, self.ring);
    }

    /// The answer to a lookup is there.
    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.out {
            return cx.fail(c, Reason::Unreachable);
        }
        let Some(link) = self.choose() else { return cx.fail(c, Reason::NoRoute) };
        let (id, class) = (cx.target(link), cx.class(c));
        self.learn(cx.user(c), (cx.now().saturating_add(self.ttl), id));
        cx.ask(c, link, class, None, Pass::EVERYTHING);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        cx.pass_on(c, end, here);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        for (l, e) in self.endpoints.iter_mut().enumerate() {
            if cx.probe(l as u32) == e.up {
                e.against = 0;
                continue;
            }
            e.against += 1;
            if e.against >= if e.up { self.p.unhealthy_after } else { self.p.healthy_after } {
                (e.up, e.against) = (!e.up, 0);
            }
        }
        let t = cx.now() + from_secs(self.p.interval_s).max(100 * MS);
        cx.timer_at(self.probe, t);
    }

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        if what == FaultKind::DnsOutage {
            self.out = begins;
        }
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let backend = |(l, e): (usize, &Endpoint)| Backend {
            node: e.id,
            in_pool: e.up,
            active: look.open(l as u32),
            sent: look.sent(l as u32),
        };
        Gauges { backends: self.endpoints.iter().enumerate().map(backend).collect(), ..Gauges::default() }
    }

    // the addresses that users know are with the users
    fn crash(&mut self, _: &mut Cx<'_>) {}
}
