//! Somebody else's service: as many machines as it takes, a latency of its own, and its own limit of
//! requests a second, beyond which it refuses at once.

use super::bucket::Bucket;
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream};
use crate::time::{Time, from_ms};

params! {
    /// Parameters of an external service.
    pub struct Params {
        latency_ms: real_log(0.1, 60_000.0) = 320.0, "ms", "guide 004, line 1471: a payment provider, 320 ms";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the latency.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 1 in 0b10100;
        failure_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// Requests a second that it allows, a second's worth of them at once; 0 is no limit.
        limit_per_s: real(0.0, 1_000_000.0) = 0.0, "req/s", "assumption";
        /// Requests that take far longer than the others.
        hangs: real(0.0, 100.0) = 0.0, "%", "assumption: none unless set";
        /// So long.
        hang_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: as long as callers wait";
    }
}

/// An external service.
#[derive(Clone, Debug)]
pub struct ExternalApi {
    p: Params,
    latency: Dist,
    service: Stream,
    errors: Stream,
    bucket: Bucket,
    /// A lower limit while a fault lasts.
    throttle: Option<f64>,
    asked: u64,
    refused: u64,
}

impl ExternalApi {
    fn allows(&mut self, now: Time) -> bool {
        let own = (self.p.limit_per_s > 0.0).then_some(self.p.limit_per_s);
        let limit = match (own, self.throttle) {
            (Some(a), Some(b)) => a.min(b),
            (Some(limit), None) | (None, Some(limit)) => limit,
            (None, None) => return true,
        };
        let gap = (1e9 / limit) as Time;
        self.bucket.take(now, gap, limit.max(1.0) as u32)
    }
}

impl Behaviour for ExternalApi {
    const META: Meta = Meta {
        family: Family::Compute,
        role: Role::Service,
        calls: &[],
        needs_servers: false,
        faults: &[FaultKind::Throttle],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        ExternalApi {
            latency: Dist::new(p.spread, p.latency_ms * 1e6, p.cv),
            p,
            service: cx.stream(Purpose::Service),
            errors: cx.stream(Purpose::Errors),
            bucket: Bucket::default(),
            throttle: None,
            asked: 0,
            refused: 0,
        }
    }

    fn update(&mut self, values: &[f64], _: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.latency = Dist::new(self.p.spread, self.p.latency_ms * 1e6, self.p.cv);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.asked += 1;
        if !self.allows(cx.now()) {
            self.refused += 1;
            return cx.fail(c, Reason::RateLimited);
        }
        let mut time = self.latency.sample(&mut self.service);
        if self.p.hangs > 0.0 && self.errors.unit() * 100.0 < self.p.hangs {
            time = from_ms(self.p.hang_ms);
        }
        cx.serve(c, time);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.p.failure_rate > 0.0 && self.errors.unit() * 100.0 < self.p.failure_rate {
            return cx.fail(c, Reason::ServerError);
        }
        cx.reply(c, End::Ok);
    }

    // it calls nobody
    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        if what == FaultKind::Throttle {
            self.throttle = begins.then_some(strength);
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let share = (self.asked > 0).then(|| (Fact::Refused, self.refused as f64 / self.asked as f64));
        Gauges { facts: share.into_iter().collect(), ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.asked, self.refused) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}
