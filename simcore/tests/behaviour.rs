//! What makes the lessons true: slots held while waiting, work that outlives its caller, refused
//! and lost requests with their reasons, edits that keep the world.

mod common;

use common::{CONSTANT, design, server, users};
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Health, Reason, Report};
use simcore::time::{SEC, from_secs};

fn run(d: &Design, seconds: f64) -> Report {
    let (mut sim, issues) = Sim::new(d, 42);
    assert!(issues.is_empty(), "{issues:?}");
    sim.run_until(from_secs(seconds), u64::MAX);
    sim.report()
}

fn failed(r: &Report, id: u32, reason: Reason) -> u64 {
    r.node(id).map_or(0, |n| n.failed[reason as usize])
}

fn database(id: u32, slots: f64, ms: f64) -> NodeSpec {
    NodeSpec::new(id, KindId::sql_leader)
        .with("slots", slots)
        .with("read_ms", ms)
        .with("write_ms", ms)
        .with("spread", CONSTANT)
}

#[test]
fn a_slow_database_fills_the_threads_of_the_server_in_front() {
    // 8 threads x 10 ms of work could do 800/s, but each waits 100 ms for the database
    let d = |model: f64| {
        design(
            vec![
                users(100.0),
                server(2, 8, 10.0, CONSTANT, 1.0).with("model", model),
                database(3, 100.0, 100.0),
            ],
            &[(1, 2), (2, 3)],
        )
    };
    let threads = run(&d(0.0), 60.0);
    let web = threads.node(2).expect("the server");
    assert!(web.utilisation < 0.10, "computes little: {}", web.utilisation);
    assert!(web.occupancy > 0.99, "but all threads are taken: {}", web.occupancy);
    let per_s = threads.answered as f64 / 60.0;
    assert!((per_s - 8.0 / 0.110).abs() < 1.0, "8 threads / 110 ms = 72.7/s, got {per_s}");
    let events = run(&d(1.0), 60.0);
    assert!(events.answered as f64 / 60.0 > 98.0, "a server that waits for free keeps up");
}

#[test]
fn work_that_nobody_waits_for_still_burns_capacity() {
    // the database needs 300 ms, users give up after 100: every request fails, the database is busy
    let d = design(
        vec![
            users(5.0).with("timeout_ms", 100.0),
            server(2, 50, 1.0, CONSTANT, 1.0),
            database(3, 2.0, 300.0),
        ],
        &[(1, 2), (2, 3)],
    );
    let r = run(&d, 100.0);
    assert_eq!(r.answered, 0);
    assert_eq!(failed(&r, 1, Reason::TimedOut), r.failed_total());
    let db = r.node(3).expect("the database");
    assert!(db.utilisation > 0.6, "5/s x 0.3 s / 2 slots = 75 % busy for nothing: {}", db.utilisation);
    assert!(db.answered > 450, "and it does answer: {}", db.answered);
}

#[test]
fn a_full_queue_refuses_where_it_is_full() {
    let d = design(vec![users(50.0), server(2, 1, 100.0, CONSTANT, 1.0).with("queue", 5.0)], &[(1, 2)]);
    let r = run(&d, 100.0);
    assert_eq!(failed(&r, 2, Reason::QueueFull), r.failed_total());
    let refused = r.failed_total() as f64 / r.generated as f64;
    assert!((refused - 0.8).abs() < 0.02, "serves 10 of 50: {refused}");
}

#[test]
fn a_crash_loses_what_is_inside_and_refuses_what_comes() {
    let mut d = design(vec![users(100.0), server(2, 50, 100.0, CONSTANT, 1.0)], &[(1, 2)]);
    d.faults =
        vec![Fault { node: 2, what: FaultKind::Crash, strength: 0.0, from_s: 10.0, until_s: Some(20.0) }];
    let r = run(&d, 30.0);
    let (lost, down) = (failed(&r, 2, Reason::LostInCrash), failed(&r, 2, Reason::Down));
    // about 100/s x 0.1 s inside; four standard deviations of a Poisson 10 are 13
    assert!((1..=23).contains(&lost), "{lost} lost");
    // Poisson 1000: four standard deviations are 127
    assert!((873..=1127).contains(&down), "{down} refused");
    assert_eq!(lost + down, r.failed_total());
    assert_eq!(r.node(2).map(|n| n.health), Some(Health::Up));
}

#[test]
fn a_balancer_learns_of_a_crash_from_its_probes_and_not_before() {
    let mut d = design(
        vec![
            users(100.0),
            NodeSpec::new(2, KindId::load_balancer).with("interval_s", 2.0),
            server(3, 8, 10.0, CONSTANT, 1.0),
            server(4, 8, 10.0, CONSTANT, 1.0),
        ],
        &[(1, 2), (2, 3), (2, 4)],
    );
    d.faults =
        vec![Fault { node: 4, what: FaultKind::Crash, strength: 0.0, from_s: 60.0, until_s: Some(120.0) }];
    let r = run(&d, 180.0);
    let refused = failed(&r, 4, Reason::Down);
    // the third failed probe comes 4 to 6 s after the crash; half of 100/s went there
    assert!((170..=340).contains(&refused), "{refused} sent to a dead server");
    let with_retry = {
        let mut d = d.clone();
        d.nodes[1] = d.nodes[1].clone().with("retries", 1.0);
        run(&d, 180.0)
    };
    let lost = with_retry.failed_total();
    assert!(lost <= 4, "a retry elsewhere saves all but what was inside: {lost}");
    let without_check = {
        let mut d = d.clone();
        d.nodes[1] = d.nodes[1].clone().with("health_check", 0.0);
        run(&d, 180.0)
    };
    assert!(failed(&without_check, 4, Reason::Down) > 2800, "nobody looks: half of 60 s of traffic");
}

#[test]
fn without_a_healthy_server_the_balancer_says_so() {
    let mut d = design(
        vec![
            users(100.0),
            NodeSpec::new(2, KindId::load_balancer).with("interval_s", 1.0).with("unhealthy_after", 1.0),
            server(3, 8, 10.0, CONSTANT, 1.0),
        ],
        &[(1, 2), (2, 3)],
    );
    d.faults = vec![Fault { node: 3, what: FaultKind::Crash, strength: 0.0, from_s: 10.0, until_s: None }];
    let r = run(&d, 30.0);
    assert!(failed(&r, 2, Reason::NoHealthyServer) > 1700);
    assert_eq!(r.node(3).map(|n| n.health), Some(Health::Down));
}

#[test]
fn users_without_a_system_fail_with_the_reason() {
    let (mut sim, _) = Sim::new(&design(vec![users(10.0)], &[]), 1);
    sim.run_until(10 * SEC, u64::MAX);
    let r = sim.report();
    assert!(r.generated > 50 && failed(&r, 1, Reason::NoRoute) == r.generated);
}

#[test]
fn cache_aside_takes_the_reads_off_the_database_and_writes_make_it_forget() {
    let d = |reads: f64| Design {
        nodes: vec![
            users(200.0).with("keys", 100.0).with("reads", reads),
            server(2, 64, 5.0, CONSTANT, 1.0),
            NodeSpec::new(3, KindId::cache).with("capacity", 1000.0).with("ttl_s", 0.0),
            database(4, 64.0, 10.0),
        ],
        links: vec![LinkSpec::new(1, 2, 0.5), LinkSpec::new(2, 3, 0.5), LinkSpec::new(2, 4, 0.5)],
        ..Design::default()
    };
    let r = run(&d(100.0), 100.0);
    let hit = |r: &Report| r.node(3).and_then(|n| n.gauges.hit_ratio).unwrap_or(0.0);
    assert!(hit(&r) > 0.99, "everything fits: {}", hit(&r));
    assert!(
        r.node(4).is_some_and(|n| n.arrived <= 130),
        "each key is fetched once, or twice at the same time"
    );
    let r = run(&d(80.0), 100.0);
    assert!(hit(&r) < 0.9, "each write costs a miss: {}", hit(&r));
}

#[test]
fn an_edit_keeps_time_queues_and_the_other_nodes() {
    let mut d = design(vec![users(100.0), server(2, 1, 100.0, CONSTANT, 1.0)], &[(1, 2)]);
    let (mut sim, _) = Sim::new(&d, 5);
    sim.run_until(10 * SEC, u64::MAX);
    let before = sim.report();
    let waiting = before.node(2).expect("the server").gauges.queued;
    assert!(waiting > 500);
    d.nodes[1] = d.nodes[1].clone().with("slots", 4.0);
    d.nodes.push(server(3, 1, 1.0, CONSTANT, 1.0));
    sim.edit(&d);
    let after = sim.report();
    assert_eq!((after.until_s, after.in_flight), (10.0, before.in_flight));
    let n = after.node(2).expect("the server");
    assert_eq!((n.gauges.queued, n.gauges.working), (waiting - 3, 4), "three more slots take from the queue");
    // taking the server away loses what was inside, with the reason
    d.nodes.remove(1);
    d.links.clear();
    sim.edit(&d);
    let r = sim.report();
    assert_eq!(r.failed[Reason::LostInCrash as usize], u64::from(waiting) + 1);
    assert_eq!(r.in_flight, 0);
}

#[test]
fn a_slow_fault_stretches_services_and_ends() {
    let mut d = design(vec![users(5.0), server(2, 8, 100.0, CONSTANT, 1.0)], &[(1, 2)]);
    d.faults =
        vec![Fault { node: 2, what: FaultKind::Slow, strength: 4.0, from_s: 100.0, until_s: Some(200.0) }];
    let (mut sim, _) = Sim::new(&d, 3);
    let mut p50 = vec![];
    for end in [100, 200, 300] {
        sim.reset_measures();
        sim.run_until(end * SEC, u64::MAX);
        p50.push(sim.report().latency.p50);
    }
    assert!(
        (p50[0] - 100.0).abs() < 2.0 && (p50[1] - 400.0).abs() < 8.0 && (p50[2] - 100.0).abs() < 2.0,
        "{p50:?}"
    );
}

#[test]
fn a_graph_made_to_explode_stops_at_its_budget() {
    // 40 levels of two servers, each calling both of the next: 2^40 calls a request, all at once
    let mut nodes = vec![users(1000.0)];
    let mut links = vec![(1, 2)];
    for level in 0..40u32 {
        for side in 0..2 {
            nodes.push(server(2 + 2 * level + side, 1024, 0.001, CONSTANT, 1.0));
            if level < 39 {
                links.extend([(2 + 2 * level + side, 4 + 2 * level), (2 + 2 * level + side, 5 + 2 * level)]);
            }
        }
    }
    let (mut sim, _) = Sim::new(&design(nodes, &links), 1);
    for _ in 0..20 {
        let before = sim.events();
        sim.run_until(3600 * SEC, 10_000);
        assert!(sim.events() - before <= 10_001);
    }
}

#[test]
fn a_trace_adds_up() {
    let d = design(
        vec![users(20.0), server(2, 4, 30.0, CONSTANT, 1.0), database(3, 2.0, 40.0)],
        &[(1, 2), (2, 3)],
    );
    let (mut sim, _) = Sim::new(&d, 7);
    sim.trace_requests(10);
    sim.run_until(60 * SEC, u64::MAX);
    let spans = sim.traces();
    let generated = sim.report().generated;
    let roots: Vec<usize> = (0..spans.len()).filter(|&i| spans[i].parent.is_none()).collect();
    assert_eq!(roots.len() as u64, generated / 10, "one in ten");
    let mut seen = 0;
    for (i, s) in spans.iter().enumerate() {
        let (Some(arrived), Some(ended)) = (s.arrived_s, s.ended_s) else { continue };
        assert!(s.sent_s <= arrived && arrived + s.served_s <= ended + 1e-9, "{s:?}");
        let children = spans.iter().filter(|c| c.parent == Some(i as u32));
        for child in children {
            seen += 1;
            assert_eq!((child.request, s.node, child.node), (s.request, 2, 3));
            let end = child.ended_s.unwrap_or(ended);
            assert!(child.sent_s >= arrived + 0.030 - 1e-9 && end <= ended + 1e-9, "{child:?} of {s:?}");
        }
    }
    assert!(seen > 100, "{seen} calls of the database were followed");
}

#[test]
fn a_clock_goes_on_after_a_crash_in_the_middle_of_a_standstill() {
    let mut d = design(
        vec![
            users(100.0).with("timeout_ms", 1000.0),
            NodeSpec::new(2, KindId::load_balancer).with("interval_s", 1.0).with("unhealthy_after", 1.0),
            server(3, 8, 10.0, CONSTANT, 1.0),
            server(4, 8, 10.0, CONSTANT, 1.0),
        ],
        &[(1, 2), (2, 3), (2, 4)],
    );
    let fault =
        |node, what, from_s, until_s| Fault { node, what, strength: 0.0, from_s, until_s: Some(until_s) };
    d.faults = vec![
        fault(2, FaultKind::Hang, 10.0, 20.0),
        fault(2, FaultKind::Crash, 15.0, 16.0),
        fault(4, FaultKind::Crash, 30.0, 60.0),
    ];
    let r = run(&d, 60.0);
    // the next probe is at most a second away; four standard deviations of a Poisson 50 are 28
    assert!(failed(&r, 4, Reason::Down) < 80, "{} sent to a dead server", failed(&r, 4, Reason::Down));
}

#[test]
fn an_error_of_a_server_is_the_users_error_over_links_of_any_length() {
    // a balancer only passes on what it hears, and over a link of no length it hears at once
    for ms in [0.0, 1.0] {
        let nodes =
            vec![users(500.0), NodeSpec::new(2, KindId::load_balancer), server(3, 100, 10.0, CONSTANT, 1.0)];
        let mut d = design(nodes, &[(1, 2), (2, 3)]);
        d.links[1].params[0] = ms;
        d.faults =
            vec![Fault { node: 3, what: FaultKind::Errors, strength: 50.0, from_s: 0.0, until_s: None }];
        let r = run(&d, 60.0);
        let share = r.failed_total() as f64 / r.finished() as f64;
        // 4 standard errors of a half of 30,000
        assert!((share - 0.5).abs() < 4.0 * 0.5 / 30_000f64.sqrt(), "{share} at {ms} ms");
        assert_eq!(failed(&r, 3, Reason::ServerError), r.failed[Reason::ServerError as usize]);
    }
}

#[test]
fn an_error_that_a_fault_makes_reaches_the_user_past_those_who_only_pass_it_on() {
    let nodes = vec![
        users(100.0),
        NodeSpec::new(2, KindId::load_balancer).with("overhead_ms", 0.0),
        server(3, 64, 1.0, CONSTANT, 1.0),
    ];
    let mut d = design(nodes, &[(1, 2), (2, 3)]);
    d.faults = vec![common::fault(3, FaultKind::Errors, 100.0, 0.0, 100.0)];
    let r = common::run(&d, 50.0);
    assert_eq!((r.answered, r.failed[Reason::ServerError as usize]), (0, r.failed_total()));
    assert!(r.failed_total() > 4000);
}
