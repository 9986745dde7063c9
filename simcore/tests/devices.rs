//! Phones among the users: each has a way of its own, and the rest notice nothing.

mod common;

use common::{CONSTANT, design, run, server, users};
use simcore::design::{Design, NodeSpec};
use simcore::measure::Reason;

/// Users 5 ms away from a server of 10 ms. A phone adds 50 ms for the radio and 40 ms for 50 kB over
/// 10 Mbit/s.
fn mixed(share: f64) -> Design {
    let users = users(50.0)
        .with("reads", 100.0)
        .with("devices", 1.0)
        .with("mobile", share)
        .with("mobile_ms", 50.0)
        .with("mobile_kb", 50.0)
        .with("mobile_mbit", 10.0);
    let mut d = design(vec![users, server(2, 100, 10.0, CONSTANT, 1.0)], &[(1, 2)]);
    d.links[0].params[0] = 5.0;
    d
}

fn set(d: &mut Design, name: &str, value: f64) {
    let node: NodeSpec = d.nodes[0].clone();
    d.nodes[0] = node.with(name, value);
}

#[test]
fn the_mean_is_that_of_the_two_kinds_of_users() {
    let mean = |share| {
        let r = run(&mixed(share), 200.0);
        assert_eq!(r.failed_total(), 0);
        r.latency.mean
    };
    assert!((mean(0.0) - 20.0).abs() < 0.1 && (mean(100.0) - 110.0).abs() < 0.5);
    // 10,000 requests, each from a phone with a chance of 60 %: 20 + 90 x 0.6, one sigma 0.44 ms
    assert!((mean(60.0) - 74.0).abs() < 1.5, "{}", mean(60.0));
}

#[test]
fn who_is_on_a_phone_decides_the_tail_and_not_the_median() {
    let r = run(&mixed(30.0), 200.0);
    assert!((r.latency.p50 - 20.0).abs() < 1.0 && (r.latency.p95 - 110.0).abs() < 2.5, "{:?}", r.latency);
}

#[test]
fn the_server_sees_the_same_traffic_a_little_later() {
    let busy = |share| {
        let r = run(&mixed(share), 400.0);
        (r.generated, r.node(2).map_or(f64::NAN, |n| n.utilisation))
    };
    let (none, all) = (busy(0.0), busy(100.0));
    assert_eq!(none.0, all.0);
    assert!((none.1 - all.1).abs() < 0.01 * none.1, "{none:?} {all:?}");
}

#[test]
fn the_patience_of_a_phone_is_no_longer_than_that_of_others() {
    // 100 ms: a phone's 110 ms are too much, whatever the server does
    let mut d = mixed(50.0);
    set(&mut d, "timeout_ms", 100.0);
    let r = run(&d, 100.0);
    let gone = r.failed[Reason::TimedOut as usize] as f64 / r.finished() as f64;
    assert!((gone - 0.5).abs() < 0.05, "{gone}");
    assert!(r.latency.max < 25.0, "{}", r.latency.max);
    // those who gave up did so after 100 ms, no later: with retries that is seen in the attempts
    set(&mut d, "retries", 2.0);
    let r = run(&d, 100.0);
    assert_eq!(r.generated, r.answered + r.failed_total() + r.in_flight);
    assert!(r.failed_total() > 0);
}

#[test]
fn a_closed_population_of_phones_asks_less_often() {
    let rate = |share| {
        let mut d = mixed(share);
        for (name, v) in [("population", 1.0), ("users", 100.0), ("think_s", 0.1)] {
            set(&mut d, name, v);
        }
        run(&d, 100.0).generated as f64 / 100.0
    };
    // response time law: N / (Z + R)
    for (share, want) in [(0.0, 100.0 / 0.120), (100.0, 100.0 / 0.210)] {
        assert!((rate(share) / want - 1.0).abs() < 0.02, "{} against {want}", rate(share));
    }
}
