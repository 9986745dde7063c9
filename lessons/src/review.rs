//! What was missed comes back: after a day, three, a week, three weeks. Days are counted by whoever calls; nothing
//! here knows a clock.

use serde::{Deserialize, Serialize};

/// Days until a question comes back: after it was missed, and after each time that it was answered.
pub const AFTER: [u32; 4] = [1, 3, 7, 21];

/// A question that will come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// How often in a row it was answered since it was missed.
    pub stage: u8,
    /// The day on which it comes back, counted from 1970.
    pub due: u32,
}

impl Card {
    /// Missed on a day.
    pub fn missed(day: u32) -> Card {
        Card { stage: 0, due: day.saturating_add(AFTER[0]) }
    }

    /// What becomes of it when it is answered on a day; `None` when it is known.
    pub fn answered(self, right: bool, day: u32) -> Option<Card> {
        if !right {
            return Some(Card::missed(day));
        }
        let stage = self.stage.saturating_add(1);
        let days = AFTER.get(usize::from(stage))?;
        Some(Card { stage, due: day.saturating_add(*days) })
    }

    /// Does it come back today? A day further off than any of ours was written by a wrong clock.
    pub fn is_due(self, day: u32) -> bool {
        self.due <= day || self.due > day.saturating_add(AFTER[AFTER.len() - 1])
    }

    /// The one that is further on.
    pub fn better(self, other: Card) -> Card {
        if (other.stage, other.due) > (self.stage, self.due) { other } else { self }
    }
}

/// The day of an instant: milliseconds since 1970, and minutes by which the clock on the wall is behind UTC.
pub fn day(ms: f64, behind_min: f64) -> u32 {
    // a cast keeps to the ends of the range and makes nothing of no number
    ((ms - behind_min * 60_000.0) / 86_400_000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_after_1_3_7_and_21_days_and_then_is_known() {
        let mut card = Card::missed(100);
        let mut days = Vec::new();
        let mut day = 100;
        loop {
            assert!(!card.is_due(card.due - 1) && card.is_due(card.due));
            days.push(card.due - day);
            day = card.due;
            match card.answered(true, day) {
                Some(next) => card = next,
                None => break,
            }
        }
        assert_eq!(days, AFTER);
        let third = Card { stage: 2, due: 200 };
        assert_eq!(third.answered(false, 200), Some(Card::missed(200)), "missed again: from the beginning");
        assert_eq!(third.better(card), card);
        assert_eq!(third.better(Card::missed(300)), third);
    }

    #[test]
    fn hostile_numbers_do_no_harm() {
        let far = Card { stage: 255, due: u32::MAX };
        assert!(far.is_due(20_000) && far.answered(true, 1).is_none());
        assert_eq!(Card::missed(u32::MAX).due, u32::MAX);
        assert_eq!(day(f64::NAN, 0.0), 0);
        assert_eq!(day(-1e18, 0.0), 0);
    }

    #[test]
    fn the_day_is_that_of_the_clock_on_the_wall() {
        let noon = 20_000.0 * 86_400_000.0 + 12.0 * 3_600_000.0;
        assert_eq!(day(noon, 0.0), 20_000);
        assert_eq!(day(noon + 11.9 * 3_600_000.0, 180.0), 20_000, "20:54 in Brazil");
        assert_eq!(day(noon - 10.0 * 3_600_000.0, 180.0), 19_999, "23:00 the evening before");
    }
}
