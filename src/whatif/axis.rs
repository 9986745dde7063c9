//! The scale of a drawing: a value's place between 0 and 1, and the values that carry a number.

/// A scale from one value to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub from: f64,
    pub to: f64,
    pub log: bool,
}

/// Values that lie further apart than this are drawn by their ratios.
const WIDE: f64 = 30.0;

impl Axis {
    /// Along which something was varied.
    pub fn along(from: f64, to: f64, log: bool) -> Axis {
        Axis { from, to: if to > from { to } else { from + 1.0 }, log: log && from > 0.0 }
    }

    /// Upwards, for these values: from zero, unless they are far apart.
    pub fn up(values: impl Iterator<Item = f64>) -> Axis {
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for v in values.filter(|v| v.is_finite() && *v > 0.0) {
            (least, most) = (least.min(v), most.max(v));
        }
        if most <= 0.0 {
            return Axis { from: 0.0, to: 1.0, log: false };
        }
        if most > WIDE * least {
            let low = 10f64.powf(least.log10().floor());
            return Axis { from: low, to: most * 1.15, log: true };
        }
        let step = step(most * 1.08, 6.0);
        Axis { from: 0.0, to: (most * 1.08 / step).ceil() * step, log: false }
    }

    /// Where a value stands; beyond 0 and 1 outside of the scale.
    pub fn place(self, v: f64) -> f64 {
        let bend = |v: f64| if self.log { v.max(f64::MIN_POSITIVE).ln() } else { v };
        (bend(v) - bend(self.from)) / (bend(self.to) - bend(self.from))
    }

    /// The value that stands there.
    pub fn at(self, place: f64) -> f64 {
        if self.log {
            self.from * (self.to / self.from).powf(place)
        } else {
            self.from + (self.to - self.from) * place
        }
    }

    /// Values with a number, `about` of them.
    pub fn ticks(self, about: f64) -> Vec<f64> {
        if !self.log {
            let step = step(self.to - self.from, about);
            let first = (self.from / step - 1e-9).ceil() as i64;
            let last = (self.to / step + 1e-9).floor() as i64;
            return (first..=last.min(first + 40)).map(|i| i as f64 * step).collect();
        }
        let decades = (self.to / self.from).log10();
        let each: &[f64] = if decades > 3.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let (first, last) = (self.from.log10().floor() as i32, self.to.log10().ceil() as i32);
        let all = (first..=last).flat_map(|e| each.iter().map(move |m| m * 10f64.powi(e)));
        all.filter(|v| *v >= self.from * 0.999 && *v <= self.to * 1.001).collect()
    }
}

/// A round step that parts a length into about so many.
fn step(length: f64, about: f64) -> f64 {
    let rough = (length / about.max(1.0)).max(1e-12);
    let ten = 10f64.powf(rough.log10().floor());
    let by = [1.0, 2.0, 5.0, 10.0].into_iter().find(|m| m * ten >= rough * 0.999).unwrap_or(10.0);
    by * ten
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_starts_at_zero_unless_its_values_are_far_apart() {
        let near = Axis::up([80.0, 551.0].into_iter());
        assert_eq!((near.from, near.to, near.log), (0.0, 600.0, false));
        assert_eq!(near.ticks(6.0), [0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0]);
        let far = Axis::up([3.0, 4000.0, f64::NAN].into_iter());
        assert!(far.log && far.from == 1.0 && far.ticks(6.0).contains(&1000.0));
        assert_eq!(Axis::up([].into_iter()).to, 1.0);
    }

    #[test]
    fn there_and_back() {
        for axis in [Axis::along(5.0, 48.0, false), Axis::along(1.0, 1000.0, true)] {
            for i in 0..=10 {
                let at = f64::from(i) / 10.0;
                assert!((axis.place(axis.at(at)) - at).abs() < 1e-9);
            }
        }
        assert_eq!(Axis::along(3.0, 3.0, false).place(3.0), 0.0);
    }
}
