//! Leader and followers, the router and the pool in front of them, and failover: staleness, what
//! replaying costs, what each way of replicating loses.

mod common;

use common::{CONSTANT, EXPONENTIAL};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, NodeReport, Reason, Report};
use simcore::theory::{erlang_c, mmc_sojourn_quantile};
use simcore::time::from_secs;

fn run(d: &Design, seconds: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 42);
    let errors: Vec<_> = issues.iter().filter(|i| i.severity == simcore::design::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

fn fact(n: &NodeReport, what: Fact) -> f64 {
    n.gauges.facts.iter().find(|(f, _)| *f == what).map_or(f64::NAN, |(_, v)| *v)
}

fn users(id: u32, rate: f64, reads: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::client).with("rate", rate).with("reads", reads).with("timeout_ms", 600_000.0)
}

/// A database of this kind whose queries take exactly so long.
fn db(id: u32, kind: KindId, slots: f64, ms: f64) -> NodeSpec {
    NodeSpec::new(id, kind)
        .with("slots", slots)
        .with("queue", 100_000.0)
        .with("read_ms", ms)
        .with("write_ms", ms)
        .with("spread", CONSTANT)
}

fn leader(id: u32) -> NodeSpec {
    db(id, KindId::sql_leader, 1024.0, 0.001)
}

fn follower(id: u32) -> NodeSpec {
    db(id, KindId::sql_follower, 1024.0, 0.001)
}

fn router(id: u32, reads: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::db_router).with("reads", reads).with("latency_ms", 0.0)
}

fn links(list: &[(u32, u32, f64)]) -> Vec<LinkSpec> {
    list.iter().map(|&(a, b, ms)| LinkSpec::new(a, b, ms)).collect()
}

#[test]
fn a_read_soon_after_a_write_is_stale_as_often_as_the_lag_says() {
    // one write a second and one read d ms after it; lag evenly in 100..500 ms, so the read is
    // stale with probability (500 - d) / 400
    for (d, want) in [(50.0, 1.0), (200.0, 0.75), (300.0, 0.5), (400.0, 0.25), (600.0, 0.0)] {
        let beat = |id, reads| users(id, 1.0, reads).with("spacing", 1.0).with("keys", 1.0);
        let design = Design {
            nodes: vec![beat(1, 0.0), beat(2, 100.0), leader(3), follower(4), router(5, 0.0)],
            links: links(&[(1, 3, 0.0), (3, 4, 0.0), (2, 5, d), (5, 4, 0.0)]),
            ..Design::default()
        };
        let r = run(&design, 4000.0);
        let (got, n) = (fact(&r.nodes[3], Fact::StaleShare), 4000.0f64);
        let z = (got - want) / (want * (1.0 - want) / n).sqrt().max(1.0 / n);
        assert!(z.abs() <= 4.0, "{d} ms after: {got}, theory {want}, z = {z}");
    }
}

#[test]
fn more_followers_carry_more_until_replaying_eats_them() {
    // a hundredth of guide 004: leader 50 writes/s, follower 100 op/s, 80 % reads; every follower
    // replays every write, so k of them carry 100 / (0.8 / k + 0.2) op/s
    for (k, want) in [(1u32, 100.0), (2, 166.667), (3, 214.286), (4, 250.0)] {
        let rate = 0.8 * want;
        let mut nodes = vec![users(1, rate, 80.0), router(2, 0.0), db(3, KindId::sql_leader, 1.0, 20.0)];
        let mut wires = vec![(1, 2, 0.0), (2, 3, 0.0)];
        for id in 4..4 + k {
            nodes.push(db(id, KindId::sql_follower, 1.0, 10.0));
            wires.extend([(2, id, 0.0), (3, id, 0.0)]);
        }
        let r = run(&Design { nodes, links: links(&wires), ..Design::default() }, 4000.0);
        for n in &r.nodes[3..] {
            // Poisson counts over 4000 s at 80 op/s: 0.0014 is four standard errors of 0.8
            assert!((n.utilisation - 0.8).abs() < 0.006, "{k} followers at 0.8: {}", n.utilisation);
        }
        let of_leader = r.nodes[2].utilisation;
        assert!((of_leader - 0.2 * rate / 50.0).abs() < 0.01, "leader: {of_leader}");
    }
}

#[test]
fn synchronous_writes_wait_for_the_slowest_follower() {
    // followers 10 and 40 ms away; the write itself takes 1 us
    let mean = |replication: f64| {
        let design = Design {
            nodes: vec![
                users(1, 20.0, 0.0),
                leader(2).with("replication", replication),
                follower(3),
                follower(4),
            ],
            links: links(&[(1, 2, 0.0), (2, 3, 10.0), (2, 4, 40.0)]),
            ..Design::default()
        };
        let r = run(&design, 100.0);
        assert_eq!(r.failed_total(), 0);
        r.latency.p50
    };
    // histogram bins are within 1 % of their values
    for (mode, want) in [(0.0, 0.001), (1.0, 20.001), (2.0, 80.001)] {
        let got = mean(mode);
        assert!((got - want).abs() < 0.01 * want + 0.001, "mode {mode}: {got} ms, expected {want}");
    }
}

#[test]
fn without_its_followers_a_synchronous_leader_takes_no_writes() {
    let failed = |replication: f64, both: bool| {
        let mut faults = vec![Fault::new(3, FaultKind::Crash, None, 0.0, None)];
        faults.extend(both.then(|| Fault::new(4, FaultKind::Crash, None, 0.0, None)));
        let design = Design {
            nodes: vec![
                users(1, 20.0, 50.0),
                leader(2).with("replication", replication),
                follower(3),
                follower(4),
            ],
            links: links(&[(1, 2, 0.0), (2, 3, 1.0), (2, 4, 1.0)]),
            faults,
            ..Design::default()
        };
        let r = run(&design, 100.0);
        (r.failed[Reason::NoQuorum as usize], r.generated / 2)
    };
    assert_eq!(failed(0.0, true).0, 0, "nobody is asked");
    assert_eq!(failed(1.0, false).0, 0, "one is enough");
    // half of 2000 requests write: 4 standard errors are 90
    for (mode, both) in [(1.0, true), (2.0, false)] {
        let (n, half) = failed(mode, both);
        assert!(n.abs_diff(half) < 90, "mode {mode}: {n} of {half} writes failed");
    }
}

#[test]
fn a_follower_refuses_writes() {
    let design = Design {
        nodes: vec![
            users(1, 50.0, 0.0),
            router(2, 0.0),
            NodeSpec::new(3, KindId::connection_pool),
            follower(4),
        ],
        links: links(&[(1, 2, 0.0), (2, 3, 0.0), (3, 4, 0.0)]),
        ..Design::default()
    };
    let r = run(&design, 10.0);
    assert_eq!(r.failed[Reason::NotLeader as usize], r.generated);
}

#[test]
fn a_full_disk_stops_writes_only_and_a_leak_stops_everything_in_time() {
    let with = |what, strength, until| Design {
        nodes: vec![
            users(1, 100.0, 50.0),
            NodeSpec::new(2, KindId::sql_leader).with("queue", 0.0).with("slots", 10.0),
        ],
        links: links(&[(1, 2, 0.0)]),
        faults: vec![Fault::new(2, what, strength, 0.0, until)],
        ..Design::default()
    };
    let r = run(&with(FaultKind::DiskFull, None, None), 60.0);
    let full = r.failed[Reason::StorageFull as usize];
    assert_eq!(full, r.failed_total() - r.failed[Reason::QueueFull as usize]);
    assert!((full as f64 / r.generated as f64 - 0.5).abs() < 0.03, "{full} of {}", r.generated);
    // one slot a second: after 10 s none is left; once mended all is well again
    let (mut sim, _) = Sim::new(&with(FaultKind::ConnectionLeak, Some(1.0), Some(40.0)), 3);
    sim.run_until(from_secs(11.0), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(39.0), u64::MAX);
    assert_eq!(sim.report().answered, 0);
    sim.run_until(from_secs(41.0), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(60.0), u64::MAX);
    assert_eq!(sim.report().failed_total(), 0);
}

#[test]
fn a_lagging_follower_says_how_far_behind_it_is() {
    let design = Design {
        nodes: vec![users(1, 100.0, 0.0), leader(2), follower(3)],
        links: links(&[(1, 2, 0.0), (2, 3, 0.0)]),
        faults: vec![Fault::new(3, FaultKind::ReplicaLag, Some(5000.0), 20.0, None)],
        ..Design::default()
    };
    let (mut sim, _) = Sim::new(&design, 5);
    sim.run_until(from_secs(19.0), u64::MAX);
    let (lag, backlog) = {
        let n = &sim.report().nodes[2];
        (fact(n, Fact::Lag), fact(n, Fact::Backlog))
    };
    assert!((0.35..=0.5).contains(&lag), "{lag}");
    // Poisson with mean 100 x 0.3 s
    assert!((backlog - 30.0).abs() < 4.0 * 30f64.sqrt(), "{backlog}");
    sim.run_until(from_secs(60.0), u64::MAX);
    let n = &sim.report().nodes[2];
    assert!((5.3..=5.5).contains(&fact(n, Fact::Lag)), "{}", fact(n, Fact::Lag));
    assert!((fact(n, Fact::Backlog) - 530.0).abs() < 4.0 * 530f64.sqrt());
}

fn one_user(reads: f64, pin_s: f64) -> Report {
    let design = Design {
        nodes: vec![
            users(1, 10.0, 80.0).with("users", 1.0).with("keys", 5.0),
            router(2, reads).with("pin_s", pin_s),
            leader(3),
            follower(4),
            follower(5),
        ],
        links: links(&[(1, 2, 0.0), (2, 3, 0.0), (2, 4, 0.0), (2, 5, 0.0), (3, 4, 0.0), (3, 5, 0.0)]),
        ..Design::default()
    };
    run(&design, 500.0)
}

#[test]
fn users_see_their_own_writes_when_they_are_pinned() {
    let stale = |r: &Report| r.nodes[3..].iter().map(|n| fact(n, Fact::StaleReads)).sum::<f64>();
    let any = one_user(0.0, 1.0);
    assert!(stale(&any) > 100.0 && fact(&any.nodes[1], Fact::LeaderReads) == 0.0);
    let pinned = one_user(1.0, 1.0);
    assert_eq!(stale(&pinned), 0.0);
    // writes come 2 a second: the last one is younger than 1 s with probability 1 - e^-2 = 0.8647
    let share = fact(&pinned.nodes[1], Fact::LeaderReads);
    assert!((share - 0.8647).abs() < 0.03, "{share}");
    assert!(stale(&one_user(1.0, 0.1)) > 10.0, "a pin shorter than the lag is not enough");
    assert_eq!(fact(&one_user(2.0, 1.0).nodes[1], Fact::LeaderReads), 1.0);
    // in turn: the two followers get the same number of reads
    let [a, b] = [&any.nodes[3], &any.nodes[4]].map(|n| n.arrived);
    assert!(a.abs_diff(b) <= 1, "{a} and {b}");
}

#[test]
fn reads_go_round_a_dead_follower() {
    let design = |faults| Design {
        nodes: vec![users(1, 50.0, 100.0), router(2, 0.0), leader(3), follower(4), follower(5)],
        links: links(&[(1, 2, 0.0), (2, 3, 0.0), (2, 4, 0.0), (2, 5, 0.0), (3, 4, 0.0), (3, 5, 0.0)]),
        faults,
        ..Design::default()
    };
    let crash = |id| Fault::new(id, FaultKind::Crash, None, 10.0, None);
    let one = run(&design(vec![crash(4)]), 60.0);
    assert_eq!((one.failed_total(), one.nodes[2].arrived), (0, 0));
    let both = run(&design(vec![crash(4), crash(5)]), 60.0);
    assert_eq!(both.failed_total(), 0);
    assert!(
        (both.nodes[2].arrived as f64 / 2500.0 - 1.0).abs() < 0.1,
        "all reads of 50 s fall to the leader"
    );
}

fn pool(size: f64, spread: f64) -> Design {
    Design {
        nodes: vec![
            users(1, 1000.0, 100.0),
            NodeSpec::new(2, KindId::connection_pool)
                .with("size", size)
                .with("queue", 100_000.0)
                .with("wait_ms", 600_000.0),
            NodeSpec::new(3, KindId::sql_leader)
                .with("slots", 1024.0)
                .with("read_ms", 45.0)
                .with("spread", spread),
        ],
        links: links(&[(1, 2, 0.0), (2, 3, 0.0)]),
        ..Design::default()
    }
}

#[test]
fn a_pool_makes_its_callers_wait_as_erlang_says() {
    // 1,000 queries/s of 45 ms: 45 connections busy on average
    for (c, p95_wait) in [(54u32, 5.0), (50, 17.9)] {
        let rho = 45.0 / f64::from(c);
        let runs = common::batches(&pool(f64::from(c), EXPONENTIAL), 9, 30.0, 60.0, 20);
        let theory = erlang_c(c, 45.0) * 45.0 / (f64::from(c) - 45.0);
        let waits: Vec<f64> = runs.iter().map(|r| r.nodes[1].queue_mean).collect();
        common::assert_within(&format!("mean wait with {c}"), &waits, theory, 0.01, 0.25);
        // the published 95th percentile of the wait is the one of that law
        let p95 = 45.0 / (f64::from(c) - 45.0) * (erlang_c(c, 45.0) / 0.05).ln();
        assert!((p95 - p95_wait).abs() < 0.1, "{p95}");
        let tail: Vec<f64> = runs.iter().map(|r| r.nodes[1].latency.p95).collect();
        let want = 45.0 * mmc_sojourn_quantile(c, rho, 0.95);
        common::assert_within(&format!("p95 with {c}"), &tail, want, 0.015, 0.05);
    }
}

#[test]
fn whoever_waits_too_long_for_a_connection_is_turned_away() {
    let mut d = pool(40.0, CONSTANT);
    d.nodes[1] = d.nodes[1].clone().with("wait_ms", 50.0);
    let r = run(&d, 60.0);
    // 40 connections of 45 ms carry 889 queries/s
    let share = r.failed[Reason::TimedOut as usize] as f64 / r.generated as f64;
    assert!((share - 0.111).abs() < 0.01, "{share}");
    assert_eq!(r.failed[Reason::TimedOut as usize], r.failed_total());
    assert!((94.0..=96.0).contains(&r.latency.p99), "at most 50 ms of waiting: {}", r.latency.p99);
    d.nodes[1] = d.nodes[1].clone().with("queue", 10.0);
    let r = run(&d, 60.0);
    assert_eq!(r.failed[Reason::QueueFull as usize], r.failed_total());
    assert!(r.nodes[1].queue_max == 10 && r.nodes[1].occupancy > 0.99);
}

/// A leader that writes 200 times a second and dies at 100 s, two followers 30 and 50 ms away, and a
/// controller that takes 10 s to notice, 20 s to promote and 30 s to tell.
fn failover(replication: f64, fencing: f64, back_s: Option<f64>, until_s: f64) -> Report {
    let design = Design {
        nodes: vec![
            users(1, 200.0, 0.0),
            router(2, 0.0),
            leader(3).with("replication", replication),
            follower(4),
            follower(5),
            NodeSpec::new(6, KindId::failover_controller)
                .with("interval_s", 1.0)
                .with("detect_s", 10.0)
                .with("promote_s", 20.0)
                .with("dns_s", 30.0)
                .with("fencing", fencing),
        ],
        links: links(&[
            (1, 2, 0.0),
            (2, 3, 0.0),
            (2, 4, 0.0),
            (2, 5, 0.0),
            (3, 4, 50.0),
            (3, 5, 30.0),
            (6, 2, 0.0),
            (6, 3, 0.0),
            (6, 4, 0.0),
            (6, 5, 0.0),
        ]),
        faults: vec![Fault::new(3, FaultKind::Crash, None, 100.0, back_s)],
        ..Design::default()
    };
    run(&design, until_s)
}

#[test]
fn failing_over_takes_its_time_and_asynchronous_writes_are_lost() {
    let r = failover(0.0, 1.0, None, 300.0);
    // down from 100 to 160-161 s: 200 writes/s fail, no others (4 standard errors are 2.2 s)
    let outage = r.failed_total() as f64 / 200.0;
    assert!((59.0..=63.0).contains(&outage), "{outage} s");
    assert_eq!(fact(&r.nodes[5], Fact::Failovers), 1.0);
    // the nearer follower is promoted; 200/s x 30 ms were on their way: Poisson with mean 6
    let lost = fact(&r.nodes[5], Fact::LostWrites);
    assert!((1.0..=16.0).contains(&lost), "{lost}");
    assert!(r.nodes[4].answered > r.nodes[3].answered, "the one with more changes leads");
    for replication in [1.0, 2.0] {
        let safe = failover(replication, 1.0, None, 300.0);
        assert_eq!(fact(&safe.nodes[5], Fact::LostWrites), 0.0, "mode {replication}");
    }
}

#[test]
fn an_old_leader_that_returns_too_early_makes_two_unless_it_is_fenced() {
    // back at 140 s, replaced at 130 s, the router follows at 160 s
    let open = failover(0.0, 0.0, Some(140.0), 300.0);
    let split = fact(&open.nodes[5], Fact::SplitBrain);
    assert!((split / 200.0 - 20.5).abs() < 2.0, "{split} writes to the wrong leader");
    let fenced = failover(0.0, 1.0, Some(140.0), 300.0);
    assert_eq!(fact(&fenced.nodes[5], Fact::SplitBrain), 0.0);
    let refused = fenced.failed[Reason::NotLeader as usize] as f64;
    assert!((refused / 200.0 - 20.5).abs() < 2.0, "{refused} refused");
    // gone for less than the time of detection: nothing happens
    let short = failover(0.0, 1.0, Some(108.0), 300.0);
    assert_eq!(fact(&short.nodes[5], Fact::Failovers), 0.0);
}
