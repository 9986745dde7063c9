//! Turns a name into an address before the first request of a user.
//!
//! Who has looked the name up recently knows the address and goes straight through; the others
//! look it up first. The address is that of one of the linked nodes, always the same for a user.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream};
use crate::time::{Time, from_ms, from_secs};

params! {
    /// Parameters of a name service.
    pub struct Params {
        lookup_ms: real(0.0, 10_000.0) = 30.0, "ms", "assumption: one question to a resolver nearby";
        /// How long a user keeps an address.
        ttl_s: real(0.0, 86_400.0) = 60.0, "s", "assumption: a common value where addresses change";
        /// A second provider answers for the same name.
        redundant: flag = 0, "", "guide 001, lines 348-363: no single point of failure";
        /// What a lookup waits for an answer of a provider that is out before it asks the other one.
        retry_ms: real(0.0, 10_000.0) = 800.0, "ms", "assumption: resolvers wait 0.4 to 5 s", if 2 in 0b10;
    }
}

/// A name service.
#[derive(Clone, Debug)]
pub struct Dns {
    lookup: Time,
    /// Wait for a provider that is out, if there is another.
    retry: Option<Time>,
    luck: Stream,
    ring: RingId,
    ttl: Time,
    /// Until when each user knows the address; 0 is never.
    known: Vec<Time>,
    out: bool,
    asked: u64,
    knew: u64,
}

impl Dns {
    fn forward(&self, cx: &mut Cx<'_>, c: CallId) {
        let n = cx.links();
        if n == 0 {
            return cx.fail(c, Reason::NoRoute);
        }
        let (link, class) = (cx.user(c) % n, cx.class(c));
        cx.ask(c, link, class, None, Pass::EVERYTHING);
    }

    fn learn(&mut self, user: u32, until: Time) {
        let user = user as usize;
        if user >= self.known.len() {
            self.known.resize((user + 1).next_power_of_two(), 0);
        }
        self.known[user] = until;
    }
}

impl Behaviour for Dns {
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
        let ring = cx.ring(0);
        let mut dns = Dns { lookup: 0, retry: None, luck: cx.stream(Purpose::Retries), ring, ttl: 0, known: Vec::new(), out: false, asked: 0, knew: 0 };
        dns.update(values, cx);
        dns
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        (self.lookup, self.ttl) = (from_ms(p.lookup_ms), from_secs(p.ttl_s));
        self.retry = p.redundant.then(|| from_ms(p.retry_ms));
        cx.set_spare(p.redundant.then_some(0));
        self.ring = cx.ring(self.lookup);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.asked += 1;
        if self.known.get(cx.user(c) as usize).is_some_and(|&until| until > cx.now()) {
            self.knew += 1;
            return self.forward(cx, c);
        }
        if self.out {
            let Some(wait) = self.retry else { return cx.fail(c, Reason::Unreachable) };
            // half of the lookups happen to ask the other one first
            let wait = if self.luck.unit() < 0.5 { wait } else { 0 };
            return cx.serve(c, self.lookup + wait);
        }
        cx.serve_const(c, self.lookup, self.ring);
    }

    /// The answer to a lookup is there.
    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.out && self.retry.is_none() {
            return cx.fail(c, Reason::Unreachable);
        }
        self.learn(cx.user(c), cx.now().saturating_add(self.ttl));
        self.forward(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        cx.pass_on(c, end, here);
    }

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        if what == FaultKind::DnsOutage {
            self.out = begins;
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let hit_ratio = (self.asked > 0).then(|| self.knew as f64 / self.asked as f64);
        Gauges { hit_ratio, ..Gauges::default() }
    }

    fn lookups(&self) -> (u64, u64) {
        (self.knew, self.asked)
    }

    fn reset(&mut self) {
        (self.asked, self.knew) = (0, 0);
    }

    // the addresses that users know are with the users
    fn crash(&mut self, _: &mut Cx<'_>) {}
}
