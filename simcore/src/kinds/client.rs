//! Users: an open stream of requests whose rate does not care how the system is doing, or people who
//! wait for an answer and think before they go on.
//!
//! In a closed population so many users take turns at asking and thinking: a slow system is asked less.
//! Sessions come as an open stream, and within each the next request waits for the answer and a pause
//! (a partly open system, Schroeder et al. 2006). Pauses are exponential.

mod devices;
mod pace;
mod params;
mod people;

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
use devices::Devices;
pub use pace::Shape;
pub use params::{Backoff, Mix, Params, Population, Spacing};
use people::People;

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
    people: People,
    /// What faults make of the traffic: so many times the rate, so large a share for one key.
    surge: f64,
    hot: f64,
    /// So many retries at once, nothing but writes, so large a share for any key alike.
    storm: u32,
    writes_only: bool,
    crawled: f64,
    /// Is there more to say of a request than that it is a read of a key of the usual popularity?
    mixed: bool,
    phones: Devices,
}

/// Trying again.
#[derive(Clone, Debug)]
struct Retry {
    chance: Stream,
    /// Retries that the budget still allows, and how many each request adds.
    allowed: f64,
    share: f64,
    sent: u64,
    again: u64,
}

/// Retries that a budget saves up at the most.
const SAVED: f64 = 10.0;

impl Client {
    /// The time of the next arrival after now.
    #[inline(always)]
    fn next_arrival(&mut self, now: Time) -> Time {
        if self.p.shape == Shape::Steady && self.p.spacing == Spacing::Random {
            return now + whole(exponential(&mut self.arrivals) * self.mean_gap);
        }
        self.varied_arrival(now)
    }

    /// A changing Poisson rate is drawn by thinning (Lewis and Shedler 1979); regular spacing follows
    /// the rate of the moment.
    #[inline(never)]
    fn varied_arrival(&mut self, now: Time) -> Time {
        let p = &self.p;
        if p.spacing == Spacing::Regular {
            return now + whole(1e9 / (p.rate * p.times(to_secs(now)) * self.surge)).max(1);
        }
        let most = p.rate * p.shape.most(p.peak) * self.surge;
        let mut t = now;
        // peak is at most 100, so a hundred candidates are one arrival; the bound only stops a
        // run of luck from holding the world up
        for _ in 0..100_000 {
            t += whole(exponential(&mut self.arrivals) * 1e9 / most);
            if self.arrivals.unit() * most < p.rate * p.times(to_secs(t)) * self.surge {
                break;
            }
        }
        t
    }

    /// People who wait for answers: one of them may ask now.
    #[cold]
    fn people_ask(&mut self, cx: &mut Cx<'_>) {
        if self.somebody_asks(cx) {
            self.request(cx);
        }
        self.arm(cx);
    }

    /// The timer is due when the next request may be.
    #[inline(never)]
    fn arm(&mut self, cx: &mut Cx<'_>) {
        let t = match self.p.population {
            Population::Open => self.next_arrival(cx.now()),
            _ => self.next_chance(cx),
        };
        cx.timer_at(self.timer, t);
    }

    #[inline(always)]
    fn request(&mut self, cx: &mut Cx<'_>) {
        self.retry.sent += 1;
        self.retry.allowed = (self.retry.allowed + self.retry.share).min(SAVED);
        let write = self.mixed && self.is_write();
        let user = self.content.below(self.p.users);
        let mut key = self.popularity.sample(&mut self.content);
        let mut class = Class::Read;
        if self.mixed {
            (key, class) = self.mix(key, write);
        }
        if cx.is_down() {
            return;
        }
        match self.phones.wait(user) {
            Some(wait) => cx.request_after(wait, user, key, class),
            None => cx.request(door(cx, user), user, key, class, self.deadline),
        }
    }

    fn is_write(&mut self) -> bool {
        self.p.reads < 100.0 && self.content.unit() * 100.0 >= self.p.reads
    }

    /// What faults make of the key that is asked for, and of which class the request is.
    #[inline(never)]
    fn mix(&mut self, mut key: u32, write: bool) -> (u32, Class) {
        if self.hot > 0.0 && self.content.unit() < self.hot {
            key = 0;
        }
        if self.crawled > 0.0 && self.content.unit() < self.crawled {
            key = self.content.below(self.p.keys);
        }
        let class = match write || self.writes_only {
            true => Class::Write,
            false if self.p.statics > 0.0 && self.content.unit() * 100.0 < self.p.statics => Class::Static,
            false => Class::Read,
        };
        (key, class)
    }

    /// To be said when the parameters or the faults are others.
    fn look_at_mix(&mut self) {
        let odd = self.hot > 0.0 || self.crawled > 0.0;
        self.mixed = self.p.reads < 100.0 || self.p.statics > 0.0 || self.writes_only || odd;
    }

    #[cold]
    fn herd(&mut self, cx: &mut Cx<'_>, size: u32) {
        for _ in 0..size {
            self.request(cx);
        }
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

/// Several doors: users spread over them evenly, each always through the same one. Where there is
/// none at all the way to it is not found.
fn door(cx: &Cx<'_>, user: u32) -> u32 {
    let doors = cx.links();
    if doors > 1 { user % doors } else { 0 }
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
            retry: Retry {
                chance: cx.stream(Purpose::Retries),
                allowed: SAVED,
                share: p.budget / 100.0,
                sent: 0,
                again: 0,
            },
            people: People::default(),
            surge: 1.0,
            hot: 0.0,
            storm: 0,
            writes_only: false,
            crawled: 0.0,
            mixed: true,
            phones: Devices::new(&p, cx),
            p,
        };
        client.look_at_mix();
        cx.hear_failures(client.p.retries > 0);
        cx.set_on_time(from_ms(client.p.deadline_ms));
        cx.sends(client.p.classes());
        cx.set_residency(client.p.residency);
        client.arm(cx);
        client
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        let old = std::mem::replace(&mut self.p, p);
        self.look_at_mix();
        self.mean_gap = 1e9 / (self.p.rate * self.surge);
        self.retry.share = self.p.budget / 100.0;
        cx.hear_failures(self.p.retries.max(self.storm) > 0);
        let p = &self.p;
        if (p.keys, p.zipf) != (old.keys, old.zipf) {
            self.popularity = Alias::zipf(p.keys, p.zipf);
        }
        self.deadline = cx.deadline(from_ms(p.timeout_ms));
        cx.set_on_time(from_ms(p.deadline_ms));
        cx.sends(p.classes() | u8::from(self.writes_only) << 1);
        cx.set_residency(p.residency);
        self.phones = Devices::new(p, cx);
        let pace = |p: &Params| (p.rate, p.shape, p.peak, p.from_s, p.length_s, p.spacing);
        let people = |p: &Params| (p.population, p.think_s, p.session, p.users);
        if pace(p) != pace(&old) || people(p) != people(&old) {
            cx.cancel_and_renew(&mut self.timer);
            self.arm(cx);
        }
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        if self.p.population != Population::Open {
            return self.people_ask(cx);
        }
        // drawn first and used last: it takes long to be known
        let t = self.next_arrival(cx.now());
        self.request(cx);
        cx.timer_at(self.timer, t);
    }

    // nobody calls a source
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    /// The wait before another attempt is over.
    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        match door(cx, cx.user(c)) {
            door if cx.links() > 0 && !cx.is_down() => self.phones.send(cx, c, door, self.deadline),
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
        cx.wait(c, pause + self.phones.wait(cx.user(c)).unwrap_or(0));
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::RetryStorm => {
                self.storm = if begins { strength as u32 } else { 0 };
                cx.hear_failures(self.p.retries.max(self.storm) > 0);
            }
            FaultKind::WriteStorm => {
                self.writes_only = begins;
                cx.sends(self.p.classes() | u8::from(begins) << 1);
            }
            FaultKind::Crawler => self.crawled = if begins { strength / 100.0 } else { 0.0 },
            FaultKind::HotKey => self.hot = if begins { strength / 100.0 } else { 0.0 },
            FaultKind::ViralSpike => {
                self.surge = if begins { strength } else { 1.0 };
                self.mean_gap = 1e9 / (self.p.rate * self.surge);
                cx.cancel_and_renew(&mut self.timer);
                self.arm(cx);
            }
            FaultKind::ThunderingHerd if begins => {
                self.herd(cx, strength as u32);
            }
            _ => {}
        }
        self.look_at_mix();
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
