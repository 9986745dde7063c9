//! Balancers beyond their policy: limits, slow starts, deep checks, pairs and cookies that end.

mod common;

use common::{
    CONSTANT, EXPONENTIAL, arrived, assert_near, batches, design, failed, fault, interval, server, users,
};
use simcore::Sim;
use simcore::answers::spof::by_graph;
use simcore::design::{Design, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Reason, Report};
use simcore::time::from_secs;

const RANDOM: f64 = 0.0;
const ROUND_ROBIN: f64 = 1.0;
const LEAST_CONNECTIONS: f64 = 3.0;
const STICKY: f64 = 5.0;

fn balancer(algorithm: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::load_balancer)
        .with("algorithm", algorithm)
        .with("overhead_ms", 0.0)
        .with("interval_s", 1.0)
        .with("unhealthy_after", 2.0)
}

/// Users, a balancer, and servers 3, 4, ... behind it.
fn farm(rate: f64, lb: NodeSpec, servers: Vec<NodeSpec>) -> Design {
    let mut links = vec![(1, 2)];
    links.extend(servers.iter().map(|s| (2, s.id)));
    let mut nodes = vec![users(rate), lb];
    nodes.extend(servers);
    design(nodes, &links)
}

fn fast(id: u32) -> NodeSpec {
    server(id, 1024, 1.0, CONSTANT, 1.0)
}

/// Reports of the stretches between these instants.
fn stretches(d: &Design, at: &[f64]) -> Vec<Report> {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    let stretch = |t: &f64| {
        sim.reset_measures();
        sim.run_until(from_secs(*t), u64::MAX);
        sim.report()
    };
    at.iter().map(stretch).collect()
}

fn failed_share(r: &Report) -> f64 {
    r.failed_total() as f64 / r.finished().max(1) as f64
}

#[test]
fn a_limit_per_server_refuses_what_no_server_has_room_for() {
    // two servers with room for 5 each, 100 req/s of 80 ms on average: a loss system of 10 places
    let lb = || balancer(ROUND_ROBIN).with("max_per_server", 5.0);
    let slow = |id| server(id, 1024, 80.0, EXPONENTIAL, 1.0);
    let runs = batches(&farm(100.0, lb(), vec![slow(3), slow(4)]), 3, 20.0, 200.0, 20);
    let lost: Vec<f64> = runs.iter().map(failed_share).collect();
    let (mean, half) = interval(&lost);
    let want = simcore::theory::erlang_b(10, 8.0);
    assert!(half < 0.01 && (mean - want).abs() <= half, "{mean} +- {half} refused, Erlang B says {want}");
    assert!(runs.iter().all(|r| r.failed[Reason::QueueFull as usize] == r.failed_total()));
    // a server that takes ten times as long gets five at a time and no more: the other one lives
    let hog = server(4, 1024, 800.0, CONSTANT, 1.0);
    let r = common::run(&farm(100.0, lb(), vec![server(3, 1024, 5.0, CONSTANT, 1.0), hog]), 200.0);
    assert!(
        failed_share(&r) < 0.01 && (arrived(&r, 4) / 200.0 - 6.2).abs() < 0.2,
        "{}",
        arrived(&r, 4) / 200.0
    );
}

#[test]
fn the_share_of_a_server_that_comes_back_grows_in_a_straight_line() {
    let share = |algorithm: f64, slow_start: f64| {
        let lb = balancer(algorithm).with("slow_start_s", slow_start).with("healthy_after", 1.0);
        let mut d = farm(1000.0, lb, vec![fast(3), fast(4)]);
        d.faults = vec![fault(4, FaultKind::Crash, 0.0, 5.0, 9.5)];
        let parts = stretches(&d, &[10.5, 30.5, 50.5, 70.5, 90.5, 110.5, 120.0, 150.0]);
        [1, 2, 5, 7].map(|i| arrived(&parts[i], 4) / (arrived(&parts[i], 3) + arrived(&parts[i], 4)))
    };
    // it is found between 9.5 and 10.5 s; its turn counts with the share of the time that has passed:
    // over the first and second 20 s of 100 on average 0.1 and 0.3 of its half, over the last 0.9
    let ramped = share(RANDOM, 100.0);
    for (got, want) in ramped.into_iter().zip([0.05, 0.15, 0.45, 0.5]) {
        // 20,000 requests: 4 standard errors are 0.014
        assert!((got - want).abs() < 0.016, "{got} for {want}");
    }
    assert!((share(RANDOM, 0.0)[0] - 0.5).abs() < 0.014, "without it at once");
    let (counts, plain) = (share(LEAST_CONNECTIONS, 100.0), share(LEAST_CONNECTIONS, 0.0));
    assert!(counts[0] < 0.15 && plain[0] > 0.45 && counts[3] > 0.45, "{counts:?}, {plain:?}");
}

/// Three servers of which each needs the same database; it is gone from 20 to 60 s.
fn with_database(lb: NodeSpec, what: FaultKind, strength: f64) -> Vec<Report> {
    let mut d = farm(100.0, lb, vec![fast(3), fast(4), fast(5)]);
    d.nodes.push(common::database(9, KindId::sql_leader, 100, 1.0));
    // half of the requests find their answer in the cache, and need no database
    d.nodes.push(NodeSpec::new(8, KindId::cache).with("ttl_s", 0.0).with("capacity", 10_000.0));
    d.links.extend([3, 4, 5].map(|id| simcore::design::LinkSpec::new(id, 8, 0.0)));
    d.links.extend([3, 4, 5].map(|id| simcore::design::LinkSpec::new(id, 9, 0.0)));
    d.nodes[0] = users(100.0).with("reads", 100.0).with("keys", 100.0);
    d.faults = vec![fault(9, what, strength, 20.0, 60.0)];
    stretches(&d, &[20.0, 30.0, 60.0, 70.0, 80.0])
}

#[test]
fn deep_checks_take_every_server_out_with_the_database() {
    let shallow = with_database(balancer(ROUND_ROBIN), FaultKind::Crash, 0.0);
    assert_eq!(failed_share(&shallow[2]), 0.0, "everything asked for is in the cache by now");
    let deep = with_database(balancer(ROUND_ROBIN).with("check", 1.0), FaultKind::Crash, 0.0);
    assert_eq!(failed_share(&deep[2]), 1.0, "all three servers are out");
    assert_eq!(deep[2].failed[Reason::NoHealthyServer as usize], deep[2].failed_total());
    assert_eq!((failed_share(&deep[0]), failed_share(&deep[4])), (0.0, 0.0), "and back with it");
    let open = with_database(
        balancer(ROUND_ROBIN).with("check", 1.0).with("fail_open", 50.0),
        FaultKind::Crash,
        0.0,
    );
    assert_eq!(failed_share(&open[2]), 0.0, "with none of three healthy it uses all");
    // a database that answers every fourth check with an error fails two in a row now and then
    let flaky = with_database(balancer(ROUND_ROBIN).with("check", 1.0), FaultKind::Errors, 25.0);
    let ejected = flaky[2].failed[Reason::NoHealthyServer as usize];
    assert!(ejected < flaky[2].generated / 4, "{ejected}");
}

#[test]
fn a_busy_server_fails_checks_that_do_not_wait() {
    // 100 req/s for two servers of 40 a second each: a line of 200 takes 5 s
    let busy = |timeout: f64| {
        let lb = balancer(ROUND_ROBIN).with("check_timeout_s", timeout);
        let slow = |id| server(id, 1, 25.0, CONSTANT, 1.0).with("queue", 200.0);
        let r = common::stretch(&farm(100.0, lb, vec![slow(3), slow(4)]), 42, 60.0, 160.0);
        (failed(&r, 2, Reason::NoHealthyServer) / r.generated as f64, r.answered as f64 / r.seconds())
    };
    let (patient, hasty) = (busy(20.0), busy(2.0));
    assert_eq!(patient.0, 0.0, "too slow is not dead");
    assert_near("both at work", patient.1, 80.0, 0.01);
    // what is in line is answered all the same, so no capacity is lost: but what comes meanwhile is
    // told that there is no healthy server, though both of them are well
    assert!((0.1..0.3).contains(&hasty.0), "{hasty:?}: out until the line is short, then out again");
}

fn pair(takeover: f64) -> NodeSpec {
    balancer(STICKY).with("redundancy", 1.0).with("takeover_s", takeover)
}

#[test]
fn a_pair_is_down_for_the_takeover_and_no_longer() {
    let lost = |lb: NodeSpec| {
        let mut d = farm(200.0, lb, vec![fast(3), fast(4)]);
        d.faults = vec![fault(2, FaultKind::Crash, 0.0, 20.0, 80.0)];
        let graph = by_graph(&d);
        let r = stretches(&d, &[20.0, 80.0, 100.0]);
        (r[1].failed_total() as f64 / 200.0, r[2].failed_total(), graph)
    };
    // Poisson: 4 standard errors of 600 and of 2,000 requests are half a second and 0.9 s
    let (short, after, graph) = lost(pair(3.0));
    assert!((short - 3.0).abs() < 0.5 && after == 0, "{short} s");
    assert!(graph.is_empty(), "no single point of failure");
    assert!((lost(pair(10.0)).0 - 10.0).abs() < 0.9);
    let (all, _, graph) = lost(balancer(STICKY));
    assert!((all - 60.0).abs() < 2.2 && graph == [2], "alone it is down for all of it: {all} s");
    // the second one goes too: now there is nobody
    let mut d = farm(200.0, pair(3.0), vec![fast(3), fast(4)]);
    d.faults = vec![
        fault(2, FaultKind::Crash, 0.0, 20.0, 80.0),
        fault(2, FaultKind::Crash, 0.0, 40.0, 60.0),
        fault(2, FaultKind::Crash, 0.0, 90.0, 95.0),
    ];
    let r = stretches(&d, &[22.9, 40.0, 59.9, 80.0, 90.0, 92.9, 100.0]);
    let down = [0, 2, 5].map(|i| failed_share(&r[i]));
    assert!(down[0] > 0.1 && down[1] == 1.0 && down[2] == 1.0, "{down:?}");
    assert!(failed_share(&r[1]) < 0.01 && failed_share(&r[3]) < 0.01 && failed_share(&r[4]) == 0.0);
}

#[test]
fn a_takeover_forgets_who_is_tied_to_whom_unless_both_know() {
    let moved = |shared: f64| {
        let lb = pair(1.0).with("shared_ties", shared).with("base", 1.0);
        let mut d = farm(500.0, lb, vec![fast(3), fast(4), fast(5), fast(6)]);
        d.nodes[0] = users(500.0).with("users", 500.0);
        d.faults = vec![fault(2, FaultKind::Crash, 0.0, 50.0, 100.0)];
        let r = stretches(&d, &[51.1, 100.0]);
        // each of the 500 users comes 49 times; placed anew, three of four go elsewhere, once
        let g = r[1].node(2).map(|n| n.gauges.clone()).unwrap_or_default();
        (1.0 - g.affinity.unwrap_or(0.0)) * r[1].generated as f64
    };
    assert_eq!(moved(1.0), 0.0);
    // binomial of 500 at 3/4: standard deviation 9.7
    assert!((moved(0.0) - 375.0).abs() < 40.0, "{}", moved(0.0));
}

#[test]
fn a_cookie_that_ends_ties_a_user_for_so_long() {
    let moved = |ttl: f64| {
        let lb = balancer(STICKY).with("cookie_ttl_s", ttl).with("base", 1.0);
        let mut d = farm(1000.0, lb, vec![fast(3), fast(4)]);
        d.nodes[0] = users(1000.0).with("users", 100.0);
        let r = common::stretch(&d, 42, 20.0, 220.0);
        let g = r.node(2).map(|n| n.gauges.clone()).unwrap_or_default();
        (1.0 - g.affinity.unwrap_or(0.0)) * r.generated as f64
    };
    assert_eq!(moved(0.0), 0.0);
    // a user comes every 0.1 s: a cookie of 10 s is given every 10.1 s, and every other one leads
    // elsewhere: 100 users x 200 / 10.1 / 2; binomial, standard deviation 22
    let got = moved(10.0);
    assert!((got - 990.0).abs() < 90.0, "{got}");
}

#[test]
fn a_balancer_with_a_limit_is_a_line_of_its_own() {
    // 800 of 1,000 a second, one by one: M/D/1 waits rho / (2 mu (1 - rho)) = 2 ms, 3 ms in all
    let lb = balancer(ROUND_ROBIN).with("max_rate", 1000.0);
    let d = farm(800.0, lb, vec![fast(3), fast(4)]);
    let runs = batches(&d, 5, 20.0, 50.0, 20);
    let mean: Vec<f64> = runs.iter().map(|r| r.latency.mean).collect();
    common::assert_within("M/D/1 and 1 ms behind it", &mean, 4.0, 0.005, 0.02);
    let busy = common::utilisation(&runs[0], 2);
    assert!((busy - 0.8).abs() < 0.02, "{busy}");
    // more than it can pass on: the servers idle and the balancer refuses
    let lb = balancer(ROUND_ROBIN).with("max_rate", 1000.0).with("max_active", 500.0);
    let r = common::stretch(&farm(1500.0, lb, vec![fast(3), fast(4)]), 7, 10.0, 60.0);
    assert_near("its own limit", r.answered as f64 / r.seconds(), 1000.0, 0.002);
    assert!((failed_share(&r) - 1.0 / 3.0).abs() < 0.02 && failed(&r, 2, Reason::QueueFull) > 0.0);
}
