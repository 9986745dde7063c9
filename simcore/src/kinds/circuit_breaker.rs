//! A circuit breaker with a connection pool: stops asking somebody who does not answer.
//!
//! Closed, it passes calls on and counts failures in a row. At so many it opens and refuses at once,
//! without asking, so that neither the caller nor whoever is in trouble is burdened. After a while
//! it lets a few calls through to try (half open): if all of these succeed it closes, if one fails
//! it opens again. Only calls sent since the last change count. A refusal for asking too often says
//! nothing about health and is not counted. The pool bounds the calls under way and those that
//! wait; more are refused (a bulkhead).

use super::station::Queue;
use super::wiring::by_key;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::{choice, params};
use crate::time::{Time, from_secs};

choice! {
    /// What opens it.
    pub enum Rule {
        /// So many failures without a success between them.
        Consecutive = "consecutive",
        /// So large a share of failures among the calls of a while.
        Share = "share",
    }
}

params! {
    /// Parameters of a circuit breaker.
    pub struct Params {
        /// Failures in a row that open it.
        errors: int(1, 1000) = 5, "", "guide 004, line 1364: 5 consecutive errors", if 6 in 0b01;
        /// How long it refuses before it tries again.
        open_s: real_log(0.1, 3600.0) = 30.0, "s", "guide 004, line 1366: 30 s";
        /// Calls that it tries with; all must succeed.
        probes: int(1, 100) = 1, "", "assumption";
        /// How long a call may take; the largest value is for ever.
        timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
        /// Calls under way at the same time.
        max_in_flight: int_log(1, 100_000) = 100, "", "guide 004, line 1359: 100 connections";
        /// Calls that may wait for one of these to end.
        max_pending: int(0, 100_000) = 50, "", "guide 004, line 1361: 50 pending";
        rule: choice(Rule) = 0, "", "guide 004, line 1364: consecutive errors";
        /// Share of failures that opens it.
        failing: real(1.0, 100.0) = 50.0, "%", "assumption: the usual default of libraries", if 6 in 0b10;
        window_s: real_log(0.1, 3600.0) = 30.0, "s", "guide 004, line 1365: 30 s", if 6 in 0b10;
        /// Fewer calls in a window than this say nothing.
        least: int_log(1, 100_000) = 20, "", "assumption: the usual default of libraries", if 6 in 0b10;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Failures in a row or in the window that began at `since`, and the calls in it.
    Closed { failures: u32, calls: u32, since: Time },
    Open { until: Time },
    HalfOpen { sent: u32, succeeded: u32 },
}

impl State {
    const CLOSED: State = State::Closed { failures: 0, calls: 0, since: 0 };
}

/// A circuit breaker.
#[derive(Clone, Debug)]
pub struct CircuitBreaker {
    p: Params,
    deadline: Option<RingId>,
    links: Vec<u32>,
    state: State,
    /// Counts the changes of state: the note of a call says in which it was sent.
    era: u32,
    in_flight: u32,
    pending: Queue,
    opened: u64,
}

impl CircuitBreaker {
    fn change(&mut self, state: State) {
        self.state = state;
        self.era = self.era.wrapping_add(1);
    }

    fn open(&mut self, now: Time) {
        self.opened += 1;
        self.change(State::Open { until: now.saturating_add(from_secs(self.p.open_s)) });
    }

    /// May a call be sent now?
    fn lets_through(&mut self, now: Time) -> bool {
        if let State::Open { until } = self.state
            && now >= until
        {
            self.change(State::HalfOpen { sent: 0, succeeded: 0 });
        }
        match &mut self.state {
            State::Closed { .. } => true,
            State::Open { .. } => false,
            State::HalfOpen { sent, .. } => {
                let ok = *sent < self.p.probes;
                *sent += u32::from(ok);
                ok
            }
        }
    }

    /// Sends a call that has a place in the pool, unless the circuit is open; true if it did.
    fn send(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        let Some(link) = by_key(&self.links, cx.key(c)) else {
            cx.fail(c, Reason::NoRoute);
            return false;
        };
        if !self.lets_through(cx.now()) {
            cx.fail(c, Reason::CircuitOpen);
            return false;
        }
        self.in_flight += 1;
        cx.set_note(c, self.era);
        let class = cx.class(c);
        cx.ask(c, link, class, self.deadline, Pass::NOTHING);
        true
    }

    fn fill(&mut self, cx: &mut Cx<'_>) {
        while self.in_flight < self.p.max_in_flight {
            let Some(c) = self.pending.pop(cx) else { break };
            self.send(cx, c);
        }
        cx.set_load(0, self.in_flight, self.pending.len());
    }

    fn learn(&mut self, now: Time, failed: bool) {
        match (&mut self.state, failed) {
            (State::Closed { failures, calls, since }, failed) => {
                let consecutive = self.p.rule == Rule::Consecutive;
                if consecutive && !failed {
                    *failures = 0;
                } else if !consecutive && now - *since >= from_secs(self.p.window_s) {
                    (*failures, *calls, *since) = (0, 0, now);
                }
                *calls = calls.saturating_add(1);
                *failures += u32::from(failed);
                let many = match consecutive {
                    true => *failures >= self.p.errors,
                    false => {
                        let share = 100.0 * f64::from(*failures) / f64::from(*calls);
                        *calls >= self.p.least && share >= self.p.failing
                    }
                };
                if failed && many {
                    self.open(now);
                }
            }
            (State::HalfOpen { .. }, true) => self.open(now),
            (State::HalfOpen { succeeded, .. }, false) => {
                *succeeded += 1;
                if *succeeded >= self.p.probes {
                    self.change(State::CLOSED);
                }
            }
            (State::Open { .. }, _) => {}
        }
    }
}

impl Behaviour for CircuitBreaker {
    const META: Meta = Meta {
        family: Family::Network,
        role: Role::Service,
        calls: &[Role::Service, Role::Store],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        cx.set_slots(p.max_in_flight);
        CircuitBreaker {
            deadline: cx.patience(p.timeout_ms),
            p,
            links: (0..cx.links()).collect(),
            state: State::CLOSED,
            era: 0,
            in_flight: 0,
            pending: Queue::EMPTY,
            opened: 0,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.deadline = cx.patience(self.p.timeout_ms);
        self.links = (0..cx.links()).collect();
        cx.set_slots(self.p.max_in_flight);
        self.fill(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.in_flight < self.p.max_in_flight {
            self.send(cx, c);
        } else if matches!(self.state, State::Open { until } if cx.now() < until) {
            return cx.fail(c, Reason::CircuitOpen);
        } else if self.pending.len() < self.p.max_pending {
            self.pending.push(cx, c);
        } else {
            return cx.fail(c, Reason::QueueFull);
        }
        cx.set_load(0, self.in_flight, self.pending.len());
    }

    // it does no work of its own
    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if cx.note(c) == self.era {
            let failed = matches!(end, End::Failed(r) if r != Reason::RateLimited);
            self.learn(cx.now(), failed);
        }
        cx.pass_on(c, end, here);
        self.fill(cx);
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let open = match self.state {
            State::Closed { .. } => 0.0,
            State::Open { .. } => 1.0,
            State::HalfOpen { .. } => 0.5,
        };
        Gauges {
            queue_limit: Some(self.p.max_pending),
            facts: vec![(Fact::Open, open), (Fact::Opened, self.opened as f64)],
            ..Gauges::default()
        }
    }

    fn reset(&mut self) {
        self.opened = 0;
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.change(State::CLOSED);
        (self.in_flight, self.pending) = (0, Queue::EMPTY);
        cx.set_load(0, 0, 0);
    }
}
