//! A rate limiter: lets a user, or all of them together, ask only so often, and refuses the rest.
//!
//! A token bucket lets a burst through and then the rate. A fixed window counts from one edge to the
//! next, so that twice the limit fits around an edge. A sliding window counts this window and as
//! much of the one before as it still covers, as if that had come evenly. Several services behind
//! it share the users among them.

use super::bucket::Bucket;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{Time, from_ms, from_secs};
use crate::{choice, params};

choice! {
    /// How it counts.
    pub enum Algorithm {
        TokenBucket = "token_bucket",
        FixedWindow = "fixed_window",
        SlidingWindow = "sliding_window",
    }
}

choice! {
    /// Whose requests count together.
    pub enum Scope {
        PerUser = "per_user",
        Global = "global",
        /// All users behind one address, such as an office or a mobile network.
        PerAddress = "per_address",
    }
}

params! {
    /// Parameters of a rate limiter.
    pub struct Params {
        algorithm: choice(Algorithm) = 0, "", "assumption";
        /// Requests allowed in a window.
        limit: int_log(1, 1_000_000) = 1000, "", "guide 004, line 1306: 1000 a minute per user";
        window_s: real_log(0.1, 3600.0) = 60.0, "s", "guide 004, line 1306: 1000 a minute per user";
        /// Requests that a rested bucket lets through at once.
        burst: int_log(1, 1_000_000) = 100, "", "assumption", if 0 in 0b1;
        scope: choice(Scope) = 0, "", "guide 004, line 1306: per user";
        /// Time to look up and count.
        latency_ms: real(0.0, 100.0) = 0.5, "ms", "assumption: a lookup in memory";
        users_per_address: int_log(1, 1_000_000) = 100, "", "assumption: an office", if 4 in 0b100;
    }
}

/// What is known of a user.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    bucket: Bucket,
    /// The window that `now` counts, and the number in the one before.
    window: Time,
    now: u32,
    before: u32,
}

impl Count {
    fn allows(&mut self, p: &Params, gap: Time, width: Time, t: Time) -> bool {
        if p.algorithm == Algorithm::TokenBucket {
            return self.bucket.take(t, gap, p.burst);
        }
        let window = t / width;
        if window != self.window {
            self.before = if window == self.window + 1 { self.now } else { 0 };
            (self.window, self.now) = (window, 0);
        }
        let covered = if p.algorithm == Algorithm::FixedWindow {
            0.0
        } else {
            f64::from(self.before) * (1.0 - (t % width) as f64 / width as f64)
        };
        let allowed = f64::from(self.now) + 1.0 + covered <= f64::from(p.limit);
        self.now += u32::from(allowed);
        allowed
    }
}

/// A rate limiter.
#[derive(Clone, Debug)]
pub struct RateLimiter {
    p: Params,
    ring: RingId,
    /// Between two tokens.
    gap: Time,
    width: Time,
    /// By user.
    counts: Vec<Count>,
    asked: u64,
    refused: u64,
}

impl RateLimiter {
    fn set(&mut self, p: Params, cx: &mut Cx<'_>) {
        let what = |p: &Params| (p.algorithm, p.scope, p.window_s, p.users_per_address);
        if what(&p) != what(&self.p) {
            self.counts.clear();
        }
        self.width = from_secs(p.window_s).max(1);
        self.gap = (self.width / Time::from(p.limit)).max(1);
        self.ring = cx.ring(from_ms(p.latency_ms));
        self.p = p;
    }

    fn decide(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let user = cx.user(c) as usize;
        let who = match self.p.scope {
            Scope::PerUser => user,
            Scope::Global => 0,
            Scope::PerAddress => user / self.p.users_per_address as usize,
        };
        if who >= self.counts.len() {
            self.counts.resize((who + 1).next_power_of_two(), Count::default());
        }
        self.asked += 1;
        if !self.counts[who].allows(&self.p, self.gap, self.width, cx.now()) {
            self.refused += 1;
            return cx.fail(c, Reason::RateLimited);
        }
        match cx.links() {
            0 => cx.fail(c, Reason::NoRoute),
            n => {
                let class = cx.class(c);
                cx.ask(c, user as u32 % n, class, None, Pass::EVERYTHING);
            }
        }
    }
}

impl Behaviour for RateLimiter {
    const META: Meta = Meta {
        family: Family::Network,
        role: Role::Service,
        calls: &[Role::Service],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let ring = cx.ring(0);
        let mut limiter = RateLimiter {
            p: p.clone(),
            ring,
            gap: 1,
            width: 1,
            counts: Vec::new(),
            asked: 0,
            refused: 0,
        };
        limiter.set(p, cx);
        limiter
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(Params::from_values(values), cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.p.latency_ms > 0.0 {
            return cx.serve_const(c, from_ms(self.p.latency_ms), self.ring);
        }
        self.decide(cx, c);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.decide(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        cx.pass_on(c, end, here);
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let share = (self.asked > 0).then(|| (Fact::Refused, self.refused as f64 / self.asked as f64));
        Gauges { facts: share.into_iter().collect(), ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.asked, self.refused) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {
        self.counts.clear();
    }
}
