//! A worker: takes jobs, one or a few at a time, works on each for long, and tells others the result.
//!
//! After its own work it calls the services that it is wired to, in the order of the links, then the
//! store of the key, then sends a message to every queue if the job is a write; caches forget the
//! key. A job keeps its place until all of that is done. Jobs that were fetched and have no place
//! yet wait here.

use super::station::Station;
use super::wiring::{Wiring, by_key, is_among};
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Pass};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;

params! {
    /// Parameters of a worker.
    pub struct Params {
        /// Jobs that it works on at the same time.
        concurrency: int(1, 1024) = 1, "", "assumption: one process, one job";
        job_ms: real_log(0.001, 600_000.0) = 4000.0, "ms", "guide 002, line 573: 3-5 s";
        spread: choice(Spread) = 5, "", "guide 002, line 573: 3-5 s";
        /// Coefficient of variation of the job time.
        cv: real(0.1, 5.0) = 0.95, "", "assumption", if 2 in 0b10100;
        failure_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// Jobs that may wait here for a place; more are handed back.
        waiting: int_log(1, 100_000) = 1000, "", "assumption: more than a queue hands out at once";
        /// How long it waits for the reply to a call of its own; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
    }
}

/// Chooses the poisonous keys.
const POISON: u64 = 0x706f_6973_6f6e;

/// A worker.
#[derive(Clone, Debug)]
pub struct Worker {
    station: Station,
    job: Dist,
    deadline: Option<RingId>,
    wiring: Wiring,
    /// Share of the keys that break whoever handles them.
    poison: f64,
}

fn dist(p: &Params) -> Dist {
    Dist::new(p.spread, p.job_ms * 1e6, p.cv)
}

impl Worker {
    /// Goes on with step `n` after its own work; true when somebody's answer is still to come.
    fn go_on(&mut self, cx: &mut Cx<'_>, c: CallId, n: u32) -> bool {
        let (class, key) = (cx.class(c), cx.key(c));
        if let Some(link) = self.wiring.step(n, class, key) {
            cx.set_note(c, n);
            cx.ask(c, link, class, self.deadline, Pass::NOTHING);
            return true;
        }
        if let (Class::Write, Some(cache)) = (class, by_key(&self.wiring.caches, key)) {
            cx.tell(c, cache, Class::Forget);
        }
        cx.reply(c, End::Ok);
        false
    }
}

impl Behaviour for Worker {
    const META: Meta = Meta {
        family: Family::Compute,
        role: Role::Service,
        calls: &[Role::Service, Role::Cache, Role::Store, Role::Queue],
        needs_servers: false,
        faults: &[FaultKind::PoisonMessage],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        Worker {
            station: Station::new(p.concurrency, p.waiting, p.failure_rate, cx),
            job: dist(&p),
            deadline: cx.patience(p.call_timeout_ms),
            wiring: Wiring::new(cx),
            poison: 0.0,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.job = dist(&p);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.wiring = Wiring::new(cx);
        self.station.resize(p.concurrency, p.waiting, p.failure_rate, cx, |_, _| &self.job);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.station.arrive(cx, c, |_, _| &self.job);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let fails = self.station.errs() || is_among(cx.key(c), self.poison, POISON);
        let waits = if fails {
            cx.fail(c, Reason::ServerError);
            false
        } else {
            self.go_on(cx, c, 0)
        };
        if waits {
            self.station.hold(cx);
        } else {
            self.station.depart(cx, |_, _| &self.job);
        }
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let waits = if let End::Failed(_) = end {
            cx.pass_on(c, end, here);
            false
        } else {
            let n = cx.note(c);
            self.go_on(cx, c, n + 1)
        };
        if !waits {
            self.station.let_go(cx, |_, _| &self.job);
        }
    }

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        if what == FaultKind::PoisonMessage {
            self.poison = if begins { strength / 100.0 } else { 0.0 };
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { queue_limit: Some(self.station.limit()), ..Gauges::default() }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
    }
}
