//! `cargo bench -p simcore --bench goals`: how fast large systems run, in CPU time of this thread,
//! and how the time for an event grows with what is under way and with the parts of a system. Each
//! line is the median of three runs; a ratio says more than a time on a busy machine.

mod models;

use cpu_time::ThreadTime;
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::Histogram;
use simcore::time::{SEC, to_secs};
use simcore::{Outcome, Sim};
use std::hint::black_box;

struct Speed {
    ns_per_event: f64,
    /// Simulated seconds in a second of CPU time.
    times_real: f64,
    in_flight: u64,
}

/// Runs a warm system on for so many events, three times; the median.
fn speed(sim: &Sim, events: u64) -> Speed {
    let mut runs: Vec<Speed> = (0..3)
        .map(|_| {
            let mut sim = sim.clone();
            let (from, goal, start) = (sim.now(), sim.events() + events, ThreadTime::now());
            while sim.run_until(sim.now() + SEC, goal - sim.events()) == Outcome::Done {}
            let cpu = start.elapsed().as_nanos() as f64;
            let report = sim.report();
            assert!(report.failed_total() * 100 < report.generated, "too many fail: {:?}", report.failed);
            Speed {
                ns_per_event: cpu / events as f64,
                times_real: to_secs(sim.now() - from) * 1e9 / cpu,
                in_flight: report.in_flight,
            }
        })
        .collect();
    runs.sort_by(|a, b| a.ns_per_event.total_cmp(&b.ns_per_event));
    runs.swap_remove(1)
}

/// Clients, a balancer, servers that answer by themselves; 64 % busy with 10 ms of work.
fn servers(rate: f64, count: u32, latency_ms: f64) -> Sim {
    let slots = (rate / f64::from(count) * 0.010 / 0.64).ceil().max(1.0);
    let machines = (slots / 1000.0).ceil();
    let mut nodes = vec![
        NodeSpec::new(1, KindId::client).with("rate", rate).with("reads", 100.0).with("timeout_ms", 10_000.0),
        NodeSpec::new(2, KindId::load_balancer).with("max_active", 1_000_000.0),
    ];
    let mut links = vec![LinkSpec::new(1, 2, latency_ms)];
    for id in 3..3 + count {
        nodes.push(
            NodeSpec::new(id, KindId::web_server)
                .with("slots", (slots / machines).ceil())
                .with("instances", machines)
                .with("queue", 10_000.0)
                .with("service_ms", 10.0)
                .with("spread", 1.0),
        );
        links.push(LinkSpec::new(2, id, 0.0));
    }
    let (mut sim, issues) = Sim::new(&Design { nodes, links, ..Design::default() }, 1);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until((latency_ms * 4e6) as u64 + SEC / 4, u64::MAX);
    sim
}

/// The model of the floor with so many times the requests and the places to serve them.
fn net3(times: f64) -> Sim {
    let mut design = models::net3_full();
    for n in &mut design.nodes {
        *n = match n.kind {
            KindId::client => n.clone().with("rate", 640.0 * times),
            KindId::load_balancer => n.clone().with("max_active", 1_000_000.0),
            // no more than 1024 slots in one server: the rest are further machines
            KindId::web_server => {
                n.clone().with("slots", times.min(1024.0)).with("instances", (times / 1024.0).ceil())
            }
            KindId::sql_leader => n
                .clone()
                .with("slots", (4.0 * times).min(1024.0))
                .with("read_ms", 19.0 * (256.0 / times).min(1.0)),
            _ => n.clone(),
        };
    }
    models::warm(&design, 1)
}

/// The most memory that this process has had, in KiB, as Linux says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// `-- --long`: a hundred million requests, and what they leave behind.
fn long() {
    let mut sim = models::warm(&models::net3_full(), 1);
    for requests in [100_000, 100_000_000] {
        let more = requests - sim.generated();
        models::run_on(&mut sim, more);
        let memory = peak().map_or("unknown".to_owned(), |k| format!("{k} KiB"));
        println!("after {requests} requests: the process has had {memory} at most");
    }
}

fn main() {
    if std::env::args().any(|a| a == "--long") {
        return long();
    }
    println!("{:<44} {:>9} {:>11} {:>11} {:>7}", "system", "ns/event", "x real time", "in flight", "ratio");
    let show = |name: &str, s: &Speed, base: f64| {
        let ratio = s.ns_per_event / base;
        println!(
            "{name:<44} {:>9.1} {:>11.2} {:>11} {ratio:>7.2}",
            s.ns_per_event, s.times_real, s.in_flight
        );
    };
    let base = speed(&net3(1.0), 4_000_000);
    show("net3-full, 640 requests/s", &base, base.ns_per_event);
    for (name, times) in
        [("net3-full, 300,000 requests/s", 468.75), ("net3-full, 1,000,000 requests/s", 1562.5)]
    {
        show(name, &speed(&net3(times), 8_000_000), base.ns_per_event);
    }
    show(
        "100,000 requests/s over 400 servers",
        &speed(&servers(100_000.0, 400, 0.0), 4_000_000),
        base.ns_per_event,
    );
    println!();
    let base = speed(&servers(800.0, 10, 0.0), 2_000_000);
    for (rate, latency) in [(800.0, 0.0), (80_000.0, 0.0), (800_000.0, 0.0), (800_000.0, 500.0)] {
        let s = speed(&servers(rate, 10, latency), 4_000_000);
        show(&format!("10 servers, {rate} requests/s, {latency} ms away"), &s, base.ns_per_event);
    }
    for count in [100, 990] {
        let s = speed(&servers(80.0 * f64::from(count), count, 0.0), 4_000_000);
        show(&format!("{count} servers, 80 requests/s each"), &s, base.ns_per_event);
    }
    let mut h = Histogram::default();
    let start = ThreadTime::now();
    for i in 0..20_000_000u64 {
        h.record(black_box(i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 34));
    }
    black_box(&h);
    println!("\na record in a histogram: {:.2} ns", start.elapsed().as_nanos() as f64 / 2e7);
}
