//! One fetch for many: calls that want what another call is already fetching wait for it.

use crate::call::{CallId, NONE};
use crate::cx::Cx;
use crate::rng::mix;

const EMPTY: u32 = u32::MAX;

/// From numbers to small numbers, by open addressing: memory for what is in it, and no order that
/// a run could depend on.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    cells: Vec<(u64, u32)>,
    len: usize,
}

impl Table {
    /// The cell of this id, or the empty one where it would go. There always is an empty one.
    #[inline]
    fn find(&self, id: u64) -> usize {
        let mask = self.cells.len() - 1;
        let mut at = mix(id) as usize & mask;
        while self.cells[at].1 != EMPTY && self.cells[at].0 != id {
            at = (at + 1) & mask;
        }
        at
    }

    #[inline]
    pub fn get(&self, id: u64) -> Option<u32> {
        if self.len == 0 {
            return None;
        }
        let value = self.cells[self.find(id)].1;
        (value != EMPTY).then_some(value)
    }

    pub fn set(&mut self, id: u64, value: u32) {
        if 2 * (self.len + 1) > self.cells.len() {
            let size = (2 * self.cells.len()).max(16);
            let old = std::mem::replace(&mut self.cells, vec![(0, EMPTY); size]);
            for (id, value) in old.into_iter().filter(|c| c.1 != EMPTY) {
                let at = self.find(id);
                self.cells[at] = (id, value);
            }
        }
        let at = self.find(id);
        self.len += usize::from(self.cells[at].1 == EMPTY);
        self.cells[at] = (id, value);
    }

    pub fn remove(&mut self, id: u64) {
        if self.get(id).is_none() {
            return;
        }
        let mask = self.cells.len() - 1;
        let mut hole = self.find(id);
        self.cells[hole].1 = EMPTY;
        self.len -= 1;
        // those behind move up unless that would put them before their own place
        let mut at = (hole + 1) & mask;
        while self.cells[at].1 != EMPTY {
            let own = mix(self.cells[at].0) as usize & mask;
            if (at.wrapping_sub(own) & mask) >= (at.wrapping_sub(hole) & mask) {
                self.cells[hole] = self.cells[at];
                self.cells[at].1 = EMPTY;
                hole = at;
            }
            at = (at + 1) & mask;
        }
    }
}

/// What is being fetched, and the first and last of the calls that wait for it.
#[derive(Clone, Copy, Debug)]
struct Flight {
    id: u64,
    head: CallId,
    tail: CallId,
}

/// Fetches under way, each with the calls that wait for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    table: Table,
    lists: Vec<Flight>,
    free: Vec<u32>,
}

impl Flights {
    /// The call waits for a fetch that is under way (`None`), or has to fetch itself: then this is
    /// the number to [`Flights::land`] with.
    pub fn join(&mut self, cx: &mut Cx<'_>, id: u64, c: CallId) -> Option<u32> {
        if let Some(flight) = self.table.get(id).and_then(|i| self.lists.get_mut(i as usize)) {
            cx.set_next(c, NONE);
            if flight.head == NONE {
                flight.head = c;
            } else {
                cx.set_next(flight.tail, c);
            }
            flight.tail = c;
            return None;
        }
        let flight = Flight { id, head: NONE, tail: NONE };
        let i = self.free.pop().unwrap_or(self.lists.len() as u32);
        match self.lists.get_mut(i as usize) {
            Some(place) => *place = flight,
            None => self.lists.push(flight),
        }
        self.table.set(id, i);
        Some(i)
    }

    /// A fetch has ended: the first of those that waited for it, linked by [`Cx::next`].
    pub fn land(&mut self, number: u32) -> CallId {
        let Some(&Flight { id, head, .. }) = self.lists.get(number as usize) else { return NONE };
        self.table.remove(id);
        self.free.push(number);
        head
    }

    /// A fetch has ended, and the first of those that waited for it begins one of its own, for which
    /// the others wait; `None` if nobody did.
    pub fn hand_over(&mut self, cx: &Cx<'_>, id: u64) -> Option<CallId> {
        let i = self.table.get(id)?;
        let flight = self.lists.get_mut(i as usize)?;
        if flight.head == NONE {
            self.table.remove(id);
            self.free.push(i);
            return None;
        }
        let first = flight.head;
        flight.head = cx.next(first);
        Some(first)
    }

    pub fn clear(&mut self) {
        *self = Flights::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sorted::SortedMap;

    #[test]
    fn the_table_is_a_map() {
        let (mut table, mut model, mut x) = (Table::default(), SortedMap::new(), 1u64);
        for _ in 0..200_000 {
            x = mix(x);
            let id = (x >> 8) % 300;
            if x.is_multiple_of(2) {
                table.set(id, (x >> 40) as u32);
                model.insert(id, (x >> 40) as u32);
            } else {
                table.remove(id);
                model.remove(&id);
            }
            let id = (x >> 20) % 300;
            assert_eq!(table.get(id), model.get(&id).copied());
        }
    }
}
