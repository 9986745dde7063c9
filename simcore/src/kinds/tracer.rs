//! Follows a share of the requests through the nodes that it is linked to, and finds slow ones.
//!
//! Of the calls that a linked node answers a share leaves a span. What is traced takes longer, so
//! everything at a linked node takes longer on average, by the share times the overhead. A slow call
//! is found when it was among those that were traced: with little sampling a rare problem stays
//! unseen. Spans are counted once a second, from what was answered in the last full one.

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream};
use crate::time::{SEC, Time, from_ms};

params! {
    /// Parameters of tracing.
    pub struct Params {
        /// Calls that leave a span.
        sample: real(0.0, 100.0) = 1.0, "%", "guide 004, line 1642: 1 to 10 % of the requests";
        /// How much longer a call takes that leaves one.
        overhead: real(0.0, 100.0) = 16.3, "%", "published source: Dapper (2010), table 2: 16.3 % with every request";
        slow_ms: real_log(0.1, 600_000.0) = 500.0, "ms", "guide 004, line 1587: slow above 500 ms";
    }
}

const TICK: Time = SEC;

/// Tracing.
#[derive(Clone, Debug)]
pub struct RequestTracer {
    p: Params,
    tick: u32,
    chance: Stream,
    spans: u64,
    found: u64,
    slow: u64,
}

impl RequestTracer {
    fn burden(&self, cx: &mut Cx<'_>) {
        let factor = 1.0 + self.p.sample / 100.0 * self.p.overhead / 100.0;
        for l in 0..cx.links() {
            cx.burden(l, factor);
        }
    }

    /// How many of so many calls were traced.
    fn traced(&mut self, calls: u64) -> u64 {
        let share = self.p.sample / 100.0;
        (0..calls).filter(|_| self.chance.unit() < share).count() as u64
    }

    fn look(&mut self, cx: &Cx<'_>) {
        for l in 0..cx.links() {
            let (all, slow) = cx.slower_than(l, from_ms(self.p.slow_ms));
            let found = self.traced(slow);
            self.spans += found + self.traced(all.saturating_sub(slow));
            (self.found, self.slow) = (self.found + found, self.slow + slow);
        }
    }
}

impl Behaviour for RequestTracer {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Service, Role::Cache, Role::Store, Role::Replica, Role::Queue],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let chance = cx.stream(Purpose::Luck);
        let tracer = RequestTracer { p, tick: cx.timer(0), chance, spans: 0, found: 0, slow: 0 };
        tracer.burden(cx);
        let t = cx.now().saturating_add(TICK);
        cx.timer_at(tracer.tick, t);
        tracer
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.burden(cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        // the nodes go on tracing; without somebody to take them the spans are thrown away
        if !cx.is_down() {
            self.look(cx);
        }
        let t = cx.now().saturating_add(TICK);
        cx.timer_at(self.tick, t);
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let facts = vec![
            (Fact::Spans, self.spans as f64),
            (Fact::SlowTraces, self.found as f64),
            (Fact::SlowCalls, self.slow as f64),
        ];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.spans, self.found, self.slow) = (0, 0, 0);
    }

    /// What was taken is on disk.
    fn crash(&mut self, _: &mut Cx<'_>) {}
}
