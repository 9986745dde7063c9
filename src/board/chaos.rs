//! Faults drawn from a seed: the same seed on the same board gives the same ones.

use simcore::design::{Design, Fault, FaultKind, NodeId};
use simcore::kinds::Role;
use simcore::rng::mix;

/// How long a drawn fault lasts at least and at most, in seconds.
const LENGTHS: [f64; 2] = [10.0, 40.0];
/// The seconds within which they begin.
const WITHIN: f64 = 60.0;

/// Up to so many faults that the stations and places of a design can suffer, after `from_s`. Users
/// are left alone: a surprise should be found in the system.
pub fn surprise(design: &Design, seed: u64, count: usize, from_s: f64) -> Vec<Fault> {
    let users = |id: NodeId| design.node(id).is_some_and(|n| n.kind.meta().role == Role::Source);
    let nodes = design.nodes.iter().map(|n| n.id).chain(design.places.iter().map(|p| p.id));
    let who: Vec<NodeId> = nodes.filter(|id| !users(*id)).collect();
    let mut turn = mix(seed);
    let mut draw = |n: usize| {
        turn = mix(turn.wrapping_add(0x9e37_79b9_7f4a_7c15));
        (turn % n.max(1) as u64) as usize
    };
    let mut out: Vec<Fault> = Vec::new();
    for _ in 0..count {
        let Some(&node) = who.get(draw(who.len())) else { return out };
        let fitting: Vec<FaultKind> =
            FaultKind::ALL.iter().copied().filter(|f| design.suffers(node, *f)).collect();
        let Some(&what) = fitting.get(draw(fitting.len())) else { continue };
        let [least, most] = LENGTHS;
        let begins = (from_s + 5.0 + draw(WITHIN as usize) as f64).floor();
        let ends = begins + least + draw((most - least) as usize) as f64;
        if !out.iter().any(|f| (f.node, f.what) == (node, what)) {
            out.push(Fault::new(node, what, None, begins, Some(ends)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Board, Msg};
    use simcore::kinds::KindId;

    #[test]
    fn a_seed_is_a_surprise_of_its_own_and_always_the_same() {
        let mut b = Board::default();
        for kind in KindId::ALL {
            b.update(&Msg::AddNode { kind: *kind, name: kind.name().into(), at: [0, 0] });
        }
        let of = |seed| surprise(&b.design, seed, 4, 100.0);
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
        for fault in (0..50).flat_map(of) {
            assert!(b.clone().update(&Msg::AddFault(fault)).changed, "{fault:?}");
            assert!(fault.from_s >= 105.0 && fault.until_s.unwrap() <= 100.0 + 5.0 + 60.0 + 40.0);
        }
        assert!(surprise(&Design::default(), 1, 4, 0.0).is_empty());
    }
}
