//! A message queue: takes a message, answers at once, and has it handled later.
//!
//! Services that it is wired to are its consumers. As consumers of real queues do, they fetch: one
//! that is down or cut off fetches nothing, and nobody holds more than `prefetch` messages that it
//! has not finished. A message that fails comes again after a wait that doubles; one that is not
//! finished within the visibility timeout comes again at once, while the first attempt may still
//! go on (at least once, not exactly once). After so many attempts it goes to the queue that this
//! one is wired to (a dead-letter queue), or away. A refusal by a consumer that has no room, or is
//! down, is no attempt. Consumers that are out of reach are looked for ten times a second. A message
//! older than the retention is thrown away when it is the first of its row, at the latest when its
//! turn comes; one that a consumer holds is not.

mod params;
mod rows;

pub use self::params::{Durability, Overflow, Params, Sequence};
use self::rows::{MOST, Rows, row};
use super::one_by_one::OneByOne;
use super::station::Queue;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{MS, Time, from_ms, from_secs};

/// A call's note: 0 while it asks to be let in; then this and the attempts made so far.
const MESSAGE: u32 = 1 << 31;
/// Given up, and on its way to the dead-letter queue.
const DEAD: u32 = 1 << 30;
const ATTEMPTS: u32 = DEAD - 1;
/// Producers that wait at the most; more are refused.
const MOST_BLOCKED: u32 = 100_000;
/// How often it looks for consumers that are out of reach.
const LOOK: Time = 100 * MS;
/// Waits double no more than so often: beyond it is for ever.
const DOUBLINGS: u32 = 12;
/// Tags of the timers: consumers are looked for; a message gets too old.
const SEEK: u32 = 0;
const AGE: u32 = 1;

/// A message queue.
#[derive(Clone, Debug)]
pub struct MessageQueue {
    p: Params,
    consumers: Vec<u32>,
    dead_letters: Option<u32>,
    turn: usize,
    ring: RingId,
    pace: OneByOne,
    visibility: RingId,
    waiting: Rows,
    /// Producers that wait for room.
    blocked: Queue,
    /// Messages taken in and not finished.
    messages: u32,
    stopped: bool,
    look: u32,
    looking: bool,
    retention: Time,
    age: u32,
    aging: bool,
    redelivered: u64,
    dead: u64,
    dropped: u64,
}

impl MessageQueue {
    fn rewire(&mut self, cx: &Cx<'_>) {
        self.consumers = (0..cx.links()).filter(|&l| cx.role(l) == Role::Service).collect();
        self.dead_letters = (0..cx.links()).find(|&l| cx.role(l) == Role::Queue);
    }

    fn put(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let row = match self.p.order {
            Sequence::Fifo => MOST as usize - 1,
            Sequence::Priority => row(cx.key(c), self.p.urgent / 100.0, self.p.priorities),
        };
        self.waiting.push(cx, c, row);
    }

    fn is_old(&self, cx: &Cx<'_>, c: CallId) -> bool {
        cx.arrived(c).saturating_add(self.retention) <= cx.now()
    }

    fn expire(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.messages -= 1;
        cx.fail(c, Reason::Expired);
    }

    /// Throws away what is too old, and waits for the next that will be. One that came back from a
    /// consumer may be older than what is waited for.
    fn age(&mut self, cx: &mut Cx<'_>) {
        if self.aging || self.waiting.len() == 0 {
            return;
        }
        loop {
            let old = self.waiting.heads().find(|&c| self.is_old(cx, c));
            let Some(c) = old else { break };
            self.waiting.remove_head(cx, c);
            self.expire(cx, c);
        }
        let first = self.waiting.heads().map(|c| cx.arrived(c)).min();
        if let Some(first) = first {
            self.aging = true;
            cx.timer_at(self.age, first.saturating_add(self.retention));
        }
    }

    fn take_in(&mut self, cx: &mut Cx<'_>, c: CallId) {
        cx.accept(c);
        cx.keep(c, self.p.durability == Durability::Disk);
        cx.set_note(c, MESSAGE);
        self.messages += 1;
        self.put(cx, c);
    }

    /// A message asks to be let in.
    fn receive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.refuses(c) {
            return;
        }
        if self.messages < self.p.capacity {
            return self.take_in(cx, c);
        }
        match self.p.overflow {
            Overflow::Block if cx.is_awaited(c) && self.blocked.len() < MOST_BLOCKED => {
                self.blocked.push(cx, c);
            }
            Overflow::DropOldest if self.waiting.len() > 0 => {
                if let Some(oldest) = self.waiting.pop_least(cx) {
                    self.messages -= 1;
                    self.dropped += 1;
                    cx.fail(oldest, Reason::QueueFull);
                }
                self.take_in(cx, c);
            }
            _ => cx.fail(c, Reason::QueueFull),
        }
    }

    /// There is room again for producers that wait.
    fn unblock(&mut self, cx: &mut Cx<'_>) {
        while self.messages < self.p.capacity {
            let Some(c) = self.blocked.pop(cx) else { break };
            if cx.is_awaited(c) {
                self.take_in(cx, c);
            } else {
                // its producer has given up, so the message was never sent
                cx.fail(c, Reason::TimedOut);
            }
        }
    }

    /// The next consumer in turn that has room and is there.
    fn consumer(&mut self, cx: &Cx<'_>) -> Option<u32> {
        let n = self.consumers.len();
        for i in 0..n {
            let at = (self.turn + i) % n;
            let link = self.consumers[at];
            if cx.open(link) < self.p.prefetch && cx.probe(link) {
                self.turn = at + 1;
                return Some(link);
            }
        }
        None
    }

    /// Hands out what can be handed out.
    fn work(&mut self, cx: &mut Cx<'_>) {
        self.age(cx);
        self.unblock(cx);
        let awake = !self.stopped && !cx.is_down();
        while awake && self.waiting.len() > 0 {
            let Some(link) = self.consumer(cx) else { break };
            let Some(c) = self.waiting.pop(cx) else { break };
            if self.is_old(cx, c) {
                self.expire(cx, c);
                continue;
            }
            let note = cx.note(c);
            self.redelivered += u64::from(note & ATTEMPTS > 0);
            cx.set_note(c, note + 1);
            let class = cx.class(c);
            cx.ask(c, link, class, Some(self.visibility), Pass::NOTHING);
        }
        cx.set_load(0, 0, self.waiting.len());
        let missed = cx.is_down() || self.consumers.iter().any(|&l| !cx.probe(l));
        if missed && self.waiting.len() > 0 && !self.looking {
            self.looking = true;
            let t = cx.now() + LOOK;
            cx.timer_at(self.look, t);
        }
    }

    fn done(&mut self, cx: &mut Cx<'_>, c: CallId, end: End, here: bool) {
        self.messages -= 1;
        cx.pass_on(c, end, here);
    }

    /// A message that failed waits; `failures` so far.
    fn pause(&self, cx: &mut Cx<'_>, c: CallId, failures: u32) {
        let doublings = failures.saturating_sub(1).min(DOUBLINGS);
        let pause = from_secs(self.p.backoff_s * f64::from(1u32 << doublings));
        cx.serve(c, pause.max(MS));
    }

    /// A message has been tried often enough.
    fn give_up(&mut self, cx: &mut Cx<'_>, c: CallId, end: End, here: bool) {
        match self.dead_letters {
            Some(link) => {
                cx.set_note(c, MESSAGE | DEAD);
                let class = cx.class(c);
                cx.ask(c, link, class, Some(self.visibility), Pass::NOTHING);
            }
            None => self.done(cx, c, end, here),
        }
    }
}

impl Behaviour for MessageQueue {
    const META: Meta = Meta {
        family: Family::Messaging,
        role: Role::Queue,
        calls: &[Role::Service, Role::Queue],
        needs_servers: true,
        faults: &[FaultKind::ConsumersStop],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut queue = MessageQueue {
            consumers: Vec::new(),
            dead_letters: None,
            turn: 0,
            ring: cx.ring(from_ms(p.latency_ms)),
            pace: OneByOne::default(),
            visibility: cx.deadline(from_secs(p.visibility_s)),
            waiting: Rows::EMPTY,
            blocked: Queue::EMPTY,
            messages: 0,
            stopped: false,
            look: cx.timer(SEEK),
            looking: false,
            retention: from_secs(p.retention_s),
            age: cx.timer(AGE),
            aging: false,
            redelivered: 0,
            dead: 0,
            dropped: 0,
            p,
        };
        queue.pace.set(queue.p.max_rate);
        queue.rewire(cx);
        queue
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.ring = cx.ring(from_ms(self.p.latency_ms));
        self.visibility = cx.deadline(from_secs(self.p.visibility_s));
        let before = std::mem::replace(&mut self.retention, from_secs(self.p.retention_s));
        if self.aging && self.retention != before {
            cx.cancel_and_renew(&mut self.age);
            self.aging = false;
        }
        self.pace.set(self.p.max_rate);
        self.rewire(cx);
        self.work(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.pace.limits() {
            let done = self.pace.take(cx.now());
            return cx.serve(c, done + from_ms(self.p.latency_ms));
        }
        if self.p.latency_ms > 0.0 {
            return cx.serve_const(c, from_ms(self.p.latency_ms), self.ring);
        }
        self.receive(cx, c);
        self.work(cx);
    }

    /// A message is in, or has waited after a failure.
    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        match cx.note(c) {
            0 => self.receive(cx, c),
            note if note & DEAD != 0 => self.give_up(cx, c, End::Failed(Reason::ServerError), true),
            _ => self.put(cx, c),
        }
        self.work(cx);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let note = cx.note(c);
        let attempts = note & ATTEMPTS;
        match end {
            End::Ok | End::Miss => self.done(cx, c, End::Ok, true),
            End::Failed(_) if note & DEAD != 0 => self.pause(cx, c, 1),
            End::Failed(Reason::QueueFull | Reason::Down | Reason::NoHealthyServer) => {
                cx.set_note(c, note - 1);
                self.pause(cx, c, 1);
            }
            End::Failed(_) if attempts >= self.p.max_receives => {
                self.dead += 1;
                self.give_up(cx, c, end, here);
            }
            End::Failed(Reason::TimedOut) if here => self.put(cx, c),
            End::Failed(_) => self.pause(cx, c, attempts),
        }
        self.work(cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == AGE {
            self.aging = false;
        } else {
            self.looking = false;
        }
        self.work(cx);
    }

    fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        if what == FaultKind::ConsumersStop {
            self.stopped = begins;
            self.work(cx);
        }
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let oldest = self.waiting.heads().map(|c| look.age(c)).fold(0.0, f64::max);
        Gauges {
            queue_limit: Some(self.p.capacity),
            facts: vec![
                (Fact::Messages, f64::from(self.messages)),
                (Fact::OldestMessage, oldest),
                (Fact::Redelivered, self.redelivered as f64),
                (Fact::DeadLetters, self.dead as f64),
                (Fact::Dropped, self.dropped as f64),
            ],
            ..Gauges::default()
        }
    }

    fn reset(&mut self) {
        (self.redelivered, self.dead, self.dropped) = (0, 0, 0);
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.waiting = Rows::EMPTY;
        self.blocked = Queue::EMPTY;
        self.pace.clear();
        self.messages = cx.inside();
        for c in cx.kept() {
            if cx.note(c) & DEAD != 0 {
                self.pause(cx, c, 1);
            } else {
                self.put(cx, c);
            }
        }
        self.work(cx);
    }
}

#[cfg(test)]
mod tests;
