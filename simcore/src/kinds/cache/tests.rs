use super::*;
use crate::Sim;
use crate::design::{Design, Fault, LinkSpec, NodeSpec};
use crate::kinds::KindId;

/// Misses in every second: 1000 reads of 1000 keys, room for 200, down from 10 to 13 s.
fn misses(more: &[(&str, f64)]) -> Vec<f64> {
    let users = NodeSpec::new(1, KindId::client).with("rate", 1000.0).with("reads", 100.0);
    let cache = NodeSpec::new(2, KindId::cache).with("capacity", 200.0).with("ttl_s", 0.0).with("eviction", 1.0);
    let cache = more.iter().fold(cache, |n, &(k, v)| n.with(k, v));
    let store = NodeSpec::new(3, KindId::sql_leader).with("slots", 1024.0).with("read_ms", 1.0);
    let d = Design {
        nodes: vec![users.with("keys", 1000.0).with("zipf", 1.0), cache, store],
        links: vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(2, 3, 0.0)],
        faults: vec![Fault::new(2, FaultKind::Crash, None, 10.0, Some(13.0))],
        ..Design::default()
    };
    let (mut sim, _) = Sim::new(&d, 1);
    let mut before = 0.0;
    let second = |t: u64| {
        sim.run_until(t * 1000 * MS, u64::MAX);
        let asked = sim.report().nodes[2].arrived as f64;
        asked - std::mem::replace(&mut before, asked)
    };
    (1..=20).map(second).collect()
}

#[test]
fn a_warm_cache_begins_where_a_cold_one_gets_to() {
    // of 1000 keys the first 200 are asked for with 0.785 of all requests
    let (cold, warm) = (misses(&[]), misses(&[("warm", 200.0)]));
    assert!(cold[0] > 330.0 && cold[13] > 330.0, "{cold:?}");
    for second in [0, 1, 5, 13, 14, 19] {
        // 215; four standard deviations are 52
        assert!((warm[second] - 215.0).abs() < 52.0, "{warm:?}");
    }
    // nobody asked the store to warm it, and nobody asked while it was down
    assert!(warm[11] == 0.0, "{warm:?}");
}

#[test]
fn what_was_warmed_together_expires_together() {
    let steady = misses(&[("warm", 200.0), ("ttl_s", 5.0)]);
    assert!(steady[5] > steady[4] + 40.0, "{steady:?}");
    // its lifetime begins when it is back
    assert!(steady[16] < 270.0 && steady[18] > steady[16] + 80.0, "{steady:?}");
}
