//! A name service that gives different users different addresses.
//!
//! It probes its endpoints and gives out only those that it believes healthy (all of them if none
//! is). But whoever has an address keeps it until the record expires, dead or alive: a failover by
//! name takes the time of detection plus the time to live.
//!
//! A name is nowhere: where the service stands in no region, the way goes from whoever asks to the
//! address given out, and that is also what *nearest* means. Each caller (the users of each city)
//! has its own distances and its own records. The round trip is paid before the call is handed over.

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
        /// The one with the shortest way from whoever asks.
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
        /// A second provider answers for the same name.
        redundant: flag = 0, "", "guide 001, lines 348-363: no single point of failure";
        /// What a lookup waits for an answer of a provider that is out before it asks the other one.
        retry_ms: real(0.0, 10_000.0) = 800.0, "ms", "assumption: resolvers wait 0.4 to 5 s", if 7 in 0b10;
        /// Users whose data must stay in an area get only addresses there, dead or alive.
        residency: flag = 0, "", "guide 004, lines 1882-1919: EU users to EU regions only";
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

/// Whoever asks: the users of one city.
#[derive(Clone, Debug)]
struct Caller {
    id: NodeId,
    /// Round trips to the endpoints; worked out anew at the first call after a change.
    ways: Vec<Time>,
    /// Per user: until when it knows which address; 0 is never.
    records: Vec<(Time, NodeId)>,
}

/// A name service with a policy.
#[derive(Clone, Debug)]
pub struct GeoDns {
    p: Params,
    lookup: Time,
    /// Wait for a provider that is out, if there is another.
    retry: Option<Time>,
    luck: Stream,
    ring: RingId,
    ttl: Time,
    endpoints: Vec<Endpoint>,
    callers: Vec<Caller>,
    chance: Stream,
    probe: u32,
    out: bool,
}

impl GeoDns {
    fn set(&mut self, cx: &mut Cx<'_>) {
        (self.lookup, self.ttl) = (from_ms(self.p.lookup_ms), from_secs(self.p.ttl_s));
        self.ring = cx.ring(self.lookup);
        self.retry = self.p.redundant.then(|| from_ms(self.p.retry_ms));
        cx.set_spare(self.p.redundant.then_some(0));
        self.callers.iter_mut().for_each(|c| c.ways.clear());
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

    /// Who made this call, by index, with its distances.
    fn caller(&mut self, cx: &Cx<'_>, c: CallId) -> usize {
        let id = cx.caller(c);
        let at = self.callers.iter().position(|k| k.id == id).unwrap_or_else(|| {
            self.callers.push(Caller { id, ways: Vec::new(), records: Vec::new() });
            self.callers.len() - 1
        });
        let ways = &mut self.callers[at].ways;
        if ways.is_empty() {
            ways.extend((0..cx.links()).map(|l| cx.round_trip(c, l)));
        }
        at
    }

    /// The link of the endpoint for a user of that caller who asks now.
    fn choose(&mut self, cx: &Cx<'_>, c: CallId, caller: usize) -> Option<u32> {
        let ways = &self.callers[caller].ways;
        let way = |i: usize| ways.get(i).map_or(0, |w| w / 2);
        let list = || {
            let may = |i| !self.p.residency || cx.may_go(c, i as u32);
            self.endpoints.iter().enumerate().filter(move |&(i, _)| may(i))
        };
        let any = list().any(|(_, e)| e.up);
        let healthy = |e: &&(usize, &Endpoint)| e.1.up || !any;
        let chosen = match self.p.policy {
            Policy::Nearest => list().filter(|e| healthy(&e)).min_by_key(|&(i, e)| e.delay.saturating_add(way(i))),
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
    fn known(&self, caller: usize, user: u32, now: Time) -> Option<u32> {
        let &(until, id) = self.callers[caller].records.get(user as usize)?;
        if until > now { self.link_to(id) } else { None }
    }

    fn link_to(&self, id: NodeId) -> Option<u32> {
        self.endpoints.iter().position(|e| e.id == id).map(|i| i as u32)
    }

    fn learn(&mut self, caller: usize, user: u32, record: (Time, NodeId)) {
        let (user, records) = (user as usize, &mut self.callers[caller].records);
        if user >= records.len() {
            records.resize((user + 1).next_power_of_two(), (0, 0));
        }
        records[user] = record;
    }

    /// Hands a call over to the address that its user has, after the way there and back.
    fn hand_over(&mut self, cx: &mut Cx<'_>, c: CallId, caller: usize, link: u32) {
        match self.callers[caller].ways.get(link as usize) {
            Some(&way) if way > 0 => {
                cx.set_note(c, cx.target(link).saturating_add(1));
                cx.travel(c, way);
            }
            _ => ask(cx, c, link),
        }
    }
}

fn ask(cx: &mut Cx<'_>, c: CallId, link: u32) {
    let class = cx.class(c);
    cx.ask(c, link, class, None, Pass::EVERYTHING);
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

    fn has_spare(values: &[f64]) -> bool {
        Params::from_values(values).redundant
    }

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut dns = GeoDns {
            p: Params::from_values(values),
            lookup: 0,
            retry: None,
            luck: cx.stream(Purpose::Retries),
            ring: cx.ring(0),
            ttl: 0,
            endpoints: Vec::new(),
            callers: Vec::new(),
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
        let caller = self.caller(cx, c);
        if let Some(link) = self.known(caller, cx.user(c), cx.now()) {
            return self.hand_over(cx, c, caller, link);
        }
        if self.out {
            let Some(wait) = self.retry else { return cx.fail(c, Reason::Unreachable) };
            // half of the lookups happen to ask the other one first
            let wait = if self.luck.unit() < 0.5 { wait } else { 0 };
            return cx.serve(c, self.lookup + wait);
        }
        // whatever the caller wrote there is no address
        cx.set_note(c, 0);
        cx.serve_const(c, self.lookup, self.ring);
    }

    /// The answer to a lookup is there, or the way is behind the call.
    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let note = cx.note(c);
        if let Some(link) = note.checked_sub(1).and_then(|id| self.link_to(id)) {
            return ask(cx, c, link);
        }
        if self.out && self.retry.is_none() {
            return cx.fail(c, Reason::Unreachable);
        }
        let caller = self.caller(cx, c);
        let Some(link) = self.choose(cx, c, caller) else { return cx.fail(c, Reason::NoRoute) };
        self.learn(caller, cx.user(c), (cx.now().saturating_add(self.ttl), cx.target(link)));
        self.hand_over(cx, c, caller, link);
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
