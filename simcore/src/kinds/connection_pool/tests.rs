use crate::Sim;
use crate::design::{Design, LinkSpec, NodeSpec};
use crate::kinds::KindId;
use crate::time::from_secs;

/// Shares of the writes and of the reads that are answered: reads come faster than ten connections
/// can do, writes seldom.
fn answered(more: &[(&str, f64)]) -> (f64, f64) {
    let users = |id, rate, reads| {
        NodeSpec::new(id, KindId::client).with("rate", rate).with("reads", reads).with("timeout_ms", 600_000.0)
    };
    let pool = NodeSpec::new(3, KindId::connection_pool).with("size", 10.0).with("wait_ms", 300.0);
    let pool = more.iter().fold(pool, |n, &(k, v)| n.with(k, v));
    let database = NodeSpec::new(4, KindId::sql_leader).with("slots", 100.0).with("spread", 1.0);
    let database = database.with("read_ms", 1000.0).with("write_ms", 10.0);
    let d = Design {
        nodes: vec![users(1, 5.0, 0.0), users(2, 40.0, 100.0), pool, database],
        links: vec![LinkSpec::new(1, 3, 0.0), LinkSpec::new(2, 3, 0.0), LinkSpec::new(3, 4, 0.0)],
        ..Design::default()
    };
    let (mut sim, _) = Sim::new(&d, 1);
    sim.run_until(from_secs(200.0), u64::MAX);
    let r = sim.report();
    let share = |n: usize| r.nodes[n].answered as f64 / r.nodes[n].arrived as f64;
    (share(0), share(1))
}

#[test]
fn a_reserve_keeps_connections_for_those_that_matter() {
    // without one everybody is turned away alike: ten connections do at most 10 reads a second
    let (writes, reads) = answered(&[]);
    assert!(writes < 0.4 && reads < 0.27, "{writes}, {reads}");
    // four of ten for writes: these are all answered, and reads have six
    let (writes, reads) = answered(&[("first", 1.0), ("reserve", 4.0)]);
    assert!(writes > 0.999 && (reads - 6.0 / 40.0).abs() < 0.01, "{writes}, {reads}");
    // a reserve for nobody is none
    assert_eq!(answered(&[("reserve", 4.0)]), answered(&[]));
    // the last connection is for all
    let (_, reads) = answered(&[("first", 1.0), ("reserve", 1000.0)]);
    assert!((reads - 1.0 / 40.0).abs() < 0.005, "{reads}");
}

#[test]
fn who_goes_first_waits_for_one_connection_only() {
    // a connection is free ten times a second, and a write is the first to have it
    let (writes, reads) = answered(&[("first", 1.0)]);
    assert!(writes > 0.9 && reads > 0.2, "{writes}, {reads}");
    let (writes, _) = answered(&[("first", 2.0)]);
    assert!(writes < 0.1, "{writes}");
}
