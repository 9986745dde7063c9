//! A stream: a log in partitions that every group reads at its own pace, each key in order.
//!
//! Each node that it is wired to is a consumer group. A message belongs to the partition of its key;
//! within a partition a group gets one message at a time, in order, and the next one only when that
//! is done: partitions are the most that a group does at once. A message that fails is tried again
//! and everything behind it waits, until it succeeds or the attempts are used up and it is skipped.
//! A message leaves when every group is done with it or, read or not, when it is one too many. The
//! log is on disk. Partitions can be added, not taken away. Consumers that are out of reach, and
//! pauses, are looked at ten times a second.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, NONE, Pass};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{MS, Time, from_ms, from_secs};
use crate::{params, rng};

params! {
    /// Parameters of a stream.
    pub struct Params {
        partitions: int_log(1, 1000) = 12, "", "assumption";
        /// Messages kept at the most; the oldest go.
        retention: int_log(1, 1_000_000) = 100_000, "messages", "assumption; guide 004, line 998: 14 days";
        /// Time after which an unfinished message is handed out again.
        ack_timeout_s: real_log(0.1, 3600.0) = 30.0, "s", "assumption";
        attempts: int(1, 1000) = 10, "", "published: the usual error handler of consumers tries 10 times";
        /// Wait after a failure.
        backoff_s: real(0.0, 3600.0) = 1.0, "s", "guide 004, line 1141: 1 s";
        /// Time to take a message in.
        latency_ms: real(0.0, 1000.0) = 5.0, "ms", "guide 004, line 1005: under 10 ms";
    }
}

const LOOK: Time = 100 * MS;

/// A message's note: its partition, the groups that are not done with it, and the attempts under way.
#[derive(Clone, Copy)]
struct Note(u32);

impl Note {
    const GROUP: u32 = 1 << 10;
    const ATTEMPT: u32 = 1 << 21;
    fn new(partition: usize, groups: usize) -> Note {
        Note(partition as u32 + groups as u32 * Note::GROUP)
    }
    fn partition(self) -> usize {
        (self.0 % Note::GROUP) as usize
    }
    fn is_over(self) -> bool {
        self.0 < Note::GROUP
    }
    fn is_out(self) -> bool {
        self.0 >= Note::ATTEMPT
    }
}

/// A list of messages in order, through the calls themselves; without a first there is no last.
#[derive(Clone, Copy, Debug)]
struct Partition {
    first: CallId,
    last: CallId,
}

/// Where a group stands in a partition.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    /// The next message, or the one under way.
    at: CallId,
    busy: bool,
    attempts: u32,
    /// Not before.
    ready: Time,
}

const AT_THE_END: Cursor = Cursor { at: NONE, busy: false, attempts: 0, ready: 0 };

/// A consumer group.
#[derive(Clone, Debug)]
struct Group {
    node: NodeId,
    /// By partition.
    cursors: Vec<Cursor>,
    /// Messages that it is not done with.
    lag: u32,
}

/// A stream.
#[derive(Clone, Debug)]
pub struct EventStream {
    p: Params,
    ring: RingId,
    ack: RingId,
    log: Vec<Partition>,
    /// In the order of the links.
    groups: Vec<Group>,
    messages: u32,
    look: u32,
    looking: bool,
    redelivered: u64,
    skipped: u64,
    dropped: u64,
}

impl EventStream {
    fn after(&self, cx: &Cx<'_>, c: CallId, partition: usize) -> CallId {
        if self.log[partition].last == c { NONE } else { cx.next(c) }
    }

    fn add(cx: &mut Cx<'_>, c: CallId, amount: u32) {
        cx.set_note(c, cx.note(c).wrapping_add(amount));
    }

    fn append(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if cx.refuses(c) {
            return;
        }
        let partition = (rng::mix(u64::from(cx.key(c))) % self.log.len() as u64) as usize;
        if self.messages >= self.p.retention {
            // its own partition first; where all is being worked on, another one
            let n = self.log.len();
            if !(0..n).any(|i| self.drop_oldest(cx, (partition + i) % n)) {
                return cx.fail(c, Reason::QueueFull);
            }
        }
        cx.accept(c);
        cx.keep(c, true);
        cx.set_note(c, Note::new(partition, self.groups.len()).0);
        cx.set_next(c, NONE);
        let log = &mut self.log[partition];
        match log.first {
            NONE => log.first = c,
            _ => cx.set_next(log.last, c),
        }
        log.last = c;
        self.messages += 1;
        for g in 0..self.groups.len() {
            let group = &mut self.groups[g];
            group.lag += 1;
            if group.cursors[partition].at == NONE {
                group.cursors[partition] = Cursor { at: c, ..AT_THE_END };
            }
            self.hand_out(cx, g, partition);
        }
        self.trim(cx, partition);
    }

    /// Gives a group the next message of a partition, if it can take one now.
    fn hand_out(&mut self, cx: &mut Cx<'_>, g: usize, partition: usize) {
        let cursor = &mut self.groups[g].cursors[partition];
        if cursor.busy || cursor.at == NONE {
            return;
        }
        if cursor.ready > cx.now() || cx.is_down() || !cx.probe(g as u32) {
            return self.look_again(cx);
        }
        cursor.busy = true;
        cursor.attempts += 1;
        self.redelivered += u64::from(cursor.attempts > 1);
        let c = cursor.at;
        Self::add(cx, c, Note::ATTEMPT);
        let class = cx.class(c);
        cx.ask(c, g as u32, class, Some(self.ack), Pass::NOTHING);
    }

    fn look_again(&mut self, cx: &mut Cx<'_>) {
        if !self.looking {
            self.looking = true;
            let t = cx.now() + LOOK;
            cx.timer_at(self.look, t);
        }
    }

    /// A group is done with its message and goes on to the next.
    fn advance(&mut self, cx: &mut Cx<'_>, g: usize, c: CallId, partition: usize) {
        let at = self.after(cx, c, partition);
        let group = &mut self.groups[g];
        group.cursors[partition] = Cursor { at, ..AT_THE_END };
        group.lag = group.lag.saturating_sub(1);
        Self::add(cx, c, Note::GROUP.wrapping_neg());
    }

    /// Messages that all are done with leave, in order.
    fn trim(&mut self, cx: &mut Cx<'_>, partition: usize) {
        loop {
            let c = self.log[partition].first;
            if c == NONE || !Note(cx.note(c)).is_over() {
                break;
            }
            let next = self.after(cx, c, partition);
            self.log[partition].first = next;
            self.messages -= 1;
            cx.reply(c, End::Ok);
        }
        cx.set_load(0, 0, self.messages);
    }

    /// The oldest message of a partition that nobody works on goes, read or not; false when there
    /// is none.
    fn drop_oldest(&mut self, cx: &mut Cx<'_>, partition: usize) -> bool {
        let (mut before, mut c) = (NONE, self.log[partition].first);
        while c != NONE && Note(cx.note(c)).is_out() {
            (before, c) = (c, self.after(cx, c, partition));
        }
        if c == NONE {
            return false;
        }
        let next = self.after(cx, c, partition);
        for g in 0..self.groups.len() {
            let at = self.groups[g].cursors[partition].at;
            // has it still to read this one? then its place is this or one of those before
            let mut m = self.log[partition].first;
            while m != at && m != c {
                m = self.after(cx, m, partition);
            }
            if at == m {
                self.groups[g].lag = self.groups[g].lag.saturating_sub(1);
            }
            if at == c {
                self.groups[g].cursors[partition] = Cursor { at: next, ..AT_THE_END };
            }
        }
        let log = &mut self.log[partition];
        if log.first == c {
            log.first = next;
        } else {
            cx.set_next(before, next);
        }
        if log.last == c {
            log.last = before;
        }
        self.messages -= 1;
        self.dropped += 1;
        cx.fail(c, Reason::QueueFull);
        true
    }

    /// Takes over links and partitions as they are now; groups that stay keep their places, new ones
    /// begin at the end.
    fn rewire(&mut self, cx: &mut Cx<'_>) {
        let partitions = self.log.len().max(self.p.partitions as usize);
        self.log.resize(partitions, Partition { first: NONE, last: NONE });
        let mut old = std::mem::take(&mut self.groups);
        for link in 0..cx.links() {
            let node = cx.target(link);
            let known = old.iter().position(|g| g.node == node).map(|i| old.swap_remove(i));
            let mut group = known.unwrap_or(Group { node, cursors: Vec::new(), lag: 0 });
            group.cursors.resize(partitions, AT_THE_END);
            self.groups.push(group);
        }
        for group in old {
            for (partition, cursor) in group.cursors.iter().enumerate() {
                let mut c = cursor.at;
                if cursor.busy {
                    // the attempt goes on; its reply will come over no link
                    c = self.after(cx, c, partition);
                }
                while c != NONE {
                    Self::add(cx, c, Note::GROUP.wrapping_neg());
                    c = self.after(cx, c, partition);
                }
            }
        }
        for partition in 0..partitions {
            self.trim(cx, partition);
        }
        self.look_again(cx);
    }
}

impl Behaviour for EventStream {
    const META: Meta = Meta {
        family: Family::Messaging,
        role: Role::Queue,
        calls: &[Role::Service, Role::Queue],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut stream = EventStream {
            ring: cx.ring(from_ms(p.latency_ms)),
            ack: cx.deadline(from_secs(p.ack_timeout_s)),
            p,
            log: Vec::new(),
            groups: Vec::new(),
            messages: 0,
            look: cx.timer(0),
            looking: false,
            redelivered: 0,
            skipped: 0,
            dropped: 0,
        };
        stream.rewire(cx);
        stream
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.ring = cx.ring(from_ms(self.p.latency_ms));
        self.ack = cx.deadline(from_secs(self.p.ack_timeout_s));
        self.rewire(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.p.latency_ms > 0.0 {
            return cx.serve_const(c, from_ms(self.p.latency_ms), self.ring);
        }
        self.append(cx, c);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.append(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, _: bool) {
        Self::add(cx, c, Note::ATTEMPT.wrapping_neg());
        let (partition, g) = (Note(cx.note(c)).partition(), link as usize);
        let Some(group) = self.groups.get_mut(g) else {
            Self::add(cx, c, Note::GROUP.wrapping_neg());
            return self.trim(cx, partition);
        };
        let cursor = &mut group.cursors[partition];
        cursor.busy = false;
        let failed = match end {
            End::Failed(Reason::QueueFull | Reason::Down | Reason::NoHealthyServer) => {
                cursor.attempts -= 1;
                true
            }
            End::Failed(_) => true,
            _ => false,
        };
        if failed && cursor.attempts < self.p.attempts {
            cursor.ready = cx.now().saturating_add(from_secs(self.p.backoff_s).max(MS));
            return self.look_again(cx);
        }
        self.skipped += u64::from(failed);
        self.advance(cx, g, c, partition);
        self.trim(cx, partition);
        self.hand_out(cx, g, partition);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        self.looking = false;
        for g in 0..self.groups.len() {
            for partition in 0..self.log.len() {
                self.hand_out(cx, g, partition);
            }
        }
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let ages = self.log.iter().filter(|l| l.first != NONE).map(|l| look.age(l.first));
        let slowest = self.groups.iter().map(|g| g.lag).max().unwrap_or(0);
        Gauges {
            queue_limit: Some(self.p.retention),
            facts: vec![
                (Fact::Messages, f64::from(slowest)),
                (Fact::OldestMessage, ages.fold(0.0, f64::max)),
                (Fact::Redelivered, self.redelivered as f64),
                (Fact::DeadLetters, self.skipped as f64),
                (Fact::Dropped, self.dropped as f64),
            ],
            ..Gauges::default()
        }
    }

    fn reset(&mut self) {
        (self.redelivered, self.skipped, self.dropped) = (0, 0, 0);
    }

    /// The log and the places of the groups are on disk; the attempts under way are not.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        for group in &mut self.groups {
            for cursor in &mut group.cursors {
                cursor.busy = false;
            }
        }
        for partition in 0..self.log.len() {
            let (mut c, mut groups) = (self.log[partition].first, 0);
            while c != NONE {
                groups += self.groups.iter().filter(|g| g.cursors[partition].at == c).count();
                cx.set_note(c, Note::new(partition, groups).0);
                c = self.after(cx, c, partition);
            }
            self.trim(cx, partition);
        }
        self.look_again(cx);
    }
}

#[cfg(test)]
mod tests;
