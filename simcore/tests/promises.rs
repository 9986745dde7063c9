//! What the engine promises whatever it runs: nothing is allocated in the steady state, memory
//! does not grow with the requests that have been, a request under way takes little of it, and the
//! clock never passes an event that has not happened. Exact counts, no clocks of the machine. All in
//! one test, because the allocations of a process are counted together.

use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::time::SEC;
use simcore::{Outcome, Sim};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Clients, a balancer, servers, a cache and a database; everything that a usual board has.
fn shop(latency_ms: f64) -> Design {
    let mut nodes = vec![
        NodeSpec::new(1, KindId::client).with("rate", 1000.0).with("retries", 2.0).with("timeout_ms", 500.0),
        NodeSpec::new(2, KindId::load_balancer),
        NodeSpec::new(20, KindId::cache).with("capacity", 1000.0).with("ttl_s", 20.0),
        NodeSpec::new(21, KindId::sql_leader).with("slots", 16.0).with("spread", 2.0),
    ];
    let mut links = vec![LinkSpec::new(1, 2, latency_ms)];
    for id in 3..11 {
        nodes.push(NodeSpec::new(id, KindId::web_server).with("service_ms", 20.0).with("error_rate", 1.0));
        let way = |a, b| LinkSpec::new(a, b, latency_ms);
        links.extend([way(2, id), way(id, 20), way(id, 21)]);
    }
    Design { nodes, links, ..Design::default() }
}

fn run(sim: &mut Sim, events: u64) {
    let goal = sim.events() + events;
    while sim.events() < goal {
        sim.run_until(sim.now() + SEC, goal - sim.events());
    }
}

fn nothing_is_allocated_when_warm(latency_ms: f64) {
    let (mut sim, issues) = Sim::new(&shop(latency_ms), 3);
    assert!(issues.is_empty(), "{issues:?}");
    // the series keeps the points of ten minutes; rows have been as long as they get by then
    sim.run_until(700 * SEC, u64::MAX);
    let region = Region::new(MEMORY);
    run(&mut sim, 1_000_000);
    let change = region.change();
    println!("{latency_ms} ms links: {change:?} in 1,000,000 events");
    // doublings of a row that grows longer than ever before are the only ones, and rare
    assert!(change.allocations + change.reallocations <= 4, "{change:?}");
    let grown = change.bytes_allocated as i64 - change.bytes_deallocated as i64;
    run(&mut sim, 4_000_000);
    let later = region.change();
    let later = later.bytes_allocated as i64 - later.bytes_deallocated as i64;
    assert!(later <= grown + 4096, "{grown} bytes after 1,000,000 events, {later} after 5,000,000");
}

/// A call of 64 bytes, 20 bytes in the row of the link and up to 40 in that of the deadlines.
fn a_request_under_way_takes_little() {
    let nodes = vec![
        // nearly 2^17 at once, so that rows that grow by doubling are nearly full
        NodeSpec::new(1, KindId::client).with("rate", 65_000.0).with("timeout_ms", 10_000.0),
        NodeSpec::new(2, KindId::web_server).with("slots", 1024.0).with("service_ms", 1.0),
    ];
    let design = Design { nodes, links: vec![LinkSpec::new(1, 2, 1000.0)], ..Design::default() };
    let region = Region::new(MEMORY);
    let (mut sim, _) = Sim::new(&design, 1);
    let empty = region.change();
    sim.run_until(4 * SEC, u64::MAX);
    let full = region.change();
    let bytes = |s: stats_alloc::Stats| s.bytes_allocated as i64 - s.bytes_deallocated as i64;
    let under_way = sim.report().in_flight;
    let each = (bytes(full) - bytes(empty)) as f64 / under_way as f64;
    println!("{each:.1} bytes for each of {under_way} requests under way");
    assert!(under_way > 120_000, "{under_way}");
    assert!(each <= 128.0, "{each} bytes");
}

/// Servers behind a balancer that have measured for ten minutes: everything that the world keeps,
/// with what is under way, shared out among its components.
fn a_component_takes_little() {
    let count = 400;
    let mut nodes = vec![
        NodeSpec::new(1, KindId::client).with("rate", 5.0 * f64::from(count)),
        NodeSpec::new(2, KindId::load_balancer),
    ];
    let mut links = vec![LinkSpec::new(1, 2, 0.5)];
    for id in 3..3 + count {
        nodes.push(NodeSpec::new(id, KindId::web_server).with("service_ms", 20.0));
        links.push(LinkSpec::new(2, id, 0.5));
    }
    let design = Design { nodes, links, ..Design::default() };
    let region = Region::new(MEMORY);
    let (mut sim, _) = Sim::new(&design, 1);
    sim.run_until(700 * SEC, u64::MAX);
    let change = region.change();
    let bytes = (change.bytes_allocated as i64 - change.bytes_deallocated as i64) as f64;
    // the series of the charts is the run's: the share of taken slots of every node, second by second
    let series: usize = sim.report().series.iter().map(|p| 4 * p.taken.len()).sum();
    let (all, charts) = (bytes / f64::from(count + 2), series as f64 / f64::from(count + 2));
    println!("{all:.0} bytes for each of {} components, {charts:.0} of them for the charts", count + 2);
    assert!(all - charts <= 8192.0, "{} bytes", all - charts);
}

#[test]
fn memory_is_bounded_and_quiet() {
    nothing_is_allocated_when_warm(0.0);
    nothing_is_allocated_when_warm(0.5);
    a_request_under_way_takes_little();
    a_component_takes_little();
}

/// The times of all events by single steps, against runs in pieces of any size: a finished piece has
/// had exactly the events that were due, an unfinished one stands at its last event.
#[test]
fn the_clock_never_passes_an_event_that_has_not_happened() {
    let mut design = shop(0.5);
    design.faults = vec![
        Fault::new(3, FaultKind::Crash, None, 1.0, Some(2.0)),
        Fault::new(4, FaultKind::Hang, None, 0.5, Some(1.5)),
    ];
    let end = 4 * SEC;
    let (mut steps, _) = Sim::new(&design, 9);
    let first = steps.events();
    let mut times = Vec::new();
    while steps.run_until(end, 1) == Outcome::Budget {
        times.push(steps.now());
    }
    assert!(times.len() > 10_000 && times.is_sorted(), "{} events", times.len());
    let (mut sim, _) = Sim::new(&design, 9);
    let (mut random, mut unfinished) = (0x9e37_79b9_7f4a_7c15u64, 0);
    while sim.now() < end {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let until = (sim.now() + (random >> 40)).min(end);
        let outcome = sim.run_until(until, 1 + (random >> 20) % 200);
        let happened = (sim.events() - first) as usize;
        match outcome {
            Outcome::Done => {
                assert_eq!(sim.now(), until);
                assert_eq!(happened, times.partition_point(|t| *t <= until));
            }
            Outcome::Budget => {
                unfinished += 1;
                assert_eq!(sim.now(), times[happened - 1]);
            }
        }
    }
    assert!(unfinished > 20, "only {unfinished} pieces were cut short");
}
