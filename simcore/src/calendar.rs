//! The pending events: a sorted near part over a heap, and a FIFO ring per constant delay.
//!
//! An event's key is 16 bytes, the time and `insertion number << 24 | id`: ties in time keep the order
//! of insertion. The halves are compared apart, the second only in a tie, because wasm has no
//! 128-bit integers. Constant delays
//! (timeouts, link latencies, fixed service times) wait in rings, of which only the head is in the
//! queue, so that the queue grows with the components and not with the requests in flight.

use crate::fifo::Fifo;
use crate::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Low bits of a key: which event it is.
const ID_BITS: u32 = 24;
const INDEX_BITS: u32 = 22;
const INDEX_MASK: u32 = (1 << INDEX_BITS) - 1;
/// The most calls, timers or rings that can be told apart.
pub const MAX_INDEX: usize = INDEX_MASK as usize;
/// Events that the near part holds before it spills its later half into the heap.
const NEAR: usize = 64;

/// So many events near are few: one more costs less among them than in a row of its own.
const FEW: usize = 24;

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The thing that a call was waiting for.
    Call(u32),
    /// A timer of a node.
    Timer(u32),
    /// A deadline of a call, good while the call's generation is the one given.
    Deadline { call: u32, generation: u32 },
}

/// A delay that is always the same; see [`Calendar::ring`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RingId(u32);

/// When an event is due, and what breaks a tie: the order of insertion, with the event's id below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    time: Time,
    order: u64,
}

impl Key {
    const FIRST: Key = Key { time: 0, order: 0 };
    const LAST: Key = Key { time: Time::MAX, order: u64::MAX };

    #[inline(always)]
    fn before(self, other: Key) -> bool {
        self.time < other.time || (self.time == other.time && self.order < other.order)
    }
}

#[derive(Clone, Debug)]
struct Ring {
    delay: Time,
    deadline: bool,
    /// When the last one that was given this delay while there were many is due.
    last_due: Time,
    items: Fifo<Item>,
}

/// One that waits in a ring: its key with the call in place of the event's id, and the call's
/// generation. Packed, because there are two of them for every request under way.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(4))]
struct Item {
    time: Time,
    order: u64,
    generation: u32,
}

impl Item {
    #[inline(always)]
    fn new(key: Key, call: u32, generation: u32) -> Item {
        Item { time: key.time, order: key.order | u64::from(call), generation }
    }

    #[inline(always)]
    fn call(self) -> u32 {
        self.order as u32 & INDEX_MASK
    }

    /// Its key, for an event of that id.
    #[inline(always)]
    fn key(self, id: u32) -> Key {
        Key { time: self.time, order: self.order >> ID_BITS << ID_BITS | u64::from(id) }
    }
}

#[derive(Clone, Debug)]
pub struct Calendar {
    /// Sorted, latest first, so that the next event is popped off the end.
    near: [Key; NEAR],
    len: usize,
    far: BinaryHeap<Reverse<Key>>,
    /// Every near key is at most this; every far key at least.
    limit: Key,
    /// How many keys have been made, above the bits of the id.
    order: u64,
    rings: Vec<Ring>,
}

const TIMER: u32 = 1 << INDEX_BITS;
const RING: u32 = 2 << INDEX_BITS;

impl Default for Calendar {
    fn default() -> Self {
        Calendar {
            near: [Key::FIRST; NEAR],
            len: 0,
            far: BinaryHeap::new(),
            limit: Key::LAST,
            order: 0,
            rings: Vec::new(),
        }
    }
}

impl Calendar {
    /// A ring for this delay, new or shared. Deadlines are kept apart: they may be dropped when
    /// their call is over.
    pub fn ring(&mut self, delay: Time, deadline: bool) -> RingId {
        if let Some(i) = self.rings.iter().position(|r| r.delay == delay && r.deadline == deadline) {
            return RingId(i as u32);
        }
        self.rings.push(Ring { delay, deadline, last_due: 0, items: Fifo::EMPTY });
        RingId((self.rings.len() - 1) as u32)
    }

    /// The delay of a ring.
    pub fn delay(&self, ring: RingId) -> Time {
        self.rings[ring.0 as usize].delay
    }

    #[inline(always)]
    fn key(&mut self, time: Time) -> Key {
        self.order += 1 << ID_BITS;
        Key { time, order: self.order }
    }

    /// `call` is due at `t`.
    #[inline(always)]
    pub fn call_at(&mut self, t: Time, call: u32) {
        let k = self.key(t);
        self.push(k, call);
    }

    /// `timer` is due at `t`.
    #[inline(always)]
    pub fn timer_at(&mut self, t: Time, timer: u32) {
        let k = self.key(t);
        self.push(k, timer | TIMER);
    }

    /// `call` is due after the ring's delay from `now`. While few events are near the near part takes
    /// it, and there is nothing to guess; so does the queue while nobody else waits out this delay (or
    /// only such as are due just now). The ring only begins when there is somebody to stand behind.
    #[inline(always)]
    pub fn after(&mut self, now: Time, ring: RingId, call: u32) {
        let k = self.key(now);
        let key = Key { time: now.saturating_add(self.rings[ring.0 as usize].delay), ..k };
        if self.len < FEW && key.time < self.limit.time {
            let k = Key { order: key.order | u64::from(call), ..key };
            return self.place(k, |earlier| earlier.time <= k.time);
        }
        self.stand_behind(key, now, ring, call);
    }

    /// [`Calendar::after`] where many events are near.
    #[inline(never)]
    fn stand_behind(&mut self, key: Key, now: Time, ring: RingId, call: u32) {
        let r = &mut self.rings[ring.0 as usize];
        let alone = r.last_due <= now;
        r.last_due = key.time;
        if alone {
            return self.push(key, call);
        }
        r.items.push(Item::new(key, call, 0));
        if r.items.len() == 1 {
            self.push(key, ring.0 | RING);
        }
    }

    /// A deadline for `call` after the ring's delay from `now`, good for this generation of it.
    /// `generation_of` as for [`Calendar::pop`].
    #[inline(always)]
    pub fn deadline(
        &mut self,
        now: Time,
        ring: RingId,
        call: u32,
        generation: u32,
        generation_of: impl Fn(u32) -> u32,
    ) {
        let k = self.key(now);
        let r = &mut self.rings[ring.0 as usize];
        let key = Key { time: now.saturating_add(r.delay), ..k };
        // nearly all deadlines are over before they are due: a row is as long as calls are alive
        r.items.push_tidily(Item::new(key, call, generation), |i| generation_of(i.call()) == i.generation);
        if r.items.len() == 1 {
            self.push(key, ring.0 | RING);
        }
    }

    /// Takes a key that was just made: those that are due at the same time were made before it.
    #[inline(always)]
    fn push(&mut self, key: Key, id: u32) {
        let k = Key { time: key.time, order: key.order | u64::from(id) };
        if k.time >= self.limit.time {
            return self.push_far(k);
        }
        self.place(k, |earlier| earlier.time <= k.time);
    }

    /// Puts a key in its place among the near ones: next to those that are `earlier`.
    #[inline(always)]
    fn place(&mut self, k: Key, earlier: impl Fn(Key) -> bool) {
        // there is room for one more; the mask changes nothing, it spares a check
        let (near, rest) = self.near.split_at_mut(self.len & (NEAR - 1));
        let [hole, ..] = rest else { return };
        let mut hole = hole;
        for other in near.iter_mut().rev() {
            if !earlier(*other) {
                break;
            }
            *hole = *other;
            hole = other;
        }
        *hole = k;
        self.len += 1;
        if self.len == NEAR {
            self.spill();
        }
    }

    /// Takes a key of any age.
    #[inline(never)]
    fn insert(&mut self, k: Key) {
        if self.limit.before(k) {
            return self.far.push(Reverse(k));
        }
        self.place(k, |other| other.before(k));
    }

    #[cold]
    fn push_far(&mut self, k: Key) {
        self.insert(k);
    }

    #[cold]
    fn spill(&mut self) {
        let keep = NEAR / 2;
        self.far.extend(self.near[..NEAR - keep].iter().map(|&k| Reverse(k)));
        self.limit = self.near[NEAR - keep - 1];
        self.near.copy_within(NEAR - keep.., 0);
        self.len = keep;
    }

    #[cold]
    fn refill(&mut self) {
        let n = self.far.len().min(NEAR / 2);
        for i in (0..n).rev() {
            if let Some(Reverse(k)) = self.far.pop() {
                self.near[i] = k;
            }
        }
        self.len = n;
        self.limit = self.far.peek().map_or(Key::LAST, |k| k.0);
    }

    /// Takes the next event that is due by `until`, and its time. `generations` tells of each
    /// call which generation lives in its place.
    #[inline(always)]
    pub fn pop(&mut self, until: Time, generation_of: impl Fn(u32) -> u32) -> Option<(Time, Event)> {
        loop {
            if self.len == 0 {
                if self.far.is_empty() {
                    return None;
                }
                self.refill();
            }
            let last = self.len - 1;
            let Key { time: t, order } = self.near[last & (NEAR - 1)];
            if t > until {
                return None;
            }
            self.len = last;
            let id = order as u32 & ((1 << ID_BITS) - 1);
            let index = id & INDEX_MASK;
            match id & !INDEX_MASK {
                0 => return Some((t, Event::Call(index))),
                TIMER => return Some((t, Event::Timer(index))),
                _ => {
                    let ring = &mut self.rings[index as usize];
                    let Some(item) = ring.items.pop() else { continue };
                    let (call, generation) = (item.call(), item.generation);
                    let deadline = ring.deadline;
                    // nearly all deadlines are over before they are due: drop those in a row
                    let next = match deadline {
                        true => ring.items.skip(|i| generation_of(i.call()) == i.generation),
                        false => ring.items.first(),
                    };
                    if let Some(item) = next {
                        self.insert(item.key(id));
                    }
                    if !deadline {
                        return Some((t, Event::Call(call)));
                    }
                    if generation_of(call) == generation {
                        return Some((t, Event::Deadline { call, generation }));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Op {
        At(u64),
        After(usize),
        Pop,
    }

    fn ops() -> impl Strategy<Value = Vec<Op>> {
        let op = prop_oneof![
            3 => (0u64..2_000).prop_map(Op::At),
            1 => (0u64..3).prop_map(Op::At),
            2 => (0usize..3).prop_map(Op::After),
            4 => Just(Op::Pop),
        ];
        proptest::collection::vec(op, 1..1500)
    }

    proptest! {
        /// The order is that of a plain heap over (time, insertion), whatever the mix.
        #[test]
        fn the_order_is_a_heaps(ops in ops()) {
            let mut cal = Calendar::default();
            let rings = [cal.ring(5, false), cal.ring(300, false), cal.ring(0, false)];
            let delays = [5, 300, 0];
            let mut heap = BinaryHeap::new();
            let (mut now, mut n) = (0u64, 0u32);
            for op in ops {
                match op {
                    Op::At(d) => { cal.call_at(now + d, n); heap.push(Reverse((now + d, n))); n += 1; }
                    Op::After(r) => { cal.after(now, rings[r], n); heap.push(Reverse((now + delays[r], n))); n += 1; }
                    Op::Pop => {
                        let got = cal.pop(u64::MAX, |_| 0);
                        let want = heap.pop().map(|Reverse((t, i))| (t, Event::Call(i)));
                        prop_assert_eq!(got, want);
                        if let Some((t, _)) = got { now = t; }
                    }
                }
            }
            while let Some(Reverse((t, i))) = heap.pop() {
                prop_assert_eq!(cal.pop(u64::MAX, |_| 0), Some((t, Event::Call(i))));
            }
            prop_assert_eq!(cal.pop(u64::MAX, |_| 0), None);
        }
    }

    #[test]
    fn a_deadline_fires_only_for_its_own_generation() {
        let mut cal = Calendar::default();
        let r = cal.ring(10, true);
        for (call, generation) in [(1, 7), (2, 7), (3, 7)] {
            cal.deadline(0, r, call, generation, |_| 7);
        }
        let alive = |c| if c == 2 { 8 } else { 7 };
        assert_eq!(cal.pop(100, alive), Some((10, Event::Deadline { call: 1, generation: 7 })));
        assert_eq!(cal.pop(100, alive), Some((10, Event::Deadline { call: 3, generation: 7 })));
        assert_eq!(cal.pop(100, alive), None);
    }

    #[test]
    fn nothing_is_popped_before_its_time() {
        let mut cal = Calendar::default();
        cal.call_at(50, 1);
        assert_eq!(cal.pop(49, |_| 0), None);
        assert_eq!(cal.pop(50, |_| 0), Some((50, Event::Call(1))));
    }
}
