//! The diagnosis names the root cause of what was broken on purpose, and nothing when all is well.

mod common;

use common::{CONSTANT, EXPONENTIAL, database, design, fault, queue, server, users, with, worker, writers};
use simcore::Sim;
use simcore::answers::diagnosis::{Finding, Watch, What};
use simcore::design::{Design, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::Reason;
use simcore::time::from_ms;

/// Follows a run as the page does, frame by frame, and returns what is found at the end.
fn watched(d: &Design, seed: u64, until_s: u32) -> Vec<Finding> {
    let (mut sim, issues) = Sim::new(d, seed);
    assert!(issues.is_empty(), "{issues:?}");
    let mut watch = Watch::default();
    for i in 1..=until_s * 5 {
        sim.run_until(from_ms(f64::from(i) * 200.0), u64::MAX);
        let frame = sim.frame(sim.points_made());
        watch.see(d, &frame);
    }
    watch.findings()
}

fn first(d: &Design, until_s: u32) -> (Finding, Vec<Finding>) {
    let all = watched(d, 42, until_s);
    (*all.first().expect("nothing was found"), all)
}

/// Users, two web servers behind a balancer, a cache and a database.
fn shop(rate: f64) -> Design {
    let nodes = vec![
        NodeSpec::new(1, KindId::client).with("rate", rate),
        NodeSpec::new(2, KindId::load_balancer).with("interval_s", 1.0),
        NodeSpec::new(3, KindId::web_server),
        NodeSpec::new(4, KindId::web_server),
        NodeSpec::new(5, KindId::cache),
        NodeSpec::new(6, KindId::sql_leader),
    ];
    design(nodes, &[(1, 2), (2, 3), (2, 4), (3, 5), (3, 6), (4, 5), (4, 6)])
}

fn change(d: &mut Design, id: u32, name: &str, value: f64) {
    let node = d.nodes.iter_mut().find(|n| n.id == id).expect("no such node");
    *node = node.clone().with(name, value);
}

#[test]
fn a_healthy_system_has_no_findings() {
    for seed in 1..=5 {
        assert_eq!(watched(&shop(150.0), seed, 40), [], "seed {seed}");
        // four fifths full, and nobody is late
        let d = design(vec![users(80.0), server(2, 1, 10.0, CONSTANT, 1.0)], &[(1, 2)]);
        assert_eq!(watched(&d, seed, 40), [], "seed {seed}");
    }
}

#[test]
fn a_slow_database_is_the_cause_and_the_servers_that_wait_for_it_are_not() {
    let mut d = shop(300.0);
    d.faults = vec![fault(6, FaultKind::Slow, 60.0, 20.0, 100.0)];
    let (cause, all) = first(&d, 45);
    assert_eq!(cause.node, 6);
    assert!(matches!(cause.what, What::Broken { fault: FaultKind::Slow, felt: true }), "{cause:?}");
    assert!((20.0..=20.4).contains(&cause.since_s), "{}", cause.since_s);
    for f in all.iter().filter(|f| f.node != 6) {
        assert_eq!(f.because_of, Some(6), "{f:?}");
    }
}

#[test]
fn a_database_that_is_too_small_explains_the_slots_that_are_held_by_it() {
    let mut d = shop(400.0);
    change(&mut d, 5, "capacity", 1.0);
    change(&mut d, 6, "slots", 2.0);
    change(&mut d, 6, "queue", 200.0);
    change(&mut d, 6, "read_ms", 20.0);
    let (cause, all) = first(&d, 40);
    let What::Saturated { taken, served, waiting, .. } = cause.what else { panic!("{all:?}") };
    assert_eq!((cause.node, cause.because_of), (6, None));
    // two at a time, 20 ms each; the callers' slots are the limit of what waits
    assert!(taken > 0.98 && served < 130.0 && waiting > 10, "{cause:?}");
    let held: Vec<_> = all.iter().filter(|f| matches!(f.what, What::Held { .. })).collect();
    assert!(!held.is_empty(), "nobody holds slots: {all:?}");
    for f in held {
        assert_eq!(f.because_of, Some(6), "{f:?}");
    }
    assert!(cause.since_s < 20.0, "full since {}", cause.since_s);
}

#[test]
fn a_full_queue_refuses_and_the_numbers_are_those_of_the_run() {
    // 200 a second at a server that does 100
    let small = server(2, 1, 10.0, CONSTANT, 1.0).with("queue", 20.0);
    let d = design(vec![users(200.0).with("deadline_ms", 10_000.0), small], &[(1, 2)]);
    let (cause, _) = first(&d, 30);
    let What::Saturated { taken, offered, served, refused, waiting, .. } = cause.what else {
        panic!("{cause:?}")
    };
    assert_eq!(cause.node, 2);
    assert!((taken - 1.0).abs() < 1e-6 && (served - 100.0).abs() < 2.0, "{cause:?}");
    assert!((offered - served - refused).abs() < 3.0 && waiting >= 19, "{cause:?}");
}

#[test]
fn a_crash_is_said_whether_it_is_felt_or_not() {
    let mut d = shop(150.0);
    d.faults = vec![fault(6, FaultKind::Crash, 0.0, 15.0, 100.0)];
    let (cause, all) = first(&d, 25);
    assert_eq!((cause.node, cause.what), (6, What::Broken { fault: FaultKind::Crash, felt: true }));
    let down = all.iter().find(|f| matches!(f.what, What::Refuses { reason: Reason::Down, .. }));
    assert_eq!(down.and_then(|f| f.because_of), Some(6), "{all:?}");

    d.faults = vec![fault(3, FaultKind::Crash, 0.0, 15.0, 100.0)];
    let (cause, all) = first(&d, 30);
    assert_eq!((cause.node, all.len()), (3, 1), "{all:?}");
    assert_eq!(cause.what, What::Broken { fault: FaultKind::Crash, felt: false });
}

#[test]
fn a_lost_cache_explains_the_database_that_is_full() {
    let mut d = shop(500.0);
    change(&mut d, 5, "capacity", 10_000.0);
    change(&mut d, 6, "slots", 3.0);
    change(&mut d, 6, "read_ms", 8.0);
    [3, 4].into_iter().for_each(|id| change(&mut d, id, "slots", 64.0));
    assert_eq!(watched(&d, 42, 40), [], "before");
    d.faults = vec![fault(5, FaultKind::CacheLoss, 99.0, 40.0, 100.0)];
    let (cause, all) = first(&d, 50);
    assert_eq!((cause.node, cause.because_of), (5, None));
    assert!(matches!(cause.what, What::Broken { fault: FaultKind::CacheLoss, felt: true }), "{all:?}");
    let fell = all.iter().find(|f| matches!(f.what, What::HitsFell { .. })).expect("the hits fell");
    let What::HitsFell { from, to } = fell.what else { panic!() };
    assert!(from > 0.5 && to < from - 0.2, "{from} to {to}");
    let full = all.iter().find(|f| matches!(f.what, What::Saturated { .. })).expect("the database is full");
    assert_eq!((full.node, full.because_of), (6, Some(5)), "{all:?}");
}

#[test]
fn messages_that_come_faster_than_they_are_handled_grow() {
    // 100 a second for a worker that does 50
    let nodes = with(writers(100.0), vec![queue(3), worker(4, 1, 20.0)]);
    let d = design(nodes, &[(1, 2), (2, 3), (3, 4)]);
    let (cause, all) = first(&d, 40);
    let What::Grows { per_s, waiting, .. } =
        all.iter().find(|f| f.node == 3).expect("the queue is not found").what
    else {
        panic!("{all:?}")
    };
    assert!((40.0..60.0).contains(&per_s) && waiting > 1000.0, "{per_s} {waiting}");
    assert!(cause.node == 3 || cause.node == 4, "{all:?}");
}

#[test]
fn too_few_connections_are_found_where_they_are() {
    // each query holds a connection for 20 ms: two connections are enough for 100 a second
    let pool = NodeSpec::new(3, KindId::connection_pool).with("size", 2.0).with("queue", 50.0);
    let web = server(2, 256, 1.0, CONSTANT, 1.0);
    let nodes = vec![users(200.0), web, pool, database(4, KindId::sql_leader, 64, 20.0)];
    let d = design(nodes, &[(1, 2), (2, 3), (3, 4)]);
    let (cause, all) = first(&d, 40);
    assert_eq!(cause.node, 3, "{all:?}");
}

#[test]
fn a_limit_is_named_as_the_reason() {
    let limiter =
        NodeSpec::new(2, KindId::rate_limiter).with("scope", 1.0).with("limit", 50.0).with("window_s", 1.0);
    let nodes = vec![users(200.0), limiter, server(3, 64, 5.0, EXPONENTIAL, 1.0)];
    let (cause, all) = first(&design(nodes, &[(1, 2), (2, 3)]), 30);
    let What::Refuses { reason: Reason::RateLimited, per_s } = cause.what else { panic!("{all:?}") };
    assert_eq!(cause.node, 2);
    assert!(per_s > 50.0, "{per_s}");
}

#[test]
fn slow_answers_without_a_full_station_are_found_where_the_time_goes() {
    let web = server(2, 512, 1.0, CONSTANT, 1.0);
    let nodes =
        vec![users(50.0).with("deadline_ms", 300.0), web, database(3, KindId::sql_leader, 512, 400.0)];
    let (cause, all) = first(&design(nodes, &[(1, 2), (2, 3)]), 20);
    let What::Slow { late, p95_ms } = cause.what else { panic!("{all:?}") };
    assert_eq!(cause.node, 3);
    assert!(late > 0.99 && (390.0..410.0).contains(&p95_ms), "{late} {p95_ms}");
}

#[test]
fn a_copy_that_is_behind_is_said_with_its_lag() {
    let mut d = design(
        vec![
            users(100.0),
            server(2, 64, 2.0, CONSTANT, 1.0),
            NodeSpec::new(3, KindId::db_router),
            NodeSpec::new(4, KindId::sql_leader),
            NodeSpec::new(5, KindId::sql_follower),
        ],
        &[(1, 2), (2, 3), (3, 4), (3, 5), (4, 5)],
    );
    d.faults = vec![fault(5, FaultKind::ReplicaLag, 5000.0, 10.0, 100.0)];
    let (cause, all) = first(&d, 40);
    assert_eq!(cause.node, 5);
    let lag = all.iter().find_map(|f| if let What::Lags { lag_s } = f.what { Some(lag_s) } else { None });
    assert!(lag.is_some_and(|l| (4.0..6.5).contains(&l)), "{all:?}");
}

#[test]
fn what_is_over_is_taken_back() {
    let mut d = shop(150.0);
    d.faults = vec![fault(6, FaultKind::Crash, 0.0, 15.0, 25.0)];
    assert!(!watched(&d, 42, 24).is_empty());
    assert_eq!(watched(&d, 42, 40), []);
}

/// Which of two twins is named first, frame by frame, while both are.
fn order_of_twins(d: &Design, seed: u64, twins: [u32; 2]) -> Vec<Option<u32>> {
    let (mut sim, issues) = Sim::new(d, seed);
    assert!(issues.is_empty(), "{issues:?}");
    let mut watch = Watch::default();
    let mut firsts = Vec::new();
    for i in 1..=900 {
        sim.run_until(from_ms(f64::from(i) * 200.0), u64::MAX);
        let frame = sim.frame(sim.points_made());
        watch.see(d, &frame);
        let named: Vec<u32> = watch.findings().iter().map(|f| f.node).filter(|n| twins.contains(n)).collect();
        firsts.push(named.first().copied().filter(|_| twins.iter().all(|t| named.contains(t))));
    }
    firsts
}

/// How often the order changes; one that has recovered and falls ill again comes second, which is no turn.
fn turns(firsts: &[Option<u32>]) -> usize {
    assert!(firsts.iter().flatten().count() > 300, "they are named most of the time");
    firsts.windows(2).filter(|w| w[0].is_some() && w[1].is_some() && w[0] != w[1]).count()
}

#[test]
fn twins_keep_their_order_while_they_take_turns_at_being_the_worst() {
    let pair = |rate: f64, queue: f64| {
        let twin = |id| server(id, 1, 10.0, EXPONENTIAL, 1.0).with("queue", queue);
        design(
            vec![users(rate), NodeSpec::new(2, KindId::load_balancer), twin(3), twin(4)],
            &[(1, 2), (2, 3), (2, 4)],
        )
    };
    // each refuses or gathers about 8, 16, 32 or 64 a second more than it serves, which is where a
    // comparison by doublings alone would tip over
    for extra in [8.0, 16.0, 32.0, 64.0] {
        for (queue, seed) in [(20.0, 1), (20.0, 2), (1000.0, 3)] {
            let firsts = order_of_twins(&pair(2.0 * (100.0 + extra), queue), seed, [3, 4]);
            assert_eq!(turns(&firsts), 0, "{extra} more than served, queue {queue}, seed {seed}");
        }
    }
}

#[test]
fn twins_keep_their_order_whichever_of_them_their_callers_wait_for() {
    // two web servers whose slots are held by two databases that are too small
    let twin = |id| database(id, KindId::sql_leader, 1, 20.0);
    let web = |id| server(id, 8, 1.0, CONSTANT, 1.0).with("queue", 100.0);
    let nodes = vec![
        users(160.0),
        NodeSpec::new(2, KindId::load_balancer),
        web(3),
        web(4),
        NodeSpec::new(5, KindId::load_balancer),
        twin(6),
        twin(7),
    ];
    let d = design(nodes, &[(1, 2), (2, 3), (2, 4), (3, 5), (4, 5), (5, 6), (5, 7)]);
    for seed in [1, 2, 3] {
        let firsts = order_of_twins(&d, seed, [6, 7]);
        assert_eq!(turns(&firsts), 0, "seed {seed}");
    }
}
