use super::*;
use crate::Sim;
use crate::design::{Design, LinkSpec, NodeSpec};
use crate::kinds::KindId;
use crate::measure::Report;

/// Users straight before a database with many slots whose queries take 10 ms.
fn design(rate: f64, keys: f64, reads: f64, database: &[(&str, f64)]) -> Design {
    let users = NodeSpec::new(1, KindId::client).with("rate", rate).with("reads", reads);
    let users = users.with("keys", keys).with("zipf", 0.0).with("timeout_ms", 600_000.0);
    let usual = [("slots", 64.0), ("queue", 100_000.0), ("spread", 0.0), ("read_ms", 10.0), ("write_ms", 10.0)];
    let node = usual.iter().chain(database).fold(NodeSpec::new(2, KindId::sql_leader), |n, &(k, v)| n.with(k, v));
    Design { nodes: vec![users, node], links: vec![LinkSpec::new(1, 2, 0.0)], ..Design::default() }
}

fn run(d: &Design, seconds: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 7);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

fn fact(r: &Report, fact: Fact) -> f64 {
    r.nodes[1].gauges.facts.iter().find(|f| f.0 == fact).map_or(0.0, |f| f.1)
}

#[test]
fn a_hot_row_is_one_server_however_many_slots_there_are() {
    // all writes are to one row: M/M/1 at a load of 0.6 instead of M/M/64
    let of = |locks, keys| {
        let d = design(60.0, keys, 0.0, &[("spread", 1.0), ("row_locks", locks)]);
        let r = run(&d, 8000.0);
        (r.nodes[1].latency.mean, fact(&r, Fact::LockWaits) / r.answered as f64, r.nodes[1].occupancy * 64.0)
    };
    let (mean, waits, taken) = of(1.0, 1.0);
    // 480,000 requests: the mean is known to about 1 %
    assert!((mean - 25.0).abs() < 0.75, "{mean}");
    assert!((waits - 0.6).abs() < 0.01, "{waits}");
    // who waits for a row does so in a slot: Little's law
    assert!((taken - 60.0 * 0.025).abs() < 0.05, "{taken}");
    let (mean, waits, _) = of(0.0, 1.0);
    assert!((mean - 10.0).abs() < 0.1 && waits == 0.0, "{mean}, {waits}");
    // spread over many rows they hardly meet
    let (mean, waits, _) = of(1.0, 10_000.0);
    assert!((mean - 10.0).abs() < 0.1 && waits < 0.001, "{mean}, {waits}");
}

#[test]
fn reads_do_not_wait_for_a_row_but_for_the_slots_that_its_writers_take() {
    let of = |slots: f64, locks: f64| {
        let database = [("slots", slots), ("row_locks", locks), ("write_ms", 20.0)];
        let r = run(&design(90.0, 1.0, 50.0, &database), 2000.0);
        (r.latency.mean, r.nodes[1].occupancy)
    };
    // reads of 10 ms; writes of 20 ms, of one row, at 45 a second: M/D/1 at a load of 0.9
    let (mean, _) = of(1000.0, 1.0);
    let want = 0.5 * 10.0 + 0.5 * (20.0 + 20.0 * 0.9 / (2.0 * 0.1));
    assert!((mean - want).abs() < 0.1 * want, "{mean}, not {want}");
    // with 4 slots the waiting writers take them all now and then; without locks there is room
    let (locked, taken) = of(4.0, 1.0);
    let (free, idle) = of(4.0, 0.0);
    assert!(locked > 5.0 * free && taken > idle + 0.1, "{locked} and {free} ms, {taken} and {idle}");
}

#[test]
fn a_row_is_locked_until_the_followers_have_it() {
    let of = |locks| {
        let mut d = design(50.0, 1.0, 0.0, &[("replication", 2.0), ("write_ms", 1.0), ("row_locks", locks)]);
        d.nodes.push(NodeSpec::new(3, KindId::sql_follower));
        d.links.push(LinkSpec::new(2, 3, 24.5));
        run(&d, 200.0).answered as f64 / 200.0
    };
    // 1 ms and a round trip of 49 ms for each
    let locked = of(1.0);
    assert!(locked > 18.5 && locked <= 20.0, "{locked}");
    assert!(of(0.0) > 48.0);
}

#[test]
fn locks_can_be_taken_and_given_up_while_it_runs() {
    let (on, off) = (design(60.0, 3.0, 20.0, &[("row_locks", 1.0)]), design(60.0, 3.0, 20.0, &[]));
    let (mut sim, _) = Sim::new(&on, 7);
    for t in 1..200 {
        sim.run_until(from_secs(0.37 * f64::from(t)), u64::MAX);
        sim.edit(if t % 2 == 0 { &on } else { &off });
    }
    let r = sim.report();
    assert!(r.failed_total() == 0 && r.in_flight < 30, "{:?}, {}", r.failed, r.in_flight);
    assert!(sim.w.nodes[1].load.working + sim.w.nodes[1].load.held <= r.in_flight as u32);
}

#[test]
fn rows_make_a_read_slow() {
    let mean = |more: &[(&str, f64)]| {
        let all: Vec<_> = [("disk_ms", 8.0), ("slots", 1000.0)].iter().chain(more).copied().collect();
        run(&design(5.0, 10.0, 100.0, &all), 60.0).nodes[1].latency.mean
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() < 0.02 * b, "{a}, not {b}");
    near(mean(&[("rows_m", 400.0)]), 10.0);
    near(mean(&[("sized", 1.0), ("rows_m", 90.0)]), 10.0);
    // three quarters do not fit into memory
    near(mean(&[("sized", 1.0), ("rows_m", 400.0)]), 10.0 + 0.75 * 8.0);
    near(mean(&[("sized", 1.0), ("rows_m", 400.0), ("joins", 2.0)]), 3.0 * (10.0 + 0.75 * 8.0));
    near(mean(&[("sized", 1.0), ("rows_m", 2.0), ("indexed", 0.0)]), 10.0 + 200.0);
}

#[test]
fn a_table_grows_until_the_disk_is_full() {
    let growth = [("sized", 1.0), ("rows_m", 1.0), ("growth", 1000.0), ("indexed", 0.0), ("slots", 1000.0)];
    let r = run(&design(20.0, 10.0, 50.0, &growth), 100.0);
    let rows = fact(&r, Fact::Rows);
    // 10 writes a second for 100 s; four standard deviations
    assert!((rows - 2.0).abs() < 0.13, "{rows} million rows");
    // reads went from 110 to 210 ms, writes stayed at 10
    let mean = r.nodes[1].latency.mean;
    assert!((mean - 0.5 * (160.0 + 10.0)).abs() < 5.0, "{mean}");
    let full: Vec<_> = growth.iter().copied().chain([("storage_gb", 1.5)]).collect();
    let r = run(&design(20.0, 10.0, 50.0, &full), 100.0);
    let refused = r.failed[Reason::StorageFull as usize] as f64;
    assert!((fact(&r, Fact::StorageUsed) - 1.0).abs() < 0.01, "{}", fact(&r, Fact::StorageUsed));
    assert!((refused - 500.0).abs() < 100.0 && r.failed_total() as f64 == refused, "{refused}");
}
