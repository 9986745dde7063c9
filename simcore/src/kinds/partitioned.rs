//! What the databases of the NoSQL family have in common: data cut into partitions by key, several
//! copies of each partition, and a choice of how many copies an answer needs.
//!
//! A partition has its own slots on each of its copies. Eventually consistent, one copy answers: a
//! read takes a slot of one of them, a write a slot of each, and the other copies show it a little
//! later; a read of the key from one of those is stale until then. Strongly consistent, a majority
//! answers before the caller hears anything: a read takes a slot on each copy of the majority, a
//! write on all copies, and either lasts as long as the slowest of the majority and a way there and
//! back between the copies. A popular key fills its own partition while the others are idle.

use super::parts::{Parts, Recent};
use crate::call::{CallId, Class, End, Order};
use crate::choice;
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::rng::{Purpose, Stream, mix};
use crate::time::{Time, from_ms};

choice! {
    /// How many copies an answer needs.
    pub enum Consistency {
        /// One.
        Eventual = "eventual",
        /// A majority.
        Strong = "strong",
    }
}

/// What a kind makes of its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub partitions: u32,
    pub copies: u32,
    pub slots: u32,
    pub queue: u32,
    pub consistency: Consistency,
    pub read_ms: f64,
    pub write_ms: f64,
    /// Steps of a read that each go to other partitions and back.
    pub steps: u32,
    /// One way between two machines.
    pub network_ms: f64,
    pub sync_ms: f64,
    pub spread: Spread,
    pub cv: f64,
    pub error_rate: f64,
}

/// The most copies that a parameter may ask for.
const COPIES: usize = 9;

/// A partitioned store.
#[derive(Clone, Debug)]
pub(crate) struct Partitioned {
    s: Settings,
    read: Dist,
    write: Dist,
    network: Time,
    sync: Time,
    parts: Parts,
    service: Stream,
    errors: Stream,
    /// Which copy answers.
    copy: Stream,
    unseen: Recent,
    disk_full: bool,
    /// A copy is being made until then, and takes this share of the machines.
    busy: (Time, f64),
    reads: u64,
    stale: u64,
}

macro_rules! time {
    ($self:ident) => {
        |cx: &Cx<'_>, c| {
            let slow = if cx.now() < $self.busy.0 { $self.busy.1 } else { 1.0 };
            let time =
                duration(&$self.s, &$self.read, &$self.write, $self.network, &mut $self.service, cx, c);
            if slow == 1.0 { time } else { (time as f64 * slow) as Time }
        }
    };
}

fn majority(copies: u32) -> u32 {
    copies / 2 + 1
}

/// How long a call takes once it has its slots.
fn duration(
    s: &Settings,
    read: &Dist,
    write: &Dist,
    network: Time,
    service: &mut Stream,
    cx: &Cx<'_>,
    c: CallId,
) -> Time {
    let writes = cx.class(c) == Class::Write;
    let dist = if writes { write } else { read };
    let steps = if writes || s.partitions < 2 { 0 } else { 2 * u64::from(s.steps) * network };
    if s.consistency == Consistency::Eventual || s.copies < 2 {
        return dist.sample(service).saturating_add(steps);
    }
    // a write asks all copies and waits for a majority, a read asks no more than a majority
    let (needed, asked) = (majority(s.copies) as usize, if writes { s.copies } else { majority(s.copies) });
    let mut times = [Time::MAX; COPIES];
    for t in times.iter_mut().take(asked as usize) {
        *t = dist.sample(service);
    }
    times.sort_unstable();
    let slowest = times.get(needed - 1).copied().unwrap_or(0);
    slowest.saturating_add(2 * network).saturating_add(steps)
}

impl Partitioned {
    pub fn new(s: Settings, cx: &mut Cx<'_>) -> Partitioned {
        let slots = s.slots.saturating_mul(s.copies);
        let mut store = Partitioned {
            read: Dist::Constant(0),
            write: Dist::Constant(0),
            network: 0,
            sync: 0,
            parts: Parts::new(s.partitions, slots, s.queue, cx),
            service: cx.stream(Purpose::Service),
            errors: cx.stream(Purpose::Errors),
            copy: cx.stream(Purpose::Balance),
            unseen: Recent::default(),
            disk_full: false,
            busy: (0, 1.0),
            reads: 0,
            stale: 0,
            s,
        };
        store.derive();
        store
    }

    fn derive(&mut self) {
        let s = &self.s;
        self.read = Dist::new(s.spread, s.read_ms * 1e6, s.cv);
        self.write = Dist::new(s.spread, s.write_ms * 1e6, s.cv);
        (self.network, self.sync) = (from_ms(s.network_ms), from_ms(s.sync_ms));
    }

    pub fn update(&mut self, s: Settings, cx: &mut Cx<'_>) {
        self.s = s;
        self.derive();
        let (partitions, queue) = (self.s.partitions, self.s.queue);
        let slots = self.s.slots.saturating_mul(self.s.copies);
        self.parts.resize(partitions, slots, queue, cx, time!(self));
    }

    pub fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let writes = cx.class(c) == Class::Write;
        if writes && self.disk_full {
            return cx.fail(c, Reason::StorageFull);
        }
        let slots = match (writes, self.s.consistency) {
            (true, _) => self.s.copies,
            (false, Consistency::Strong) => majority(self.s.copies),
            (false, Consistency::Eventual) => 1,
        };
        let partition = (mix(u64::from(cx.key(c))) % u64::from(self.parts.count())) as u32;
        self.parts.arrive(cx, c, partition, slots, time!(self));
    }

    pub fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let note = cx.note(c);
        if self.s.error_rate > 0.0 && self.errors.unit() < self.s.error_rate / 100.0 {
            cx.fail(c, Reason::ServerError);
        } else {
            self.account(cx, c);
            cx.reply(c, End::Ok);
        }
        self.parts.free(cx, note, false, time!(self));
    }

    fn account(&mut self, cx: &Cx<'_>, c: CallId) {
        let (key, now) = (u64::from(cx.key(c)), cx.now());
        let lags = self.s.consistency == Consistency::Eventual && self.s.copies > 1 && self.sync > 0;
        if cx.class(c) == Class::Write {
            if lags {
                self.unseen.push(key, now, now.saturating_add(self.sync));
            }
            return;
        }
        self.reads += 1;
        // the copy that took the write has it; all are equally likely to be asked
        if lags && self.unseen.find(key, now).is_some() {
            self.stale += u64::from(self.copy.below(self.s.copies) > 0);
        }
    }

    pub fn control(&mut self, order: Order) {
        if let Order::Busy { percent, until } = order {
            self.busy = (until, super::slowdown(percent));
        }
    }

    pub fn fault(&mut self, what: FaultKind, begins: bool) {
        if what == FaultKind::DiskFull {
            self.disk_full = begins;
        }
    }

    pub fn gauges(&self) -> Gauges {
        let facts = vec![
            (Fact::Imbalance, self.parts.imbalance()),
            (Fact::StaleShare, if self.reads > 0 { self.stale as f64 / self.reads as f64 } else { 0.0 }),
            (Fact::StaleReads, self.stale as f64),
        ];
        Gauges { queue_limit: Some(self.parts.limit()), facts, ..Gauges::default() }
    }

    pub fn reset(&mut self) {
        (self.reads, self.stale) = (0, 0);
        self.parts.reset();
    }

    pub fn crash(&mut self, cx: &mut Cx<'_>) {
        self.parts.crash(cx);
        self.unseen.clear();
    }
}

/// Makes a kind of a struct around a [`Partitioned`] whose parameters know their settings.
macro_rules! partitioned_kind {
    ($name:ident) => {
        impl super::Behaviour for $name {
            const META: super::Meta = super::Meta {
                family: super::Family::State,
                role: super::Role::Store,
                calls: &[],
                needs_servers: false,
                faults: &[crate::faults::FaultKind::DiskFull],
                shortcut: None,
            };
            const TABLE: &'static [crate::param::Param] = Params::TABLE;

            fn new(values: &[f64], cx: &mut crate::cx::Cx<'_>) -> Self {
                $name(super::partitioned::Partitioned::new(Params::from_values(values).settings(), cx))
            }
            fn update(&mut self, values: &[f64], cx: &mut crate::cx::Cx<'_>) {
                self.0.update(Params::from_values(values).settings(), cx);
            }
            fn arrive(&mut self, cx: &mut crate::cx::Cx<'_>, c: crate::call::CallId) {
                self.0.arrive(cx, c);
            }
            fn served(&mut self, cx: &mut crate::cx::Cx<'_>, c: crate::call::CallId) {
                self.0.served(cx, c);
            }
            fn reply(
                &mut self,
                _: &mut crate::cx::Cx<'_>,
                _: crate::call::CallId,
                _: u32,
                _: crate::call::End,
                _: bool,
            ) {
            }
            fn control(&mut self, _: &mut crate::cx::Cx<'_>, order: crate::call::Order) {
                self.0.control(order);
            }
            fn fault(
                &mut self,
                _: &mut crate::cx::Cx<'_>,
                what: crate::faults::FaultKind,
                _: f64,
                begins: bool,
            ) {
                self.0.fault(what, begins);
            }
            fn gauges(&self, _: &crate::observe::Look<'_>) -> crate::measure::Gauges {
                self.0.gauges()
            }
            fn reset(&mut self) {
                self.0.reset();
            }
            fn crash(&mut self, cx: &mut crate::cx::Cx<'_>) {
                self.0.crash(cx);
            }
        }
    };
}
pub(super) use partitioned_kind;
