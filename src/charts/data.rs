//! The arithmetic of charts, without a canvas: windows, ticks, places of labels.

/// The seconds that a chart shows: a minute, or ten when time runs fast.
pub fn window(now: f64, speed: f64) -> (f64, f64) {
    let length = if speed > 2.0 { 600.0 } else { 60.0 };
    let to = now.max(length);
    (to - length, to)
}

/// Round places between two ends, at most `most` + 1 of them.
pub fn ticks(from: f64, to: f64, most: u32) -> Vec<f64> {
    let length = to - from;
    if length <= 0.0 || !length.is_finite() || most == 0 {
        return Vec::new();
    }
    let rough = length / f64::from(most);
    let ten = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * ten).find(|s| *s >= rough * 0.999_999);
    let step = step.unwrap_or(ten * 10.0);
    let first = (from / step - 1e-9).ceil() as i64;
    let last = (to / step + 1e-9).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A round number at or above a value.
pub fn ceiling(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let ten = 10f64.powf(value.log10().floor());
    [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|m| m * ten)
        .find(|c| *c >= value * 0.999_999)
        .unwrap_or(value)
}

/// The powers of ten around all values that are not zero; at least one decade.
pub fn decades(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut lo, mut hi) = (f64::INFINITY, 0.0f64);
    for v in values.filter(|v| *v > 0.0 && v.is_finite()) {
        (lo, hi) = (lo.min(v), hi.max(v));
    }
    if hi == 0.0 {
        return (1.0, 1000.0);
    }
    let (lo, hi) = (10f64.powf((lo.log10() + 1e-9).floor()), 10f64.powf((hi.log10() - 1e-9).ceil()));
    (lo.min(hi / 10.0), hi)
}

/// Moves labels apart so that each keeps `gap`, none leaves `0..=height`, and their order stays.
pub fn spread(places: &mut [f64], gap: f64, height: f64) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    simcore::sorted::sort_by(&mut order, |a, b| places[*a].total_cmp(&places[*b]));
    let mut least = 0.0;
    for i in &order {
        places[*i] = places[*i].max(least);
        least = places[*i] + gap;
    }
    let mut most = height;
    for i in order.iter().rev() {
        places[*i] = places[*i].min(most);
        most = places[*i] - gap;
    }
}

/// At most `most` of the points, evenly, the last one always among them.
pub fn sample<T>(points: &[T], most: usize) -> impl Iterator<Item = &T> {
    let step = points.len().div_ceil(most.max(1)).max(1);
    let skip = points.len().saturating_sub(1) % step;
    points.iter().skip(skip).step_by(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 60.0, 3), [0.0, 20.0, 40.0, 60.0]);
        assert_eq!(ticks(33.0, 93.0, 3), [40.0, 60.0, 80.0]);
        assert_eq!(ticks(0.0, 1200.0, 3), [0.0, 500.0, 1000.0]);
        assert!(ticks(5.0, 5.0, 3).is_empty());
    }

    #[test]
    fn decades_hold_every_value() {
        assert_eq!(decades([31.0, 1284.0, 0.0].into_iter()), (10.0, 10_000.0));
        assert_eq!(decades([100.0, 1000.0].into_iter()), (100.0, 1000.0));
        assert_eq!(decades([50.0].into_iter()), (10.0, 100.0));
        assert_eq!(decades([].into_iter()), (1.0, 1000.0));
    }

    #[test]
    fn labels_keep_their_distance() {
        let mut places = [50.0, 52.0, 51.0, 198.0, 200.0];
        spread(&mut places, 13.0, 200.0);
        let mut sorted = places;
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|w| w[1] - w[0] >= 13.0 - 1e-9));
        assert!(sorted[0] >= 0.0 && sorted[4] <= 200.0);
        assert!(places[0] < places[2] && places[2] < places[1]);
    }

    #[test]
    fn a_ceiling_is_round_and_close() {
        assert_eq!(ceiling(1200.0), 1200.0);
        assert_eq!(ceiling(1201.0), 1500.0);
        assert_eq!(ceiling(0.0), 1.0);
        for i in 1..5000 {
            let v = f64::from(i);
            assert!(ceiling(v) >= v * 0.99 && ceiling(v) <= v * 1.5);
        }
    }

    #[test]
    fn a_sample_ends_with_the_newest() {
        let points: Vec<u32> = (0..61).collect();
        let few: Vec<u32> = sample(&points, 12).copied().collect();
        assert!(few.len() <= 12);
        assert_eq!(few.last(), Some(&60));
        assert_eq!(sample(&[] as &[u32], 12).count(), 0);
    }
}
