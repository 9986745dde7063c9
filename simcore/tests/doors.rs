//! What stands at the door of a service: routes, partial answers, limits by address, circuits that open
//! on a share of failures, and servers left alone because they fail.

mod common;

use common::{CONSTANT, arrived, assert_count, assert_near, design, fact, failed, fault, server, users};
use simcore::Sim;
use simcore::design::{Design, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason, Report};
use simcore::time::from_secs;

fn fast(id: u32) -> NodeSpec {
    server(id, 1024, 1.0, CONSTANT, 1.0)
}

fn gateway(mode: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::api_gateway).with("mode", mode)
}

fn behind(users: NodeSpec, door: NodeSpec, n: u32) -> Design {
    let mut nodes = vec![users, door];
    nodes.extend((3..3 + n).map(fast));
    let mut links = vec![(1, 2)];
    links.extend((3..3 + n).map(|id| (2, id)));
    design(nodes, &links)
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

#[test]
fn a_gateway_can_keep_reads_writes_and_static_content_apart() {
    let people = users(500.0).with("reads", 80.0).with("statics", 50.0);
    let r = common::run(&behind(people.clone(), gateway(2.0), 3), 200.0);
    let n = r.generated as f64;
    for (id, share) in [(3, 0.4), (4, 0.2), (5, 0.4)] {
        assert_count(&format!("node {id}"), arrived(&r, id), n * share, n * share * (1.0 - share));
    }
    // without a third link the second takes static content too
    let r = common::run(&behind(people, gateway(2.0), 2), 200.0);
    assert_count("the rest", arrived(&r, 4), r.generated as f64 * 0.6, r.generated as f64 * 0.24);
}

#[test]
fn a_partial_answer_lacks_a_part_and_is_one_all_the_same() {
    let run = |partial: f64, dead: &[u32]| {
        let mut d = behind(users(100.0), gateway(1.0).with("partial", partial), 3);
        d.faults = dead.iter().map(|&id| fault(id, FaultKind::Errors, 40.0, 0.0, 500.0)).collect();
        common::run(&d, 400.0)
    };
    let share = |r: &Report| r.failed_total() as f64 / r.finished() as f64;
    // two of three fail for 40 % each: 1 - 0.36 of the answers lack something, none lacks all
    let whole = run(0.0, &[3, 4]);
    assert!((share(&whole) - 0.64).abs() < 0.01, "{}", share(&whole));
    let partial = run(1.0, &[3, 4]);
    assert_eq!(partial.failed_total(), 0);
    assert!((fact(&partial, 2, Fact::Degraded) - 0.64).abs() < 0.01, "{}", fact(&partial, 2, Fact::Degraded));
    // all three: 0.4 cubed fail, as before
    assert!((share(&run(1.0, &[3, 4, 5])) - 0.064).abs() < 0.005);
}

#[test]
fn a_limit_by_address_is_shared_by_all_who_are_behind_it() {
    // 1,000 users ask 0.2 times a second each; 20 a minute are allowed: alone nobody comes near it
    let refused = |scope: f64, each: f64| {
        let limiter = NodeSpec::new(2, KindId::rate_limiter)
            .with("limit", 20.0)
            .with("burst", 20.0)
            .with("scope", scope)
            .with("users_per_address", each);
        let r = common::stretch(&behind(users(200.0).with("users", 1000.0), limiter, 1), 3, 600.0, 1800.0);
        (fact(&r, 2, Fact::Refused), failed(&r, 2, Reason::RateLimited))
    };
    assert!(refused(0.0, 50.0).0 < 0.001, "{:?}", refused(0.0, 50.0));
    assert!(refused(2.0, 1.0).0 < 0.001, "an address each is the same");
    // 50 users behind one: 10 a second of which a third of one gets through
    assert_near("an office", refused(2.0, 50.0).0, 1.0 - 20.0 / 600.0, 0.002);
    // one address for all is one limit for all
    assert_near("all of them", refused(2.0, 1000.0).0, refused(1.0, 50.0).0, 1e-9);
}

#[test]
fn a_share_of_failures_opens_a_circuit_that_failures_in_a_row_leave_closed() {
    let opened = |rule: f64, errors: f64| {
        let breaker = NodeSpec::new(2, KindId::circuit_breaker)
            .with("rule", rule)
            .with("errors", 20.0)
            .with("open_s", 5.0)
            .with("least", 200.0)
            .with("window_s", 10.0);
        let mut d = behind(users(100.0), breaker, 1);
        d.faults = vec![fault(3, FaultKind::Errors, errors, 50.0, 300.0)];
        let parts = stretches(&d, &[50.0, 300.0, 400.0]);
        assert_eq!(fact(&parts[0], 2, Fact::Opened), 0.0);
        (fact(&parts[1], 2, Fact::Opened), arrived(&parts[1], 3) / 250.0)
    };
    // 20 in a row at 60 % happen once in 70,000 calls
    let (row, calls) = opened(0.0, 60.0);
    assert!(row <= 1.0 && calls > 90.0, "{row}, {calls}");
    // of the first 200 calls more than half have failed; then one trial call every 5 s
    let (share, calls) = opened(1.0, 60.0);
    assert!(share >= 15.0 && calls < 45.0, "{share}, {calls}");
    // 30 % are not half: 100 of 200 are six standard deviations away
    assert_eq!(opened(1.0, 30.0).0, 0.0);
    // and if all fail both see it
    assert!(opened(0.0, 100.0).0 >= 10.0 && opened(1.0, 100.0).0 >= 10.0);
}

#[test]
fn a_server_that_fails_is_left_alone_unless_too_many_do() {
    let run = |after: f64, broken: &[u32]| {
        let lb = NodeSpec::new(2, KindId::load_balancer).with("eject_after", after).with("eject_s", 10.0);
        let mut d = behind(users(400.0), lb, 4);
        // it answers its health checks
        d.faults = broken.iter().map(|&id| fault(id, FaultKind::Errors, 100.0, 50.0, 150.0)).collect();
        let parts = stretches(&d, &[50.0, 52.0, 150.0, 165.0, 200.0]);
        (parts[2].failed_total() as f64 / parts[2].finished() as f64, arrived(&parts[4], 3) / 35.0)
    };
    let (without, _) = run(0.0, &[3]);
    assert!((without - 0.25).abs() < 0.001, "health checks see nothing: {without}");
    // five errors every ten seconds, of 4,000 requests
    let (with, after) = run(5.0, &[3]);
    assert!((with - 5.0 / 4000.0).abs() < 0.0003, "{with}");
    assert!((after - 100.0).abs() < 7.0, "back with its share: {after}");
    // at most half: of three that fail two are left alone, and the third gets half of the requests
    let (three, _) = run(5.0, &[3, 4, 5]);
    assert!((three - 0.5).abs() < 0.02, "{three}");
}

#[test]
fn a_few_calls_that_hang_hold_the_slots_of_who_waits_for_them() {
    // 20 slots, 100 req/s of 10 ms each way; 2 % hang for 20 s: 40 of 20 slots would wait for them
    let run = |hangs: f64, timeout: f64| {
        let web = server(2, 20, 10.0, CONSTANT, 1.0).with("call_timeout_ms", timeout).with("queue", 50.0);
        let provider = NodeSpec::new(3, KindId::external_api)
            .with("latency_ms", 10.0)
            .with("spread", CONSTANT)
            .with("hangs", hangs)
            .with("hang_ms", 20_000.0);
        common::stretch(&design(vec![users(100.0), web, provider], &[(1, 2), (2, 3)]), 5, 60.0, 260.0)
    };
    let lost = |r: &Report| r.failed_total() as f64 / r.finished() as f64;
    assert_eq!(lost(&run(0.0, 600_000.0)), 0.0);
    assert!(lost(&run(2.0, 600_000.0)) > 0.3, "{}", lost(&run(2.0, 600_000.0)));
    // who waits half a second loses those 2 % and no more: 20,000 requests, 4 standard errors are 0.004
    assert!((lost(&run(2.0, 500.0)) - 0.02).abs() < 0.004, "{}", lost(&run(2.0, 500.0)));
}
