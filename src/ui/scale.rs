//! The mapping between a value and its place on a ruler: linear, logarithmic, or logarithmic from
//! zero on where a linear ruler would squeeze every useful value into its first pixel.

use simcore::param::{Param, Range};

/// A ruler's numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub min: f64,
    pub max: f64,
    pub shape: Shape,
    /// Only whole numbers.
    pub whole: bool,
}

/// How values are spread over the length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Linear,
    Log,
    /// log(1 + value): starts at zero.
    LogFromZero,
}

impl Scale {
    /// A logarithmic ruler.
    pub const fn log(min: f64, max: f64) -> Scale {
        Scale { min, max, shape: Shape::Log, whole: false }
    }

    /// The ruler of a number parameter; `None` for choices and flags.
    pub fn of(param: &Param) -> Option<Scale> {
        let (min, max, log, whole) = match param.range {
            Range::Real { min, max, log } => (min, max, log, false),
            Range::Int { min, max, log } => (min, max, log, true),
            Range::Choice(_) | Range::Flag => return None,
        };
        // a linear ruler of a thousand threads would leave the useful ones on its first pixels
        let log = log || min >= 1.0 && max / min >= 500.0;
        let shape = match (log && min > 0.0, min == 0.0 && max >= 1000.0) {
            (true, _) => Shape::Log,
            (_, true) => Shape::LogFromZero,
            _ => Shape::Linear,
        };
        Some(Scale { min, max, shape, whole })
    }

    fn bend(self, v: f64) -> f64 {
        match self.shape {
            Shape::Linear => v,
            Shape::Log => v.max(f64::MIN_POSITIVE).ln(),
            Shape::LogFromZero => v.max(0.0).ln_1p(),
        }
    }

    fn unbend(self, b: f64) -> f64 {
        match self.shape {
            Shape::Linear => b,
            Shape::Log => b.exp(),
            Shape::LogFromZero => b.exp_m1(),
        }
    }

    /// Where on the ruler, 0 to 1.
    pub fn fraction(self, value: f64) -> f64 {
        let (lo, hi) = (self.bend(self.min), self.bend(self.max));
        if hi <= lo {
            return 0.0;
        }
        ((self.bend(value) - lo) / (hi - lo)).clamp(0.0, 1.0)
    }

    /// The round value at that place of the ruler.
    pub fn value(self, fraction: f64) -> f64 {
        let (lo, hi) = (self.bend(self.min), self.bend(self.max));
        let raw = self.unbend(lo + (hi - lo) * fraction.clamp(0.0, 1.0));
        let grain = match self.shape {
            Shape::Linear => ten_below((self.max - self.min) / 100.0),
            _ => ten_below(raw) / 10.0,
        };
        self.keep(raw, grain)
    }

    /// One step up (`by` 1) or down (-1); ten steps are a large one.
    pub fn step(self, value: f64, by: f64) -> f64 {
        let grain = match self.shape {
            Shape::Linear => ten_below((self.max - self.min) / 20.0).min(ten_below(value.abs()).max(0.0)),
            // going down from 100 the next is 99, from 110 it is 100
            _ if by < 0.0 => ten_below(value * 0.999_999) / 10.0,
            _ => ten_below(value) / 10.0,
        };
        let least = if self.whole { 1.0 } else { ten_below((self.max - self.min) / 1e6).min(0.1) };
        let grain = grain.max(least);
        self.keep(value + by * grain, grain)
    }

    fn keep(self, value: f64, grain: f64) -> f64 {
        let grain = if self.whole { grain.max(1.0) } else { grain };
        let rounded = if grain > 0.0 { (value / grain).round() * grain } else { value };
        // 0.1 * 3 must be 0.3 in the file and in the field
        let clean = format!("{rounded:.9}").parse().unwrap_or(rounded);
        self.limit(clean)
    }

    /// Into the range, whole where it must be.
    pub fn limit(self, value: f64) -> f64 {
        let value = if self.whole { value.round() } else { value };
        value.clamp(self.min, self.max)
    }

    /// The values that carry a number under the ruler.
    pub fn decades(self) -> Vec<f64> {
        match self.shape {
            Shape::Linear => vec![self.min, self.max],
            Shape::Log | Shape::LogFromZero => {
                let first = if self.min > 0.0 { self.min.log10().ceil() } else { 0.0 };
                let last = self.max.log10().floor();
                (first as i32..=last as i32).map(|e| 10f64.powi(e)).collect()
            }
        }
    }
}

/// The power of ten at or below a size; 0 for 0.
fn ten_below(size: f64) -> f64 {
    if size <= 0.0 || !size.is_finite() {
        return 0.0;
    }
    10f64.powi((size.log10() + 1e-12).floor() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRAFFIC: Scale = Scale::log(10.0, 100_000.0);

    #[test]
    fn there_and_back_is_within_a_round_number() {
        for f in 0..=100 {
            let v = TRAFFIC.value(f64::from(f) / 100.0);
            assert!((TRAFFIC.fraction(v) - f64::from(f) / 100.0).abs() < 0.006, "{f}: {v}");
        }
        assert_eq!(TRAFFIC.value(0.5), 1000.0);
    }

    #[test]
    fn every_step_moves_and_stays_round() {
        for scale in [
            TRAFFIC,
            Scale { min: 0.0, max: 100_000.0, shape: Shape::LogFromZero, whole: true },
            Scale { min: 1.0, max: 10.0, shape: Shape::Linear, whole: true },
            Scale { min: 0.0, max: 100.0, shape: Shape::Linear, whole: false },
            Scale { min: 0.1, max: 10.0, shape: Shape::Linear, whole: false },
        ] {
            let mut v = scale.min;
            let mut n = 0;
            while v < scale.max {
                let next = scale.step(v, 1.0);
                assert!(next > v, "{scale:?} is stuck at {v}");
                let back = scale.step(next, -1.0);
                assert!(back < next, "{scale:?} is stuck at {next} on the way down");
                v = next;
                n += 1;
                assert!(n < 2000, "{scale:?} takes too many steps");
            }
        }
    }

    #[test]
    fn steps_are_a_tenth_of_the_leading_figure() {
        assert_eq!(TRAFFIC.step(200.0, 1.0), 210.0);
        assert_eq!(TRAFFIC.step(200.0, 10.0), 300.0);
        assert_eq!(TRAFFIC.step(1000.0, -1.0), 990.0);
        assert_eq!(TRAFFIC.step(100_000.0, 1.0), 100_000.0);
    }

    #[test]
    fn decades_carry_the_numbers() {
        assert_eq!(TRAFFIC.decades(), [10.0, 100.0, 1000.0, 10_000.0, 100_000.0]);
    }
}
