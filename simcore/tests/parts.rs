//! Latency and throughput by class of request and by region: the parts add up to the whole, and each
//! is that of its own requests.

mod common;

use common::design;
use simcore::Sim;
use simcore::design::{Design, NodeSpec, Place};
use simcore::kinds::KindId;
use simcore::measure::{Of, PartReport, Report};
use simcore::time::from_secs;

fn measured(d: &Design) -> (Sim, Report) {
    let (mut sim, issues) = Sim::new(d, 7);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(10.0), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(70.0), u64::MAX);
    let report = sim.report();
    (sim, report)
}

fn shop(reads: f64, statics: f64) -> Design {
    let users = NodeSpec::new(1, KindId::client)
        .with("rate", 200.0)
        .with("reads", reads)
        .with("statics", statics)
        .with("deadline_ms", 30.0);
    let web = NodeSpec::new(2, KindId::web_server).with("service_ms", 1.0).with("error_rate", 2.0);
    let db = NodeSpec::new(3, KindId::sql_leader).with("read_ms", 2.0).with("write_ms", 20.0);
    design(vec![users, web, db], &[(1, 2), (2, 3)])
}

/// The parts of one sort hold what the whole holds, to the last request.
fn assert_adds_up(parts: &[&PartReport], whole: &Report) {
    let sum = |f: fn(&PartReport) -> u64| parts.iter().map(|p| f(p)).sum::<u64>();
    assert_eq!(sum(|p| p.answered), whole.answered);
    assert_eq!(sum(|p| p.on_time), whole.on_time);
    assert_eq!(sum(|p| p.failed), whole.failed_total());
    assert_eq!(sum(|p| p.latency.count), whole.latency.count);
    let mean =
        parts.iter().map(|p| p.latency.mean * p.latency.count as f64).sum::<f64>() / whole.answered as f64;
    assert!((mean - whole.latency.mean).abs() < 1e-6 * mean, "{mean} {}", whole.latency.mean);
    let max = parts.iter().map(|p| p.latency.max).fold(0.0, f64::max);
    assert_eq!(max, whole.latency.max);
}

fn of(parts: &[PartReport], of: Of) -> &PartReport {
    parts.iter().find(|p| p.of == of).expect("it is told apart")
}

#[test]
fn classes_add_up_and_each_has_its_own_latency() {
    let (mut sim, whole) = measured(&shop(70.0, 30.0));
    let parts = sim.parts();
    assert_eq!(parts.iter().map(|p| p.of).collect::<Vec<_>>(), [0, 1, 5].map(Of::Class));
    assert_adds_up(&parts.iter().collect::<Vec<_>>(), &whole);
    assert!(whole.failed_total() > 0 && whole.on_time < whole.answered);
    // shares of 49, 30 and 21 % of 12,000 requests, within four standard errors
    for (class, share) in [(0, 0.49), (1, 0.30), (5, 0.21)] {
        let n = whole.finished() as f64;
        let p = of(&parts, Of::Class(class));
        let got = (p.answered + p.failed) as f64 / n;
        assert!((got - share).abs() < 4.0 * (share * (1.0 - share) / n).sqrt(), "class {class}: {got}");
    }
    // a write takes 18 ms longer at the database
    let (read, write) = (of(&parts, Of::Class(0)), of(&parts, Of::Class(1)));
    assert!(write.latency.mean - read.latency.mean > 15.0, "{read:?} {write:?}");
    // and the last interval says the same in rates
    let frame = sim.frame(0);
    let rates: f32 = frame.parts.iter().map(|p| p.on_time + p.late).sum();
    assert!((rates - frame.last.on_time - frame.last.late).abs() < 0.01);
    assert!(frame.parts[1].p95 >= frame.parts[1].p50 && frame.parts[1].p50 > frame.parts[0].p50);
}

#[test]
fn one_class_and_one_region_are_the_whole() {
    for d in [shop(100.0, 0.0), shop(0.0, 0.0), shop(100.0, 100.0)] {
        let (mut sim, _) = measured(&d);
        assert_eq!((sim.parts(), sim.frame(0).parts), (vec![], vec![]));
    }
}

/// Users in Virginia and in Ireland, the service in Virginia.
fn atlantic() -> Design {
    let users = |id| NodeSpec::new(id, KindId::client).with("rate", 50.0).with("reads", 100.0);
    let web = NodeSpec::new(3, KindId::web_server).with("service_ms", 1.0);
    let mut d = design(vec![users(1), users(2), web], &[(1, 3), (2, 3)]);
    d.places = vec![Place::region(10, "", 39.0, -77.5), Place::region(11, "", 53.3, -6.3)];
    for (node, place) in d.nodes.iter_mut().zip([10, 11, 10]) {
        node.place = Some(place);
    }
    d
}

#[test]
fn regions_add_up_and_the_far_one_is_slower_by_its_distance() {
    let (sim, whole) = measured(&atlantic());
    let parts = sim.parts();
    assert_eq!(parts.iter().map(|p| p.of).collect::<Vec<_>>(), [Of::Region(10), Of::Region(11)]);
    assert_adds_up(&parts.iter().collect::<Vec<_>>(), &whole);
    for (id, node) in [(10, 1), (11, 2)] {
        let (region, source) = (of(&parts, Of::Region(id)), whole.node(node).expect("a source"));
        assert_eq!((region.answered, region.latency), (source.answered, source.latency));
    }
    let far = parts[1].latency.p50 - parts[0].latency.p50;
    let wanted = atlantic().rtt_ms(Some(10), Some(11));
    assert!((far - wanted).abs() < 0.03 * wanted, "{far} ms, {wanted} ms expected");
}

#[test]
fn what_is_counted_apart_follows_the_design() {
    let mut d = atlantic();
    let (mut sim, _) = measured(&d);
    let before = sim.parts();
    d.nodes[0] = d.nodes[0].clone().with("reads", 50.0);
    sim.edit(&d);
    sim.run_until(from_secs(80.0), u64::MAX);
    let parts = sim.parts();
    assert_eq!(parts.len(), 4, "{parts:?}");
    assert!(of(&parts, Of::Region(10)).answered > before[0].answered, "its counts stay");
    d.nodes[0] = d.nodes[0].clone().with("reads", 100.0);
    d.places.clear();
    d.nodes.iter_mut().for_each(|n| n.place = None);
    sim.edit(&d);
    sim.run_until(from_secs(81.0), u64::MAX);
    assert_eq!(sim.parts(), []);
}
