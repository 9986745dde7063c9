//! What controllers see beyond use and pulse: lines, errors and full disks.

mod common;

use common::{CONSTANT, EXPONENTIAL, fact, queue, server, users, writers};
use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason, Report};
use simcore::time::from_secs;

const REACTIVE: f64 = 0.0;
const HPA: f64 = 2.0;

/// Machines with 10 slots of 100 ms: each carries 100 req/s.
fn group(id: u32, instances: f64) -> NodeSpec {
    server(id, 10, 100.0, EXPONENTIAL, 1.0).with("instances", instances).with("boot_s", 0.0)
}

fn scaler(policy: f64) -> NodeSpec {
    NodeSpec::new(9, KindId::autoscaler)
        .with("policy", policy)
        .with("interval_s", 10.0)
        .with("hold_up_s", 0.0)
        .with("hold_down_s", 0.0)
        .with("cooldown_s", 0.0)
        .with("min", 1.0)
        .with("max", 50.0)
}

fn scaled(rate: f64, group: NodeSpec, scaler: NodeSpec) -> Design {
    common::design(vec![users(rate), group, scaler], &[(1, 2), (9, 2)])
}

fn at(d: &Design, seconds: f64) -> Report {
    let (mut sim, _) = Sim::new(d, 42);
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

#[test]
fn a_line_tells_how_much_is_missing_where_use_stops_at_all() {
    // twice what one machine carries: after 10 s a thousand wait
    let ready = |queued: f64| {
        let d = scaled(200.0, group(2, 1.0), scaler(HPA).with("queued", queued));
        fact(&at(&d, 12.0), 2, Fact::Ready)
    };
    assert_eq!(ready(0.0), 2.0, "100 % of one machine over 70 %");
    let seen = ready(50.0);
    assert!((8.0..14.0).contains(&seen), "about 500 on average over 50 for each: {seen}");
    assert_eq!(ready(1e6), 2.0, "whichever wants more wins");
}

#[test]
fn messages_in_the_queue_before_a_group_wait_for_it() {
    let machines = |queued: f64| {
        let mut nodes = writers(100.0);
        let workers = server(4, 10, 1000.0, CONSTANT, 1.0).with("instances", 1.0).with("boot_s", 0.0);
        nodes.extend([queue(3), workers, scaler(HPA).with("queued", queued)]);
        let r = at(&common::design(nodes, &[(1, 2), (2, 3), (3, 4), (9, 4)]), 12.0);
        (fact(&r, 4, Fact::Ready), r.node(3).map_or(0, |n| n.queue_max))
    };
    let ((plain, backlog), (deep, _)) = (machines(0.0), machines(50.0));
    assert!(backlog > 100, "the messages wait in the queue: {backlog}");
    assert!(plain == 2.0 && deep > 5.0, "{plain} {deep}");
}

#[test]
fn errors_add_machines_and_keep_those_that_are_there() {
    let ready = |rate: f64, instances: f64, errors: f64| {
        let flawed = group(2, instances).with("error_rate", 5.0);
        let d = scaled(rate, flawed, scaler(REACTIVE).with("errors", errors));
        // one machine on its own is no group yet, and says nothing of itself
        fact(&at(&d, 45.0), 2, Fact::Ready).max(1.0)
    };
    // half of one machine: use wants nothing; four decisions, five machines each
    assert_eq!((ready(50.0, 1.0, 0.0), ready(50.0, 1.0, 1.0)), (1.0, 21.0));
    assert_eq!(ready(50.0, 1.0, 20.0), 1.0, "5 % are not 20 %");
    // a tenth of five machines: use wants fewer, 5 % of errors are not yet calm
    assert_eq!((ready(50.0, 5.0, 0.0), ready(50.0, 5.0, 20.0)), (1.0, 5.0));
    assert_eq!(ready(50.0, 5.0, 90.0), 1.0, "below a tenth of 90 %");
}

#[test]
fn a_check_of_the_disks_takes_out_whoever_cannot_write() {
    let failures = |check: f64| {
        let lb = NodeSpec::new(2, KindId::load_balancer)
            .with("interval_s", 1.0)
            .with("unhealthy_after", 2.0)
            .with("check", check);
        let mut nodes = vec![users(100.0).with("reads", 0.0), lb];
        let mut links = vec![LinkSpec::new(1, 2, 0.0)];
        for id in [3, 4] {
            nodes.push(server(id, 100, 1.0, CONSTANT, 1.0).with("model", 1.0));
            nodes.push(NodeSpec::new(id + 2, KindId::sql_leader));
            links.extend([LinkSpec::new(2, id, 0.0), LinkSpec::new(id, id + 2, 0.0)]);
        }
        let faults = vec![common::fault(5, FaultKind::DiskFull, 0.0, 10.0, 40.0)];
        let r = at(&Design { nodes, links, faults, ..Design::default() }, 60.0);
        (r.failed[Reason::StorageFull as usize], r.node(3).map_or(0, |n| n.arrived))
    };
    let ((deep, kept), (disk, spared)) = (failures(1.0), failures(2.0));
    assert!((1400..1600).contains(&deep), "half of 30 s, to the end of the fault: {deep}");
    assert!(disk < 130, "until two checks have failed: {disk}");
    assert!(kept - spared > 1300, "and it comes back afterwards: {kept} {spared}");
    assert!(spared > 1300, "{spared}");
}
