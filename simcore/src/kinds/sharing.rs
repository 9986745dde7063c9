//! Processor sharing: all that is in work goes on at once, each the slower the more there is.
//!
//! Work done is counted on a clock of its own, which runs at the speed of each request: a request
//! that needs so much work is done when that clock has advanced by so much.

use crate::call::CallId;
use crate::cx::Cx;
use crate::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Requests that share a few cores.
#[derive(Clone, Debug)]
pub(crate) struct Sharing {
    cores: u32,
    /// Work that a request got that has been here since the clock began, in nanoseconds.
    clock: f64,
    /// Up to when that counts.
    since: Time,
    /// What the clock will show when each is done (its bits: all are positive), and who came first.
    work: BinaryHeap<Reverse<(u64, u64, CallId)>>,
    came: u64,
    timer: u32,
    due: Option<Time>,
}

impl Sharing {
    /// `tag` is what the node's timer will say when a request may be done.
    pub fn new(cores: u32, tag: u32, cx: &mut Cx<'_>) -> Sharing {
        let (work, timer) = (BinaryHeap::new(), cx.timer(tag));
        Sharing { cores, clock: 0.0, since: cx.now(), work, came: 0, timer, due: None }
    }

    /// Speed of each request.
    fn speed(&self) -> f64 {
        (f64::from(self.cores) / self.work.len().max(1) as f64).min(1.0)
    }

    fn advance(&mut self, now: Time) {
        self.clock += (now - self.since) as f64 * self.speed();
        self.since = now;
    }

    pub fn set_cores(&mut self, cores: u32, cx: &mut Cx<'_>) {
        self.advance(cx.now());
        self.cores = cores;
        self.watch(cx);
    }

    /// A request begins that would take so long alone.
    #[inline(never)]
    pub fn begin(&mut self, cx: &mut Cx<'_>, c: CallId, time: Time) {
        self.advance(cx.now());
        if self.work.is_empty() {
            self.clock = 0.0;
        }
        let time = cx.worked(c, time);
        self.came += 1;
        self.work.push(Reverse(((self.clock + time as f64).to_bits(), self.came, c)));
        self.watch(cx);
    }

    /// Sees to it that the timer is due when the next one is done. A timer that is due too early does
    /// no harm: it finds nobody and is set anew.
    fn watch(&mut self, cx: &mut Cx<'_>) {
        let Some(Reverse((done, ..))) = self.work.peek() else { return };
        let left = (f64::from_bits(*done) - self.clock).max(0.0) / self.speed();
        // without a core nothing gets done, and whoever gives one calls again
        if !left.is_finite() {
            return;
        }
        let t = cx.now().saturating_add(libm::ceil(left) as Time);
        if self.due.is_some_and(|due| due <= t) {
            return;
        }
        if self.due.is_some() {
            cx.cancel_and_renew(&mut self.timer);
        }
        self.due = Some(t);
        cx.timer_at(self.timer, t);
    }

    /// The timer is due.
    pub fn rang(&mut self) {
        self.due = None;
    }

    /// Somebody who is done; to be asked until there is nobody more.
    pub fn finished(&mut self, cx: &mut Cx<'_>) -> Option<CallId> {
        self.advance(cx.now());
        let &Reverse((done, _, c)) = self.work.peek()?;
        // times are whole nanoseconds: less than one is done
        if f64::from_bits(done) - self.clock >= 1.0 {
            self.watch(cx);
            return None;
        }
        self.work.pop();
        Some(c)
    }

    /// A request gets no more of the cores; says whether it had some.
    pub fn take_out(&mut self, cx: &Cx<'_>, c: CallId) -> bool {
        self.advance(cx.now());
        let before = self.work.len();
        self.work.retain(|Reverse((.., other))| *other != c);
        self.work.len() < before
    }

    /// Everything inside is gone.
    pub fn crash(&mut self) {
        self.work.clear();
    }
}
