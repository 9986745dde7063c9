//! Finds things by their words, with an index that is brought up to date at intervals.
//!
//! Queries and writes share slots and a queue. What is written is safe at once and can be found
//! only after the next refresh; a query for something that was written since the last one is stale.

use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, Class, End};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{MS, Time, from_secs};

params! {
    /// Parameters of a search index.
    pub struct Params {
        /// Queries that run at the same time.
        slots: int(1, 1024) = 8, "", "assumption: as many as cores";
        /// Queries that may wait; more are refused.
        queue: int(0, 100_000) = 1000, "", "Elasticsearch: search queue of 1,000";
        query_ms: real_log(0.001, 60_000.0) = 30.0, "ms", "assumption: a full-text query";
        write_ms: real_log(0.001, 60_000.0) = 5.0, "ms", "assumption: one document in memory";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 4 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// Time between two refreshes of the index.
        refresh_s: real(0.01, 600.0) = 1.0, "s", "Elasticsearch: index.refresh_interval 1 s";
    }
}

/// A search index.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    query: Dist,
    write: Dist,
    station: Station,
    refresh: Time,
    /// When each key was last written, plus one; 0 is never.
    written: Vec<Time>,
    queries: u64,
    stale: u64,
}

fn dists(p: &Params) -> (Dist, Dist) {
    (Dist::new(p.spread, p.query_ms * 1e6, p.cv), Dist::new(p.spread, p.write_ms * 1e6, p.cv))
}

fn chosen<'d>(query: &'d Dist, write: &'d Dist) -> impl Fn(&Cx<'_>, CallId) -> &'d Dist {
    move |cx, c| if cx.class(c).reads() { query } else { write }
}

impl SearchIndex {
    fn write_down(&mut self, key: u32, now: Time) {
        let key = key as usize;
        if key >= self.written.len() {
            self.written.resize((key + 1).next_power_of_two(), 0);
        }
        self.written[key] = now + 1;
    }

    fn is_stale(&self, key: u32, now: Time) -> bool {
        let last_refresh = now - now % self.refresh;
        self.written.get(key as usize).is_some_and(|&w| w > last_refresh)
    }
}

impl Behaviour for SearchIndex {
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
        let p = Params::from_values(values);
        let (query, write) = dists(&p);
        SearchIndex {
            query,
            write,
            station: Station::new(p.slots, p.queue, p.error_rate, cx),
            refresh: from_secs(p.refresh_s).max(MS),
            written: Vec::new(),
            queries: 0,
            stale: 0,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        (self.query, self.write) = dists(&p);
        self.refresh = from_secs(p.refresh_s).max(MS);
        self.station.resize(p.slots, p.queue, p.error_rate, cx, chosen(&self.query, &self.write));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.station.arrive(cx, c, chosen(&self.query, &self.write));
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (key, now) = (cx.key(c), cx.now());
        if self.station.errs() {
            cx.fail(c, Reason::ServerError);
        } else {
            match cx.class(c) {
                Class::Read | Class::Static => {
                    self.queries += 1;
                    self.stale += u64::from(self.is_stale(key, now));
                }
                _ => self.write_down(key, now),
            }
            cx.reply(c, End::Ok);
        }
        self.station.depart(cx, chosen(&self.query, &self.write));
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let share = if self.queries > 0 { self.stale as f64 / self.queries as f64 } else { 0.0 };
        let facts = vec![(Fact::StaleShare, share), (Fact::StaleReads, self.stale as f64)];
        Gauges { queue_limit: Some(self.station.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.queries, self.stale) = (0, 0);
    }

    /// What had been written is on disk, and is in the index after the start.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
        self.written.clear();
    }
}
