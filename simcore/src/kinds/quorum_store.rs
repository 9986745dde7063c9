//! A store that keeps several copies of everything and asks only some of them.
//!
//! Every request goes to all copies that are there. A write is done when `write_quorum` of them have
//! it, a read when `read_quorum` of them have answered, so the time is that of the second of three, or
//! whatever the numbers say: slow copies are not waited for. The copies that a write did not wait for
//! have it later, each after its own exponential lag. A read is stale if none of the copies that
//! answered it has the last finished write of its key; that cannot be when the two quorums are more
//! than all copies together. With fewer copies left than a quorum asks for, the request fails.
//!
//! Assumed: copies serve any number of requests side by side, a copy's times are independent of each
//! other and of the other copies', and a copy that comes back has caught up.

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, Class, End};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::rng::{Purpose, Stream, mix};
use crate::time::Time;

params! {
    /// Parameters of a store with quorums.
    pub struct Params {
        /// Copies of everything.
        copies: int(1, 9) = 3, "", "published source: Dynamo (2007), N = 3";
        /// Copies that must have a write before it counts.
        write_quorum: int(1, 9) = 2, "", "published source: Dynamo (2007), W = 2";
        /// Copies that must answer a read.
        read_quorum: int(1, 9) = 2, "", "published source: Dynamo (2007), R = 2";
        /// Mean time that one copy takes.
        service_ms: real_log(0.001, 60_000.0) = 5.0, "ms", "assumption: a lookup by key";
        spread: choice(Spread) = 1, "", "assumption: quorums matter where times vary";
        /// Coefficient of variation of that time.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 4 in 0b10100;
        /// Mean time until a copy that was not waited for has the write.
        lag_ms: real(0.0, 60_000.0) = 100.0, "ms", "guide 004, line 383: 100 to 500 ms";
    }
}

const MOST: usize = 9;

/// The last finished write of a key.
#[derive(Clone, Copy, Debug, Default)]
struct Written {
    at: Time,
    /// One bit for each copy that was waited for; none if there was no write.
    had: u32,
    /// From which the lags of the others follow, so that they need not be kept.
    seed: u32,
}

/// A store with quorums.
#[derive(Clone, Debug)]
pub struct QuorumStore {
    time: Dist,
    /// Copies, and how many of them a write and a read wait for.
    copies: usize,
    quorums: (usize, usize),
    lag: f64,
    lost: usize,
    lost_share: f64,
    chance: Stream,
    lags: Stream,
    keys: Vec<Written>,
    reads: u64,
    stale: u64,
}

impl QuorumStore {
    fn set(&mut self, p: &Params) {
        self.time = Dist::new(p.spread, p.service_ms * 1e6, p.cv);
        self.copies = (p.copies as usize).clamp(1, MOST);
        // nobody can wait for more copies than there are
        self.quorums =
            ((p.write_quorum as usize).min(self.copies), (p.read_quorum as usize).min(self.copies));
        self.lag = p.lag_ms * 1e6;
        self.lose(self.lost_share);
    }

    fn lose(&mut self, share: f64) {
        self.lost_share = share;
        let lost = libm::round(self.copies as f64 * share / 100.0) as usize;
        // a loss that rounds to nothing is none
        self.lost = lost.min(self.copies);
    }

    /// Asks every copy that is there: the first so many to answer (one bit each), and when the last of
    /// these does. Copies that take equally long answer in any order.
    fn ask(&mut self, wanted: usize) -> Option<(u32, Time)> {
        let live = self.lost..self.copies;
        if live.len() < wanted {
            return None;
        }
        let mut times = [(Time::MAX, u64::MAX); MOST];
        for time in &mut times[live] {
            *time = (self.time.sample(&mut self.chance), self.chance.bits());
        }
        let (mut first, mut last) = (0_u32, 0);
        for _ in 0..wanted {
            let left = (0..self.copies).filter(|i| first & (1 << i) == 0);
            let next = left.min_by_key(|&i| times[i])?;
            first |= 1 << next;
            last = times[next].0;
        }
        Some((first, last))
    }

    fn wrote(&mut self, key: usize, had: u32, now: Time) {
        if key >= self.keys.len() {
            self.keys.resize((key + 1).next_power_of_two(), Written::default());
        }
        self.keys[key] = Written { at: now, had, seed: self.lags.bits() as u32 };
    }

    /// Does none of these copies have the last write?
    fn is_stale(&self, key: usize, asked: u32, now: Time) -> bool {
        let Some(w) = self.keys.get(key).filter(|w| w.had != 0 && w.had & asked == 0) else { return false };
        let age = now.saturating_sub(w.at) as f64;
        let late = |i: usize| {
            let bits = mix((u64::from(w.seed) << 8) | i as u64) >> 11;
            let unit = (bits + 1) as f64 * (1.0 / (1_u64 << 53) as f64);
            -libm::log(unit) * self.lag > age
        };
        (0..self.copies).filter(|i| asked & (1 << i) != 0).all(late)
    }
}

impl Behaviour for QuorumStore {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[],
        needs_servers: false,
        faults: &[FaultKind::InstancesLost],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut store = QuorumStore {
            time: Dist::new(p.spread, p.service_ms * 1e6, p.cv),
            copies: 1,
            quorums: (1, 1),
            lag: 0.0,
            lost: 0,
            lost_share: 0.0,
            chance: cx.stream(Purpose::Service),
            lags: cx.stream(Purpose::Lag),
            keys: Vec::new(),
            reads: 0,
            stale: 0,
        };
        store.set(&p);
        store
    }

    fn update(&mut self, values: &[f64], _: &mut Cx<'_>) {
        self.set(&Params::from_values(values));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let wanted = if cx.class(c) == Class::Write { self.quorums.0 } else { self.quorums.1 };
        match self.ask(wanted) {
            Some((first, time)) => {
                cx.set_note(c, first);
                cx.serve(c, time);
            }
            None => cx.fail(c, Reason::NoQuorum),
        }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (key, first, now) = (cx.key(c) as usize, cx.note(c), cx.now());
        if cx.class(c) == Class::Write {
            self.wrote(key, first, now);
        } else {
            self.reads += 1;
            self.stale += u64::from(self.is_stale(key, first, now));
        }
        cx.reply(c, End::Ok);
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
        if what == FaultKind::InstancesLost {
            self.lose(if begins { strength } else { 0.0 });
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let share = if self.reads > 0 { self.stale as f64 / self.reads as f64 } else { 0.0 };
        let facts = vec![
            (Fact::StaleShare, share),
            (Fact::StaleReads, self.stale as f64),
            (Fact::Ready, (self.copies - self.lost) as f64),
        ];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.reads, self.stale) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}
