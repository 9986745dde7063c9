//! The database that owns the data: a number of queries at a time, the rest wait for a connection.
//!
//! Wired to followers it ships every committed write to all of them. Asynchronously the writer is
//! answered first, and a crash loses what was still on its way; semi-synchronously the first
//! acknowledgement is awaited, synchronously all of them, with the connection held meanwhile. A
//! write that nobody (semi-synchronous) or not everybody (synchronous) acknowledges fails. A
//! leader that a controller has replaced takes no more writes.

use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Order, Pass};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{MS, Time, from_secs};
use crate::{choice, params};

choice! {
    /// When a write counts as done.
    pub enum Replication {
        /// As soon as the leader has it.
        Async = "async",
        /// When one follower has it too.
        SemiSync = "semi_sync",
        /// When every follower has it.
        Sync = "sync",
    }
}

params! {
    /// Parameters of a database leader.
    pub struct Params {
        /// Queries that run at the same time.
        slots: int(1, 1024) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Queries that may wait for a connection; more are refused.
        queue: int(0, 100_000) = 200, "", "guide 004, line 122: at most 200 connections";
        read_ms: real_log(0.001, 60_000.0) = 10.0, "ms", "assumption: an indexed query";
        write_ms: real_log(0.001, 60_000.0) = 15.0, "ms", "assumption: a short transaction";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the query times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 4 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        replication: choice(Replication) = 0, "", "guide 004, line 298: asynchronous for speed";
        /// How long a follower's acknowledgement is awaited; the largest value is for ever.
        ack_timeout_ms: real_log(1.0, 600_000.0) = 10_000.0, "ms", "MySQL semi-synchronous replication: 10 s", if 7 in 0b110;
    }
}

const LEAK: u32 = 0;

/// The note of a write whose acknowledgements are awaited: how many, and what came so far.
const WAITING: u32 = 0xffff;
const ACKED: u32 = 1 << 16;
const REFUSED: u32 = 1 << 17;
const FIRST_COUNTS: u32 = 1 << 18;
const CONFIRMED: u32 = 1 << 19;

/// A database leader.
#[derive(Clone, Debug)]
pub struct SqlLeader {
    p: Params,
    /// Reads and writes.
    usual: (Dist, Dist),
    station: Station,
    replication: Replication,
    deadline: Option<RingId>,
    followers: Vec<u32>,
    /// Writes committed here, and writes that their writers know to be done.
    log: u32,
    confirmed: u32,
    /// A controller has given the lead to another.
    replaced: bool,
    disk_full: bool,
    leak: u32,
    leak_every: Time,
    /// Reads and writes while something else goes on, and until when it does.
    busy: (Dist, Dist),
    slow: f64,
    busy_until: Time,
}

fn dists(p: &Params, slow: f64) -> (Dist, Dist) {
    let of = |ms: f64| Dist::new(p.spread, ms * 1e6 * slow, p.cv);
    (of(p.read_ms), of(p.write_ms))
}

macro_rules! chosen {
    ($self:ident) => {
        |cx: &Cx<'_>, c| {
            let busy = cx.now() < $self.busy_until;
            let (read, write) = if busy { &$self.busy } else { &$self.usual };
            if cx.class(c) == Class::Write { write } else { read }
        }
    };
}

impl SqlLeader {
    fn rewire(&mut self, p: &Params, cx: &mut Cx<'_>) {
        self.replication = p.replication;
        self.deadline = cx.patience(p.ack_timeout_ms);
        self.followers = (0..cx.links()).filter(|&l| cx.role(l) == Role::Replica).collect();
    }

    fn confirm(&mut self, cx: &mut Cx<'_>) {
        self.confirmed = self.confirmed.saturating_add(1);
        cx.set_position(self.confirmed);
    }

    /// A write is in the log: the followers are to learn of it. True when its slot stays taken.
    fn commit(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        self.log = self.log.saturating_add(1);
        if self.replication == Replication::Async || self.followers.is_empty() {
            for &f in &self.followers {
                cx.tell_with(c, f, Class::Replicate, self.log);
            }
            self.confirm(cx);
            cx.reply(c, End::Ok);
            return false;
        }
        let first = if self.replication == Replication::SemiSync { FIRST_COUNTS } else { 0 };
        cx.set_note(c, self.followers.len() as u32 | first);
        for &f in &self.followers {
            cx.ask_with(c, f, Class::Replicate, self.deadline, Pass::NOTHING, self.log);
        }
        true
    }
}

impl Behaviour for SqlLeader {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[Role::Replica],
        needs_servers: false,
        faults: &[FaultKind::DiskFull, FaultKind::ConnectionLeak],
        shortcut: Some('D'),
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        cx.set_position(0);
        let mut leader = SqlLeader {
            usual: dists(&p, 1.0),
            busy: dists(&p, 1.0),
            slow: 1.0,
            busy_until: 0,
            p: p.clone(),
            station: Station::new(p.slots, p.queue, p.error_rate, cx),
            replication: p.replication,
            deadline: None,
            followers: Vec::new(),
            log: 0,
            confirmed: 0,
            replaced: false,
            disk_full: false,
            leak: cx.timer(LEAK),
            leak_every: 0,
        };
        leader.rewire(&p, cx);
        leader
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.usual = dists(&p, 1.0);
        self.busy = dists(&p, self.slow);
        self.p = p.clone();
        self.rewire(&p, cx);
        self.station.resize(p.slots, p.queue, p.error_rate, cx, chosen!(self));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if (self.replaced | self.disk_full) && cx.class(c) == Class::Write {
            return cx.fail(c, if self.replaced { Reason::NotLeader } else { Reason::StorageFull });
        }
        self.station.arrive(cx, c, chosen!(self));
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let writes = cx.class(c) == Class::Write;
        let ahead = if writes { None } else { self.station.ahead_by(cx, chosen!(self)) };
        let waits = if self.station.errs() {
            cx.fail(c, Reason::ServerError);
            false
        } else if writes {
            self.commit(cx, c)
        } else {
            cx.reply(c, End::Ok);
            false
        };
        if !writes {
            self.station.depart_with(cx, ahead);
        } else if waits {
            self.station.hold(cx);
        } else {
            self.station.depart(cx, chosen!(self));
        }
    }

    /// A follower has acknowledged a write, or will not.
    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, _: bool) {
        let note = (cx.note(c) - 1) | if end == End::Ok { ACKED } else { REFUSED };
        let last = note & WAITING == 0;
        if note & CONFIRMED != 0 {
            cx.set_note(c, note);
            if last {
                cx.reply(c, End::Ok);
            }
            return;
        }
        let first_counts = note & FIRST_COUNTS != 0;
        let safe = if first_counts { note & ACKED != 0 } else { last && note & REFUSED == 0 };
        if !safe && !last {
            return cx.set_note(c, note);
        }
        if !safe {
            cx.fail(c, Reason::NoQuorum);
        } else {
            self.confirm(cx);
            if last {
                cx.reply(c, End::Ok);
            } else {
                cx.set_note(c, note | CONFIRMED);
                cx.accept(c);
            }
        }
        self.station.let_go(cx, chosen!(self));
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        if self.leak_every > 0 {
            self.station.leak(cx);
            let t = cx.now() + self.leak_every;
            cx.timer_at(self.leak, t);
        }
    }

    fn control(&mut self, _: &mut Cx<'_>, order: Order) {
        match order {
            Order::Lead => self.replaced = false,
            Order::Follow(_) => self.replaced = true,
            Order::Busy { percent, until } => {
                self.slow = super::slowdown(percent);
                self.busy = dists(&self.p, self.slow);
                self.busy_until = until;
            }
            Order::Instances(_) => {}
        }
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::DiskFull => self.disk_full = begins,
            FaultKind::ConnectionLeak => {
                cx.cancel(self.leak);
                self.leak = cx.timer(LEAK);
                self.leak_every = if begins { from_secs(1.0 / strength).max(MS) } else { 0 };
                if begins {
                    let t = cx.now() + self.leak_every;
                    cx.timer_at(self.leak, t);
                } else {
                    self.station.mend(cx, chosen!(self));
                }
            }
            _ => {}
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { queue_limit: Some(self.station.limit()), ..Gauges::default() }
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
    }
}
