//! An API gateway: one door for all services. It checks who asks, then either routes the request to
//! one service or calls all of them at once and puts the answers together.
//!
//! Routing goes by key: each key belongs to one service, and services get keys in proportion to the
//! weights of their links. Together, the answer comes with the last of the replies, and fails if one
//! of them does. A user whose token is not valid is answered with an error; of the reasons for a
//! failure that is the one that says no more than the caller is told.

use super::wiring::is_among;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Pass};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{Time, from_ms};
use crate::{choice, params, rng};

choice! {
    /// What it does with a request.
    pub enum Mode {
        Route = "route",
        Aggregate = "aggregate",
        /// Reads to the first link, writes to the second, static content to the third; the last takes
        /// what has no link of its own.
        ByClass = "by_class",
    }
}

params! {
    /// Parameters of an API gateway.
    pub struct Params {
        mode: choice(Mode) = 0, "", "guide 004, lines 1299-1327";
        /// Time of its own for each request.
        latency_ms: real(0.0, 1000.0) = 2.0, "ms", "guide 004, line 1466: 2 ms";
        /// Time to check who asks.
        auth_ms: real(0.0, 1000.0) = 15.0, "ms", "guide 004, line 1467: 15 ms";
        /// Users whose token is not valid.
        invalid: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// How long it waits for each reply; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
        /// Requests inside at the same time; more are refused.
        max_active: int_log(1, 1_000_000) = 10_000, "", "assumption";
        /// An answer may lack the parts whose service failed.
        partial: flag = 0, "", "assumption: all or nothing", if 0 in 0b010;
    }
}

/// Chooses the users with a bad token.
const TOKENS: u64 = 0x746f_6b65_6e73;
/// Chooses the service of a key.
const ROUTES: u64 = 0x726f_7574_6573;
/// A call's note while it waits for all: the replies that are out, and the first failure.
const REASON: u32 = 16;
const ANSWERED: u32 = 1 << 31;
const HERE: u32 = 1 << 15;
const OUT: u32 = HERE - 1;

/// An API gateway.
#[derive(Clone, Debug)]
pub struct ApiGateway {
    p: Params,
    time: Time,
    ring: RingId,
    deadline: Option<RingId>,
    /// Sums of the links' weights, up to and with each.
    weights: Vec<u64>,
    /// Answers put together, and those of them that lack a part.
    answers: u64,
    degraded: u64,
}

/// The number of the first failure in a note, plus 1; 0 is none.
fn first_failure(note: u32) -> u32 {
    (note & !ANSWERED) >> REASON
}

impl ApiGateway {
    fn set(&mut self, p: Params, cx: &mut Cx<'_>) {
        self.time = from_ms(p.latency_ms + p.auth_ms);
        self.ring = cx.ring(self.time);
        self.deadline = cx.patience(p.call_timeout_ms);
        let mut sum = 0;
        self.weights.clear();
        self.weights.extend((0..cx.links()).map(|l| {
            sum += u64::from(cx.weight(l));
            sum
        }));
        self.p = p;
    }

    fn pass(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if is_among(cx.user(c), self.p.invalid / 100.0, TOKENS) {
            return cx.fail(c, Reason::ServerError);
        }
        let Some(&sum) = self.weights.last() else { return cx.fail(c, Reason::NoRoute) };
        let class = cx.class(c);
        let link = match self.p.mode {
            Mode::Route => {
                let at = rng::mix(u64::from(cx.key(c)) ^ ROUTES) % sum;
                Some(self.weights.partition_point(|&w| w <= at) as u32)
            }
            Mode::ByClass => {
                let nth = match class {
                    Class::Write => 1,
                    Class::Static => 2,
                    _ => 0,
                };
                Some(cx.links().saturating_sub(1).min(nth))
            }
            Mode::Aggregate => None,
        };
        if let Some(link) = link {
            return cx.ask(c, link, class, self.deadline, Pass::EVERYTHING);
        }
        cx.set_note(c, cx.links());
        for link in 0..cx.links() {
            cx.ask(c, link, class, self.deadline, Pass::NOTHING);
        }
    }
}

impl Behaviour for ApiGateway {
    const META: Meta = Meta {
        family: Family::Entry,
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
        let mut gateway = ApiGateway { p: p.clone(), time: 0, ring, deadline: None, weights: Vec::new(), answers: 0, degraded: 0 };
        gateway.set(p, cx);
        gateway
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(Params::from_values(values), cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.inside() > self.p.max_active {
            return cx.fail(c, Reason::QueueFull);
        }
        if self.time == 0 { self.pass(cx, c) } else { cx.serve_const(c, self.time, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.pass(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let mut note = cx.note(c);
        if note & OUT == 0 {
            // routed, and refused before it left
            return cx.pass_on(c, end, here);
        }
        note -= 1;
        match end {
            End::Failed(reason) if first_failure(note) == 0 => {
                note |= ((reason as u32 + 1) << REASON) | (u32::from(here) * HERE);
            }
            End::Failed(_) => {}
            End::Ok | End::Miss => note |= ANSWERED,
        }
        cx.set_note(c, note);
        if note & OUT > 0 {
            return;
        }
        let failure = first_failure(note).checked_sub(1).and_then(|r| Reason::ALL.get(r as usize));
        let partly = self.p.partial && note & ANSWERED != 0;
        self.answers += u64::from(failure.is_none() || partly);
        self.degraded += u64::from(failure.is_some() && partly);
        match failure.filter(|_| !partly) {
            Some(&reason) => cx.pass_on(c, End::Failed(reason), note & HERE != 0),
            None => cx.reply(c, End::Ok),
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let shown = self.p.partial && self.answers > 0;
        let share = shown.then(|| (Fact::Degraded, self.degraded as f64 / self.answers as f64));
        Gauges { facts: share.into_iter().collect(), ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.answers, self.degraded) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}
