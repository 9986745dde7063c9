//! Every quantile that a report can show lies within 1.6 % of the exact order statistic, whatever
//! the distribution: the bound that the width of the buckets promises.

use simcore::dist::{exponential, normal};
use simcore::measure::Histogram;
use simcore::rng::{Purpose, Stream};

fn worst_error(name: &str, mut draw: impl FnMut(&mut Stream) -> f64) -> f64 {
    let (mut h, mut s) = (Histogram::default(), Stream::new(11, 1, Purpose::Service));
    let mut all: Vec<u64> = (0..1_000_000).map(|_| draw(&mut s) as u64).collect();
    all.iter().for_each(|t| h.record(*t));
    all.sort_unstable();
    let mut worst: f64 = 0.0;
    for permille in (10..=990).step_by(10).chain([995, 999]) {
        let q = f64::from(permille) / 1000.0;
        let exact = all[(q * all.len() as f64).ceil() as usize - 1] as f64;
        worst = worst.max((h.quantile(q) - exact).abs() / exact);
    }
    println!("{name}: {:.2} % at the worst of 101 quantiles", worst * 100.0);
    worst
}

#[test]
fn quantiles_are_within_the_promised_error() {
    let ms = 1e6;
    let bimodal = |s: &mut Stream| match s.unit() {
        // a cache that mostly hits, a store behind it, and a Pareto tail
        u if u < 0.70 => ms * (0.5 + 0.1 * s.unit()),
        u if u < 0.95 => ms * (20.0 + 5.0 * s.unit()),
        _ => ms * 30.0 * libm::pow(s.unit_open(), -1.0 / 1.5),
    };
    let worst = worst_error("exponential", |s| 10.0 * ms * exponential(s))
        .max(worst_error("lognormal", |s| 30.0 * ms * libm::exp(0.8 * normal(s.unit_open()))))
        .max(worst_error("two peaks and a Pareto tail", bimodal));
    assert!(worst <= 0.016, "{worst}");
}
