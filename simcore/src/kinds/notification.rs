//! Pushes messages to the devices of users, and keeps those for users who are away.
//!
//! Who sends a message is answered as soon as it is taken in. Each user is there for a while and
//! then away for a while, over and over, each at times of their own; a message to somebody who is
//! away stays on disk until they are back, unless that takes longer than it is kept. As many pushes
//! as you like go side by side, because behind the one address there are thousands of machines. One
//! that is slow also notices late that somebody is back.

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream, mix};
use crate::time::{MS, Time, from_secs};

params! {
    /// Parameters of a push service.
    pub struct Params {
        /// Mean time of a push to a device that is there.
        push_ms: real_log(0.1, 60_000.0) = 100.0, "ms", "assumption: a mobile network there and back";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of that time.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 1 in 0b10100;
        /// Users who are there, at any moment.
        online: real(1.0, 100.0) = 60.0, "%", "assumption";
        /// How long somebody is away each time.
        away_s: real_log(1.0, 86_400.0) = 300.0, "s", "assumption: a few minutes in a tunnel or a meeting";
        /// How long a message is kept.
        keep_s: real_log(1.0, 2_592_000.0) = 86_400.0, "s", "assumption: a day";
        /// Messages that can be kept.
        capacity: int_log(1, 1_000_000) = 100_000, "messages", "assumption";
    }
}

/// Notes of a message: its user is away, or it is being pushed.
const KEPT: u32 = 1;
const PUSHED: u32 = 2;

/// A push service.
#[derive(Clone, Debug)]
pub struct Notification {
    p: Params,
    push: Dist,
    away: Time,
    cycle: Time,
    keep: Time,
    chance: Stream,
    kept: u32,
    dropped: u64,
}

impl Notification {
    fn set(&mut self, values: &[f64]) {
        self.p = Params::from_values(values);
        let p = &self.p;
        self.push = Dist::new(p.spread, p.push_ms * 1e6, p.cv);
        self.away = if p.online < 100.0 { from_secs(p.away_s) } else { 0 };
        self.cycle = from_secs(p.away_s / (1.0 - p.online / 100.0).max(1e-9)).max(MS);
        self.keep = from_secs(p.keep_s);
    }

    /// How long it is until this user is there; 0 is now.
    fn back_in(&self, user: u32, now: Time) -> Time {
        let phase = mix(u64::from(user)) % self.cycle;
        let at = (now % self.cycle + phase) % self.cycle;
        self.away.saturating_sub(at)
    }

    fn push(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.set_note(c, PUSHED);
        let time = self.push.sample(&mut self.chance);
        cx.serve(c, time);
    }
}

impl Behaviour for Notification {
    const META: Meta = Meta {
        family: Family::Messaging,
        role: Role::Service,
        calls: &[],
        needs_servers: false,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut service = Notification {
            p: Params::from_values(values),
            push: Dist::Constant(0),
            away: 0,
            cycle: MS,
            keep: 0,
            chance: cx.stream(Purpose::Service),
            kept: 0,
            dropped: 0,
        };
        service.set(values);
        service
    }

    fn update(&mut self, values: &[f64], _: &mut Cx<'_>) {
        self.set(values);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.accept(c);
        cx.keep(c, true);
        let wait = self.back_in(cx.user(c), cx.now());
        if wait == 0 {
            return self.push(cx, c);
        }
        if wait > self.keep || self.kept >= self.p.capacity {
            self.dropped += 1;
            let full = self.kept >= self.p.capacity;
            return cx.fail(c, if full { Reason::QueueFull } else { Reason::TimedOut });
        }
        self.kept += 1;
        cx.set_note(c, KEPT);
        cx.serve(c, wait);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.note(c) == KEPT {
            self.kept = self.kept.saturating_sub(1);
            return self.push(cx, c);
        }
        cx.reply(c, End::Ok);
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let facts = vec![(Fact::Messages, f64::from(self.kept)), (Fact::Dropped, self.dropped as f64)];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.dropped = 0;
    }

    /// The messages are on disk; those whose turn came while it stood still go now.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        for c in cx.kept() {
            cx.serve(c, 0);
        }
    }
}
