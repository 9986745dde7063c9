//! Brings new versions to the servers that it is linked to, and takes bad ones back.
//!
//! All machines behind the linked nodes are one fleet: of a group each machine counts, any other
//! node is one. A version goes to all of them at once, to a part of them at a time, or first to a
//! few (the canary) and then to the rest a part at a time. A faulty version answers a share of the
//! requests with errors on the machines that run it; tests stop some faulty versions before anybody
//! sees them. The new version starts beside the old one and takes over when it is ready, so a release
//! costs no capacity (assumption).
//!
//! Once in a while it looks at what has ended since it last looked: the errors beyond those that
//! were usual before the release, over the requests that the new version had. Above the threshold
//! the old version comes back everywhere. The usual errors are those of the last look before.

use super::tally::{self, Tally};
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{SEC, Time, from_secs, to_secs};
use crate::{choice, params};

choice! {
    /// How a version reaches the machines.
    pub enum Strategy { BigBang = "big_bang", Rolling = "rolling", Canary = "canary" }
}

params! {
    /// Parameters of a pipeline.
    pub struct Params {
        strategy: choice(Strategy) = 1, "", "guide 002, line 884: rolling deployment";
        /// When the first release comes, and how long after each the next.
        first_s: real(0.0, 86_400.0) = 60.0, "s", "assumption";
        every_s: real_log(10.0, 604_800.0) = 8640.0, "s", "guide 004, line 1408: 10 times a day";
        /// Versions that are faulty, and those of them that the tests stop.
        faulty: real(0.0, 100.0) = 100.0, "%", "assumption: a bad one shows what a strategy is worth";
        tests: real(0.0, 100.0) = 0.0, "%", "assumption: none, so that there is something to see";
        /// Requests that a faulty version answers with an error.
        errors: real(0.0, 100.0) = 10.0, "%", "assumption: one request in ten";
        /// Machines that get the version at a time.
        batch: real(0.1, 100.0) = 10.0, "%", "assumption", if 0 in 0b110;
        /// Machines that get it first.
        canary: real(0.1, 100.0) = 5.0, "%", "assumption: one of twenty", if 0 in 0b100;
        /// Time between two batches.
        step_s: real(1.0, 86_400.0) = 60.0, "s", "assumption: two looks at each batch", if 0 in 0b110;
        rollback: flag = 1, "", "guide 002, line 886: roll back if the error rate spikes";
        /// Share of errors above which a version is taken back.
        rollback_at: real(0.01, 100.0) = 1.0, "%", "guide 004, line 1586: an error rate above 1 % is elevated", if 9 in 0b10;
        look_s: real(1.0, 3600.0) = 30.0, "s", "guide 004, line 1594: rules are looked at every 30 s", if 9 in 0b10;
        /// Time that the old version needs to be back.
        rollback_s: real(0.0, 3600.0) = 30.0, "s", "assumption: it is still on the machines", if 9 in 0b10;
    }
}

/// How often it does what is due.
const TICK: Time = SEC;
/// Fewer requests than this say nothing of a version.
const ENOUGH: f64 = 20.0;

/// A version on its way.
#[derive(Clone, Copy, Debug)]
struct Release {
    began: Time,
    /// Share of its answers that are errors.
    errors: f64,
    next_step: Time,
    /// When the old version will be back.
    back_at: Option<Time>,
}

/// A pipeline.
#[derive(Clone, Debug)]
pub struct DeployPipeline {
    p: Params,
    tick: u32,
    chance: Stream,
    watched: Vec<Tally>,
    next_release: Time,
    next_look: Time,
    release: Option<Release>,
    /// Errors of the version before, and share of the machines that have the newest one.
    old_errors: f64,
    share: f64,
    /// Since the last look: requests that ended, those of the new version, and failures.
    ended: f64,
    new: f64,
    failed: f64,
    /// The usual share of failures.
    usual: f64,
    releases: u64,
    rollbacks: u64,
    stopped: u64,
    rollback_time: Time,
}

impl DeployPipeline {
    fn machines(cx: &Cx<'_>, link: u32) -> u32 {
        cx.machines(link).map_or(1, |(ready, booting)| (ready + booting).max(1))
    }

    /// Puts on each machine what belongs there; the share of each node's machines with the newest.
    fn put(&self, cx: &mut Cx<'_>, newest: f64) -> Vec<f64> {
        let machines: Vec<u32> = (0..cx.links()).map(|l| Self::machines(cx, l)).collect();
        let all: u32 = machines.iter().sum();
        // a part of a machine is a machine
        let mut left = libm::ceil(self.share * f64::from(all) - 1e-9).max(0.0) as u32;
        let shares = machines.iter().map(|&n| {
            let here = left.min(n);
            left -= here;
            f64::from(here) / f64::from(n)
        });
        let shares: Vec<f64> = shares.collect();
        for (l, share) in shares.iter().enumerate() {
            cx.put_version(l as u32, self.old_errors * (1.0 - share) + newest * share);
        }
        shares
    }

    fn newest(&self) -> f64 {
        self.release.map_or(self.old_errors, |r| r.errors)
    }

    /// Counts what has ended since the last tick.
    fn count(&mut self, cx: &Cx<'_>, shares: &[f64]) {
        for (l, (t, share)) in self.watched.iter_mut().zip(shares).enumerate() {
            let (ok, bad) = t.look(cx, l as u32);
            let ended = (ok + bad) as f64;
            self.ended += ended;
            if self.release.is_none() {
                self.failed += bad as f64;
            } else if *share > 0.0 {
                // of a node without the new version the failures are somebody else's
                self.new += ended * share;
                self.failed += bad as f64 - self.usual * ended;
            }
        }
    }

    fn forget_counts(&mut self, now: Time) {
        (self.ended, self.new, self.failed) = (0.0, 0.0, 0.0);
        self.next_look = now.saturating_add(from_secs(self.p.look_s));
    }

    fn look(&mut self, now: Time) {
        if now < self.next_look {
            return;
        }
        if let Some(r) = &mut self.release {
            let tells = self.p.rollback && r.back_at.is_none() && self.new >= ENOUGH;
            if tells && self.failed / self.new > self.p.rollback_at / 100.0 {
                r.back_at = Some(now.saturating_add(from_secs(self.p.rollback_s)));
            }
        } else if self.ended > 0.0 {
            self.usual = (self.failed / self.ended).max(0.0);
        }
        self.forget_counts(now);
    }

    /// The share that the next step brings.
    fn step(&self) -> f64 {
        match self.p.strategy {
            Strategy::BigBang => 1.0,
            Strategy::Canary if self.share == 0.0 => self.p.canary / 100.0,
            _ => (self.share + self.p.batch / 100.0).min(1.0),
        }
    }

    fn begin(&mut self, now: Time) {
        self.next_release = now.saturating_add(from_secs(self.p.every_s));
        let faulty = self.chance.unit() * 100.0 < self.p.faulty;
        if self.chance.unit() * 100.0 < self.p.tests && faulty {
            self.stopped += 1;
            return;
        }
        let errors = if faulty { self.p.errors / 100.0 } else { 0.0 };
        self.releases += 1;
        self.share = 0.0;
        self.release = Some(Release { began: now, errors, next_step: now, back_at: None });
        self.forget_counts(now);
    }

    /// What is due of the release that is on its way.
    fn go_on(&mut self, now: Time) {
        let Some(mut r) = self.release else { return };
        if let Some(back) = r.back_at {
            if now >= back {
                (self.share, self.release) = (0.0, None);
                self.rollbacks += 1;
                self.rollback_time = now - r.began;
                self.forget_counts(now);
            }
            return;
        }
        if now < r.next_step {
            return;
        }
        if self.share >= 1.0 {
            // it has been looked at for a while: this is the version now
            (self.old_errors, self.release) = (r.errors, None);
            return self.forget_counts(now);
        }
        self.share = self.step();
        let last = self.share >= 1.0;
        let wait = if last { self.p.step_s.max(2.0 * self.p.look_s) } else { self.p.step_s };
        r.next_step = now.saturating_add(from_secs(wait));
        self.release = Some(r);
    }
}

impl Behaviour for DeployPipeline {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Service],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let now = cx.now();
        let pipeline = DeployPipeline {
            tick: cx.timer(0),
            chance: cx.stream(Purpose::Errors),
            watched: tally::rewire(&[], cx),
            next_release: now.saturating_add(from_secs(p.first_s)),
            next_look: now.saturating_add(from_secs(p.look_s)),
            release: None,
            old_errors: 0.0,
            share: 0.0,
            ended: 0.0,
            new: 0.0,
            failed: 0.0,
            usual: 0.0,
            releases: 0,
            rollbacks: 0,
            stopped: 0,
            rollback_time: 0,
            p,
        };
        let t = now.saturating_add(TICK);
        cx.timer_at(pipeline.tick, t);
        pipeline
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let (first, every) = (self.p.first_s, self.p.every_s);
        self.p = Params::from_values(values);
        self.watched = tally::rewire(&self.watched, cx);
        if self.p.every_s != every || self.p.first_s != first {
            self.next_release = cx.now().saturating_add(from_secs(self.p.every_s.min(self.p.first_s.max(1.0))));
        }
        self.put(cx, self.newest());
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        let now = cx.now();
        if !cx.is_down() {
            let shares = self.put(cx, self.newest());
            self.count(cx, &shares);
            self.look(now);
            if self.release.is_none() && now >= self.next_release {
                self.begin(now);
            }
            self.go_on(now);
            self.put(cx, self.newest());
        }
        let t = now.saturating_add(TICK);
        cx.timer_at(self.tick, t);
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let facts = vec![
            (Fact::VersionShare, self.share),
            (Fact::Releases, self.releases as f64),
            (Fact::Rollbacks, self.rollbacks as f64),
            (Fact::StoppedByTests, self.stopped as f64),
            (Fact::RollbackTime, to_secs(self.rollback_time)),
        ];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.releases, self.rollbacks, self.stopped) = (0, 0, 0);
        self.watched.iter_mut().for_each(Tally::reset);
    }

    /// The release stops where it is: what is on the machines stays there.
    fn crash(&mut self, _: &mut Cx<'_>) {
        if let Some(r) = self.release.take() {
            self.old_errors = self.old_errors * (1.0 - self.share) + r.errors * self.share;
            self.share = 0.0;
        }
    }
}
