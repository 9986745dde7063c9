//! The way of a call: it leaves its caller, ends at its node, and its end reaches the caller.
//!
//! This is where most of a run's time goes. Each step looks up a call, a node and a link once and
//! keeps them; what only happens under faults or to traced requests is behind [`World::plain`].

use crate::calendar::{MAX_INDEX, RingId};
use crate::call::{About, Call, CallId, Class, End, NONE, Notes, Now, Pass, Phase, What};
use crate::kinds::KindId;
use crate::measure::Reason;
use crate::time::Time;
use crate::world::World;

/// How deep calls may nest: far deeper than any real system, shallow enough to stop a circle.
pub(crate) const MAX_DEPTH: u8 = 64;

impl World {
    /// Puts something behind what is to happen now.
    #[inline(always)]
    pub fn then(&mut self, node: u32, call: CallId, what: What) {
        if self.arriving & self.next.node != NONE {
            return self.then_later(Now { node, call, what });
        }
        if matches!(what, What::Arrive) {
            self.arriving = call;
            self.arriving_at = node;
            return;
        }
        self.next.node = node;
        self.next.call = call;
        self.next.what = what;
    }

    #[cold]
    fn then_later(&mut self, now: Now) {
        if let Some(first) = self.calls.get(self.arriving as usize) {
            self.next = Now { node: first.node, call: self.arriving, what: What::Arrive };
            self.arriving = NONE;
        }
        self.later.push_back(now);
    }

    /// A place for a new call over a link, leaving now. The fields are written one by one where
    /// they stay: built elsewhere and copied, they would wait for each other in the store buffer.
    #[inline(always)]
    pub fn alloc(&mut self, parent: CallId, link: u32, to: u32, about: About) -> Option<CallId> {
        let mut c = self.free;
        if c == NONE {
            c = self.grow()?;
        }
        let (now, kind) = (self.now, self.links[link as usize].kind);
        let call = &mut self.calls[c as usize];
        self.free = call.next;
        call.parent = parent;
        call.node = to;
        call.kind = kind;
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
            kind: KindId::client,
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
        let call = &mut self.calls[c as usize];
        call.generation = call.generation.wrapping_add(1);
        call.phase = Phase::Free;
        call.next = self.free;
        self.free = c;
    }

    /// The call released last stays where it is, though it is over.
    pub fn hold_back(&mut self) {
        if let Some(call) = self.calls.get(self.free as usize) {
            self.free = call.next;
        }
    }

    /// A node makes a call over one of its links for `parent`; without a class it is of its own.
    #[inline(always)]
    pub fn ask(
        &mut self,
        node: u32,
        parent: CallId,
        local: u32,
        class: Option<Class>,
        deadline: Option<RingId>,
        pass: Pass,
        notes: Notes,
    ) {
        let index = self.nodes[node as usize].out[local as usize];
        let p = &mut self.calls[parent as usize];
        p.pass = pass;
        if let Some(own) = notes.own {
            p.note = own;
        }
        let (span, depth, class) = (p.span, p.depth + 1, class.unwrap_or(p.class));
        let about = About { user: p.user, key: p.key, class, depth, root: false };
        if depth > MAX_DEPTH {
            return self.refuse(node, parent, local, Reason::TooDeep);
        }
        let link = &mut self.links[index as usize];
        let (to, ring) = (link.to, link.ring);
        link.open += 1;
        link.sent += 1;
        let Some(c) = self.alloc(parent, index, to, about) else {
            self.links[index as usize].open -= 1;
            return self.refuse(node, parent, local, Reason::Limit);
        };
        if notes.new != 0 {
            self.calls[c as usize].note = notes.new;
        }
        if !self.plain && span != NONE {
            self.follow(c, span);
        }
        self.depart(c, index, to, ring, deadline);
    }

    #[cold]
    fn refuse(&mut self, node: u32, parent: CallId, link: u32, reason: Reason) {
        self.then(node, parent, What::Reply { link, end: End::Failed(reason), here: true });
    }

    /// Begins a span for a call: a child of another span, or of a request of its own.
    #[cold]
    pub fn follow(&mut self, c: CallId, parent: u32) {
        let call = &self.calls[c as usize];
        let id = |node: u32| self.nodes[node as usize].id;
        let hop = (id(self.links[call.link as usize].from), id(call.node));
        let span = self.tracer.begin(parent, hop, call);
        self.calls[c as usize].span = span;
    }

    /// A call leaves for a node.
    #[inline(always)]
    pub fn depart(&mut self, c: CallId, link: u32, to: u32, ring: Option<RingId>, deadline: Option<RingId>) {
        if let Some(ring) = deadline {
            let generation = self.calls[c as usize].generation;
            let calls = &self.calls;
            self.cal.deadline(self.now, ring, c, generation, |c| calls[c as usize].generation);
        }
        if !self.plain && self.links[link as usize].rough {
            return self.go_through_trouble(c, link);
        }
        match ring {
            Some(ring) => self.cal.after(self.now, ring, c),
            None => self.then(to, c, What::Arrive),
        }
    }

    /// Ends a call at its node: counts it there, and sends the reply on its way. `here` tells a
    /// failure of this node's own from one that it was told of. Where the caller only passes this
    /// end on, its own call ends with it, and so on up the chain.
    pub fn end(&mut self, mut c: CallId, mut end: End, mut here: bool) {
        if self.plain && !matches!(end, End::Failed(_)) {
            return match self.sampler.every {
                0 => self.end_well::<false>(c, end),
                _ => self.end_well::<true>(c, end),
            };
        }
        while let Some((parent, same)) = self.end_here(c, end, here) {
            (c, end, here) = (parent, same, false);
        }
    }

    /// Ends one call; returns the one that ends with it, and how.
    #[cold]
    pub fn end_here(&mut self, c: CallId, mut end: End, here: bool) -> Option<(CallId, End)> {
        let call = &mut self.calls[c as usize];
        let awaited = call.root | (call.parent != NONE);
        let node = &mut self.nodes[call.node as usize];
        let link = &mut self.links[call.link as usize];
        if !self.calm {
            end = node.spoil(end, awaited);
        }
        node.inside -= 1;
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
        let (rough, ring) = (link.rough, link.ring);
        if self.sampler.every > 0 {
            self.sampler.take(&self.calls, c, matches!(end, End::Failed(_)));
        }
        if rough {
            return self.reply_through_trouble(c, end);
        }
        if let Some(ring) = ring
            && awaited
        {
            self.calls[c as usize].phase = Phase::Returning(end);
            self.cal.after(self.now, ring, c);
            return None;
        }
        self.tell(c, end, false)
    }

    /// The reply reaches the caller, if there still is one.
    pub fn deliver(&mut self, c: CallId, end: End) {
        if let Some((parent, end)) = self.tell(c, end, false) {
            self.end(parent, end, false);
        }
    }

    /// Lets the caller of `c` know its end; returns the caller's own call if that ends with it.
    #[inline(always)]
    pub fn tell(&mut self, c: CallId, end: End, here: bool) -> Option<(CallId, End)> {
        let call = &self.calls[c as usize];
        let (parent, link, root, sent, class) = (call.parent, call.link, call.root, call.sent, call.class);
        if !self.plain && call.span != NONE {
            self.tracer.tell(call.span, self.now, false);
        }
        if root && matches!(end, End::Failed(_)) {
            self.fail_request(c, end, here);
            return None;
        }
        self.release(c);
        if root {
            self.answer(self.links[link as usize].from, sent, class);
            return None;
        }
        if parent == NONE { None } else { self.hang_up(parent, link, end, here) }
    }

    /// A call that was made for `parent` over a link has ended: the node hears of it, or the
    /// parent's own end is returned.
    #[inline(always)]
    fn hang_up(&mut self, parent: CallId, link: u32, end: End, here: bool) -> Option<(CallId, End)> {
        let link = &mut self.links[link as usize];
        link.open -= 1;
        if self.calls[parent as usize].pass.meets(Pass::just(end)) {
            return Some((parent, end));
        }
        let (from, local) = (link.from, link.local);
        self.then(from, parent, What::Reply { link: local, end, here });
        None
    }

    /// The caller of `c` stops waiting: `c` goes on alone, the caller hears of a timeout.
    pub fn give_up(&mut self, c: CallId) {
        if self.residency.any {
            self.goes_on(c, c);
        }
        let call = &mut self.calls[c as usize];
        let parent = std::mem::replace(&mut call.parent, NONE);
        if call.span != NONE {
            self.tracer.tell(call.span, self.now, true);
        }
        let end = End::Failed(Reason::TimedOut);
        if call.root {
            call.root = false;
            let (sent, link, class) = (call.sent, call.link, call.class);
            let source = self.links[link as usize].from;
            if self.nodes[source as usize].retries {
                return self.hear(c, source, end, true);
            }
            return self.account(source, sent, class, end, true);
        }
        let link = call.link;
        if parent != NONE
            && let Some((parent, end)) = self.hang_up(parent, link, end, true)
        {
            self.end(parent, end, true);
        }
    }

    /// A failed request is back at its source, which may want to hear of it.
    #[cold]
    fn fail_request(&mut self, c: CallId, end: End, here: bool) {
        let call = &self.calls[c as usize];
        let (sent, class, source) = (call.sent, call.class, self.links[call.link as usize].from);
        if self.nodes[source as usize].retries {
            self.hear(c, source, end, here);
            return self.release(c);
        }
        self.release(c);
        self.account(source, sent, class, end, here);
    }

    /// Counts a request that its source is done with.
    pub fn account(&mut self, source: u32, sent: Time, class: Class, end: End, here: bool) {
        let End::Failed(r) = end else { return self.answer(source, sent, class) };
        if self.apart {
            self.parts.fail(source, class);
        }
        self.in_flight -= 1;
        let node = &mut self.nodes[source as usize];
        node.inside -= 1;
        self.ends.failed[r as usize] += 1;
        if here { node.failed[r as usize] += 1 } else { node.relayed += 1 }
    }

    /// Counts a request that was answered.
    #[inline(always)]
    pub fn answer(&mut self, source: u32, sent: Time, class: Class) {
        let took = self.now - sent;
        self.in_flight -= 1;
        let node = &mut self.nodes[source as usize];
        node.inside -= 1;
        self.ends.answered += 1;
        self.ends.on_time += u64::from(took <= node.on_time);
        node.answered += 1;
        if self.apart {
            self.answer_apart(source, class, took);
        }
        self.latency_window.record(took);
    }
}
