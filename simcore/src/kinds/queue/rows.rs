//! Messages that wait: a row for each priority.

use crate::call::CallId;
use crate::cx::Cx;
use crate::kinds::station::Queue;
use crate::rng;

/// Priorities that there can be, as 0 to 10 in the protocol that most brokers speak.
pub(super) const MOST: u32 = 11;
/// Chooses the priority of a key.
const URGENT: u64 = 0x7572_6765_6e74;

/// The row of a key, 0 before all others: this share of the keys is in the first of so many rows, and
/// the rest is spread evenly over the others.
pub(super) fn row(key: u32, share: f64, rows: u32) -> usize {
    let at = (rng::mix(u64::from(key) ^ URGENT) >> 11) as f64 * (1.0 / (1u64 << 53) as f64);
    if at < share {
        return 0;
    }
    let others = rows.saturating_sub(1).max(1);
    1 + (((at - share) / (1.0 - share) * f64::from(others)) as u32).min(others - 1) as usize
}

/// The rows, the most urgent first.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    rows: [Queue; MOST as usize],
    len: u32,
}

impl Rows {
    pub const EMPTY: Rows = Rows { rows: [Queue::EMPTY; MOST as usize], len: 0 };

    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn push(&mut self, cx: &mut Cx<'_>, c: CallId, row: usize) {
        if let Some(row) = self.rows.get_mut(row) {
            row.push(cx, c);
            self.len += 1;
        }
    }

    /// The next to be handed out.
    pub fn pop(&mut self, cx: &Cx<'_>) -> Option<CallId> {
        let c = self.rows.iter_mut().find_map(|row| row.pop(cx))?;
        self.len -= 1;
        Some(c)
    }

    /// The one that is missed least: the oldest of the least urgent.
    pub fn pop_least(&mut self, cx: &Cx<'_>) -> Option<CallId> {
        let c = self.rows.iter_mut().rev().find_map(|row| row.pop(cx))?;
        self.len -= 1;
        Some(c)
    }

    /// The first of each row.
    pub fn heads(&self) -> impl Iterator<Item = CallId> {
        self.rows.iter().filter_map(Queue::first)
    }

    /// Takes out one that is the first of its row.
    pub fn remove_head(&mut self, cx: &Cx<'_>, c: CallId) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.first() == Some(c)) {
            row.pop(cx);
            self.len -= 1;
        }
    }
}
