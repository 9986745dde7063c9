//! Shards: how many keys move, what scattering costs, hot shards; and the stores that are neither
//! leader nor follower.

mod common;

use common::{CONSTANT, EXPONENTIAL};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, NodeReport, Report};
use simcore::time::from_secs;

const MODULO: f64 = 0.0;
const RANGE: f64 = 1.0;
const DIRECTORY: f64 = 2.0;
const CONSISTENT: f64 = 3.0;

fn fact(n: &NodeReport, what: Fact) -> f64 {
    n.gauges.facts.iter().find(|(f, _)| *f == what).map_or(f64::NAN, |(_, v)| *v)
}

fn users(rate: f64, reads: f64) -> NodeSpec {
    NodeSpec::new(1, KindId::client).with("rate", rate).with("reads", reads).with("timeout_ms", 600_000.0)
}

fn router(scheme: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::shard_router).with("scheme", scheme).with("latency_ms", 0.0)
}

/// A shard without limits whose queries take 10 ms.
fn shard(id: u32, spread: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::sql_leader)
        .with("slots", 1024.0)
        .with("read_ms", 10.0)
        .with("write_ms", 10.0)
        .with("spread", spread)
}

fn sharded(users: NodeSpec, router: NodeSpec, shards: impl Iterator<Item = u32>, spread: f64) -> Design {
    let mut nodes = vec![users, router];
    let mut links = vec![LinkSpec::new(1, 2, 0.0)];
    for id in shards {
        nodes.push(shard(id, spread));
        links.push(LinkSpec::new(2, id, 0.0));
    }
    Design { nodes, links, ..Design::default() }
}

fn run(d: &Design, seconds: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

/// Share of 120,000 keys that a change from `n` to `m` shards moves; ids from `first`.
fn moved(scheme: f64, n: u32, m: u32, first: u32) -> f64 {
    let keys = 120_000.0;
    let with = |n| sharded(users(1.0, 100.0), router(scheme).with("keys", keys), first..first + n, CONSTANT);
    let (mut sim, _) = Sim::new(&with(n), 1);
    sim.edit(&with(m));
    fact(&sim.report().nodes[1], Fact::MovedShare)
}

#[test]
fn modulo_moves_almost_everything_and_the_others_as_little_as_they_can() {
    for (n, m, modulo) in [(2, 3, 2.0 / 3.0), (3, 4, 0.75), (4, 5, 0.8), (4, 6, 2.0 / 3.0), (4, 8, 0.5)] {
        let least = f64::from(m - n) / f64::from(m);
        assert!((moved(MODULO, n, m, 10) - modulo).abs() < 1e-9, "modulo {n} to {m}");
        assert!((moved(DIRECTORY, n, m, 10) - least).abs() < 1e-4, "directory {n} to {m}");
        // 150 points a shard leave a standard error of about 0.02 to a single ring: eight of them
        let rings: Vec<f64> = (1..=8).map(|i| moved(CONSISTENT, n, m, 100 * i)).collect();
        let mean = rings.iter().sum::<f64>() / 8.0;
        assert!((mean - least).abs() < 0.03, "consistent hashing {n} to {m}: {rings:?} for {least}");
        assert!(rings.iter().all(|r| (r - least).abs() < 0.08), "{n} to {m}: {rings:?} for {least}");
        // and the other way round
        assert!((moved(MODULO, m, n, 10) - modulo).abs() < 1e-9, "modulo {m} to {n}");
        assert!((moved(DIRECTORY, m, n, 10) - least).abs() < 1e-4, "directory {m} to {n}");
    }
    // ranges: the border between shards i and i + 1 shifts; of 2 to 3, a half moves
    assert!((moved(RANGE, 2, 3, 10) - 0.5).abs() < 1e-4);
}

#[test]
fn keys_move_one_by_one_and_are_served_where_they_are() {
    let with = |n: u32| {
        let router = router(MODULO).with("keys", 12_000.0).with("move_rate", 1000.0);
        sharded(users(200.0, 90.0).with("keys", 12_000.0).with("zipf", 0.0), router, 10..10 + n, CONSTANT)
    };
    let (mut sim, _) = Sim::new(&with(2), 1);
    sim.run_until(from_secs(10.0), u64::MAX);
    sim.reset_measures();
    sim.edit(&with(3));
    // 8,000 keys at 1,000 a second
    sim.run_until(from_secs(14.0), u64::MAX);
    let half = sim.report();
    assert!((fact(&half.nodes[1], Fact::Backlog) - 4000.0).abs() < 20.0);
    assert_eq!(half.failed_total(), 0);
    sim.run_until(from_secs(20.0), u64::MAX);
    let done = sim.report();
    assert_eq!((fact(&done.nodes[1], Fact::Backlog), fact(&done.nodes[1], Fact::MovedKeys)), (0.0, 8000.0));
    // each move is a read at the old shard and a write at the new one
    let extra: u64 = done.nodes[2..].iter().map(|n| n.arrived).sum::<u64>() - done.nodes[1].arrived;
    assert_eq!(extra, 16_000);
    sim.reset_measures();
    sim.run_until(from_secs(100.0), u64::MAX);
    let after = fact(&sim.report().nodes[1], Fact::Imbalance);
    // three shards of 5,333 requests each: the largest is within 4 standard errors of the mean
    assert!(after < 1.05, "{after}");
}

#[test]
fn a_scattered_read_waits_for_the_slowest_shard() {
    // the maximum of n exponentials of 10 ms: mean 10 H(n), quantile q: -10 ln(1 - q^(1/n))
    for n in [1u32, 2, 5, 10] {
        let router = router(MODULO).with("scatter", 100.0);
        let r = run(&sharded(users(100.0, 100.0), router, 10..10 + n, EXPONENTIAL), 1000.0);
        let harmonic: f64 = (1..=n).map(|k| 1.0 / f64::from(k)).sum();
        let p99 = -10.0 * (1.0 - 0.99f64.powf(1.0 / f64::from(n))).ln();
        // 100,000 requests: standard error of the mean below 0.04 ms, of p99 below 0.4 ms
        assert!((r.latency.mean - 10.0 * harmonic).abs() < 0.2, "{n}: mean {}", r.latency.mean);
        assert!((r.latency.p99 - p99).abs() < 0.03 * p99, "{n}: p99 {} for {p99}", r.latency.p99);
        let scattered = fact(&r.nodes[1], Fact::Scattered);
        assert_eq!(scattered, if n > 1 { r.generated as f64 } else { 0.0 });
    }
}

#[test]
fn one_dead_shard_fails_its_share_and_every_scattered_read() {
    let failed = |scatter: f64| {
        let router = router(MODULO).with("scatter", scatter);
        let mut d = sharded(users(100.0, 100.0).with("zipf", 0.0), router, 10..14, CONSTANT);
        d.faults.push(Fault::new(11, FaultKind::Crash, None, 0.0, None));
        let r = run(&d, 100.0);
        r.failed_total() as f64 / r.generated as f64
    };
    // 10,000 requests: 4 standard errors of a quarter are 0.018
    assert!((failed(0.0) - 0.25).abs() < 0.018);
    assert!((failed(20.0) - 0.4).abs() < 0.02);
    // the last one or two are still under way
    assert!(failed(100.0) > 0.999);
}

#[test]
fn popular_keys_make_hot_shards_until_they_are_copied() {
    let imbalance = |scheme: f64, celebrity: f64| {
        let router = router(scheme).with("celebrity", celebrity).with("celebrities", 100.0);
        fact(&run(&sharded(users(500.0, 100.0), router, 10..14, CONSTANT), 100.0).nodes[1], Fact::Imbalance)
    };
    // Zipf 1.0 over 10,000 keys (H = 9.7876): the first quarter has H(2500) / H = 0.8584 of all
    let range = imbalance(RANGE, 0.0);
    assert!((range - 4.0 * 0.8584).abs() < 0.03, "{range}");
    // by remainder, the shard of keys 0, 4, 8 ... has ranks 1, 5, 9 ...
    let share: f64 = (0..2500).map(|i| 1.0 / f64::from(4 * i + 1)).sum::<f64>() / 9.787_606;
    let modulo = imbalance(MODULO, 0.0);
    assert!((modulo - 4.0 * share).abs() < 0.03, "{modulo} for {}", 4.0 * share);
    // with the 100 hottest everywhere, H(100) / H = 0.5300 of the reads are even
    let spread = imbalance(RANGE, 1.0);
    assert!((spread - (0.53 + 4.0 * (0.8584 - 0.53))).abs() < 0.03, "{spread}");
}

fn store(spec: NodeSpec, users: NodeSpec) -> Design {
    Design { links: vec![LinkSpec::new(1, spec.id, 0.0)], nodes: vec![users, spec], ..Design::default() }
}

#[test]
fn an_object_takes_its_transfer_and_no_queue() {
    let objects = |rate: f64| {
        let spec = NodeSpec::new(2, KindId::object_store)
            .with("spread", CONSTANT)
            .with("object_kb", 5000.0)
            .with("bandwidth", 50.0);
        run(&store(spec, users(rate, 90.0)), 20.0).latency
    };
    // 30 ms and 5 MB at 50 MB/s, whatever the load; histogram bins are within 1 %
    for rate in [1.0, 5000.0] {
        let l = objects(rate);
        assert!((l.p50 - 130.0).abs() < 1.5 && (l.p99 - 130.0).abs() < 1.5, "{l:?}");
    }
}

#[test]
fn what_is_written_is_found_after_the_next_refresh() {
    // one write and one query d ms later, at a beat that drifts through the refreshes of 1 s: the
    // query is too early with probability 1 - d / 1000
    for (d, want) in [(100.0, 0.9), (500.0, 0.5), (900.0, 0.1)] {
        let beat = |id, reads: f64| {
            NodeSpec::new(id, KindId::client)
                .with("rate", 0.437_1)
                .with("spacing", 1.0)
                .with("keys", 1.0)
                .with("reads", reads)
        };
        let index = NodeSpec::new(3, KindId::search_index)
            .with("query_ms", 0.001)
            .with("write_ms", 0.001)
            .with("spread", CONSTANT);
        let d = Design {
            nodes: vec![beat(1, 0.0), beat(2, 100.0), index],
            links: vec![LinkSpec::new(1, 3, 0.0), LinkSpec::new(2, 3, d)],
            ..Design::default()
        };
        let got = fact(&run(&d, 2000.0).nodes[2], Fact::StaleShare);
        assert!((got - want).abs() < 0.02, "{got} for {want}");
    }
}

#[test]
fn sessions_die_with_their_only_copy() {
    let lost = |replicas: f64, ttl_min: f64| {
        let spec =
            NodeSpec::new(2, KindId::session_store).with("replicas", replicas).with("ttl_min", ttl_min);
        let mut d = store(spec, users(100.0, 90.0).with("users", 500.0));
        d.faults.push(Fault::new(2, FaultKind::Crash, None, 60.0, Some(65.0)));
        fact(&run(&d, 100.0).nodes[1], Fact::LostSessions)
    };
    // 6,000 requests of 500 users: all but e^-12 of them have been here
    assert_eq!(lost(0.0, 30.0), 500.0);
    assert_eq!(lost(1.0, 30.0), 0.0);
    // of a session of 6 s, the users of the last 600 requests have one: 1 - e^-1.2 = 0.699
    let few = lost(0.0, 0.1);
    assert!((few - 349.4).abs() < 41.0, "{few}, 4 standard errors are 41");
}

#[test]
fn a_session_costs_a_lookup_each_time() {
    for (kind, want) in [(0.0, 1.5), (1.0, 5.0), (2.0, 50.0)] {
        let d = Design {
            nodes: vec![
                users(50.0, 90.0),
                NodeSpec::new(2, KindId::web_server).with("service_ms", 10.0).with("spread", CONSTANT),
                NodeSpec::new(3, KindId::session_store).with("kind", kind),
            ],
            links: vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(2, 3, 0.0)],
            ..Design::default()
        };
        let p50 = run(&d, 60.0).latency.p50;
        assert!((p50 - 10.0 - want).abs() < 0.02 * (10.0 + want), "{p50}");
    }
}
