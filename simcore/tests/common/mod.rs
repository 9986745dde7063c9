//! Shared by the integration tests: designs in few words, and confidence intervals.
#![allow(dead_code)]

use simcore::Sim;
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::Report;
use simcore::time::from_secs;

pub const CONSTANT: f64 = 0.0;
pub const EXPONENTIAL: f64 = 1.0;
pub const LOGNORMAL: f64 = 2.0;
pub const UNIFORM: f64 = 3.0;
pub const HYPEREXPONENTIAL: f64 = 4.0;

/// Users with patience, who send `rate` requests a second.
pub fn users(rate: f64) -> NodeSpec {
    NodeSpec::new(1, KindId::client).with("rate", rate).with("timeout_ms", 600_000.0).with("users", 1e6)
}

/// A server with this mean service time and spread, and a queue that never fills.
pub fn server(id: u32, slots: u32, service_ms: f64, spread: f64, cv: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::web_server)
        .with("slots", f64::from(slots))
        .with("queue", 100_000.0)
        .with("service_ms", service_ms)
        .with("spread", spread)
        .with("cv", cv)
}

pub fn design(nodes: Vec<NodeSpec>, links: &[(u32, u32)]) -> Design {
    Design { nodes, links: links.iter().map(|&(a, b)| LinkSpec::new(a, b, 0.0)).collect(), faults: vec![] }
}

/// Runs after a warm-up; `batches` reports of `batch_s` seconds each.
pub fn batches(design: &Design, seed: u64, warm_s: f64, batch_s: f64, batches: u32) -> Vec<Report> {
    let (mut sim, issues) = Sim::new(design, seed);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(warm_s), u64::MAX);
    (1..=batches)
        .map(|i| {
            sim.reset_measures();
            sim.run_until(from_secs(warm_s + batch_s * f64::from(i)), u64::MAX);
            sim.report()
        })
        .collect()
}

/// Mean of batch results with the half-width of its 99.9 % confidence interval (Student's t with
/// 19 degrees of freedom: 3.883), for 20 batches.
pub fn interval(values: &[f64]) -> (f64, f64) {
    assert_eq!(values.len(), 20, "the t quantile is that of 20 batches");
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let var = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
    (mean, 3.883 * (var / n).sqrt())
}

/// Asserts that `want` lies in the 99.9 % interval of the batches, widened by the instrument's own
/// relative error, and that the interval is narrow enough to mean something.
pub fn assert_within(what: &str, values: &[f64], want: f64, instrument: f64, narrow: f64) {
    let (mean, half) = interval(values);
    assert!(half <= narrow * want, "{what}: the interval {mean} +- {half} is too wide to test {want}");
    assert!((mean - want).abs() <= half + instrument * want, "{what}: {mean} +- {half}, theory says {want}");
}
