//! Groups of machines and who changes their number: boots, overshoot and cooldown, targets,
//! schedules, and what happens when the controller is blind or there is nothing to have.

mod common;

use common::{CONSTANT, EXPONENTIAL};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, NodeReport, Report};
use simcore::time::from_secs;

const REACTIVE: f64 = 0.0;
const TARGET: f64 = 1.0;
const HPA: f64 = 2.0;
const SCHEDULED: f64 = 3.0;

fn fact(n: &NodeReport, what: Fact) -> f64 {
    n.gauges.facts.iter().find(|(f, _)| *f == what).map_or(f64::NAN, |(_, v)| *v)
}

/// Machines with 10 slots of 100 ms: each carries 100 req/s.
fn group(instances: f64, boot_s: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::web_server)
        .with("slots", 10.0)
        .with("queue", 1000.0)
        .with("service_ms", 100.0)
        .with("spread", EXPONENTIAL)
        .with("instances", instances)
        .with("boot_s", boot_s)
}

fn scaler(policy: f64) -> NodeSpec {
    NodeSpec::new(3, KindId::autoscaler)
        .with("policy", policy)
        .with("interval_s", 10.0)
        .with("hold_up_s", 0.0)
        .with("hold_down_s", 0.0)
        .with("min", 1.0)
        .with("max", 100.0)
}

fn system(users: NodeSpec, group: NodeSpec, scaler: NodeSpec, faults: Vec<Fault>) -> Design {
    Design {
        nodes: vec![users, group, scaler],
        links: vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(3, 2, 0.0)],
        faults,
        ..Design::default()
    }
}

/// The world of a design, for looking at it now and then.
struct Watch(Sim);

impl Watch {
    fn new(d: &Design) -> Watch {
        let (sim, issues) = Sim::new(d, 42);
        let bad = issues.iter().any(|i| i.severity == simcore::design::Severity::Error);
        assert!(!bad, "{issues:?}");
        Watch(sim)
    }

    fn at(&mut self, s: f64) -> Report {
        self.0.run_until(from_secs(s), u64::MAX);
        self.0.report()
    }

    fn ready(&mut self, s: f64) -> f64 {
        fact(&self.at(s).nodes[1], Fact::Ready)
    }
}

#[test]
fn a_group_is_the_sum_of_its_machines() {
    // four machines with 10 slots behind one door are M/M/40: at 360 req/s, rho 0.9
    let d = Design {
        nodes: vec![common::users(360.0), group(4.0, 0.0)],
        links: vec![LinkSpec::new(1, 2, 0.0)],
        ..Design::default()
    };
    let runs = common::batches(&d, 7, 60.0, 200.0, 20);
    let w: Vec<f64> = runs.iter().map(|r| r.latency.mean).collect();
    let want = 100.0 * (1.0 + simcore::theory::mmc_wait(40, 0.9));
    common::assert_within("four machines", &w, want, 0.0, 0.05);
    assert!((fact(&runs[19].nodes[1], Fact::MachineHours) - 4.0 * 200.0 / 3600.0).abs() < 1e-9);
}

#[test]
fn machines_come_after_their_boot_and_go_without_losing_a_request() {
    let clock = scaler(SCHEDULED)
        .with("min", 2.0)
        .with("peak_machines", 10.0)
        .with("peak_from_s", 60.0)
        .with("peak_until_s", 200.0);
    let d = system(common::users(150.0), group(2.0, 30.0), clock, vec![]);
    let mut w = Watch::new(&d);
    assert_eq!(w.ready(59.0), 2.0);
    // decisions fall on multiples of 10 s or just after
    let booting = w.at(85.0);
    assert_eq!((fact(&booting.nodes[1], Fact::Ready), fact(&booting.nodes[1], Fact::Booting)), (2.0, 8.0));
    assert_eq!(booting.nodes[1].gauges.slots, 20);
    let up = w.at(105.0);
    assert_eq!((fact(&up.nodes[1], Fact::Ready), up.nodes[1].gauges.slots), (10.0, 100));
    let down = w.at(215.0);
    assert_eq!((fact(&down.nodes[1], Fact::Ready), down.failed_total()), (2.0, 0));
    assert_eq!(fact(&down.nodes[2], Fact::Changes), 2.0);
    // 2 machines all the time and 8 more from 60-70 to 200-210 s
    let hours = fact(&down.nodes[1], Fact::MachineHours) * 3600.0;
    assert!((hours - 430.0 - 8.0 * 140.0).abs() <= 80.0, "{hours} machine-seconds");
}

#[test]
fn without_a_cooldown_it_overshoots_and_with_one_it_does_not() {
    // four machines' worth of work, four machines, steps of four, a minute to boot: while the first
    // four boot everything looks just as busy as before
    let tried = |cooldown: f64| {
        let s = scaler(REACTIVE).with("step", 4.0).with("cooldown_s", cooldown);
        let mut w = Watch::new(&system(common::users(400.0), group(4.0, 60.0), s, vec![]));
        let most = (1..60).map(|i| w.ready(f64::from(i) * 10.0)).fold(0.0, f64::max);
        let end = w.at(900.0);
        (most, fact(&end.nodes[1], Fact::Ready), fact(&end.nodes[2], Fact::Changes))
    };
    let (most, _, changes) = tried(0.0);
    assert!(most >= 24.0 && changes >= 9.0, "up to {most} machines in {changes} changes");
    assert_eq!(tried(120.0), (8.0, 8.0, 1.0), "one change is enough");
}

#[test]
fn a_narrow_band_flaps_and_a_cooldown_slows_it() {
    // 4 machines' worth of work: 5 machines are 80 % busy, 9 are 44 %: neither is in 50 to 70 %
    let changes = |cooldown: f64| {
        let s = scaler(REACTIVE)
            .with("step", 4.0)
            .with("down_at", 50.0)
            .with("min", 5.0)
            .with("max", 9.0)
            .with("cooldown_s", cooldown);
        let r = Watch::new(&system(common::users(400.0), group(5.0, 5.0), s, vec![])).at(3600.0);
        fact(&r.nodes[2], Fact::Changes)
    };
    let (free, cooled) = (changes(0.0), changes(300.0));
    assert!(free > 150.0 && cooled <= 12.0, "{free} and {cooled} changes in an hour");
}

#[test]
fn it_acts_only_when_the_load_lasts() {
    let ready = |hold: f64| {
        // a spike of 40 s to twice what two machines carry
        let spike = common::users(100.0).with("shape", 2.0).with("peak", 4.0).with("from_s", 100.0);
        let s =
            scaler(REACTIVE).with("hold_up_s", hold).with("step", 2.0).with("min", 2.0).with("down_at", 0.0);
        let d = system(spike.with("length_s", 40.0), group(2.0, 10.0), s, vec![]);
        Watch::new(&d).ready(300.0)
    };
    assert!(ready(0.0) > 2.0);
    assert_eq!(ready(120.0), 2.0);
}

#[test]
fn targets_are_reached_and_each_policy_comes_down_in_its_own_way() {
    // 400 req/s at a target of 50 %: 8 machines; then 100 req/s: 2 machines
    let run = |policy: f64, hold_down: f64| {
        let wave = common::users(100.0).with("shape", 2.0).with("peak", 4.0).with("from_s", 0.0);
        let s = scaler(policy)
            .with("target", 50.0)
            .with("cooldown_s", 0.0)
            .with("hold_up_s", 30.0)
            .with("hold_down_s", hold_down);
        let d = system(wave.with("length_s", 1000.0), group(4.0, 20.0), s, vec![]);
        let mut w = Watch::new(&d);
        [900.0, 1100.0, 1900.0].map(|t| w.ready(t))
    };
    for policy in [TARGET, HPA] {
        let [high, soon, late] = run(policy, 500.0);
        // noise of the measurement may round up to one more
        assert!((8.0..=10.0).contains(&high), "policy {policy}: {high}");
        assert_eq!(soon, high, "policy {policy} still holds its machines");
        assert!((2.0..=3.0).contains(&late), "policy {policy}: {late}");
    }
    let [_, soon, _] = run(HPA, 0.0);
    assert!((2.0..=3.0).contains(&soon), "without a window it comes down at once: {soon}");
    // a tolerance of 0.1 leaves 55 % alone, a target does not
    let at = |policy: f64| {
        let steady = common::users(440.0).with("spacing", 1.0);
        let s = scaler(policy).with("target", 50.0).with("cooldown_s", 0.0).with("tolerance", 0.12);
        Watch::new(&system(steady, group(8.0, 5.0).with("spread", CONSTANT), s, vec![])).ready(300.0)
    };
    assert_eq!((at(HPA), at(TARGET)), (8.0, 9.0));
}

#[test]
fn a_blind_controller_and_an_empty_cloud_leave_things_as_they_are() {
    let late = |what| {
        let spike = common::users(100.0).with("shape", 1.0).with("peak", 6.0).with("from_s", 200.0);
        let faults = vec![Fault::new(3, what, None, 100.0, Some(500.0))];
        let s = scaler(HPA).with("target", 60.0).with("min", 2.0);
        let mut w = Watch::new(&system(spike.with("length_s", 10.0), group(2.0, 10.0), s, faults));
        (w.ready(490.0), w.ready(800.0))
    };
    for what in [FaultKind::BlindMetrics, FaultKind::NoCapacity] {
        let (during, after) = late(what);
        assert_eq!(during, 2.0, "{what:?}");
        assert!(after >= 10.0, "{what:?}: {after}");
    }
}

#[test]
fn lost_machines_are_replaced_by_a_controller_and_by_nobody_else() {
    let ready = |policy: f64| {
        let s = scaler(policy.max(0.0)).with("min", 8.0).with("max", 8.0).with("peak_machines", 8.0);
        let lost = vec![Fault::new(2, FaultKind::InstancesLost, Some(50.0), 100.0, Some(400.0))];
        let mut d = system(common::users(100.0), group(8.0, 60.0), s, lost);
        if policy < 0.0 {
            d.links.pop();
        }
        let mut w = Watch::new(&d);
        [101.0, 300.0, 500.0].map(|t| w.ready(t))
    };
    assert_eq!(ready(HPA), [4.0, 8.0, 8.0]);
    assert_eq!(ready(-1.0), [4.0, 4.0, 8.0]);
}

#[test]
fn a_leak_slows_a_server_down_until_it_starts_again() {
    let d = Design {
        nodes: vec![common::users(10.0), group(1.0, 5.0).with("spread", CONSTANT)],
        links: vec![LinkSpec::new(1, 2, 0.0)],
        faults: vec![Fault::new(2, FaultKind::MemoryLeak, Some(60.0), 60.0, Some(185.0))],
        ..Design::default()
    };
    let mut w = Watch::new(&d);
    let mut p50 = |from: f64, until: f64| {
        w.at(from);
        w.0.reset_measures();
        w.at(until).latency.p50
    };
    assert!((p50(10.0, 60.0) - 100.0).abs() < 2.0);
    // three quarters full: four times as slow
    let late = p50(103.0, 107.0);
    assert!((330.0..=450.0).contains(&late), "{late}");
    // full at 120 s, back at 125 s, as quick as ever; the second time full at 185 s, and mended
    let again = p50(127.0, 130.0);
    assert!((95.0..=130.0).contains(&again), "{again}");
    assert!((p50(200.0, 230.0) - 100.0).abs() < 2.0);
}
