//! The cache against Che's approximation and the exact law of expiry: hit ratios emerge from keys,
//! capacity and age.

mod common;

use common::{arrived, assert_within, batches, design, fact, fault, run, users};
use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::Fact;
use simcore::theory::{che_hit_ratio, zipf};
use simcore::time::from_secs;

fn hit_ratio(keys: u32, exponent: f64, capacity: u32, ttl_s: f64, rate: f64, seed: u64) -> Vec<f64> {
    let d = Design {
        nodes: vec![
            users(rate).with("keys", f64::from(keys)).with("zipf", exponent).with("reads", 100.0),
            NodeSpec::new(2, KindId::cache)
                .with("capacity", f64::from(capacity))
                .with("ttl_s", ttl_s)
                .with("latency_ms", 0.0),
            NodeSpec::new(3, KindId::sql_leader)
                .with("slots", 1024.0)
                .with("read_ms", 0.001)
                .with("spread", 0.0),
        ],
        links: vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(2, 3, 0.0)],
        ..Design::default()
    };
    let runs = batches(&d, seed, 400_000.0 / rate, 100_000.0 / rate, 20);
    runs.iter().map(|r| r.nodes[1].gauges.hit_ratio.unwrap_or(0.0)).collect()
}

#[test]
fn lru_hits_as_che_says() {
    for (exponent, capacity, seed) in
        [(0.8, 100, 1), (0.8, 1000, 2), (1.0, 100, 3), (1.0, 1000, 4), (1.2, 1000, 5)]
    {
        let want = che_hit_ratio(&zipf(10_000, exponent), f64::from(capacity));
        let got = hit_ratio(10_000, exponent, capacity, 0.0, 10_000.0, seed);
        // truth: the approximation itself is within 0.0003 of simulations at these sizes
        assert_within(&format!("zipf {exponent}, room for {capacity}"), &got, want, 0.0005 / want, 0.02);
    }
}

#[test]
fn entries_expire_from_their_insertion() {
    // one key asked for at rate l, kept for T: hit ratio lT / (1 + lT)
    for (rate, ttl_s, seed) in [(1.0, 1.0, 6), (10.0, 1.0, 7), (50.0, 2.0, 8)] {
        let want = rate * ttl_s / (1.0 + rate * ttl_s);
        let got = hit_ratio(1, 0.0, 10, ttl_s, rate, seed);
        assert_within(&format!("rate {rate}, ttl {ttl_s}"), &got, want, 1e-4, 0.02);
    }
}

const AROUND: f64 = 0.0;
const THROUGH: f64 = 1.0;
const BEHIND: f64 = 2.0;

/// Users of a cache (1 ms) before a database that takes exactly 9 ms for anything.
fn through(rate: f64, reads: f64, keys: f64, writes: f64) -> Design {
    design(
        vec![
            users(rate).with("reads", reads).with("keys", keys).with("zipf", 0.0),
            NodeSpec::new(2, KindId::cache)
                .with("capacity", 100_000.0)
                .with("ttl_s", 0.0)
                .with("latency_ms", 1.0)
                .with("writes", writes),
            NodeSpec::new(3, KindId::sql_leader)
                .with("slots", 1024.0)
                .with("read_ms", 9.0)
                .with("write_ms", 9.0)
                .with("spread", 0.0),
        ],
        &[(1, 2), (2, 3)],
    )
}

#[test]
fn a_write_behind_the_cache_is_ten_times_as_fast_as_one_through_it() {
    let p50 = |writes| run(&through(100.0, 0.0, 1e6, writes), 100.0).latency.p50;
    // the cache's 1 ms, and the store's 9 ms where somebody waits for it; bins are within 1 %
    for (writes, want) in [(AROUND, 10.0), (THROUGH, 10.0), (BEHIND, 1.0)] {
        let got = p50(writes);
        assert!((got - want).abs() <= 0.01 * want, "policy {writes}: {got} ms, expected {want}");
    }
}

#[test]
fn a_read_after_a_write_hits_unless_the_write_went_around() {
    // one key, half reads: around, a read hits when the last request was a read too; the answers
    // to reads are as good as instant beside the second between two requests
    let hits = |writes| {
        let mut d = through(1.0, 50.0, 1.0, writes);
        d.nodes[0] = d.nodes[0].clone().with("spacing", 1.0);
        run(&d, 4000.0).nodes[1].gauges.hit_ratio.unwrap_or(f64::NAN)
    };
    // 2000 reads: four standard errors are 0.045
    assert!((hits(AROUND) - 0.5).abs() < 0.045, "around: {}", hits(AROUND));
    assert!(hits(THROUGH) > 0.999, "through: {}", hits(THROUGH));
    assert!(hits(BEHIND) > 0.999, "behind: {}", hits(BEHIND));
}

#[test]
fn a_crash_loses_what_was_written_behind_since_the_last_round() {
    // 20 writes/s, each to a key of its own as good as always; rounds of 5 s begin with the first
    let lost = |writes: f64, at: f64, seed: u64| {
        let mut d = through(20.0, 0.0, 1e6, writes);
        d.faults.push(fault(2, FaultKind::Crash, 0.0, at, at + 1.0));
        let (mut sim, _) = Sim::new(&d, seed);
        sim.run_until(from_secs(at + 0.5), u64::MAX);
        fact(&sim.report(), 2, Fact::LostWrites)
    };
    let (n, mut sum) = (200u32, 0.0);
    for i in 0..n {
        let one = lost(BEHIND, 20.0 + 5.0 * f64::from(i) / f64::from(n), u64::from(i));
        // a round holds 100 writes on average; Poisson, four standard errors
        assert!(one <= 140.0, "{one} writes lost");
        sum += one;
    }
    // crashes evenly over a round; a Poisson count of 50 on average in each of 200 runs has a
    // standard error of 0.5, and the even spread of the crashes adds nothing
    let mean = sum / f64::from(n);
    assert!((mean - 50.0).abs() <= 2.0, "{mean} writes lost on average");
    assert!(lost(THROUGH, 22.0, 1).is_nan() && lost(AROUND, 22.0, 1).is_nan(), "nothing is dirty there");
}

#[test]
fn many_writes_to_one_entry_reach_the_store_as_one() {
    // 100 writes/s to 10 keys: every round of 5 s writes each key once, so 2 writes/s
    let r = run(&through(100.0, 0.0, 10.0, BEHIND), 1000.0);
    let (at_cache, at_store) = (arrived(&r, 2), arrived(&r, 3));
    assert!((at_cache - 100_000.0).abs() < 1300.0, "{at_cache} writes");
    assert!((at_store - 2000.0).abs() <= 20.0, "{at_store} writes to the store");
    assert_eq!(r.failed_total(), 0);
}

#[test]
fn what_is_dirty_reaches_the_store_when_it_is_back() {
    // the store is away from 10 s to 60 s; nobody notices, and nothing is lost
    let mut d = through(20.0, 0.0, 1e6, BEHIND);
    d.nodes[0] = d.nodes[0].clone().with("peak", 1.0);
    d.faults.push(fault(3, FaultKind::Crash, 0.0, 10.0, 60.0));
    let (mut sim, _) = Sim::new(&d, 3);
    sim.run_until(from_secs(59.0), u64::MAX);
    let backlog = fact(&sim.report(), 2, Fact::Backlog);
    // everything since the last round before the crash, at 5 to 10 s: 50 s of 20 writes/s
    assert!((900.0..1200.0).contains(&backlog), "{backlog} dirty");
    sim.run_until(from_secs(80.0), u64::MAX);
    let r = sim.report();
    assert!(fact(&r, 2, Fact::Backlog) <= 140.0, "no more than a round: {}", fact(&r, 2, Fact::Backlog));
    assert_eq!((r.failed_total(), fact(&r, 2, Fact::LostWrites)), (0, 0.0));
    assert!(arrived(&r, 3) >= r.generated as f64 - 140.0);
}

#[test]
fn an_entry_that_is_refreshed_ahead_never_misses_while_it_is_wanted() {
    let misses = |refresh: f64| {
        let mut d = through(50.0, 100.0, 1.0, AROUND);
        d.nodes[1] = d.nodes[1].clone().with("ttl_s", 2.0).with("refresh", refresh);
        let (mut sim, _) = Sim::new(&d, 42);
        // the very first requests find nothing
        sim.run_until(from_secs(1.0), u64::MAX);
        sim.reset_measures();
        sim.run_until(from_secs(1001.0), u64::MAX);
        let r = sim.report();
        let ratio = r.nodes[1].gauges.hit_ratio.unwrap_or(f64::NAN);
        assert_eq!(r.failed_total(), 0);
        ((1.0 - ratio) * arrived(&r, 2), arrived(&r, 3))
    };
    // without: at least one miss each 2 s and the mean gap of 20 ms until the next request, and
    // 9 ms during which half a request more misses: 1000 / 2.029 = 493 times 1.45
    let (without, fetched) = misses(0.0);
    assert!((640.0..800.0).contains(&without), "{without} misses without");
    assert!((fetched - without).abs() < 2.0, "each miss is a fetch: {fetched}");
    // the last 0.4 s see 20 requests on average, and none in e^-20 of the 600 rounds
    let (with, fetched) = misses(20.0);
    assert!(with == 0.0, "{with} misses");
    // once in 1.6 s, a mean gap of 20 ms and 9 ms of fetching
    assert!((fetched - 1000.0 / 1.629).abs() < 12.0, "{fetched} fetches");
}

#[test]
fn a_flush_loses_what_is_dirty_and_nobody_is_told() {
    // 20 writes/s at even distances; a round begins 5 s after the first write of each
    let mut d = through(20.0, 0.0, 1e6, BEHIND);
    d.nodes[0] = d.nodes[0].clone().with("spacing", 1.0);
    d.faults.push(fault(2, FaultKind::CacheFlush, 0.0, 22.0, 23.0));
    let (mut sim, _) = Sim::new(&d, 1);
    sim.run_until(from_secs(21.9), u64::MAX);
    let dirty = fact(&sim.report(), 2, Fact::Backlog);
    sim.run_until(from_secs(100.0), u64::MAX);
    let r = sim.report();
    let lost = fact(&r, 2, Fact::LostWrites);
    assert!(dirty > 10.0 && (lost - dirty - 2.0).abs() <= 1.0, "{lost} lost, {dirty} dirty just before");
    assert_eq!(r.failed_total(), 0);
    // everything else has reached the store, or will with the next round
    let (late, stored) = (fact(&r, 2, Fact::Backlog), arrived(&r, 3));
    assert!((r.generated as f64 - lost - late - stored).abs() <= 2.0, "{stored} stored, {late} late");
}

#[test]
fn when_as_much_is_dirty_as_fits_writes_wait_for_the_store() {
    // room for 50 entries, a round every 5 s: of the 100 writes in between, 50 are fast
    let mut d = through(20.0, 0.0, 1e6, BEHIND);
    d.nodes[0] = d.nodes[0].clone().with("spacing", 1.0);
    d.nodes[1] = d.nodes[1].clone().with("capacity", 50.0);
    let r = run(&d, 1000.0);
    assert!(fact(&r, 2, Fact::Backlog) <= 50.0);
    // half of them take 1 ms, the others 10 ms: with room enough the 95th would be 1 ms
    assert!((r.latency.p95 - 10.0).abs() <= 0.1, "{} ms", r.latency.p95);
    assert_eq!(r.failed_total(), 0);
}
