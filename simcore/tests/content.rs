//! Content that changes, copies that the cache key tells apart, and second origins and providers.

mod common;

use common::{CONSTANT, assert_near, assert_within, batches, fact, fault, server};
use simcore::answers::spof::by_graph;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason, Report};

/// Users who only read, and only static content, all keys alike.
fn readers(rate: f64, keys: f64) -> NodeSpec {
    common::users(rate).with("reads", 100.0).with("statics", 100.0).with("keys", keys).with("zipf", 0.0)
}

fn origin(id: u32) -> NodeSpec {
    NodeSpec::new(id, KindId::object_store)
        .with("latency_ms", 0.1)
        .with("spread", CONSTANT)
        .with("object_kb", 0.1)
        .with("bandwidth", 10_000.0)
}

fn cdn() -> NodeSpec {
    NodeSpec::new(2, KindId::cdn).with("edges", 1.0).with("edge_ms", 0.0)
}

fn chain(users: NodeSpec, front: NodeSpec, behind: Vec<NodeSpec>) -> Design {
    let mut links = vec![LinkSpec::new(1, 2, 0.0)];
    links.extend(behind.iter().map(|n| LinkSpec::new(2, n.id, 0.0)));
    let mut nodes = vec![users, front];
    nodes.extend(behind);
    Design { nodes, links, ..Design::default() }
}

#[test]
fn every_variant_in_the_cache_key_is_fetched_for_itself() {
    // one object at 100 req/s, kept for 1 s: each of n variants is asked 100 / n times a second
    for n in [1u32, 4, 50] {
        let front = cdn().with("ttl_s", 1.0).with("variants", f64::from(n));
        let runs = batches(&chain(readers(100.0, 1.0), front, vec![origin(3)]), 4, 20.0, 500.0, 20);
        let hits: Vec<f64> = runs.iter().map(|r| fact(r, 2, Fact::EdgeHits)).collect();
        let each = 100.0 / f64::from(n);
        assert_within(&format!("{n} variants"), &hits, each / (1.0 + each), 0.003, 0.02);
    }
}

/// A thousand objects, each asked for five times a second and changed every 10 s: share of old answers,
/// and fetches per object in 200 s.
fn changing(freshness: f64, shield: f64) -> (f64, f64) {
    let front = cdn()
        .with("ttl_s", 20.0)
        .with("change_s", 10.0)
        .with("freshness", freshness)
        .with("purge_s", 2.0)
        .with("shield", shield);
    let r = common::stretch(&chain(readers(5000.0, 1000.0), front, vec![origin(3)]), 6, 40.0, 240.0);
    (fact(&r, 2, Fact::StaleShare), fact(&r, 2, Fact::OriginFetches) / 1000.0)
}

#[test]
fn copies_of_what_changes_are_old_until_they_go() {
    // kept 20 s, and changed within 5 s on average: of the 101 requests of a cycle 75 see an old copy
    let (old, fetches) = changing(0.0, 0.0);
    assert!((old - 75.0 / 101.0).abs() < 0.02, "{old}: 1,000 phases, 4 standard errors are 0.018");
    // all began together, and 200 s are 9.9 cycles
    assert_near("one fetch a cycle", fetches, 200.0 / 20.2, 0.02);
    // a purge takes 2 of the 10 s between two changes
    let (old, fetches) = changing(1.0, 0.0);
    assert!((old - 0.2).abs() < 0.005, "{old}");
    assert_near("one fetch a change", fetches, 20.0, 0.01);
    let (old, fetches) = changing(2.0, 0.0);
    assert_eq!(old, 0.0, "nobody asks for an old name");
    assert_near("one fetch a change", fetches, 20.0, 0.01);
    // behind a shield copies are as old as the one there, and a purge drops both
    let (old, _) = changing(1.0, 1.0);
    assert!((old - 0.2).abs() < 0.005, "{old}");
    assert_eq!(changing(2.0, 1.0).0, 0.0);
}

/// Half of the traffic is static; one origin is gone from 100 s on.
fn two_origins(failover: f64, what: FaultKind, strength: f64) -> Report {
    let web = |id| server(id, 1024, 1.0, CONSTANT, 1.0);
    let people =
        common::users(200.0).with("reads", 90.0).with("statics", 50.0).with("keys", 1e6).with("zipf", 0.0);
    let front = cdn().with("failover", failover).with("call_timeout_ms", 100.0);
    let mut d = chain(people, front, vec![origin(3), origin(4), web(5), web(6)]);
    d.faults = vec![fault(3, what, strength, 100.0, 300.0), fault(5, what, strength, 100.0, 300.0)];
    common::stretch(&d, 7, 101.0, 290.0)
}

#[test]
fn a_second_origin_answers_reads_when_the_first_fails() {
    for (what, strength) in [(FaultKind::Crash, 0.0), (FaultKind::Errors, 100.0), (FaultKind::Hang, 0.0)] {
        let (one, two) = (two_origins(0.0, what, strength), two_origins(1.0, what, strength));
        // 10 % are writes, which are not sent twice
        let share = |r: &Report| r.failed_total() as f64 / r.finished() as f64;
        assert!(share(&one) > 0.8, "{what:?}: {}", share(&one));
        assert!((share(&two) - 0.1).abs() < 0.008, "{what:?}: {}", share(&two));
    }
}

#[test]
fn a_second_provider_of_names_answers_when_the_first_is_out() {
    let web = || vec![server(3, 1024, 1.0, CONSTANT, 1.0)];
    for kind in [KindId::dns, KindId::geo_dns] {
        let out = |redundant: f64, what: FaultKind| {
            // nobody keeps an address
            let front = NodeSpec::new(2, kind).with("redundant", redundant).with("ttl_s", 0.0);
            let mut d = chain(common::users(100.0), front, web());
            d.faults = vec![fault(2, what, 0.0, 20.0, 220.0)];
            (common::stretch(&d, 9, 21.0, 200.0), by_graph(&d))
        };
        let (alone, graph) = out(0.0, FaultKind::DnsOutage);
        assert_eq!(alone.failed[Reason::Unreachable as usize], alone.failed_total());
        assert!(alone.answered == 0 && graph.contains(&2));
        let (both, graph) = out(1.0, FaultKind::DnsOutage);
        assert!(both.failed_total() == 0 && !graph.contains(&2), "{graph:?}");
        // half of 17,900 lookups wait 800 ms first: 4 standard errors are 12 ms
        assert!((both.latency.mean - 431.0).abs() < 12.0, "{}", both.latency.mean);
        assert_eq!(out(1.0, FaultKind::Crash).0.failed_total(), 0);
        assert_eq!(out(0.0, FaultKind::Crash).0.answered, 0);
    }
}
