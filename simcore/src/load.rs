//! How full a node is over time: integrals, not samples.

use crate::call::{CallId, NONE};
use crate::cx::Cx;
use crate::time::Time;

/// Slots and queue over time.
#[derive(Clone, Debug, Default)]
#[repr(C)]
pub(crate) struct Load {
    pub working: u32,
    pub held: u32,
    pub queued: u32,
    pub queue_max: u32,
    /// Integrals over time since the last interval began (working, held, queued), as if all who are
    /// there now had left at time 0: each who comes takes off the time, each who goes adds it. They
    /// go round below 0 and come back, see [`Load::areas`].
    pub sums: [u64; 3],
    /// Working, taken, queued and slots over all earlier intervals since the last reset.
    pub total: [f64; 4],
    pub slots: u32,
    pub slots_since: Time,
    pub slots_area: u64,
}

impl Load {
    /// Integrals over time since the last interval began: working, held, queued.
    pub fn areas(&self, now: Time) -> [u64; 3] {
        let counts = [self.working, self.held, self.queued];
        std::array::from_fn(|i| self.sums[i].wrapping_add(u64::from(counts[i]).wrapping_mul(now)))
    }

    /// An interval begins.
    pub fn begin_interval(&mut self, now: Time) {
        let areas = self.areas(now);
        for (sum, area) in self.sums.iter_mut().zip(areas) {
            *sum = sum.wrapping_sub(area);
        }
        self.slots_area = 0;
    }

    /// What is in there from now on.
    #[inline(always)]
    pub fn set(&mut self, now: Time, working: u32, held: u32, queued: u32) {
        let old = [self.working, self.held, self.queued];
        for ((sum, old), new) in self.sums.iter_mut().zip(old).zip([working, held, queued]) {
            *sum = sum.wrapping_add(u64::from(old).wrapping_sub(u64::from(new)).wrapping_mul(now));
        }
        (self.working, self.held, self.queued) = (working, held, queued);
        self.queue_max = self.queue_max.max(queued);
    }

    /// One begins without having waited.
    #[inline(always)]
    pub fn begin(&mut self, now: Time) {
        self.working += 1;
        self.sums[0] = self.sums[0].wrapping_sub(now);
    }

    /// One waits.
    #[inline(always)]
    pub fn wait(&mut self, now: Time) {
        self.queued += 1;
        self.queue_max = self.queue_max.max(self.queued);
        self.sums[2] = self.sums[2].wrapping_sub(now);
    }

    /// One is done, and the next one that has waited begins.
    #[inline(always)]
    pub fn pass(&mut self, now: Time) {
        self.queued -= 1;
        self.sums[2] = self.sums[2].wrapping_add(now);
    }

    /// One is done.
    #[inline(always)]
    pub fn finish(&mut self, now: Time) {
        self.working -= 1;
        self.sums[0] = self.sums[0].wrapping_add(now);
    }

    pub fn advance_slots(&mut self, now: Time) {
        self.slots_area += u64::from(self.slots) * (now - self.slots_since);
        self.slots_since = now;
    }
}

impl Cx<'_> {
    /// What a piece of work costs this machine just now: more while it is slow. It is work done for
    /// this call.
    pub fn worked(&mut self, c: CallId, time: Time) -> Time {
        let time = (time as f64 * self.w.nodes[self.node as usize].slow + 0.5) as Time;
        let span = self.w.calls[c as usize].span;
        if span != NONE {
            self.w.tracer.serve(span, time);
        }
        time
    }
}
