//! How full a node is over time: integrals, not samples.

use crate::time::Time;

/// Slots and queue over time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    pub working: u32,
    pub held: u32,
    pub queued: u32,
    pub slots: u32,
    pub queue_max: u32,
    pub since: Time,
    /// Integrals over time since the last interval began: working, taken, queued.
    pub area: [u64; 3],
    /// The same, and slots, over all earlier intervals since the last reset.
    pub total: [f64; 4],
    pub slots_since: Time,
    pub slots_area: u64,
}

impl Load {
    #[inline]
    pub fn advance(&mut self, now: Time) {
        let dt = now - self.since;
        self.since = now;
        self.area[0] += u64::from(self.working) * dt;
        self.area[1] += u64::from(self.working + self.held) * dt;
        self.area[2] += u64::from(self.queued) * dt;
    }

    pub fn advance_slots(&mut self, now: Time) {
        self.slots_area += u64::from(self.slots) * (now - self.slots_since);
        self.slots_since = now;
    }
}
