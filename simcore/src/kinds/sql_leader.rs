//! The database that owns the data: a number of queries at a time, the rest wait for a connection.

use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::call::{CallId, Class, End};

params! {
    /// Parameters of a database leader.
    pub struct Params {
        /// Queries that run at the same time.
        slots: int(1, 1024) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Queries that may wait for a connection; more are refused.
        queue: int(0, 100_000) = 200, "", "guide 004, line 71: 200 connections";
        read_ms: real_log(0.001, 60_000.0) = 10.0, "ms", "assumption: an indexed query";
        write_ms: real_log(0.001, 60_000.0) = 15.0, "ms", "assumption: a short transaction";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the query times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 4 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
    }
}

/// A database leader.
#[derive(Clone, Debug)]
pub struct SqlLeader {
    read: Dist,
    write: Dist,
    station: Station,
}

fn dists(p: &Params) -> (Dist, Dist) {
    (Dist::new(p.spread, p.read_ms * 1e6, p.cv), Dist::new(p.spread, p.write_ms * 1e6, p.cv))
}

fn chosen<'d>(read: &'d Dist, write: &'d Dist) -> impl Fn(&Cx<'_>, CallId) -> &'d Dist {
    move |cx, c| if cx.class(c) == Class::Write { write } else { read }
}

impl Behaviour for SqlLeader {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[],
        needs_servers: false,
        shortcut: Some('D'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let (read, write) = dists(&p);
        SqlLeader { read, write, station: Station::new(p.slots, p.queue, p.error_rate, cx) }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        (self.read, self.write) = dists(&p);
        self.station.resize(p.slots, p.queue, p.error_rate, cx, chosen(&self.read, &self.write));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.station.arrive(cx, c, chosen(&self.read, &self.write));
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.station.errs() {
            cx.fail(c, Reason::ServerError);
        } else {
            cx.reply(c, End::Ok);
        }
        self.station.depart(cx, chosen(&self.read, &self.write));
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { queue_limit: Some(self.station.limit()), ..Gauges::default() }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
    }
}
