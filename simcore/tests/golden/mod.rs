//! Runs whose reports must have the same bits natively, in every browser and on the command line.

use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec, Place};
use simcore::kinds::KindId;
use simcore::measure::Report;
use simcore::param::Range;
use simcore::time::SEC;

/// FNV-1a over a report's bytes.
pub fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

fn shop(algorithm: u32, spread: u32, shape: u32) -> Design {
    let mut nodes = vec![
        NodeSpec::new(1, KindId::client)
            .with("rate", 300.0)
            .with("shape", f64::from(shape))
            .with("from_s", 5.0),
        NodeSpec::new(2, KindId::load_balancer)
            .with("algorithm", f64::from(algorithm))
            .with("report_s", 0.5)
            .with("interval_s", 1.0),
        NodeSpec::new(8, KindId::cache).with("capacity", 500.0).with("ttl_s", 5.0),
        NodeSpec::new(9, KindId::sql_leader)
            .with("spread", f64::from(spread))
            .with("cv", 1.5)
            .with("error_rate", 0.5),
    ];
    let mut links = vec![LinkSpec::new(1, 2, 0.5)];
    for id in 3..7 {
        nodes.push(
            NodeSpec::new(id, KindId::web_server)
                .with("spread", f64::from(spread))
                .with("speed", f64::from(id) / 3.0),
        );
        links.extend([LinkSpec::new(2, id, 0.5), LinkSpec::new(id, 8, 0.25), LinkSpec::new(id, 9, 0.5)]);
    }
    let faults = vec![
        Fault { node: 4, what: FaultKind::Crash, strength: 0.0, from_s: 6.0, until_s: Some(12.0) },
        Fault { node: 9, what: FaultKind::Slow, strength: 3.5, from_s: 9.0, until_s: Some(11.0) },
    ];
    Design { nodes, links, faults, ..Design::default() }
}

fn choices(kind: KindId, param: &str) -> u32 {
    kind.table()
        .iter()
        .find(|p| p.name == param)
        .map_or(0, |p| if let Range::Choice(names) = p.range { names.len() as u32 } else { 0 })
}

/// Every kind in one design, wired as far as their roles allow, with every fault that each can
/// suffer, one after the other.
fn everything() -> Design {
    let nodes: Vec<NodeSpec> = KindId::ALL
        .iter()
        .zip(1..)
        .map(|(kind, id)| {
            NodeSpec::new(id, *kind).with("rate", 150.0).with("statics", 20.0).with("retries", 1.0)
        })
        .collect();
    let mut links = Vec::new();
    for a in &nodes {
        let fits = |b: &&NodeSpec| a.kind.meta().calls.contains(&b.kind.meta().role);
        // a third of the pairs, whichever: `check` drops those that would close a circle
        let some = |b: &&NodeSpec| (a.id * 7 + b.id * 13).is_multiple_of(3) || a.kind == KindId::client;
        links.extend(nodes.iter().filter(fits).filter(some).map(|b| LinkSpec::new(a.id, b.id, 0.5)));
    }
    let suited = nodes.iter().flat_map(|n| {
        let all = FaultKind::ALL.iter().filter(|f| f.suits(n.kind));
        all.enumerate().map(|(i, what)| {
            let from_s = 1.0 + 0.25 * f64::from(n.id) + 1.5 * i as f64;
            Fault::new(n.id, *what, None, from_s, Some(from_s + 1.0))
        })
    });
    Design { faults: suited.collect(), nodes, links, ..Design::default() }
}

/// The same shop over two zones of a region and another region, with every fault that a place can
/// suffer; halfway the other region moves to the far side of the Earth.
fn regions(lat: f64, lon: f64) -> Design {
    let mut d = shop(1, 2, 0);
    d.places = vec![
        Place::region(20, "", 39.0, -77.5),
        Place::zone(21, "", 20),
        Place::zone(22, "", 20),
        Place::region(23, "", lat, lon),
    ];
    for node in &mut d.nodes {
        node.place = Some([20, 21, 22, 23][node.id as usize % 4]);
    }
    let suited = FaultKind::ALL.iter().filter(|f| f.suits_place()).enumerate();
    d.faults.extend(suited.map(|(i, what)| {
        let from_s = 2.0 + 3.0 * i as f64;
        Fault::new(20 + i as u32, *what, None, from_s, Some(from_s + 2.0))
    }));
    d
}

/// The report without what it says by class and region, which came later: what is told apart there is
/// the sum of the same requests, and the digests of earlier versions stay comparable.
fn bytes_of(sim: &Sim) -> Vec<u8> {
    let report = Report { parts: Vec::new(), ..sim.report() };
    let mut bytes = postcard::to_allocvec(&report).unwrap_or_default();
    // the length of the empty list
    bytes.pop();
    bytes
}

/// Every algorithm, every spread and every shape of traffic, each for 15 simulated seconds; then every kind and every
/// fault, and places.
pub fn all() -> Vec<(String, u64)> {
    let mut out = Vec::new();
    for a in 0..choices(KindId::load_balancer, "algorithm") {
        let spread = a % choices(KindId::web_server, "spread");
        let shape = a % choices(KindId::client, "shape");
        let (mut sim, _) = Sim::new(&shop(a, spread, shape), 2026 + u64::from(a));
        sim.run_until(15 * SEC, u64::MAX);
        let bytes = bytes_of(&sim);
        out.push((format!("algorithm {a}, spread {spread}, shape {shape}"), digest(&bytes)));
    }
    let (mut sim, _) = Sim::new(&everything(), 2026);
    sim.run_until(30 * SEC, u64::MAX);
    let bytes = bytes_of(&sim);
    out.push(("every kind and every fault".to_owned(), digest(&bytes)));
    let (mut sim, _) = Sim::new(&regions(53.3, -6.3), 2026);
    sim.run_until(8 * SEC, u64::MAX);
    sim.edit(&regions(-33.9, 151.2));
    sim.run_until(16 * SEC, u64::MAX);
    let bytes = bytes_of(&sim);
    out.push(("regions, zones and their faults".to_owned(), digest(&bytes)));
    out
}
