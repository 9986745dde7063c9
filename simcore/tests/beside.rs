//! Theory beside the run: where it says that a closed form applies, runs must agree with it; and
//! where none applies it must say so.

mod common;

use common::{CONSTANT, EXPONENTIAL, LOGNORMAL, design, server, users};
use simcore::answers::beside::{Whole, Why, beside, whole};
use simcore::answers::stats::Interval;
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::host::{Job, run_job};
use simcore::kinds::KindId;
use simcore::measure::Report;

/// Half of a 99.9 % interval over half of a 95 % one, for ten runs.
const STRICT: f64 = 2.114;

fn runs(d: &Design, requests: f64) -> Vec<Report> {
    let rate: f64 = d.nodes.iter().filter(|n| n.kind == KindId::client).map(|n| n.params[0]).sum();
    let span = requests / rate;
    let job = |seed| Job { design: d.clone(), seed, from_s: span / 5.0, until_s: span * 1.2 };
    (900..910).map(|seed| run_job(&job(seed))).collect()
}

fn agrees(what: &str, reports: &[Report], read: fn(&Report) -> f64, want: f64, off: f64) {
    let i = Interval::of(&reports.iter().map(read).collect::<Vec<_>>());
    assert!(i.half < 0.05 * i.mean.abs().max(1e-3), "{what}: {i:?} is too wide to test {want}");
    assert!((i.mean - want).abs() <= STRICT * i.half + off * want, "{what}: {i:?}, theory says {want}");
}

fn said(d: &Design) -> Whole {
    whole(d).unwrap_or_else(|e| panic!("{e:?}"))
}

#[test]
fn mm4_with_its_quantiles_as_the_users_see_it() {
    let mut d =
        design(vec![users(40.0).with("deadline_ms", 300.0), server(2, 4, 80.0, EXPONENTIAL, 1.0)], &[]);
    d.links = vec![LinkSpec::new(1, 2, 5.0)];
    let w = said(&d);
    let (_, s) = w.stations[0];
    assert_eq!((s.model.name().as_str(), s.exact, w.delay_ms), ("M/M/4", true, 10.0));
    assert!((s.response_ms - 139.7).abs() < 0.1 && (s.waits - 0.596).abs() < 1e-3, "{s:?}");
    let r = runs(&d, 100_000.0);
    agrees("mean", &r, |r| r.latency.mean, w.mean_ms, 0.0);
    agrees("p95", &r, |r| r.latency.p95, w.p95_ms.expect("its law is known"), 1.0 / 64.0);
    agrees("p99", &r, |r| r.latency.p99, w.p99_ms.expect("its law is known"), 1.0 / 64.0);
    agrees("late", &r, |r| 1.0 - r.on_time_share(), w.not_on_time.expect("its law is known"), 0.0);
    agrees("at the station", &r, |r| r.nodes[1].latency.mean, s.response_ms, 0.0);
}

#[test]
fn what_gives_up_leaves_the_station_as_it_is() {
    let mut d = design(vec![users(45.0), server(2, 4, 80.0, EXPONENTIAL, 1.0)], &[(1, 2)]);
    d.nodes[0] = d.nodes[0].clone().with("timeout_ms", 400.0);
    let refusal = whole(&d).expect_err("a good part of the users leave");
    assert!(refusal.why == Why::GivesUp && refusal.amount > 0.1, "{refusal:?}");
    let s = beside(&d, 2).expect("the station works on");
    agrees("station", &runs(&d, 300_000.0), |r| r.nodes[1].latency.mean, s.response_ms, 0.0);
}

#[test]
fn several_laws_with_one_slot_and_with_many() {
    for (slots, spread, cv, load, name, off) in [
        (1, CONSTANT, 1.0, 0.8, "M/D/1", 0.0),
        (1, LOGNORMAL, 0.95, 0.7, "M/G/1", 0.0),
        // approximations: within 2 % of the response
        (8, LOGNORMAL, 0.95, 0.85, "M/G/8", 0.02),
        (4, CONSTANT, 1.0, 0.85, "M/D/4", 0.02),
    ] {
        let rate = f64::from(slots) * load * 50.0;
        let d = design(vec![users(rate), server(2, slots, 20.0, spread, cv)], &[(1, 2)]);
        let w = said(&d);
        let (_, s) = w.stations[0];
        assert_eq!((s.model.name().as_str(), s.exact), (name, slots == 1));
        agrees(name, &runs(&d, 200_000.0), |r| r.latency.mean, w.mean_ms, off);
    }
}

#[test]
fn a_full_queue_refuses_what_theory_says_even_over_its_load() {
    for (rate, name) in [(45.0, "M/M/4/10"), (70.0, "M/M/4/10")] {
        let mut d = design(vec![users(rate), server(2, 4, 80.0, EXPONENTIAL, 1.0)], &[(1, 2)]);
        d.nodes[1] = d.nodes[1].clone().with("queue", 6.0);
        let w = said(&d);
        assert_eq!(w.stations[0].1.model.name(), name);
        let r = runs(&d, 100_000.0);
        agrees("mean", &r, |r| r.latency.mean, w.mean_ms, 0.0);
        agrees("answers", &r, |r| r.answered as f64 / r.seconds(), w.throughput, 0.002);
    }
    // a queue of a thousand, far over its load: nothing overflows
    let mut d = design(vec![users(500.0), server(2, 4, 80.0, EXPONENTIAL, 1.0)], &[(1, 2)]);
    d.nodes[1] = d.nodes[1].clone().with("queue", 10_000.0);
    let s = beside(&d, 2).expect("it is finite");
    assert!((s.refused - 0.9).abs() < 1e-6 && (s.response_ms / 1e3 - 10_004.0 / 50.0).abs() < 0.2, "{s:?}");
}

fn balanced(algorithm: f64) -> Design {
    let lb = NodeSpec::new(2, KindId::load_balancer).with("algorithm", algorithm).with("overhead_ms", 1.0);
    let mut nodes = vec![users(30.0), lb];
    nodes.extend((3..6).map(|id| server(id, 1, 80.0, EXPONENTIAL, 1.0)));
    design(nodes, &[(1, 2), (2, 3), (2, 4), (2, 5)])
}

#[test]
fn chance_leaves_arrivals_poisson_and_turns_do_not() {
    let d = balanced(0.0);
    let w = said(&d);
    assert_eq!((w.stations.len(), w.stations[2].1.rate, w.delay_ms), (3, 10.0, 1.0));
    agrees("three M/M/1", &runs(&d, 400_000.0), |r| r.latency.mean, w.mean_ms, 0.0);
    for turns in [1.0, 3.0] {
        let refusal = beside(&balanced(turns), 3).expect_err("not Poisson");
        assert_eq!((refusal.why, refusal.node), (Why::Balanced, 2));
    }
}

#[test]
fn a_tandem_is_the_sum_of_its_stations() {
    let first = server(2, 1, 100.0, EXPONENTIAL, 1.0).with("model", 1.0).with("call_timeout_ms", 600_000.0);
    let store = NodeSpec::new(3, KindId::sql_leader)
        .with("slots", 1.0)
        .with("queue", 1e5)
        .with("spread", EXPONENTIAL)
        .with("read_ms", 50.0)
        .with("write_ms", 70.0);
    let d = design(vec![users(7.0).with("reads", 70.0), first.clone(), store], &[(1, 2), (2, 3)]);
    let w = said(&d);
    assert_eq!(w.stations[1].1.model.name(), "M/G/1", "reads and writes mixed");
    assert_eq!(w.p95_ms, None);
    agrees("tandem", &runs(&d, 300_000.0), |r| r.latency.mean, w.mean_ms, 0.0);
    let mut holds = d.clone();
    holds.nodes[1] = first.with("model", 0.0);
    assert_eq!(beside(&holds, 3).expect_err("threads hold").why, Why::Holds);
}

#[test]
fn every_reason_is_found() {
    let plain = || design(vec![users(10.0), server(2, 1, 20.0, LOGNORMAL, 1.0)], &[(1, 2)]);
    let with = |node: usize, param: &str, value: f64| {
        let mut d = plain();
        d.nodes[node] = d.nodes[node].clone().with(param, value);
        d
    };
    assert!(beside(&plain(), 2).is_ok());
    for (d, why) in [
        (with(0, "population", 1.0), Why::Closed),
        (with(0, "shape", 3.0), Why::Changing),
        (with(0, "spacing", 1.0), Why::Regular),
        (with(0, "retries", 2.0), Why::Retries),
        (with(0, "rate", 60.0), Why::Full),
        (with(1, "queue", 2.0), Why::ShortQueue),
        (with(1, "cores", 1.0), Why::Shares),
        (with(1, "connections", 9.0), Why::Limits),
        (with(1, "warmup_s", 9.0), Why::WarmsUp),
        (with(1, "error_rate", 1.0), Why::Errors),
        (Design { links: vec![], ..plain() }, Why::NoTraffic),
        (
            Design {
                faults: vec![common::fault(2, simcore::design::FaultKind::Crash, 0.0, 1.0, 2.0)],
                ..plain()
            },
            Why::Faults,
        ),
    ] {
        assert_eq!(beside(&d, 2).expect_err("no closed form").why, why);
    }
    assert_eq!(beside(&plain(), 1).expect_err("users are no station").why, Why::NoStation);
    assert_eq!(beside(&plain(), 77).expect_err("there is none").why, Why::NoTraffic);
    let mut scaled = plain();
    scaled.nodes.push(NodeSpec::new(3, KindId::autoscaler));
    scaled.links.push(LinkSpec::new(3, 2, 0.0));
    assert_eq!(beside(&scaled, 2).expect_err("its size changes").why, Why::Controlled);
    let mut large = plain();
    large.nodes.extend((10..200).map(|id| NodeSpec::new(id, KindId::cache)));
    assert_eq!(beside(&large, 2).expect_err("too many").why, Why::TooLarge);
    let mut circle = plain();
    circle.links.push(LinkSpec::new(2, 2, 0.0));
    assert!(beside(&circle, 2).is_err() && whole(&circle).is_err());
    assert!(whole(&Design::default()).is_err());
}
