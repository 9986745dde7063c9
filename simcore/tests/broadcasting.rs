//! Messages for many: what topics and streams promise, and what sets them apart from a queue.

mod common;

use common::{CONSTANT, arrived, design, fact, failed, fault, queue, run, server, with, worker, writers};
use simcore::Sim;
use simcore::design::{FaultKind, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason};
use simcore::time::from_secs;

#[test]
fn a_topic_copies_to_all_and_a_queue_shares_among_all() {
    let d = |kind: KindId| {
        let job = |id| server(id, 100, 10.0, CONSTANT, 1.0);
        let nodes = with(writers(50.0), vec![NodeSpec::new(3, kind), job(4), job(5), job(6)]);
        design(nodes, &[(1, 2), (2, 3), (3, 4), (3, 5), (3, 6)])
    };
    for kind in [KindId::pubsub_topic, KindId::stream] {
        let r = run(&d(kind), 100.0);
        let n = arrived(&r, 3);
        for id in 4..7 {
            assert!((arrived(&r, id) - n).abs() <= 5.0, "{id} got {} of {n}", arrived(&r, id));
        }
    }
    let r = run(&d(KindId::queue), 100.0);
    let all: f64 = (4..7).map(|id| arrived(&r, id)).sum();
    assert!((all - arrived(&r, 3)).abs() <= 2.0, "each message once: {all} of {}", arrived(&r, 3));
}

#[test]
fn a_subscriber_that_is_down_misses_its_copies_unless_it_is_a_queue() {
    let job = |id| server(id, 100, 10.0, CONSTANT, 1.0);
    let mut d = design(
        with(writers(50.0), vec![NodeSpec::new(3, KindId::pubsub_topic), job(4), queue(5), job(6)]),
        &[(1, 2), (2, 3), (3, 4), (3, 5), (5, 6)],
    );
    d.faults = vec![fault(4, FaultKind::Crash, 0.0, 20.0, 30.0), fault(5, FaultKind::Crash, 0.0, 20.0, 30.0)];
    let r = run(&d, 100.0);
    let missed = failed(&r, 4, Reason::Down);
    // 10 s x 50/s; four standard deviations of a Poisson 500 are 89
    assert!((missed - 500.0).abs() < 89.0, "{missed}");
    assert_eq!(r.failed_total(), 0, "the senders notice nothing");
    assert!(fact(&r, 3, Fact::Redelivered) >= 500.0, "asked again and again");
    // what was inside at the queue when it fell is on its disk; what came meanwhile came later
    let got = r.node(6).map_or(0.0, |n| n.answered as f64);
    assert!((got - arrived(&r, 3)).abs() <= 5.0, "{got} of {}", arrived(&r, 3));
}

#[test]
fn partitions_are_the_most_that_a_group_does_at_once() {
    let per_s = |partitions: f64| {
        let log = NodeSpec::new(3, KindId::stream).with("partitions", partitions);
        let nodes = with(writers(60.0), vec![log, server(4, 100, 100.0, CONSTANT, 1.0)]);
        let mut d = design(nodes, &[(1, 2), (2, 3), (3, 4)]);
        d.nodes[0] = d.nodes[0].clone().with("zipf", 0.0);
        let r = run(&d, 100.0);
        (r.node(4).map_or(0.0, |n| n.answered as f64 / 100.0), fact(&r, 3, Fact::Messages))
    };
    let (one, lag) = per_s(1.0);
    assert!((one - 10.0).abs() < 0.2 && lag > 4500.0, "one at a time, 100 ms each: {one}/s, {lag} behind");
    let (four, _) = per_s(4.0);
    assert!((four - 40.0).abs() < 0.8, "four at a time: {four}/s");
    let (many, lag) = per_s(100.0);
    assert!(many > 57.0 && lag < 100.0, "more than it needs: {many}/s, {lag} behind");
}

#[test]
fn each_group_has_its_own_pace() {
    let log = NodeSpec::new(3, KindId::stream).with("partitions", 1.0);
    let group = |id, ms| server(id, 100, ms, CONSTANT, 1.0);
    let d = design(
        with(writers(15.0), vec![log, group(4, 10.0), group(5, 100.0)]),
        &[(1, 2), (2, 3), (3, 4), (3, 5)],
    );
    let r = run(&d, 100.0);
    assert!((arrived(&r, 4) - arrived(&r, 3)).abs() <= 3.0, "the fast one is where the log ends");
    // 15 come and 10 are done a second; four standard deviations of a Poisson 1500 are 155
    assert!((fact(&r, 3, Fact::Messages) - 500.0).abs() < 155.0, "{}", fact(&r, 3, Fact::Messages));
}

#[test]
fn one_bad_message_stops_its_partition_and_not_a_queue() {
    let done = |kind: KindId| {
        let middle =
            NodeSpec::new(3, kind).with("partitions", 1.0).with("attempts", 5.0).with("backoff_s", 1.0);
        let mut d = design(with(writers(10.0), vec![middle, worker(4, 10, 10.0)]), &[(1, 2), (2, 3), (3, 4)]);
        d.nodes[0] = d.nodes[0].clone().with("zipf", 0.0);
        d.faults = vec![fault(4, FaultKind::PoisonMessage, 5.0, 0.0, 1000.0)];
        let r = run(&d, 200.0);
        let n = arrived(&r, 3);
        (r.node(4).map_or(0.0, |n| n.answered as f64) / (0.95 * n), r)
    };
    let (share, r) = done(KindId::queue);
    assert!(share > 0.97, "the others go past the bad ones: {share}");
    assert!(fact(&r, 3, Fact::Messages) < 20.0);
    let (share, r) = done(KindId::stream);
    // every twentieth message holds the partition up for 4 waits of a second: 4.5 a second are done;
    // about 45 bad ones in 200 s, so four standard deviations are 60 % of it
    assert!(share < 0.75, "{share}");
    assert!(fact(&r, 3, Fact::DeadLetters) > 18.0 && fact(&r, 3, Fact::Messages) > 400.0);
}

#[test]
fn a_log_forgets_the_oldest_and_a_crash_forgets_nothing() {
    let log = NodeSpec::new(3, KindId::stream).with("partitions", 2.0).with("retention", 100.0);
    let mut d = design(
        with(writers(50.0), vec![log, server(4, 100, 100.0, CONSTANT, 1.0)]),
        &[(1, 2), (2, 3), (3, 4)],
    );
    let r = run(&d, 100.0);
    assert!(fact(&r, 3, Fact::Messages) <= 100.0);
    assert!((fact(&r, 3, Fact::Dropped) - 2900.0).abs() < 300.0, "50 come, 20 are read a second");
    assert_eq!(r.failed_total(), 0);
    d.nodes[2] = d.nodes[2].clone().with("retention", 1e6).with("partitions", 50.0);
    d.faults = vec![fault(3, FaultKind::Crash, 0.0, 20.0, 30.0)];
    let r = run(&d, 100.0);
    let lost = failed(&r, 3, Reason::LostInCrash);
    assert!(lost <= 2.0, "only what it had not confirmed: {lost}");
    let done = r.node(3).map_or(0.0, |n| n.answered as f64);
    let accepted = arrived(&r, 3) - failed(&r, 3, Reason::Down) - lost;
    assert!(accepted - done < 20.0, "{done} of {accepted}");
}

#[test]
fn a_group_that_goes_leaves_the_others_where_they_are() {
    let log = NodeSpec::new(3, KindId::stream).with("partitions", 4.0);
    // slower than the wait after a failure: a reply taken for another's would be seen
    let group = |id| server(id, 100, 10_000.0, CONSTANT, 1.0);
    let mut d = design(with(writers(1.0), vec![log, group(4), group(5)]), &[(1, 2), (2, 3), (3, 4), (3, 5)]);
    let (mut sim, _) = Sim::new(&d, 4);
    sim.run_until(from_secs(20.2), u64::MAX);
    assert!(sim.report().node(4).is_some_and(|n| n.inside > 0), "some are under way");
    d.nodes.retain(|n| n.id != 4);
    d.links.retain(|l| l.to != 4);
    sim.edit(&d);
    sim.run_until(from_secs(60.0), u64::MAX);
    let r = sim.report();
    assert_eq!(fact(&r, 3, Fact::Redelivered), 0.0, "the lost attempts were not those of this group");
    let handled = arrived(&r, 5) + fact(&r, 3, Fact::Messages);
    assert!((handled - arrived(&r, 3)).abs() <= 4.0, "{handled} of {}", arrived(&r, 3));
}

#[test]
fn whoever_answers_with_an_error_has_not_taken_the_message() {
    for kind in [KindId::queue, KindId::pubsub_topic, KindId::stream, KindId::dlq] {
        let mut d = design(with(writers(100.0), vec![NodeSpec::new(3, kind)]), &[(1, 2), (2, 3)]);
        if kind != KindId::dlq {
            d.nodes.push(server(4, 100, 1.0, CONSTANT, 1.0));
            d.links.push(LinkSpec::new(3, 4, 0.0));
        }
        d.faults = vec![fault(3, FaultKind::Errors, 50.0, 0.0, 100.0)];
        let r = run(&d, 100.0);
        let errors = failed(&r, 3, Reason::ServerError);
        // half of about 10,000; four standard deviations are 200
        assert!((errors - 0.5 * arrived(&r, 3)).abs() < 200.0, "{kind:?}: {errors}");
        assert_eq!(r.failed_total() as f64, errors);
        let taken = if kind == KindId::dlq { fact(&r, 3, Fact::Messages) } else { arrived(&r, 4) };
        assert!((taken + errors - arrived(&r, 3)).abs() <= 4.0, "{kind:?}: {taken} taken");
    }
}
