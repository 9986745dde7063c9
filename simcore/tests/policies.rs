//! The finer choices of a balancer's policies, each told from its neighbour.

mod common;

use common::{CONSTANT, arrived, assert_near, design, failed, fault, hits, server, users};
use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Reason, Report};
use simcore::time::from_secs;

const ROUND_ROBIN: f64 = 1.0;
const LEAST_CONNECTIONS: f64 = 3.0;
const LEAST_LOADED: f64 = 4.0;
const STICKY: f64 = 5.0;
const IP_HASH: f64 = 6.0;
const RING: f64 = 7.0;

fn balancer(algorithm: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::load_balancer)
        .with("algorithm", algorithm)
        .with("overhead_ms", 0.0)
        .with("interval_s", 1.0)
        .with("unhealthy_after", 1.0)
        .with("healthy_after", 1.0)
}

fn farm(people: NodeSpec, lb: NodeSpec, servers: Vec<NodeSpec>) -> Design {
    let mut links = vec![(1, 2)];
    links.extend(servers.iter().map(|s| (2, s.id)));
    let mut nodes = vec![people, lb];
    nodes.extend(servers);
    design(nodes, &links)
}

fn fast(id: u32) -> NodeSpec {
    server(id, 1024, 1.0, CONSTANT, 1.0)
}

fn share(r: &Report, id: u32, of: &[u32]) -> f64 {
    arrived(r, id) / of.iter().map(|&n| arrived(r, n)).sum::<f64>()
}

#[test]
fn a_turn_that_begins_anew_favours_the_first() {
    // the third of three servers is gone every other two seconds; 5.5 requests in between
    let first = |turn_after: f64| {
        let people = users(2.75).with("spacing", 1.0);
        let mut d = farm(
            people,
            balancer(ROUND_ROBIN).with("turn_after", turn_after),
            vec![fast(3), fast(4), fast(5)],
        );
        let gone = |i: u32| fault(5, FaultKind::Crash, 0.0, f64::from(4 * i), f64::from(4 * i + 2));
        d.faults = (0..250).map(gone).collect();
        let r = common::run(&d, 1000.0);
        share(&r, 3, &[3, 4])
    };
    let (goes_on, counter, reset) = (first(0.0), first(2.0), first(3.0));
    assert!((goes_on - 0.5).abs() < 0.02, "{goes_on}");
    assert!(reset > goes_on + 0.03, "{reset}: every change begins with the first");
    assert!((counter - reset).abs() > 0.01 || (counter - goes_on).abs() > 0.01, "{counter}");
}

#[test]
fn load_is_what_is_measured() {
    // a server of 100 slots and one of 10, two of the same speed
    let run = |metric: f64, servers: [NodeSpec; 2]| {
        let lb = balancer(LEAST_LOADED).with("metric", metric);
        common::stretch(&farm(users(300.0), lb, servers.to_vec()), 5, 20.0, 420.0)
    };
    let sizes = || [server(3, 100, 50.0, CONSTANT, 1.0), server(4, 10, 50.0, CONSTANT, 1.0)];
    let requests = share(&run(0.0, sizes()), 3, &[3, 4]);
    assert!((requests - 0.5).abs() < 0.02, "as many inside each: {requests}");
    // the share of busy slots is even when the large one has ten times as many
    let cpu = share(&run(1.0, sizes()), 3, &[3, 4]);
    assert!(cpu > 0.6, "{cpu}");
    // one takes 100 ms and one 200: as many inside each is a share of 2/3; by latency the fast one wins
    let speeds = || [server(3, 1000, 100.0, CONSTANT, 1.0), server(4, 1000, 200.0, CONSTANT, 1.0)];
    let requests = share(&run(0.0, speeds()), 3, &[3, 4]);
    assert!((requests - 2.0 / 3.0).abs() < 0.03, "{requests}");
    let latency = share(&run(2.0, speeds()), 3, &[3, 4]);
    assert!(latency > 0.98, "{latency}");
}

#[test]
fn a_newcomer_that_counts_as_idle_draws_everything() {
    let newcomer = |unknown: f64| {
        let lb = balancer(LEAST_LOADED).with("report_s", 30.0).with("unknown", unknown);
        let slow = |id| server(id, 1024, 200.0, CONSTANT, 1.0);
        let before = farm(users(100.0), lb.clone(), vec![slow(3), slow(4)]);
        let after = farm(users(100.0), lb, vec![slow(3), slow(4), slow(5)]);
        let (mut sim, _) = Sim::new(&before, 42);
        sim.run_until(from_secs(45.0), u64::MAX);
        sim.edit(&after);
        sim.reset_measures();
        sim.run_until(from_secs(55.0), u64::MAX);
        share(&sim.report(), 5, &[3, 4, 5])
    };
    assert_eq!(newcomer(0.0), 1.0);
    assert_eq!(newcomer(1.0), 0.0);
}

#[test]
fn a_user_of_a_dead_server_moves_or_fails() {
    let run = |on_dead: f64| {
        let people = users(400.0).with("users", 2000.0);
        let lb = balancer(STICKY).with("on_dead", on_dead).with("base", 1.0);
        let mut d = farm(people, lb, vec![fast(3), fast(4), fast(5), fast(6)]);
        d.faults = vec![fault(4, FaultKind::Crash, 0.0, 50.0, 100.0)];
        let r = common::stretch(&d, 42, 51.1, 100.0);
        failed(&r, 2, Reason::NoHealthyServer) / r.generated as f64
    };
    assert_eq!(run(0.0), 0.0);
    // a quarter of those who have been here before: all of 2,000 users but e^-10
    assert!((run(1.0) - 0.25).abs() < 0.04, "{}: 2,000 users placed at random", run(1.0));
}

/// Share of the requests after the loss of one of four servers that went elsewhere than before, counted
/// by the users who moved.
fn moved(hashing: f64) -> f64 {
    let people = users(2000.0).with("users", 2000.0);
    let mut d =
        farm(people, balancer(IP_HASH).with("hashing", hashing), vec![fast(3), fast(4), fast(5), fast(6)]);
    d.faults = vec![fault(4, FaultKind::Crash, 0.0, 50.0, 100.0)];
    let (mut sim, _) = Sim::new(&d, 42);
    sim.run_until(from_secs(50.0), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(71.0), u64::MAX);
    let r = sim.report();
    let same = r.node(2).and_then(|n| n.gauges.affinity).unwrap_or(0.0);
    // each of the 2,000 users comes 20 times, and moves once or not at all
    (1.0 - same) * r.generated as f64 / 2000.0
}

#[test]
fn a_remainder_moves_most_users_and_a_second_hash_only_those_of_the_dead() {
    let (remainder, again) = (moved(0.0), moved(1.0));
    // the remainder by 4 and by 3 leads to the same place for one user in four
    // 2,000 users: 4 standard errors are 0.04
    assert!((remainder - 0.75).abs() < 0.04 && (again - 0.25).abs() < 0.04, "{remainder}, {again}");
}

#[test]
fn users_behind_one_address_share_a_server() {
    let used = |each: f64| {
        let people = users(500.0).with("users", 1000.0);
        let lb = balancer(IP_HASH).with("users_per_address", each);
        let d = farm(people, lb, (3..11).map(fast).collect());
        let r = common::run(&d, 20.0);
        let most = (3..11).map(|id| arrived(&r, id)).fold(0.0, f64::max) / r.generated as f64;
        ((3..11).filter(|&id| arrived(&r, id) > 0.0).count(), most)
    };
    let (all, even) = used(1.0);
    assert!(all == 8 && even < 0.2, "{all}, {even}");
    let (few, most) = used(500.0);
    assert!(few <= 2 && most > 0.45, "two offices: {few}, {most}");
}

#[test]
fn a_ring_of_keys_lets_every_server_cache_its_own_part() {
    // four servers with a cache for 300 of 1,000 equally wanted keys each
    let ratio = |ring_key: f64| {
        let people = users(1000.0).with("reads", 100.0).with("keys", 1000.0).with("zipf", 0.0);
        let mut d = farm(people, balancer(RING).with("ring_key", ring_key), (3..7).map(fast).collect());
        for id in 3..7 {
            d.nodes.push(NodeSpec::new(id + 10, KindId::cache).with("capacity", 300.0).with("ttl_s", 0.0));
            d.links.push(LinkSpec::new(id, id + 10, 0.0));
            d.links.push(LinkSpec::new(id, 20, 0.0));
        }
        d.nodes.push(common::database(20, KindId::sql_leader, 1024, 1.0));
        let r = common::stretch(&d, 4, 30.0, 130.0);
        (13..17).map(|id| hits(&r, id)).sum::<f64>() / 4.0
    };
    let (user, key) = (ratio(0.0), ratio(1.0));
    assert!((user - 0.3).abs() < 0.01, "each sees all keys and holds 300 of 1,000: {user}");
    assert!(key > 0.9, "each sees about 250 keys and holds 300: {key}");
}

#[test]
fn least_connections_can_heed_weights() {
    let run = |weighted: f64| {
        let slow = |id| server(id, 1024, 200.0, CONSTANT, 1.0);
        let lb = balancer(LEAST_CONNECTIONS).with("weighted", weighted);
        let mut d = farm(users(400.0), lb, vec![slow(3), slow(4)]);
        d.links[1].params = vec![0.0, 3.0];
        share(&common::stretch(&d, 3, 20.0, 220.0), 3, &[3, 4])
    };
    assert_near("all alike", run(0.0), 0.5, 0.01);
    assert_near("three to one", run(1.0), 0.75, 0.01);
}
