use super::*;
use crate::Sim;
use crate::call::Phase;
use crate::design::{Design, Fault, LinkSpec, NodeSpec};
use crate::kinds::KindId;
use crate::time::SEC;

const SHARE: f64 = 0.2;
const KEYS: u32 = 10_000;

/// Writes at a rate, a queue, and one consumer that does one thing at a time.
fn design(rate: f64, order: f64, consumer: NodeSpec, prefetch: f64) -> Design {
    let users = NodeSpec::new(1, KindId::client)
        .with("rate", rate)
        .with("reads", 0.0)
        .with("zipf", 0.0)
        .with("keys", f64::from(KEYS));
    let web = NodeSpec::new(2, KindId::web_server)
        .with("service_ms", 0.001)
        .with("spread", 0.0)
        .with("slots", 1024.0);
    let queue = NodeSpec::new(3, KindId::queue)
        .with("order", order)
        .with("urgent", 100.0 * SHARE)
        .with("prefetch", prefetch)
        .with("visibility_s", 3600.0);
    Design {
        nodes: vec![users, web, queue, consumer],
        links: vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(2, 3, 0.0), LinkSpec::new(3, 4, 0.0)],
        ..Design::default()
    }
}

fn consumer(ms: f64, spread: f64) -> NodeSpec {
    let server = NodeSpec::new(4, KindId::web_server).with("slots", 1.0);
    server.with("service_ms", ms).with("spread", spread)
}

/// Urgent messages that wait at the queue, and others.
fn waiting(sim: &Sim) -> (f64, f64) {
    let waits = |c: &&crate::call::Call| c.node == 2 && c.phase == Phase::Inside && c.note == MESSAGE;
    let (mut urgent, mut others) = (0.0, 0.0);
    for c in sim.w.calls.iter().filter(waits) {
        *(if row(c.key, SHARE, 2) == 0 { &mut urgent } else { &mut others }) += 1.0;
    }
    (urgent, others)
}

#[test]
fn urgent_messages_go_before_all_others() {
    let left = |order| {
        let mut d = design(100.0, order, consumer(5.0, 2.0), 10.0);
        let what = FaultKind::ConsumersStop;
        d.faults = vec![Fault { node: 3, what, strength: 0.0, from_s: 0.0, until_s: Some(20.0) }];
        let (mut sim, _) = Sim::new(&d, 1);
        // 2000 messages, of which 400 are urgent; then 200 a second are done and 100 come
        sim.run_until(from_secs(25.0), u64::MAX);
        waiting(&sim)
    };
    let (urgent, others) = left(1.0);
    assert!(urgent <= 2.0 && others > 1000.0, "{urgent} urgent, {others} others");
    let (urgent, others) = left(0.0);
    // a fifth of about 1500; four standard deviations are 62
    assert!(urgent > 230.0 && others > 1000.0, "{urgent} urgent, {others} others");
}

#[test]
fn the_waits_of_several_classes_are_those_of_cobham() {
    for priorities in [2, 4] {
        waits_of_classes(priorities);
    }
}

/// M/M/1 without preemption: with s(k) the load of the classes up to k, the wait of class k is
/// rho S / ((1 - s(k - 1)) (1 - s(k))), and L = lambda W.
fn waits_of_classes(priorities: u32) {
    let (rate, service, n) = (8.0, 0.1, priorities as usize);
    let mut d = design(rate, 1.0, consumer(1000.0 * service, 1.0), 1.0);
    d.nodes[2] = d.nodes[2].clone().with("priorities", f64::from(priorities));
    let mut share = vec![0.0; n];
    (0..KEYS).for_each(|k| share[row(k, SHARE, priorities)] += 1.0 / f64::from(KEYS));
    let rho = rate * service;
    let up_to = |k: usize| rho * share[..k].iter().sum::<f64>();
    let want = |k: usize| share[k] * rate * rho * service / ((1.0 - up_to(k)) * (1.0 - up_to(k + 1)));
    let (mut sim, _) = Sim::new(&d, 5);
    let (mut batches, mut t) = (Vec::new(), 1000.0);
    for _ in 0..20 {
        let mut sum = vec![0.0; n];
        for _ in 0..10_000 {
            t += 1.0;
            sim.run_until(from_secs(t), u64::MAX);
            let waits =
                |c: &&crate::call::Call| c.node == 2 && c.phase == Phase::Inside && c.note == MESSAGE;
            sim.w.calls.iter().filter(waits).for_each(|c| sum[row(c.key, SHARE, priorities)] += 1e-4);
        }
        batches.push(sum);
    }
    for class in 0..n {
        let want = want(class);
        let mean = batches.iter().map(|b| b[class]).sum::<f64>() / 20.0;
        let var = batches.iter().map(|b| (b[class] - mean) * (b[class] - mean)).sum::<f64>() / 19.0;
        // Student's t with 19 degrees of freedom at 99.9 %: 3.883
        let half = 3.883 * libm::sqrt(var / 20.0);
        assert!(half < 0.15 * want, "class {class}: {mean} +- {half} says nothing about {want}");
        assert!((mean - want).abs() < half, "class {class}: {mean} +- {half}, theory says {want}");
    }
}

#[test]
fn what_is_older_than_the_retention_is_thrown_away() {
    let run = |retention: f64, rate: f64, stopped: bool| {
        let mut d = design(rate, 0.0, consumer(5.0, 0.0), 1.0);
        d.nodes[2] = d.nodes[2].clone().with("retention_s", retention);
        if stopped {
            d.faults = vec![Fault::new(3, FaultKind::ConsumersStop, None, 0.0, None)];
        }
        let (mut sim, _) = Sim::new(&d, 3);
        let mut oldest = 0.0f64;
        for t in 1..=20 {
            sim.run_until(t * SEC, u64::MAX);
            let ages = sim.w.calls.iter().filter(|c| c.node == 2 && c.phase == Phase::Inside);
            let ages = ages.filter(|c| c.note == MESSAGE).map(|c| (t * SEC - c.arrived) as f64 / 1e9);
            oldest = ages.fold(oldest, f64::max);
        }
        let report = sim.report();
        let queue = &report.nodes[2];
        (queue.failed[Reason::Expired as usize] as f64, queue.inside as f64, oldest)
    };
    // nobody fetches: 100 a second come for 20 s, and stay for 5; four standard deviations
    let (expired, inside, oldest) = run(5.0, 100.0, true);
    assert!((expired - 1500.0).abs() < 155.0 && (inside - 500.0).abs() < 90.0, "{expired}, {inside}");
    assert!(oldest <= 5.0, "{oldest}");
    let (expired, inside, oldest) = run(14.0 * 86_400.0, 100.0, true);
    assert!(expired == 0.0 && inside > 1800.0 && oldest > 19.0, "{expired}, {inside}, {oldest}");
    // twice as many come as can be done: from the second second on one half is thrown away
    let (expired, inside, oldest) = run(1.0, 400.0, false);
    assert!((expired - 0.5 * 400.0 * 18.5).abs() < 400.0 && inside < 480.0, "{expired}, {inside}");
    assert!(oldest <= 1.0, "{oldest}");
}
