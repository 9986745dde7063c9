//! What stands between the users and the system: edges that keep content, names with a time to live,
//! and caches with other rules than the usual.

mod common;

use common::{CONSTANT, assert_within, batches};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, NodeReport, Reason, Report};
use simcore::theory::{che_hit_ratio, zipf};
use simcore::time::from_secs;

fn fact(n: &NodeReport, what: Fact) -> f64 {
    n.gauges.facts.iter().find(|(f, _)| *f == what).map_or(f64::NAN, |(_, v)| *v)
}

/// Users who only read, and only static content.
fn users(rate: f64) -> NodeSpec {
    common::users(rate).with("reads", 100.0).with("statics", 100.0)
}

/// An origin without limits that takes exactly so long.
fn origin(id: u32, ms: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::object_store)
        .with("latency_ms", ms)
        .with("spread", CONSTANT)
        .with("object_kb", 0.1)
        .with("bandwidth", 10_000.0)
}

fn cdn(edges: f64) -> NodeSpec {
    NodeSpec::new(2, KindId::cdn).with("edges", edges).with("edge_ms", 0.0)
}

/// Users, a node in front, and what is behind it.
fn chain(users: NodeSpec, front: NodeSpec, behind: Vec<NodeSpec>, faults: Vec<Fault>) -> Design {
    let mut links = vec![LinkSpec::new(1, 2, 0.0)];
    links.extend(behind.iter().map(|n| LinkSpec::new(2, n.id, 0.0)));
    let mut nodes = vec![users, front];
    nodes.extend(behind);
    Design { nodes, links, faults, ..Design::default() }
}

fn run(d: &Design, seconds: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

/// Reports of the stretches between these instants.
fn stretches(d: &Design, at: &[f64]) -> Vec<Report> {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    let mut out = Vec::new();
    for &t in at {
        sim.reset_measures();
        sim.run_until(from_secs(t), u64::MAX);
        out.push(sim.report());
    }
    out
}

#[test]
fn every_edge_fetches_for_itself() {
    // one object, 100 req/s over n edges, kept for 1 s: each edge is asked at 100 / n a second
    for n in [1u32, 5, 20, 100] {
        let front = cdn(f64::from(n)).with("ttl_s", 1.0);
        let d = chain(users(100.0).with("keys", 1.0), front, vec![origin(3, 0.1)], vec![]);
        let each = 100.0 / f64::from(n);
        let runs = batches(&d, 4, 20.0, 500.0, 20);
        let hits: Vec<f64> = runs.iter().map(|r| fact(&r.nodes[1], Fact::EdgeHits)).collect();
        assert_within(&format!("{n} edges"), &hits, each / (1.0 + each), 0.003, 0.02);
    }
}

#[test]
fn what_fits_into_an_edge_decides_its_hits() {
    // ten edges with room for 500 of 10,000 objects, Zipf 0.8, nothing expires: each is an LRU cache
    let front = cdn(10.0).with("capacity", 500.0).with("ttl_s", 31_536_000.0);
    let d = chain(users(10_000.0).with("zipf", 0.8), front, vec![origin(3, 0.1)], vec![]);
    let runs = batches(&d, 5, 40.0, 10.0, 20);
    let hits: Vec<f64> = runs.iter().map(|r| fact(&r.nodes[1], Fact::EdgeHits)).collect();
    assert_within("room for 500", &hits, che_hit_ratio(&zipf(10_000, 0.8), 500.0), 0.003, 0.02);
}

#[test]
fn a_shield_fetches_once_for_all_edges() {
    let fetches = |shield: f64| {
        let front = cdn(20.0).with("ttl_s", 10.0).with("shield", shield);
        let d = chain(users(100.0).with("keys", 1.0), front, vec![origin(3, 1.0)], vec![]);
        fact(&run(&d, 1000.0).nodes[1], Fact::OriginFetches)
    };
    // 20 edges at 5 req/s each: one fetch per 10.2 s and edge; with a shield at most one per 10 s in all
    assert!((fetches(0.0) - 20.0 * 1000.0 / 10.2).abs() < 40.0, "{}", fetches(0.0));
    assert!((90.0..=101.0).contains(&fetches(1.0)), "{}", fetches(1.0));
}

#[test]
fn collapsed_misses_are_one_fetch() {
    let run_with = |collapse: f64| {
        let front = cdn(1.0).with("collapse", collapse).with("edge_ms", 20.0);
        run(&chain(users(100.0).with("keys", 1.0), front, vec![origin(3, 1000.0)], vec![]), 60.0)
    };
    let (alone, together) = (run_with(0.0), run_with(1.0));
    // those who come while the first fetch is under way: Poisson with mean 100
    let n = fact(&alone.nodes[1], Fact::OriginFetches);
    assert!((n - 101.0).abs() < 41.0, "{n}");
    assert_eq!(fact(&together.nodes[1], Fact::OriginFetches), 1.0);
    assert_eq!(together.failed_total(), 0);
    assert!((together.latency.p50 - 20.0).abs() < 0.3, "hits take the edge's 20 ms");
}

#[test]
fn only_static_content_is_kept_unless_reads_are_too() {
    let split = |cache_reads: f64| {
        let web = NodeSpec::new(4, KindId::web_server).with("service_ms", 1.0);
        let front = cdn(1.0).with("cache_reads", cache_reads);
        let people = common::users(100.0).with("reads", 80.0).with("statics", 50.0).with("keys", 10.0);
        let r = run(&chain(people, front, vec![origin(3, 1.0), web], vec![]), 200.0);
        (r.nodes[2].arrived, r.nodes[3].arrived as f64 / r.generated as f64)
    };
    // 20 % write and 40 % read: these go to the service, the rest costs ten fetches
    let (store, web) = split(0.0);
    assert!(store == 10 && (web - 0.6).abs() < 0.015, "{store}, {web}");
    let (store, web) = split(1.0);
    assert!(store <= 20 && (web - 0.2).abs() < 0.012, "{store}, {web}");
}

#[test]
fn pushed_content_is_there_and_bypassed_content_is_not() {
    let push = chain(users(100.0), cdn(10.0).with("mode", 1.0), vec![origin(3, 1.0)], vec![]);
    let r = run(&push, 60.0);
    assert_eq!((fact(&r.nodes[1], Fact::EdgeHits), fact(&r.nodes[1], Fact::OriginFetches)), (1.0, 0.0));
    let one_key = || users(100.0).with("keys", 1.0);
    let fault = |what, until| vec![Fault::new(2, what, None, 100.0, until)];
    let bypass = fault(FaultKind::CacheBypass, Some(200.0));
    let parts = stretches(&chain(one_key(), cdn(5.0), vec![origin(3, 1.0)], bypass), &[100.0, 200.0, 300.0]);
    let fetched = |r: &Report| fact(&r.nodes[1], Fact::OriginFetches) / r.generated as f64;
    assert!(fetched(&parts[0]) < 0.01 && fetched(&parts[1]) > 0.99 && fetched(&parts[2]) < 0.01);
    let flush = fault(FaultKind::CacheFlush, None);
    let parts = stretches(&chain(one_key(), cdn(5.0), vec![origin(3, 1.0)], flush), &[99.0, 110.0]);
    assert_eq!(fact(&parts[1].nodes[1], Fact::OriginFetches), 5.0, "each edge fetches once more");
}

#[test]
fn old_content_is_better_than_none_when_the_origin_is_down() {
    let failed = |stale: f64| {
        let front = cdn(3.0).with("ttl_s", 10.0).with("stale_if_error", stale);
        let down = vec![Fault::new(3, FaultKind::Crash, None, 100.0, None)];
        let d = chain(users(100.0).with("keys", 20.0), front, vec![origin(3, 1.0)], down);
        let parts = stretches(&d, &[111.0, 200.0]);
        (
            parts[1].failed_total() as f64 / parts[1].generated as f64,
            fact(&parts[1].nodes[1], Fact::StaleReads),
        )
    };
    assert_eq!(failed(0.0), (1.0, 0.0));
    let (share, stale) = failed(1.0);
    assert!(share == 0.0 && stale > 8000.0, "{share}, {stale}");
}

fn web(id: u32) -> NodeSpec {
    NodeSpec::new(id, KindId::web_server)
        .with("service_ms", 1.0)
        .with("slots", 1000.0)
        .with("spread", CONSTANT)
}

#[test]
fn a_name_is_looked_up_once_in_its_lifetime() {
    // each of 1,000 users comes 0.1 times a second and keeps the address for 60 s: of 7 requests 1
    let front = NodeSpec::new(2, KindId::dns);
    let d = chain(common::users(100.0).with("users", 1000.0), front, vec![web(3)], vec![]);
    let parts = stretches(&d, &[600.0, 6600.0]);
    let knew = parts[1].nodes[1].gauges.hit_ratio.unwrap_or(0.0);
    assert!((knew - 6.0 / 7.0).abs() < 0.003, "{knew}");
    let l = parts[1].latency;
    assert!((l.p50 - 1.0).abs() < 0.1 && (l.p95 - 31.0).abs() < 0.5, "{l:?}");
}

#[test]
fn without_names_only_those_who_know_the_address_get_through() {
    let front = NodeSpec::new(2, KindId::dns);
    let out = vec![Fault::new(2, FaultKind::DnsOutage, None, 300.0, Some(400.0))];
    let d = chain(common::users(100.0).with("users", 1000.0), front, vec![web(3)], out);
    let parts = stretches(&d, &[300.0, 310.0, 361.0, 399.0, 401.0, 500.0]);
    let failed = |r: &Report| r.failed[Reason::Unreachable as usize] as f64 / r.generated as f64;
    // records expire evenly: 6/7 of the users have one, of which 1/12 run out in the first 5 s
    assert!((failed(&parts[1]) - (1.0 / 7.0 + 6.0 / 7.0 / 12.0)).abs() < 0.05, "{}", failed(&parts[1]));
    assert!(failed(&parts[3]) > 0.999, "after one TTL nobody gets through");
    assert_eq!(parts[5].failed_total(), 0);
}

fn regions(policy: f64, ttl_s: f64, weights: [f64; 4], delays: [f64; 4], faults: Vec<Fault>) -> Design {
    let front = NodeSpec::new(2, KindId::geo_dns)
        .with("policy", policy)
        .with("ttl_s", ttl_s)
        .with("interval_s", 5.0)
        .with("unhealthy_after", 2.0);
    let mut d = chain(common::users(500.0).with("users", 20_000.0), front, (3..7).map(web).collect(), faults);
    for (link, (w, ms)) in d.links[1..].iter_mut().zip(weights.into_iter().zip(delays)) {
        link.params = vec![ms, w];
    }
    d
}

fn shares(r: &Report) -> [f64; 4] {
    let all: u64 = r.nodes[2..6].iter().map(|n| n.arrived).sum();
    [0, 1, 2, 3].map(|i| r.nodes[2 + i].arrived as f64 / all as f64)
}

#[test]
fn weights_split_the_users_and_the_rest_share_a_lost_region() {
    let dead = vec![Fault::new(3, FaultKind::Crash, None, 300.0, None)];
    let d = regions(1.0, 60.0, [40.0, 30.0, 20.0, 10.0], [0.0; 4], dead);
    let parts = stretches(&d, &[300.0, 305.0, 400.0, 700.0]);
    // 20,000 users choose: 4 standard errors of 0.4 are 0.014
    for (got, want) in shares(&parts[0]).into_iter().zip([0.4, 0.3, 0.2, 0.1]) {
        assert!((got - want).abs() < 0.014, "{got} for {want}");
    }
    for (got, want) in shares(&parts[3]).into_iter().zip([0.0, 0.5, 1.0 / 3.0, 1.0 / 6.0]) {
        assert!((got - want).abs() < 0.014, "{got} for {want}: each carries 1 / (1 - 0.4) times its share");
    }
    let failed = |r: &Report| r.failed_total() as f64 / r.generated as f64;
    assert!((failed(&parts[1]) - 0.4).abs() < 0.03, "at first all of the 40 % fail: {}", failed(&parts[1]));
    assert_eq!(parts[3].failed_total(), 0, "two probes and one TTL later nobody does");
}

#[test]
fn a_short_lifetime_ends_the_errors_sooner() {
    let failed = |ttl_s: f64| {
        let dead = vec![Fault::new(3, FaultKind::Crash, None, 300.0, None)];
        let d = regions(2.0, ttl_s, [1.0; 4], [0.0; 4], dead);
        let parts = stretches(&d, &[300.0, 600.0]);
        assert!(
            shares(&parts[0])[0] == 1.0 && shares(&parts[1])[2] == 0.0,
            "first, then second, never third"
        );
        parts[1].failed_total() as f64 / 500.0
    };
    // all users fail until 5-10 s of detection have passed; a user comes every 40 s on average, so
    // with a TTL of 100 s a share of 100 / 140 holds a record that lasts 50 s longer on average;
    // with no TTL only detection counts
    assert!((4.5..=10.5).contains(&failed(0.0)), "{}", failed(0.0));
    let long = failed(100.0);
    assert!((35.0..=60.0).contains(&long), "{long} s of all the traffic");
}

#[test]
fn the_nearest_region_is_chosen_until_it_is_gone() {
    let dead = vec![Fault::new(4, FaultKind::Crash, None, 300.0, Some(600.0))];
    let d = regions(0.0, 30.0, [1.0; 4], [80.0, 10.0, 40.0, 120.0], dead);
    let parts = stretches(&d, &[300.0, 400.0, 600.0, 700.0, 900.0]);
    let p50 = |i: usize| parts[i].latency.p50;
    assert!(shares(&parts[0])[1] == 1.0 && (p50(0) - 51.0).abs() < 0.6, "30 + 20 + 1 ms: {}", p50(0));
    assert!(shares(&parts[2])[2] == 1.0, "then the second nearest");
    assert!(shares(&parts[4])[1] == 1.0, "and back again");
}

/// Hit ratios of a cache in front of a fast store.
fn cache_hits(eviction: f64, seed: u64) -> Vec<f64> {
    let front = NodeSpec::new(2, KindId::cache)
        .with("capacity", 1000.0)
        .with("ttl_s", 0.0)
        .with("latency_ms", 0.0)
        .with("eviction", eviction);
    let people = common::users(10_000.0).with("reads", 100.0).with("zipf", 1.0).with("keys", 10_000.0);
    let store =
        NodeSpec::new(3, KindId::sql_leader).with("slots", 1024.0).with("read_ms", 0.001).with("spread", 0.0);
    let runs = batches(&chain(people, front, vec![store], vec![]), seed, 100.0, 10.0, 20);
    runs.iter().map(|r| r.nodes[1].gauges.hit_ratio.unwrap_or(0.0)).collect()
}

#[test]
fn each_rule_of_eviction_has_its_hit_ratio() {
    // N = 10,000, C = 1,000, Zipf 1.0: an independent simulation, itself within 0.0008 of theory
    for (name, eviction, want) in [("LRU", 0.0, 0.6757), ("FIFO", 2.0, 0.6310), ("random", 3.0, 0.6306)] {
        assert_within(name, &cache_hits(eviction, 11), want, 0.0015 / want, 0.01);
    }
    // the best that is possible is 0.7648; a real LFU has to find the popular ones first
    let lfu = cache_hits(1.0, 11);
    let mean = lfu.iter().sum::<f64>() / 20.0;
    assert!((0.7448..=0.7658).contains(&mean), "LFU {mean}");
}

fn stampede(lock: f64, jitter: f64) -> Report {
    let front = NodeSpec::new(2, KindId::cache)
        .with("ttl_s", 1.0)
        .with("latency_ms", 0.0)
        .with("jitter", jitter)
        .with("stampede", lock);
    run(
        &chain(
            common::users(100.0).with("reads", 100.0).with("keys", 1.0),
            front,
            vec![origin(3, 100.0)],
            vec![],
        ),
        2000.0,
    )
}

#[test]
fn a_lock_makes_one_fetch_of_a_stampede() {
    // 100 req/s, a fetch takes 0.1 s: 1 + 10 fetches each time the entry expires, or one with a lock
    let (rate, d, ttl) = (100.0f64, 0.1f64, 1.0f64);
    let free = stampede(0.0, 0.0).nodes[2].arrived as f64;
    // the last of the eleven renews the entry
    let last = d - (1.0 - (-rate * d).exp()) / rate;
    let cycles = 2000.0 / (ttl + d + last + 1.0 / rate);
    let each = free / cycles;
    assert!((each - (1.0 + rate * d)).abs() < 0.35, "{each} fetches, 4 standard errors are 0.3");
    let locked = stampede(1.0, 0.0);
    let each = locked.nodes[2].arrived as f64 / (2000.0 / (ttl + d + 1.0 / rate));
    assert!((each - 1.0).abs() < 0.01, "{each} fetches");
    assert_eq!(locked.failed_total(), 0);
    // whoever waits for the lock waits for the rest of the fetch: 0.1 of 1.1 s, so p95 is below 100 ms
    assert!((40.0..100.0).contains(&locked.latency.p95), "{}", locked.latency.p95);
}

#[test]
fn jitter_keeps_the_mean_lifetime_and_breaks_up_expiry_in_step() {
    let mean = stampede(1.0, 50.0).nodes[2].arrived as f64 / (2000.0 / 1.11);
    assert!((mean - 1.0).abs() < 0.04, "{mean}");
    // 1,000 keys filled in one burst expire together: the busiest second of the store is far
    // quieter when each lives between 5 and 15 s instead of exactly 10
    let busiest = |jitter: f64| {
        let front = NodeSpec::new(2, KindId::cache).with("ttl_s", 10.0).with("jitter", jitter);
        let people = common::users(5000.0).with("reads", 100.0).with("keys", 1000.0).with("zipf", 0.0);
        let d = chain(people, front, vec![origin(3, 1.0)], vec![]);
        let seconds: Vec<f64> = (5..40).map(f64::from).collect();
        stretches(&d, &seconds)[1..].iter().map(|r| r.nodes[2].arrived).max().unwrap_or(0)
    };
    let (step, spread) = (busiest(0.0), busiest(50.0));
    assert!(step > 900 && spread < 300, "{step} and {spread}");
}

#[test]
fn a_flush_or_less_memory_shows_in_the_hits() {
    let hits = |what, strength| {
        let front = NodeSpec::new(2, KindId::cache).with("ttl_s", 0.0).with("capacity", 1000.0);
        let people = common::users(2000.0).with("reads", 100.0);
        let faults = vec![Fault::new(2, what, strength, 100.0, Some(150.0))];
        let d = chain(people, front, vec![origin(3, 1.0)], faults);
        let at = |r: &Report| r.nodes[1].gauges.hit_ratio.unwrap_or(0.0);
        stretches(&d, &[50.0, 100.0, 100.2, 110.0, 150.0, 200.0, 250.0]).iter().map(at).collect::<Vec<f64>>()
    };
    let flush = hits(FaultKind::CacheFlush, None);
    assert!(flush[1] > 0.66 && flush[2] < 0.5 && flush[4] > 0.66, "{flush:?}");
    // half of the room: Che says 0.5867 instead of 0.6756
    let loss = hits(FaultKind::CacheLoss, Some(50.0));
    assert!((loss[1] - 0.6756).abs() < 0.01 && (loss[4] - 0.5867).abs() < 0.01, "{loss:?}");
    assert!((loss[6] - 0.6756).abs() < 0.01, "{loss:?}");
}
