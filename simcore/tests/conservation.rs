//! Requests are conserved and runs repeat, on random designs with random edits, faults and stops.

use proptest::prelude::*;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec, Place};
use simcore::kinds::KindId;
use simcore::measure::Report;
use simcore::param::Param;
use simcore::time::{MS, SEC};
use simcore::{Outcome, Sim};

fn node(id: u32) -> impl Strategy<Value = NodeSpec> {
    (0..KindId::ALL.len(), proptest::collection::vec(0.0f64..1.0, 40)).prop_map(move |(k, at)| {
        let kind = KindId::ALL[k];
        let mut spec = NodeSpec::new(id, kind);
        for (v, (p, x)) in spec.params.iter_mut().zip(kind.table().iter().zip(at)) {
            use simcore::param::Range;
            *v = p.clamp(match p.range {
                // low ends of the ranges: small rates and sizes meet their limits sooner
                Range::Real { min, max, .. } | Range::Int { min, max, .. } => {
                    min + x * x * (max.min(300.0) - min)
                }
                Range::Choice(names) => x * names.len() as f64 - 0.5,
                Range::Flag => x,
            });
        }
        spec
    })
}

/// Regions 21 to 26 and zones 31 to 36, now and then one with an id that is taken or a zone of
/// nothing.
fn places() -> impl Strategy<Value = Vec<Place>> {
    let region = (20u32..27, -90.0..90.0f64, -180.0..180.0f64);
    let region = region.prop_map(|(id, lat, lon)| Place::region(id, "", lat, lon));
    let zone = (30u32..37, 20u32..28).prop_map(|(id, of)| Place::zone(id, "", of));
    proptest::collection::vec(prop_oneof![2 => region, 1 => zone], 0..9)
}

fn designs() -> impl Strategy<Value = Design> {
    (2usize..12).prop_flat_map(|n| {
        let nodes: Vec<_> = (1..=n as u32).map(node).collect();
        let stands = proptest::collection::vec(0u32..37, n);
        // a node or a place
        let hit = prop_oneof![2 => 1..=n as u32, 1 => 20u32..37];
        let links = proptest::collection::vec((1..=n as u32, 1..=n as u32, 0.0f64..3.0), 0..60);
        let faults = proptest::collection::vec(
            (hit, 0..FaultKind::ALL.len(), 0.0f64..1.0, 0.0f64..4.0, 0.01f64..3.0),
            0..10,
        );
        (nodes, links, faults, places(), stands).prop_map(|(mut nodes, links, faults, places, stands)| {
            nodes[0] = NodeSpec::new(1, KindId::client)
                .with("rate", nodes[0].params[0].clamp(1.0, 400.0))
                .with("timeout_ms", 150.0);
            for (node, stand) in nodes.iter_mut().zip(stands) {
                node.place = (stand >= 20).then_some(stand);
            }
            Design {
                places,
                links: links
                    .into_iter()
                    .filter(|&(a, b, _)| {
                        let role = |id: u32| nodes[id as usize - 1].kind.meta();
                        role(a).calls.contains(&role(b).role)
                    })
                    .map(|(a, b, ms)| LinkSpec::new(a, b, if ms < 1.0 { 0.0 } else { ms }))
                    .collect(),
                faults: faults
                    .into_iter()
                    .map(|(node, what, x, from_s, len)| {
                        let what = FaultKind::ALL[what];
                        // weak to strong; a herd of a few hundred is enough
                        let most = |p: &Param| p.clamp(p.default * 10.0 * x).min(400.0).max(p.clamp(0.0));
                        let strength = what.strength().map_or(0.0, most);
                        Fault { node, what, strength, from_s, until_s: (len < 2.0).then_some(from_s + len) }
                    })
                    .collect(),
                nodes,
            }
        })
    })
}

fn conserved(r: &Report) -> Result<(), TestCaseError> {
    prop_assert_eq!(r.generated + r.carried, r.answered + r.failed_total() + r.in_flight);
    for n in &r.nodes {
        let failed: u64 = n.failed.iter().sum();
        prop_assert_eq!(n.arrived + n.carried, n.answered + failed + n.relayed + n.inside, "node {}", n.id);
        prop_assert!(n.utilisation <= n.occupancy + 1e-12 && n.queue_mean >= 0.0);
        let within = n.gauges.queue_limit.is_none_or(|limit| n.gauges.queued <= limit.max(n.queue_max));
        prop_assert!(within, "queue of node {}", n.id);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever happens: at every stop, every request is somewhere, exactly once.
    #[test]
    fn every_request_is_accounted_for(a in designs(), b in designs(), seed in any::<u64>(), cut in 1u64..5000) {
        let (mut sim, _) = Sim::new(&a, seed);
        for step in 1..=12u64 {
            sim.run_until(step * 250 * MS, u64::MAX);
            conserved(&sim.report())?;
            match step {
                3 => sim.reset_measures(),
                5 => { sim.edit(&b); }
                6 => { sim.break_node(1 + (cut % 8) as u32, FaultKind::Crash, 0.0, Some(0.4)); }
                7 => {
                    // everybody moves on, and the places stay: 24 is in most designs
                    let mut moved = b.clone();
                    let first = moved.nodes.first().and_then(|n| n.place);
                    for i in 1..moved.nodes.len() { moved.nodes[i - 1].place = moved.nodes[i].place; }
                    if let Some(last) = moved.nodes.last_mut() { last.place = first; }
                    sim.edit(&moved);
                    sim.break_node(24, FaultKind::Partition, 0.0, None);
                }
                8 => { sim.edit(&a); sim.heal(2); }
                9 => sim.heal(24),
                _ => {}
            }
            conserved(&sim.report())?;
        }
    }

    /// The same run in one go, in slices of any size, or from a copy: the same bits.
    #[test]
    fn a_run_does_not_depend_on_how_it_is_cut(d in designs(), seed in any::<u64>(), budget in 1u64..997) {
        let (mut whole, _) = Sim::new(&d, seed);
        let mut sliced = whole.clone();
        whole.run_until(2 * SEC, u64::MAX);
        let mut last = 0;
        while sliced.run_until(2 * SEC, budget) == Outcome::Budget {
            prop_assert!(sliced.now() >= last && sliced.now() <= 2 * SEC, "the clock never leaps");
            last = sliced.now();
        }
        prop_assert_eq!(whole.report(), sliced.clone().report());
        let mut copy = sliced.clone();
        sliced.run_until(3 * SEC, u64::MAX);
        copy.run_until(3 * SEC, u64::MAX);
        prop_assert_eq!(sliced.report(), copy.report());
    }

    /// Names and places mean nothing to a run; nor does a node that nobody calls.
    #[test]
    fn moving_a_node_or_adding_an_idle_one_changes_no_draw(d in designs(), seed in any::<u64>(), x in -500i32..500) {
        let run = |d: &Design| {
            let (mut sim, _) = Sim::new(d, seed);
            sim.run_until(2 * SEC, u64::MAX);
            sim.report()
        };
        let before = run(&d);
        let mut moved = d.clone();
        for n in &mut moved.nodes { n.at = [x, -x]; n.name = format!("n{x}"); }
        for p in &mut moved.places { (p.at, p.size, p.name) = ([x, x], [1, 1], format!("p{x}")); }
        moved.nodes.push(NodeSpec::new(999, KindId::sql_leader));
        let after = run(&moved);
        prop_assert_eq!(before.latency, after.latency);
        prop_assert_eq!((before.generated, before.answered, before.failed), (after.generated, after.answered, after.failed));
    }
}
