//! A store with quorums: which reads are stale, how long a quorum takes, how many losses it bears.

mod common;

use common::{CONSTANT, EXPONENTIAL, fact, failed, fault, run};
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason};

fn store(n: u32, w: u32, r: u32) -> NodeSpec {
    NodeSpec::new(3, KindId::quorum_store)
        .with("copies", f64::from(n))
        .with("write_quorum", f64::from(w))
        .with("read_quorum", f64::from(r))
}

fn users(id: u32, rate: f64, reads: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::client).with("rate", rate).with("reads", reads).with("timeout_ms", 600_000.0)
}

/// One write a second, and one read of the same key `d` ms later; 4,000 of each.
fn stale_share(store: NodeSpec, d: f64) -> f64 {
    let beat = |id, reads| users(id, 1.0, reads).with("spacing", 1.0).with("keys", 1.0);
    let store = store.with("service_ms", 0.001);
    let design = Design {
        nodes: vec![beat(1, 0.0), beat(2, 100.0), store],
        links: vec![LinkSpec::new(1, 3, 0.0), LinkSpec::new(2, 3, d)],
        ..Design::default()
    };
    fact(&run(&design, 4000.0), 3, Fact::StaleShare)
}

/// |z| <= 4 for a share of 4,000.
fn assert_share(what: &str, got: f64, want: f64) {
    let z = (got - want) / (want * (1.0 - want) / 4000.0).sqrt().max(1.0 / 4000.0);
    assert!(z.abs() <= 4.0, "{what}: {got}, theory {want}, z = {z}");
}

#[test]
fn a_read_right_after_a_write_misses_it_as_often_as_the_quorums_say() {
    // C(N - W, R) / C(N, R)
    let table = [
        (3, 1, 1, 0.666_667),
        (3, 2, 1, 0.333_333),
        (3, 1, 2, 0.333_333),
        (3, 2, 2, 0.0),
        (5, 3, 1, 0.4),
        (5, 2, 2, 0.3),
        (5, 3, 3, 0.0),
        (9, 1, 1, 0.888_889),
    ];
    for (n, w, r, want) in table {
        // copies that take equally long answer in any order, so the spread does not matter
        for spread in [CONSTANT, EXPONENTIAL] {
            let slow = store(n, w, r).with("lag_ms", 60_000.0).with("spread", spread);
            // in 1 ms one copy in 60,000 has caught up
            assert_share(&format!("N {n} W {w} R {r}"), stale_share(slow, 1.0), want);
        }
    }
}

#[test]
fn staleness_fades_with_the_lag() {
    // exponential lag of mean 500 ms: two copies in three were not waited for
    for (d, left) in [(100.0, 0.818_731), (500.0, 0.367_879), (900.0, 0.165_299)] {
        let got = stale_share(store(3, 1, 1).with("lag_ms", 500.0), d);
        assert_share(&format!("{d} ms later"), got, left * 2.0 / 3.0);
    }
    assert_eq!(stale_share(store(3, 1, 1).with("lag_ms", 0.0), 1.0), 0.0);
}

#[test]
fn a_quorum_takes_as_long_as_its_slowest_member() {
    // order statistics of exponentials of mean 1: (mean, variance) of the k-th of n
    let theory = |n: u32, k: u32| {
        let terms = (n - k + 1..=n).map(f64::from);
        terms.fold((0.0, 0.0), |(m, v), i| (m + 1.0 / i, v + 1.0 / (i * i)))
    };
    assert!((theory(3, 2).0 - 0.833_333).abs() < 1e-6 && (theory(5, 3).0 - 0.783_333).abs() < 1e-6);
    for (n, k) in [(3, 1), (3, 2), (3, 3), (5, 3), (1, 1)] {
        for reads in [0.0, 100.0] {
            // the other quorum is another one, so that mixing them up shows
            let other = if k == 1 { n } else { 1 };
            let (w, r) = if reads == 0.0 { (k, other) } else { (other, k) };
            let timed = store(n, w, r).with("service_ms", 100.0).with("spread", EXPONENTIAL);
            let design = Design {
                nodes: vec![users(1, 200.0, reads), timed],
                links: vec![LinkSpec::new(1, 3, 0.0)],
                ..Design::default()
            };
            let report = run(&design, 200.0);
            let (mean, variance) = theory(n, k);
            let z = (report.latency.mean / 100.0 - mean) / (variance / report.latency.count as f64).sqrt();
            assert!(z.abs() <= 4.0, "{k} of {n}: {} ms, theory {mean}, z = {z}", report.latency.mean);
        }
    }
}

#[test]
fn availability_is_that_of_the_quorum() {
    // does a request of each sort succeed with `lost` of n copies gone? Weighed by the binomial of
    // copies that are up 99 % of the time
    let choose = |n: u32, k: u32| (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
    for (n, q, want) in [(3, 2, 0.999_702), (5, 3, 0.999_990_149_4)] {
        for reads in [0.0, 100.0] {
            let mut available = 0.0;
            for lost in 0..=n {
                // the other quorum asks for one copy only: it must not be the one that counts
                let (w, r) = if reads == 0.0 { (q, 1) } else { (1, q) };
                let gone =
                    fault(3, FaultKind::InstancesLost, 100.0 * f64::from(lost) / f64::from(n), 0.0, 50.0);
                let design = Design {
                    nodes: vec![users(1, 20.0, reads), store(n, w, r)],
                    links: vec![LinkSpec::new(1, 3, 0.0)],
                    faults: if lost > 0 { vec![gone] } else { vec![] },
                    ..Design::default()
                };
                let report = run(&design, 40.0);
                let refused = failed(&report, 3, Reason::NoQuorum);
                assert_eq!(fact(&report, 3, Fact::Ready), f64::from(n - lost));
                assert!(refused == 0.0 || report.answered == 0, "all or nothing: {lost} of {n} lost");
                if refused == 0.0 {
                    let (p, k) = (0.99_f64, (n - lost) as i32);
                    available += choose(n, lost) * p.powi(k) * (1.0 - p).powi(lost as i32);
                }
            }
            assert!((available - want).abs() < 1e-6, "{q} of {n}: {available}, theory {want}");
        }
    }
}

#[test]
fn lost_copies_come_back() {
    let design = Design {
        nodes: vec![users(1, 20.0, 50.0), store(3, 2, 2)],
        links: vec![LinkSpec::new(1, 3, 0.0)],
        faults: vec![fault(3, FaultKind::InstancesLost, 67.0, 10.0, 20.0)],
        ..Design::default()
    };
    let report = run(&design, 100.0);
    let refused = failed(&report, 3, Reason::NoQuorum);
    // Poisson of mean 200
    assert!((refused - 200.0).abs() < 4.0 * 200.0_f64.sqrt(), "{refused}");
    assert_eq!(fact(&report, 3, Fact::Ready), 3.0);
}
