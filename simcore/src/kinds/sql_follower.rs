//! A copy of a database that answers reads and applies the owner's changes a little later.
//!
//! A change is safe here as soon as it has arrived, and is acknowledged then. It becomes visible
//! after its own lag, drawn evenly between two bounds, and applying it takes a slot like a query.
//! Until then reads of its key are stale. Changes of different keys may overtake each other, as
//! with appliers in parallel. What arrived late because this copy was down or cut off is caught
//! up with at once (assumption). Told to lead, it takes writes and refuses the old leader's changes.

use super::station::Station;
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, Class, End, Order};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream};
use crate::time::{Time, from_ms, to_secs};
use std::collections::VecDeque;

params! {
    /// Parameters of a database follower.
    pub struct Params {
        /// Queries that run at the same time.
        slots: int(1, 1024) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Queries that may wait for a connection; more are refused.
        queue: int(0, 100_000) = 200, "", "assumption: as on the leader";
        read_ms: real_log(0.001, 60_000.0) = 10.0, "ms", "assumption: an indexed query, as on the leader";
        /// Time of a write once this copy leads.
        write_ms: real_log(0.001, 60_000.0) = 15.0, "ms", "assumption: as on the leader";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the query times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 4 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        lag_min_ms: real(0.0, 60_000.0) = 100.0, "ms", "guide 004, line 383: 100 to 500 ms";
        lag_max_ms: real(0.0, 60_000.0) = 500.0, "ms", "guide 004, line 383: 100 to 500 ms";
        /// What applying a change costs, in reads.
        replay_cost: real(0.0, 10.0) = 1.0, "", "assumption: a change costs as much as a read";
    }
}

/// In the note of a change: its turn has come and it takes a slot.
const APPLYING: u32 = 1 << 31;

/// Changes that have arrived and cannot be seen yet.
#[derive(Clone, Debug, Default)]
struct Backlog {
    /// In the order of arrival: when, and whether it has been applied out of turn.
    changes: VecDeque<(Time, bool)>,
    /// Number of the first of them.
    first: u32,
    waiting: u32,
    /// How many of them there are for each key.
    by_key: Vec<u32>,
}

impl Backlog {
    /// Takes a change in and returns its number.
    fn push(&mut self, key: u32, now: Time) -> u32 {
        let key = key as usize;
        if key >= self.by_key.len() {
            self.by_key.resize((key + 1).next_power_of_two(), 0);
        }
        self.by_key[key] += 1;
        self.waiting += 1;
        self.changes.push_back((now, false));
        self.first.wrapping_add(self.changes.len() as u32 - 1) & !APPLYING
    }

    fn applied(&mut self, key: u32, number: u32) {
        if let Some(n) = self.by_key.get_mut(key as usize) {
            *n = n.saturating_sub(1);
        }
        self.waiting = self.waiting.saturating_sub(1);
        let at = number.wrapping_sub(self.first) & !APPLYING;
        if let Some(change) = self.changes.get_mut(at as usize) {
            change.1 = true;
        }
        while let Some((_, true)) = self.changes.front() {
            self.changes.pop_front();
            self.first = self.first.wrapping_add(1) & !APPLYING;
        }
    }

    #[inline]
    fn holds(&self, key: u32) -> bool {
        self.by_key.get(key as usize).is_some_and(|&n| n > 0)
    }

    fn clear(&mut self) {
        self.changes.clear();
        self.by_key.fill(0);
        self.waiting = 0;
    }
}

/// A database follower.
#[derive(Clone, Debug)]
pub struct SqlFollower {
    read: Dist,
    write: Dist,
    replay: Dist,
    /// Applying a change takes no time worth counting.
    free_replay: bool,
    station: Station,
    lag: (f64, f64),
    extra_lag: Time,
    chance: Stream,
    backlog: Backlog,
    /// Changes that its log holds.
    position: u32,
    leads: bool,
    reads: u64,
    stale: u64,
}

fn dists(p: &Params) -> [Dist; 3] {
    [p.read_ms, p.write_ms, p.read_ms * p.replay_cost].map(|ms| Dist::new(p.spread, ms * 1e6, p.cv))
}

fn lag(p: &Params) -> (f64, f64) {
    let most = p.lag_max_ms.max(p.lag_min_ms);
    (p.lag_min_ms * 1e6, (most - p.lag_min_ms) * 1e6)
}

macro_rules! chosen {
    ($self:ident) => {
        |cx, c| match cx.class(c) {
            Class::Write => &$self.write,
            Class::Replicate => &$self.replay,
            _ => &$self.read,
        }
    };
}

impl SqlFollower {
    fn receive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.leads {
            return cx.fail(c, Reason::NotLeader);
        }
        self.position = self.position.max(cx.note(c));
        cx.set_position(self.position);
        cx.accept(c);
        let number = self.backlog.push(cx.key(c), cx.now());
        cx.set_note(c, number);
        let lag = (self.lag.0 + self.lag.1 * self.chance.unit() + 0.5) as Time;
        cx.serve(c, lag.saturating_add(self.extra_lag));
    }

    fn applied(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.backlog.applied(cx.key(c), cx.note(c) & !APPLYING);
        cx.reply(c, End::Ok);
    }

    /// A read or a write is done.
    fn answer(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.station.errs() {
            return cx.fail(c, Reason::ServerError);
        }
        if cx.class(c) == Class::Write {
            self.position = self.position.saturating_add(1);
            cx.set_position(self.position);
        } else {
            self.reads += 1;
            self.stale += u64::from(self.backlog.holds(cx.key(c)));
        }
        cx.reply(c, End::Ok);
    }
}

impl Behaviour for SqlFollower {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Replica,
        calls: &[],
        needs_servers: false,
        faults: &[FaultKind::ReplicaLag],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let [read, write, replay] = dists(&p);
        cx.set_position(0);
        SqlFollower {
            read,
            write,
            replay,
            free_replay: p.replay_cost == 0.0,
            station: Station::new(p.slots, p.queue, p.error_rate, cx),
            lag: lag(&p),
            extra_lag: 0,
            chance: cx.stream(Purpose::Lag),
            backlog: Backlog::default(),
            position: 0,
            leads: false,
            reads: 0,
            stale: 0,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        [self.read, self.write, self.replay] = dists(&p);
        self.free_replay = p.replay_cost == 0.0;
        self.lag = lag(&p);
        self.station.resize(p.slots, p.queue, p.error_rate, cx, chosen!(self));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        match cx.class(c) {
            Class::Replicate => self.receive(cx, c),
            Class::Write if !self.leads => cx.fail(c, Reason::NotLeader),
            _ => self.station.arrive(cx, c, chosen!(self)),
        }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.class(c) != Class::Replicate {
            self.answer(cx, c);
        } else if cx.note(c) & APPLYING != 0 || self.free_replay {
            let had_slot = cx.note(c) & APPLYING != 0;
            self.applied(cx, c);
            if !had_slot {
                return;
            }
        } else {
            cx.set_note(c, cx.note(c) | APPLYING);
            return self.station.arrive_always(cx, c, chosen!(self));
        }
        self.station.depart(cx, chosen!(self));
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn control(&mut self, cx: &mut Cx<'_>, order: Order) {
        match order {
            Order::Lead => self.leads = !cx.is_down(),
            Order::Follow(_) => self.leads = false,
            Order::Instances(_) | Order::Busy { .. } => {}
        }
    }

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        if what == FaultKind::ReplicaLag {
            self.extra_lag = if begins { from_ms(strength) } else { 0 };
        }
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let oldest = self.backlog.changes.front().map_or(0, |&(t, _)| look.now().saturating_sub(t));
        let facts = vec![
            (Fact::StaleShare, if self.reads > 0 { self.stale as f64 / self.reads as f64 } else { 0.0 }),
            (Fact::StaleReads, self.stale as f64),
            (Fact::Lag, to_secs(oldest)),
            (Fact::Backlog, f64::from(self.backlog.waiting)),
        ];
        Gauges { queue_limit: Some(self.station.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.reads, self.stale) = (0, 0);
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
        self.backlog.clear();
    }
}
