//! Log-linear histogram of durations, 32 buckets an octave: a quantile is within 1.6 % of the
//! exact order statistic, a record is one increment, and windows add up.

use super::report::Quantiles;
use crate::time::{Time, to_ms};

/// Buckets per octave is 2^BITS.
const BITS: u32 = 5;
/// Shorter durations than 2^FLOOR ns (32 ns) count as that long.
const FLOOR: u32 = 5;
/// Octaves above the floor: up to 2^42 ns (73 minutes); longer durations share the last bucket.
const OCTAVES: u32 = 37;
const LEN: usize = (OCTAVES << BITS) as usize;
/// A bucket's number is the top of the bits of the duration as a real number, less this: the
/// exponent is the octave, the first bits of the fraction the place within it.
const BASE: u64 = (1023 + FLOOR as u64) << BITS;
const SHIFT: u32 = 52 - BITS;

/// Counts of durations. Buckets are made for the octaves that have been met, with one more at the end
/// that was passed: most nodes need a quarter of them, and a copy of the world is as much smaller.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Histogram {
    /// Buckets from `from` on, in whole octaves.
    counts: Vec<u32>,
    from: usize,
    max: Time,
    sum: u128,
    /// Counts by octave: empty ones need not be looked at. A bucket of one interval holds up to
    /// 2^32 - 1; these and `sum` are exact beyond that.
    octaves: [u64; OCTAVES as usize],
}

impl Default for Histogram {
    fn default() -> Self {
        Histogram { counts: Vec::new(), from: 0, octaves: [0; OCTAVES as usize], sum: 0, max: 0 }
    }
}

#[inline(always)]
fn index(t: Time) -> usize {
    let bits = (t.max(1 << FLOOR) as i64 as f64).to_bits();
    ((bits >> SHIFT) - BASE).min(LEN as u64 - 1) as usize
}

/// The middle of a bucket, in nanoseconds.
fn middle(i: usize) -> f64 {
    let edge = |i: u64| f64::from_bits((i + BASE) << SHIFT);
    (edge(i as u64) + edge(i as u64 + 1)) / 2.0
}

impl Histogram {
    /// Counts one duration.
    #[inline(always)]
    pub fn record(&mut self, t: Time) {
        let i = index(t);
        match self.counts.get_mut(i.wrapping_sub(self.from)) {
            Some(n) => *n = n.wrapping_add(1),
            None => self.first_of(i),
        }
        self.octaves[i >> BITS] += 1;
        self.sum += u128::from(t);
        self.max = self.max.max(t);
    }

    /// Counts in a bucket that is not there yet.
    #[cold]
    fn first_of(&mut self, i: usize) {
        let octave = i >> BITS;
        let above = !self.counts.is_empty() && i > self.from;
        self.reach(octave.saturating_sub(usize::from(!above)), octave + usize::from(above));
        if let Some(n) = self.counts.get_mut(i - self.from) {
            *n += 1;
        }
    }

    /// Has buckets for these octaves, both included.
    fn reach(&mut self, low: usize, high: usize) {
        let (low, high) = (low << BITS, ((high + 1) << BITS).min(LEN));
        if self.counts.is_empty() {
            self.from = low;
        }
        let (from, until) = (self.from.min(low), (self.from + self.counts.len()).max(high));
        self.counts.reserve_exact((until - from).saturating_sub(self.counts.len()));
        if from < self.from {
            self.counts.splice(..0, core::iter::repeat_n(0, self.from - from));
            self.from = from;
        }
        self.counts.resize(until - from, 0);
    }

    /// The counts of an octave.
    fn octave(&self, octave: usize) -> &[u32] {
        let at = (octave << BITS).wrapping_sub(self.from);
        self.counts.get(at..at.wrapping_add(1 << BITS)).unwrap_or_default()
    }

    /// Adds another's counts to these and empties the other.
    pub fn absorb(&mut self, other: &mut Histogram) {
        let (first, met) = (other.from >> BITS, other.counts.len() >> BITS);
        let used = |o: &usize| other.octaves[*o] > 0;
        let low = (first..first + met).find(used);
        if let (Some(low), Some(high)) = (low, (first..first + met).rfind(used)) {
            self.reach(low, high);
        }
        let octaves = other.octaves.iter_mut().enumerate().skip(first).take(met);
        for (o, n) in octaves.filter(|(_, n)| **n > 0) {
            self.octaves[o] += std::mem::take(n);
            let (mine, its) = (
                self.counts.get_mut((o << BITS) - self.from..),
                other.counts.get_mut((o << BITS) - other.from..),
            );
            // whole octaves of a known length: several buckets at a time
            if let Some((mine, its)) = mine.zip(its)
                && let Some((mine, its)) =
                    mine.first_chunk_mut::<{ 1 << BITS }>().zip(its.first_chunk_mut::<{ 1 << BITS }>())
            {
                for (a, b) in mine.iter_mut().zip(its) {
                    *a = a.saturating_add(std::mem::take(b));
                }
            }
        }
        self.sum += std::mem::take(&mut other.sum);
        self.max = self.max.max(std::mem::take(&mut other.max));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.count() > 0 {
            self.counts.fill(0);
            (self.octaves, self.sum, self.max) = ([0; OCTAVES as usize], 0, 0);
        }
    }

    pub fn count(&self) -> u64 {
        self.octaves.iter().sum()
    }

    /// Mean in nanoseconds, exact; 0 when empty.
    pub fn mean(&self) -> f64 {
        if self.count() == 0 { 0.0 } else { self.sum as f64 / self.count() as f64 }
    }

    /// The quantile `q` (0 to 1) in nanoseconds; 0 when empty.
    pub fn quantile(&self, q: f64) -> f64 {
        let count = self.count();
        if count == 0 {
            return 0.0;
        }
        let rank = (libm::ceil(q * count as f64) as u64).clamp(1, count);
        let mut seen = 0u64;
        for (o, &here) in self.octaves.iter().enumerate() {
            if seen + here < rank {
                seen += here;
                continue;
            }
            for (i, &n) in self.octave(o).iter().enumerate() {
                seen += u64::from(n);
                if seen >= rank {
                    return middle((o << BITS) + i).min(self.max as f64);
                }
            }
        }
        self.max as f64
    }

    /// How many durations were longer than this, to within a bucket.
    pub fn above(&self, t: Time) -> u64 {
        let longer = self.counts.iter().enumerate().filter(|(i, _)| middle(self.from + i) > t as f64);
        longer.map(|(_, &n)| u64::from(n)).sum()
    }

    /// Counts by duration, `per_octave` (a divisor of 32) bars to the octave: from and to in
    /// milliseconds, and how many. From the first to the last that holds any.
    pub fn bars(&self, per_octave: usize) -> Vec<(f32, f32, u64)> {
        let width = (1 << BITS) / per_octave.clamp(1, 1 << BITS);
        let edge = |i: usize| f64::from_bits(((self.from + i) as u64 + BASE) << SHIFT) / 1e6;
        let counts = self.counts.chunks(width).map(|c| c.iter().map(|n| u64::from(*n)).sum::<u64>());
        let all: Vec<(f32, f32, u64)> = counts
            .enumerate()
            .map(|(i, n)| (edge(i * width) as f32, edge((i + 1) * width) as f32, n))
            .collect();
        let holds = |bar: &(f32, f32, u64)| bar.2 > 0;
        match (all.iter().position(holds), all.iter().rposition(holds)) {
            (Some(first), Some(last)) => all[first..=last].to_vec(),
            _ => Vec::new(),
        }
    }

    /// The usual summary, in milliseconds.
    pub fn quantiles(&self) -> Quantiles {
        Quantiles {
            count: self.count(),
            mean: self.mean() / 1e6,
            p50: self.quantile(0.50) / 1e6,
            p95: self.quantile(0.95) / 1e6,
            p99: self.quantile(0.99) / 1e6,
            max: to_ms(self.max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_lies_in_its_bucket_within_the_stated_error() {
        let mut t: Time = 1 << FLOOR;
        while t < 1 << (FLOOR + OCTAVES) {
            let m = middle(index(t));
            assert!((m - t as f64).abs() / t as f64 <= 1.0 / 64.0, "{t} ns is shown as {m}");
            t += 1 + t / 7;
        }
    }

    #[test]
    fn quantiles_of_a_known_list() {
        let mut h = Histogram::default();
        for ms in 1..=1000u64 {
            h.record(ms * 1_000_000);
        }
        let q = h.quantiles();
        assert_eq!((q.count, q.mean, q.max), (1000, 500.5, 1000.0));
        for (got, want) in [(q.p50, 500.0), (q.p95, 950.0), (q.p99, 990.0)] {
            assert!((got - want).abs() / want < 0.016, "{got} for {want}");
        }
    }

    #[test]
    fn absorbing_is_adding_and_empties_the_other() {
        let (mut a, mut b, mut both) = (Histogram::default(), Histogram::default(), Histogram::default());
        for i in 0..10_000u64 {
            let t = i * i * 997 % 50_000_000;
            if i % 2 == 0 {
                a.record(t)
            } else {
                b.record(t)
            }
            both.record(t);
        }
        a.absorb(&mut b);
        assert_eq!(a.quantiles(), both.quantiles());
        assert_eq!(b.count(), 0);
        assert_eq!(b.quantile(0.5), 0.0);
    }

    #[test]
    fn bars_hold_every_duration_once() {
        let mut h = Histogram::default();
        for ms in [1u64, 3, 3, 100] {
            h.record(ms * 1_000_000);
        }
        let bars = h.bars(4);
        assert_eq!(bars.iter().map(|b| b.2).sum::<u64>(), 4);
        let three = bars.iter().find(|b| b.0 <= 3.0 && 3.0 < b.1).map(|b| b.2);
        assert_eq!(three, Some(2));
        assert!(bars.windows(2).all(|w| w[0].1 == w[1].0));
        assert_eq!(Histogram::default().bars(4), []);
    }

    #[test]
    fn buckets_that_come_one_by_one_count_the_same_in_any_order() {
        let spread: Vec<Time> = (0..2000).map(|i| 1u64 << (i % 43)).chain([0, Time::MAX]).collect();
        let count = |times: &mut dyn Iterator<Item = &Time>| {
            let mut h = Histogram::default();
            times.for_each(|t| h.record(*t));
            h
        };
        let (up, down) = (count(&mut spread.iter()), count(&mut spread.iter().rev()));
        assert_eq!(up.quantiles(), down.quantiles());
        assert_eq!((up.count(), up.above(1 << 30)), (2002, down.above(1 << 30)));
        let (mut near, mut far) = (count(&mut [40_000_000_000].iter()), count(&mut [50].iter()));
        near.absorb(&mut far);
        assert_eq!(near.quantiles(), count(&mut [50, 40_000_000_000].iter()).quantiles());
    }

    #[test]
    fn an_empty_one_says_zero() {
        assert_eq!(Histogram::default().quantiles(), Quantiles::default());
    }
}
