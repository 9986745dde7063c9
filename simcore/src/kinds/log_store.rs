//! Keeps what the nodes that it is linked to write about their requests, and says what that costs.
//!
//! Every request that ends at a linked node writes some lines there. A share of the requests is
//! kept, and, if wanted, every failure; the rest is never written. Lines stay on fast storage for
//! some days, then on cheaper storage that can still be searched, then in an archive. The bill is
//! that of a store that has been running for its whole retention at the traffic measured so far.
//! Writing costs the nodes nothing (assumption: it is done aside). While the store is down lines are
//! lost.

use super::tally::{self, Tally};
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{SEC, Time, to_secs};

params! {
    /// Parameters of a store of logs.
    pub struct Params {
        lines: real(0.1, 1000.0) = 3.0, "", "guide 004, line 1615: 3 to 5 lines, 2.5 billion for 864 million requests";
        bytes: real(1.0, 100_000.0) = 500.0, "B", "guide 004, line 1616: 500 bytes";
        /// Requests that are logged.
        sample: real(0.0, 100.0) = 100.0, "%", "guide 004, line 1622: 10 % saves nine tenths";
        /// Log every failure whatever the share?
        failures: flag = 1, "", "guide 004, line 1622: status >= 400 is always logged";
        keep_days: real(1.0, 3650.0) = 30.0, "days", "guide 004, line 1617: 30 days";
        /// Days on fast storage, and until the archive.
        hot_days: real(0.0, 365.0) = 7.0, "days", "guide 004, line 1634: 1 to 7 days";
        warm_days: real(0.0, 3650.0) = 30.0, "days", "guide 004, line 1635: 8 to 30 days";
        hot_price: real(0.0, 10_000.0) = 50.0, "$/TB", "guide 004, line 1634: $50 a month";
        warm_price: real(0.0, 10_000.0) = 23.0, "$/TB", "guide 004, line 1635: $23 a month";
        cold_price: real(0.0, 10_000.0) = 4.0, "$/TB", "guide 004, line 1636: $4 a month";
    }
}

const TICK: Time = SEC;
const DAY_S: f64 = 86_400.0;

/// A store of logs.
#[derive(Clone, Debug)]
pub struct LogStore {
    p: Params,
    tick: u32,
    watched: Vec<Tally>,
    blind: bool,
    /// Since the last reset: requests that ended, those that were logged, and failures that were not.
    ended: f64,
    logged: f64,
    unseen: f64,
}

/// Dollars a month for so many terabytes a day, once everything that is kept is there.
fn bill(p: &Params, tb_a_day: f64) -> f64 {
    let hot = p.hot_days.min(p.keep_days);
    let warm = p.warm_days.min(p.keep_days).max(hot);
    let cold = p.keep_days - warm;
    tb_a_day * (hot * p.hot_price + (warm - hot) * p.warm_price + cold * p.cold_price)
}

impl LogStore {
    fn look(&mut self, cx: &Cx<'_>, lost: bool) {
        let share = if lost { 0.0 } else { self.p.sample / 100.0 };
        let of_failures = if self.p.failures && !lost { 1.0 } else { share };
        for (l, t) in self.watched.iter_mut().enumerate() {
            let (ok, bad) = t.look(cx, l as u32);
            let (ok, bad) = (ok as f64, bad as f64);
            self.ended += ok + bad;
            self.logged += ok * share + bad * of_failures;
            self.unseen += bad * (1.0 - of_failures);
        }
    }
}

impl Behaviour for LogStore {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Service, Role::Cache, Role::Store, Role::Replica, Role::Queue],
        needs_servers: true,
        faults: &[FaultKind::BlindMetrics],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let watched = tally::rewire(&[], cx);
        let store =
            LogStore { p, tick: cx.timer(0), watched, blind: false, ended: 0.0, logged: 0.0, unseen: 0.0 };
        let t = cx.now().saturating_add(TICK);
        cx.timer_at(store.tick, t);
        store
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.watched = tally::rewire(&self.watched, cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        self.look(cx, cx.is_down() || self.blind);
        let t = cx.now().saturating_add(TICK);
        cx.timer_at(self.tick, t);
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        if what == FaultKind::BlindMetrics {
            self.blind = begins;
        }
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        // up to the last look
        let seconds = libm::floor(to_secs(look.now().saturating_sub(look.measured_from())));
        let a_day = |n: f64| if seconds > 0.0 { n / seconds * DAY_S } else { 0.0 };
        let gb = a_day(self.logged) * self.p.lines * self.p.bytes / 1e9;
        let share = if self.ended > 0.0 { self.logged / self.ended } else { 1.0 };
        let facts = vec![
            (Fact::LogsPerDay, gb),
            (Fact::LogsKept, gb * self.p.keep_days),
            (Fact::LoggedShare, share),
            (Fact::UnseenFailures, self.unseen),
            (Fact::MonthlyCost, bill(&self.p, gb / 1000.0)),
        ];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.ended, self.logged, self.unseen) = (0.0, 0.0, 0.0);
        self.watched.iter_mut().for_each(Tally::reset);
    }

    /// What is written is on disk.
    fn crash(&mut self, _: &mut Cx<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_is_the_guides() {
        // guide 004: 1.25 TB a day, 7 days hot and 23 warm: 8.75 TB x $50 + 28.75 TB x $23
        let p = Params::from_values(&[]);
        assert!((bill(&p, 1.25) - 1098.75).abs() < 1e-9);
        let longer = Params { keep_days: 365.0, ..p.clone() };
        assert!((bill(&longer, 1.25) - 1098.75 - 1.25 * 335.0 * 4.0).abs() < 1e-9, "the archive");
        let shorter = Params { keep_days: 3.0, ..p };
        assert!((bill(&shorter, 1.25) - 1.25 * 3.0 * 50.0).abs() < 1e-9, "all of it hot");
    }
}
