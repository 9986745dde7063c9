//! Several machines inside one node, each with slots and a queue of its own: what databases that
//! spread their data or their users have in common.

use super::flights::Table;
use super::station::Queue;
use crate::call::CallId;
use crate::cx::Cx;
use crate::measure::Reason;
use crate::time::Time;
use std::collections::VecDeque;

/// In a call's note: its part, then the slots that it needs; the bits above are the kind's.
const PART: u32 = (1 << 12) - 1;
const NEED: u32 = 0xff << 12;
/// The kind's own bits of a note.
pub(crate) const OWN: u32 = !(PART | NEED);

#[derive(Clone, Debug)]
struct Part {
    taken: u32,
    queue: Queue,
    arrived: u64,
}

const IDLE: Part = Part { taken: 0, queue: Queue::EMPTY, arrived: 0 };

/// The parts of a node. One that is no longer wanted finishes what it has.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    parts: Vec<Part>,
    count: u32,
    slots: u32,
    limit: u32,
    working: u32,
    held: u32,
    queued: u32,
}

fn need(note: u32) -> u32 {
    (note & NEED) >> 12
}

/// The part of a call, from its arrival on.
pub(crate) fn part_of(cx: &Cx<'_>, c: CallId) -> u32 {
    cx.note(c) & PART
}

impl Parts {
    /// `slots` and `limit` are those of each part.
    pub fn new(count: u32, slots: u32, limit: u32, cx: &mut Cx<'_>) -> Parts {
        cx.set_slots(count.saturating_mul(slots));
        let parts = vec![IDLE; count as usize];
        Parts { parts, count, slots, limit, working: 0, held: 0, queued: 0 }
    }

    pub fn resize(
        &mut self,
        count: u32,
        slots: u32,
        limit: u32,
        cx: &mut Cx<'_>,
        mut time: impl FnMut(&Cx<'_>, CallId) -> Time,
    ) {
        (self.count, self.slots, self.limit) = (count, slots, limit);
        if self.parts.len() < count as usize {
            self.parts.resize(count as usize, IDLE);
        }
        cx.set_slots(count.saturating_mul(slots));
        for part in 0..self.parts.len() as u32 {
            self.fill(cx, part, &mut time);
        }
        self.note(cx);
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    /// Calls that may wait, all in all.
    pub fn limit(&self) -> u32 {
        self.limit.saturating_mul(self.count)
    }

    fn note(&self, cx: &mut Cx<'_>) {
        cx.set_load(self.working, self.held, self.queued);
    }

    /// A call arrives that needs so many slots of a part: it is served, waits, or is refused.
    #[inline]
    pub fn arrive(
        &mut self,
        cx: &mut Cx<'_>,
        c: CallId,
        part: u32,
        slots: u32,
        mut time: impl FnMut(&Cx<'_>, CallId) -> Time,
    ) {
        let Some(p) = self.parts.get_mut(part as usize) else { return cx.fail(c, Reason::ServerError) };
        p.arrived += 1;
        cx.set_note(c, cx.note(c) & OWN | part | slots.min(0xff) << 12);
        let at_once = p.queue.len() == 0 && p.taken + slots.min(self.slots) <= self.slots;
        if !at_once && p.queue.len() >= self.limit {
            return cx.fail(c, Reason::QueueFull);
        }
        p.queue.push(cx, c);
        self.queued += 1;
        self.fill(cx, part, &mut time);
        self.note(cx);
    }

    #[inline]
    fn fill(&mut self, cx: &mut Cx<'_>, part: u32, time: &mut impl FnMut(&Cx<'_>, CallId) -> Time) {
        let Some(p) = self.parts.get_mut(part as usize) else { return };
        while let Some(c) = p.queue.first() {
            // there may be fewer slots than when it came
            let slots = need(cx.note(c)).min(self.slots);
            if p.taken + slots > self.slots {
                break;
            }
            p.queue.pop(cx);
            p.taken += slots;
            self.queued -= 1;
            self.working += slots;
            cx.set_note(c, cx.note(c) & !NEED | slots << 12);
            let time = time(cx, c);
            cx.serve(c, time);
        }
    }

    /// The call works no more, but keeps its slots while it waits for somebody.
    pub fn hold(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let slots = need(cx.note(c));
        self.working -= slots;
        self.held += slots;
        self.note(cx);
    }

    /// A call with this note has ended, and its slots are free.
    #[inline]
    pub fn free(
        &mut self,
        cx: &mut Cx<'_>,
        note: u32,
        held: bool,
        mut time: impl FnMut(&Cx<'_>, CallId) -> Time,
    ) {
        let (part, slots) = (note & PART, need(note));
        let of = if held { &mut self.held } else { &mut self.working };
        *of = of.saturating_sub(slots);
        if let Some(p) = self.parts.get_mut(part as usize) {
            p.taken = p.taken.saturating_sub(slots);
        }
        self.fill(cx, part, &mut time);
        self.note(cx);
    }

    /// Calls to the busiest part against the average of all.
    pub fn imbalance(&self) -> f64 {
        let parts = self.parts.get(..self.count as usize).unwrap_or(&self.parts);
        let (most, all) = parts.iter().fold((0, 0), |(m, a), p| (p.arrived.max(m), a + p.arrived));
        if all > 0 { most as f64 * parts.len() as f64 / all as f64 } else { 1.0 }
    }

    pub fn reset(&mut self) {
        for p in &mut self.parts {
            p.arrived = 0;
        }
    }

    pub fn crash(&mut self, cx: &mut Cx<'_>) {
        for p in &mut self.parts {
            (p.taken, p.queue) = (0, Queue::EMPTY);
        }
        (self.working, self.held, self.queued) = (0, 0, 0);
        self.note(cx);
    }
}

/// Changes that have happened at one place and are not known everywhere yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recent {
    /// In their order: until when, of what, and whether it has been marked.
    changes: VecDeque<(Time, u64, bool)>,
    /// Number of the first of them.
    first: u32,
    newest: Table,
}

const NUMBER: u32 = u32::MAX >> 1;

impl Recent {
    pub fn push(&mut self, id: u64, now: Time, until: Time) {
        while let Some(&(until, id, _)) = self.changes.front()
            && until <= now
        {
            if self.newest.get(id) == Some(self.first) {
                self.newest.remove(id);
            }
            self.changes.pop_front();
            self.first = self.first.wrapping_add(1) & NUMBER;
        }
        let number = self.first.wrapping_add(self.changes.len() as u32) & NUMBER;
        self.changes.push_back((until, id, false));
        self.newest.set(id, number);
    }

    /// The newest change of this, if it is not known everywhere: its mark.
    #[inline]
    pub fn find(&mut self, id: u64, now: Time) -> Option<&mut bool> {
        let at = self.newest.get(id)?.wrapping_sub(self.first) & NUMBER;
        self.changes.get_mut(at as usize).filter(|c| c.0 > now).map(|c| &mut c.2)
    }

    /// What was to stay unknown for ever is known from then on; pushes have an end again.
    pub fn let_go(&mut self, until: Time) {
        for change in self.changes.iter_mut().rev().take_while(|c| c.0 == Time::MAX) {
            change.0 = until;
        }
    }

    pub fn clear(&mut self) {
        *self = Recent::default();
    }
}
