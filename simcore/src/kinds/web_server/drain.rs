//! What becomes of the requests on machines that are taken out of a group.
//!
//! They are finished, as far as there is time; then their connections are cut. The requests of a
//! group are on its machines in turn, so of those that were there when the group shrank and are
//! still there, they have their share, evenly spread. What waits in the queue is on no machine yet.

use super::WebServer;
use crate::cx::Cx;
use crate::time::{Time, from_secs};
use std::collections::VecDeque;

/// Machines that are on their way out.
#[derive(Clone, Debug)]
struct Leaving {
    /// When their time is up, and when it began.
    due: Time,
    since: Time,
    /// Machines before and after.
    before: u32,
    after: u32,
}

/// The machines that still finish what they have.
#[derive(Clone, Debug)]
pub(super) struct Drain {
    timer: u32,
    leaving: VecDeque<Leaving>,
}

/// From here on the time to drain is for ever.
const EVER: f64 = 3600.0;

impl Drain {
    pub fn new(tag: u32, cx: &mut Cx<'_>) -> Drain {
        Drain { timer: cx.timer(tag), leaving: VecDeque::new() }
    }

    fn watch(&mut self, cx: &mut Cx<'_>) {
        cx.cancel_and_renew(&mut self.timer);
        if let Some(first) = self.leaving.iter().map(|l| l.due).min() {
            cx.timer_at(self.timer, first.max(cx.now()));
        }
    }

    pub fn crash(&mut self, cx: &mut Cx<'_>) {
        if !self.leaving.is_empty() {
            self.leaving.clear();
            cx.cancel_and_renew(&mut self.timer);
        }
    }
}

impl WebServer {
    /// The group had so many machines before.
    pub(super) fn drain_from(&mut self, cx: &mut Cx<'_>, before: u32) {
        let after = self.fleet.ready();
        if after >= before || self.p.drain_s >= EVER {
            return;
        }
        let (since, due) = (cx.now(), cx.now().saturating_add(from_secs(self.p.drain_s)));
        self.drain.leaving.push_back(Leaving { due, since, before, after });
        self.drain.watch(cx);
    }

    /// Somebody's time is up. A server that stood still at that moment has other things waiting for
    /// it that belong to the same requests: it sees to those first.
    pub(super) fn cut(&mut self, cx: &mut Cx<'_>) {
        let now = cx.now();
        let late = self.drain.leaving.iter_mut().filter(|l| l.due < now);
        if late.map(|l| l.due = now).count() > 0 {
            return self.drain.watch(cx);
        }
        while let Some(at) = self.drain.leaving.iter().position(|l| l.due == now) {
            let Some(l) = self.drain.leaving.remove(at) else { break };
            let there = self.station.on_machines(cx, l.since);
            // so many of the first i are on a machine that goes
            let gone = |i: usize| i as u64 * u64::from(l.before - l.after) / u64::from(l.before);
            for (_, c) in there.into_iter().enumerate().filter(|&(i, _)| gone(i + 1) > gone(i)) {
                self.station.take_out(cx, c, self.threads);
                cx.cut_off(c);
            }
        }
        self.resize(cx);
        self.drain.watch(cx);
    }
}
