//! Shared by the integration tests: designs in few words, and confidence intervals.
#![allow(dead_code)]

use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason, Report};
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
    Design {
        nodes,
        links: links.iter().map(|&(a, b)| LinkSpec::new(a, b, 0.0)).collect(),
        ..Design::default()
    }
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

/// The report of the first so many seconds of a sound design.
pub fn run(d: &Design, seconds: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

/// A named number of a node; not a number where it has none.
pub fn fact(r: &Report, id: u32, fact: Fact) -> f64 {
    let facts = r.node(id).map(|n| n.gauges.facts.clone()).unwrap_or_default();
    facts.into_iter().find(|(f, _)| *f == fact).map_or(f64::NAN, |(_, v)| v)
}

pub fn arrived(r: &Report, id: u32) -> f64 {
    r.node(id).map_or(f64::NAN, |n| n.arrived as f64)
}

pub fn failed(r: &Report, id: u32, reason: Reason) -> f64 {
    r.node(id).map_or(f64::NAN, |n| n.failed[reason as usize] as f64)
}

pub fn fault(node: u32, what: FaultKind, strength: f64, from_s: f64, until_s: f64) -> Fault {
    Fault { node, what, strength, from_s, until_s: Some(until_s) }
}

/// Users who only write, and the server that sends their messages.
pub fn writers(rate: f64) -> Vec<NodeSpec> {
    let web = server(2, 1024, 1.0, CONSTANT, 1.0).with("model", 1.0).with("call_timeout_ms", 600_000.0);
    vec![users(rate).with("reads", 0.0), web]
}

pub fn worker(id: u32, concurrency: u32, job_ms: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::worker)
        .with("concurrency", f64::from(concurrency))
        .with("job_ms", job_ms)
        .with("waiting", 100_000.0)
}

pub fn queue(id: u32) -> NodeSpec {
    NodeSpec::new(id, KindId::queue)
}

pub fn with(mut first: Vec<NodeSpec>, more: Vec<NodeSpec>) -> Vec<NodeSpec> {
    first.extend(more);
    first
}

/// The same as [`run`] with a warm-up that does not count.
pub fn stretch(d: &Design, seed: u64, from_s: f64, until_s: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, seed);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(from_s), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(until_s), u64::MAX);
    sim.report()
}

/// A database whose queries all take this long, with a queue that never fills.
pub fn database(id: u32, kind: KindId, slots: u32, ms: f64) -> NodeSpec {
    NodeSpec::new(id, kind)
        .with("slots", f64::from(slots))
        .with("queue", 100_000.0)
        .with("read_ms", ms)
        .with("write_ms", ms)
        .with("spread", CONSTANT)
}

/// Calls that a node answered, per second of the report.
pub fn throughput(r: &Report, id: u32) -> f64 {
    r.node(id).map_or(f64::NAN, |n| n.answered as f64 / r.seconds())
}

pub fn utilisation(r: &Report, id: u32) -> f64 {
    r.node(id).map_or(f64::NAN, |n| n.utilisation)
}

pub fn hits(r: &Report, id: u32) -> f64 {
    r.node(id).and_then(|n| n.gauges.hit_ratio).unwrap_or(f64::NAN)
}

/// Asserts that a count lies within four standard deviations of what is expected; `variance` is that
/// of the count.
pub fn assert_count(what: &str, got: f64, want: f64, variance: f64) {
    let z = (got - want) / variance.max(1.0).sqrt();
    assert!(z.abs() <= 4.0, "{what}: {got}, expected {want}, z = {z}");
}

/// Asserts that two numbers differ by no more than this share of the second.
pub fn assert_near(what: &str, got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within * want.abs(), "{what}: {got}, expected {want} within {within}");
}
