//! Changes that are passed on, messages for people who are away, and the proxy beside a service.

mod common;

use common::{arrived, design, fact, fault, run, server, users, with};
use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Report};
use simcore::time::from_secs;

fn db(id: u32) -> NodeSpec {
    NodeSpec::new(id, KindId::sql_leader)
        .with("slots", 1024.0)
        .with("queue", 100_000.0)
        .with("write_ms", 1.0)
        .with("spread", 0.0)
}

/// Ten writes a second at a leader (2), captured (3) and passed on to two views (4, 5).
fn captured(params: &[(&str, f64)]) -> Design {
    let writers = users(10.0).with("reads", 0.0).with("spacing", 1.0);
    let cdc = params.iter().fold(NodeSpec::new(3, KindId::cdc), |n, &(name, v)| n.with(name, v));
    design(vec![writers, db(2), cdc, db(4), db(5)], &[(1, 2), (2, 3), (3, 4), (3, 5)])
}

fn at(sim: &mut Sim, seconds: f64) -> Report {
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

#[test]
fn a_view_is_as_far_behind_as_the_delay() {
    for delay in [0.0, 500.0, 5000.0] {
        let r = run(&captured(&[("delay_ms", delay)]), 100.05);
        let (changes, views) = (arrived(&r, 3), [4, 5].map(|id| arrived(&r, id)));
        // ten changes a second: those of the delay are still to come
        assert!(views.iter().all(|v| (changes - v - delay / 100.0).abs() <= 1.0), "{changes}: {views:?}");
        let lag = fact(&r, 3, Fact::Lag);
        assert!((lag - delay / 1000.0).abs() <= 0.1, "lag {lag}");
        assert!((fact(&r, 3, Fact::Backlog) - delay / 100.0).abs() <= 1.0);
    }
}

#[test]
fn nothing_overtakes_a_change_that_is_not_confirmed() {
    // the first view is away from 10 s to 50 s: the second gets the batch that was sent, no more
    let behind = |batch: f64| {
        let mut d = captured(&[("delay_ms", 0.0), ("batch", batch)]);
        d.faults.push(fault(4, FaultKind::Crash, 0.0, 10.0, 50.0));
        // the second view is far away, so that there is always a batch in the making
        d.links[3] = LinkSpec::new(3, 5, 500.0);
        let (mut sim, _) = Sim::new(&d, 1);
        let (before, during) = (arrived(&at(&mut sim, 10.0), 5), arrived(&at(&mut sim, 49.0), 5));
        let r = at(&mut sim, 49.0);
        assert!(fact(&r, 3, Fact::Lag) > 38.0, "lag {}", fact(&r, 3, Fact::Lag));
        let r = at(&mut sim, 1000.0);
        let [all, first, second] = [2, 4, 5].map(|id| arrived(&r, id));
        (during - before, all - first.min(second))
    };
    let (one, _) = behind(1.0);
    assert!(one <= 2.0, "{one} changes one at a time");
    let (many, missing) = behind(100.0);
    // a batch is what came in the second there and back
    assert!((1.0..=22.0).contains(&many), "{many} changes in batches");
    assert!(missing <= 22.0, "both have all in the end but {missing}");
}

#[test]
fn one_at_a_time_is_as_fast_as_the_way_there_and_back() {
    // 50 ms each way and 1 ms of work: 9.9 changes a second of the 20 that come, or all of them
    let delivered = |batch: f64| {
        let mut d = captured(&[("delay_ms", 0.0), ("batch", batch)]);
        d.nodes[0] = d.nodes[0].clone().with("rate", 20.0);
        d.links[3] = LinkSpec::new(3, 5, 50.0);
        arrived(&run(&d, 200.0), 5) / 200.0
    };
    assert!((delivered(1.0) - 1000.0 / 101.0).abs() < 0.1, "{}", delivered(1.0));
    assert!((delivered(100.0) - 20.0).abs() < 0.1, "{}", delivered(100.0));
}

#[test]
fn captured_changes_survive_a_crash() {
    // 20 s of changes wait when it crashes; those of the 10 s in which it is away never reach it
    let mut d = captured(&[("delay_ms", 20_000.0)]);
    d.faults.push(fault(3, FaultKind::Crash, 0.0, 50.0, 60.0));
    let r = run(&d, 200.0);
    let (written, seen) = (arrived(&r, 2), arrived(&r, 4));
    // 200 still wait, 100 were missed
    assert!((written - seen - 300.0).abs() <= 3.0, "{seen} of {written}");
}

/// Users who are told something, 100 messages a second.
fn pushing(params: &[(&str, f64)]) -> Design {
    let push = NodeSpec::new(2, KindId::notification).with("spread", 0.0);
    let push = params.iter().fold(push, |n, &(name, v)| n.with(name, v));
    design(vec![users(100.0), push], &[(1, 2)])
}

#[test]
fn messages_wait_for_those_who_are_away() {
    // Little: 100/s to the 40 % who are away, who come back after 150 s on average of their 300 s
    for (online, want) in [(60.0, 6000.0), (90.0, 1500.0), (100.0, 0.0)] {
        let r = run(&pushing(&[("online", online)]), 1000.0);
        let kept = fact(&r, 2, Fact::Messages);
        // Poisson: four standard errors
        assert!((kept - want).abs() <= 4.0 * f64::sqrt(want), "{online} % online: {kept} kept");
        assert_eq!(r.failed_total(), 0);
        assert!(r.latency.max < 0.01, "the sender never waits: {} ms", r.latency.max);
    }
}

#[test]
fn who_is_there_has_the_message_after_one_push() {
    let r = run(&pushing(&[("online", 60.0), ("push_ms", 100.0)]), 1000.0);
    let l = &r.nodes[1].latency;
    // more than half are there, and the longest wait is the whole time away and a push
    assert!((l.p50 - 100.0).abs() <= 1.0, "{} ms", l.p50);
    assert!((l.max - 300_100.0).abs() <= 0.01 * 300_100.0, "{} ms", l.max);
}

#[test]
fn messages_that_nobody_fetches_in_time_are_thrown_away() {
    // of those who are away, two thirds come back later than 100 s
    let r = run(&pushing(&[("online", 60.0), ("keep_s", 100.0)]), 1000.0);
    let (n, dropped) = (100_000.0, fact(&r, 2, Fact::Dropped));
    let p = 0.4 * 2.0 / 3.0;
    let z = (dropped - n * p) / f64::sqrt(n * p * (1.0 - p));
    // one more for the Poisson number of messages itself
    assert!(z.abs() <= 5.0, "{dropped} thrown away, z = {z}");
    let r = run(&pushing(&[("capacity", 500.0)]), 1000.0);
    assert!(fact(&r, 2, Fact::Messages) <= 500.0 && fact(&r, 2, Fact::Dropped) > 10_000.0);
}

#[test]
fn kept_messages_survive_a_crash() {
    let mut d = pushing(&[]);
    d.faults.push(fault(2, FaultKind::Crash, 0.0, 500.0, 500.5));
    let (mut sim, _) = Sim::new(&d, 3);
    let before = fact(&at(&mut sim, 499.9), 2, Fact::Messages);
    let after = fact(&at(&mut sim, 500.1), 2, Fact::Messages);
    assert!(before > 5000.0 && (before - after).abs() < 60.0, "{before}, then {after}");
}

/// Users, a sidecar (2), the old version (3, 4) and the new one (5); 10 ms each.
fn mesh(params: &[(&str, f64)]) -> Design {
    let sidecar = NodeSpec::new(2, KindId::mesh_sidecar);
    let sidecar = params.iter().fold(sidecar, |n, &(name, v)| n.with(name, v));
    let versions = (3..=5).map(|id| server(id, 1024, 10.0, 0.0, 1.0)).collect();
    design(with(vec![users(500.0), sidecar], versions), &[(1, 2), (2, 3), (2, 4), (2, 5)])
}

#[test]
fn a_sidecar_takes_its_time_both_ways() {
    for (latency, tls, want) in [(0.0, 0.0, 10.0), (1.0, 0.0, 12.0), (1.0, 1.0, 14.0)] {
        let d = mesh(&[("latency_ms", latency), ("mutual_tls", tls), ("tls_ms", 1.0)]);
        let got = run(&d, 20.0).latency.p50;
        assert!((got - want).abs() <= 0.01 * want, "{latency} ms, TLS {tls}: {got} ms");
    }
}

#[test]
fn a_canary_gets_its_share_of_the_users_and_always_the_same() {
    let share = |canary: f64, n: f64| {
        let mut d = mesh(&[("canary", canary)]);
        d.nodes[0] = d.nodes[0].clone().with("users", n);
        let r = run(&d, 200.0);
        let [old, other, new] = [3, 4, 5].map(|id| arrived(&r, id));
        assert!((old - other).abs() <= 1.0, "the old version in turn: {old}, {other}");
        new / (old + other + new)
    };
    // 100,000 requests of as many users as good as: four standard errors
    for p in [0.05, 0.1, 0.5] {
        let z = (share(100.0 * p, 1e6) - p) / f64::sqrt(p * (1.0 - p) / 100_000.0);
        assert!(z.abs() <= 4.0, "{p}: z = {z}");
    }
    // a single user is in or out, and it is one of them at 100 %
    let one: Vec<f64> = [10.0, 50.0, 90.0, 100.0].map(|p| share(p, 1.0)).to_vec();
    assert!(one.iter().all(|&s| s == 0.0 || s == 1.0) && one.is_sorted() && one[3] == 1.0, "{one:?}");
}

#[test]
fn failed_calls_are_tried_again() {
    // half of the answers are errors: 1 + 1/2 + 1/4 tries for each call, and 1/8 fail
    for (retries, tries, fail) in [(0.0, 1.0, 0.5), (2.0, 1.75, 0.125)] {
        let mut d = mesh(&[("retries", retries)]);
        for id in 3..=5 {
            d.faults.push(fault(id, FaultKind::Errors, 50.0, 0.0, 1000.0));
        }
        let r = run(&d, 200.0);
        let share = r.failed_total() as f64 / r.generated as f64;
        // 100,000 requests: 0.0063 is four standard errors of a half
        assert!((share - fail).abs() <= 0.0065, "{retries} retries: {share} fail");
        assert!((fact(&r, 2, Fact::Attempts) - tries).abs() <= 0.02);
    }
}
