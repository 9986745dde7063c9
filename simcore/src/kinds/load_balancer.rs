//! Passes each request to one of its servers, by the policies of [`crate::balance`].

use super::{Behaviour, Family, Meta, Role};
use crate::balance::{Balancer, Base, Choose, IpHashing, KeyHash, OnDead, Pointer, Policy, Server, Ties, UnknownLoad};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Backend, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{SEC, Time, from_ms, from_secs};
use crate::call::{CallId, End, Pass};
use crate::{choice, params};

choice! {
    /// How the next server is chosen.
    pub enum Algorithm {
        Random = "random",
        RoundRobin = "round_robin",
        WeightedRoundRobin = "weighted_round_robin",
        LeastConnections = "least_connections",
        LeastLoaded = "least_loaded",
        StickySession = "sticky_session",
        IpHash = "ip_hash",
        ConsistentHash = "consistent_hash",
        TwoChoices = "two_choices",
    }
}

choice! {
    /// How a weighted turn is spread.
    pub enum Wrr { Smooth = "smooth", Burst = "burst" }
}

choice! {
    /// Who wins among equals.
    pub enum TieBreak { Lowest = "lowest", InTurn = "in_turn", Random = "random" }
}

choice! {
    /// Who serves a user that has no server yet.
    pub enum NewSessions {
        RoundRobin = "round_robin",
        Random = "random",
        LeastConnections = "least_connections",
    }
}

params! {
    /// Parameters of a load balancer.
    pub struct Params {
        algorithm: choice(Algorithm) = 1, "", "guide 001, lines 198-202";
        wrr: choice(Wrr) = 0, "", "nginx spreads a weighted turn smoothly", if 0 in 0b100;
        ties: choice(TieBreak) = 1, "", "nginx and HAProxy take equals in turn", if 0 in 0b1_0001_1000;
        /// Age that load reports reach; 0 means always fresh.
        report_s: real(0.0, 60.0) = 0.0, "s", "assumption", if 0 in 0b1_0000;
        base: choice(NewSessions) = 0, "", "assumption", if 0 in 0b10_0000;
        /// Points of each server on the ring.
        vnodes: int(1, 1000) = 150, "", "guide 004, line 879", if 0 in 0b1000_0000;
        overhead_ms: real(0.0, 100.0) = 0.1, "ms", "assumption";
        /// Requests under way at the same time; more are refused.
        max_active: int_log(1, 1_000_000) = 50_000, "", "guide 004, line 158: 50,000 connections";
        /// Further servers to try when a connection is refused.
        retries: int(0, 5) = 0, "", "assumption";
        health_check: flag = 1, "", "guide 004, lines 226-234";
        interval_s: real(0.1, 300.0) = 30.0, "s", "guide 004, line 231", if 9 in 0b10;
        unhealthy_after: int(1, 10) = 3, "", "guide 004, line 233", if 9 in 0b10;
        healthy_after: int(1, 10) = 2, "", "guide 004, line 232", if 9 in 0b10;
    }
}

const PROBE: u32 = 0;
const REPORT: u32 = 1;

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
    /// Per server: probes in a row that contradict the belief.
    against: Vec<u32>,
    dice: Dice,
    overhead: Time,
    ring: RingId,
    /// Does the algorithm count the requests that each server has under way?
    counts: bool,
    pass: Pass,
    probe: u32,
    report: u32,
    returning: Returning,
    /// Chance that a probe tells the opposite of the truth, and what draws it.
    lies: f64,
    luck: Stream,
}

/// Do users come back to the server that they had?
#[derive(Clone, Debug, Default)]
struct Returning {
    /// Server before, by user; 0 is none (ids are stored plus one).
    last: Vec<u32>,
    calls: u64,
    same: u64,
}

impl Returning {
    #[inline]
    fn note(&mut self, user: u32, server: u32) {
        let user = user as usize;
        if user >= self.last.len() {
            self.last.resize((user + 1).next_power_of_two(), 0);
        }
        let before = std::mem::replace(&mut self.last[user], server.wrapping_add(1));
        if before != 0 {
            self.calls += 1;
            self.same += u64::from(before == server.wrapping_add(1));
        }
    }
}

fn policy(p: &Params) -> Policy {
    let ties = match p.ties {
        TieBreak::Lowest => Ties::Lowest,
        TieBreak::InTurn => Ties::InTurn,
        TieBreak::Random => Ties::Random,
    };
    match p.algorithm {
        Algorithm::Random => Policy::Random,
        Algorithm::RoundRobin => Policy::RoundRobin { pointer: Pointer::Identity },
        Algorithm::WeightedRoundRobin => Policy::WeightedRoundRobin { smooth: p.wrr == Wrr::Smooth },
        Algorithm::LeastConnections => Policy::LeastConnections { ties },
        Algorithm::LeastLoaded => Policy::LeastLoaded { ties, unknown: UnknownLoad::Zero },
        Algorithm::StickySession => Policy::StickySession {
            base: match p.base {
                NewSessions::RoundRobin => Base::RoundRobin,
                NewSessions::Random => Base::Random,
                NewSessions::LeastConnections => Base::LeastConnections,
            },
            on_dead: OnDead::Rebalance,
        },
        Algorithm::IpHash => Policy::IpHash { hashing: IpHashing::ModLive(KeyHash::Mixed) },
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

/// Replies that need no thought: all of them, unless a refusal is tried elsewhere.
fn pass(p: &Params) -> Pass {
    if p.retries == 0 { Pass::EVERYTHING } else { Pass::ANSWERS }
}

impl LoadBalancer {
    /// Takes over the links as they are now; servers that stay keep what is known of them.
    fn rewire(&mut self, cx: &Cx<'_>) {
        let old: Vec<(Server, u32)> = self.servers.drain(..).zip(self.against.drain(..)).collect();
        for l in 0..cx.links() {
            let id = cx.target(l);
            let (mut s, m) = old.iter().find(|(s, _)| s.id == id).copied().unwrap_or((Server::new(id), 0));
            s.weight = cx.weight(l);
            s.up |= !self.p.health_check;
            self.servers.push(s);
            self.against.push(m);
        }
        self.balancer.membership_changed(&self.servers);
    }

    /// Probes and reports begin anew, each with its own phase, so that balancers do not probe in step.
    fn start_timers(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.probe);
        cx.cancel(self.report);
        let now = cx.now();
        self.probe = cx.timer(PROBE);
        if self.p.health_check {
            let phase = cx.stream(Purpose::Probes).unit();
            cx.timer_at(self.probe, now + from_secs(self.p.interval_s * phase));
        }
        self.report = cx.timer(REPORT);
        if self.p.report_s > 0.0 && self.p.algorithm == Algorithm::LeastLoaded {
            cx.timer_at(self.report, now);
        }
    }

    fn probe_all(&mut self, cx: &Cx<'_>) {
        let mut changed = false;
        for (l, (s, against)) in self.servers.iter_mut().zip(&mut self.against).enumerate() {
            let lie = self.lies > 0.0 && self.luck.unit() < self.lies;
            if (cx.probe(l as u32) != lie) == s.up {
                *against = 0;
                continue;
            }
            *against += 1;
            let enough = if s.up { self.p.unhealthy_after } else { self.p.healthy_after };
            if *against >= enough {
                (s.up, *against, changed) = (!s.up, 0, true);
            }
        }
        if changed {
            self.balancer.membership_changed(&self.servers);
        }
    }

    fn take_reports(&mut self, cx: &Cx<'_>) {
        for (l, s) in self.servers.iter_mut().enumerate() {
            (s.load, s.known) = (f64::from(cx.load_of(l as u32)), true);
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
        let Some(i) = self.balancer.pick(&self.servers, u64::from(user), &mut self.dice) else {
            let none = if self.servers.is_empty() { Reason::NoRoute } else { Reason::NoHealthyServer };
            return cx.fail(c, none);
        };
        self.returning.note(user, self.servers[i].id);
        let class = cx.class(c);
        cx.ask(c, i as u32, class, None, self.pass);
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
        shortcut: Some('L'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let overhead = from_ms(p.overhead_ms);
        let mut lb = LoadBalancer {
            balancer: Balancer::new(policy(&p)),
            servers: Vec::new(),
            against: Vec::new(),
            dice: Dice(cx.stream(Purpose::Balance)),
            overhead,
            ring: cx.ring(overhead),
            counts: counts(&p),
            pass: pass(&p),
            probe: cx.timer(PROBE),
            report: cx.timer(REPORT),
            returning: Returning::default(),
            lies: 0.0,
            luck: cx.stream(Purpose::Retries),
            p,
        };
        lb.rewire(cx);
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
        self.p = p;
        self.rewire(cx);
        if restart {
            self.start_timers(cx);
        }
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.inside() > self.p.max_active {
            return cx.fail(c, Reason::QueueFull);
        }
        if self.overhead == 0 { self.dispatch(cx, c) } else { cx.serve_const(c, self.overhead, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.dispatch(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, here: bool) {
        let known = (link as usize) < self.servers.len();
        if known && end == End::Failed(Reason::Down) && cx.note(c) < self.p.retries {
            cx.set_note(c, cx.note(c) + 1);
            return self.retry(cx, c, link as usize);
        }
        cx.pass_on(c, end, here);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == PROBE {
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
        Gauges { backends, affinity, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.returning.calls, self.returning.same) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {
        self.balancer.forget_ties();
    }
}
