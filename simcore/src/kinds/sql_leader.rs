//! The database that owns the data: a number of queries at a time, the rest wait for a connection.
//!
//! Wired to followers it ships every committed write to all of them. Asynchronously the writer is
//! answered first, and a crash loses what was still on its way; semi-synchronously the first
//! acknowledgement is awaited, synchronously all of them, with the connection held meanwhile. A
//! write that nobody (semi-synchronous) or not everybody (synchronous) acknowledges fails. A
//! leader that a controller has replaced takes no more writes.
//!
//! With row locks a write of a key has to wait for those of the same key, in its slot, until they are
//! committed; reads see the last committed row and wait for nobody. How many rows there are, how they
//! are found and how many tables a read joins make its time (see [`table`]).

mod params;
mod table;

pub use self::params::{Params, Replication};
pub(crate) use self::table::read_ms;
use self::table::Table;
use super::flights::Flights;
use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Order, Pass};
use crate::cx::Cx;
use crate::dist::Dist;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{MS, Time, from_secs};

const LEAK: u32 = 0;

/// The note of a write whose acknowledgements are awaited: how many, and what came so far.
const WAITING: u32 = 0xffff;
const ACKED: u32 = 1 << 16;
const REFUSED: u32 = 1 << 17;
const FIRST_COUNTS: u32 = 1 << 18;
const CONFIRMED: u32 = 1 << 19;
/// The note of a write that is to lock its row once it has a slot, and of one that has done so.
const WANTS: u32 = 1 << 20;
const LOCKS: u32 = 1 << 21;
/// Taking a lock that nobody has takes no time.
const AT_ONCE: Dist = Dist::Constant(0);

/// A database leader.
#[derive(Clone, Debug)]
pub struct SqlLeader {
    p: Params,
    table: Table,
    locks: Flights,
    /// Writes that found their row locked.
    lock_waits: u64,
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
    /// It takes no writes, for whatever reason.
    shut: bool,
    leak: u32,
    leak_every: Time,
    /// Reads and writes while something else goes on, and until when it does.
    busy: (Dist, Dist),
    slow: f64,
    busy_until: Time,
}

fn dists(p: &Params, rows_m: f64, slow: f64) -> (Dist, Dist) {
    let of = |ms: f64| Dist::new(p.spread, ms * 1e6 * slow, p.cv);
    (of(read_ms(p, rows_m)), of(p.write_ms))
}

macro_rules! chosen {
    ($self:ident) => {
        |cx: &Cx<'_>, c| {
            let busy = cx.now() < $self.busy_until;
            let (read, write) = if busy { &$self.busy } else { &$self.usual };
            match cx.class(c) {
                Class::Write if cx.note(c) & WANTS != 0 => &AT_ONCE,
                Class::Write => write,
                _ => read,
            }
        }
    };
}

impl SqlLeader {
    fn rewire(&mut self, p: &Params, cx: &mut Cx<'_>) {
        self.replication = p.replication;
        self.deadline = cx.patience(p.ack_timeout_ms);
        self.followers = (0..cx.links()).filter(|&l| cx.role(l) == Role::Replica).collect();
    }

    /// The time of a query has changed.
    fn measure(&mut self) {
        self.usual = dists(&self.p, self.table.rows_m(), 1.0);
        self.busy = dists(&self.p, self.table.rows_m(), self.slow);
    }

    fn shut(&mut self) {
        self.shut = self.replaced || self.disk_full || self.table.is_full(&self.p);
    }

    /// A write that locks its row goes to work in its slot.
    fn write(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let busy = cx.now() < self.busy_until;
        let dist = if busy { &self.busy.1 } else { &self.usual.1 };
        self.station.again(cx, c, dist);
    }

    /// A write has a slot and wants its row for itself.
    fn lock(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.set_note(c, LOCKS);
        if self.locks.join(cx, u64::from(cx.key(c)), c).is_some() {
            return self.write(cx, c);
        }
        self.lock_waits += 1;
        self.station.hold(cx);
    }

    /// A write is over, one way or the other: the next of the same row goes to work.
    fn unlock(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.note(c) & LOCKS != 0
            && let Some(next) = self.locks.hand_over(cx, u64::from(cx.key(c)))
        {
            self.station.resume(cx);
            self.write(cx, next);
        }
    }

    fn confirm(&mut self, cx: &mut Cx<'_>) {
        self.confirmed = self.confirmed.saturating_add(1);
        cx.set_position(self.confirmed);
    }

    /// A write is in the log: the followers are to learn of it. True when its slot stays taken.
    fn commit(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        self.log = self.log.saturating_add(1);
        if self.table.grow(&self.p) {
            self.measure();
            self.shut();
        }
        if self.replication == Replication::Async || self.followers.is_empty() {
            for &f in &self.followers {
                cx.tell_with(c, f, Class::Replicate, self.log);
            }
            self.confirm(cx);
            self.unlock(cx, c);
            cx.reply(c, End::Ok);
            return false;
        }
        let first = if self.replication == Replication::SemiSync { FIRST_COUNTS } else { 0 };
        cx.set_note(c, self.followers.len() as u32 | first | cx.note(c) & LOCKS);
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
            table: Table::new(&p),
            locks: Flights::default(),
            lock_waits: 0,
            usual: (AT_ONCE, AT_ONCE),
            busy: (AT_ONCE, AT_ONCE),
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
            shut: false,
            leak: cx.timer(LEAK),
            leak_every: 0,
        };
        leader.rewire(&p, cx);
        leader.measure();
        leader.shut();
        leader
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.table.update(&self.p, &p);
        self.p = p.clone();
        self.measure();
        self.shut();
        self.rewire(&p, cx);
        self.station.resize(p.slots, p.queue, p.error_rate, cx, chosen!(self));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if (self.shut | self.p.row_locks) && cx.class(c) == Class::Write {
            if self.shut {
                return cx.fail(c, if self.replaced { Reason::NotLeader } else { Reason::StorageFull });
            }
            cx.set_note(c, WANTS);
        }
        self.station.arrive(cx, c, chosen!(self));
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let writes = cx.class(c) == Class::Write;
        if writes && cx.note(c) & WANTS != 0 {
            return self.lock(cx, c);
        }
        let ahead = if writes { None } else { self.station.ahead_by(cx, chosen!(self)) };
        let waits = if self.station.errs() {
            self.unlock(cx, c);
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
        self.unlock(cx, c);
        if !safe {
            cx.fail(c, Reason::NoQuorum);
        } else {
            self.confirm(cx);
            if last {
                cx.reply(c, End::Ok);
            } else {
                cx.set_note(c, note & !LOCKS | CONFIRMED);
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
            Order::Lead | Order::Follow(_) => {
                self.replaced = order != Order::Lead;
                self.shut();
            }
            Order::Busy { percent, until } => {
                self.slow = super::slowdown(percent);
                self.measure();
                self.busy_until = until;
            }
            Order::Instances(_) => {}
        }
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        match what {
            FaultKind::DiskFull => {
                self.disk_full = begins;
                self.shut();
            }
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
        let mut facts = self.table.facts(&self.p);
        if self.p.row_locks {
            facts.push((Fact::LockWaits, self.lock_waits as f64));
        }
        Gauges { queue_limit: Some(self.station.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.lock_waits = 0;
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
        self.locks.clear();
    }
}

#[cfg(test)]
mod tests;
