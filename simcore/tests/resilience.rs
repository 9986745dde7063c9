//! What keeps trouble where it is: limits, breakers, pools and timeouts; and what spreads it.

mod common;

use common::{
    CONSTANT, EXPONENTIAL, arrived, assert_within, batches, design, fact, failed, fault, run, server, users,
};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason};
use simcore::time::from_secs;

fn node(id: u32, kind: KindId) -> NodeSpec {
    NodeSpec::new(id, kind)
}

/// A service with a constant latency and no limits.
fn remote(id: u32, ms: f64) -> NodeSpec {
    node(id, KindId::external_api).with("latency_ms", ms).with("spread", CONSTANT)
}

fn limited(algorithm: f64, rate: f64) -> Design {
    let limiter = node(2, KindId::rate_limiter)
        .with("algorithm", algorithm)
        .with("limit", 1000.0)
        .with("window_s", 10.0)
        .with("burst", 50.0)
        .with("scope", 1.0)
        .with("latency_ms", 0.0);
    design(vec![users(rate).with("spacing", 1.0), limiter, remote(3, 1.0)], &[(1, 2), (2, 3)])
}

#[test]
fn a_token_bucket_lets_through_its_burst_and_its_rate() {
    // 500 a second come evenly, 100 a second are allowed: after t seconds 50 + 100 t
    for t in [10.0, 40.0, 90.0] {
        let r = run(&limited(0.0, 500.0), t);
        let allowed = arrived(&r, 3);
        assert!((allowed - (50.0 + 100.0 * t)).abs() <= 1.0, "{allowed} in {t} s");
        assert_eq!(arrived(&r, 2) - allowed, failed(&r, 2, Reason::RateLimited));
        let refused = 1.0 - allowed / arrived(&r, 2);
        assert!((fact(&r, 2, Fact::Refused) - refused).abs() < 1e-9);
    }
}

#[test]
fn a_fixed_window_lets_twice_its_limit_through_around_an_edge_and_a_sliding_one_does_not() {
    // nothing for 9 s, then 2000 in the second before the edge and 2000 in the one after
    let around = |algorithm: f64| {
        let mut d = limited(algorithm, 0.1);
        d.faults = vec![
            fault(1, FaultKind::ThunderingHerd, 2000.0, 9.5, 9.6),
            fault(1, FaultKind::ThunderingHerd, 2000.0, 10.5, 10.6),
        ];
        arrived(&run(&d, 15.0), 3)
    };
    let within = |got: f64, want: f64| (got - want).abs() <= 2.0;
    assert!(within(around(1.0), 2000.0), "{}", around(1.0));
    // half a second into the new window 95 % of the old one still counts
    assert!(within(around(2.0), 1050.0), "{}", around(2.0));
    // the bucket: its burst twice, and it was full again in between
    assert!(within(around(0.0), 100.0), "{}", around(0.0));
    // over a long time all of them allow the same rate
    for algorithm in [0.0, 1.0, 2.0] {
        let allowed = arrived(&run(&limited(algorithm, 500.0), 100.0), 3);
        assert!((allowed / 10_000.0 - 1.0).abs() < 0.08, "{algorithm}: {allowed}");
    }
}

#[test]
fn a_limit_per_user_stops_the_noisy_one_and_a_common_one_stops_everybody() {
    // guide 004, line 1306: 1000 a minute; one client at 5000 a minute, others at 10 each
    let served = |scope: f64| {
        let limiter = node(3, KindId::rate_limiter).with("scope", scope).with("burst", 20.0);
        let noisy = users(5000.0 / 60.0).with("users", 1.0);
        let mut good = users(200.0 * 10.0 / 60.0).with("users", 200.0);
        good.id = 2;
        let d = design(vec![noisy, good, limiter, remote(4, 1.0)], &[(1, 3), (2, 3), (3, 4)]);
        let r = run(&d, 600.0);
        let of = |id| r.node(id).map_or(f64::NAN, |n| n.answered as f64 / n.arrived as f64);
        (of(1) * 5000.0, of(2))
    };
    let (noisy, good) = served(0.0);
    // the noisy one is user 0 to the others too, so it shares with one of the 200
    assert!((noisy - 1000.0).abs() < 25.0, "{noisy} a minute");
    assert!(good > 0.994, "{good}");
    let (_, good) = served(1.0);
    assert!(good < 0.3, "one shared limit, used up by one: {good}");
}

fn guarded(breaker: bool) -> Design {
    let cb = node(2, KindId::circuit_breaker).with("timeout_ms", 1000.0);
    let mut d = match breaker {
        true => design(vec![users(50.0), cb, remote(3, 10.0)], &[(1, 2), (2, 3)]),
        false => design(vec![users(50.0).with("timeout_ms", 1000.0), remote(3, 10.0)], &[(1, 3)]),
    };
    d.faults = vec![fault(3, FaultKind::Hang, 0.0, 100.0, 200.0)];
    d
}

#[test]
fn a_breaker_stops_asking_whoever_hangs_and_tries_again_later() {
    let r = run(&guarded(true), 300.0);
    // 50/s for a second until the first timeouts; then a trial every 31 s until it is well again
    assert_eq!(fact(&r, 2, Fact::Opened), 4.0, "opens once, and three trials fail");
    let timed_out = failed(&r, 2, Reason::TimedOut);
    assert!((5.0..90.0).contains(&timed_out), "{timed_out} had to wait");
    let refused = failed(&r, 2, Reason::CircuitOpen);
    // open from about 101 to 225 s, 50 a second; four standard deviations of a Poisson 6150 are 314
    assert!((refused - 6150.0).abs() < 450.0, "{refused}");
    assert_eq!(fact(&r, 2, Fact::Open), 0.0, "closed again");
    assert_eq!(fact(&run(&guarded(true), 150.0), 2, Fact::Open), 1.0);
    let bare = run(&guarded(false), 300.0);
    assert!(failed(&bare, 1, Reason::TimedOut) > 4500.0, "without it everybody waits for nothing");
}

#[test]
fn a_breaker_counts_failures_in_a_row() {
    let d = |failures: f64| {
        let cb = node(2, KindId::circuit_breaker).with("open_s", 0.1).with("max_in_flight", 100_000.0);
        let api = remote(3, 0.1).with("failure_rate", failures);
        design(vec![users(20.0), cb, api], &[(1, 2), (2, 3)])
    };
    // at p = 1/2 five in a row take (1 - p^5) / ((1 - p) p^5) = 62 calls on average; then half of the
    // trials fail, so that a cycle has 2 openings and 62 + 2 calls
    let r = run(&d(50.0), 10_000.0);
    let per_opening = arrived(&r, 3) / fact(&r, 2, Fact::Opened);
    // the 62 have a standard deviation of 58.2, the trials one of 1.4: over some 3000 cycles the mean
    // is within 2 % at one standard deviation, as are the openings
    assert!((per_opening / 32.0 - 1.0).abs() < 0.10, "{per_opening} calls per opening");
    // at p = 1/10 it takes 111,110: hardly ever among 100,000
    let r = run(&d(10.0), 5000.0);
    assert!(fact(&r, 2, Fact::Opened) <= 8.0, "{}", fact(&r, 2, Fact::Opened));
}

#[test]
fn a_breaker_does_not_learn_from_calls_sent_before_it_opened() {
    // calls take 2 s; all that end between second 10 and 11 fail
    let cb = node(2, KindId::circuit_breaker).with("open_s", 1.0).with("max_in_flight", 10_000.0);
    let cb = cb.with("timeout_ms", 600_000.0);
    let mut d = design(vec![users(100.0), cb, remote(3, 2000.0)], &[(1, 2), (2, 3)]);
    d.faults = vec![fault(3, FaultKind::Errors, 100.0, 10.0, 11.0)];
    let r = run(&d, 30.0);
    assert_eq!(fact(&r, 2, Fact::Opened), 1.0);
    // open for a second, then 2 s until the trial is back, though 100 older calls a second succeed
    // meanwhile; four standard deviations of a Poisson 300 are 69
    let refused = failed(&r, 2, Reason::CircuitOpen);
    assert!((refused - 300.0).abs() < 69.0, "{refused}");
}

#[test]
fn the_pool_of_a_breaker_bounds_what_is_under_way() {
    // nobody fails, but each call takes 2 s: 100 places do 50 a second, 50 wait, the rest is refused
    let cb = node(2, KindId::circuit_breaker).with("timeout_ms", 600_000.0);
    let r = run(&design(vec![users(100.0), cb, remote(3, 2000.0)], &[(1, 2), (2, 3)]), 200.0);
    assert!((r.answered as f64 / 200.0 - 50.0).abs() < 1.0, "{}", r.answered);
    let refused = failed(&r, 2, Reason::QueueFull);
    assert_eq!(refused, r.failed_total() as f64);
    // four standard deviations of a Poisson 20,000 are 566
    assert!((refused - 9850.0).abs() < 700.0, "{refused}");
    // Little: nearly 50 wait and 50 a second are taken in, so about a second, and 2 s for the call
    let waiting = r.node(2).map_or(0.0, |n| n.queue_mean);
    assert!(waiting > 40.0 && waiting <= 50.0, "{waiting}");
    assert!((r.latency.mean / (2000.0 + 20.0 * waiting) - 1.0).abs() < 0.02, "{}", r.latency.mean);
}

#[test]
fn an_external_service_has_no_queue_but_a_limit() {
    let d = |limit: f64| design(vec![users(200.0), remote(2, 320.0).with("limit_per_s", limit)], &[(1, 2)]);
    let free = run(&d(0.0), 100.0);
    assert!((free.latency.p99 / 320.0 - 1.0).abs() < 1.0 / 32.0 && free.failed_total() == 0);
    let r = run(&d(50.0), 100.0);
    assert!((r.answered as f64 + r.in_flight as f64 - 5050.0).abs() <= 1.0, "50 at once and 50 a second");
    assert!((fact(&r, 2, Fact::Refused) - 0.75).abs() < 0.02);
    let mut throttled = d(0.0);
    throttled.faults = vec![fault(2, FaultKind::Throttle, 10.0, 50.0, 100.0)];
    let r = run(&throttled, 100.0);
    // 50 s x 190/s; four standard deviations of a Poisson 10,000 are 400
    assert!((failed(&r, 2, Reason::RateLimited) - 9490.0).abs() < 400.0);
}

/// A service that does next to nothing itself and calls two others.
fn fan(calls: f64, a: NodeSpec, b: NodeSpec, rate: f64) -> Design {
    let app = node(2, KindId::app_service)
        .with("cores", 1024.0)
        .with("service_ms", 0.001)
        .with("spread", CONSTANT)
        .with("call_timeout_ms", 600_000.0)
        .with("pool", 100_000.0)
        .with("calls", calls);
    design(vec![users(rate), app, a, b], &[(1, 2), (2, 3), (2, 4)])
}

#[test]
fn calls_in_a_row_add_up_and_calls_at_once_take_as_long_as_the_slowest() {
    let p50 = |calls: f64| run(&fan(calls, remote(3, 100.0), remote(4, 250.0), 20.0), 60.0).latency.p50;
    assert!((p50(0.0) / 350.0 - 1.0).abs() < 1.0 / 64.0, "{}", p50(0.0));
    assert!((p50(1.0) / 250.0 - 1.0).abs() < 1.0 / 64.0, "{}", p50(1.0));
}

#[test]
fn a_fork_and_join_of_two_queues_takes_as_long_as_theory_says() {
    // Flatto and Hahn 1984: (12 - rho) / 8 / (1 - rho) services; a tandem of the two 2 / (1 - rho)
    let rho = 0.7;
    for (calls, want, seed) in [(1.0, (12.0 - rho) / 8.0 / (1.0 - rho), 71), (0.0, 2.0 / (1.0 - rho), 72)] {
        let queue = |id| server(id, 1, 100.0, EXPONENTIAL, 1.0);
        let d = fan(calls, queue(3), queue(4), 10.0 * rho);
        let runs = batches(&d, seed, 5_000.0, 15_000.0, 20);
        let got: Vec<f64> = runs.iter().map(|r| r.latency.mean / 100.0).collect();
        assert_within("fork and join, tandem", &got, want, 1e-4, 0.05);
    }
}

#[test]
fn whoever_hangs_takes_its_callers_down_unless_they_can_do_without() {
    // 100/s call a healthy service and one that hangs from second 20 on (guide 004, lines 1222-1286)
    let r = |timeout: f64, on_failure: f64| {
        let mut d = fan(0.0, remote(3, 20.0), remote(4, 20.0), 100.0);
        d.nodes[1] = d.nodes[1]
            .clone()
            .with("pool", 100.0)
            .with("call_timeout_ms", timeout)
            .with("on_failure", on_failure);
        d.faults = vec![fault(4, FaultKind::Hang, 0.0, 20.0, 1000.0)];
        let (mut sim, _) = Sim::new(&d, 5);
        sim.run_until(from_secs(30.0), u64::MAX);
        sim.reset_measures();
        sim.run_until(from_secs(130.0), u64::MAX);
        sim.report()
    };
    let cascade = r(2000.0, 0.0);
    assert_eq!(cascade.answered, 0);
    assert_eq!(fact(&cascade, 2, Fact::Calling), 100.0, "every place waits");
    // 100 places / 2.02 s = 49.5 a second get as far as the healthy one; the others are refused here
    assert!((arrived(&cascade, 3) / 100.0 - 49.5).abs() < 1.0, "{}", arrived(&cascade, 3));
    assert!((failed(&cascade, 2, Reason::QueueFull) / 100.0 - 50.5).abs() < 5.0);
    let slow = r(2000.0, 1.0);
    assert!(
        (slow.answered as f64 / 100.0 - 49.5).abs() < 1.0,
        "degrading alone frees no place: {}",
        slow.answered
    );
    let well = r(200.0, 1.0);
    assert_eq!(well.failed_total(), 0, "a short timeout and an answer without that part");
    assert!(well.answered > 9500 && (well.latency.p50 - 220.0).abs() < 5.0, "{}", well.latency.p50);
    assert_eq!(fact(&well, 2, Fact::Degraded), 1.0);
    let quick = r(200.0, 0.0);
    assert_eq!(quick.answered, 0, "without it there is no answer");
}

#[test]
fn a_service_never_leaves_data_out() {
    let store = node(4, KindId::sql_leader);
    let mut d = fan(1.0, remote(3, 20.0), store, 50.0);
    d.nodes[1] = d.nodes[1].clone().with("on_failure", 1.0);
    d.faults = vec![fault(4, FaultKind::Crash, 0.0, 0.0, 100.0)];
    let r = run(&d, 50.0);
    assert_eq!(r.answered, 0);
    d.faults[0].node = 3;
    let r = run(&d, 50.0);
    assert_eq!((r.failed_total(), fact(&r, 2, Fact::Degraded)), (0, 1.0));
}

#[test]
fn a_service_reads_through_a_cache_and_sends_messages_for_writes() {
    let app = node(2, KindId::app_service);
    let nodes = vec![
        users(100.0).with("reads", 80.0).with("keys", 50.0),
        app,
        node(3, KindId::cache).with("capacity", 100.0).with("ttl_s", 0.0),
        node(4, KindId::sql_leader),
        node(5, KindId::queue),
        node(6, KindId::worker).with("job_ms", 1.0),
    ];
    let links = [(1, 2), (2, 3), (2, 4), (2, 5), (5, 6)];
    let r = run(&design(nodes, &links), 100.0);
    assert_eq!(r.failed_total(), 0);
    let writes = arrived(&r, 5);
    // a fifth of about 10,000: four standard deviations are 160
    assert!((writes - 0.2 * r.generated as f64).abs() < 160.0, "{writes}");
    let hits = r.node(3).and_then(|n| n.gauges.hit_ratio).unwrap_or(0.0);
    assert!(hits > 0.5 && hits < 0.95, "filled by misses, emptied by writes: {hits}");
    let reads = r.generated as f64 - writes;
    assert!((arrived(&r, 4) - writes - (1.0 - hits) * reads).abs() < 10.0, "the store sees the rest");
}

#[test]
fn a_gateway_routes_by_weight_or_asks_all() {
    let d = |mode: f64| {
        let gateway = node(2, KindId::api_gateway).with("mode", mode);
        let mut d = design(
            vec![users(200.0).with("zipf", 0.0), gateway, remote(3, 10.0), remote(4, 20.0), remote(5, 30.0)],
            &[(1, 2), (2, 3), (2, 4), (2, 5)],
        );
        d.links[3].params = vec![0.0, 2.0];
        d
    };
    let r = run(&d(0.0), 100.0);
    let n = arrived(&r, 2);
    for (id, share) in [(3, 0.25), (4, 0.25), (5, 0.5)] {
        // by key: four standard deviations of 10,000 keys are 0.02
        assert!((arrived(&r, id) / n - share).abs() < 0.02, "{id}: {}", arrived(&r, id) / n);
    }
    let all = run(&d(1.0), 100.0);
    for id in 3..6 {
        assert!((arrived(&all, id) - arrived(&all, 2)).abs() <= 8.0, "each is asked every time");
    }
    assert!(
        (all.latency.p50 / 47.0 - 1.0).abs() < 1.0 / 64.0,
        "2 + 15 ms and the slowest: {}",
        all.latency.p50
    );
    let mut broken = d(1.0);
    broken.faults = vec![fault(4, FaultKind::Crash, 0.0, 0.0, 1000.0)];
    assert_eq!(run(&broken, 10.0).answered, 0, "all of them or nothing");
}

#[test]
fn a_gateway_turns_bad_tokens_away_before_they_cost_anything() {
    let gateway = node(2, KindId::api_gateway).with("invalid", 30.0);
    let nodes = vec![users(200.0).with("users", 5000.0), gateway, remote(3, 10.0)];
    let r = run(&design(nodes, &[(1, 2), (2, 3)]), 100.0);
    let share = failed(&r, 2, Reason::ServerError) / arrived(&r, 2);
    // 5000 users: four standard deviations are 0.026, and 0.013 for the draws
    assert!((share - 0.3).abs() < 0.04, "{share}");
    assert!(arrived(&r, 3) + failed(&r, 2, Reason::ServerError) <= arrived(&r, 2));
}

/// The balancer passes on what its server says, and what it says in the end is an error.
#[test]
fn an_answer_that_a_fault_spoils_is_an_error_for_everybody_up_the_chain() {
    let nodes = vec![users(100.0), node(2, KindId::load_balancer), server(3, 16, 1.0, CONSTANT, 1.0)];
    let mut d = design(nodes, &[(1, 2), (2, 3)]);
    d.faults = vec![Fault::new(3, FaultKind::Errors, Some(50.0), 0.0, None)];
    let r = run(&d, 200.0);
    let share = r.failed[Reason::ServerError as usize] as f64 / r.generated as f64;
    // 20,000 requests: standard error 0.0035
    assert!((share - 0.5).abs() <= 4.0 * 0.0035, "{share} of the requests failed");
    assert_eq!(r.node(2).map(|n| n.relayed), Some(r.failed[Reason::ServerError as usize]));
}
