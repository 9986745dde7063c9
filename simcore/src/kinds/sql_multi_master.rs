//! Databases that all take writes, some way apart, each for the users near it.
//!
//! A user always comes to the same master. A write is carried out there and reaches the others one
//! distance later. Asynchronously its writer is answered at once; synchronously the others are asked
//! first, which takes the way there and back with the connection held. Two masters that write the
//! same key before they can know of each other have a conflict; it is counted once, for the later
//! one. Then the last write wins (the other is lost), or the later one is undone, or both are merged.
//! Who learns of it in time can fail the later write (synchronous); asynchronously its writer has
//! been told that all is well, and the write is lost. A read is stale while a write of its key is on
//! the way to its master. All masters live in this node: a crash takes them all (assumption: to
//! lose only one of them, draw two databases with followers).
//!
//! When the masters lose each other (the fault `split`), users still reach theirs. The first half of
//! them, with the one in the middle, is one side and the rest the other. Either each side goes on and
//! all that it writes meets the other side's writes when the split ends; or only the side with more
//! than half of the masters takes writes. A synchronous group without that rule takes none at all: it
//! waits for every master. In a group of two nobody has more than half (CAP: Gilbert and Lynch, 2002).

use super::parts::{Parts, Recent, part_of};
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, Class, End, Order};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream, mix};
use crate::time::{Time, from_ms};
use crate::{choice, params};

choice! {
    /// When a write counts as done.
    pub enum Mode {
        /// As soon as its own master has it.
        Async = "async",
        /// When all masters have it.
        Sync = "sync",
    }
}

choice! {
    /// What becomes of two writes of one key that did not know of each other.
    pub enum Conflict {
        /// The later one stays.
        LastWriteWins = "last_write_wins",
        /// The earlier one stays.
        Reject = "reject",
        /// Both stay, for some work.
        Merge = "merge",
    }
}

choice! {
    /// Who takes writes while the masters cannot reach each other.
    pub enum OnSplit {
        /// Each side goes on by itself: available, not consistent.
        Everyone = "everyone",
        /// The side with more than half of the masters: consistent, not available everywhere.
        Majority = "majority",
    }
}

params! {
    /// Parameters of a group of masters.
    pub struct Params {
        masters: int(2, 5) = 2, "", "guide 001, line 268: two or more";
        /// One way from master to master.
        distance_ms: real(0.0, 1000.0) = 40.0, "ms", "assumption: one way across a continent";
        mode: choice(Mode) = 0, "", "guide 004, line 1855: writes at the nearest master";
        conflict: choice(Conflict) = 0, "", "guide 002, lines 494-498";
        /// Work of a merge.
        merge_ms: real(0.0, 60_000.0) = 20.0, "ms", "assumption", if 3 in 0b100;
        /// Queries that run at the same time on each master.
        slots: int(1, 1024) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Queries that may wait at each master.
        queue: int(0, 100_000) = 200, "", "guide 004, line 71: 200 connections";
        read_ms: real_log(0.001, 60_000.0) = 10.0, "ms", "assumption: an indexed query";
        write_ms: real_log(0.001, 60_000.0) = 15.0, "ms", "assumption: a short transaction";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the query times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 9 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        on_split: choice(OnSplit) = 0, "", "guide 001, lines 461-478: consistency or availability";
    }
}

/// In a call's note: it waits for the other masters, it is to fail then, it is being merged.
const ASKING: u32 = 1 << 20;
const UNDONE: u32 = 1 << 21;
const MERGING: u32 = 1 << 22;

/// A group of masters.
#[derive(Clone, Debug)]
pub struct SqlMultiMaster {
    p: Params,
    read: Dist,
    write: Dist,
    distance: Time,
    merge: Time,
    parts: Parts,
    service: Stream,
    errors: Stream,
    /// Writes on their way to the other masters, by key and master.
    on_the_way: Recent,
    /// Writes that the other side cannot know of, by key and side.
    apart: Recent,
    split: bool,
    disk_full: bool,
    /// Something else goes on until then, and everything takes so many times as long.
    busy: (Time, f64),
    conflicts: u64,
    lost: u64,
    reads: u64,
    stale: u64,
}

fn dists(p: &Params) -> (Dist, Dist) {
    (Dist::new(p.spread, p.read_ms * 1e6, p.cv), Dist::new(p.spread, p.write_ms * 1e6, p.cv))
}

macro_rules! time {
    ($self:ident) => {
        |cx: &Cx<'_>, c| {
            let dist = if cx.class(c) == Class::Write { &$self.write } else { &$self.read };
            let time = dist.sample(&mut $self.service);
            if cx.now() < $self.busy.0 { (time as f64 * $self.busy.1) as Time } else { time }
        }
    };
}

/// On which side of a split a master stands.
fn side_of(masters: u32, master: u32) -> u32 {
    u32::from(master >= masters.div_ceil(2))
}

fn at(key: u32, master: u32) -> u64 {
    u64::from(key) << 3 | u64::from(master)
}

impl SqlMultiMaster {
    fn side(&self, master: u32) -> u32 {
        side_of(self.p.masters, master)
    }

    /// Is there a write of this key that this master does not know of? Marks them.
    fn meets(&mut self, cx: &Cx<'_>, key: u32, master: u32) -> (bool, u64) {
        let (now, side) = (cx.now(), self.side(master));
        let (mut any, mut fresh) = (false, 0);
        let mut meet = |mark: &mut bool| {
            any = true;
            fresh += u64::from(!std::mem::replace(mark, true));
        };
        let beyond = self.apart.find(at(key, 1 - side), now).map(&mut meet).is_some();
        for other in (0..self.p.masters).filter(|&m| m != master) {
            // what a split keeps from this side has been met already
            if (beyond || self.split) && self.side(other) != side {
                continue;
            }
            if let Some(mark) = self.on_the_way.find(at(key, other), now) {
                meet(mark);
            }
        }
        (any, fresh)
    }

    /// Does a master take writes while the group is split?
    fn may_write(&self, master: u32) -> bool {
        let all = self.p.masters;
        match self.p.on_split {
            OnSplit::Everyone => self.p.mode == Mode::Async,
            OnSplit::Majority => {
                let here = (0..all).filter(|&m| self.side(m) == self.side(master)).count() as u32;
                2 * here > all
            }
        }
    }

    /// Its master has carried a write out. Says what is left to do, in the bits of a note.
    fn commit(&mut self, cx: &mut Cx<'_>, c: CallId) -> u32 {
        let (key, master, sync) = (cx.key(c), part_of(cx, c), self.p.mode == Mode::Sync);
        let (conflict, fresh) = self.meets(cx, key, master);
        self.conflicts += u64::from(conflict);
        let mut then = if sync { ASKING } else { 0 };
        match self.p.conflict {
            Conflict::LastWriteWins => self.lost += fresh,
            Conflict::Reject if conflict && sync => then |= UNDONE,
            Conflict::Reject => self.lost += u64::from(conflict),
            Conflict::Merge if conflict => then |= MERGING,
            Conflict::Merge => {}
        }
        let stays = !(conflict && self.p.conflict == Conflict::Reject);
        let now = cx.now();
        if stays && self.distance > 0 {
            self.on_the_way.push(at(key, master), now, now.saturating_add(self.distance));
        }
        let side = at(key, self.side(master));
        // one entry for a key is enough, however long the split lasts
        if stays && self.split && self.apart.find(side, now).is_none() {
            self.apart.push(side, now, Time::MAX);
        }
        then
    }

    fn first(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let note = cx.note(c);
        if self.p.error_rate > 0.0 && self.errors.unit() < self.p.error_rate / 100.0 {
            cx.fail(c, Reason::ServerError);
        } else if cx.class(c) == Class::Write {
            let then = self.commit(cx, c);
            if then != 0 {
                let merge = if then & MERGING != 0 { self.merge } else { 0 };
                cx.set_note(c, note | then);
                self.parts.hold(cx, c);
                if then & ASKING != 0 {
                    return cx.serve(c, merge.saturating_add(2 * self.distance));
                }
                cx.accept(c);
                return cx.serve(c, merge);
            }
            cx.reply(c, End::Ok);
        } else {
            let (key, master) = (cx.key(c), part_of(cx, c));
            let now = cx.now();
            let (all, side, split) = (self.p.masters, self.side(master), self.split);
            let mut reach = (0..all).filter(|&m| m != master && !(split && side_of(all, m) != side));
            let way = &mut self.on_the_way;
            let behind =
                self.p.mode == Mode::Async && reach.any(|m| way.find(at(key, m), now).is_some());
            let stale = behind || self.apart.find(at(key, 1 - side), now).is_some();
            self.reads += 1;
            self.stale += u64::from(stale);
            cx.reply(c, End::Ok);
        }
        self.parts.free(cx, note, false, time!(self));
    }
}

impl Behaviour for SqlMultiMaster {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[],
        needs_servers: false,
        faults: &[FaultKind::DiskFull, FaultKind::Split],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let (read, write) = dists(&p);
        SqlMultiMaster {
            read,
            write,
            distance: from_ms(p.distance_ms),
            merge: from_ms(p.merge_ms),
            parts: Parts::new(p.masters, p.slots, p.queue, cx),
            service: cx.stream(Purpose::Service),
            errors: cx.stream(Purpose::Errors),
            on_the_way: Recent::default(),
            apart: Recent::default(),
            split: false,
            disk_full: false,
            busy: (0, 1.0),
            conflicts: 0,
            lost: 0,
            reads: 0,
            stale: 0,
            p,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        (self.read, self.write) = dists(&self.p);
        (self.distance, self.merge) = (from_ms(self.p.distance_ms), from_ms(self.p.merge_ms));
        let (masters, slots, queue) = (self.p.masters, self.p.slots, self.p.queue);
        self.parts.resize(masters, slots, queue, cx, time!(self));
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.disk_full && cx.class(c) == Class::Write {
            return cx.fail(c, Reason::StorageFull);
        }
        let master = (mix(u64::from(cx.user(c))) % u64::from(self.parts.count())) as u32;
        if self.split && cx.class(c) == Class::Write && !self.may_write(master) {
            return cx.fail(c, Reason::NoQuorum);
        }
        self.parts.arrive(cx, c, master, 1, time!(self));
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let note = cx.note(c);
        if note & (ASKING | MERGING) == 0 {
            return self.first(cx, c);
        }
        if note & UNDONE != 0 {
            cx.fail(c, Reason::ServerError);
        } else {
            cx.reply(c, End::Ok);
        }
        self.parts.free(cx, note, true, time!(self));
    }

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn control(&mut self, _: &mut Cx<'_>, order: Order) {
        if let Order::Busy { percent, until } = order {
            self.busy = (until, super::slowdown(percent));
        }
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        match what {
            FaultKind::DiskFull => self.disk_full = begins,
            FaultKind::Split => {
                self.split = begins;
                if !begins {
                    self.apart.let_go(cx.now().saturating_add(self.distance));
                }
            }
            _ => {}
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let facts = vec![
            (Fact::Conflicts, self.conflicts as f64),
            (Fact::LostWrites, self.lost as f64),
            (Fact::StaleShare, if self.reads > 0 { self.stale as f64 / self.reads as f64 } else { 0.0 }),
            (Fact::StaleReads, self.stale as f64),
        ];
        Gauges { queue_limit: Some(self.parts.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.conflicts, self.lost, self.reads, self.stale) = (0, 0, 0, 0);
        self.parts.reset();
    }

    /// The disks stay: what was carried out is there, and known everywhere when they come back.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.parts.crash(cx);
        self.on_the_way.clear();
        // a split is of the network between them: each side's disks still hold what the other lacks
        if !self.split {
            self.apart.clear();
        }
    }
}
