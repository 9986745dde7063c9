//! The world: calls, nodes, links and timers, without the behaviour of the nodes.

use crate::calendar::{Calendar, MAX_INDEX, RingId};
use crate::design::NodeId;
use crate::kinds::Role;
use crate::measure::{Histogram, Reason, Series};
use crate::time::Time;
use std::collections::VecDeque;

/// A call's place in the slab.
pub type CallId = u32;
/// No call.
pub const NONE: u32 = u32::MAX;

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    Read,
    Write,
    /// Put a fresh entry into a cache; nobody waits.
    Fill,
    /// Drop an entry from a cache; nobody waits.
    Forget,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Ok,
    /// A cache that does not know the key.
    Miss,
    Failed(Reason),
}

/// What a node is told. A closed list.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// A call reached this node.
    Arrive(CallId),
    /// The time that the node asked for with [`Cx::serve`] is over.
    Served(CallId),
    /// The call that the node made over its link number `link` for `call` has ended. `here` tells
    /// a failure of this node's own (its deadline passed) from one that it was told of.
    Reply { call: CallId, link: u32, end: End, here: bool },
    /// A timer of the node.
    Timer(u32),
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Phase {
    Free,
    /// On its way to the node.
    Going,
    /// At the node: queued, or waiting for a reply.
    Inside,
    /// At the node, with a service end in the calendar.
    Serving,
    /// Its reply is on the way back.
    Returning(End),
    /// Lost in a crash while something was in the calendar for it.
    Ghost,
}

/// One hop of a request. Kept to one cache line.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub parent: CallId,
    pub generation: u32,
    pub node: u32,
    /// Index of the link it came over; `NONE` at its source.
    pub link: u32,
    pub user: u32,
    pub key: u32,
    pub sent: Time,
    pub arrived: Time,
    /// Next in a node's queue.
    pub next: CallId,
    /// The child that it waits for.
    pub child: CallId,
    /// For the node's own use.
    pub note: u32,
    pub class: Class,
    pub depth: u8,
    pub phase: Phase,
}

#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub from: u32,
    pub to: u32,
    /// Number of the link among the sender's.
    pub local: u32,
    /// `None` when there is no delay.
    pub ring: Option<RingId>,
    pub weight: u32,
    pub role: Role,
    pub alive: bool,
    pub ok: u64,
    pub failed: u64,
    /// Rates over the last closed interval.
    pub rate: (f32, f32),
    pub seen: (u64, u64),
}

/// What every node has, whatever its kind.
#[derive(Clone, Debug)]
pub(crate) struct Common {
    pub id: NodeId,
    pub out: Vec<u32>,
    pub alive: bool,
    pub down: bool,
    pub slow: f64,
    pub arrived: u64,
    pub answered: u64,
    pub relayed: u64,
    pub failed: [u64; Reason::COUNT],
    pub inside: u32,
    /// Inside at the last reset of the measurements.
    pub carried: u32,
    pub load: Load,
    /// Inclusive latency: this interval, the last closed one, and all before.
    pub window: Histogram,
    pub closed: Histogram,
    pub total: Histogram,
    pub last: crate::observe::Interval,
}

/// Slots and queue over time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    pub working: u32,
    pub held: u32,
    pub queued: u32,
    pub slots: u32,
    pub queue_max: u32,
    pub since: Time,
    /// Integrals over time since the last interval began: working, taken, queued, slots.
    pub area: [u64; 4],
    pub total: [f64; 4],
}

impl Load {
    #[inline]
    pub fn advance(&mut self, now: Time) {
        let dt = now - self.since;
        self.since = now;
        self.area[0] += u64::from(self.working) * dt;
        self.area[1] += u64::from(self.working + self.held) * dt;
        self.area[2] += u64::from(self.queued) * dt;
        self.area[3] += u64::from(self.slots) * dt;
    }
}

/// Requests as their sources see them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends {
    pub generated: u64,
    pub answered: u64,
    pub on_time: u64,
    pub failed: [u64; Reason::COUNT],
}

/// A node's timer: whose it is and what it means to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timer {
    pub node: u32,
    pub tag: u32,
    pub alive: bool,
}

/// Who owns the engine's own timers.
pub(crate) const ENGINE: u32 = u32::MAX;

/// A sample of hops for the moving requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sampler {
    /// Take one in so many; 0 takes none.
    pub every: u32,
    pub count: u32,
    pub hops: Vec<crate::host::Hop>,
}

/// Everything but the behaviour of the nodes.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub now: Time,
    pub seed: u64,
    pub cal: Calendar,
    pub calls: Vec<Call>,
    pub free: Vec<CallId>,
    pub live: u32,
    pub todo: VecDeque<(u32, Input)>,
    pub nodes: Vec<Common>,
    pub links: Vec<Link>,
    pub timers: Vec<Timer>,
    pub free_timers: Vec<u32>,
    /// Requests at their sources since the last reset of the measurements.
    pub ends: Ends,
    pub in_flight: u64,
    /// In flight at the last reset.
    pub carried: u64,
    pub latency: Histogram,
    pub latency_window: Histogram,
    pub series: Series,
    pub sampler: Sampler,
    pub events: u64,
    pub limited: bool,
    pub measured_from: Time,
    pub interval_from: Time,
    pub interval_ends: Ends,
}

impl World {
    #[inline]
    pub fn call(&self, c: CallId) -> &Call {
        &self.calls[c as usize]
    }

    #[inline]
    pub fn alloc(&mut self, call: Call) -> Option<CallId> {
        self.live += 1;
        if let Some(c) = self.free.pop() {
            let slot = &mut self.calls[c as usize];
            let generation = slot.generation;
            *slot = call;
            slot.generation = generation;
            return Some(c);
        }
        if self.calls.len() >= MAX_INDEX {
            self.live -= 1;
            self.limited = true;
            return None;
        }
        self.calls.push(call);
        Some((self.calls.len() - 1) as CallId)
    }

    #[inline]
    pub fn release(&mut self, c: CallId) {
        let slot = &mut self.calls[c as usize];
        slot.generation = slot.generation.wrapping_add(1);
        slot.phase = Phase::Free;
        self.live -= 1;
        self.free.push(c);
    }

    /// Ends a call at its node: counts it there, and sends the reply on its way.
    #[inline]
    pub fn end(&mut self, c: CallId, end: End, here: bool) {
        let now = self.now;
        let call = &mut self.calls[c as usize];
        let node = &mut self.nodes[call.node as usize];
        node.inside -= 1;
        match end {
            End::Failed(r) if here => node.failed[r as usize] += 1,
            End::Failed(_) => node.relayed += 1,
            End::Ok | End::Miss => {
                node.answered += 1;
                node.window.record(now - call.arrived);
            }
        }
        self.send_back(c, end);
    }

    #[inline]
    pub fn send_back(&mut self, c: CallId, end: End) {
        let call = &mut self.calls[c as usize];
        let failed = matches!(end, End::Failed(_));
        if call.link != NONE {
            let link = &mut self.links[call.link as usize];
            if failed { link.failed += 1 } else { link.ok += 1 }
            if self.sampler.every > 0 {
                sample(&mut self.sampler, call, failed);
            }
            if let (Some(ring), true) = (link.ring, call.parent != NONE) {
                call.phase = Phase::Returning(end);
                self.cal.after(self.now, ring, c, 0);
                return;
            }
        }
        self.deliver(c, end);
    }

    /// The reply reaches the caller, if there still is one.
    #[inline]
    pub fn deliver(&mut self, c: CallId, end: End) {
        let call = &self.calls[c as usize];
        let (parent, link) = (call.parent, call.link);
        if parent != NONE {
            let p = &mut self.calls[parent as usize];
            p.child = NONE;
            let node = p.node;
            let local = if link == NONE { 0 } else { self.links[link as usize].local };
            self.todo.push_back((node, Input::Reply { call: parent, link: local, end, here: false }));
        }
        self.release(c);
    }

    /// The caller of `c` stops waiting: the child goes on alone, the caller hears of a timeout.
    pub fn give_up(&mut self, c: CallId) {
        let call = &mut self.calls[c as usize];
        let (parent, link) = (call.parent, call.link);
        if parent == NONE {
            return;
        }
        call.parent = NONE;
        let p = &mut self.calls[parent as usize];
        p.child = NONE;
        let node = p.node;
        let local = self.links[link as usize].local;
        let end = End::Failed(Reason::TimedOut);
        self.todo.push_back((node, Input::Reply { call: parent, link: local, end, here: true }));
    }

    /// A request that its source has finished with.
    pub fn finish(&mut self, c: CallId, end: End, here: bool, deadline: Time) {
        let took = self.now - self.calls[c as usize].sent;
        self.in_flight -= 1;
        match end {
            End::Failed(r) => self.ends.failed[r as usize] += 1,
            _ => {
                self.ends.answered += 1;
                self.ends.on_time += u64::from(took <= deadline);
            }
        }
        if !matches!(end, End::Failed(_)) {
            self.latency_window.record(took);
        }
        let node = self.calls[c as usize].node as usize;
        let node = &mut self.nodes[node];
        node.inside -= 1;
        match end {
            End::Failed(r) if here => node.failed[r as usize] += 1,
            End::Failed(_) => node.relayed += 1,
            _ => {
                node.answered += 1;
                node.window.record(took);
            }
        }
        self.release(c);
    }
}

#[cold]
fn sample(s: &mut Sampler, call: &Call, failed: bool) {
    s.count += 1;
    if s.count >= s.every {
        s.count = 0;
        if s.hops.len() < 512 {
            let at_s = crate::time::to_secs(call.sent);
            s.hops.push(crate::host::Hop { link: call.link, at_s, class: call.class as u8, failed });
        }
    }
}

impl World {
    pub(crate) fn new_timer(&mut self, node: u32, tag: u32) -> u32 {
        let timer = Timer { node, tag, alive: true };
        if let Some(t) = self.free_timers.pop() {
            self.timers[t as usize] = timer;
            return t;
        }
        self.timers.push(timer);
        (self.timers.len() - 1) as u32
    }
}

