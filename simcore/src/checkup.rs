//! What a health check of another node finds.

use crate::cx::Cx;
use crate::rng::Stream;
use crate::time::Time;

impl Cx<'_> {
    /// Does a health check over this link come back within `patience` and say that all is well? It
    /// waits in line like a request and costs no work (assumption). A deep one asks all that the
    /// other node calls, at the same time: each must answer, and not with an error.
    pub fn check(&self, local: u32, deep: bool, patience: Time, luck: &mut Stream) -> bool {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let Some(mut time) = self.reaches_after(index) else { return false };
        if deep {
            let to = self.w.links[index as usize].to;
            let mut slowest = 0;
            for &needed in &self.w.nodes[to as usize].out {
                let Some(t) = self.reaches_after(needed) else { return false };
                let node = &self.w.nodes[self.w.links[needed as usize].to as usize];
                let fine = (1.0 - node.errors) * (1.0 - node.refuses);
                if fine < 1.0 && luck.unit() >= fine {
                    return false;
                }
                slowest = slowest.max(t);
            }
            time = time.saturating_add(slowest);
        }
        time <= patience
    }

    /// Has the node at the far end, or one that it calls, no room left on its disk?
    pub fn has_full_disk(&self, local: u32) -> bool {
        let (to, w) = (self.link(local).to as usize, &*self.w);
        let full = |node: usize| w.nodes[node].disk_full;
        full(to) || w.nodes[to].out.iter().any(|l| full(w.links[*l as usize].to as usize))
    }

    /// Median time in ms of the answers of the node at the far end in the last closed interval, if it
    /// gave any.
    pub fn answers_take(&self, local: u32) -> Option<f64> {
        let answers = &self.w.nodes[self.link(local).to as usize].closed;
        (answers.count() > 0).then(|| answers.quantile(0.5) / 1e6)
    }

    /// Time over a link and back, with the wait in the line at its far end: by Little's law what
    /// waits, at the rate of the last closed interval. `None` when nothing answers.
    fn reaches_after(&self, index: u32) -> Option<Time> {
        let link = &self.w.links[index as usize];
        let (from, to) = (&self.w.nodes[link.from as usize], &self.w.nodes[link.to as usize]);
        if !to.alive || to.down || to.hung || self.w.is_cut(index) {
            return None;
        }
        let way = link.ring.map_or(0, |r| self.w.cal.delay(r)) + from.network.extra + to.network.extra;
        let (queued, rate) = (f64::from(to.load.queued), f64::from(to.last.answered));
        let wait = match queued > 0.0 {
            true if rate > 0.0 => (queued / rate * 1e9) as Time,
            true => Time::MAX,
            false => 0,
        };
        Some(wait.saturating_add(2 * way + self.w.crowded(index)))
    }
}
