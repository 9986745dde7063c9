//! Keeps whole files: images, videos, backups.
//!
//! Every request takes the time until the first byte and then the time of the transfer; as many as
//! you like run side by side, because behind the one address there are thousands of machines.

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::dist::{Dist, Spread, whole};
use crate::measure::Gauges;
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream};
use crate::time::Time;

params! {
    /// Parameters of an object store.
    pub struct Params {
        /// Mean time until the first byte.
        latency_ms: real_log(0.1, 60_000.0) = 30.0, "ms", "assumption: public measurements lie between 10 and 100 ms";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the latency.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 1 in 0b10100;
        object_kb: real_log(0.1, 10_000_000.0) = 500.0, "KB", "assumption: a photograph for the web";
        /// How fast one object is sent.
        bandwidth: real_log(0.1, 10_000.0) = 50.0, "MB/s", "assumption: one connection";
        /// For each gigabyte that leaves it; the run does not depend on it.
        price: real(0.0, 10.0) = 0.085, "$/GB", "guide 004, line 751: $0.085/GB";
    }
}

/// An object store.
#[derive(Clone, Debug)]
pub struct ObjectStore {
    latency: Dist,
    transfer: Time,
    chance: Stream,
}

fn times(p: &Params) -> (Dist, Time) {
    // kilobytes over megabytes a second are milliseconds
    (Dist::new(p.spread, p.latency_ms * 1e6, p.cv), whole(p.object_kb / p.bandwidth * 1e6))
}

impl Behaviour for ObjectStore {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[],
        needs_servers: false,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let (latency, transfer) = times(&Params::from_values(values));
        ObjectStore { latency, transfer, chance: cx.stream(Purpose::Service) }
    }

    fn update(&mut self, values: &[f64], _: &mut Cx<'_>) {
        (self.latency, self.transfer) = times(&Params::from_values(values));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let time = self.latency.sample(&mut self.chance).saturating_add(self.transfer);
        cx.serve(c, time);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.reply(c, End::Ok);
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges::default()
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}
