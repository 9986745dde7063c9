//! Autoscalers that look ahead, at two measurements, or after machines that are gone.

mod common;

use common::{CONSTANT, fact, fault, users};
use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Report};
use simcore::time::from_secs;

const HPA: f64 = 2.0;
const PREDICTIVE: f64 = 4.0;

/// Machines with 10 slots of 100 ms: each carries 100 req/s.
fn group(instances: f64, boot_s: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::web_server)
        .with("slots", 10.0)
        .with("queue", 20.0)
        .with("service_ms", 100.0)
        .with("spread", CONSTANT)
        .with("instances", instances)
        .with("boot_s", boot_s)
}

fn scaler(policy: f64) -> NodeSpec {
    NodeSpec::new(3, KindId::autoscaler)
        .with("policy", policy)
        .with("interval_s", 10.0)
        .with("hold_down_s", 60.0)
        .with("min", 1.0)
        .with("max", 100.0)
}

fn system(users: NodeSpec, group: NodeSpec, scaler: NodeSpec) -> Design {
    let links = vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(3, 2, 0.0)];
    Design { nodes: vec![users, group, scaler], links, ..Design::default() }
}

/// Reports at these instants, each since the one before.
fn watch(d: &Design, at: &[f64]) -> Vec<Report> {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.iter().all(|i| i.severity != simcore::design::Severity::Error), "{issues:?}");
    let look = |t: &f64| {
        sim.reset_measures();
        sim.run_until(from_secs(*t), u64::MAX);
        sim.report()
    };
    at.iter().map(look).collect()
}

fn ready(r: &Report) -> f64 {
    fact(r, 2, Fact::Ready)
}

fn lost(r: &Report) -> f64 {
    r.failed_total() as f64 / r.finished().max(1) as f64
}

#[test]
fn requests_are_seen_in_full_where_use_stops_at_all() {
    // two machines at 40 %, then suddenly 20 times the traffic: 1,600 req/s need 16 machines, and 23
    // for 70 %
    let people =
        || users(80.0).with("shape", 2.0).with("peak", 20.0).with("from_s", 100.0).with("length_s", 3600.0);
    let after = |requests: f64| {
        let d = system(people(), group(2.0, 0.0), scaler(HPA).with("requests", requests));
        watch(&d, &[99.0, 121.0, 141.0, 400.0]).iter().map(ready).collect::<Vec<f64>>()
    };
    let (by_use, both) = (after(0.0), after(70.0));
    // use grows the group by 100 / 70 at a time: 2, 3, 5, ... ; requests say how many at once
    assert!(by_use[1] <= 5.0 && by_use[2] <= 12.0, "{by_use:?}");
    assert!((22.0..=24.0).contains(&both[1]) && (22.0..=25.0).contains(&both[3]), "{both:?}");
    assert!((22.0..=25.0).contains(&by_use[3]), "in the end both agree: {by_use:?}");
}

#[test]
fn a_trend_orders_machines_before_they_are_needed() {
    // from 100 to 1,100 req/s in 500 s, machines take 100 s to start: two more every 100 s; the first
    // 200 s nobody can foresee and have machines for
    let ramp =
        || users(100.0).with("shape", 1.0).with("peak", 11.0).with("from_s", 100.0).with("length_s", 500.0);
    let run = |policy: f64| {
        let s = scaler(policy).with("ahead_s", 120.0).with("look_s", 100.0);
        let parts = watch(&system(ramp(), group(2.0, 100.0), s), &[300.0, 600.0, 1000.0]);
        (lost(&parts[1]), ready(&parts[1]), ready(&parts[2]))
    };
    let (reacts, foresees) = (run(HPA), run(PREDICTIVE));
    // who only sees now is 100 s late, of which the 30 % in hand cover a part
    assert!(foresees.0 < 0.002, "{foresees:?}");
    assert!(reacts.0 > 0.02 && reacts.1 < foresees.1, "{reacts:?} {foresees:?}");
    assert!((15.0..=18.0).contains(&foresees.2), "1,100 req/s at 70 %: {foresees:?}");
}

#[test]
fn the_second_day_is_expected() {
    // a day of 2,400 s, rush hours of up to three and a half times within one instant, 60 s to start
    let people = || users(200.0).with("shape", 4.0).with("from_s", 0.0).with("length_s", 2400.0);
    let run = |period: f64| {
        let s = scaler(PREDICTIVE).with("ahead_s", 90.0).with("look_s", 60.0).with("period_s", period);
        let d = system(people(), group(4.0, 60.0), s);
        // both days from 17:30 to 19:00
        let parts = watch(&d, &[1750.0, 1900.0, 4150.0, 4199.0, 4300.0]);
        (lost(&parts[1]), ready(&parts[3]), lost(&parts[4]))
    };
    let (blind, knows) = (run(0.0), run(2400.0));
    assert!(knows.0 > 0.1, "nobody knows the first evening: {knows:?}");
    // 700 req/s at 70 % are ten machines, and they are there before the hour strikes
    assert!(knows.1 >= 10.0 && knows.2 < 0.001, "{knows:?}");
    assert!(blind.1 < 5.0 && blind.2 > 0.1, "a jump has no trend: {blind:?}");
}

#[test]
fn machines_that_are_lost_are_replaced_though_the_rest_would_do() {
    let after = |heal: f64| {
        let s = scaler(0.0).with("self_heal", heal).with("min", 1.0).with("down_at", 0.0);
        let mut d = system(users(100.0), group(10.0, 30.0), s);
        d.faults = vec![fault(2, FaultKind::InstancesLost, 50.0, 100.0, 1000.0)];
        watch(&d, &[99.0, 105.0, 145.0, 300.0]).iter().map(ready).collect::<Vec<f64>>()
    };
    assert_eq!(after(0.0), [10.0, 5.0, 5.0, 5.0]);
    // at the next decision, and 30 s to start
    assert_eq!(after(1.0), [10.0, 5.0, 10.0, 10.0]);
}
