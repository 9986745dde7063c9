use super::*;
use crate::Sim;
use crate::call::Phase;
use crate::design::{Design, Fault, LinkSpec, NodeSpec};
use crate::kinds::KindId;

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
        *(if is_among(c.key, SHARE, URGENT) { &mut urgent } else { &mut others }) += 1.0;
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
fn the_waits_of_two_classes_are_those_of_cobham() {
    // M/M/1 without preemption: W1 = rho S / (1 - rho1), W2 = W1 / (1 - rho), and L = lambda W
    let (rate, service) = (8.0, 0.1);
    let d = design(rate, 1.0, consumer(1000.0 * service, 1.0), 1.0);
    let urgent = (0..KEYS).filter(|&k| is_among(k, SHARE, URGENT)).count();
    let share = urgent as f64 / f64::from(KEYS);
    let rho = rate * service;
    let w1 = rho * service / (1.0 - share * rho);
    let want = [share * rate * w1, (1.0 - share) * rate * w1 / (1.0 - rho)];
    let (mut sim, _) = Sim::new(&d, 5);
    let (mut batches, mut t) = (Vec::new(), 1000.0);
    for _ in 0..20 {
        let mut sum = [0.0; 2];
        for _ in 0..10_000 {
            t += 1.0;
            sim.run_until(from_secs(t), u64::MAX);
            let (urgent, others) = waiting(&sim);
            sum = [sum[0] + urgent, sum[1] + others];
        }
        batches.push(sum.map(|s| s / 10_000.0));
    }
    for (class, want) in want.into_iter().enumerate() {
        let mean = batches.iter().map(|b| b[class]).sum::<f64>() / 20.0;
        let var = batches.iter().map(|b| (b[class] - mean) * (b[class] - mean)).sum::<f64>() / 19.0;
        // Student's t with 19 degrees of freedom at 99.9 %: 3.883
        let half = 3.883 * libm::sqrt(var / 20.0);
        assert!(half < 0.08 * want, "class {class}: {mean} +- {half} says nothing about {want}");
        assert!((mean - want).abs() < half, "class {class}: {mean} +- {half}, theory says {want}");
    }
}
