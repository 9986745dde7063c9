//! Links that carry only so much at a time, and links that lose a part of it.

mod common;

use common::{CONSTANT, batches, design, run, server, stretch, users, writers};
use simcore::design::{Design, LinkParams};
use simcore::measure::Reason;
use simcore::{Sim, time::from_secs};

/// The same design with a parameter of its first link.
fn wired(mut d: Design, params: &[(&str, f64)]) -> Design {
    let mut values = simcore::param::defaults(LinkParams::TABLE);
    values[0] = 0.0;
    for (name, value) in params {
        let at = LinkParams::TABLE.iter().position(|p| p.name == *name);
        values[at.expect("a parameter of links")] = *value;
    }
    d.links[0].params = values;
    d
}

/// Users and a server that takes 1 ms and has room for all.
fn pair(rate: f64, reads: f64) -> Design {
    design(vec![users(rate).with("reads", reads), server(2, 1024, 1.0, CONSTANT, 1.0)], &[(1, 2)])
}

/// 10 kB at 10 Mbit/s: 8 ms.
const LINE: [(&str, f64); 3] = [("limited", 1.0), ("bandwidth", 10.0), ("carried_kb", 10.0)];

#[test]
fn a_line_of_limited_bandwidth_is_an_m_d_1_queue() {
    for reads in [100.0, 0.0] {
        let reports = batches(&wired(pair(100.0, reads), &LINE), 7, 20.0, 200.0, 20);
        let waits: Vec<f64> = reports.iter().map(|r| r.latency.mean - 1.0).collect();
        // at 80 % use W is 3 times the service of 8 ms
        common::assert_within("M/D/1 on a line", &waits, 24.0, 0.002, 0.1);
    }
    let free = run(&pair(100.0, 100.0), 60.0);
    assert!((free.latency.mean - 1.0).abs() < 0.02, "{}", free.latency.mean);
}

#[test]
fn the_two_ways_of_a_line_do_not_wait_for_each_other() {
    // reads fill one way to 60 %, writes the other: W of M/D/1 at 0.6 is 1.75 services
    let both = run(&wired(pair(150.0, 50.0), &LINE), 600.0);
    assert!((both.latency.mean - 1.0 - 14.0).abs() < 0.5, "{}", both.latency.mean);
}

#[test]
fn more_than_fits_through_a_line_never_gets_through() {
    let r = stretch(&wired(pair(200.0, 100.0), &LINE), 42, 10.0, 60.0);
    let through = r.answered as f64 / r.seconds();
    assert!((through - 125.0).abs() < 1.0, "1 over 8 ms: {through}");
    let small = LINE.map(|(name, v)| (name, if name == "carried_kb" { 1.0 } else { v }));
    let r = stretch(&wired(pair(200.0, 100.0), &small), 42, 10.0, 60.0);
    assert!((r.answered as f64 / r.seconds() - 200.0).abs() < 8.0);
}

#[test]
fn a_lost_message_is_a_delay_to_the_patient_and_a_timeout_to_others() {
    // each way: 0.1 x 200 + 0.01 x 400 + .. = 25 ms
    let lossy = wired(pair(100.0, 100.0), &[("loss", 10.0)]);
    let reports = batches(&lossy, 7, 20.0, 200.0, 20);
    let waits: Vec<f64> = reports.iter().map(|r| r.latency.mean - 1.0).collect();
    common::assert_within("retransmissions", &waits, 50.0, 0.002, 0.1);
    assert_eq!(reports.iter().map(|r| r.failed_total()).sum::<u64>(), 0);
    let mut hasty = lossy;
    hasty.nodes[0] = hasty.nodes[0].clone().with("timeout_ms", 100.0);
    let r = run(&hasty, 300.0);
    let late = r.failed[Reason::TimedOut as usize] as f64 / r.generated as f64;
    assert!((late - 0.19).abs() < 0.01, "lost on one way or the other: {late}");
}

#[test]
fn what_is_small_does_not_wait_and_a_message_to_a_queue_does() {
    // confirmations are small: each way carries only what is written
    let d = design(
        writers(100.0).into_iter().chain([common::queue(3), common::worker(4, 64, 1.0)]).collect(),
        &[(1, 2), (2, 3), (3, 4)],
    );
    let at_once = run(&d, 60.0).latency.mean;
    let mut slow = d;
    slow.links[1].params = wired(pair(1.0, 1.0), &LINE).links[0].params.clone();
    let waits = run(&slow, 600.0).latency.mean - at_once;
    assert!((waits - 24.0).abs() < 1.5, "{waits}");
}

#[test]
fn a_line_can_be_widened_while_it_is_full() {
    let (mut sim, _) = Sim::new(&wired(pair(200.0, 100.0), &LINE), 42);
    sim.run_until(from_secs(20.0), u64::MAX);
    sim.edit(&wired(pair(200.0, 100.0), &[]));
    sim.run_until(from_secs(40.0), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(60.0), u64::MAX);
    assert!((sim.report().latency.mean - 1.0).abs() < 0.02);
}

#[test]
fn lines_that_are_neither_limited_nor_lossy_run_to_the_same_bits() {
    let plain = run(&pair(100.0, 80.0), 60.0);
    let said = [("loss", 0.0), ("limited", 0.0), ("bandwidth", 0.1), ("carried_kb", 9e5), ("public", 1.0)];
    assert!(plain == run(&wired(pair(100.0, 80.0), &said), 60.0));
}

#[test]
fn health_checks_wait_in_a_crowded_line() {
    use simcore::design::NodeSpec;
    use simcore::kinds::KindId;
    let lb = NodeSpec::new(3, KindId::load_balancer)
        .with("health_check", 1.0)
        .with("interval_s", 1.0)
        .with("unhealthy_after", 3.0)
        .with("check_timeout_s", 1.0);
    let nodes = vec![users(200.0).with("reads", 100.0), lb, server(2, 1024, 1.0, CONSTANT, 1.0)];
    let mut d = design(nodes, &[(3, 2), (1, 3)]);
    let in_pool = |d: &Design| run(d, 60.0).node(3).is_some_and(|n| n.gauges.backends[0].in_pool);
    assert!(in_pool(&d));
    d = wired(d, &LINE);
    let r = run(&d, 60.0);
    assert!(r.failed[Reason::NoHealthyServer as usize] > 1000, "{:?}", r.failed);
}
