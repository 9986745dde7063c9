//! A machine that does one thing after the other, each in the same short time: its rate is limited,
//! and what comes faster waits. No queue is kept: when all that have come will be done says enough.

use crate::time::{Time, from_secs};

#[derive(Clone, Debug, Default)]
pub(super) struct OneByOne {
    /// Time that one takes; 0 is no limit.
    each: Time,
    /// When all that have come will be done.
    free: Time,
}

impl OneByOne {
    /// So many a second from now on; 0 is no limit.
    pub fn set(&mut self, rate: f64) {
        self.each = if rate > 0.0 { from_secs(1.0 / rate).max(1) } else { 0 };
    }

    pub fn limits(&self) -> bool {
        self.each > 0
    }

    /// One more comes: it is done after this.
    pub fn take(&mut self, now: Time) -> Time {
        self.free = self.free.max(now).saturating_add(self.each);
        self.free - now
    }

    /// Nothing is left to do.
    pub fn clear(&mut self) {
        self.free = 0;
    }
}
