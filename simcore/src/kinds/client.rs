//! Users: an open stream of requests whose rate does not care how the system is doing.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::dist::{Alias, exponential, whole};
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{Time, from_ms, to_secs};
use crate::call::{CallId, Class, End};
use crate::{choice, params};

choice! {
    /// How the rate changes over time.
    pub enum Shape {
        Steady = "steady",
        /// Grows in a straight line from the rate to the peak, and stays there.
        Ramp = "ramp",
        /// Jumps to the peak for a while.
        Spike = "spike",
        /// Swings between the rate and the peak, as a day does.
        Wave = "wave",
    }
}

choice! {
    /// How requests follow each other.
    pub enum Spacing {
        /// Independently of each other: a Poisson process.
        Random = "random",
        /// Evenly spaced.
        Regular = "regular",
    }
}

choice! {
    /// How the waits between attempts grow.
    pub enum Backoff {
        /// Always the same wait.
        Fixed = "fixed",
        /// Twice as long each time.
        Exponential = "exponential",
        /// Evenly drawn between nothing and what exponential would wait.
        FullJitter = "full_jitter",
    }
}

params! {
    /// Parameters of the users.
    pub struct Params {
        rate: real_log(0.1, 1_000_000.0) = 100.0, "req/s", "assumption";
        shape: choice(Shape) = 0, "", "assumption";
        /// The highest rate, as a multiple of the normal one.
        peak: real_log(1.0, 100.0) = 3.0, "x", "guide 004, line 1673: +200 % in the morning", if 1 in 0b1110;
        from_s: real(0.0, 3600.0) = 30.0, "s", "assumption", if 1 in 0b1110;
        /// Length of the ramp or the spike, or of one swing.
        length_s: real(1.0, 3600.0) = 30.0, "s", "assumption", if 1 in 0b1110;
        spacing: choice(Spacing) = 0, "", "Poisson arrivals of many independent users";
        /// Share of requests that only read.
        reads: real(0.0, 100.0) = 90.0, "%", "guide 004, line 121: 80 %; guide 002, line 90: 100:1";
        users: int_log(1, 1_000_000) = 1000, "", "assumption";
        /// Different things that can be asked for.
        keys: int_log(1, 1_000_000) = 10_000, "", "assumption";
        /// Exponent of Zipf's law: 0 makes all keys equally popular.
        zipf: real(0.0, 2.0) = 1.0, "", "Breslau et al. 1999: 0.6 to 1 for the web";
        /// How long a user waits before giving up.
        timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "assumption";
        /// Answers later than this do not count as on time.
        deadline_ms: real_log(1.0, 600_000.0) = 500.0, "ms", "assumption";
        /// Share of the reads that ask for static content: images, styles, scripts.
        statics: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// How often a failed request is tried again.
        retries: int(0, 10) = 0, "", "guide 004, lines 1128-1143: up to 3 attempts";
        backoff: choice(Backoff) = 2, "", "Brooker 2015: full jitter needs the fewest calls", if 13 in 0b11_1111_1110;
        /// Wait before the first retry; it doubles with each further one unless there is no backoff.
        backoff_ms: real_log(1.0, 600_000.0) = 1000.0, "ms", "guide 004, line 1141: 1, 2, 4 s", if 13 in 0b11_1111_1110;
        /// Retries allowed, as a share of the requests sent; 100 % is no limit.
        budget: real(0.0, 100.0) = 100.0, "%", "assumption; 10 % caps the load at 1.1 times", if 13 in 0b11_1111_1110;
    }
}

const NEXT: u32 = 0;

/// Users and their requests.
#[derive(Clone, Debug)]
pub struct Client {
    p: Params,
    arrivals: Stream,
    content: Stream,
    popularity: Alias,
    deadline: RingId,
    timer: u32,
    /// Nanoseconds between two requests at the normal rate, on average.
    mean_gap: f64,
    retry: Retry,
    /// What faults make of the traffic: so many times the rate, so large a share for one key.
    surge: f64,
    hot: f64,
    /// So many retries at once, nothing but writes, so large a share for any key alike.
    storm: u32,
    writes_only: bool,
    crawled: f64,
}

/// Trying again.
#[derive(Clone, Debug)]
struct Retry {
    chance: Stream,
    /// Retries that the budget still allows.
    allowed: f64,
    sent: u64,
    again: u64,
}

/// Retries that a budget saves up at the most.
const SAVED: f64 = 10.0;

impl Client {
    /// Requests a second at this instant.
    fn rate_at(p: &Params, t: f64) -> f64 {
        let x = (t - p.from_s) / p.length_s;
        let lift = match p.shape {
            Shape::Steady => 0.0,
            Shape::Ramp => x.clamp(0.0, 1.0),
            Shape::Spike => f64::from(u8::from((0.0..1.0).contains(&x))),
            Shape::Wave if x < 0.0 => 0.0,
            Shape::Wave => 0.5 - 0.5 * libm::cos(2.0 * std::f64::consts::PI * x),
        };
        p.rate * (1.0 + (p.peak - 1.0) * lift)
    }

    /// The time of the next arrival after now. A changing Poisson rate is drawn by thinning (Lewis
    /// and Shedler 1979); regular spacing follows the rate of the moment.
    fn next_arrival(&mut self, now: Time) -> Time {
        let p = &self.p;
        if p.shape == Shape::Steady && p.spacing == Spacing::Random {
            return now + whole(exponential(&mut self.arrivals) * self.mean_gap);
        }
        if p.spacing == Spacing::Regular {
            return now + whole(1e9 / (Self::rate_at(p, to_secs(now)) * self.surge)).max(1);
        }
        let most = p.rate * p.peak * self.surge;
        let mut t = now;
        // peak is at most 100, so a hundred candidates are one arrival; the bound only stops a
        // run of luck from holding the world up
        for _ in 0..100_000 {
            t += whole(exponential(&mut self.arrivals) * 1e9 / most);
            if self.arrivals.unit() * most < Self::rate_at(p, to_secs(t)) * self.surge {
                break;
            }
        }
        t
    }

    fn request(&mut self, cx: &mut Cx<'_>) {
        let p = &self.p;
        self.retry.sent += 1;
        self.retry.allowed = (self.retry.allowed + p.budget / 100.0).min(SAVED);
        let write = p.reads < 100.0 && self.content.unit() * 100.0 >= p.reads;
        let user = self.content.below(p.users);
        let mut key = self.popularity.sample(&mut self.content);
        if self.hot > 0.0 && self.content.unit() < self.hot {
            key = 0;
        }
        if self.crawled > 0.0 && self.content.unit() < self.crawled {
            key = self.content.below(p.keys);
        }
        let class = match write || self.writes_only {
            true => Class::Write,
            false if p.statics > 0.0 && self.content.unit() * 100.0 < p.statics => Class::Static,
            false => Class::Read,
        };
        if cx.is_down() {
            return;
        }
        cx.request(door(cx, user), user, key, class, self.deadline);
    }

    /// The wait before attempt number `attempt` (the first retry is 1), in nanoseconds.
    fn pause(&mut self, attempt: u32) -> Time {
        let first = self.p.backoff_ms * 1e6;
        // beyond 2^20 times the first wait nobody waits
        let grown = first * f64::from(1u32 << (attempt - 1).min(20));
        whole(match self.p.backoff {
            Backoff::Fixed => first,
            Backoff::Exponential => grown,
            Backoff::FullJitter => grown * self.retry.chance.unit(),
        })
    }
}

/// Several doors: users spread over them evenly, each always through the same one.
fn door(cx: &Cx<'_>, user: u32) -> Option<u32> {
    match cx.links() {
        0 => None,
        1 => Some(0),
        n => Some(user % n),
    }
}

impl Behaviour for Client {
    const META: Meta = Meta {
        family: Family::Entry,
        role: Role::Source,
        calls: &[Role::Service, Role::Cache, Role::Store],
        needs_servers: true,
        faults: &[
            FaultKind::ViralSpike,
            FaultKind::HotKey,
            FaultKind::ThunderingHerd,
            FaultKind::RetryStorm,
            FaultKind::WriteStorm,
            FaultKind::Crawler,
        ],
        shortcut: Some('U'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut client = Client {
            arrivals: cx.stream(Purpose::Arrivals),
            content: cx.stream(Purpose::Content),
            popularity: Alias::zipf(p.keys, p.zipf),
            deadline: cx.deadline(from_ms(p.timeout_ms)),
            timer: cx.timer(NEXT),
            mean_gap: 1e9 / p.rate,
            retry: Retry { chance: cx.stream(Purpose::Retries), allowed: SAVED, sent: 0, again: 0 },
            surge: 1.0,
            hot: 0.0,
            storm: 0,
            writes_only: false,
            crawled: 0.0,
            p,
        };
        cx.hear_failures(client.p.retries > 0);
        cx.set_on_time(from_ms(client.p.deadline_ms));
        let t = client.next_arrival(cx.now());
        cx.timer_at(client.timer, t);
        client
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        let old = std::mem::replace(&mut self.p, p);
        self.mean_gap = 1e9 / (self.p.rate * self.surge);
        cx.hear_failures(self.p.retries.max(self.storm) > 0);
        let p = &self.p;
        if (p.keys, p.zipf) != (old.keys, old.zipf) {
            self.popularity = Alias::zipf(p.keys, p.zipf);
        }
        self.deadline = cx.deadline(from_ms(p.timeout_ms));
        cx.set_on_time(from_ms(p.deadline_ms));
        let pace = |p: &Params| (p.rate, p.shape, p.peak, p.from_s, p.length_s, p.spacing);
        if pace(p) != pace(&old) {
            cx.cancel(self.timer);
            self.timer = cx.timer(NEXT);
            let t = self.next_arrival(cx.now());
            cx.timer_at(self.timer, t);
        }
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        self.request(cx);
        let t = self.next_arrival(cx.now());
        cx.timer_at(self.timer, t);
    }

    // nobody calls a source
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    /// The wait before another attempt is over.
    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        match door(cx, cx.user(c)) {
            Some(door) if !cx.is_down() => cx.send_again(c, door, self.deadline),
            _ => cx.settle(c, End::Failed(Reason::NoRoute), true),
        }
    }

    /// A request failed: another attempt, or the end of it.
    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let attempt = cx.attempt(c) + 1;
        let spent = self.storm == 0 && self.retry.allowed < 1.0 && self.p.budget < 100.0;
        if attempt > self.p.retries.max(self.storm) || spent {
            return cx.settle(c, end, here);
        }
        self.retry.allowed -= 1.0;
        self.retry.again += 1;
        let pause = if self.storm > 0 { 0 } else { self.pause(attempt) };
        cx.wait(c, pause);
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::RetryStorm => {
                self.storm = if begins { strength as u32 } else { 0 };
                cx.hear_failures(self.p.retries.max(self.storm) > 0);
            }
            FaultKind::WriteStorm => self.writes_only = begins,
            FaultKind::Crawler => self.crawled = if begins { strength / 100.0 } else { 0.0 },
            FaultKind::HotKey => self.hot = if begins { strength / 100.0 } else { 0.0 },
            FaultKind::ViralSpike => {
                self.surge = if begins { strength } else { 1.0 };
                self.mean_gap = 1e9 / (self.p.rate * self.surge);
                cx.cancel(self.timer);
                self.timer = cx.timer(NEXT);
                let t = self.next_arrival(cx.now());
                cx.timer_at(self.timer, t);
            }
            FaultKind::ThunderingHerd if begins => {
                for _ in 0..strength as u32 {
                    self.request(cx);
                }
            }
            _ => {}
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let r = &self.retry;
        let attempts = (r.again > 0).then(|| (Fact::Attempts, (r.sent + r.again) as f64 / r.sent.max(1) as f64));
        Gauges { facts: attempts.into_iter().collect(), ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.retry.sent, self.retry.again) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}
