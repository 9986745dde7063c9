//! A token bucket: so many at once, and so many a second.

use crate::time::Time;

/// A token bucket, told by one number: the time at which it will be full again (the generic cell
/// rate algorithm). Nothing has to be refilled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bucket(Time);

impl Bucket {
    /// Takes a token, if there is one. A token comes every `gap`; `burst` of them fit.
    #[inline]
    pub fn take(&mut self, now: Time, gap: Time, burst: u32) -> bool {
        let full = self.0.max(now);
        let room = gap.saturating_mul(Time::from(burst.saturating_sub(1)));
        let allowed = full - now <= room;
        if allowed {
            self.0 = full.saturating_add(gap);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{MS, SEC};

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate_exactly() {
        // 10 at once and 20 a second, asked every millisecond for 7.5 s: 10, and one at 50 ms, 100 ms ... 7450 ms
        let mut bucket = Bucket::default();
        let taken = (0..7500).filter(|&ms| bucket.take(3 * SEC + ms * MS, 50 * MS, 10)).count();
        assert_eq!(taken, 159);
        // empty, then a second of rest: 20 tokens, of which 10 fit
        let taken = (0..50).filter(|_| bucket.take(11 * SEC + 500 * MS, 50 * MS, 10)).count();
        assert_eq!(taken, 10);
    }
}
