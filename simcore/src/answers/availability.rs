//! Availability on paper: the chance that a source can reach its data when every node is up or
//! down on its own. It knows nothing of load, detection or recovery; a run does.

use super::spof::works_without;
use crate::design::{Design, NodeId};
use crate::kinds::Role;
use crate::rng::{Purpose, Stream};

/// Up to so many nodes every combination is counted; beyond that, chance draws them.
const EXACT: usize = 16;
const DRAWS: u32 = 100_000;

/// The chance that the design works when each node but the sources is up with chance `up(node)`.
/// Exact up to 16 nodes; beyond that the mean of 100,000 draws (standard error at most 0.0016).
pub fn on_paper(design: &Design, up: &dyn Fn(NodeId) -> f64) -> f64 {
    let parts: Vec<NodeId> = design
        .nodes
        .iter()
        .filter(|n| !matches!(n.kind.meta().role, Role::Source | Role::Controller))
        .map(|n| n.id)
        .collect();
    let works = |down: &[bool]| {
        works_without(design, &|id| parts.iter().position(|p| *p == id).is_some_and(|i| down[i]))
    };
    if parts.len() <= EXACT {
        let all = (0..1u32 << parts.len()).map(|bits| {
            let down: Vec<bool> = (0..parts.len()).map(|i| bits >> i & 1 == 1).collect();
            let chance: f64 = parts
                .iter()
                .zip(&down)
                .map(|(id, down)| if *down { 1.0 - up(*id) } else { up(*id) })
                .product();
            if chance > 0.0 && works(&down) { chance } else { 0.0 }
        });
        return all.sum();
    }
    let mut luck = Stream::new(1, 0, Purpose::Luck);
    let fine = (0..DRAWS).filter(|_| {
        let down: Vec<bool> = parts.iter().map(|id| luck.unit() >= up(*id)).collect();
        works(&down)
    });
    fine.count() as f64 / f64::from(DRAWS)
}

/// Minutes a month (30 days) that an availability leaves for being down.
pub fn minutes_down_a_month(availability: f64) -> f64 {
    (1.0 - availability) * 30.0 * 24.0 * 60.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{LinkSpec, NodeSpec};
    use crate::kinds::KindId;

    fn chain(servers: u32, databases: u32) -> Design {
        let mut d = Design { nodes: vec![NodeSpec::new(1, KindId::client)], ..Design::default() };
        d.nodes.push(NodeSpec::new(2, KindId::load_balancer));
        d.links.push(LinkSpec::new(1, 2, 0.0));
        for s in 0..servers {
            d.nodes.push(NodeSpec::new(10 + s, KindId::web_server));
            d.links.push(LinkSpec::new(2, 10 + s, 0.0));
            for b in 0..databases {
                d.links.push(LinkSpec::new(10 + s, 100 + b, 0.0));
            }
        }
        d.nodes.extend((0..databases).map(|b| NodeSpec::new(100 + b, KindId::sql_leader)));
        d
    }

    #[test]
    fn series_multiply_and_parallels_share_their_failures() {
        let three = on_paper(&chain(1, 1), &|_| 0.999);
        assert!((three - 0.997_002_999).abs() < 1e-9, "0.999^3: {three}");
        // 0.9999 x (1 - 0.01^2) x 1: a pair of servers of 99 % behind a balancer of 99.99 %
        let pair = on_paper(&chain(2, 1), &|id| match id {
            2 => 0.9999,
            10 | 11 => 0.99,
            _ => 1.0,
        });
        assert!((pair - 0.9999 * 0.9999).abs() < 1e-12, "{pair}");
        assert!((minutes_down_a_month(0.999) - 43.2).abs() < 1e-9);
    }

    #[test]
    fn many_nodes_are_drawn_and_agree() {
        // 18 servers of which one is enough, balancer and database 0.99 each: 0.9801
        let drawn = on_paper(&chain(18, 1), &|id| if id == 2 || id == 100 { 0.99 } else { 0.9 });
        assert!((drawn - 0.9801).abs() < 4.0 * 0.000_45, "{drawn}");
    }
}
