//! Machines that are taken away: how long they may go on with what they have.

mod common;

use common::{CONSTANT, design, failed, run, server, users};
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::Reason;

/// Ten machines whose jobs take 40 s, of which a schedule leaves five from 100 s on.
fn shrinking(drain_s: f64, jobs_s: f64) -> Design {
    let group = server(2, 4, jobs_s * 1e3, CONSTANT, 1.0)
        .with("instances", 10.0)
        .with("boot_s", 0.0)
        .with("drain_s", drain_s);
    let scaler = NodeSpec::new(3, KindId::autoscaler)
        .with("policy", 3.0)
        .with("peak_from_s", 0.0)
        .with("peak_until_s", 100.0)
        .with("peak_machines", 10.0)
        .with("min", 5.0)
        .with("interval_s", 1.0);
    // 20 machines' worth of slots half full: 20 jobs at a time
    let users = users(20.0 / jobs_s).with("reads", 100.0).with("spacing", 1.0);
    design(vec![users, group, scaler], &[(1, 2), (3, 2)])
}

fn cut(d: &Design) -> f64 {
    let r = run(d, 300.0);
    assert_eq!(r.generated, r.answered + r.failed_total() + r.in_flight);
    failed(&r, 2, Reason::LostInCrash)
}

#[test]
fn with_all_the_time_they_need_nothing_is_cut() {
    assert_eq!(cut(&shrinking(3600.0, 40.0)), 0.0);
    assert_eq!(cut(&shrinking(60.0, 40.0)), 0.0, "longer than any job");
}

#[test]
fn what_has_not_ended_by_then_is_cut_on_the_machines_that_go() {
    // a job every 2 s; 30 s after the cut to five machines those of the last 10 s before it are
    // still there, five of them, and half of the machines go
    let gone = cut(&shrinking(30.0, 40.0));
    assert!((2.0..=3.0).contains(&gone), "{gone}");
    let gone = cut(&shrinking(0.1, 40.0));
    assert!((9.0..=11.0).contains(&gone), "half of twenty: {gone}");
}

#[test]
fn short_requests_are_done_in_time() {
    assert_eq!(cut(&shrinking(30.0, 1.0)), 0.0);
}

#[test]
fn it_holds_for_shared_cores_and_for_whoever_waits_as_well() {
    let mut d = shrinking(0.1, 40.0);
    d.nodes[1] = d.nodes[1].clone().with("cores", 4.0);
    let gone = cut(&d);
    assert!((9.0..=11.0).contains(&gone), "shared cores: {gone}");
    for model in [0.0, 1.0] {
        let mut d = shrinking(0.1, 40.0);
        d.nodes[1] = d.nodes[1]
            .clone()
            .with("service_ms", 1.0)
            .with("model", model)
            .with("call_timeout_ms", 600_000.0);
        d.nodes.push(server(9, 1000, 40_000.0, CONSTANT, 1.0));
        d.links.push(LinkSpec::new(2, 9, 1.0));
        let gone = cut(&d);
        assert!((9.0..=11.0).contains(&gone), "waiting, model {model}: {gone}");
        // what they had asked for goes on, and nobody hears of it
        assert_eq!(run(&d, 300.0).node(9).map(|n| n.failed.iter().sum::<u64>()), Some(0));
    }
}
