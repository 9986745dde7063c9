//! Single requests are followed without a trace in the run itself, and every one that is over is
//! handed over once, whole.

mod common;

use common::{CONSTANT, database, design, run, server, users};
use simcore::Sim;
use simcore::design::Design;
use simcore::host::{Ask, Host, Look, Tell};
use simcore::kinds::KindId;
use simcore::measure::{Reason, Trace};
use simcore::time::from_ms;
use std::cell::Cell;

fn shop() -> Design {
    let nodes = vec![
        users(120.0).with("timeout_ms", 150.0),
        server(2, 8, 5.0, CONSTANT, 1.0).with("queue", 20.0),
        database(3, KindId::sql_leader, 1, 9.0).with("queue", 20.0),
    ];
    design(nodes, &[(1, 2), (2, 3)])
}

#[test]
fn following_changes_nothing_and_loses_nobody() {
    let d = shop();
    let (mut sim, _) = Sim::new(&d, 42);
    sim.trace_requests(1);
    let mut all: Vec<Trace> = Vec::new();
    for i in 1..=200u32 {
        sim.run_until(from_ms(f64::from(i) * 100.0), u64::MAX);
        all.extend(sim.take_traces());
        assert!(sim.traces().len() < 2_000, "the tracer fills up");
    }
    let (with, without) = (sim.report(), run(&d, 20.0));
    assert_eq!(with, without);
    let open = sim.traces().iter().filter(|s| s.parent.is_none()).count() as u64;
    assert_eq!(all.len() as u64 + open, with.generated);
    for t in &all {
        let root = t.root().expect("a trace has a root");
        assert!(root.parent.is_none() && (root.from, root.node) == (1, 2));
        for (i, s) in t.spans.iter().enumerate().skip(1) {
            let parent = s.parent.expect("all others have a parent") as usize;
            assert!(parent < i && t.spans[parent].node == s.from && s.sent_s >= t.spans[parent].sent_s);
        }
    }
    // the durations are those that were measured: the mean is exact, the requests still open apart
    let answered: Vec<f64> = all.iter().filter(|t| !t.failed()).map(|t| t.took_s() * 1000.0).collect();
    let mean = answered.iter().sum::<f64>() / answered.len() as f64;
    assert!((mean / with.latency.mean - 1.0).abs() < 0.01, "{mean} {}", with.latency.mean);
    let gave_up = all.iter().filter(|t| t.root().is_some_and(|r| r.gave_up)).count() as u64;
    let timed_out = with.failed[Reason::TimedOut as usize];
    assert!(timed_out > 100 && gave_up.abs_diff(timed_out) <= open, "{gave_up} {timed_out}");
    sim.stop_tracing();
    sim.run_until(from_ms(25_000.0), u64::MAX);
    assert_eq!((sim.traces().len(), sim.report()), (0, run(&d, 25.0)));
}

#[test]
fn a_host_shows_the_slowest_the_failed_and_the_bill_only_while_somebody_looks() {
    let clock = Cell::new(0.0);
    let mut host = Host::new();
    host.ask(Ask::Load { revision: 1, design: shop(), seed: 7, warm_s: 5.0 });
    host.ask(Ask::Speed(1.0));
    let turns = |host: &mut Host, count: u32| {
        let mut seen = Vec::new();
        for _ in 0..count {
            clock.set(clock.get() + 16.0);
            for tell in host.turn(&|| clock.get()).tells {
                if let Tell::Closer(c) = tell {
                    seen.push(c);
                }
            }
        }
        seen
    };
    assert!(turns(&mut host, 200).is_empty(), "nobody looks");
    host.ask(Ask::Look(Look { traces: true, latency: true, bill: true }));
    let seen = turns(&mut host, 400);
    assert!((12..=16).contains(&seen.len()), "{} in 6.4 s", seen.len());
    let last = seen.last().expect("something was seen");
    let [slowest, failed, any] = &last.traces;
    assert!(slowest.windows(2).all(|w| w[0].took_s() >= w[1].took_s()) && slowest.len() == 12);
    assert!(!failed.is_empty() && failed.iter().all(Trace::failed) && !any.is_empty());
    assert!(
        last.latency.iter().map(|b| b.2).sum::<u64>() > 50 && !last.bill.is_empty(),
        "{:?}",
        last.latency
    );
    host.ask(Ask::Speed(0.0));
    host.ask(Ask::Look(Look { bill: true, ..Look::default() }));
    let seen = turns(&mut host, 100);
    assert_eq!(seen.len(), 1, "a clock that stands still is looked at once");
    assert!(seen[0].traces.iter().all(Vec::is_empty) && !seen[0].bill.is_empty());
    host.ask(Ask::Look(Look::default()));
    assert!(turns(&mut host, 100).is_empty());
}
