//! Following single requests while a run goes on: what is over is taken out of the tracer, so that
//! it never fills up, and a few are kept to look at.

use crate::call::{NONE, Phase};
use crate::engine::Sim;
use crate::measure::{Span, Trace};
use crate::time::{Time, to_secs};
use std::collections::VecDeque;

/// Traces kept of each sort.
const KEEP: usize = 12;
/// A request whose source is done with it is shown after this, though parts of it may go on.
const PATIENCE_S: f64 = 2.0;

impl Sim {
    /// Follows nobody any more, and forgets whom it followed.
    pub fn stop_tracing(&mut self) {
        self.w.tracer = Default::default();
        for call in &mut self.w.calls {
            call.span = NONE;
        }
        self.w.mark_trouble();
    }

    /// Hands over all requests, also those that are not over, and follows them no more.
    pub(crate) fn take_unfinished(&mut self) -> Vec<Trace> {
        for call in &mut self.w.calls {
            call.span = NONE;
        }
        self.take_traces()
    }

    /// Hands over the requests that are over, and forgets them.
    pub fn take_traces(&mut self) -> Vec<Trace> {
        let now_s = to_secs(self.w.now);
        let spans = std::mem::take(&mut self.w.tracer.spans);
        let Some(first) = spans.first().map(|s| s.request) else { return Vec::new() };
        let at = |s: &Span| s.request.saturating_sub(first) as usize;
        let count = spans.iter().map(|s| at(s) + 1).max().unwrap_or(0);
        let mut open = vec![false; count];
        for call in self.w.calls.iter().filter(|c| c.phase != Phase::Free) {
            if let Some(s) = spans.get(call.span as usize) {
                open[at(s)] = true;
            }
        }
        for s in spans.iter().filter(|s| s.parent.is_none()) {
            if s.told_s.is_some_and(|told| now_s - told > PATIENCE_S) {
                open[at(s)] = false;
            }
        }
        let mut done: Vec<Trace> = vec![Trace::default(); count];
        // of each old span its new place: in its trace, or in the tracer, where calls look for it
        let mut place = vec![NONE; spans.len()];
        let mut kept = vec![NONE; spans.len()];
        for (i, mut span) in spans.into_iter().enumerate() {
            let request = at(&span);
            span.parent = span.parent.and_then(|p| place.get(p as usize).copied());
            let list = if open[request] { &mut self.w.tracer.spans } else { &mut done[request].spans };
            place[i] = list.len() as u32;
            if open[request] {
                kept[i] = place[i];
            }
            list.push(span);
        }
        for call in self.w.calls.iter_mut().filter(|c| c.span != NONE) {
            let new = kept.get(call.span as usize).copied().unwrap_or(NONE);
            call.span = if call.phase == Phase::Free { NONE } else { new };
        }
        done.retain(|t| !t.spans.is_empty());
        done
    }
}

/// A few traces of a run: the slowest of the last seconds, the last failures, and some of all.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    slowest: Vec<Trace>,
    failed: VecDeque<Trace>,
    any: VecDeque<Trace>,
}

impl Kept {
    /// Takes in the requests that are over. The slowest are those of the last `window`.
    pub fn take_in(&mut self, fresh: Vec<Trace>, now: Time, window: Time) {
        let since = to_secs(now.saturating_sub(window));
        let ended = |t: &Trace| t.root().map_or(0.0, |r| r.sent_s + t.took_s());
        let mut slowest = std::mem::take(&mut self.slowest);
        slowest.extend(fresh.iter().cloned());
        slowest.retain(|t| ended(t) >= since);
        crate::sorted::sort_by(&mut slowest, |a, b| b.took_s().total_cmp(&a.took_s()));
        slowest.truncate(KEEP);
        self.slowest = slowest;
        // evenly over what came, however much it was
        let step = fresh.len().div_ceil(KEEP / 2).max(1);
        for (i, trace) in fresh.into_iter().enumerate() {
            if i % step == 0 {
                push(&mut self.any, trace.clone());
            }
            if trace.failed() {
                push(&mut self.failed, trace);
            }
        }
    }

    /// Slowest first; newest failure first; newest first.
    pub fn lists(&self) -> [Vec<Trace>; 3] {
        let newest = |list: &VecDeque<Trace>| list.iter().rev().cloned().collect();
        [self.slowest.clone(), newest(&self.failed), newest(&self.any)]
    }
}

fn push(list: &mut VecDeque<Trace>, trace: Trace) {
    if list.len() == KEEP {
        list.pop_front();
    }
    list.push_back(trace);
}
