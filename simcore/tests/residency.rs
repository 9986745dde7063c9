//! Data that must stay in one part of the world: breaches emerge from the requests of a run.

mod common;

use common::{CONSTANT, fact, fault, run, server};
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::Fact;
use simcore::place::Place;

const EUROPE: f64 = 1.0;
const US: u32 = 100;
const IRELAND: u32 = 101;
const FRANKFURT: u32 = 102;
const USERS: u32 = 1;
const DNS: u32 = 2;

/// Users in Europe; a server with its database in Ireland, another pair in Virginia, and with
/// `frankfurt` a third one. A name leads to the nearest that is up.
fn regions(frankfurt: bool, rule: f64, respected: bool) -> Design {
    let users = NodeSpec::new(USERS, KindId::client)
        .with("rate", 50.0)
        .with("users", 1000.0)
        .with("residency", rule)
        .placed(IRELAND);
    let dns = NodeSpec::new(DNS, KindId::geo_dns)
        .with("lookup_ms", 1.0)
        .with("ttl_s", 5.0)
        .with("interval_s", 1.0)
        .with("residency", f64::from(u8::from(respected)));
    let mut d = Design {
        nodes: vec![users, dns],
        links: vec![LinkSpec::new(USERS, DNS, 1.0)],
        places: vec![
            Place::region(US, "us-east", 39.0, -77.5),
            Place::region(IRELAND, "eu-west", 53.3, -6.3),
            Place::region(FRANKFURT, "eu-central", 50.1, 8.7),
        ],
        ..Design::default()
    };
    let mut pair = |n: u32, place: u32| {
        d.nodes.push(server(n, 100, 1.0, CONSTANT, 1.0).placed(place));
        d.nodes.push(NodeSpec::new(n + 1, KindId::sql_leader).placed(place));
        d.links.push(LinkSpec::new(DNS, n, 1.0));
        d.links.push(LinkSpec::new(n, n + 1, 0.5));
    };
    pair(10, IRELAND);
    pair(20, US);
    if frankfurt {
        pair(30, FRANKFURT);
    }
    d
}

/// Ireland goes dark from 60 s to 120 s.
fn with_outage(mut d: Design) -> Design {
    d.faults.push(fault(10, FaultKind::Crash, 0.0, 60.0, 120.0));
    d
}

fn breaches(d: &Design) -> f64 {
    fact(&run(d, 180.0), USERS, Fact::ResidencyBreaches)
}

#[test]
fn in_fair_weather_the_nearest_region_keeps_the_rule() {
    assert_eq!(breaches(&regions(false, EUROPE, false)), 0.0);
}

#[test]
fn a_failover_across_the_ocean_breaks_it() {
    let r = run(&with_outage(regions(false, EUROPE, false)), 180.0);
    let broken = fact(&r, USERS, Fact::ResidencyBreaches);
    // an outage of 60 s, less the detection and the time that addresses live
    assert!((50.0 * 45.0..50.0 * 70.0).contains(&broken), "{broken}");
    assert_eq!(fact(&r, 21, Fact::ResidencyBreaches), broken, "each at the database in Virginia");
    assert!(fact(&r, 11, Fact::ResidencyBreaches).is_nan());
}

#[test]
fn a_name_service_that_knows_the_rule_gives_errors_instead_or_a_region_that_is_allowed() {
    let alone = run(&with_outage(regions(false, EUROPE, true)), 180.0);
    assert_eq!(fact(&alone, USERS, Fact::ResidencyBreaches), 0.0);
    assert!(alone.failed_total() as f64 > 50.0 * 50.0, "{}", alone.failed_total());
    let both = run(&with_outage(regions(true, EUROPE, true)), 180.0);
    assert_eq!(fact(&both, USERS, Fact::ResidencyBreaches), 0.0);
    assert!((both.failed_total() as f64) < 50.0 * 15.0, "{}", both.failed_total());
    assert!(both.node(30).is_some_and(|n| n.answered > 1000));
}

#[test]
fn users_without_a_rule_break_none_and_no_bits_change() {
    let free = run(&with_outage(regions(false, 0.0, false)), 180.0);
    assert!(fact(&free, USERS, Fact::ResidencyBreaches).is_nan());
    let ruled = run(&with_outage(regions(false, EUROPE, false)), 180.0);
    assert_eq!((free.events, free.answered, free.latency), (ruled.events, ruled.answered, ruled.latency));
}

#[test]
fn a_cache_and_a_synchronous_copy_elsewhere_hold_data_too() {
    let mut d = regions(false, EUROPE, true);
    d.nodes.push(NodeSpec::new(40, KindId::cache).placed(US));
    d.links.push(LinkSpec::new(10, 40, 0.5));
    let r = run(&d, 60.0);
    assert!(fact(&r, 40, Fact::ResidencyBreaches) > 1000.0, "reads ask the cache first");
    let mut d = regions(false, EUROPE, true);
    d.nodes[3] = d.nodes[3].clone().with("replication", 2.0);
    d.nodes.push(NodeSpec::new(41, KindId::sql_follower).placed(US));
    d.links.push(LinkSpec::new(11, 41, 0.5));
    let r = run(&d, 60.0);
    let writes = fact(&r, 41, Fact::ResidencyBreaches);
    assert!((200.0..400.0).contains(&writes), "one in ten of 3,000 is a write: {writes}");
}

#[test]
fn the_count_begins_anew_with_the_measurements() {
    let (mut sim, _) = simcore::Sim::new(&with_outage(regions(false, EUROPE, false)), 42);
    sim.run_until(simcore::time::from_secs(100.0), u64::MAX);
    assert!(fact(&sim.report(), USERS, Fact::ResidencyBreaches) > 100.0);
    sim.run_until(simcore::time::from_secs(150.0), u64::MAX);
    sim.reset_measures();
    assert_eq!(fact(&sim.report(), USERS, Fact::ResidencyBreaches), 0.0);
}

/// Users in Europe who all write, a server and a database in Ireland, and behind the database or the
/// server what is to be looked at, in that region.
fn behind(kind: KindId, from: u32, place: u32, rule: f64) -> Design {
    let mut d = regions(false, rule, true);
    d.nodes[0] = d.nodes[0].clone().with("reads", 0.0);
    d.nodes.push(NodeSpec::new(40, kind).placed(place));
    d.links.push(LinkSpec::new(from, 40, 0.5));
    d
}

#[test]
fn a_copy_that_nobody_waits_for_is_a_copy_abroad_all_the_same() {
    // the database's own replication, which is asynchronous unless set
    let follower = |place, rule| run(&behind(KindId::sql_follower, 11, place, rule), 60.0);
    let abroad = follower(US, EUROPE);
    let (users, copy) =
        (fact(&abroad, USERS, Fact::ResidencyBreaches), fact(&abroad, 40, Fact::ResidencyBreaches));
    assert!((2900.0..3100.0).contains(&copy), "each of 3,000 writes: {copy}");
    assert_eq!(users, copy);
    assert_eq!(fact(&follower(FRANKFURT, EUROPE), USERS, Fact::ResidencyBreaches), 0.0);
    let free = follower(US, 0.0);
    assert!(fact(&free, 40, Fact::ResidencyBreaches).is_nan());
    assert_eq!((free.events, free.answered, free.latency), (abroad.events, abroad.answered, abroad.latency));
}

#[test]
fn change_data_capture_and_queues_carry_the_rule_along() {
    let change = |place| {
        let mut d = behind(KindId::cdc, 11, IRELAND, EUROPE);
        d.nodes.push(NodeSpec::new(41, KindId::nosql_kv).placed(place));
        d.links.push(LinkSpec::new(40, 41, 0.5));
        let r = run(&d, 60.0);
        (fact(&r, USERS, Fact::ResidencyBreaches), fact(&r, 41, Fact::ResidencyBreaches))
    };
    let (users, view) = change(US);
    assert!((2800.0..3100.0).contains(&view) && users == view, "{users} {view}");
    assert_eq!(change(FRANKFURT).0, 0.0);
    let message = |place| {
        let mut d = behind(KindId::queue, 10, IRELAND, EUROPE);
        d.nodes.push(
            NodeSpec::new(41, KindId::worker).with("concurrency", 64.0).with("job_ms", 1.0).placed(place),
        );
        d.nodes.push(NodeSpec::new(42, KindId::sql_leader).placed(place));
        d.links.extend([LinkSpec::new(40, 41, 0.5), LinkSpec::new(41, 42, 0.5)]);
        fact(&run(&d, 60.0), USERS, Fact::ResidencyBreaches)
    };
    assert!(message(US) > 2800.0, "{}", message(US));
    assert_eq!(message(IRELAND), 0.0);
}

#[test]
fn a_backup_abroad_is_a_breach_for_each_time_that_it_is_made() {
    let backup = |place, rule| {
        let mut d = regions(false, rule, true);
        d.nodes
            .push(NodeSpec::new(40, KindId::backup).with("every_h", 0.01).with("minutes", 0.1).placed(place));
        d.links.push(LinkSpec::new(40, 11, 0.5));
        fact(&run(&d, 180.0), USERS, Fact::ResidencyBreaches)
    };
    // every 36 s, each done after 6 s: at 42, 78, 114 and 150 s
    assert_eq!(backup(US, EUROPE), 4.0);
    assert_eq!(backup(IRELAND, EUROPE), 0.0);
    assert!(backup(US, 0.0).is_nan());
}
