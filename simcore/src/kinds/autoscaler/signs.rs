//! Signs of trouble beyond use: how much waits for a group, and how many of its answers are errors.
//!
//! What waits is the group's own line and the messages in the queues before it. An answer counts as an
//! error by how it leaves the group: also when a database behind it has failed, where more machines are
//! of no help. A caller that stopped waiting is no answer.

use super::Params;
use crate::cx::Cx;
use crate::kinds::Role;

/// Down only below this part of what would want more (guide 004: errors, up at 1 % and down at 0.1 %).
const CALM: f64 = 0.1;

/// See the head of the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    /// Of the last interval, on average, and the share of the answers that were errors in percent.
    pub waiting: f64,
    errors: f64,
    sum: f64,
    ok: f64,
    failed: f64,
}

impl Signs {
    /// Measures what is asked for.
    pub fn look(&mut self, p: &Params, cx: &Cx<'_>, local: u32) {
        if p.queued > 0.0 {
            self.sum += f64::from(cx.waiting_for(local));
        }
        if p.errors > 0.0 {
            let (ok, failed) = cx.answers_of(local);
            (self.ok, self.failed) = (self.ok + ok, self.failed + failed);
        }
    }

    pub fn close(&mut self, samples: f64) {
        let all = self.ok + self.failed;
        self.waiting = self.sum / samples;
        self.errors = if all > 0.0 { 100.0 * self.failed / all } else { 0.0 };
        (self.sum, self.ok, self.failed) = (0.0, 0.0, 0.0);
    }

    /// Do they want more machines, and would fewer do as far as they are concerned?
    pub fn say(&self, p: &Params, machines: u32) -> (bool, bool) {
        let each = self.waiting / f64::from(machines.max(1));
        let looked = [(each, p.queued), (self.errors, p.errors)].into_iter().filter(|(_, most)| *most > 0.0);
        looked.fold((false, true), |(bad, good), (seen, most)| (bad || seen >= most, good && seen < CALM * most))
    }
}

impl Cx<'_> {
    /// Calls that wait at the node at the far end, and messages in the queues that lead there.
    fn waiting_for(&self, local: u32) -> u32 {
        let (to, links) = (self.link(local).to, &self.w.links);
        let queued = |node: u32| self.w.nodes[node as usize].load.queued;
        let is_queue = |node: u32| links.iter().any(|l| l.alive && l.to == node && l.role == Role::Queue);
        let before = links.iter().filter(|l| l.alive && l.to == to && is_queue(l.from));
        queued(to) + before.map(|l| queued(l.from)).sum::<u32>()
    }

    /// Good answers and errors a second that callers had of the node at the far end, in the last closed
    /// interval.
    fn answers_of(&self, local: u32) -> (f64, f64) {
        let to = self.link(local).to;
        let mine = self.w.links.iter().filter(|l| l.alive && l.to == to);
        mine.fold((0.0, 0.0), |sum, l| (sum.0 + f64::from(l.rate.0), sum.1 + f64::from(l.rate.1)))
    }
}
