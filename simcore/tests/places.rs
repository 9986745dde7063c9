//! Regions and zones: what happens when one is lost or cut off, and who stands in it.

mod common;

use common::{CONSTANT, arrived, failed, run, server, stretch, users};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, IssueCode, LinkSpec, NodeSpec, Place, Severity};
use simcore::kinds::KindId;
use simcore::measure::Reason;
use simcore::place::{MAX_PLACES, spot};
use simcore::time::SEC;

fn region(id: u32, name: &str) -> Place {
    let spot = spot(name).expect("a spot of the guides");
    Place::region(id, name, spot.lat, spot.lon)
}

fn links(all: &[(u32, u32)]) -> Vec<LinkSpec> {
    all.iter().map(|&(a, b)| LinkSpec::new(a, b, 0.0)).collect()
}

/// Users in Virginia and a server wherever.
fn far_server(place: Option<u32>, own_ms: f64) -> Design {
    let mut web = server(2, 64, 10.0, CONSTANT, 1.0);
    web.place = place;
    Design {
        nodes: vec![users(50.0).placed(10), web],
        links: vec![LinkSpec::new(1, 2, own_ms)],
        places: vec![region(10, "us-east"), region(11, "eu-west"), Place::zone(12, "a", 10)],
        ..Design::default()
    }
}

/// Users 1 in front of balancer 2; servers 3 and 4 in zones 21 and 22 of region 20, server 5 in
/// region 30, each with its own database 13, 14, 15 beside it.
fn three() -> Design {
    let balancer = NodeSpec::new(2, KindId::load_balancer).with("health_check", 0.0).with("retries", 0.0);
    let mut nodes = vec![users(300.0).with("timeout_ms", 1_000.0), balancer];
    for (id, place) in [(3, 21), (4, 22), (5, 30)] {
        nodes.push(server(id, 64, 1.0, CONSTANT, 1.0).with("call_timeout_ms", 400.0).placed(place));
        nodes.push(NodeSpec::new(id + 10, KindId::sql_leader).placed(place));
    }
    Design {
        nodes,
        links: links(&[(1, 2), (2, 3), (2, 4), (2, 5), (3, 13), (4, 14), (5, 15)]),
        places: vec![
            region(20, "us-east"),
            region(30, "us-west"),
            Place::zone(21, "a", 20),
            Place::zone(22, "b", 20),
        ],
        ..Design::default()
    }
}

#[test]
fn a_blackout_takes_exactly_what_stands_there() {
    for (place, dead) in [(20, vec![3, 4, 13, 14]), (21, vec![3, 13]), (22, vec![4, 14]), (30, vec![5, 15])] {
        let mut d = three();
        assert_eq!(d.inside(place).len(), dead.len());
        d.faults.push(Fault::new(place, FaultKind::Crash, None, 10.0, Some(20.0)));
        let during = stretch(&d, 5, 10.5, 20.0);
        for id in [3, 4, 5] {
            let refused = failed(&during, id, Reason::Down);
            assert_eq!(refused > 0.0, dead.contains(&id), "place {place}, server {id}: {refused}");
            assert_eq!(arrived(&during, id + 10) > 0.0, !dead.contains(&(id + 10)), "its database");
        }
        let after = stretch(&d, 5, 20.5, 30.0);
        assert_eq!(after.failed_total(), 0, "the power is back: place {place}");
        assert!(arrived(&after, dead[0]) > 0.0);
    }
}

#[test]
fn a_zone_is_a_smaller_loss_than_its_region() {
    // round robin over three servers without health checks: each lost one fails a third
    let lost = |place: u32| {
        let mut d = three();
        d.faults.push(Fault::new(place, FaultKind::Crash, None, 10.0, None));
        let r = stretch(&d, 5, 11.0, 111.0);
        r.failed_total() as f64 / r.finished() as f64
    };
    let (zone, region) = (lost(21), lost(20));
    // every third request to within one of 30,000
    assert!((zone - 1.0 / 3.0).abs() < 1e-3 && (region - 2.0 / 3.0).abs() < 1e-3, "{zone} {region}");
}

#[test]
fn a_partition_cuts_the_border_and_leaves_the_inside_alone() {
    // a whole region with its own users, and users elsewhere
    let mut d = three();
    d.nodes.push(NodeSpec { id: 9, ..users(100.0) }.with("timeout_ms", 1_000.0).placed(20));
    d.links.push(LinkSpec::new(9, 3, 0.0));
    d.faults.push(Fault::new(20, FaultKind::Partition, None, 10.0, Some(40.0)));
    let during = stretch(&d, 5, 12.0, 40.0);
    let inside = during.node(9).expect("users in the region");
    assert_eq!(inside.failed.iter().sum::<u64>() + inside.relayed, 0, "inside, all goes on");
    // their 2,800 or so requests over 28 s, |z| <= 4, reach server 3 and its database in the region
    assert!((inside.answered as f64 - 2_800.0).abs() < 4.0 * 53.0, "{}", inside.answered);
    let outside = during.node(1).expect("users elsewhere");
    let lost: u64 = outside.failed.iter().sum::<u64>() + outside.relayed;
    let share = lost as f64 / (lost + outside.answered) as f64;
    // two of three servers cannot be reached, and nobody is told: the users' own patience ends it
    assert!((share - 2.0 / 3.0).abs() < 0.01, "{share}");
    assert!(outside.failed[Reason::TimedOut as usize] > 0);
    assert_eq!(arrived(&during, 4), 0.0, "no call crosses");
    assert_eq!(stretch(&d, 5, 45.0, 60.0).failed_total(), 0);
}

#[test]
fn a_zone_cut_off_from_its_own_region_still_works_within() {
    let mut d = three();
    d.faults.push(Fault::new(21, FaultKind::Partition, None, 10.0, None));
    d.links.push(LinkSpec::new(4, 13, 0.0));
    d.nodes.push(NodeSpec { id: 9, ..users(50.0) }.placed(21));
    d.links.push(LinkSpec::new(9, 3, 0.0));
    let r = stretch(&d, 5, 12.0, 30.0);
    assert_eq!(r.node(9).map(|n| n.relayed), Some(0), "zone 21 within itself");
    // 13 and 15 serve the zone's own and the other region; 4 reaches 14, and 13 never
    assert!(arrived(&r, 13) > 0.0 && arrived(&r, 14) > 0.0 && arrived(&r, 15) > 0.0);
    assert_eq!(arrived(&r, 13), arrived(&r, 3), "only server 3 of its own zone gets to database 13");
}

#[test]
fn delay_and_loss_at_the_border_are_paid_once_each_way() {
    let mut d = far_server(Some(11), 0.0);
    let usual = run(&d, 60.0).latency.mean;
    d.faults.push(Fault::new(11, FaultKind::Latency, Some(50.0), 0.0, None));
    let slow = run(&d, 60.0).latency.mean;
    // the first request may leave before the fault's own event at 0 s
    assert!((slow - usual - 100.0).abs() < 0.2, "{usual} ms, then {slow}");
    d.faults = vec![Fault::new(11, FaultKind::PacketLoss, Some(10.0), 0.0, None)];
    let r = run(&d, 600.0);
    // each way one packet in ten is sent again after 200, 400 .. ms: 200 * sum of 0.1^k 2^(k-1) =
    // 25 ms each way; 30,000 requests with a standard deviation of about 130 ms: z = 4 is 3 ms
    assert!((r.latency.mean - usual - 50.0).abs() < 3.0, "{} ms, usually {usual}", r.latency.mean);
    d.faults = vec![Fault::new(10, FaultKind::Latency, Some(50.0), 0.0, None)];
    let other = run(&d, 60.0).latency.mean;
    assert!((other - slow).abs() < 0.2, "the border of the users' region is as good: {other}");
    d.nodes[1].place = Some(12);
    assert!(run(&d, 60.0).latency.mean < 12.0, "within one region no border is crossed");
}

#[test]
fn who_moves_out_of_a_dark_region_runs_and_who_moves_in_does_not() {
    let mut d = three();
    d.faults.push(Fault::new(20, FaultKind::Crash, None, 10.0, None));
    let (mut sim, _) = Sim::new(&d, 5);
    sim.run_until(20 * SEC, u64::MAX);
    let mut moved = d.clone();
    for n in &mut moved.nodes {
        n.place = match n.id {
            3 | 13 => Some(30),
            5 | 15 => Some(22),
            _ => n.place,
        };
    }
    let mut fork = sim.clone();
    sim.edit(&moved);
    sim.run_until(21 * SEC, u64::MAX);
    sim.reset_measures();
    sim.run_until(30 * SEC, u64::MAX);
    let r = sim.report();
    let refused = |id| failed(&r, id, Reason::Down) > 0.0;
    assert_eq!([3, 4, 5].map(refused), [false, true, true]);
    // without the region there is no blackout either: its nodes stay and run
    let mut gone = d.clone();
    gone.places.retain(|p| p.id == 30);
    for n in &mut gone.nodes {
        n.place = n.place.filter(|p| *p == 30);
    }
    let issues = fork.edit(&gone);
    assert_eq!(issues.iter().map(|i| i.code).collect::<Vec<_>>(), [IssueCode::BadFault]);
    fork.run_until(21 * SEC, u64::MAX);
    fork.reset_measures();
    fork.run_until(30 * SEC, u64::MAX);
    assert_eq!(fork.report().failed_total(), 0);
}

#[test]
fn a_link_that_is_drawn_across_a_cut_border_is_cut() {
    let mut d = three();
    d.links.retain(|l| (l.from, l.to) != (2, 4));
    d.faults.push(Fault::new(20, FaultKind::Partition, None, 10.0, None));
    let (mut sim, _) = Sim::new(&d, 5);
    sim.run_until(20 * SEC, u64::MAX);
    d.links.push(LinkSpec::new(2, 4, 0.0));
    d.links.push(LinkSpec::new(4, 13, 0.0));
    sim.edit(&d);
    sim.reset_measures();
    sim.run_until(30 * SEC, u64::MAX);
    assert_eq!(arrived(&sim.report(), 4), 0.0);
    sim.heal(20);
    sim.run_until(40 * SEC, u64::MAX);
    assert!(arrived(&sim.report(), 4) > 0.0 && arrived(&sim.report(), 13) > 0.0);
}

#[test]
fn a_place_breaks_and_heals_by_hand_too() {
    let (mut sim, _) = Sim::new(&three(), 5);
    sim.run_until(5 * SEC, u64::MAX);
    assert!(!sim.break_node(20, FaultKind::Slow, 4.0, None), "a region has no speed");
    assert!(!sim.break_node(99, FaultKind::Crash, 0.0, None));
    assert!(sim.break_node(20, FaultKind::Crash, 0.0, None));
    let dark = |sim: &mut Sim| {
        let at = sim.now();
        sim.reset_measures();
        sim.run_until(at + 5 * SEC, u64::MAX);
        [3, 4, 5].map(|id| failed(&sim.report(), id, Reason::Down) > 0.0)
    };
    assert_eq!(dark(&mut sim), [true, true, false]);
    let mut copy = sim.clone();
    assert_eq!(dark(&mut copy), dark(&mut sim));
    assert_eq!(copy.report(), sim.report(), "a copy of the world is a copy of its blackouts");
    sim.heal(20);
    assert_eq!(dark(&mut sim), [false; 3]);
}

#[test]
fn a_fault_that_has_had_its_time_does_not_come_back_with_an_edit() {
    let mut d = three();
    d.faults.push(Fault::new(3, FaultKind::Crash, None, 10.0, Some(12.0)));
    let (mut sim, _) = Sim::new(&d, 5);
    sim.run_until(20 * SEC, u64::MAX);
    sim.reset_measures();
    d.faults.push(Fault::new(5, FaultKind::Crash, None, 90.0, None));
    sim.edit(&d);
    d.faults.remove(0);
    sim.edit(&d);
    d.faults.push(Fault::new(3, FaultKind::Crash, None, 10.0, Some(12.0)));
    sim.edit(&d);
    sim.run_until(30 * SEC, u64::MAX);
    assert_eq!(sim.report().failed_total(), 0);
}

#[test]
fn places_that_cannot_be_are_dropped_and_named() {
    let base = three();
    let codes = |change: &dyn Fn(&mut Design)| {
        let mut d = base.clone();
        change(&mut d);
        let (mended, issues) = simcore::check(&d);
        assert!(
            simcore::check(&mended).1.iter().all(|i| i.severity < Severity::Error),
            "mending is complete"
        );
        issues.into_iter().map(|i| (i.code, i.node)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&|_| {}), []);
    assert_eq!(codes(&|d| d.places.push(Place::zone(21, "", 20))), [(IssueCode::DuplicatePlace, Some(21))]);
    assert_eq!(codes(&|d| d.places.push(region(3, "us-west"))), [(IssueCode::DuplicatePlace, Some(3))]);
    assert_eq!(codes(&|d| d.nodes[2].place = Some(77)), [(IssueCode::NoSuchPlace, Some(3))]);
    for (id, of) in [(40, Some(77)), (41, Some(21)), (42, Some(42)), (43, None)] {
        let zone = Place { of, ..Place::zone(id, "", 0) };
        assert_eq!(codes(&|d| d.places.push(zone.clone())), [(IssueCode::BadPlace, Some(id))]);
    }
    let inner = Place { of: Some(20), ..region(44, "us-east") };
    assert_eq!(codes(&|d| d.places.push(inner.clone())), [(IssueCode::BadPlace, Some(44))]);
    for (lat, lon) in [(91.0, 0.0), (0.0, -180.5), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        let region = Place::region(45, "", lat, lon);
        assert_eq!(codes(&|d| d.places.push(region.clone())), [(IssueCode::ParamOutOfRange, Some(45))]);
    }
    // the region of two zones goes, and takes them along; their nodes stand nowhere
    let without = codes(&|d| d.places.retain(|p| p.id != 20));
    assert_eq!(without.iter().filter(|(c, _)| *c == IssueCode::BadPlace).count(), 2);
    assert_eq!(without.iter().filter(|(c, _)| *c == IssueCode::NoSuchPlace).count(), 4);
    let crowd = |d: &mut Design| d.places.extend((100..200).map(|id| region(id, "us-east")));
    assert_eq!(codes(&crowd), [(IssueCode::TooManyPlaces, Some(100 + MAX_PLACES as u32 - 4))]);
    let bad = Fault::new(20, FaultKind::Slow, None, 1.0, None);
    assert_eq!(codes(&|d| d.faults.push(bad)), [(IssueCode::BadFault, Some(20))]);
}
