//! Means with their confidence intervals.

/// A mean and half the width of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    pub mean: f64,
    /// Infinite for fewer than two values.
    pub half: f64,
    pub n: usize,
}

/// The 97.5 % quantile of Student's t for 1 to 30 degrees of freedom (any table of it).
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// The 97.5 % quantile of Student's t; beyond the table by its first terms in 1/n (Cornish and
/// Fisher 1938), which there are right to three decimals.
fn t975(freedom: usize) -> f64 {
    match freedom {
        0 => f64::INFINITY,
        n if n <= T.len() => T[n - 1],
        n => 1.959_964 + 2.372_3 / n as f64 + 2.822_5 / (n * n) as f64,
    }
}

impl Interval {
    /// Of independent values.
    pub fn of(values: &[f64]) -> Interval {
        let n = values.len();
        if n == 0 {
            return Interval { mean: f64::NAN, half: f64::INFINITY, n };
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        let half = match n {
            1 => f64::INFINITY,
            _ => t975(n - 1) * libm::sqrt(squares / (n - 1) as f64 / n as f64),
        };
        Interval { mean, half, n }
    }

    /// Of the differences `b - a` of pairs: under common random numbers far narrower than the two
    /// intervals apart.
    pub fn of_differences(a: &[f64], b: &[f64]) -> Interval {
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
        Interval::of(&differences)
    }

    /// Does the interval leave out this value?
    pub fn excludes(&self, value: f64) -> bool {
        (self.mean - value).abs() > self.half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_sample_has_its_textbook_interval() {
        // mean 3, s = sqrt(2.5), t(4) = 2.776: half-width 2.776 * sqrt(2.5 / 5) = 1.963
        let i = Interval::of(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!((i.mean - 3.0).abs() < 1e-12 && (i.half - 1.963).abs() < 1e-3, "{i:?}");
        assert!(i.excludes(5.0) && !i.excludes(1.1));
        assert_eq!(Interval::of(&[7.0]).half, f64::INFINITY);
        assert!((t975(31) - 2.0395).abs() < 1e-3 && (t975(1000) - 1.9623).abs() < 1e-3);
    }

    #[test]
    fn pairs_cancel_what_they_share() {
        let a: Vec<f64> = (0..10).map(|i| f64::from(i) * 10.0).collect();
        let b: Vec<f64> = a.iter().map(|v| v + 1.0).collect();
        let d = Interval::of_differences(&a, &b);
        assert!((d.mean - 1.0).abs() < 1e-12 && d.half < 1e-9, "{d:?}");
    }
}
