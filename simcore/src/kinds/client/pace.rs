//! How the traffic changes over time.

use super::Params;
use crate::choice;

choice! {
    /// How the rate changes over time.
    pub enum Shape {
        Steady = "steady",
        /// Grows in a straight line from the rate to the peak, and stays there.
        Ramp = "ramp",
        /// Jumps to the peak for a while.
        Spike = "spike",
        /// Swings between the rate and the peak, as a day does.
        Wave = "wave",
        /// A day with its rush hours: three times as much from 8 to 10, two and a half times from 12 to 13,
        /// three and a half times from 18 to 20.
        Day = "day",
    }
}

/// Begin, end and height of the rush hours (guide 004, lines 1673-1675: +200, +150 and +250 %).
const RUSH: [(f64, f64, f64); 3] = [(8.0, 10.0, 3.0), (12.0, 13.0, 2.5), (18.0, 20.0, 3.5)];

impl Shape {
    /// So many times the normal traffic at time `x`, which is 0 at the beginning and 1 at the end of
    /// the ramp, the spike, the swing or the day.
    pub fn times(self, x: f64, peak: f64) -> f64 {
        let lift = match self {
            Shape::Steady => 0.0,
            Shape::Ramp => x.clamp(0.0, 1.0),
            Shape::Spike => f64::from(u8::from((0.0..1.0).contains(&x))),
            Shape::Wave | Shape::Day if x < 0.0 => 0.0,
            Shape::Wave => 0.5 - 0.5 * libm::cos(2.0 * std::f64::consts::PI * x),
            Shape::Day => {
                let hour = 24.0 * (x - libm::floor(x));
                let rush = RUSH.iter().find(|(from, until, _)| (*from..*until).contains(&hour));
                return rush.map_or(1.0, |r| r.2);
            }
        };
        1.0 + (peak - 1.0) * lift
    }

    /// The most that it can be.
    pub fn most(self, peak: f64) -> f64 {
        match self {
            Shape::Steady => 1.0,
            Shape::Day => RUSH.iter().fold(1.0, |most, r| r.2.max(most)),
            _ => peak,
        }
    }
}
impl Params {
    /// The classes of the requests, a bit for each: reads, writes, static content.
    pub(super) fn classes(&self) -> u8 {
        let reads = self.reads > 0.0;
        u8::from(reads && self.statics < 100.0)
            | u8::from(self.reads < 100.0) << 1
            | u8::from(reads && self.statics > 0.0) << 2
    }

    /// So many times the normal traffic at this instant.
    pub(super) fn times(&self, t: f64) -> f64 {
        self.shape.times((t - self.from_s) / self.length_s, self.peak)
    }
}

