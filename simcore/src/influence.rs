//! What operations do to the nodes that they are linked to, for as long as they are: the version
//! that runs there, the price of being traced. And what they see of them.

use crate::cx::Cx;
use crate::time::Time;
use crate::world::{Common, World};

/// What others do to a node, beside what its faults make of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Influence {
    /// Share of the answers that faults make errors, and how many times as long they make all take.
    broken: f64,
    slowed: f64,
    /// The same of the version that runs here and of being traced.
    buggy: f64,
    drag: f64,
}

impl Default for Influence {
    fn default() -> Self {
        Influence { broken: 0.0, slowed: 1.0, buggy: 0.0, drag: 1.0 }
    }
}

impl Common {
    fn apply(&mut self) {
        let i = self.said.influence;
        // alone, a share is what it was given as, to the last bit
        self.errors = if i.buggy == 0.0 { i.broken } else { 1.0 - (1.0 - i.broken) * (1.0 - i.buggy) };
        self.slow = i.slowed * i.drag;
    }

    /// The faults of a node leave it with these.
    pub(crate) fn suffer(&mut self, broken: f64, slowed: f64) {
        (self.said.influence.broken, self.said.influence.slowed) = (broken, slowed);
        self.apply();
    }

    /// Is it slower than it should be?
    pub(crate) fn is_slowed(&self) -> bool {
        self.said.influence.slowed != 1.0
    }
}

impl World {
    /// Nobody has a hold on any node; who has one takes it again.
    pub(crate) fn let_go(&mut self) {
        for node in &mut self.nodes {
            let i = &mut node.said.influence;
            if (i.buggy, i.drag) != (0.0, 1.0) {
                (i.buggy, i.drag) = (0.0, 1.0);
                node.apply();
            }
        }
        self.mark_trouble();
    }
}

impl Cx<'_> {
    fn far(&self, local: u32) -> &Common {
        &self.w.nodes[self.link(local).to as usize]
    }

    fn far_mut(&mut self, local: u32) -> &mut Common {
        let to = self.link(local).to;
        &mut self.w.nodes[to as usize]
    }

    /// Puts a version on the node at the far end of which this share of the answers are errors.
    pub fn put_version(&mut self, local: u32, errors: f64) {
        let node = self.far_mut(local);
        if node.said.influence.buggy != errors {
            node.said.influence.buggy = errors;
            node.apply();
            self.w.mark_trouble();
        }
    }

    /// Makes all that the node at the far end does take so many times as long.
    pub fn burden(&mut self, local: u32, factor: f64) {
        let node = self.far_mut(local);
        if node.said.influence.drag != factor {
            node.said.influence.drag = factor;
            node.apply();
            self.w.mark_trouble();
        }
    }

    /// Calls that ended well and badly at the far end since the last reset.
    pub fn ended(&self, local: u32) -> (u64, u64) {
        let n = self.far(local);
        (n.answered, n.failed.iter().sum::<u64>() + n.relayed)
    }

    /// The 95th percentile of what the far end answered in the last closed interval, in ms; `None`
    /// when that was nothing.
    pub fn p95_ms(&self, local: u32) -> Option<f64> {
        let h = &self.far(local).closed;
        (h.count() > 0).then(|| h.quantile(0.95) / 1e6)
    }

    /// Of what the far end answered in the last closed interval: how many calls, and how many of
    /// them took longer than this.
    pub fn slower_than(&self, local: u32, t: Time) -> (u64, u64) {
        let h = &self.far(local).closed;
        (h.count(), h.above(t))
    }
}
