//! Stores that are more than one machine: masters that disagree, and data in partitions and copies.

mod common;

use common::{design, fact, failed, run, users};
use simcore::design::{Design, Fault, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason};

const ASYNC: f64 = 0.0;
const SYNC: f64 = 1.0;
const REJECT: f64 = 1.0;
const MERGE: f64 = 2.0;
const MAJORITY: f64 = 1.0;

/// Users of equally popular keys before masters whose queries take exactly so long.
fn masters(rate: f64, reads: f64, keys: f64, ms: f64) -> Design {
    let db = NodeSpec::new(2, KindId::sql_multi_master)
        .with("slots", 1024.0)
        .with("read_ms", ms)
        .with("write_ms", ms)
        .with("spread", 0.0);
    design(vec![users(rate).with("reads", reads).with("keys", keys).with("zipf", 0.0), db], &[(1, 2)])
}

fn set(mut d: Design, params: &[(&str, f64)]) -> Design {
    for &(name, v) in params {
        d.nodes[1] = d.nodes[1].clone().with(name, v);
    }
    d
}

/// How many standard errors a share of so many trials is away from what it should be.
fn z(share: f64, want: f64, trials: f64) -> f64 {
    (share - want) / (want * (1.0 - want) / trials).sqrt()
}

#[test]
fn conflicts_are_as_many_as_poisson_writes_say() {
    // in the distance D before a write of rate l over n keys, the other masters had a Poisson number
    // of writes of the same key: l (m - 1) / m D / n on average
    for (m, distance, keys) in [(2.0, 40.0, 50.0), (2.0, 200.0, 50.0), (5.0, 40.0, 20.0)] {
        let d = set(masters(200.0, 50.0, keys, 0.001), &[("masters", m), ("distance_ms", distance)]);
        let r = run(&d, 2000.0);
        let writes = 100.0 * 2000.0;
        let want = 1.0 - (-100.0 * (m - 1.0) / m * distance / 1000.0 / keys).exp();
        let conflicts = fact(&r, 2, Fact::Conflicts) / writes;
        let stale = fact(&r, 2, Fact::StaleShare);
        // neighbouring writes share what they meet: up to twice the variance of independent ones
        assert!(z(conflicts, want, writes / 2.0).abs() <= 4.0, "{m} masters: {conflicts}, theory {want}");
        // a read meets the writes of the same span
        assert!(z(stale, want, writes / 2.0).abs() <= 4.0, "{m} masters: {stale} stale, theory {want}");
        let lost = fact(&r, 2, Fact::LostWrites) / writes;
        assert!(lost > 0.0 && lost <= conflicts * m, "{lost} lost");
        assert_eq!(r.failed_total(), 0, "nobody is told");
    }
}

/// The same with its masters split from each other for so long.
fn split(mut d: Design, from_s: f64, for_s: f64) -> Design {
    d.faults.push(Fault {
        node: 2,
        what: FaultKind::Split,
        strength: 0.0,
        from_s,
        until_s: Some(from_s + for_s),
    });
    d
}

#[test]
fn what_a_split_keeps_apart_meets_as_poisson_writes_say() {
    // a write t seconds into the split meets an earlier one of its key if the other side had any since
    // it began: 1 - exp(-a t), a = writes a second of the other side per key; averaged over the split
    let (t, keys) = (200.0, 2000.0);
    let d = set(masters(400.0, 50.0, keys, 0.001), &[("distance_ms", 0.0)]);
    let calm = run(&d, 400.0);
    assert_eq!(fact(&calm, 2, Fact::Conflicts), 0.0, "no distance, no conflict");
    let r = run(&split(d, 100.0, t), 400.0);
    let (a, writes) = (100.0 / keys, 200.0 * t);
    let want = 1.0 - (1.0 - (-a * t).exp()) / (a * t);
    // users come to one master or the other by their number: halves within a few in a hundred, which
    // moves `a` as much; what is met is shared between neighbours as in the test before
    let got = fact(&r, 2, Fact::Conflicts) / writes;
    assert!(z(got, want, writes / 40.0).abs() <= 4.0, "{got}, theory {want}");
    assert_eq!(r.failed_total(), 0, "both sides go on");
    assert!(fact(&r, 2, Fact::LostWrites) > 0.0);
}

#[test]
fn a_majority_writes_and_the_others_refuse() {
    for (count, mode, rule, want) in [
        (2.0, ASYNC, MAJORITY, 1.0),
        (3.0, ASYNC, MAJORITY, 1.0 / 3.0),
        (5.0, SYNC, MAJORITY, 2.0 / 5.0),
        (3.0, SYNC, 0.0, 1.0),
    ] {
        let params = [("masters", count), ("mode", mode), ("on_split", rule), ("distance_ms", 1.0)];
        let r = run(&split(set(masters(400.0, 50.0, 50.0, 0.001), &params), 0.0, 1000.0), 400.0);
        let writes = 200.0 * 400.0;
        let refused = failed(&r, 2, Reason::NoQuorum) / writes;
        // Poisson writes: their number varies, too
        assert!((refused - want).abs() <= 4.0 * (want / writes).sqrt(), "{count}: {refused}, theory {want}");
        assert_eq!(r.failed_total() as f64, refused * writes, "nothing else fails");
        if want < 1.0 {
            // the smaller side reads on, and what it reads is old as soon as the key was written once
            let stale = fact(&r, 2, Fact::StaleShare);
            assert!(z(stale, want, writes).abs() <= 4.0, "{count}: {stale} stale, theory {want}");
        }
    }
}

#[test]
fn asking_the_other_masters_costs_the_way_there_and_back() {
    // bins are within 1 %; reads stay at home
    for (mode, reads, want) in [(ASYNC, 0.0, 15.0), (SYNC, 0.0, 95.0), (SYNC, 100.0, 15.0)] {
        let got = run(&set(masters(20.0, reads, 1e6, 15.0), &[("mode", mode)]), 100.0).latency.p50;
        assert!((got - want).abs() <= 0.01 * want, "mode {mode}: {got} ms, expected {want}");
    }
}

#[test]
fn each_rule_for_conflicts_pays_in_its_own_way() {
    // one key for all, so that there are many conflicts; 5 ms of writing, 40 ms apart
    let run = |mode, rule| {
        let d = set(masters(20.0, 0.0, 1.0, 5.0), &[("mode", mode), ("conflict", rule)]);
        let r = run(&d, 1000.0);
        let [conflicts, lost] = [Fact::Conflicts, Fact::LostWrites].map(|f| fact(&r, 2, f));
        assert!(conflicts > 1000.0, "{conflicts} conflicts");
        (conflicts, lost, failed(&r, 2, Reason::ServerError), r.latency.max)
    };
    for mode in [ASYNC, SYNC] {
        let (conflicts, lost, failed, _) = run(mode, 0.0);
        // lost is a write whose next one comes within 40 ms and from the other master: 20/s and even
        // odds make 0.275 of 20,000, while 1 - e^-0.4 of them are part of a conflict
        let share = lost / 20_000.0;
        assert!(z(share, 0.275_335, 10_000.0).abs() <= 4.0 && failed == 0.0, "{lost} of {conflicts}");
        let (conflicts, lost, failed, max) = run(mode, MERGE);
        assert!(lost == 0.0 && failed == 0.0, "{lost} lost of {conflicts} merged");
        let want = if mode == SYNC { 5.0 + 80.0 + 20.0 } else { 5.0 };
        assert!((max - want).abs() <= 0.01 * want, "a merge after {max} ms, expected {want}");
    }
    let (conflicts, lost, failed, _) = run(SYNC, REJECT);
    assert!(failed == conflicts && lost == 0.0, "{failed} told of {conflicts}");
    let (conflicts, lost, failed, _) = run(ASYNC, REJECT);
    assert!(failed == 0.0 && lost == conflicts, "{lost} undone of {conflicts} when all is said");
}

#[test]
fn every_user_has_one_master() {
    // 4 masters with one slot of 10 ms: together 400 writes/s, a single user only 100
    let load = |n: f64| {
        let mut d = set(masters(300.0, 0.0, 1e6, 10.0), &[("masters", 4.0), ("slots", 1.0)]);
        d.nodes[0] = d.nodes[0].clone().with("users", n);
        let r = run(&d, 100.0);
        r.answered as f64 / 100.0
    };
    // Poisson counts over 100 s: 3 % is more than four standard errors
    assert!((load(1e6) - 300.0).abs() < 9.0, "many users: {}", load(1e6));
    assert!((load(1.0) - 100.0).abs() < 5.0, "one user: {}", load(1.0));
}

const EVENTUAL: f64 = 0.0;
const STRONG: f64 = 1.0;

/// Users of equally popular keys before a store of this kind.
fn store(kind: KindId, rate: f64, reads: f64, keys: f64, params: &[(&str, f64)]) -> Design {
    let users = users(rate).with("reads", reads).with("keys", keys).with("zipf", 0.0);
    let roomy = NodeSpec::new(2, kind).with("slots", 256.0).with("queue", 100_000.0);
    set(design(vec![users, roomy], &[(1, 2)]), params)
}

#[test]
fn each_family_has_its_own_price_for_reads_and_writes() {
    for (kind, reads, params, want) in [
        (KindId::nosql_kv, 100.0, vec![], 1.0),
        (KindId::nosql_kv, 0.0, vec![], 1.0),
        (KindId::nosql_document, 100.0, vec![], 5.0),
        (KindId::nosql_document, 0.0, vec![], 5.0),
        (KindId::nosql_column, 100.0, vec![], 8.0),
        (KindId::nosql_column, 0.0, vec![], 1.0),
        // 1 + 10 + 100 records of 0.2 ms, and two hops to other machines and back, 0.5 ms each way
        (KindId::nosql_graph, 100.0, vec![], 24.2),
        (KindId::nosql_graph, 100.0, vec![("hops", 3.0)], 0.2 * 1111.0 + 3.0),
        (KindId::nosql_graph, 100.0, vec![("partitions", 1.0)], 22.2),
        (KindId::nosql_graph, 0.0, vec![], 5.0),
        // the way to the other copies and back
        (KindId::nosql_document, 100.0, vec![("consistency", STRONG)], 6.0),
        (KindId::nosql_document, 0.0, vec![("consistency", STRONG)], 6.0),
    ] {
        let params = [vec![("spread", 0.0)], params].concat();
        let got = run(&store(kind, 50.0, reads, 1e6, &params), 100.0).latency.p50;
        assert!((got - want).abs() <= 0.01 * want, "{kind:?} {params:?}: {got} ms, expected {want}");
    }
}

#[test]
fn a_majority_answers_when_its_slowest_does() {
    // exponential times of 10 ms: the 95th percentile of one, of the second of three (a write asks
    // all), of the slower of two (a read asks no more than it needs); 3 F^2 - 2 F^3 = 0.95 at 0.8646
    for (reads, consistency, share) in
        [(0.0, EVENTUAL, 0.95), (0.0, STRONG, 0.864_65), (100.0, EVENTUAL, 0.95), (100.0, STRONG, 0.974_679)]
    {
        let params = [
            ("spread", 1.0),
            ("read_ms", 10.0),
            ("write_ms", 10.0),
            ("network_ms", 0.0),
            ("consistency", consistency),
        ];
        let got = run(&store(KindId::nosql_kv, 500.0, reads, 1e6, &params), 200.0).latency.p95;
        let want = -10.0 * (1.0f64 - share).ln();
        // 100,000 samples: the 95th percentile of an exponential is known to 0.5 %; bins 1 %
        assert!((got - want).abs() <= 0.03 * want, "{got} ms, theory {want}");
    }
}

#[test]
fn certainty_costs_machines() {
    // one partition, three copies, two slots each, 10 ms: reads of one copy at a time go at 600/s,
    // of a majority at 300/s, writes to all copies at 200/s
    for (reads, consistency, want) in
        [(100.0, EVENTUAL, 600.0), (100.0, STRONG, 300.0), (0.0, EVENTUAL, 200.0), (0.0, STRONG, 200.0)]
    {
        let params = [
            ("partitions", 1.0),
            ("slots", 2.0),
            ("queue", 10.0),
            ("spread", 0.0),
            ("read_ms", 10.0),
            ("write_ms", 10.0),
            ("network_ms", 0.0),
            ("consistency", consistency),
        ];
        let r = run(&store(KindId::nosql_kv, 2000.0, reads, 1e6, &params), 100.0);
        let got = r.answered as f64 / 100.0;
        // under more than twice that load no slot is ever idle for long
        assert!((got - want).abs() <= 0.01 * want, "{got}/s, expected {want}");
    }
}

#[test]
fn a_popular_key_fills_one_partition() {
    // four partitions of 100/s under 300/s
    let run = |keys| {
        let params = [("copies", 1.0), ("slots", 1.0), ("spread", 0.0), ("read_ms", 10.0), ("queue", 100.0)];
        let r = run(&store(KindId::nosql_kv, 300.0, 100.0, keys, &params), 200.0);
        (r.answered as f64 / 200.0, fact(&r, 2, Fact::Imbalance))
    };
    let ((even, fair), (hot, unfair)) = (run(1e6), run(1.0));
    // 60,000 Poisson arrivals over four: within 3 %
    assert!((even - 300.0).abs() < 6.0 && (1.0..1.03).contains(&fair), "{even}/s, {fair}");
    assert!((hot - 100.0).abs() < 1.0 && unfair == 4.0, "{hot}/s, {unfair}");
}

#[test]
fn an_eventual_read_is_stale_when_another_copy_is_asked_too_soon() {
    let stale = |params: &[(&str, f64)]| {
        let fixed = [("spread", 0.0), ("read_ms", 0.001), ("write_ms", 0.001), ("sync_ms", 200.0)];
        let params = [&fixed[..], params].concat();
        let r = run(&store(KindId::nosql_kv, 200.0, 50.0, 50.0, &params), 2000.0);
        fact(&r, 2, Fact::StaleShare)
    };
    // 100 writes/s over 50 keys, seen everywhere 200 ms later: 1 - e^-0.4 of the reads come in
    // between, and all copies but one would answer with the old value
    for copies in [2.0, 3.0, 5.0] {
        let (got, want) = (stale(&[("copies", copies)]), (1.0 - 1.0 / copies) * (1.0 - (-0.4f64).exp()));
        // reads of one span share its write: up to twice the variance of independent ones
        assert!(z(got, want, 100_000.0).abs() <= 4.0, "{copies} copies: {got}, theory {want}");
    }
    assert_eq!(stale(&[("copies", 1.0)]), 0.0, "there is no other copy");
    assert_eq!(stale(&[("consistency", STRONG)]), 0.0, "two majorities share a copy");
}
