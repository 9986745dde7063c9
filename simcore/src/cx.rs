//! A node's hands: all that a kind may do to the world.

use crate::calendar::RingId;
use crate::call::{About, CallId, Class, End, NONE, Notes, Pass, Phase};
use crate::design::NodeId;
use crate::kinds::Role;
use crate::load::Load;
use crate::measure::Reason;
use crate::rng::{Purpose, Stream};
use crate::time::{Time, from_ms};
use crate::world::{Door, Link, World};

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

    /// One way over this link, as it is drawn.
    pub fn delay(&self, local: u32) -> Time {
        self.link(local).ring.map_or(0, |r| self.w.cal.delay(r))
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
        let index = self.w.nodes[self.node as usize].out[local as usize];
        to.alive && !to.down && !to.hung && !self.w.is_cut(index)
    }

    /// Share of its slots that the node at the far end had at work in the last closed interval.
    pub fn utilisation(&self, local: u32) -> f64 {
        f64::from(self.w.nodes[self.link(local).to as usize].last.taken)
    }

    /// Calls a second that reached the node at the far end in the last closed interval.
    pub fn rate(&self, local: u32) -> f64 {
        f64::from(self.w.nodes[self.link(local).to as usize].last.arrived)
    }

    /// Calls that wait at the node at the far end.
    pub fn queued(&self, local: u32) -> u32 {
        self.w.nodes[self.link(local).to as usize].load.queued
    }

    /// When the measurements began.
    pub fn measured_from(&self) -> Time {
        self.w.measured_from
    }

    /// When this call reached this node.
    pub fn arrived(&self, c: CallId) -> Time {
        self.w.calls[c as usize].arrived
    }

    /// Does anybody wait for this call's reply?
    pub fn is_awaited(&self, c: CallId) -> bool {
        let call = &self.w.calls[c as usize];
        call.root || call.parent != NONE
    }

    /// Says that this source wants to hear of failed requests.
    pub fn hear_failures(&mut self, yes: bool) {
        self.w.nodes[self.node as usize].retries = yes;
    }

    /// Says of which classes the requests of this source are, a bit for each.
    pub fn sends(&mut self, classes: u8) {
        self.w.nodes[self.node as usize].classes = classes;
        self.w.tell_apart();
    }

    /// Calls that have arrived at this node and have not ended.
    #[inline]
    pub fn inside(&self) -> u32 {
        self.w.nodes[self.node as usize].inside
    }

    /// Calls made over a link whose reply is still awaited: its connections in use.
    pub fn open(&self, local: u32) -> u32 {
        self.link(local).open
    }

    /// Calls inside the node at the far end, as that node would report its load.
    pub fn load_of(&self, local: u32) -> u32 {
        self.w.nodes[self.link(local).to as usize].inside
    }

    #[inline]
    pub fn class(&self, c: CallId) -> Class {
        self.w.calls[c as usize].class
    }

    #[inline]
    pub fn key(&self, c: CallId) -> u32 {
        self.w.calls[c as usize].key
    }

    #[inline]
    pub fn user(&self, c: CallId) -> u32 {
        self.w.calls[c as usize].user
    }

    #[inline]
    pub fn note(&self, c: CallId) -> u32 {
        self.w.calls[c as usize].note
    }

    #[inline]
    pub fn set_note(&mut self, c: CallId, note: u32) {
        self.w.calls[c as usize].note = note;
    }

    #[inline]
    pub(crate) fn next(&self, c: CallId) -> CallId {
        self.w.calls[c as usize].next
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

    /// A ring of deadlines for a patience in milliseconds; the largest that a parameter allows
    /// (ten minutes) means for ever.
    pub fn patience(&mut self, ms: f64) -> Option<RingId> {
        (ms < 600_000.0).then(|| self.deadline(from_ms(ms)))
    }

    /// The node's `served` comes for this call after `time`, stretched while the node is slow.
    #[inline(always)]
    pub fn serve(&mut self, c: CallId, time: Time) {
        let time = if self.w.plain { time } else { self.stretched(c, time) };
        self.w.calls[c as usize].phase = Phase::Serving;
        self.w.cal.call_at(self.w.now.saturating_add(time), c);
    }

    /// So long is this time while the node is slow; the span that follows the call hears of it.
    #[cold]
    fn stretched(&mut self, c: CallId, time: Time) -> Time {
        let slow = self.w.nodes[self.node as usize].slow;
        let time = if slow == 1.0 { time } else { (time as f64 * slow + 0.5) as Time };
        let span = self.w.calls[c as usize].span;
        if span != NONE {
            self.w.tracer.serve(span, time);
        }
        time
    }

    /// [`Cx::serve`] for a time that is always the same.
    #[inline(always)]
    pub fn serve_const(&mut self, c: CallId, time: Time, ring: RingId) {
        if !self.w.calm && self.w.nodes[self.node as usize].slow != 1.0 {
            return self.serve(c, time);
        }
        if !self.w.plain {
            self.stretched(c, time);
        }
        self.w.calls[c as usize].phase = Phase::Serving;
        self.w.cal.after(self.w.now, ring, c);
    }

    /// Says that the node's `arrive` does nothing but [`Cx::serve_const`] with this time, as long as
    /// no more than `most` calls are inside: the engine then does it without asking. A time of 0
    /// takes it back.
    pub fn set_door(&mut self, time: Time, ring: RingId, most: u32) {
        self.w.nodes[self.node as usize].door = Door { ring, most: if time > 0 { most } else { 0 } };
    }

    /// Says what the node's slots and queue hold from now on.
    #[inline(always)]
    pub fn set_load(&mut self, working: u32, held: u32, queued: u32) {
        self.w.nodes[self.node as usize].load.set(self.w.now, working, held, queued);
    }

    /// [`Cx::set_load`] by one step.
    #[inline(always)]
    pub(crate) fn step_load(&mut self, step: impl FnOnce(&mut Load, Time)) {
        step(&mut self.w.nodes[self.node as usize].load, self.w.now);
    }

    /// Says how many slots the node has.
    pub fn set_slots(&mut self, slots: u32) {
        let load = &mut self.w.nodes[self.node as usize].load;
        load.advance_slots(self.w.now);
        load.slots = slots;
    }

    /// Says within what time an answer to this source is on time.
    pub fn set_on_time(&mut self, time: Time) {
        self.w.nodes[self.node as usize].on_time = time;
    }

    /// Answers a call with its result.
    #[inline(always)]
    pub fn reply(&mut self, c: CallId, end: End) {
        self.w.end(c, end, true);
    }

    /// Answers a call with the end of one that was made for it; `here` as the reply said.
    #[inline(always)]
    pub fn pass_on(&mut self, c: CallId, end: End, here: bool) {
        self.w.end(c, end, here);
    }

    /// Fails a call here.
    #[cold]
    pub fn fail(&mut self, c: CallId, reason: Reason) {
        self.w.end(c, End::Failed(reason), true);
    }

    /// Asks the node at the far end of a link, for `parent`; the reply tells the end, unless it is
    /// one that is to be passed on. With a deadline it comes by then, and the work over there goes
    /// on all the same.
    #[inline(always)]
    pub fn ask(&mut self, parent: CallId, local: u32, class: Class, deadline: Option<RingId>, pass: Pass) {
        self.ask_with(parent, local, class, deadline, pass, 0);
    }

    /// [`Cx::ask`] with a number that the other node finds in the call's note.
    #[inline(always)]
    pub fn ask_with(
        &mut self,
        parent: CallId,
        local: u32,
        class: Class,
        deadline: Option<RingId>,
        pass: Pass,
        note: u32,
    ) {
        let notes = Notes { own: None, new: note };
        self.w.ask(self.node, parent, local, Some(class), deadline, pass, notes);
    }

    /// [`Cx::ask`] for the same class as the call that it is made for, whose note becomes `note` if
    /// there is one.
    #[inline(always)]
    pub fn ask_on(
        &mut self,
        parent: CallId,
        local: u32,
        deadline: Option<RingId>,
        pass: Pass,
        note: Option<u32>,
    ) {
        self.w.ask(self.node, parent, local, None, deadline, pass, Notes { own: note, new: 0 });
    }

    /// Tells the node at the far end of a link something that nobody waits for.
    pub fn tell(&mut self, about: CallId, local: u32, class: Class) {
        self.tell_with(about, local, class, 0);
    }

    /// [`Cx::tell`] with a number that the other node finds in the call's note.
    pub fn tell_with(&mut self, about: CallId, local: u32, class: Class, note: u32) {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let p = &self.w.calls[about as usize];
        let what = About { user: p.user, key: p.key, class, depth: p.depth + 1, root: false };
        let (to, ring) = self.over(index);
        if let Some(c) = self.w.alloc(NONE, index, to, what) {
            self.w.calls[c as usize].note = note;
            if self.w.residency.any {
                self.w.goes_on(c, about);
            }
            self.w.depart(c, index, to, ring, None);
        }
    }

    /// The node itself sends something that nobody waits for, on no call's behalf.
    pub fn send(&mut self, local: u32, class: Class, user: u32, key: u32) {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let (to, ring) = self.over(index);
        if let Some(c) = self.w.alloc(NONE, index, to, About { user, key, class, depth: 1, root: false }) {
            self.w.depart(c, index, to, ring, None);
        }
    }

    /// A source sends a request over one of its links (without such a link it fails for want of a
    /// way). The engine counts how it ends.
    #[inline(always)]
    pub fn request(&mut self, local: u32, user: u32, key: u32, class: Class, deadline: RingId) {
        self.w.ends.generated += 1;
        self.w.in_flight += 1;
        let node = &mut self.w.nodes[self.node as usize];
        node.arrived += 1;
        node.inside += 1;
        let Some(&index) = node.out.get(local as usize) else {
            return self.w.account(self.node, self.w.now, class, End::Failed(Reason::NoRoute), true);
        };
        let (to, ring) = self.over(index);
        match self.w.alloc(NONE, index, to, About { user, key, class, depth: 0, root: true }) {
            Some(c) => {
                if !self.w.plain && self.w.tracer.every > 0 {
                    self.w.follow(c, NONE);
                }
                self.w.depart(c, index, to, ring, Some(deadline));
            }
            None => self.w.account(self.node, self.w.now, class, End::Failed(Reason::Limit), true),
        }
    }

    /// Where a link leads, and the ring of its delay.
    #[inline(always)]
    fn over(&self, link: u32) -> (u32, Option<RingId>) {
        let link = &self.w.links[link as usize];
        (link.to, link.ring)
    }

    /// A new timer of this node; the node's `timer` gets `tag`.
    pub fn timer(&mut self, tag: u32) -> u32 {
        self.w.new_timer(self.node, tag)
    }

    /// The timer is due at `t`. A timer is due at most once at a time.
    #[inline]
    pub fn timer_at(&mut self, timer: u32, t: Time) {
        self.w.cal.timer_at(t, timer);
    }

    /// Forgets a timer that may still be due, and makes another with the same tag.
    pub fn cancel_and_renew(&mut self, timer: &mut u32) {
        let tag = self.w.timers[*timer as usize].tag;
        self.cancel(*timer);
        *timer = self.timer(tag);
    }

    /// Forgets a timer that is still due.
    pub fn cancel(&mut self, timer: u32) {
        self.w.timers[timer as usize].alive = false;
    }
}
