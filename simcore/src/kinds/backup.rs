//! Copies databases away every so often.
//!
//! While a backup runs, each database spares a share of its machine for it and everything else there
//! takes longer. A backup holds what was in the databases when it began, and counts once all of them
//! are copied; one that finds a database out of reach, or is out of reach itself, comes to nothing,
//! and the next one is due at its usual time. What a database that is lost takes with it is all that
//! was written since the last complete backup began: its age is the loss to be feared. Databases
//! that cannot be slowed (files, a search index) are copied without being disturbed (assumption).

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End, Order};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{SEC, Time, from_secs, to_secs};

params! {
    /// Parameters of backups.
    pub struct Params {
        every_h: real_log(0.01, 168.0) = 24.0, "h", "guide 004, line 103: daily, or hourly";
        minutes: real_log(0.1, 1440.0) = 30.0, "min", "guide 004, line 103: 500 GB in 30 min";
        /// Share of a database's machine that a backup takes while it runs.
        share: int(0, 90) = 20, "%", "assumption: reading at full speed beside the queries";
    }
}

const BEGIN: u32 = 0;
const STEP: u32 = 1;
/// How often a running backup looks whether all is well.
const LOOK: Time = SEC;

/// Backups.
#[derive(Clone, Debug)]
pub struct Backup {
    every: Time,
    takes: Time,
    share: u32,
    begin: u32,
    step: u32,
    /// When the one that runs began.
    running: Option<Time>,
    /// When the last one that is complete began.
    last: Time,
}

impl Backup {
    fn set(&mut self, values: &[f64]) {
        let p = Params::from_values(values);
        self.every = from_secs(p.every_h * 3600.0).max(LOOK);
        // one at a time
        self.takes = from_secs(p.minutes * 60.0).min(self.every);
        self.share = p.share;
    }

    fn all_there(cx: &Cx<'_>) -> bool {
        !cx.is_down() && (0..cx.links()).all(|l| cx.probe(l))
    }

    fn order(&self, cx: &mut Cx<'_>, until: Time) {
        for l in 0..cx.links() {
            cx.control(l, Order::Busy { percent: self.share, until });
        }
    }

    fn look_again(&self, cx: &mut Cx<'_>, end: Time) {
        let t = cx.now().saturating_add(LOOK).min(end);
        cx.timer_at(self.step, t);
    }

    fn begin(&mut self, cx: &mut Cx<'_>) {
        if self.running.is_some() || cx.links() == 0 || !Backup::all_there(cx) {
            return;
        }
        let end = cx.now().saturating_add(self.takes);
        self.running = Some(cx.now());
        self.order(cx, end);
        self.look_again(cx, end);
    }

    fn go_on(&mut self, cx: &mut Cx<'_>) {
        let Some(began) = self.running else { return };
        let end = began.saturating_add(self.takes);
        if !Backup::all_there(cx) {
            self.running = None;
            let now = cx.now();
            self.order(cx, now);
        } else if cx.now() >= end {
            (self.running, self.last) = (None, began);
            (0..cx.links()).for_each(|l| cx.copied(l));
        } else {
            self.look_again(cx, end);
        }
    }
}

impl Behaviour for Backup {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Store],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut backup = Backup {
            every: LOOK,
            takes: LOOK,
            share: 0,
            begin: cx.timer(BEGIN),
            step: cx.timer(STEP),
            running: None,
            last: cx.now(),
        };
        backup.set(values);
        let t = cx.now().saturating_add(backup.every);
        cx.timer_at(backup.begin, t);
        backup
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let every = self.every;
        self.set(values);
        if self.every != every {
            cx.cancel_and_renew(&mut self.begin);
            let t = cx.now().saturating_add(self.every);
            cx.timer_at(self.begin, t);
        }
    }

    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == STEP {
            return self.go_on(cx);
        }
        self.begin(cx);
        let t = cx.now().saturating_add(self.every);
        cx.timer_at(self.begin, t);
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let age = to_secs(look.now().saturating_sub(self.last));
        Gauges { facts: vec![(Fact::BackupAge, age)], ..Gauges::default() }
    }

    /// The one that runs comes to nothing; complete ones are kept elsewhere.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        if self.running.is_some() {
            self.running = None;
            cx.cancel_and_renew(&mut self.step);
            let now = cx.now();
            self.order(cx, now);
        }
    }
}
