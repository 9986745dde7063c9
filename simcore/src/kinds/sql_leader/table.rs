//! The table that is asked for: how many rows it has, what that makes of a read, and when the disk is
//! full.
//!
//! An indexed read looks its row up in every table that it joins. The rows that fit into memory are
//! found there; the share that does not fit is read from the disk, whichever rows are popular
//! (assumption: a cache in front takes the popular ones away). Without an index a read goes through
//! all rows of every table.

use super::Params;
use crate::measure::Fact;

/// Time to go through a million rows (assumption: 10 million a second and core, from memory).
const SCAN_MS: f64 = 100.0;
/// Kilobytes of a gigabyte, as disks are sold.
const GIGABYTE: f64 = 1e6;
/// The times are reckoned again when the table has grown by this much.
const STEP: f64 = 1.01;

/// Mean time of a read when a table has so many million rows.
pub fn read_ms(p: &Params, rows_m: f64) -> f64 {
    if !p.sized {
        return p.read_ms;
    }
    let more = if !p.indexed {
        SCAN_MS * rows_m
    } else if rows_m > p.memory_m {
        p.disk_ms * (1.0 - p.memory_m / rows_m)
    } else {
        0.0
    };
    (p.read_ms + more) * f64::from(1 + p.joins)
}

/// A table that may grow.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Rows that writes have added.
    added: f64,
    start_m: f64,
    /// Rows in millions from which on the times are not right any more.
    next_m: f64,
}

impl Table {
    pub fn new(p: &Params) -> Table {
        Table { added: 0.0, start_m: p.rows_m, next_m: 0.0 }
    }

    /// Another size to start from begins anew; anything else leaves what was added.
    pub fn update(&mut self, before: &Params, p: &Params) {
        if before.rows_m != p.rows_m {
            *self = Table::new(p);
        }
    }

    pub fn rows_m(&self) -> f64 {
        self.start_m + self.added * 1e-6
    }

    fn gigabytes(&self, p: &Params) -> f64 {
        self.rows_m() * 1e6 * p.row_kb / GIGABYTE
    }

    pub fn is_full(&self, p: &Params) -> bool {
        p.sized && p.storage_gb > 0.0 && self.gigabytes(p) >= p.storage_gb
    }

    /// A write is committed: true when that makes a difference.
    #[inline]
    pub fn grow(&mut self, p: &Params) -> bool {
        if !p.sized || p.growth == 0.0 {
            return false;
        }
        self.added += p.growth;
        let rows = self.rows_m();
        let matters = rows >= self.next_m || self.is_full(p);
        if matters {
            self.next_m = rows * STEP;
        }
        matters
    }

    pub fn facts(&self, p: &Params) -> Vec<(Fact, f64)> {
        let mut facts = Vec::new();
        if p.sized {
            facts.push((Fact::Rows, self.rows_m()));
            if p.storage_gb > 0.0 {
                facts.push((Fact::StorageUsed, self.gigabytes(p) / p.storage_gb));
            }
        }
        facts
    }
}
