//! Machines that do one thing after the other: the wait is that of M/D/1, and no more comes through
//! than they can do.

mod common;

use common::{CONSTANT, design, run, server, users};
use simcore::design::{Design, NodeSpec};
use simcore::kinds::KindId;

/// Users in front of a server that takes no time and asks node 3.
fn asking(rate: f64, reads: f64, third: NodeSpec) -> Design {
    let web = server(2, 1024, 0.001, CONSTANT, 1.0).with("model", 1.0).with("call_timeout_ms", 600_000.0);
    design(vec![users(rate).with("reads", reads), web, third], &[(1, 2), (2, 3)])
}

/// A cache that knows the one key that there is.
fn cache(rate: f64, max_rate: f64) -> Design {
    let cache = NodeSpec::new(3, KindId::cache);
    let mut d =
        asking(rate, 100.0, cache.with("latency_ms", 0.5).with("ttl_s", 0.0).with("max_rate", max_rate));
    d.nodes[0] = d.nodes[0].clone().with("keys", 1.0);
    d
}

#[test]
fn a_cache_at_half_of_what_it_can_do_keeps_its_callers_waiting_a_little() {
    // 5,000 of 10,000 a second: 0.1 ms of work, and as much again times 0.5 / (2 x 0.5)
    let free = run(&cache(5000.0, 0.0), 20.0).latency.mean;
    let busy = run(&cache(5000.0, 10_000.0), 20.0).latency.mean;
    assert!((free - 0.501).abs() < 0.001, "{free}");
    assert!((busy - 0.651).abs() < 0.005, "{busy}");
}

#[test]
fn a_cache_that_is_asked_for_more_than_it_can_do_falls_behind() {
    let r = run(&cache(20_000.0, 10_000.0), 10.0);
    let answered = r.answered as f64 / 10.0;
    assert!((answered - 10_000.0).abs() < 50.0, "{answered}");
    assert!(r.latency.max > 4000.0, "half of what comes in 10 s waits: {}", r.latency.max);
    let enough = run(&cache(20_000.0, 50_000.0), 10.0);
    assert!(enough.latency.p95 < 1.0, "{}", enough.latency.p95);
}

#[test]
fn a_queue_takes_in_what_it_can_and_md1_says_how_long_that_takes() {
    let queue = |max_rate| {
        NodeSpec::new(3, KindId::queue)
            .with("latency_ms", 1.0)
            .with("max_rate", max_rate)
            .with("capacity", 1e6)
    };
    let with_worker = |rate, max_rate| {
        let mut d = asking(rate, 0.0, queue(max_rate));
        d.nodes.push(common::worker(4, 1000, 0.1));
        d.links.push(simcore::design::LinkSpec::new(3, 4, 0.0));
        run(&d, 20.0)
    };
    // 800 of 1,000 a second: 1 + 1 x (1 + 0.8 / 0.4) ms
    let r = with_worker(800.0, 1000.0);
    assert!((r.latency.mean - 4.0).abs() < 0.4, "{}", r.latency.mean);
    assert!((with_worker(800.0, 0.0).latency.mean - 1.0).abs() < 0.02);
    let r = with_worker(2000.0, 1000.0);
    let taken = r.answered as f64 / 20.0;
    assert!((taken - 1000.0).abs() < 10.0, "{taken}");
}
