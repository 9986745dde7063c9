//! Alerts that fire in time and not for nothing, and backups with their age and their price.

mod common;

use common::{CONSTANT, design, fact, fault, server, users};
use simcore::Sim;
use simcore::design::{Design, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Report};
use simcore::time::{SEC, from_secs};

const UTILISATION: f64 = 0.0;
const QUEUE: f64 = 1.0;
const FAILING: f64 = 2.0;

/// Users of a server that is half at work, watched.
fn watched(metric: f64, threshold: f64, for_s: f64) -> Design {
    let monitor = NodeSpec::new(3, KindId::monitor)
        .with("metric", metric)
        .with("threshold", threshold)
        .with("for_s", for_s);
    let web = server(2, 100, 50.0, CONSTANT, 1.0);
    design(vec![users(1000.0), web, monitor], &[(1, 2), (3, 2)])
}

/// Seconds from the start at which the alert is first there, looking every tenth of one.
fn first_alert(d: &Design, until_s: u64) -> Option<f64> {
    let (mut sim, issues) = Sim::new(d, 5);
    assert!(issues.iter().all(|i| i.severity != simcore::design::Severity::Error), "{issues:?}");
    (0..10 * until_s).find_map(|i| {
        sim.run_until(i * SEC / 10, u64::MAX);
        (fact(&sim.report(), 3, Fact::Alert) == 1.0).then_some(i as f64 / 10.0)
    })
}

#[test]
fn an_alert_comes_after_its_time_and_at_most_one_scrape() {
    for at in [31.0, 36.5, 43.0] {
        let crash = fault(2, FaultKind::Crash, 0.0, at, 1000.0);
        let slow = fault(2, FaultKind::Slow, 4.0, at, 1000.0);
        for (metric, threshold, what) in
            [(FAILING, 50.0, crash), (UTILISATION, 80.0, slow), (QUEUE, 100.0, slow)]
        {
            let mut d = watched(metric, threshold, 60.0);
            d.faults.push(what);
            let took = first_alert(&d, 150).unwrap_or(f64::NAN) - at;
            // utilisation is that of the last full second, and a queue takes a moment to grow
            assert!((60.0..=75.1).contains(&took), "metric {metric}: {took} s after a fault at {at} s");
        }
    }
}

#[test]
fn a_spike_that_is_shorter_wakes_nobody() {
    let mut d = watched(FAILING, 50.0, 60.0);
    d.faults.push(fault(2, FaultKind::Crash, 0.0, 31.0, 86.0));
    assert_eq!(first_alert(&d, 300), None, "55 s are not 60");
    d.nodes[2] = d.nodes[2].clone().with("for_s", 30.0);
    assert_eq!(first_alert(&d, 300), Some(75.0), "scraped at 45, 60 and 75 s");
    // between two scrapes nothing is seen at all
    let mut d = watched(FAILING, 50.0, 0.0);
    d.faults.push(fault(2, FaultKind::Crash, 0.0, 31.0, 44.0));
    assert_eq!(first_alert(&d, 300), None, "13 s between two scrapes");
    d.faults[0].until_s = Some(46.0);
    assert_eq!(first_alert(&d, 300), Some(45.0), "one scrape is enough where none must follow");
}

#[test]
fn every_episode_is_one_alert_and_a_healthy_system_has_none() {
    let mut d = watched(FAILING, 50.0, 30.0);
    for i in 0..5 {
        let at = 100.0 + 200.0 * f64::from(i);
        d.faults.push(fault(2, FaultKind::Crash, 0.0, at, at + 100.0));
    }
    let (mut sim, _) = Sim::new(&d, 1);
    sim.run_until(from_secs(1200.0), u64::MAX);
    let r = sim.report();
    assert_eq!((fact(&r, 3, Fact::Alerts), fact(&r, 3, Fact::Alert)), (5.0, 0.0));
    assert_eq!(first_alert(&watched(UTILISATION, 80.0, 0.0), 300), None, "half at work");
    assert_eq!(first_alert(&watched(UTILISATION, 30.0, 0.0), 300), Some(15.0));
}

/// Users of a database (2) that takes 10 ms, with backups (3) every tenth of an hour.
fn backed_up(kind: KindId, minutes: f64, share: f64) -> Design {
    let backup =
        NodeSpec::new(3, KindId::backup).with("every_h", 0.1).with("minutes", minutes).with("share", share);
    let db = NodeSpec::new(2, kind).with("read_ms", 10.0).with("write_ms", 10.0).with("spread", 0.0);
    design(vec![users(20.0), db, backup], &[(1, 2), (3, 2)])
}

fn at(sim: &mut Sim, seconds: f64) -> Report {
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

#[test]
fn a_backup_is_as_old_as_its_beginning() {
    let (mut sim, _) = Sim::new(&backed_up(KindId::sql_leader, 2.0, 20.0), 1);
    // begun at 360 s and complete at 480 s; then again at 720 and 840 s
    for (now, want) in [(300.0, 300.0), (470.0, 470.0), (490.0, 130.0), (830.0, 470.0), (850.0, 130.0)] {
        let age = fact(&at(&mut sim, now), 3, Fact::BackupAge);
        assert!((age - want).abs() < 1e-6, "at {now} s: {age}");
    }
}

#[test]
fn a_backup_of_a_database_that_fails_meanwhile_is_none() {
    for (from, until) in [(350.0, 370.0), (400.0, 410.0)] {
        let mut d = backed_up(KindId::sql_leader, 2.0, 20.0);
        d.faults.push(fault(2, FaultKind::Crash, 0.0, from, until));
        let (mut sim, _) = Sim::new(&d, 1);
        let ages = [600.0, 850.0].map(|now| fact(&at(&mut sim, now), 3, Fact::BackupAge));
        assert!((ages[0] - 600.0).abs() < 1e-6 && (ages[1] - 130.0).abs() < 1e-6, "{from} s: {ages:?}");
    }
}

#[test]
fn a_backup_slows_its_database_and_nothing_afterwards() {
    for kind in [KindId::sql_leader, KindId::nosql_document, KindId::sql_multi_master] {
        let (mut sim, _) = Sim::new(&backed_up(kind, 2.0, 60.0), 1);
        let mut p50 = |from, until| {
            at(&mut sim, from);
            sim.reset_measures();
            at(&mut sim, until).latency.p50
        };
        // 60 % less of the machine: 2.5 times as long; bins are within 1 %
        for (from, until, want) in [(100.0, 350.0, 10.0), (361.0, 479.0, 25.0), (481.0, 700.0, 10.0)] {
            let got = p50(from, until);
            assert!((got - want).abs() <= 0.01 * want, "{kind:?} from {from} s: {got} ms, expected {want}");
        }
    }
}
