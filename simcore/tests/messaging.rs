//! Messages: what a queue and its consumers promise, and what they do not.

mod common;

use common::{CONSTANT, arrived, design, fact, failed, fault, queue, run, server, with, worker, writers};
use simcore::Sim;
use simcore::design::{Fault, FaultKind, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason};
use simcore::time::from_secs;

/// A burst of so many writes at second 1, and next to nothing besides.
fn burst(messages: f64) -> (Vec<NodeSpec>, Vec<Fault>) {
    (writers(0.1), vec![fault(1, FaultKind::ThunderingHerd, messages, 1.0, 2.0)])
}

#[test]
fn a_queue_answers_before_the_work_is_done() {
    let job = |id| server(id, 8, 400.0, CONSTANT, 1.0);
    let inline = run(&design(with(writers(10.0), vec![job(3)]), &[(1, 2), (2, 3)]), 100.0);
    // the histogram's buckets are within 1/64
    assert!(inline.latency.p50 > 394.0, "the work is in the answer: {}", inline.latency.p50);
    let d = design(with(writers(10.0), vec![queue(3), job(4)]), &[(1, 2), (2, 3), (3, 4)]);
    let queued = run(&d, 100.0);
    // 1 ms at the server and 5 ms at the queue
    assert!((queued.latency.p99 - 6.0).abs() < 0.2, "{}", queued.latency.p99);
    assert!(
        queued.node(3).is_some_and(|n| n.latency.p50 > 394.0),
        "the message lives until its work is done"
    );
    assert!(queued.node(4).is_some_and(|n| n.answered > 900), "and it is done");
}

#[test]
fn reads_send_no_messages() {
    let mut nodes = with(writers(50.0), vec![queue(3), server(4, 8, 1.0, CONSTANT, 1.0)]);
    nodes[0] = nodes[0].clone().with("reads", 80.0);
    let r = run(&design(nodes, &[(1, 2), (2, 3), (3, 4)]), 100.0);
    // a fifth of about 5000; four standard deviations of the binomial are 113
    assert!(
        (arrived(&r, 3) - 0.2 * r.generated as f64).abs() < 113.0,
        "{} of {}",
        arrived(&r, 3),
        r.generated
    );
}

#[test]
fn a_full_queue_refuses_drops_or_blocks() {
    // 20 messages a second, the consumer does 10
    let d = |overflow: f64| {
        let q = queue(3).with("capacity", 50.0).with("overflow", overflow).with("prefetch", 1.0);
        let nodes = with(writers(20.0), vec![q, server(4, 1, 100.0, CONSTANT, 1.0)]);
        design(nodes, &[(1, 2), (2, 3), (3, 4)])
    };
    let reject = run(&d(0.0), 200.0);
    let refused = failed(&reject, 3, Reason::QueueFull);
    // 200 s x 10/s too many, less the 50 that fit; four standard deviations of a Poisson 4000 are 253
    assert!((refused - 1950.0).abs() < 253.0, "{refused}");
    assert_eq!(reject.failed_total() as f64, refused, "whoever is refused knows it");
    assert_eq!(fact(&reject, 3, Fact::Dropped), 0.0);

    let drop = run(&d(1.0), 200.0);
    assert_eq!(drop.failed_total(), 0, "the senders notice nothing");
    assert!((fact(&drop, 3, Fact::Dropped) - 1950.0).abs() < 253.0);
    // the oldest goes, so what is left is young: 50 messages at 20 a second
    assert!(fact(&drop, 3, Fact::OldestMessage) < 4.0, "{}", fact(&drop, 3, Fact::OldestMessage));
    assert!(fact(&reject, 3, Fact::OldestMessage) > 4.0, "kept for 50 services of 100 ms");

    let block = run(&d(2.0), 200.0);
    assert_eq!((block.failed_total(), fact(&block, 3, Fact::Dropped)), (0, 0.0));
    // nobody is refused and nothing is lost: the senders go at the pace of the consumer
    assert!((block.answered as f64 / 200.0 - 10.0).abs() < 0.6, "{}", block.answered);
    assert!(block.in_flight > 1600, "and the rest of them wait: {}", block.in_flight);
    assert_eq!(fact(&block, 3, Fact::Messages), 50.0);
}

#[test]
fn few_messages_per_consumer_share_the_work_by_speed() {
    let drained = |prefetch: f64, seconds: f64| {
        let (first, faults) = burst(200.0);
        let fast = server(4, 1, 10.0, CONSTANT, 1.0);
        let slow = server(5, 1, 1000.0, CONSTANT, 1.0);
        let q = queue(3).with("prefetch", prefetch).with("visibility_s", 3600.0);
        let mut d = design(with(first, vec![q, fast, slow]), &[(1, 2), (2, 3), (3, 4), (3, 5)]);
        d.faults = faults;
        let r = run(&d, seconds);
        (fact(&r, 3, Fact::Messages), arrived(&r, 5))
    };
    // 1 s for the slow one's first, 100 a second at the fast one meanwhile
    let (left, slow) = drained(1.0, 4.1);
    assert!(left <= 1.0 && slow <= 4.0, "{left} left, {slow} at the slow one");
    let (left, slow) = drained(100.0, 4.1);
    assert!(left >= 95.0 && slow >= 100.0, "{left} left, {slow} at the slow one");
}

#[test]
fn failed_messages_come_again_and_are_given_up_after_three() {
    let d = |dead_letters: bool| {
        let job = server(4, 1024, 1.0, CONSTANT, 1.0).with("error_rate", 50.0);
        let q = queue(3).with("backoff_s", 0.1).with("prefetch", 1000.0);
        let mut links = vec![(1, 2), (2, 3), (3, 4)];
        let mut nodes = with(writers(100.0), vec![q, job]);
        if dead_letters {
            nodes.push(queue(5));
            links.push((3, 5));
        }
        design(nodes, &links)
    };
    let (mut sim, _) = Sim::new(&d(true), 7);
    sim.run_until(from_secs(200.0), u64::MAX);
    let r = sim.report();
    let n = arrived(&r, 3);
    // guide 004, line 1143, and truth: 1 + 1/2 + 1/4 attempts; the variance of one message's is 0.6875
    let z = (arrived(&r, 4) - 1.75 * n) / (0.6875 * n).sqrt();
    assert!(z.abs() < 4.0, "attempts {} for {n}, z = {z}", arrived(&r, 4));
    let dead = fact(&r, 3, Fact::DeadLetters);
    let z = (dead - 0.125 * n) / (0.125 * 0.875 * n).sqrt();
    assert!(z.abs() < 4.0, "{dead} dead of {n}, z = {z}");
    assert!((fact(&r, 3, Fact::Redelivered) - 0.75 * n).abs() < 4.0 * (0.6875 * n).sqrt());
    assert!((arrived(&r, 5) - dead).abs() <= 1.0, "each dead letter is in the other queue");
    let gone = run(&d(false), 200.0);
    assert!(fact(&gone, 3, Fact::DeadLetters) > 0.0 && fact(&gone, 3, Fact::Messages) < 100.0);
}

#[test]
fn the_wait_after_a_failure_doubles() {
    let (first, faults) = burst(1.0);
    let job = server(4, 1, 1.0, CONSTANT, 1.0).with("error_rate", 100.0);
    let q = queue(3).with("max_receives", 5.0).with("backoff_s", 1.0);
    let mut d = design(with(first, vec![q, job]), &[(1, 2), (2, 3), (3, 4)]);
    d.faults = faults;
    // a seed with which nothing comes besides
    let alone = |seed: &u64| {
        let (mut sim, _) = Sim::new(&d, *seed);
        sim.run_until(from_secs(9.0), u64::MAX);
        arrived(&sim.report(), 3) == 1.0
    };
    let (mut sim, _) = Sim::new(&d, (0..100).find(alone).expect("four in ten are such"));
    // attempts after 0, 1, 1 + 2 and 1 + 2 + 4 seconds
    for (at, attempts) in [(0.5, 1.0), (1.5, 2.0), (2.8, 2.0), (3.2, 3.0), (6.8, 3.0), (7.2, 4.0)] {
        sim.run_until(from_secs(1.0 + at), u64::MAX);
        assert_eq!(arrived(&sim.report(), 4), attempts, "after {at} s");
    }
}

#[test]
fn a_message_that_takes_longer_than_its_timeout_is_done_again() {
    let attempts = |visibility: f64| {
        let (first, faults) = burst(100.0);
        let job = server(4, 1024, 2000.0, CONSTANT, 1.0);
        let q = queue(3).with("visibility_s", visibility).with("prefetch", 1000.0);
        let mut d = design(with(first, vec![q, job]), &[(1, 2), (2, 3), (3, 4)]);
        d.faults = faults;
        let r = run(&d, 30.0);
        arrived(&r, 4) / arrived(&r, 3)
    };
    assert_eq!(attempts(5.0), 1.0);
    // a message or two may have come too late for all three
    assert!(attempts(1.0) > 2.9, "three attempts, all of them too slow: {}", attempts(1.0));
}

#[test]
fn a_consumer_that_is_down_costs_time_and_no_messages() {
    let mut d = design(
        with(writers(10.0), vec![queue(3), server(4, 8, 100.0, CONSTANT, 1.0)]),
        &[(1, 2), (2, 3), (3, 4)],
    );
    d.faults = vec![fault(4, FaultKind::Crash, 0.0, 20.0, 40.0)];
    let during = run(&d, 39.0);
    // 19 s x 10/s; four standard deviations of a Poisson 190 are 55
    assert!((fact(&during, 3, Fact::Messages) - 190.0).abs() < 55.0);
    assert!((fact(&during, 3, Fact::OldestMessage) - 19.0).abs() < 1.0);
    let after = run(&d, 60.0);
    assert_eq!(after.failed_total(), 0);
    assert_eq!(fact(&after, 3, Fact::DeadLetters), 0.0, "not being there is no attempt");
    assert!(fact(&after, 3, Fact::Messages) < 10.0);
    d.faults = vec![fault(3, FaultKind::ConsumersStop, 0.0, 20.0, 40.0)];
    let stopped = run(&d, 39.0);
    assert!((fact(&stopped, 3, Fact::Messages) - 190.0).abs() < 55.0);
    assert!(fact(&run(&d, 60.0), 3, Fact::Messages) < 10.0);
}

#[test]
fn a_crash_empties_a_queue_in_memory_and_not_one_on_disk() {
    let after = |durability: f64| {
        let (first, mut faults) = burst(500.0);
        let q = queue(3).with("durability", durability).with("prefetch", 4.0);
        let mut d =
            design(with(first, vec![q, server(4, 4, 100.0, CONSTANT, 1.0)]), &[(1, 2), (2, 3), (3, 4)]);
        faults.push(fault(3, FaultKind::Crash, 0.0, 5.0, 6.0));
        d.faults = faults;
        let r = run(&d, 60.0);
        (failed(&r, 3, Reason::LostInCrash), r.node(3).map_or(0, |n| n.answered), arrived(&r, 4))
    };
    let (lost, done, _) = after(0.0);
    // 4 at a time, 39 times in the 3.994 s since they came: 156 of 500 are done, and of the few others
    assert!((340.0..=350.0).contains(&lost), "{lost}");
    assert!(done < 175, "{done}");
    let (lost, done, handed) = after(1.0);
    assert_eq!(lost, 0.0, "nothing that was accepted is lost");
    assert!(done >= 500, "{done}");
    assert!(handed >= done as f64 + 4.0, "what was out at the time is done twice: {handed} for {done}");
}

#[test]
fn fifty_workers_drain_a_thousand_photos_in_84_seconds() {
    // truth: 1000 uploads in a minute, jobs of 3 to 5 s: 84 s with 50 workers, 402 s with 10
    for (workers, seconds, within) in [(50, 84.0, 2.0), (10, 402.0, 8.0)] {
        let mut nodes = writers(1000.0 / 60.0);
        nodes[0] = nodes[0].clone().with("spacing", 1.0);
        nodes.extend([
            queue(3).with("prefetch", 1000.0).with("visibility_s", 3600.0),
            worker(4, workers, 4000.0),
        ]);
        let mut d = design(nodes, &[(1, 2), (2, 3), (3, 4)]);
        // the users go after a minute: no network to anywhere
        d.faults = vec![fault(1, FaultKind::Crash, 0.0, 60.0, 1e6)];
        let (mut sim, _) = Sim::new(&d, 9);
        let mut t = 60.0;
        while fact(&sim.report(), 3, Fact::Messages) > 0.0 || t < 61.0 {
            t += 0.5;
            sim.run_until(from_secs(t), u64::MAX);
        }
        let n = arrived(&sim.report(), 3);
        assert!((n - 1000.0).abs() <= 1.0, "{n} photos");
        assert!((t - seconds).abs() <= within, "{workers} workers: {t} s");
    }
}

#[test]
fn a_worker_keeps_its_place_until_the_result_is_stored() {
    // 100 ms of work and 100 ms at the store: 10 places do 50 a second, not 100
    let store = NodeSpec::new(5, KindId::sql_leader)
        .with("write_ms", 100.0)
        .with("spread", CONSTANT)
        .with("slots", 1000.0);
    let w = worker(4, 10, 100.0).with("spread", CONSTANT);
    let q = queue(3).with("prefetch", 1000.0).with("capacity", 100_000.0);
    let d = design(with(writers(90.0), vec![q, w, store]), &[(1, 2), (2, 3), (3, 4), (4, 5)]);
    let r = run(&d, 100.0);
    let done = r.node(5).map_or(0.0, |n| n.answered as f64 / 100.0);
    assert!((done - 50.0).abs() < 0.5, "{done}/s");
    assert!(r.node(4).is_some_and(|n| n.occupancy > 0.99 && (n.utilisation - 0.5).abs() < 0.01));
}

#[test]
fn poison_fails_every_time_and_chance_does_not() {
    let d = |poison: bool| {
        let w = worker(4, 100, 10.0).with("failure_rate", if poison { 0.0 } else { 10.0 });
        let q = queue(3).with("backoff_s", 0.1).with("prefetch", 1000.0);
        let mut d = design(
            with(writers(100.0), vec![q, w, NodeSpec::new(5, KindId::dlq)]),
            &[(1, 2), (2, 3), (3, 4), (3, 5)],
        );
        d.nodes[0] = d.nodes[0].clone().with("zipf", 0.0);
        if poison {
            d.faults = vec![fault(4, FaultKind::PoisonMessage, 10.0, 0.0, 1000.0)];
        }
        d
    };
    let r = run(&d(true), 100.0);
    let (n, dead) = (arrived(&r, 3), fact(&r, 5, Fact::Messages));
    // a tenth of the 10,000 keys, each as likely: four standard deviations of the keys are 120, of the
    // draws 120
    assert!((dead - 0.1 * n).abs() < 240.0, "{dead} of {n} parked");
    assert_eq!(fact(&r, 5, Fact::Alert), 1.0);
    let r = run(&d(false), 100.0);
    let (n, dead) = (arrived(&r, 3), fact(&r, 5, Fact::Messages));
    // three failures in a row: one in a thousand; four standard deviations of a Poisson 10 are 13
    assert!(dead <= 0.001 * n + 13.0, "{dead} of {n} parked");
    assert_eq!(fact(&r, 5, Fact::Alert), 0.0);
}

#[test]
fn dead_letters_stay_when_there_is_no_room_for_them() {
    let (first, faults) = burst(50.0);
    let job = server(4, 100, 1.0, CONSTANT, 1.0).with("error_rate", 100.0);
    let parked = NodeSpec::new(5, KindId::dlq).with("capacity", 20.0).with("alert", 20.0);
    let q = queue(3).with("backoff_s", 0.1).with("max_receives", 1.0);
    let mut d = design(with(first, vec![q, job, parked]), &[(1, 2), (2, 3), (3, 4), (3, 5)]);
    d.faults = faults;
    d.faults.push(fault(5, FaultKind::Crash, 0.0, 10.0, 20.0));
    let r = run(&d, 30.0);
    assert_eq!(fact(&r, 5, Fact::Messages), 20.0, "a crash loses none either");
    assert_eq!(fact(&r, 3, Fact::Messages) + 20.0, arrived(&r, 3), "the others are still before it");
    assert_eq!(fact(&r, 5, Fact::Alert), 0.0, "20 are not more than 20");
}

#[test]
fn a_consumer_without_room_hands_back_what_it_never_tried() {
    let (first, faults) = burst(100.0);
    let full = server(4, 1, 100.0, CONSTANT, 1.0).with("queue", 0.0);
    let q = queue(3).with("backoff_s", 0.5);
    let mut d = design(with(first, vec![q, full]), &[(1, 2), (2, 3), (3, 4)]);
    d.faults = faults;
    let r = run(&d, 200.0);
    assert!(failed(&r, 4, Reason::QueueFull) > 100.0, "it refuses again and again");
    assert_eq!(fact(&r, 3, Fact::DeadLetters), 0.0);
    assert_eq!(fact(&r, 3, Fact::Redelivered), 0.0, "a refusal is no attempt");
    assert!(r.node(4).is_some_and(|n| n.answered >= 100), "and does them all in the end");
}
