//! Servers beyond a queue with slots: shared cores, sessions of their own, and the time after a start.

mod common;

use common::{
    CONSTANT, EXPONENTIAL, HYPEREXPONENTIAL, LOGNORMAL, assert_count, assert_near, assert_within, batches,
    design, fact, fault, server, users,
};
use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason, Report};
use simcore::time::from_secs;

/// One core that up to 1,024 requests share.
fn sharing(ms: f64, spread: f64, cv: f64) -> NodeSpec {
    server(2, 1024, ms, spread, cv).with("cores", 1.0)
}

fn means(rate: f64, node: NodeSpec, seed: u64) -> Vec<f64> {
    let d = design(vec![users(rate), node], &[(1, 2)]);
    batches(&d, seed, 100.0, 2000.0, 20).iter().map(|r| r.latency.mean).collect()
}

#[test]
fn sharing_and_waiting_in_line_have_the_same_mean_only_for_exponential_service() {
    // 80 req/s of 10 ms: M/M/1 takes 10 / (1 - 0.8) = 50 ms either way
    let fifo = |spread, cv| server(2, 1, 10.0, spread, cv);
    assert_within("M/M/1 in line", &means(80.0, fifo(EXPONENTIAL, 1.0), 1), 50.0, 0.002, 0.03);
    assert_within("M/M/1 shared", &means(80.0, sharing(10.0, EXPONENTIAL, 1.0), 2), 50.0, 0.002, 0.03);
    // in line the spread decides: Pollaczek and Khinchine say 10 + 40 x (1 + cv^2) / 2
    assert_within("M/D/1 in line", &means(80.0, fifo(CONSTANT, 1.0), 3), 30.0, 0.002, 0.03);
    assert_within("M/G/1 in line", &means(80.0, fifo(HYPEREXPONENTIAL, 2.0), 4), 110.0, 0.002, 0.1);
    // shared it does not matter at all
    assert_within("M/D/1 shared", &means(80.0, sharing(10.0, CONSTANT, 1.0), 5), 50.0, 0.002, 0.03);
    assert_within("M/G/1 shared", &means(80.0, sharing(10.0, HYPEREXPONENTIAL, 2.0), 6), 50.0, 0.002, 0.04);
    assert_within("M/L/1 shared", &means(80.0, sharing(10.0, LOGNORMAL, 0.95), 7), 50.0, 0.002, 0.03);
}

#[test]
fn several_cores_are_as_good_as_a_line_for_them() {
    // M/M/4 at 0.8: with four cores sharing and waiting in line have the same number inside
    let shared = server(2, 1024, 40.0, EXPONENTIAL, 1.0).with("cores", 4.0);
    let want = simcore::theory::erlang_c(4, 3.2) * 40.0 / (4.0 - 3.2) + 40.0;
    assert_within("M/M/4 shared", &means(80.0, shared, 8), want, 0.002, 0.02);
    // two requests on two cores do not slow each other; on one they take twice as long
    let pair = |cores: f64| {
        let node = server(2, 16, 100.0, CONSTANT, 1.0).with("cores", cores);
        let mut d = design(vec![users(0.1), node], &[(1, 2)]);
        d.faults = vec![fault(1, FaultKind::ThunderingHerd, 2.0, 1.0, 1.1)];
        common::run(&d, 5.0).latency.max
    };
    assert_eq!((pair(2.0), pair(1.0)), (100.0, 200.0));
}

#[test]
fn a_slow_machine_shares_a_slower_core_and_a_crash_empties_it() {
    let mut d = design(vec![users(20.0), sharing(10.0, CONSTANT, 1.0)], &[(1, 2)]);
    d.faults =
        vec![fault(2, FaultKind::Slow, 4.0, 100.0, 1100.0), fault(2, FaultKind::Crash, 0.0, 1200.0, 1210.0)];
    // M/D/1 shared: 40 / (1 - 0.8)
    assert_near("slow", common::stretch(&d, 1, 110.0, 1100.0).latency.mean, 200.0, 0.1);
    let r = common::stretch(&d, 1, 1210.0, 1400.0);
    assert!(r.failed_total() == 0 && (r.latency.mean - 12.5).abs() < 0.4, "{}", r.latency.mean);
}

#[test]
fn a_limit_of_connections_counts_those_that_wait_for_others_too() {
    // events free the slot while the database thinks for a second: nothing else would stop them
    let inside = |limit: f64| {
        let web = server(2, 4, 1.0, CONSTANT, 1.0).with("model", 1.0).with("connections", limit);
        let mut d =
            design(vec![users(100.0), web, common::database(3, KindId::sql_leader, 1024, 1000.0)], &[(1, 2)]);
        d.links.push(LinkSpec::new(2, 3, 0.0));
        common::stretch(&d, 9, 10.0, 210.0)
    };
    let (free, bound) = (inside(0.0), inside(50.0));
    assert_eq!(free.failed_total(), 0);
    // 50 places for 100 Erlang: Erlang B
    let want = simcore::theory::erlang_b(50, 100.1);
    let lost = bound.failed[Reason::QueueFull as usize] as f64;
    assert_near("refused", lost / bound.generated as f64, want, 0.03);
}

/// A balancer in front of two servers with sessions of their own, for so many seconds.
fn stateful(algorithm: f64, faults: Vec<simcore::design::Fault>) -> Design {
    let web = |id| server(id, 64, 1.0, CONSTANT, 1.0).with("stateful", 1.0);
    let lb = NodeSpec::new(2, KindId::load_balancer)
        .with("algorithm", algorithm)
        .with("base", 1.0)
        .with("interval_s", 1.0)
        .with("unhealthy_after", 1.0);
    let people = users(1000.0).with("users", 1000.0);
    Design { faults, ..design(vec![people, lb, web(3), web(4)], &[(1, 2), (2, 3), (2, 4)]) }
}

fn lost(r: &Report) -> f64 {
    fact(r, 3, Fact::LostSessions) + fact(r, 4, Fact::LostSessions)
}

#[test]
fn sessions_in_a_server_are_lost_by_every_change_of_server() {
    // at random half of all requests come to the other server, whose session the user then has
    let r = common::stretch(&stateful(0.0, vec![]), 3, 20.0, 120.0);
    assert_count("at random", lost(&r), r.generated as f64 / 2.0, r.generated as f64 / 4.0);
    assert_eq!(lost(&common::stretch(&stateful(5.0, vec![]), 3, 20.0, 120.0)), 0.0, "sticky: none");
    // a crash: those tied to it, about half, log in again, and once
    let crash = vec![fault(4, FaultKind::Crash, 0.0, 30.0, 60.0)];
    let r = common::stretch(&stateful(5.0, crash), 3, 20.0, 50.0);
    assert_count("after a crash", lost(&r), 500.0, 250.0);
    // a third of the machines of a group: a third of its users
    let group = server(2, 64, 1.0, CONSTANT, 1.0).with("stateful", 1.0).with("instances", 3.0);
    let mut d = design(vec![users(1000.0).with("users", 1000.0), group], &[(1, 2)]);
    d.faults = vec![fault(2, FaultKind::InstancesLost, 33.3, 30.0, 100.0)];
    let r = common::stretch(&d, 3, 20.0, 60.0);
    // 21 of 64 parts of 1,000 users
    assert_count("of a group", fact(&r, 2, Fact::LostSessions), 328.0, 220.0);
}

/// Mean latencies of the stretches between these instants.
fn latencies(d: &Design, at: &[f64]) -> Vec<f64> {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    let mean = |t: &f64| {
        sim.reset_measures();
        sim.run_until(from_secs(*t), u64::MAX);
        sim.report().latency.mean
    };
    at.iter().map(mean).collect()
}

#[test]
fn a_server_that_has_just_started_is_slower_for_a_while() {
    let node = |warmup: f64| {
        server(2, 1024, 10.0, CONSTANT, 1.0).with("warmup_s", warmup).with("cold", 5.0).with("model", 1.0)
    };
    let crash = |warmup: f64| {
        let mut d = design(vec![users(100.0), node(warmup)], &[(1, 2)]);
        d.faults = vec![fault(2, FaultKind::Crash, 0.0, 50.0, 60.0)];
        latencies(&d, &[50.0, 60.0, 64.0, 80.0, 96.0, 101.0, 120.0])
    };
    // in twenty steps from 5 times to 1: 50 ms at first, 30 ms half-way, then 10 ms
    let warm = crash(40.0);
    for (i, want) in [(0, 10.0), (2, 48.0), (3, 38.0), (4, 22.0), (6, 10.0)] {
        assert!((warm[i] - want).abs() < 1.5, "{warm:?}");
    }
    assert!((crash(0.0)[2] - 10.0).abs() < 0.1);
    // one new machine of two makes half of the group cold
    let mut d = design(vec![users(100.0), node(40.0).with("boot_s", 20.0)], &[(1, 2)]);
    let scaler =
        NodeSpec::new(9, KindId::autoscaler).with("min", 2.0).with("max", 2.0).with("interval_s", 1.0);
    d.nodes.push(scaler);
    d.links.push(LinkSpec::new(9, 2, 0.0));
    let group = latencies(&d, &[20.0, 21.5, 25.5, 70.0, 90.0]);
    assert!((group[2] - 29.0).abs() < 1.5 && (group[4] - 10.0).abs() < 0.1, "{group:?}");
}

#[test]
fn a_restart_for_want_of_memory_loses_sessions_and_starts_cold() {
    let node = server(2, 1024, 10.0, CONSTANT, 1.0)
        .with("stateful", 1.0)
        .with("boot_s", 2.0)
        .with("warmup_s", 10.0)
        .with("cold", 4.0)
        .with("model", 1.0);
    let mut d = design(vec![users(200.0).with("users", 100.0), node], &[(1, 2)]);
    d.faults = vec![fault(2, FaultKind::MemoryLeak, 40.0, 20.0, 63.0)];
    // full at 60 s, back at 62 s, and the leak is mended at 63 s
    let r = common::stretch(&d, 42, 59.5, 68.0);
    assert!((95.0..=100.0).contains(&fact(&r, 2, Fact::LostSessions)), "{}", fact(&r, 2, Fact::LostSessions));
    let after = latencies(&d, &[20.0, 63.5, 65.0, 80.0, 90.0]);
    assert!((after[2] - 34.0).abs() < 3.0 && (after[4] - 10.0).abs() < 0.1, "{after:?}");
}
