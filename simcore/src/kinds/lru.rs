//! What caches hold: entries with an age and a rule for which one makes room.

use super::flights::Table;
use crate::choice;
use crate::rng::Stream;
use crate::time::Time;

choice! {
    /// Which entry makes room when the cache is full.
    pub enum Eviction {
        /// The one that was used least recently.
        Lru = "lru",
        /// The one that was used least often; uses are remembered when it goes, and of equals the
        /// one used longer ago goes first.
        Lfu = "lfu",
        /// The one that came first.
        Fifo = "fifo",
        /// Any one.
        Random = "random",
    }
}

const NIL: u32 = u32::MAX;

/// An entry, and its place in the order of use or among the members.
#[derive(Clone, Copy, Debug)]
struct Slot {
    key: u32,
    older: u32,
    newer: u32,
    expires: Time,
}

/// From a key to its slot.
#[derive(Clone, Debug)]
enum Index {
    /// One access, and room for every key.
    Direct(Vec<u32>),
    /// Room for what is held: where there are many caches for many keys.
    Compact(Table),
}

impl Index {
    #[inline(always)]
    fn get(&self, key: u32) -> u32 {
        match self {
            Index::Direct(v) => v.get(key as usize).copied().unwrap_or(NIL),
            Index::Compact(t) => t.get(u64::from(key)).unwrap_or(NIL),
        }
    }

    fn set(&mut self, key: u32, slot: u32) {
        match self {
            Index::Direct(v) => {
                if v.len() <= key as usize {
                    v.resize(key as usize + 1, NIL);
                }
                v[key as usize] = slot;
            }
            Index::Compact(t) => t.set(u64::from(key), slot),
        }
    }

    fn remove(&mut self, key: u32) {
        match self {
            Index::Direct(v) => {
                if let Some(slot) = v.get_mut(key as usize) {
                    *slot = NIL;
                }
            }
            Index::Compact(t) => t.remove(u64::from(key)),
        }
    }

    fn clear(&mut self) {
        match self {
            Index::Direct(v) => v.clear(),
            Index::Compact(t) => *t = Table::default(),
        }
    }
}

/// How a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Fresh,
    /// It is here, but too old.
    Expired,
    Absent,
}

/// The entries of one cache.
#[derive(Clone, Debug)]
pub(super) struct Entries {
    eviction: Eviction,
    index: Index,
    slots: Vec<Slot>,
    free: Vec<u32>,
    oldest: u32,
    newest: u32,
    len: u32,
    /// For LFU a heap of (uses, then age; slot), least first; for random a bag of the same.
    members: Vec<(u64, u32)>,
    /// For LFU the uses of keys that are not here just now.
    uses: Vec<u32>,
    clock: u32,
    chance: Stream,
}

impl Entries {
    /// `compact` where there are many of them.
    pub fn new(eviction: Eviction, compact: bool, chance: Stream) -> Entries {
        Entries {
            eviction,
            index: if compact { Index::Compact(Table::default()) } else { Index::Direct(Vec::new()) },
            slots: Vec::new(),
            free: Vec::new(),
            oldest: NIL,
            newest: NIL,
            len: 0,
            members: Vec::new(),
            uses: Vec::new(),
            clock: 0,
            chance,
        }
    }

    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn eviction(&self) -> Eviction {
        self.eviction
    }

    /// Another rule from now on; all entries stay, in the order in which they were met.
    pub fn set_eviction(&mut self, eviction: Eviction, capacity: u32) {
        let mut held: Vec<(u32, Time)> = Vec::new();
        let mut at = self.oldest;
        while let Some(slot) = self.slots.get(at as usize) {
            held.push((slot.key, slot.expires));
            at = slot.newer;
        }
        held.extend(
            self.members.iter().filter_map(|m| self.slots.get(m.1 as usize)).map(|s| (s.key, s.expires)),
        );
        self.clear();
        self.eviction = eviction;
        for (key, expires) in held {
            self.put(key, expires, capacity);
        }
    }

    fn in_order(&self) -> bool {
        matches!(self.eviction, Eviction::Lru | Eviction::Fifo)
    }

    #[inline(always)]
    fn unlink(&mut self, s: u32) {
        let Slot { older, newer, .. } = self.slots[s as usize];
        match older {
            NIL => self.oldest = newer,
            o => self.slots[o as usize].newer = newer,
        }
        match newer {
            NIL => self.newest = older,
            n => self.slots[n as usize].older = older,
        }
    }

    #[inline(always)]
    fn link_newest(&mut self, s: u32) {
        let slot = &mut self.slots[s as usize];
        (slot.older, slot.newer) = (self.newest, NIL);
        match self.newest {
            NIL => self.oldest = s,
            n => self.slots[n as usize].newer = s,
        }
        self.newest = s;
    }

    /// Puts a member where it is and tells its slot.
    fn place(&mut self, at: usize, member: (u64, u32)) {
        self.members[at] = member;
        self.slots[member.1 as usize].older = at as u32;
    }

    /// Restores the heap around a member whose rank has changed.
    fn sift(&mut self, mut at: usize) {
        if self.eviction != Eviction::Lfu {
            return;
        }
        let member = self.members[at];
        while at > 0 && self.members[(at - 1) / 2].0 > member.0 {
            let above = self.members[(at - 1) / 2];
            self.place(at, above);
            at = (at - 1) / 2;
        }
        loop {
            let (left, right) = (2 * at + 1, 2 * at + 2);
            let rank = |i: usize| self.members.get(i).map_or(u64::MAX, |m| m.0);
            let child = if rank(right) < rank(left) { right } else { left };
            if rank(child) >= member.0 {
                break;
            }
            let below = self.members[child];
            self.place(at, below);
            at = child;
        }
        self.place(at, member);
    }

    #[inline(always)]
    fn use_slot(&mut self, s: u32) {
        match self.eviction {
            Eviction::Lru => {
                if self.newest != s {
                    self.unlink(s);
                    self.link_newest(s);
                }
            }
            Eviction::Lfu => {
                let at = self.slots[s as usize].older as usize;
                self.clock = self.clock.wrapping_add(1);
                let uses = (self.members[at].0 >> 32) + 1;
                self.members[at].0 = uses << 32 | u64::from(self.clock);
                self.sift(at);
            }
            Eviction::Fifo | Eviction::Random => {}
        }
    }

    /// How the key stands, without using it.
    pub fn state(&self, key: u32, now: Time) -> Found {
        match self.slots.get(self.index.get(key) as usize) {
            Some(slot) if slot.expires > now => Found::Fresh,
            Some(_) => Found::Expired,
            None => Found::Absent,
        }
    }

    /// When the entry is too old, if there is one.
    pub fn expires(&self, key: u32) -> Option<Time> {
        self.slots.get(self.index.get(key) as usize).map(|slot| slot.expires)
    }

    /// Is the key here and fresh? If so it counts as used, and if it is too old it goes.
    #[inline(always)]
    pub fn get(&mut self, key: u32, now: Time) -> bool {
        let s = self.index.get(key);
        match self.slots.get(s as usize) {
            Some(slot) if slot.expires > now => {
                self.use_slot(s);
                true
            }
            Some(_) => {
                self.remove(key);
                false
            }
            None => false,
        }
    }

    /// [`Entries::get`] that keeps what is too old.
    pub fn get_or_keep(&mut self, key: u32, now: Time) -> bool {
        let fresh = self.state(key, now) == Found::Fresh;
        fresh && self.get(key, now)
    }

    pub fn put(&mut self, key: u32, expires: Time, capacity: u32) {
        let s = self.index.get(key);
        if let Some(slot) = self.slots.get_mut(s as usize) {
            slot.expires = expires;
            return self.use_slot(s);
        }
        self.trim(capacity.max(1) - 1);
        let slot = Slot { key, older: NIL, newer: NIL, expires };
        let s = match self.free.pop() {
            Some(s) => {
                self.slots[s as usize] = slot;
                s
            }
            None => {
                self.slots.push(slot);
                (self.slots.len() - 1) as u32
            }
        };
        self.index.set(key, s);
        self.len += 1;
        if self.in_order() {
            return self.link_newest(s);
        }
        self.clock = self.clock.wrapping_add(1);
        let uses = u64::from(self.uses.get(key as usize).copied().unwrap_or(0)) + 1;
        self.members.push((uses << 32 | u64::from(self.clock), s));
        let at = self.members.len() - 1;
        self.slots[s as usize].older = at as u32;
        self.sift(at);
    }

    /// Makes room until at most so many are left.
    pub fn trim(&mut self, capacity: u32) {
        while self.len > capacity {
            let victim = match self.eviction {
                Eviction::Lru | Eviction::Fifo => self.oldest,
                Eviction::Lfu => self.members.first().map_or(NIL, |m| m.1),
                Eviction::Random => {
                    let at = self.chance.below(self.members.len() as u32);
                    self.members.get(at as usize).map_or(NIL, |m| m.1)
                }
            };
            let Some(slot) = self.slots.get(victim as usize) else { return };
            self.remove(slot.key);
        }
    }

    #[inline]
    pub fn remove(&mut self, key: u32) {
        let s = self.index.get(key);
        let Some(slot) = self.slots.get(s as usize) else { return };
        let at = slot.older as usize;
        if self.in_order() {
            self.unlink(s);
        } else {
            let (rank, _) = self.members.swap_remove(at);
            if self.eviction == Eviction::Lfu {
                if self.uses.len() <= key as usize {
                    self.uses.resize(key as usize + 1, 0);
                }
                self.uses[key as usize] = (rank >> 32) as u32;
            }
            if let Some(&moved) = self.members.get(at) {
                self.place(at, moved);
                self.sift(at);
            }
        }
        self.index.remove(key);
        self.free.push(s);
        self.len -= 1;
    }

    pub fn clear(&mut self) {
        self.index.clear();
        self.slots.clear();
        self.free.clear();
        self.members.clear();
        self.uses.clear();
        (self.oldest, self.newest, self.len) = (NIL, NIL, 0);
    }
}
