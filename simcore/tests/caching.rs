//! The cache against Che's approximation and the exact law of expiry: hit ratios emerge from keys,
//! capacity and age.

mod common;

use common::{assert_within, batches, users};
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::theory::{che_hit_ratio, zipf};

fn hit_ratio(keys: u32, exponent: f64, capacity: u32, ttl_s: f64, rate: f64, seed: u64) -> Vec<f64> {
    let d = Design {
        nodes: vec![
            users(rate).with("keys", f64::from(keys)).with("zipf", exponent).with("reads", 100.0),
            NodeSpec::new(2, KindId::cache)
                .with("capacity", f64::from(capacity))
                .with("ttl_s", ttl_s)
                .with("latency_ms", 0.0),
            NodeSpec::new(3, KindId::sql_leader)
                .with("slots", 1024.0)
                .with("read_ms", 0.001)
                .with("spread", 0.0),
        ],
        links: vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(2, 3, 0.0)],
        faults: vec![],
    };
    let runs = batches(&d, seed, 400_000.0 / rate, 100_000.0 / rate, 20);
    runs.iter().map(|r| r.nodes[1].gauges.hit_ratio.unwrap_or(0.0)).collect()
}

#[test]
fn lru_hits_as_che_says() {
    for (exponent, capacity, seed) in
        [(0.8, 100, 1), (0.8, 1000, 2), (1.0, 100, 3), (1.0, 1000, 4), (1.2, 1000, 5)]
    {
        let want = che_hit_ratio(&zipf(10_000, exponent), f64::from(capacity));
        let got = hit_ratio(10_000, exponent, capacity, 0.0, 10_000.0, seed);
        // truth: the approximation itself is within 0.0003 of simulations at these sizes
        assert_within(&format!("zipf {exponent}, room for {capacity}"), &got, want, 0.0005 / want, 0.02);
    }
}

#[test]
fn entries_expire_from_their_insertion() {
    // one key asked for at rate l, kept for T: hit ratio lT / (1 + lT)
    for (rate, ttl_s, seed) in [(1.0, 1.0, 6), (10.0, 1.0, 7), (50.0, 2.0, 8)] {
        let want = rate * ttl_s / (1.0 + rate * ttl_s);
        let got = hit_ratio(1, 0.0, 10, ttl_s, rate, seed);
        assert_within(&format!("rate {rate}, ttl {ttl_s}"), &got, want, 1e-4, 0.02);
    }
}
