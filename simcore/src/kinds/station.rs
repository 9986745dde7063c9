//! Slots with a queue in front of them: what web servers and databases have in common.

use super::sharing::Sharing;
use crate::call::{CallId, NONE};
use crate::cx::Cx;
use crate::dist::Dist;
use crate::load::Load;
use crate::measure::Reason;
use crate::rng::{Purpose, Stream};
use crate::time::Time;

/// A first-come first-served queue through the calls themselves: no allocation.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    head: CallId,
    tail: CallId,
    len: u32,
}

impl Queue {
    pub const EMPTY: Queue = Queue { head: NONE, tail: NONE, len: 0 };

    #[inline(always)]
    pub fn push(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.set_next(c, NONE);
        if self.len == 0 {
            self.head = c;
        } else {
            cx.set_next(self.tail, c);
        }
        self.tail = c;
        self.len += 1;
    }

    pub fn len(&self) -> u32 {
        self.len
    }

    /// The first in the queue.
    pub fn first(&self) -> Option<CallId> {
        (self.len > 0).then_some(self.head)
    }

    #[inline(always)]
    pub fn pop(&mut self, cx: &Cx<'_>) -> Option<CallId> {
        if self.len == 0 {
            return None;
        }
        let c = self.head;
        self.head = cx.next(c);
        self.len -= 1;
        Some(c)
    }
}

/// `slots` places in parallel and a queue of at most `limit` calls.
#[derive(Clone, Debug)]
pub(crate) struct Station {
    slots: u32,
    limit: u32,
    working: u32,
    held: u32,
    /// Slots that are taken and never given back.
    leaked: u32,
    queue: Queue,
    service: Stream,
    errors: Stream,
    error_share: f64,
    /// Fewer cores than slots, which share them.
    sharing: Option<Box<Sharing>>,
}

impl Station {
    pub fn new(slots: u32, limit: u32, error_rate: f64, cx: &mut Cx<'_>) -> Station {
        cx.set_slots(slots);
        Station {
            slots,
            limit,
            working: 0,
            held: 0,
            leaked: 0,
            queue: Queue::EMPTY,
            service: cx.stream(Purpose::Service),
            errors: cx.stream(Purpose::Errors),
            error_share: error_rate / 100.0,
            sharing: None,
        }
    }

    /// What is in its slots shares so many cores from now on; whoever does so already keeps its place.
    /// `tag` is what the node's timer says when [`Station::finished`] is to be asked.
    pub fn share(&mut self, cores: u32, tag: u32, cx: &mut Cx<'_>) {
        match &mut self.sharing {
            Some(sharing) => sharing.set_cores(cores, cx),
            None => self.sharing = Some(Box::new(Sharing::new(cores, tag, cx))),
        }
    }

    pub fn shares(&self) -> bool {
        self.sharing.is_some()
    }

    /// The timer of the cores is due.
    pub fn rang(&mut self) {
        if let Some(sharing) = &mut self.sharing {
            sharing.rang();
        }
    }

    /// A call whose share of the cores has been enough; to be asked until there is none.
    pub fn finished(&mut self, cx: &mut Cx<'_>) -> Option<CallId> {
        self.sharing.as_mut()?.finished(cx)
    }

    /// New sizes. Calls already in keep their places; freed slots take from the queue.
    pub fn resize<'d>(
        &mut self,
        slots: u32,
        limit: u32,
        error_rate: f64,
        cx: &mut Cx<'_>,
        dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist,
    ) {
        (self.slots, self.limit, self.error_share) = (slots, limit, error_rate / 100.0);
        self.leaked = self.leaked.min(slots);
        cx.set_slots(slots);
        self.fill(cx, dist);
        self.note(cx);
    }

    #[inline(always)]
    fn note(&self, cx: &mut Cx<'_>) {
        let mut held = self.held;
        if self.leaked > 0 {
            held = (held + self.leaked).min(self.slots.saturating_sub(self.working)).max(held);
        }
        cx.set_load(self.working, held, self.queue.len);
    }

    /// [`Station::note`] after one step; leaked slots need a closer look.
    #[inline(always)]
    fn note_step(&self, cx: &mut Cx<'_>, step: impl FnOnce(&mut Load, Time)) {
        if self.leaked > 0 { self.note(cx) } else { cx.step_load(step) }
    }

    #[inline(always)]
    fn has_room(&self) -> bool {
        self.working + self.held + self.leaked < self.slots
    }

    #[inline(always)]
    fn begin(&mut self, cx: &mut Cx<'_>, c: CallId, dist: &Dist) {
        let time = dist.sample(&mut self.service);
        self.begin_for(cx, c, time);
    }

    #[inline(always)]
    fn begin_for(&mut self, cx: &mut Cx<'_>, c: CallId, time: Time) {
        self.working += 1;
        match &mut self.sharing {
            None => cx.serve(c, time),
            Some(sharing) => sharing.begin(cx, c, time),
        }
    }

    /// A slot has become free: the first in the queue begins. Nobody waits while there is room for
    /// more, so one is enough.
    #[inline(always)]
    fn follow_up<'d>(&mut self, cx: &mut Cx<'_>, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) {
        if self.has_room()
            && let Some(c) = self.queue.pop(cx)
        {
            let d = dist(cx, c);
            self.begin(cx, c, d);
        }
        self.note(cx);
    }

    fn fill<'d>(&mut self, cx: &mut Cx<'_>, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) {
        while self.has_room() {
            let Some(c) = self.queue.pop(cx) else { break };
            let d = dist(cx, c);
            self.begin(cx, c, d);
        }
    }

    /// A call arrives: it is served, waits, or is refused.
    #[inline(always)]
    pub fn arrive<'d>(&mut self, cx: &mut Cx<'_>, c: CallId, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) {
        if self.has_room() {
            let d = dist(cx, c);
            self.begin(cx, c, d);
            self.note_step(cx, Load::begin);
        } else if self.queue.len < self.limit {
            self.queue.push(cx, c);
            self.note_step(cx, Load::wait);
        } else {
            cx.fail(c, Reason::QueueFull);
        }
    }

    /// A call arrives that cannot be refused: it is served or waits.
    pub fn arrive_always<'d>(
        &mut self,
        cx: &mut Cx<'_>,
        c: CallId,
        dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist,
    ) {
        if self.has_room() {
            let d = dist(cx, c);
            self.begin(cx, c, d);
        } else {
            self.queue.push(cx, c);
        }
        self.note(cx);
    }

    /// One more slot is not given back when it is next free.
    pub fn leak(&mut self, cx: &mut Cx<'_>) {
        self.leaked = (self.leaked + 1).min(self.slots);
        self.note(cx);
    }

    /// Leaked slots come back.
    pub fn mend<'d>(&mut self, cx: &mut Cx<'_>, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) {
        self.leaked = 0;
        self.fill(cx, dist);
        self.note(cx);
    }

    /// How long the one will take that follows when a slot is free, if one does. Where a call is to
    /// depart this is asked first and used last: what depends on chance takes long to be known, and
    /// where in the calendar it belongs is guessed wrong as often as not.
    #[inline(always)]
    pub fn ahead(&mut self, dist: &Dist) -> Option<Time> {
        let follows = self.queue.len > 0 && self.working + self.held + self.leaked <= self.slots;
        follows.then(|| dist.sample(&mut self.service))
    }

    /// A call's service is over and its slot is free: the next one begins, for as long as
    /// [`Station::ahead`] said.
    #[inline(always)]
    pub fn depart_with(&mut self, cx: &mut Cx<'_>, ahead: Option<Time>) {
        self.working -= 1;
        if let Some(time) = ahead
            && let Some(c) = self.queue.pop(cx)
        {
            self.begin_for(cx, c, time);
            self.note_step(cx, Load::pass);
        } else {
            self.note_step(cx, Load::finish);
        }
    }

    /// [`Station::ahead`] where it matters which call the next one is.
    #[inline(always)]
    pub fn ahead_by<'d>(&mut self, cx: &Cx<'_>, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) -> Option<Time> {
        self.queue.first().and_then(|c| self.ahead(dist(cx, c)))
    }

    /// [`Station::depart_with`] where nothing was asked ahead.
    #[inline(always)]
    pub fn depart<'d>(&mut self, cx: &mut Cx<'_>, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) {
        let ahead = self.ahead_by(cx, dist);
        self.depart_with(cx, ahead);
    }

    /// A call's service is over, but it keeps its slot while it waits for somebody.
    #[inline(always)]
    pub fn hold(&mut self, cx: &mut Cx<'_>) {
        self.working -= 1;
        self.held += 1;
        self.note(cx);
    }

    /// A call in its slot is served once more, with a time of this law.
    pub fn again(&mut self, cx: &mut Cx<'_>, c: CallId, dist: &Dist) {
        let time = dist.sample(&mut self.service);
        cx.serve(c, time);
    }

    /// A call that held its slot works again.
    pub fn resume(&mut self, cx: &mut Cx<'_>) {
        self.held = self.held.saturating_sub(1);
        self.working += 1;
        self.note(cx);
    }

    /// A call that held its slot lets it go.
    #[inline(always)]
    pub fn let_go<'d>(&mut self, cx: &mut Cx<'_>, dist: impl Fn(&Cx<'_>, CallId) -> &'d Dist) {
        self.held = self.held.saturating_sub(1);
        self.follow_up(cx, dist);
    }

    /// Slots are no longer held by those who wait (the server's model changed).
    pub fn forget_held(&mut self, cx: &mut Cx<'_>) {
        self.held = 0;
        self.note(cx);
    }

    /// Does this service end in an error?
    #[inline(always)]
    pub fn errs(&mut self) -> bool {
        self.error_share > 0.0 && self.errors.unit() < self.error_share
    }

    /// The calls that are in work or wait for somebody since before then, in the order in which they
    /// came; what is in the queue is not among them.
    pub fn on_machines(&self, cx: &Cx<'_>, since: Time) -> Vec<CallId> {
        let mut queued = self.queue.clone();
        let mut waiting: Vec<CallId> = std::iter::from_fn(|| queued.pop(cx)).collect();
        waiting.sort_unstable();
        let mut there = cx.inside_since(since);
        there.retain(|c| waiting.binary_search(c).is_err());
        there
    }

    /// A call leaves its slot unfinished. `holds` says whether whoever waits holds one.
    pub fn take_out(&mut self, cx: &Cx<'_>, c: CallId, holds: bool) {
        let works = match &mut self.sharing {
            Some(sharing) => sharing.take_out(cx, c),
            None => cx.is_serving(c),
        };
        if works {
            self.working = self.working.saturating_sub(1);
        } else if holds {
            self.held = self.held.saturating_sub(1);
        }
    }

    /// Everything inside is gone.
    pub fn crash(&mut self, cx: &mut Cx<'_>) {
        (self.working, self.held, self.leaked, self.queue) = (0, 0, 0, Queue::EMPTY);
        if let Some(sharing) = &mut self.sharing {
            sharing.crash();
        }
        self.note(cx);
    }

    pub fn limit(&self) -> u32 {
        self.limit
    }
}
