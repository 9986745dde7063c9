//! The checked ruler as numbers: where a value stands, which value stands there, which ticks and
//! labels it carries. Pure, so that it is tested natively; the drawing is in `ruler.rs`.

/// A ruler from `min` to `max`, logarithmic or linear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    min: f64,
    max: f64,
    log: bool,
}

/// A mark below the ruler; `label` is the value to write, if this one is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Share of the way along, 0 to 1.
    pub at: f64,
    pub label: Option<f64>,
}

/// Positions that the keyboard and the pointer can reach.
pub const STOPS: u32 = 400;

impl Scale {
    /// A ruler over this range. A logarithmic one is chosen where the range spans more than two
    /// decades: on a linear ruler everything below a hundredth would share one pixel.
    pub fn new(min: f64, max: f64) -> Scale {
        let (min, max) = if min < max { (min, max) } else { (min, min + 1.0) };
        Scale { min, max, log: min > 0.0 && max / min > 100.0 }
    }

    /// Equal steps are equal factors.
    pub fn is_log(&self) -> bool {
        self.log
    }

    pub fn min(&self) -> f64 {
        self.min
    }

    pub fn max(&self) -> f64 {
        self.max
    }

    /// Where a value stands, as a share of the length; values outside stand at the ends.
    pub fn place(&self, value: f64) -> f64 {
        let share = match self.log {
            true => (value.max(self.min) / self.min).ln() / (self.max / self.min).ln(),
            false => (value - self.min) / (self.max - self.min),
        };
        share.clamp(0.0, 1.0)
    }

    /// The value at a share of the length, rounded to what a person would say.
    pub fn value(&self, share: f64) -> f64 {
        let share = share.clamp(0.0, 1.0);
        let raw = match self.log {
            true => self.min * (self.max / self.min).powf(share),
            false => self.min + share * (self.max - self.min),
        };
        self.round(raw).clamp(self.min, self.max)
    }

    /// Two significant figures on a logarithmic ruler, a hundredth of the range on a linear one.
    fn round(&self, v: f64) -> f64 {
        let unit = match self.log {
            true => 10f64.powf(v.abs().max(f64::MIN_POSITIVE).log10().floor() - 1.0),
            false => nice((self.max - self.min) / 200.0),
        };
        (v / unit).round() * unit
    }

    /// The ticks, in order.
    pub fn ticks(&self) -> Vec<Tick> {
        if self.log { self.log_ticks() } else { self.linear_ticks() }
    }

    fn log_ticks(&self) -> Vec<Tick> {
        let (lo, hi) = (self.min.log10().floor() as i32, self.max.log10().ceil() as i32);
        let fits = |v: f64| v >= self.min * 0.999 && v <= self.max * 1.001;
        let marks = (lo..=hi).flat_map(|d| (1..10).map(move |m| (d, m)));
        marks
            .map(|(d, m)| (m, f64::from(m) * 10f64.powi(d)))
            .filter(|&(_, v)| fits(v))
            .map(|(m, v)| Tick { at: self.place(v), label: (m == 1).then_some(v) })
            .collect()
    }

    fn linear_ticks(&self) -> Vec<Tick> {
        let step = nice((self.max - self.min) / 5.0);
        let minor = step / 5.0;
        let first = (self.min / minor).ceil() as i64;
        let last = (self.max / minor + 1e-9).floor() as i64;
        (first..=last)
            .map(|i| (i, i as f64 * minor))
            .map(|(i, v)| Tick { at: self.place(v), label: (i % 5 == 0).then_some(v) })
            .collect()
    }

    /// The checks of the bar: (from, to) as shares, between labelled ticks.
    pub fn checks(&self) -> Vec<(f64, f64)> {
        let mut edges: Vec<f64> = self.ticks().iter().filter(|t| t.label.is_some()).map(|t| t.at).collect();
        edges.insert(0, 0.0);
        edges.push(1.0);
        edges.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
        edges.windows(2).map(|w| (w[0], w[1])).collect()
    }
}

/// The nearest of 1, 2 or 5 times a power of ten, at least `v`.
fn nice(v: f64) -> f64 {
    let decade = 10f64.powf(v.log10().floor());
    let m = v / decade;
    decade
        * if m <= 1.0001 {
            1.0
        } else if m <= 2.0001 {
            2.0
        } else if m <= 5.0001 {
            5.0
        } else {
            10.0
        }
}

/// How far a prediction is from the run, as a share of the run: +0.16 is 16 % too high. Where the
/// run measured nothing, the whole ruler is the yardstick.
pub fn difference(predicted: f64, measured: f64) -> f64 {
    if measured.abs() < 1e-9 { predicted } else { (predicted - measured) / measured.abs() }
}

/// Shares are compared in points: "30 % is 30 % below 43 %" would be true and still mislead.
pub fn in_points(unit: &str) -> bool {
    unit == "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_and_place_are_inverse_up_to_rounding() {
        for scale in [Scale::new(0.0, 100.0), Scale::new(10.0, 10_000.0), Scale::new(1.0, 60.0)] {
            for i in 0..=20 {
                let share = f64::from(i) / 20.0;
                let back = scale.place(scale.value(share));
                assert!((back - share).abs() < 0.02, "{scale:?} {share} came back as {back}");
            }
        }
    }

    #[test]
    fn a_wide_range_is_logarithmic_and_a_narrow_one_is_not() {
        assert!((Scale::new(10.0, 100_000.0).place(1_000.0) - 0.5).abs() < 1e-9);
        assert!((Scale::new(0.0, 100.0).place(25.0) - 0.25).abs() < 1e-9);
    }

    #[test]
    fn labels_are_few_and_stand_inside() {
        for (min, max) in [(0.0, 100.0), (10.0, 10_000.0), (0.0, 1.0), (0.0, 2500.0), (5.0, 7_000.0)] {
            let ticks = Scale::new(min, max).ticks();
            let labels: Vec<f64> = ticks.iter().filter_map(|t| t.label).collect();
            assert!((2..=7).contains(&labels.len()), "{min}..{max}: {labels:?}");
            assert!(labels.iter().all(|&v| v >= min - 1e-9 && v <= max + 1e-9));
            assert!(ticks.windows(2).all(|w| w[0].at < w[1].at));
        }
    }

    #[test]
    fn checks_cover_the_ruler_without_a_gap() {
        let checks = Scale::new(10.0, 5_000.0).checks();
        assert_eq!(checks.first().map(|c| c.0), Some(0.0));
        assert_eq!(checks.last().map(|c| c.1), Some(1.0));
        assert!(checks.windows(2).all(|w| w[0].1 == w[1].0));
    }

    #[test]
    fn an_empty_range_still_has_a_ruler() {
        let s = Scale::new(5.0, 5.0);
        assert_eq!(s.place(5.0), 0.0);
        assert!(s.max() > s.min());
    }

    #[test]
    fn the_difference_is_relative_to_the_run() {
        assert!((difference(80.0, 100.0) + 0.2).abs() < 1e-12);
        assert_eq!(difference(3.0, 0.0), 3.0);
    }
}
