//! The models of the benches, as designs for the engine.

use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::kinds::KindId;
use simcore::time::SEC;
use simcore::{Outcome, Sim};

/// The model that the floor runs, with everything the product needs: calls and replies with the
/// inclusive latency at every hop, a timeout of 1 s on every request, bounded queues, an error
/// roll, utilisation over time, a histogram and a series per component.
pub fn net3_full() -> Design {
    let at = |a, b| LinkSpec::new(a, b, 0.0);
    let mut nodes = vec![
        NodeSpec::new(1, KindId::client)
            .with("rate", 640.0)
            .with("reads", 100.0)
            .with("keys", 100_000.0)
            .with("zipf", 1.0)
            .with("timeout_ms", 1000.0),
        NodeSpec::new(2, KindId::load_balancer).with("overhead_ms", 0.1),
        NodeSpec::new(20, KindId::cache)
            .with("capacity", 10_000.0)
            .with("ttl_s", 0.0)
            .with("latency_ms", 0.5)
            .with("call_timeout_ms", 600_000.0),
        NodeSpec::new(21, KindId::sql_leader).with("slots", 4.0).with("read_ms", 19.0).with("spread", 1.0),
    ];
    let mut links = vec![at(1, 2), at(20, 21)];
    for id in 3..11 {
        nodes.push(
            NodeSpec::new(id, KindId::web_server)
                .with("slots", 1.0)
                .with("queue", 1000.0)
                .with("service_ms", 10.0)
                .with("spread", 1.0)
                .with("model", 1.0)
                // patience lies with the users alone, as in the floor's description
                .with("call_timeout_ms", 600_000.0)
                .with("error_rate", 0.01),
        );
        links.extend([at(2, id), at(id, 20)]);
    }
    Design { nodes, links, ..Design::default() }
}

#[allow(dead_code)] // not every bench runs it
/// M/M/c: 80 % load, mean service 1 ms.
pub fn mmc(c: u32) -> Design {
    let nodes = vec![
        NodeSpec::new(1, KindId::client)
            .with("rate", 800.0 * f64::from(c))
            .with("reads", 100.0)
            .with("timeout_ms", 60_000.0),
        NodeSpec::new(2, KindId::web_server)
            .with("slots", f64::from(c))
            .with("queue", 100_000.0)
            .with("service_ms", 1.0)
            .with("spread", 1.0),
    ];
    Design { nodes, links: vec![LinkSpec::new(1, 2, 0.0)], ..Design::default() }
}

/// A warm system: the caches have seen 200,000 requests, with a database that kept up.
pub fn warm(design: &Design, seed: u64) -> Sim {
    let mut eased = design.clone();
    for n in eased.nodes.iter_mut().filter(|n| n.kind == KindId::sql_leader) {
        *n = n.clone().with("slots", 1024.0).with("read_ms", 1.0);
    }
    let (mut sim, _) = Sim::new(&eased, seed);
    run_on(&mut sim, 200_000);
    sim.edit(design);
    sim.reset_measures();
    sim
}

/// Runs on until `n` more requests have been generated.
pub fn run_on(sim: &mut Sim, n: u64) {
    let goal = sim.generated() + n;
    while sim.generated() < goal {
        let until = sim.now() + SEC;
        while sim.run_until(until, u64::MAX) == Outcome::Budget {}
    }
}
