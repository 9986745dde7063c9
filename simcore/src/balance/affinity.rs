//! Which server a user is tied to: an open-addressing table, because a run with a million users asks
//! it at every request, and because its answers may depend on nothing but what was put in.

use super::hash::mix;

const EMPTY: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Slot {
    user: u64,
    server: u32,
    /// Index in the list when it was written, or [`EMPTY`]; a hint, checked against the id.
    place: u32,
}

/// The cookies, or the stick table: user to server.
#[derive(Clone, Debug, Default)]
pub(super) struct Affinity {
    slots: Vec<Slot>,
    used: usize,
}

impl Affinity {
    /// The server a user is tied to (id, index when it was written).
    #[inline]
    pub fn get(&self, user: u64) -> Option<(u32, usize)> {
        if self.slots.is_empty() {
            return None;
        }
        let slot = self.slots[self.find(user)];
        (slot.place != EMPTY).then_some((slot.server, slot.place as usize))
    }

    /// Ties a user to a server, forgetting the one before.
    pub fn set(&mut self, user: u64, server: u32, place: usize) {
        if self.used * 8 >= self.slots.len() * 7 {
            self.grow();
        }
        let at = self.find(user);
        self.used += usize::from(self.slots[at].place == EMPTY);
        self.slots[at] = Slot { user, server, place: (place as u32).min(EMPTY - 1) };
    }

    /// Forgets one user; those behind move up unless that would put them before their own place.
    pub fn remove(&mut self, user: u64) {
        if self.get(user).is_none() {
            return;
        }
        let mask = self.slots.len() - 1;
        let mut hole = self.find(user);
        self.slots[hole].place = EMPTY;
        self.used -= 1;
        let mut at = (hole + 1) & mask;
        while self.slots[at].place != EMPTY {
            let own = mix(self.slots[at].user) as usize & mask;
            if (at.wrapping_sub(own) & mask) >= (at.wrapping_sub(hole) & mask) {
                self.slots[hole] = self.slots[at];
                self.slots[at].place = EMPTY;
                hole = at;
            }
            at = (at + 1) & mask;
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.used = 0;
    }

    /// How many users are tied.
    pub fn len(&self) -> usize {
        self.used
    }

    /// The slot of a user, or the empty one where it would go. The table is never full.
    #[inline]
    fn find(&self, user: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = mix(user) as usize & mask;
        while self.slots[at].place != EMPTY && self.slots[at].user != user {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![Slot { user: 0, server: 0, place: EMPTY }; size]);
        for slot in old.into_iter().filter(|s| s.place != EMPTY) {
            let at = self.find(slot.user);
            self.slots[at] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_every_user_through_growth() {
        let mut table = Affinity::default();
        assert_eq!(table.get(7), None);
        for user in 0..5_000_u64 {
            table.set(user * 16, (user % 9) as u32, (user % 9) as usize);
        }
        table.set(16, 100, 3);
        assert_eq!(table.len(), 5_000);
        assert_eq!(table.get(16), Some((100, 3)));
        assert!((2..5_000_u64).all(|u| table.get(u * 16) == Some(((u % 9) as u32, (u % 9) as usize))));
        assert_eq!(table.get(17), None);
        for user in (0..5_000_u64).step_by(3) {
            table.remove(user * 16);
            table.remove(user * 16);
        }
        let there = |u: u64| table.get(u * 16).is_some_and(|(s, _)| u == 1 || s == (u % 9) as u32);
        assert!((0..5_000_u64).all(|u| there(u) != u.is_multiple_of(3)));
        assert_eq!(table.len(), 5_000 - 1_667);
        table.clear();
        assert_eq!((table.len(), table.get(16)), (0, None));
    }
}
