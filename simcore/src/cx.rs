//! A node's hands: all that a kind may do to the world.

use crate::calendar::RingId;
use crate::design::NodeId;
use crate::kinds::Role;
use crate::measure::Reason;
use crate::rng::{Purpose, Stream};
use crate::time::Time;
use crate::world::{Call, CallId, Class, End, Input, Link, NONE, Phase, World};

/// How deep calls may nest: far deeper than any real system, shallow enough to stop a circle.
const MAX_DEPTH: u8 = 64;

/// A node's hands: all that a kind may do to the world.
pub struct Cx<'a> {
    pub(crate) w: &'a mut World,
    pub(crate) node: u32,
}

impl Cx<'_> {
    #[inline]
    pub fn now(&self) -> Time {
        self.w.now
    }

    /// The node's own random stream for a purpose.
    pub fn stream(&self, purpose: Purpose) -> Stream {
        Stream::new(self.w.seed, self.w.nodes[self.node as usize].id, purpose)
    }

    /// How many links lead out of this node.
    pub fn links(&self) -> u32 {
        self.w.nodes[self.node as usize].out.len() as u32
    }

    pub(crate) fn link(&self, local: u32) -> &Link {
        &self.w.links[self.w.nodes[self.node as usize].out[local as usize] as usize]
    }

    /// What the node at the far end of a link is to this one.
    pub fn role(&self, local: u32) -> Role {
        self.link(local).role
    }

    /// The node at the far end of a link.
    pub fn target(&self, local: u32) -> NodeId {
        self.w.nodes[self.link(local).to as usize].id
    }

    pub fn weight(&self, local: u32) -> u32 {
        self.link(local).weight
    }

    /// Is this node down just now?
    pub fn is_down(&self) -> bool {
        self.w.nodes[self.node as usize].down
    }

    /// Would a probe over this link be answered?
    pub fn probe(&self, local: u32) -> bool {
        let to = &self.w.nodes[self.link(local).to as usize];
        to.alive && !to.down
    }

    /// Calls inside the node at the far end, as that node would report its load.
    pub fn load_of(&self, local: u32) -> u32 {
        self.w.nodes[self.link(local).to as usize].inside
    }

    #[inline]
    pub fn class(&self, c: CallId) -> Class {
        self.w.call(c).class
    }

    #[inline]
    pub fn key(&self, c: CallId) -> u32 {
        self.w.call(c).key
    }

    #[inline]
    pub fn user(&self, c: CallId) -> u32 {
        self.w.call(c).user
    }

    #[inline]
    pub fn note(&self, c: CallId) -> u32 {
        self.w.call(c).note
    }

    #[inline]
    pub fn set_note(&mut self, c: CallId, note: u32) {
        self.w.calls[c as usize].note = note;
    }

    #[inline]
    pub(crate) fn next(&self, c: CallId) -> CallId {
        self.w.call(c).next
    }

    #[inline]
    pub(crate) fn set_next(&mut self, c: CallId, next: CallId) {
        self.w.calls[c as usize].next = next;
    }

    /// A ring for a delay that is always the same.
    pub fn ring(&mut self, delay: Time) -> RingId {
        self.w.cal.ring(delay, false)
    }

    /// A ring of deadlines.
    pub fn deadline(&mut self, delay: Time) -> RingId {
        self.w.cal.ring(delay, true)
    }

    /// [`Input::Served`] comes for this call after `time`, stretched while the node is slow.
    #[inline]
    pub fn serve(&mut self, c: CallId, time: Time) {
        let slow = self.w.nodes[self.node as usize].slow;
        let time = if slow == 1.0 { time } else { (time as f64 * slow + 0.5) as Time };
        self.w.calls[c as usize].phase = Phase::Serving;
        self.w.cal.call_at(self.w.now.saturating_add(time), c);
    }

    /// [`Cx::serve`] for a time that is always the same.
    #[inline]
    pub fn serve_const(&mut self, c: CallId, time: Time, ring: RingId) {
        if self.w.nodes[self.node as usize].slow != 1.0 {
            return self.serve(c, time);
        }
        self.w.calls[c as usize].phase = Phase::Serving;
        self.w.cal.after(self.w.now, ring, c, 0);
    }

    /// Says what the node's slots and queue hold from now on.
    #[inline]
    pub fn set_load(&mut self, working: u32, held: u32, queued: u32) {
        let load = &mut self.w.nodes[self.node as usize].load;
        load.advance(self.w.now);
        (load.working, load.held, load.queued) = (working, held, queued);
        load.queue_max = load.queue_max.max(queued);
    }

    /// Says how many slots the node has.
    pub fn set_slots(&mut self, slots: u32) {
        let now = self.w.now;
        let load = &mut self.w.nodes[self.node as usize].load;
        load.advance(now);
        load.slots = slots;
    }

    /// Answers a call with its result.
    #[inline]
    pub fn reply(&mut self, c: CallId, end: End) {
        self.w.end(c, end, true);
    }

    /// Answers a call with the end of one that was made for it; `here` as [`Input::Reply`] said.
    #[inline]
    pub fn pass_on(&mut self, c: CallId, end: End, here: bool) {
        self.w.end(c, end, here);
    }

    /// Fails a call here.
    #[inline]
    pub fn fail(&mut self, c: CallId, reason: Reason) {
        self.w.end(c, End::Failed(reason), true);
    }

    /// Asks the node at the far end of a link, for `parent`; [`Input::Reply`] tells the end. With
    /// a deadline the reply comes by then, and the work over there goes on all the same.
    #[inline]
    pub fn ask(&mut self, parent: CallId, local: u32, class: Class, deadline: Option<RingId>) {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let p = &self.w.calls[parent as usize];
        let (user, key, depth) = (p.user, p.key, p.depth);
        if depth >= MAX_DEPTH {
            let end = End::Failed(Reason::TooDeep);
            return self.w.todo.push_back((self.node, Input::Reply { call: parent, link: local, end, here: true }));
        }
        let call = self.new_call(parent, index, user, key, class, depth + 1);
        let Some(c) = self.w.alloc(call) else {
            let end = End::Failed(Reason::Limit);
            return self.w.todo.push_back((self.node, Input::Reply { call: parent, link: local, end, here: true }));
        };
        self.w.calls[parent as usize].child = c;
        if let Some(ring) = deadline {
            let generation = self.w.calls[c as usize].generation;
            self.w.cal.after(self.w.now, ring, c, generation);
        }
        self.depart(c, index);
    }

    /// Tells the node at the far end of a link something that nobody waits for.
    pub fn tell(&mut self, about: CallId, local: u32, class: Class) {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let p = self.w.call(about);
        let (user, key, depth) = (p.user, p.key, p.depth);
        let call = self.new_call(NONE, index, user, key, class, depth + 1);
        if let Some(c) = self.w.alloc(call) {
            self.depart(c, index);
        }
    }

    #[inline]
    fn new_call(&self, parent: CallId, link: u32, user: u32, key: u32, class: Class, depth: u8) -> Call {
        let node = if link == NONE { self.node } else { self.w.links[link as usize].to };
        Call {
            parent,
            generation: 0,
            node,
            link,
            user,
            key,
            sent: self.w.now,
            arrived: self.w.now,
            next: NONE,
            child: NONE,
            note: 0,
            class,
            depth,
            phase: Phase::Going,
        }
    }

    #[inline]
    fn depart(&mut self, c: CallId, link: u32) {
        match self.w.links[link as usize].ring {
            Some(ring) => self.w.cal.after(self.w.now, ring, c, 0),
            None => {
                let to = self.w.links[link as usize].to;
                self.w.todo.push_back((to, Input::Arrive(c)));
            }
        }
    }

    /// A new request is born here; `None` when the simulator's limit is reached (and counted).
    pub fn generate(&mut self, user: u32, key: u32, class: Class) -> Option<CallId> {
        self.w.ends.generated += 1;
        let mut call = self.new_call(NONE, NONE, user, key, class, 0);
        call.phase = Phase::Inside;
        let node = &mut self.w.nodes[self.node as usize];
        node.arrived += 1;
        let Some(c) = self.w.alloc(call) else {
            self.w.nodes[self.node as usize].failed[Reason::Limit as usize] += 1;
            self.w.ends.failed[Reason::Limit as usize] += 1;
            return None;
        };
        self.w.nodes[self.node as usize].inside += 1;
        self.w.in_flight += 1;
        Some(c)
    }

    /// The source is done with a request.
    pub fn finish(&mut self, c: CallId, end: End, here: bool, deadline: Time) {
        self.w.finish(c, end, here, deadline);
    }

    /// A new timer of this node; [`Input::Timer`] brings `tag`.
    pub fn timer(&mut self, tag: u32) -> u32 {
        self.w.new_timer(self.node, tag)
    }

    /// The timer is due at `t`. A timer is due at most once at a time.
    #[inline]
    pub fn timer_at(&mut self, timer: u32, t: Time) {
        self.w.cal.timer_at(t, timer);
    }

    /// Forgets a timer that is still due.
    pub fn cancel(&mut self, timer: u32) {
        self.w.timers[timer as usize].alive = false;
    }
}

