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
    pub since: Time,
    /// Integrals over time since the last interval began: working, held, queued.
    pub area: [u64; 3],
    /// Working, taken, queued and slots over all earlier intervals since the last reset.
    pub total: [f64; 4],
    pub slots: u32,
    pub slots_since: Time,
    pub slots_area: u64,
}

impl Load {
    #[inline]
    pub fn advance(&mut self, now: Time) {
        let dt = now - self.since;
        self.since = now;
        self.area[0] += u64::from(self.working) * dt;
        if self.held > 0 {
            self.area[1] += u64::from(self.held) * dt;
        }
        self.area[2] += u64::from(self.queued) * dt;
    }

    /// Slots working or held.
    pub fn taken(&self) -> u64 {
        self.area[0] + self.area[1]
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
