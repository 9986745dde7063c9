//! What has ended at the nodes that an observer is linked to, since it last looked.

use crate::cx::Cx;
use crate::design::NodeId;

/// One node under observation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub id: NodeId,
    /// The node's counters at the last look.
    seen: (u64, u64),
}

impl Tally {
    /// Everything that has not been counted yet: answers, and failures.
    pub fn look(&mut self, cx: &Cx<'_>, link: u32) -> (u64, u64) {
        let (ok, bad) = cx.ended(link);
        // a counter that fell has begun anew
        let since = |now: u64, seen: u64| if now < seen { now } else { now - seen };
        let news = (since(ok, self.seen.0), since(bad, self.seen.1));
        self.seen = (ok, bad);
        news
    }

    /// The node's counters are back at 0.
    pub fn reset(&mut self) {
        self.seen = (0, 0);
    }
}

/// The nodes that this one is linked to, with what is known of those that were there before.
pub(super) fn rewire(old: &[Tally], cx: &Cx<'_>) -> Vec<Tally> {
    let known = |id| old.iter().find(|t| t.id == id).copied();
    let new = |l| Tally { id: cx.target(l), seen: cx.ended(l) };
    (0..cx.links()).map(|l| known(cx.target(l)).unwrap_or_else(|| new(l))).collect()
}
