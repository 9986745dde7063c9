//! The watch-dog: tells a simulation that is busy from one that hangs. Pure, by a clock given.

/// An answer later than this is no answer, in milliseconds.
pub const LIMIT_MS: f64 = 3_000.0;
/// The first answer waits for the module to be fetched and compiled.
pub const START_MS: f64 = 20_000.0;
/// Checks farther apart than this mean that the page slept, not that the worker hangs.
const SLEPT_MS: f64 = 2_000.0;

/// Since when an answer is due.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch {
    due: Option<f64>,
    last_check: f64,
}

impl Watch {
    /// Something was asked: an answer is due from now, unless one was due already.
    pub fn expect(&mut self, now: f64) {
        if self.due.is_none() {
            self.due = Some(now);
        }
    }

    /// An answer came; are more to come by themselves?
    pub fn heard(&mut self, now: f64, more: bool) {
        self.due = more.then_some(now);
    }

    /// Nothing is due.
    pub fn rest(&mut self) {
        self.due = None;
    }

    /// Has the answer been due for longer than `limit`? To be asked about twice a second.
    pub fn is_late(&mut self, now: f64, limit: f64) -> bool {
        let slept = now - self.last_check > SLEPT_MS;
        self.last_check = now;
        if slept {
            self.due = self.due.map(|_| now);
        }
        self.due.is_some_and(|since| now - since > limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks every half second from `from` to `to`; when it found the worker late.
    fn late_at(watch: &mut Watch, from: f64, to: f64) -> Option<f64> {
        let mut now = from;
        while now <= to {
            if watch.is_late(now, LIMIT_MS) {
                return Some(now);
            }
            now += 500.0;
        }
        None
    }

    #[test]
    fn silence_is_fine_while_nothing_is_due() {
        let mut watch = Watch::default();
        assert_eq!(late_at(&mut watch, 0.0, 60_000.0), None);
        watch.expect(60_000.0);
        watch.heard(60_010.0, false);
        assert_eq!(late_at(&mut watch, 60_500.0, 120_000.0), None);
    }

    #[test]
    fn three_seconds_of_silence_are_too_long() {
        let mut watch = Watch::default();
        late_at(&mut watch, 0.0, 1_000.0);
        watch.expect(1_000.0);
        watch.expect(3_900.0);
        assert_eq!(late_at(&mut watch, 1_500.0, 60_000.0), Some(4_500.0));
    }

    #[test]
    fn a_running_world_must_keep_talking() {
        let mut watch = Watch::default();
        late_at(&mut watch, 0.0, 1_000.0);
        watch.heard(1_000.0, true);
        assert_eq!(late_at(&mut watch, 1_500.0, 60_000.0), Some(4_500.0));
    }

    #[test]
    fn a_page_that_slept_blames_nobody() {
        let mut watch = Watch::default();
        late_at(&mut watch, 0.0, 1_000.0);
        watch.expect(1_000.0);
        // the lid was closed for an hour
        assert!(!watch.is_late(3_600_000.0, LIMIT_MS));
        assert_eq!(late_at(&mut watch, 3_600_500.0, 3_700_000.0), Some(3_603_500.0));
    }
}
