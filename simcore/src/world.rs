//! The world: calls, nodes, links and timers, without the behaviour of the nodes.

use crate::calendar::{Calendar, MAX_INDEX, RingId};
use crate::call::{About, Call, CallId, Class, End, NONE, Now, Pass, Phase, What};
use crate::design::NodeId;
use crate::kinds::Role;
use crate::load::Load;
use crate::measure::{Histogram, Reason, Series, Tracer};
use crate::network::{Network, Parked};
use crate::rng::Stream;
use crate::said::Said;
use crate::time::Time;
use std::collections::VecDeque;

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
    /// Something is wrong with the network at one of its ends.
    pub rough: bool,
    /// Calls made over it for somebody who still waits for the reply.
    pub open: u32,
    /// Calls made over it for somebody, since the last reset.
    pub sent: u64,
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
    /// Stands still; what should happen waits in `parked`.
    pub hung: bool,
    pub parked: Vec<Parked>,
    /// Share of the answers that are errors, and of the calls that are refused at the door.
    pub errors: f64,
    pub refuses: f64,
    pub slow: f64,
    pub network: Network,
    /// Chance for errors and losses that a fault brings.
    pub luck: Stream,
    /// A source that wants to hear of failures, to try again.
    pub retries: bool,
    pub arrived: u64,
    pub answered: u64,
    pub relayed: u64,
    pub failed: [u64; Reason::COUNT],
    pub inside: u32,
    /// A source counts answers within this as on time.
    pub on_time: Time,
    pub said: Said,
    /// Inside at the last reset of the measurements.
    pub carried: u32,
    pub load: Load,
    /// Inclusive latency: this interval, the last closed one, and all before.
    pub window: Histogram,
    pub closed: Histogram,
    pub total: Histogram,
    pub last: crate::observe::Interval,
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
    /// The one thing to do now, and those behind it in the rare case that there are more: while
    /// there is nothing to do now there is nothing behind it either.
    pub next: Now,
    pub later: VecDeque<Now>,
    pub nodes: Vec<Common>,
    pub links: Vec<Link>,
    pub timers: Vec<Timer>,
    pub free_timers: Vec<u32>,
    /// Requests at their sources since the last reset of the measurements.
    pub ends: Ends,
    pub in_flight: u64,
    /// How many nodes send requests. A single one's latency is that of the whole.
    pub sources: u32,
    /// In flight at the last reset.
    pub carried: u64,
    pub latency: Histogram,
    pub latency_window: Histogram,
    pub series: Series,
    pub sampler: Sampler,
    pub tracer: Tracer,
    pub events: u64,
    pub limited: bool,
    pub measured_from: Time,
    pub interval_from: Time,
    pub interval_ends: Ends,
}

impl World {
    /// Puts something behind what is to happen now.
    #[inline(always)]
    pub fn then(&mut self, node: u32, call: CallId, what: What) {
        let now = Now { node, call, what };
        if self.next.node == NONE {
            self.next = now;
        } else {
            self.later.push_back(now);
        }
    }

    /// A place for a new call over a link, leaving now. The fields are written one by one where
    /// they stay: built elsewhere and copied, they would wait for each other in the store buffer.
    #[inline(always)]
    pub fn alloc(&mut self, parent: CallId, link: u32, to: u32, about: About) -> Option<CallId> {
        let c = match self.free.pop() {
            Some(c) => c,
            None => self.grow()?,
        };
        let now = self.now;
        let call = &mut self.calls[c as usize];
        call.parent = parent;
        call.node = to;
        call.link = link;
        call.user = about.user;
        call.key = about.key;
        call.sent = now;
        call.note = 0;
        call.span = NONE;
        call.class = about.class;
        call.depth = about.depth;
        call.attempt = 0;
        call.phase = Phase::Going;
        call.root = about.root;
        call.kept = false;
        Some(c)
    }

    #[cold]
    fn grow(&mut self) -> Option<CallId> {
        if self.calls.len() >= MAX_INDEX {
            self.limited = true;
            return None;
        }
        self.calls.push(Call {
            parent: NONE,
            generation: 0,
            node: NONE,
            link: NONE,
            user: 0,
            key: 0,
            sent: 0,
            arrived: 0,
            next: NONE,
            note: 0,
            span: NONE,
            class: Class::Read,
            depth: 0,
            attempt: 0,
            phase: Phase::Free,
            pass: Pass::NOTHING,
            root: false,
            kept: false,
        });
        Some((self.calls.len() - 1) as CallId)
    }

    #[inline(always)]
    pub fn release(&mut self, c: CallId) {
        let slot = &mut self.calls[c as usize];
        slot.generation = slot.generation.wrapping_add(1);
        slot.phase = Phase::Free;
        self.free.push(c);
    }

    /// Ends a call at its node: counts it there, and sends the reply on its way. `here` tells a
    /// failure of this node's own from one that it was told of. Where the caller only passes this
    /// end on, its own call ends with it, and so on up the chain.
    pub fn end(&mut self, mut c: CallId, end: End, mut here: bool) {
        while let Some(parent) = self.end_here(c, end, here) {
            (c, here) = (parent, false);
        }
    }

    /// Ends one call; returns the one that ends with it.
    #[inline(always)]
    pub fn end_here(&mut self, c: CallId, end: End, here: bool) -> Option<CallId> {
        let call = &mut self.calls[c as usize];
        let (parent, root) = (call.parent, call.root);
        let node = &mut self.nodes[call.node as usize];
        let mut end = end;
        if node.errors > 0.0
            && !matches!(end, End::Failed(_))
            && (root || parent != NONE)
            && node.luck.unit() < node.errors
        {
            end = End::Failed(Reason::ServerError);
        }
        node.inside -= 1;
        let link = &mut self.links[call.link as usize];
        if let End::Failed(r) = end {
            link.failed += 1;
            if here { node.failed[r as usize] += 1 } else { node.relayed += 1 }
        } else {
            link.ok += 1;
            node.answered += 1;
            node.window.record(self.now - call.arrived);
        }
        if call.span != NONE {
            self.tracer.end(call.span, call.arrived, self.now, end);
        }
        if self.sampler.every > 0 {
            sample(&mut self.sampler, call, matches!(end, End::Failed(_)));
        }
        if link.rough {
            return self.reply_through_trouble(c, end);
        }
        if let (Some(ring), true) = (link.ring, root || parent != NONE) {
            call.phase = Phase::Returning(end);
            self.cal.after(self.now, ring, c);
            return None;
        }
        self.tell(c, end, false)
    }

    /// The reply reaches the caller, if there still is one.
    pub fn deliver(&mut self, c: CallId, end: End) {
        if let Some(parent) = self.tell(c, end, false) {
            self.end(parent, end, false);
        }
    }

    /// Lets the caller of `c` know its end; returns the caller's own call if that ends with it.
    #[inline(always)]
    pub fn tell(&mut self, c: CallId, end: End, here: bool) -> Option<CallId> {
        let call = &self.calls[c as usize];
        if call.root {
            self.finish(c, end, here);
            return None;
        }
        let (parent, link) = (call.parent, call.link);
        self.release(c);
        if parent == NONE { None } else { self.hang_up(parent, link, end, here) }
    }

    /// A call that was made for `parent` over a link has ended: the node hears of it, or the
    /// parent's own end is returned.
    #[inline(always)]
    fn hang_up(&mut self, parent: CallId, link: u32, end: End, here: bool) -> Option<CallId> {
        let link = &mut self.links[link as usize];
        link.open -= 1;
        if self.calls[parent as usize].pass.on(end) {
            return Some(parent);
        }
        let (from, local) = (link.from, link.local);
        self.then(from, parent, What::Reply { link: local, end, here });
        None
    }

    /// The caller of `c` stops waiting: `c` goes on alone, the caller hears of a timeout.
    pub fn give_up(&mut self, c: CallId) {
        let call = &mut self.calls[c as usize];
        let parent = std::mem::replace(&mut call.parent, NONE);
        let end = End::Failed(Reason::TimedOut);
        if call.root {
            call.root = false;
            let (sent, link) = (call.sent, call.link);
            let source = self.links[link as usize].from;
            if self.nodes[source as usize].retries {
                return self.hear(c, source, end, true);
            }
            return self.account(source, sent, end, true);
        }
        let link = call.link;
        if parent != NONE
            && let Some(parent) = self.hang_up(parent, link, end, true)
        {
            self.end(parent, end, true);
        }
    }

    /// A request is back at its source.
    #[inline]
    pub fn finish(&mut self, c: CallId, end: End, here: bool) {
        let call = &self.calls[c as usize];
        let (sent, source) = (call.sent, self.links[call.link as usize].from);
        if self.nodes[source as usize].retries && matches!(end, End::Failed(_)) {
            self.hear(c, source, end, here);
            return self.release(c);
        }
        self.release(c);
        self.account(source, sent, end, here);
    }

    /// Counts a request that its source is done with.
    #[inline]
    pub fn account(&mut self, source: u32, sent: Time, end: End, here: bool) {
        let took = self.now - sent;
        self.in_flight -= 1;
        let node = &mut self.nodes[source as usize];
        node.inside -= 1;
        if let End::Failed(r) = end {
            self.ends.failed[r as usize] += 1;
            if here { node.failed[r as usize] += 1 } else { node.relayed += 1 }
        } else {
            self.ends.answered += 1;
            self.ends.on_time += u64::from(took <= node.on_time);
            node.answered += 1;
            if self.sources > 1 {
                node.window.record(took);
            }
            self.latency_window.record(took);
        }
    }

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
