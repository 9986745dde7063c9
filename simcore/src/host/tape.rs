//! A world with checkpoints that are paid for by the wall clock: they never take more than a small
//! share of the time, nor more than their share of memory, whatever the world holds.

use crate::history::History;

/// Events between two checkpoints at least: fewer are lived through again in no time.
const GAP: u64 = 250_000;
/// Running takes at least so many times as long as making checkpoints.
const SHARE: f64 = 40.0;
/// Checkpoints at most, for worlds that are copied in no time.
const MOST: f64 = 48.0;
/// All checkpoints together may take about so many milliseconds to copy. A megabyte takes about
/// one, so this bounds the memory they need.
const COPIES_MS: f64 = 64.0;

/// A story and what its checkpoints cost.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    pub story: History,
    gap: u64,
    cost_ms: f64,
    marked_at: f64,
}

impl Tape {
    pub fn new(story: History) -> Tape {
        Tape { story, gap: GAP, cost_ms: 0.0, marked_at: f64::NEG_INFINITY }
    }

    /// Makes a checkpoint when one is due.
    pub fn mark(&mut self, clock: &dyn Fn() -> f64) {
        if self.story.unmarked() < self.gap {
            return;
        }
        let start = clock();
        if start - self.marked_at < self.cost_ms * SHARE {
            return;
        }
        let most = (COPIES_MS / self.cost_ms).min(MOST) as usize;
        if self.story.keep(most) {
            self.gap = self.gap.saturating_mul(2);
        }
        self.story.mark();
        self.marked_at = clock();
        // the dearest one seen counts, forgotten by and by: worlds also become smaller
        self.cost_ms = (self.marked_at - start).max(self.cost_ms * 0.9);
    }
}
