//! Releases and how they are taken back, logs and their bill, traces and what they miss, alert
//! rules that fire, end and flap.

mod common;

use common::{CONSTANT, EXPONENTIAL, design, fact, fault, run, server, users};
use simcore::Sim;
use simcore::design::{Design, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Report};
use simcore::time::from_secs;

const BIG_BANG: f64 = 0.0;
const ROLLING: f64 = 1.0;
const CANARY: f64 = 2.0;

/// Twenty servers, half at work, that get a version with an error in ten answers after a minute.
fn fleet(strategy: f64) -> Design {
    let web = server(2, 1, 25.0, CONSTANT, 1.0).with("instances", 20.0);
    let pipeline = NodeSpec::new(3, KindId::deploy_pipeline).with("strategy", strategy);
    design(vec![users(400.0), web, pipeline], &[(1, 2), (3, 2)])
}

fn with(mut d: Design, settings: &[(&str, f64)]) -> Design {
    for (name, value) in settings {
        d.nodes[2] = d.nodes[2].clone().with(name, *value);
    }
    d
}

/// Measured between two instants.
fn between(d: &Design, from_s: f64, until_s: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(from_s), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(until_s), u64::MAX);
    sim.report()
}

fn failed(r: &Report) -> f64 {
    r.failed_total() as f64 / r.finished() as f64
}

/// Is the share of failures this, within 4 standard errors?
fn assert_fails(what: &str, r: &Report, want: f64) {
    let n = r.finished() as f64;
    let z = (failed(r) - want) / (want * (1.0 - want) / n).sqrt();
    assert!(z.abs() <= 4.0, "{what}: {} of {n} failed, {want} expected, z = {z}", failed(r));
}

#[test]
fn a_strategy_decides_how_many_feel_a_bad_version() {
    // from the release until the old version is back: every machine, a tenth, a twentieth
    for (name, strategy, share) in
        [("big bang", BIG_BANG, 1.0), ("rolling", ROLLING, 0.1), ("canary", CANARY, 0.05)]
    {
        let d = fleet(strategy);
        assert_fails(name, &between(&d, 61.0, 119.0), 0.1 * share);
        let all = run(&d, 600.0);
        let took = fact(&all, 3, Fact::RollbackTime);
        // a look within 30 s, the old version 30 s later, each at a full second
        assert!((59.0..=62.0).contains(&took), "{name}: rolled back after {took} s");
        assert_eq!((fact(&all, 3, Fact::Rollbacks), fact(&all, 3, Fact::VersionShare)), (1.0, 0.0));
        assert_fails(name, &all, 0.1 * share * took / 600.0);
        // the exercise of the course: below 0.5 % of all, and back within two minutes
        assert_eq!(failed(&all) < 0.005 && took < 120.0, strategy != BIG_BANG, "{name}: {}", failed(&all));
        assert_eq!(between(&d, 125.0, 600.0).failed_total(), 0, "{name}: the old version is back");
    }
}

#[test]
fn without_a_way_back_every_strategy_ends_in_the_same_place() {
    for strategy in [BIG_BANG, ROLLING, CANARY] {
        let d = with(fleet(strategy), &[("rollback", 0.0)]);
        assert_fails("everybody has it", &between(&d, 1500.0, 1800.0), 0.1);
        assert_eq!(fact(&run(&d, 1500.0), 3, Fact::VersionShare), 1.0);
    }
}

#[test]
fn a_rolling_release_goes_a_tenth_a_minute() {
    let d = with(fleet(ROLLING), &[("faulty", 0.0)]);
    for (at, share) in [(30.0, 0.0), (90.0, 0.1), (270.0, 0.4), (700.0, 1.0)] {
        assert!((fact(&run(&d, at), 3, Fact::VersionShare) - share).abs() < 1e-9, "{at} s");
    }
    let all = run(&d, 1000.0);
    assert_eq!(
        (all.failed_total(), fact(&all, 3, Fact::Rollbacks), fact(&all, 3, Fact::Releases)),
        (0, 0.0, 1.0)
    );
}

#[test]
fn the_usual_errors_take_no_version_back_and_do_not_hide_a_bad_one() {
    let usual = |faulty| {
        let mut d = with(fleet(BIG_BANG), &[("faulty", faulty), ("first_s", 300.0)]);
        d.nodes[1] = d.nodes[1].clone().with("error_rate", 2.0);
        run(&d, 600.0)
    };
    assert_eq!(fact(&usual(0.0), 3, Fact::Rollbacks), 0.0, "2 % is more than 1 %, but was there before");
    assert_eq!(fact(&usual(100.0), 3, Fact::Rollbacks), 1.0);
}

#[test]
fn tests_stop_what_they_catch() {
    let d = with(fleet(BIG_BANG), &[("tests", 80.0), ("every_s", 100.0), ("first_s", 10.0)]);
    let all = run(&d, 40_000.0);
    let (stopped, out) = (fact(&all, 3, Fact::StoppedByTests), fact(&all, 3, Fact::Releases));
    // 400 releases, 80 % stopped: 4 standard errors are 0.08
    assert!(
        (stopped + out - 400.0).abs() <= 1.0 && (stopped / (stopped + out) - 0.8).abs() < 0.08,
        "{stopped} {out}"
    );
    assert_eq!(fact(&all, 3, Fact::Rollbacks), out, "every one that came through was bad");
}

#[test]
fn single_servers_are_a_fleet_too_and_a_pipeline_that_goes_takes_its_version_along() {
    let mut nodes = vec![
        users(400.0),
        NodeSpec::new(2, KindId::load_balancer),
        NodeSpec::new(3, KindId::deploy_pipeline),
    ];
    let mut links = vec![(1, 2)];
    for id in 4..24 {
        nodes.push(server(id, 1, 25.0, CONSTANT, 1.0));
        links.extend([(2, id), (3, id)]);
    }
    let d = with(design(nodes, &links), &[("strategy", CANARY), ("rollback", 0.0), ("step_s", 3600.0)]);
    let r = between(&d, 61.0, 361.0);
    assert_fails("one of twenty", &r, 0.005);
    let bad: Vec<u32> =
        r.nodes.iter().filter(|n| n.id >= 4 && n.failed.iter().sum::<u64>() > 0).map(|n| n.id).collect();
    assert_eq!(bad, [4], "all of it at one server");
    let (mut sim, _) = Sim::new(&d, 1);
    sim.run_until(from_secs(100.0), u64::MAX);
    let mut gone = d.clone();
    gone.nodes.retain(|n| n.id != 3);
    gone.links.retain(|l| l.from != 3);
    sim.edit(&gone);
    sim.reset_measures();
    sim.run_until(from_secs(200.0), u64::MAX);
    let reasons = sim.report().failed;
    assert!(reasons.iter().sum::<u64>() <= 1, "at most what was on its way: {reasons:?}");
}

/// A server that fails 2 % of 1,000 requests a second, and its logs.
fn logged(settings: &[(&str, f64)]) -> Report {
    let web = server(2, 100, 10.0, CONSTANT, 1.0).with("error_rate", 2.0);
    let logs = NodeSpec::new(3, KindId::log_store);
    run(&with(design(vec![users(1000.0), web, logs], &[(1, 2), (3, 2)]), settings), 300.0)
}

#[test]
fn logs_weigh_and_cost_what_the_guide_says_and_sampling_keeps_the_failures() {
    // 1,000/s of 3 lines of 500 B are 129.6 GB a day; 4 standard errors of 300,000 arrivals are 0.7 %
    let all = logged(&[]);
    let a_day = fact(&all, 3, Fact::LogsPerDay);
    assert!((a_day / 129.6 - 1.0).abs() < 0.0073 + 0.001, "{a_day}");
    assert!((fact(&all, 3, Fact::LogsKept) - 30.0 * a_day).abs() < 1e-9);
    // 7 days hot, 23 warm
    let bill = a_day / 1000.0 * (7.0 * 50.0 + 23.0 * 23.0);
    assert!((fact(&all, 3, Fact::MonthlyCost) - bill).abs() < 1e-9);
    let tenth = logged(&[("sample", 10.0)]);
    assert!((fact(&tenth, 3, Fact::LogsPerDay) / a_day - (0.02 + 0.98 * 0.1)).abs() < 0.002);
    assert_eq!(fact(&tenth, 3, Fact::UnseenFailures), 0.0);
    let blind = logged(&[("sample", 10.0), ("failures", 0.0)]);
    assert!((fact(&blind, 3, Fact::LoggedShare) - 0.1).abs() < 1e-9);
    let missed = fact(&blind, 3, Fact::UnseenFailures) / blind.failed_total() as f64;
    assert!((missed - 0.9).abs() < 0.01, "nine failures of ten left no line: {missed}");
}

/// One server at a half, exponential, traced.
fn traced(sample: f64) -> (Report, f64) {
    let tracer = NodeSpec::new(3, KindId::tracer).with("sample", sample).with("slow_ms", 200.0);
    let d = design(vec![users(100.0), server(2, 10, 50.0, EXPONENTIAL, 1.0), tracer], &[(1, 2), (3, 2)]);
    let r = run(&d, 2000.0);
    let mean = r.latency.mean;
    (r, mean)
}

#[test]
fn traces_find_their_share_of_the_slow_and_cost_their_share_of_time() {
    let (none, bare) = traced(0.0);
    let (few, _) = traced(5.0);
    let (all, heavy) = traced(100.0);
    assert_eq!((fact(&none, 3, Fact::Spans), fact(&none, 3, Fact::SlowTraces)), (0.0, 0.0));
    // every span is there but those of the last second
    let missing = all.answered as f64 - fact(&all, 3, Fact::Spans);
    assert!((0.0..=200.0).contains(&missing), "{missing}");
    assert_eq!(fact(&all, 3, Fact::SlowTraces), fact(&all, 3, Fact::SlowCalls));
    let slow = fact(&few, 3, Fact::SlowCalls);
    let found = fact(&few, 3, Fact::SlowTraces) / slow;
    // exp(-4) of 200,000 are slow; 4 standard errors of a share of 0.05
    assert!(slow > 2_000.0 && (found - 0.05).abs() < 4.0 * (0.05 * 0.95 / slow).sqrt(), "{found} of {slow}");
    // 16.3 % longer; a half-busy server of ten slots hardly waits, so the mean grows as the service
    let longer = heavy / bare;
    assert!((1.155..1.19).contains(&longer), "{longer}");
    assert_eq!(all.node(2).map(|n| n.health), none.node(2).map(|n| n.health), "tracing is no illness");
}

const ABOVE: f64 = 0.0;
const BELOW: f64 = 1.0;

/// A server with 100 requests a second under a rule.
fn ruled(settings: &[(&str, f64)]) -> Design {
    let rule = NodeSpec::new(3, KindId::alert_rule).with("for_s", 60.0);
    with(design(vec![users(100.0), server(2, 100, 50.0, CONSTANT, 1.0), rule], &[(1, 2), (3, 2)]), settings)
}

#[test]
fn a_rule_fires_after_its_time_and_ends_by_itself() {
    let mut d = ruled(&[]);
    d.faults.push(fault(2, FaultKind::Errors, 20.0, 100.0, 241.0));
    // looks at 120 (20 % since 100 s: 13.3 of the last 30 s), 150, 180: there for 60 s; over at 270
    for (at, alert) in [(179.0, 0.0), (181.0, 1.0), (269.0, 1.0), (271.0, 0.0)] {
        assert_eq!(fact(&run(&d, at), 3, Fact::Alert), alert, "{at} s");
    }
    let all = run(&d, 600.0);
    let of = |f| fact(&all, 3, f);
    assert_eq!(
        (of(Fact::Alerts), of(Fact::Resolved), of(Fact::Flaps), of(Fact::Pages)),
        (1.0, 1.0, 0.0, 1.0)
    );
    let ticket = run(&with(d, &[("severity", 2.0)]), 600.0);
    assert_eq!(
        (fact(&ticket, 3, Fact::Alerts), fact(&ticket, 3, Fact::Pages)),
        (1.0, 0.0),
        "a ticket wakes nobody"
    );
}

#[test]
fn each_metric_sees_its_own_trouble_and_no_other() {
    // errors, p95, utilisation, queue, rate below, failing
    let rules: [&[(&str, f64)]; 6] = [
        &[("metric", 0.0), ("threshold", 5.0)],
        &[("metric", 1.0), ("threshold", 100.0)],
        &[("metric", 2.0), ("threshold", 90.0)],
        &[("metric", 3.0), ("threshold", 50.0)],
        &[("metric", 4.0), ("threshold", 50.0), ("operator", BELOW)],
        &[("metric", 5.0), ("threshold", 50.0), ("operator", ABOVE)],
    ];
    let fires = |what: FaultKind, strength: f64, node: u32| -> Vec<usize> {
        let alerts = |i: &usize| {
            let mut d = ruled(rules[*i]);
            d.faults.push(fault(node, what, strength, 100.0, 400.0));
            fact(&run(&d, 390.0), 3, Fact::Alert) == 1.0
        };
        (0..rules.len()).filter(alerts).collect()
    };
    assert_eq!(fires(FaultKind::Errors, 20.0, 2), [0]);
    // 50 ms become 150: 15 slots of 100 are busy
    assert_eq!(fires(FaultKind::Slow, 3.0, 2), [1]);
    // 50 ms become 2 s: everything is full
    assert_eq!(fires(FaultKind::Slow, 40.0, 2), [1, 2, 3]);
    // nothing arrives and nothing fails there
    assert_eq!(fires(FaultKind::Crash, 0.0, 1), [4]);
    assert!(fires(FaultKind::Crash, 0.0, 2).ends_with(&[5]));
}

#[test]
fn a_rule_at_the_edge_flaps_and_patience_cures_it() {
    // the queue of a server at 95 % comes and goes
    let rule = |for_s: f64, clear_s: f64| {
        let node = NodeSpec::new(3, KindId::alert_rule)
            .with("metric", 3.0)
            .with("threshold", 5.0)
            .with("every_s", 5.0)
            .with("for_s", for_s)
            .with("clear_s", clear_s);
        let web = server(2, 1, 9.5, EXPONENTIAL, 1.0);
        run(&design(vec![users(100.0), web, node], &[(1, 2), (3, 2)]), 3600.0)
    };
    let (hasty, patient) = (rule(0.0, 0.0), rule(60.0, 300.0));
    let of = |r, f| fact(r, 3, f);
    assert!(of(&hasty, Fact::Alerts) > 50.0 && of(&hasty, Fact::Flaps) > 40.0, "{}", of(&hasty, Fact::Flaps));
    assert!(
        of(&patient, Fact::Alerts) <= 10.0 && of(&patient, Fact::Flaps) <= 5.0,
        "{}",
        of(&patient, Fact::Alerts)
    );
}

/// A frame names what is broken, whoever broke it, for as long as it is.
#[test]
fn a_frame_says_what_is_broken_now() {
    let mut d = design(vec![users(50.0), server(2, 4, 10.0, CONSTANT, 1.0)], &[(1, 2)]);
    d.faults = vec![fault(2, FaultKind::Slow, 4.0, 5.0, 10.0)];
    let (mut sim, _) = Sim::new(&d, 7);
    let at = |sim: &mut Sim, s: f64| {
        sim.run_until(from_secs(s), u64::MAX);
        sim.frame(0).faults
    };
    let (slow, crash) = ((2, FaultKind::Slow), (2, FaultKind::Crash));
    assert_eq!(at(&mut sim, 4.0), []);
    assert_eq!(at(&mut sim, 6.0), [slow]);
    assert!(sim.break_node(2, FaultKind::Crash, 0.0, Some(2.0)));
    assert_eq!(at(&mut sim, 7.0), [slow, crash]);
    assert_eq!(at(&mut sim, 9.0), [slow]);
    sim.heal(2);
    assert_eq!(at(&mut sim, 9.5), []);
    assert_eq!(at(&mut sim, 12.0), []);
}
