//! The core held against theory: each case is a design whose answer is known in closed form, run
//! several times under seeds of its own.

use super::stats::Interval;
use crate::design::{Design, LinkSpec, NodeSpec};
use crate::host::Job;
use crate::kinds::KindId;
use crate::measure::Report;
use crate::rng::mix;
use crate::theory;
use serde::{Deserialize, Serialize};

/// Runs of each case.
pub const RUNS: u64 = 10;
/// Half of a 99.9 % interval over half of a 95 % one, for ten runs (Student's t with 9 degrees of
/// freedom: 4.781 / 2.262).
const STRICT: f64 = 2.114;

/// A design whose answer is known.
pub struct Case {
    pub name: String,
    /// Whose result it is.
    pub source: &'static str,
    pub unit: &'static str,
    pub expected: f64,
    /// What the instrument or the formula itself may be off, relatively.
    pub tolerance: f64,
    pub jobs: Vec<Job>,
    pub read: fn(&Report) -> f64,
}

/// A case, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub name: String,
    pub source: String,
    pub unit: String,
    pub expected: f64,
    pub measured: Interval,
    /// Requests behind the measurement.
    pub requests: u64,
    /// Is the expected value within the 99.9 % interval, widened by the tolerance?
    pub agrees: bool,
}

impl Case {
    /// Compares the reports of the jobs, in their order, with what theory says.
    pub fn verdict(&self, reports: &[Report]) -> Verdict {
        let values: Vec<f64> = reports.iter().map(self.read).collect();
        let measured = Interval::of(&values);
        let away = (measured.mean - self.expected).abs();
        Verdict {
            name: self.name.clone(),
            source: self.source.to_owned(),
            unit: self.unit.to_owned(),
            expected: self.expected,
            measured,
            requests: reports.iter().map(Report::finished).sum(),
            agrees: away <= STRICT * measured.half + self.tolerance * self.expected.abs(),
        }
    }
}

const MS: f64 = 100.0;

fn users(rate: f64) -> NodeSpec {
    NodeSpec::new(1, KindId::client).with("rate", rate).with("timeout_ms", 600_000.0).with("users", 1e6)
}

fn server(id: u32, slots: u32, spread: f64, cv: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::web_server)
        .with("slots", f64::from(slots))
        .with("queue", 100_000.0)
        .with("service_ms", MS)
        .with("spread", spread)
        .with("cv", cv)
}

fn design(nodes: Vec<NodeSpec>, links: &[(u32, u32)]) -> Design {
    Design {
        nodes,
        links: links.iter().map(|&(a, b)| LinkSpec::new(a, b, 0.0)).collect(),
        ..Design::default()
    }
}

/// Runs that see so many requests each, after a warm-up of a tenth of it.
fn jobs(design: &Design, rate: f64, requests: f64) -> Vec<Job> {
    let span = requests / rate;
    // seeds of its own for each case, or all of them would share their luck
    let first = mix(rate.to_bits() ^ mix(requests.to_bits() ^ mix(design.nodes.len() as u64)));
    (0..RUNS)
        .map(|i| first.wrapping_add(i))
        .map(|seed| Job { design: design.clone(), seed, from_s: span / 10.0, until_s: span * 1.1 })
        .collect()
}

/// One station under a load, in services: arrivals are Poisson.
fn station(name: String, source: &'static str, c: u32, rho: f64, shape: (f64, f64), expected: f64) -> Case {
    let rate = f64::from(c) * rho * 1000.0 / MS;
    let d = design(vec![users(rate), server(2, c, shape.0, shape.1)], &[(1, 2)]);
    // long enough for about 1 % (the asymptotic variance of the M/M/1 wait grows with 1/(1-rho)^2)
    let requests = 20_000.0 / ((1.0 - rho) * (1.0 - rho));
    Case {
        name,
        source,
        unit: "services",
        expected,
        tolerance: 0.0,
        jobs: jobs(&d, rate, requests),
        read: |r| r.latency.mean / MS,
    }
}

const CONSTANT: f64 = 0.0;
const EXPONENTIAL: f64 = 1.0;
const HYPEREXPONENTIAL: f64 = 4.0;

fn queues() -> Vec<Case> {
    let mut out = Vec::new();
    for rho in [0.5, 0.7, 0.8, 0.9] {
        let name = format!("M/M/1 at {rho}: mean time in the system");
        out.push(station(name, "Erlang 1917", 1, rho, (EXPONENTIAL, 1.0), 1.0 / (1.0 - rho)));
    }
    for (c, rho) in [(2, 0.8), (4, 0.8), (10, 0.9), (50, 0.9)] {
        let name = format!("M/M/{c} at {rho}: mean time in the system");
        let w = 1.0 + theory::mmc_wait(c, rho);
        out.push(station(name, "Erlang 1917", c, rho, (EXPONENTIAL, 1.0), w));
    }
    for (text, shape, scv) in [
        ("M/D/1", (CONSTANT, 1.0), 0.0),
        ("M/G/1, lognormal with cv 0.95", (2.0, 0.95), 0.9025),
        ("M/G/1, hyperexponential with cv 2", (HYPEREXPONENTIAL, 2.0), 4.0),
    ] {
        let w = 1.0 + theory::mg1_wait(0.8, scv);
        let name = format!("{text} at 0.8: mean time in the system");
        out.push(station(name, "Pollaczek 1930, Khinchine 1932", 1, 0.8, shape, w));
    }
    out
}

fn losses() -> Vec<Case> {
    [(1, 5, 0.9), (3, 10, 1.2), (4, 20, 2.0)]
        .into_iter()
        .map(|(c, k, rho)| {
            let rate = f64::from(c) * rho * 1000.0 / MS;
            let full = server(2, c, EXPONENTIAL, 1.0).with("queue", f64::from(k - c));
            let d = design(vec![users(rate), full], &[(1, 2)]);
            Case {
                name: format!("M/M/{c}/{k} at {rho}: share refused"),
                source: "Erlang 1917",
                unit: "",
                expected: theory::mmck(c, k, rho).0,
                tolerance: 0.0,
                jobs: jobs(&d, rate, 100_000.0),
                read: |r| r.failed_total() as f64 / r.finished() as f64,
            }
        })
        .collect()
}

/// Four equal servers at 0.8 behind a balancer, each algorithm against its exact Markov chain.
fn balancing() -> Vec<Case> {
    let references: [(&str, f64, &'static str, f64); 4] = [
        ("random", 0.0, "four M/M/1 queues", 5.0),
        ("round robin", 1.0, "E4/M/1, Erlang's phases", 3.267_383_6),
        ("least connections", 3.0, "join the shortest queue, exact chain", 1.953_134_1),
        ("two choices", 8.0, "two of four sampled, exact chain", 2.330_157_34),
    ];
    let case = |(name, algorithm, source, expected): (&str, f64, &'static str, f64)| {
        let rate = 4.0 * 0.8 * 1000.0 / MS;
        let lb = NodeSpec::new(2, KindId::load_balancer)
            .with("algorithm", algorithm)
            .with("ties", 2.0)
            .with("overhead_ms", 0.0)
            .with("max_active", 1e6)
            .with("health_check", 0.0);
        let mut nodes = vec![users(rate), lb];
        nodes.extend((3..7).map(|id| server(id, 1, EXPONENTIAL, 1.0)));
        let d = design(nodes, &[(1, 2), (2, 3), (2, 4), (2, 5), (2, 6)]);
        Case {
            name: format!("4 servers at 0.8, {name}: mean time in the system"),
            source,
            unit: "services",
            expected,
            tolerance: 0.0,
            jobs: jobs(&d, rate, 400_000.0),
            read: |r| r.latency.mean / MS,
        }
    };
    references.into_iter().map(case).collect()
}

fn caches() -> Vec<Case> {
    [(0.8, 1000u32), (1.0, 1000), (1.2, 500)]
        .into_iter()
        .map(|(alpha, capacity)| {
            let rate = 2000.0;
            let cache = NodeSpec::new(2, KindId::cache)
                .with("capacity", f64::from(capacity))
                .with("ttl_s", 0.0)
                .with("latency_ms", 0.0);
            let store = NodeSpec::new(3, KindId::sql_leader).with("slots", 1024.0).with("read_ms", 0.001);
            let people = users(rate).with("keys", 10_000.0).with("zipf", alpha).with("reads", 100.0);
            let d = design(vec![people, cache, store], &[(1, 2), (2, 3)]);
            Case {
                name: format!("LRU of {capacity} among 10,000 keys, Zipf {alpha}: hit ratio"),
                source: "Che et al. 2002",
                unit: "",
                expected: theory::che_hit_ratio(&theory::zipf(10_000, alpha), f64::from(capacity)),
                // Che's is an approximation: 0.0003 off at this size in an independent simulation
                tolerance: 0.0015,
                jobs: jobs(&d, rate, 400_000.0),
                read: |r| r.node(2).and_then(|n| n.gauges.hit_ratio).unwrap_or(f64::NAN),
            }
        })
        .collect()
}

/// Two queues in a row: each is as if alone.
fn tandem() -> Case {
    let rate = 8.0;
    let second = NodeSpec::new(3, KindId::sql_leader)
        .with("slots", 1.0)
        .with("queue", 1e5)
        .with("spread", EXPONENTIAL);
    let second = second.with("read_ms", 50.0).with("write_ms", 50.0);
    let first = server(2, 1, EXPONENTIAL, 1.0).with("model", 1.0).with("call_timeout_ms", 600_000.0);
    let d = design(vec![users(rate), first, second], &[(1, 2), (2, 3)]);
    Case {
        name: "two queues in a row (8/s, 10/s and 20/s): mean time in the system".into(),
        source: "Jackson 1957",
        unit: "s",
        expected: 0.583_333_333,
        tolerance: 0.0,
        jobs: jobs(&d, rate, 400_000.0),
        read: |r| r.latency.mean / 1000.0,
    }
}

/// Every case, in the order of the report.
pub fn cases() -> Vec<Case> {
    let mut all = queues();
    all.extend(losses());
    all.push(tandem());
    all.extend(balancing());
    all.extend(caches());
    all
}
