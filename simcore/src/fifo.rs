//! A first-in first-out row in one circle of places, a power of two of them.

/// A row of items; the oldest leaves first.
#[derive(Clone, Debug)]
pub(crate) struct Fifo<T> {
    places: Vec<T>,
    head: usize,
    len: usize,
}

impl<T: Copy> Fifo<T> {
    pub const EMPTY: Fifo<T> = Fifo { places: Vec::new(), head: 0, len: 0 };

    pub fn len(&self) -> usize {
        self.len
    }

    /// The last in the row.
    #[inline(always)]
    pub fn push(&mut self, item: T) {
        if self.is_full() {
            self.grow(item);
        }
        self.put(item);
    }

    /// [`Fifo::push`] where there is room.
    #[inline(always)]
    fn put(&mut self, item: T) {
        let at = (self.head + self.len) & self.places.len().wrapping_sub(1);
        if let Some(place) = self.places.get_mut(at) {
            *place = item;
        }
        self.len += 1;
    }

    /// [`Fifo::push`] that looks for items that are no longer wanted before it makes more places.
    #[inline(always)]
    pub fn push_tidily(&mut self, item: T, wanted: impl Fn(T) -> bool) {
        if self.is_full() {
            self.tidy(wanted);
            if self.is_full() {
                self.grow(item);
            }
        }
        self.put(item);
    }

    /// Are all places taken?
    #[inline(always)]
    fn is_full(&self) -> bool {
        self.len == self.places.len()
    }

    /// Of a full row keeps the first and those that are wanted, in their order. More places are made
    /// when that has freed less than half, so that this is not done again soon.
    #[inline(never)]
    fn tidy(&mut self, wanted: impl Fn(T) -> bool) {
        let Some(first) = self.first() else { return };
        // those behind the first are as a rule the ones that are no longer wanted
        self.pop();
        self.skip(&wanted);
        self.head = self.head.wrapping_sub(1) & (self.places.len() - 1);
        self.places[self.head] = first;
        self.len += 1;
        if 2 * self.len > self.places.len() {
            self.sort_out(wanted);
        }
    }

    /// [`Fifo::tidy`] that looks at them all.
    #[cold]
    fn sort_out(&mut self, wanted: impl Fn(T) -> bool) {
        self.places.rotate_left(self.head);
        self.head = 0;
        let mut kept = 1.min(self.len);
        for at in 1..self.len {
            let item = self.places[at];
            if wanted(item) {
                self.places[kept] = item;
                kept += 1;
            }
        }
        self.len = kept;
        if let Some(&last) = self.places.last()
            && 2 * kept > self.places.len()
        {
            self.grow(last);
        }
    }

    /// Twice as many places: those that went round the end are put behind it.
    #[cold]
    fn grow(&mut self, item: T) {
        let old = self.places.len();
        self.places.resize((2 * old).max(4), item);
        self.places.copy_within(..self.head.min(old), old);
    }

    /// The first in the row.
    #[inline(always)]
    pub fn first(&self) -> Option<T> {
        if self.len == 0 { None } else { self.places.get(self.head).copied() }
    }

    /// Takes the first out of the row.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<T> {
        let first = self.first()?;
        self.head = (self.head + 1) & (self.places.len() - 1);
        self.len -= 1;
        Some(first)
    }

    /// Takes items out as long as they are not wanted; returns the first that is.
    #[inline(always)]
    pub fn skip(&mut self, wanted: impl Fn(T) -> bool) -> Option<T> {
        let mask = self.places.len().wrapping_sub(1);
        let (mut head, mut len) = (self.head, self.len);
        let mut found = None;
        while len > 0 {
            found = self.places.get(head).copied().filter(|item| wanted(*item));
            if found.is_some() {
                break;
            }
            (head, len) = ((head + 1) & mask, len - 1);
        }
        (self.head, self.len) = (head, len);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    proptest! {
        /// It does what std's queue does, whatever comes and goes.
        #[test]
        fn it_is_a_queue(ops in proptest::collection::vec(0u8..6, 1..400)) {
            let (mut row, mut queue) = (Fifo::EMPTY, VecDeque::new());
            for (n, op) in ops.into_iter().enumerate() {
                match op {
                    0..=2 => {
                        row.push(n);
                        queue.push_back(n);
                    }
                    3 => prop_assert_eq!(row.pop(), queue.pop_front()),
                    4 => {
                        let wanted = |n: usize| !n.is_multiple_of(3);
                        if row.is_full() && row.len() > 0 {
                            let places = row.places.len();
                            row.tidy(wanted);
                            while queue.get(1).is_some_and(|n| !wanted(*n)) {
                                queue.remove(1);
                            }
                            if 2 * queue.len() > places {
                                let mut place = 0..;
                                queue.retain(|n| place.next() == Some(0) || wanted(*n));
                            }
                        }
                    }
                    _ => {
                        let wanted = |n: usize| n.is_multiple_of(3);
                        while queue.front().is_some_and(|n| !wanted(*n)) {
                            queue.pop_front();
                        }
                        prop_assert_eq!(row.skip(wanted), queue.front().copied());
                    }
                }
                prop_assert_eq!((row.len(), row.first()), (queue.len(), queue.front().copied()));
            }
        }
    }
}
