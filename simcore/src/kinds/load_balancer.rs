//! Passes each request to one of its servers, by the policies of [`crate::balance`].
//!
//! It may be a pair, one active and one passive: when the active one crashes its connections are
//! lost, and so is what it knows of sessions unless the two share it; a while later the passive one
//! has its address and goes on. With a limit of its own it passes requests on one by one, and those
//! that come faster wait in line.

mod care;
mod health;
mod outliers;
mod params;
mod returning;

use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use care::Mark;
pub use params::{
    Algorithm, Check, Hashing, Metric, NewSessions, Params, Redundancy, RingKey, TieBreak, TiedToDead, TurnAfter,
    Unknown, Wrr,
};
use returning::Returning;
use crate::balance::{Balancer, Base, Choose, IpHashing, KeyHash, OnDead, Pointer, Policy, Server, Ties, UnknownLoad};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::dist::Dist;
use crate::faults::FaultKind;
use crate::measure::{Backend, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{SEC, Time, from_ms, from_secs};
use crate::call::{CallId, End, Pass};

const PROBE: u32 = 0;
const REPORT: u32 = 1;
const RELEASE: u32 = 2;
/// Note of a request that waits in the balancer's own line; later it counts the retries.
const IN_LINE: u32 = 1 << 31;

/// Chance for the policies.
#[derive(Clone, Debug)]
struct Dice(Stream);

impl Choose for Dice {
    #[inline]
    fn choose(&mut self, n: usize) -> usize {
        self.0.below(n as u32) as usize
    }
}


/// A load balancer.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    p: Params,
    balancer: Balancer,
    servers: Vec<Server>,
    marks: Vec<Mark>,
    /// Something about the choice needs more than the policy.
    careful: bool,
    /// When each user's cookie was given.
    given: Vec<Time>,
    /// Requests in line, where it can pass on only so many a second.
    line: Station,
    /// Is there, or has there been, a line?
    lines: bool,
    each: Dist,
    dice: Dice,
    overhead: Time,
    ring: RingId,
    /// Does the algorithm count the requests that each server has under way?
    counts: bool,
    pass: Pass,
    probe: u32,
    report: u32,
    release: u32,
    returning: Returning,
    /// Chance that a probe tells the opposite of the truth, and what draws it.
    lies: f64,
    luck: Stream,
}

fn policy(p: &Params) -> Policy {
    let ties = match p.ties {
        TieBreak::Lowest => Ties::Lowest,
        TieBreak::InTurn => Ties::InTurn,
        TieBreak::Random => Ties::Random,
    };
    match p.algorithm {
        Algorithm::Random => Policy::Random,
        Algorithm::RoundRobin => Policy::RoundRobin {
            pointer: match p.turn_after {
                TurnAfter::Identity => Pointer::Identity,
                TurnAfter::WrappedIndex => Pointer::WrappedIndex,
                TurnAfter::RawCounter => Pointer::RawCounter,
                TurnAfter::ResetOnChange => Pointer::ResetOnChange,
            },
        },
        Algorithm::WeightedRoundRobin => Policy::WeightedRoundRobin { smooth: p.wrr == Wrr::Smooth },
        Algorithm::LeastConnections => Policy::LeastConnections { ties },
        Algorithm::LeastLoaded => Policy::LeastLoaded {
            ties,
            unknown: match p.unknown {
                Unknown::Zero => UnknownLoad::Zero,
                Unknown::Skip => UnknownLoad::Skip,
            },
        },
        Algorithm::StickySession => Policy::StickySession {
            base: match p.base {
                NewSessions::RoundRobin => Base::RoundRobin,
                NewSessions::Random => Base::Random,
                NewSessions::LeastConnections => Base::LeastConnections,
            },
            on_dead: match p.on_dead {
                TiedToDead::Rebalance => OnDead::Rebalance,
                TiedToDead::Fail => OnDead::Fail,
            },
        },
        Algorithm::IpHash => Policy::IpHash {
            hashing: match p.hashing {
                Hashing::ModLive => IpHashing::ModLive(KeyHash::Mixed),
                Hashing::Rehash => IpHashing::Nginx,
            },
        },
        Algorithm::ConsistentHash => Policy::ConsistentHash { vnodes: p.vnodes, hash: KeyHash::Mixed },
        Algorithm::TwoChoices => Policy::TwoChoices { ties },
    }
}

/// Does the algorithm count the requests that each server has under way?
fn counts(p: &Params) -> bool {
    match p.algorithm {
        Algorithm::LeastConnections | Algorithm::TwoChoices => true,
        Algorithm::StickySession => p.base == NewSessions::LeastConnections,
        _ => false,
    }
}

/// How long passing one request on keeps a balancer with a limit.
fn each(p: &Params) -> Dist {
    Dist::Constant(if p.max_rate > 0.0 { (1e9 / p.max_rate) as Time } else { 1 })
}

fn takeover(p: &Params) -> Option<Time> {
    (p.redundancy == Redundancy::Pair).then(|| from_secs(p.takeover_s))
}

/// Replies that need no thought: all of them, unless a refusal is tried elsewhere or they are counted.
fn pass(p: &Params) -> Pass {
    match (p.eject_after, p.retries) {
        (0, 0) => Pass::EVERYTHING,
        (0, _) => Pass::ANSWERS,
        _ => Pass::NOTHING,
    }
}

impl LoadBalancer {
    fn take_reports(&mut self, cx: &Cx<'_>) {
        for (l, s) in self.servers.iter_mut().enumerate() {
            let l = l as u32;
            let load = match self.p.metric {
                Metric::Requests => Some(f64::from(cx.load_of(l))),
                Metric::Cpu => Some(cx.utilisation(l)),
                // nothing was answered: the last report stands
                Metric::Latency => cx.answers_take(l),
            };
            (s.load, s.known) = (load.unwrap_or(s.load), true);
        }
    }

    #[inline]
    fn dispatch(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.counts {
            for (l, s) in self.servers.iter_mut().enumerate() {
                s.active = cx.open(l as u32);
            }
        } else if self.p.algorithm == Algorithm::LeastLoaded && self.p.report_s == 0.0 {
            self.take_reports(cx);
        }
        let user = cx.user(c);
        let picked = match self.careful {
            false => self.balancer.pick(&self.servers, u64::from(user), &mut self.dice),
            true => self.pick_with_care(cx, c),
        };
        let Some(i) = picked else {
            let none = self.why_none();
            return cx.fail(c, none);
        };
        self.returning.note(user, self.servers[i].id);
        cx.ask_on(c, i as u32, None, self.pass, None);
    }

    /// A request waits until it can be passed on; false where there is no limit.
    #[cold]
    fn stand_in_line(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        let limited = self.p.max_rate > 0.0;
        if limited {
            cx.set_note(c, IN_LINE);
            self.line.arrive(cx, c, |_, _| &self.each);
        }
        limited
    }

    /// It is a request's turn; true when it has yet to be passed on.
    #[cold]
    fn leave_line(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        if cx.note(c) != IN_LINE {
            return false;
        }
        cx.set_note(c, 0);
        self.line.depart(cx, |_, _| &self.each);
        if self.overhead > 0 {
            cx.serve_const(c, self.overhead, self.ring);
        }
        self.overhead > 0
    }

    /// Without a line to stand in, all that arrives only waits for the overhead.
    fn open_door(&self, cx: &mut Cx<'_>) {
        let overhead = if self.lines { 0 } else { self.overhead };
        cx.set_door(overhead, self.ring, self.p.max_active);
    }

    /// A refused connection may be tried elsewhere: the server is out of the choice for this once.
    fn retry(&mut self, cx: &mut Cx<'_>, c: CallId, refused: usize) {
        let up = std::mem::replace(&mut self.servers[refused].up, false);
        self.dispatch(cx, c);
        self.servers[refused].up = up;
    }
}

impl Behaviour for LoadBalancer {
    const META: Meta = Meta {
        family: Family::Network,
        role: Role::Service,
        calls: &[Role::Service, Role::Cache, Role::Store],
        needs_servers: true,
        faults: &[FaultKind::LyingProbes],
        shortcut: Some('B'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn has_spare(values: &[f64]) -> bool {
        Params::from_values(values).redundancy == Redundancy::Pair
    }

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        cx.set_spare(takeover(&p));
        let overhead = from_ms(p.overhead_ms);
        let mut lb = LoadBalancer {
            balancer: Balancer::new(policy(&p)),
            servers: Vec::new(),
            marks: Vec::new(),
            careful: false,
            given: Vec::new(),
            line: Station::new(u32::from(p.max_rate > 0.0), p.max_active, 0.0, cx),
            lines: p.max_rate > 0.0,
            each: each(&p),
            dice: Dice(cx.stream(Purpose::Balance)),
            overhead,
            ring: cx.ring(overhead),
            counts: counts(&p),
            pass: pass(&p),
            probe: cx.timer(PROBE),
            report: cx.timer(REPORT),
            release: cx.timer(RELEASE),
            returning: Returning::default(),
            lies: 0.0,
            luck: cx.stream(Purpose::Retries),
            p,
        };
        lb.open_door(cx);
        lb.rewire(cx, false);
        lb.start_timers(cx);
        lb
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        let clocks = |p: &Params| (p.health_check, p.interval_s, p.report_s, p.algorithm);
        let restart = clocks(&p) != clocks(&self.p);
        self.balancer.set_policy(policy(&p));
        self.overhead = from_ms(p.overhead_ms);
        self.ring = cx.ring(self.overhead);
        (self.counts, self.pass) = (counts(&p), pass(&p));
        self.each = each(&p);
        self.lines |= p.max_rate > 0.0;
        if p.max_rate > 0.0 {
            self.line.resize(1, p.max_active, 0.0, cx, |_, _| &self.each);
        }
        cx.set_spare(takeover(&p));
        self.p = p;
        self.open_door(cx);
        self.rewire(cx, true);
        if restart {
            self.start_timers(cx);
        }
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.inside() > self.p.max_active {
            return cx.fail(c, Reason::QueueFull);
        }
        if self.lines && self.stand_in_line(cx, c) {
            return;
        }
        if self.overhead == 0 { self.dispatch(cx, c) } else { cx.serve_const(c, self.overhead, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.lines && self.leave_line(cx, c) {
            return;
        }
        self.dispatch(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, here: bool) {
        let known = (link as usize) < self.servers.len();
        if self.p.eject_after > 0 {
            self.watch(cx, link, end);
        }
        if known && end == End::Failed(Reason::Down) && cx.note(c) < self.p.retries {
            cx.set_note(c, cx.note(c) + 1);
            return self.retry(cx, c, link as usize);
        }
        cx.pass_on(c, end, here);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == RELEASE {
            self.release(cx);
        } else if tag == PROBE {
            self.probe_all(cx);
            let t = cx.now() + from_secs(self.p.interval_s).max(SEC / 100);
            cx.timer_at(self.probe, t);
        } else {
            self.take_reports(cx);
            let t = cx.now() + from_secs(self.p.report_s).max(SEC / 1000);
            cx.timer_at(self.report, t);
        }
    }

    fn fault(&mut self, _: &mut Cx<'_>, _: FaultKind, strength: f64, begins: bool) {
        self.lies = if begins { strength / 100.0 } else { 0.0 };
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let backend = |(l, s): (usize, &Server)| Backend {
            node: look.target(l as u32),
            in_pool: s.up,
            active: look.open(l as u32),
            sent: look.sent(l as u32),
        };
        let backends = self.servers.iter().enumerate().map(backend).collect();
        let r = &self.returning;
        let affinity = (r.calls > 0).then(|| r.same as f64 / r.calls as f64);
        let queue_limit = (self.p.max_rate > 0.0).then_some(self.p.max_active);
        Gauges { backends, affinity, queue_limit, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.returning.calls, self.returning.same) = (0, 0);
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        if !(self.p.redundancy == Redundancy::Pair && self.p.shared_ties) {
            self.balancer.forget_ties();
        }
        self.line.crash(cx);
    }
}
