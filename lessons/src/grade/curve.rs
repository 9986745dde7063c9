//! A prediction that is drawn: the value of a measure at several settings of one parameter, or at
//! several instants of one run.
//!
//! It is marked by the mean distance between what was drawn and what the runs measured, as a share of
//! the height of the chart. Every point weighs the same.

use crate::lesson::{Across, Ask, Over, Predict};
use crate::live;
use simcore::answers::sweep::Knob;
use simcore::design::Design;
use simcore::measure::Report;

impl Over {
    /// The boards to run: one at every setting, in order, or the one whose time is looked at.
    pub fn designs(&self, own: &Design) -> Vec<Design> {
        match self.what {
            Across::Param { node, param } => {
                self.values.iter().map(|v| Knob::Param(node, param).turned(own, *v)).collect()
            }
            Across::Time { .. } => vec![own.clone()],
        }
    }
}

/// What the runs measured at every point; `None` when one of them cannot say.
pub fn measured(ask: &Predict, own: &Design, reports: &[Report]) -> Option<Vec<f64>> {
    let Ask::Curve { over, .. } = &ask.ask else { return None };
    match over.what {
        Across::Param { .. } => {
            if reports.len() != over.values.len() {
                return None;
            }
            over.designs(own).iter().zip(reports).map(|(d, r)| ask.measure.read(d, r)).collect()
        }
        Across::Time { last_s } => {
            let report = reports.first()?;
            over.values.iter().map(|t| live::at(ask.measure, &report.series, *t, last_s)).collect()
        }
    }
}

/// The mean distance between two curves, as a share of the height of the chart from `min` to `max`.
/// What lies outside the chart counts as its edge: nobody can draw there.
pub fn distance(said: &[f64], run: &[f64], min: f64, max: f64) -> f64 {
    if said.len() != run.len() || run.is_empty() || max <= min {
        return f64::NAN;
    }
    let apart = |(a, b): (&f64, &f64)| (a - b.clamp(min, max)).abs();
    said.iter().zip(run).map(apart).sum::<f64>() / run.len() as f64 / (max - min)
}

/// The straight line through the settings that is nearest to the curve by least squares: what one
/// draws who expects everything to grow in proportion.
pub fn straight(xs: &[f64], ys: &[f64]) -> Vec<f64> {
    let n = xs.len().max(1) as f64;
    let (mx, my) = (xs.iter().sum::<f64>() / n, ys.iter().sum::<f64>() / n);
    let sxx: f64 = xs.iter().map(|x| (x - mx) * (x - mx)).sum();
    let sxy: f64 = xs.iter().zip(ys).map(|(x, y)| (x - mx) * (y - my)).sum();
    let slope = if sxx > 0.0 { sxy / sxx } else { 0.0 };
    xs.iter().map(|x| my + slope * (x - mx)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_a_share_of_the_height() {
        let run = [80.0, 100.0, 300.0];
        assert_eq!(distance(&run, &run, 0.0, 400.0), 0.0);
        assert!((distance(&[100.0, 120.0, 320.0], &run, 0.0, 400.0) - 0.05).abs() < 1e-12);
        // above the chart is its edge
        assert_eq!(distance(&[80.0, 100.0, 200.0], &run, 0.0, 200.0), 0.0);
        for (said, min, max) in [(&run[..2], 0.0, 400.0), (&run[..], 5.0, 5.0)] {
            assert!(distance(said, &run, min, max).is_nan());
        }
        assert!(distance(&[], &[], 0.0, 1.0).is_nan());
        assert!(distance(&[f64::NAN, 1.0, 1.0], &run, 0.0, 400.0).is_nan());
    }

    #[test]
    fn a_straight_line_fits_itself_and_nothing_bent() {
        let xs = [1.0, 2.0, 4.0];
        assert_eq!(straight(&xs, &[3.0, 5.0, 9.0]), [3.0, 5.0, 9.0]);
        assert_eq!(straight(&xs, &[2.0, 2.0, 2.0]), [2.0, 2.0, 2.0]);
        let bent = [80.0, 81.0, 300.0];
        assert!(distance(&straight(&xs, &bent), &bent, 0.0, 300.0) > 0.08);
    }
}
