//! Single points of failure: by the graph, and by taking each node, zone and region away in a run.

use crate::design::{Design, Fault, FaultKind, NodeId};
use crate::host::Job;
use crate::kinds::{KindId, Role};
use crate::measure::Report;
use crate::sorted::SortedSet;
use serde::{Deserialize, Serialize};

/// Can every source that is left still reach data without these nodes? Data are stores; where a source never
/// had any, the services that call nobody.
pub fn works_without(design: &Design, gone: &dyn Fn(NodeId) -> bool) -> bool {
    let sources = design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
    sources.into_iter().filter(|source| !gone(source.id)).all(|source| {
        let all = ends(design, source.id, &|_| false);
        all.is_empty() || !ends(design, source.id, gone).is_empty()
    })
}

/// The data that a source can reach.
fn ends(design: &Design, source: NodeId, gone: &dyn Fn(NodeId) -> bool) -> Vec<NodeId> {
    let (mut seen, mut todo) = (vec![source], vec![source]);
    while let Some(n) = todo.pop() {
        for l in design.links.iter().filter(|l| l.from == n && !gone(l.to)) {
            if !seen.contains(&l.to) {
                seen.push(l.to);
                todo.push(l.to);
            }
        }
    }
    let role = |id: &NodeId| design.node(*id).map(|n| n.kind.meta().role);
    let stores: Vec<NodeId> = seen.iter().copied().filter(|id| role(id) == Some(Role::Store)).collect();
    // a router in front of nothing but dead databases is not data
    let calls = |id: NodeId| design.links.iter().filter(move |l| l.from == id);
    let holds = |id: &NodeId| calls(*id).all(|l| role(&l.to) != Some(Role::Store));
    let mut data: Vec<NodeId> = stores.iter().copied().filter(holds).collect();
    let owners = design.nodes.iter().map(|n| n.id).filter(|id| gone(*id));
    data.extend(owners.flat_map(|owner| heirs(design, owner, gone)).filter(|id| seen.contains(id)));
    if stores.is_empty() && !has_store(design, source) {
        return seen
            .into_iter()
            .filter(|id| role(id) == Some(Role::Service) && calls(*id).next().is_none())
            .collect();
    }
    data
}

/// The copies that take the place of this owner of data when it is gone: it feeds them, and whoever
/// promotes copies knows both.
pub fn heirs(design: &Design, owner: NodeId, gone: &dyn Fn(NodeId) -> bool) -> Vec<NodeId> {
    let is = |from, to| design.links.iter().any(|l| l.from == from && l.to == to);
    let promoters = design.nodes.iter().filter(|n| n.kind == KindId::failover_controller && !gone(n.id));
    let watching: Vec<NodeId> = promoters.map(|n| n.id).filter(|id| is(*id, owner)).collect();
    let copies = design.nodes.iter().filter(|n| n.kind.meta().role == Role::Replica).map(|n| n.id);
    copies.filter(|copy| is(owner, *copy) && watching.iter().any(|by| is(*by, *copy))).collect()
}

/// Does any store lie behind this source?
fn has_store(design: &Design, source: NodeId) -> bool {
    let (mut seen, mut todo) = (vec![source], vec![source]);
    while let Some(n) = todo.pop() {
        for l in design.links.iter().filter(|l| l.from == n && !seen.contains(&l.to)).collect::<Vec<_>>() {
            seen.push(l.to);
            todo.push(l.to);
        }
    }
    seen.iter().any(|id| design.node(*id).is_some_and(|n| n.kind.meta().role == Role::Store))
}

/// The nodes, and after them the places, whose loss alone leaves some source without data, each in
/// the order of the design.
pub fn by_graph(design: &Design) -> Vec<NodeId> {
    let nodes = design
        .nodes
        .iter()
        .filter(|n| !matches!(n.kind.meta().role, Role::Source | Role::Controller))
        .filter(|n| !n.kind.has_spare(&n.params))
        .map(|n| n.id)
        .filter(|&id| !works_without(design, &|other| other == id));
    let places = places(design).into_iter().filter(|&place| {
        let inside: SortedSet<NodeId> = design.inside(place).into_iter().collect();
        !works_without(design, &|other| inside.contains(&other))
    });
    nodes.chain(places).collect()
}

/// The places that more than users stand in.
fn places(design: &Design) -> Vec<NodeId> {
    let machine = |id: &NodeId| design.node(*id).is_some_and(|n| n.kind.meta().role != Role::Source);
    let ids = design.places.iter().map(|p| p.id);
    ids.filter(|&id| design.inside(id).iter().any(machine)).collect()
}

/// What the loss of one node, or of one place with all that stands in it, does, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blast {
    pub node: NodeId,
    pub name: String,
    /// Share of the finished requests that failed while it was down, and with everything up.
    pub failed: f64,
    pub usual: f64,
    /// Does the graph alone call it a single point of failure?
    pub by_graph: bool,
}

impl Blast {
    /// Nearly everything fails without it.
    pub fn is_total(&self) -> bool {
        self.failed - self.usual > 0.9
    }
}

/// Nodes, then places, that a removal sweep takes away one after the other.
pub fn candidates(design: &Design) -> Vec<NodeId> {
    let can =
        |n: &&crate::design::NodeSpec| n.kind.meta().role != Role::Source && FaultKind::Crash.suits(n.kind);
    design.nodes.iter().filter(can).map(|n| n.id).chain(places(design)).collect()
}

/// One run with everything up, then one per candidate with that node down from `from_s` on.
pub fn jobs(design: &Design, seed: u64, from_s: f64, until_s: f64) -> Vec<Job> {
    let job = |down: Option<NodeId>| {
        let mut design = design.clone();
        design.faults.extend(down.map(|node| Fault::new(node, FaultKind::Crash, None, from_s, None)));
        Job { design, seed, from_s, until_s }
    };
    std::iter::once(None).chain(candidates(design).into_iter().map(Some)).map(job).collect()
}

/// The reports of [`jobs`] read, the worst first.
pub fn blasts(design: &Design, reports: &[Report]) -> Vec<Blast> {
    let share = |r: &Report| r.failed_total() as f64 / r.finished().max(1) as f64;
    let Some((usual, broken)) = reports.split_first() else { return Vec::new() };
    let graph = by_graph(design);
    let mut out: Vec<Blast> = candidates(design)
        .into_iter()
        .zip(broken)
        .map(|(node, r)| Blast {
            node,
            name: design.name_of(node).unwrap_or_default().to_owned(),
            failed: share(r),
            usual: share(usual),
            by_graph: graph.contains(&node),
        })
        .collect();
    crate::sorted::sort_by(&mut out, |a, b| b.failed.total_cmp(&a.failed));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{LinkSpec, NodeSpec, Place};
    use crate::host::run_job;

    fn shop() -> Design {
        let node = NodeSpec::new;
        Design {
            nodes: vec![
                node(1, KindId::client).with("rate", 50.0),
                node(2, KindId::load_balancer).with("interval_s", 1.0),
                node(3, KindId::web_server),
                node(4, KindId::web_server),
                node(5, KindId::cache),
                node(6, KindId::sql_leader),
            ],
            links: [(1, 2), (2, 3), (2, 4), (3, 5), (4, 5), (3, 6), (4, 6)]
                .map(|(a, b)| LinkSpec::new(a, b, 0.5))
                .into(),
            ..Design::default()
        }
    }

    #[test]
    fn the_graph_and_the_runs_name_the_same_nodes() {
        let d = shop();
        assert_eq!(by_graph(&d), [2, 6], "the balancer and the database");
        let reports: Vec<Report> = jobs(&d, 1, 60.0, 120.0).iter().map(run_job).collect();
        let found = blasts(&d, &reports);
        let total: Vec<NodeId> = found.iter().filter(|b| b.is_total()).map(|b| b.node).collect();
        // the database is one only for what the cache does not know: reads of hot keys go on
        assert_eq!(total, [2], "{found:?}");
        let of = |id| found.iter().find(|b| b.node == id).map_or(0.0, |b| b.failed);
        assert!(of(6) > 0.1 && of(5) < 0.01, "{found:?}");
        assert!(of(3) < 0.2, "one of two servers: gone from the pool after three probes: {}", of(3));
    }

    #[test]
    fn places_are_taken_away_as_a_whole() {
        // one server in each of two zones, the cache beside the first, the database elsewhere
        let mut d = shop();
        d.places =
            vec![Place::region(20, "east", 39.0, -77.5), Place::zone(21, "a", 20), Place::zone(22, "b", 20)];
        for (i, place) in [(2, 21), (3, 22), (4, 21)] {
            d.nodes[i].place = Some(place);
        }
        assert_eq!(by_graph(&d), [2, 6, 20], "neither zone holds all that some way needs");
        assert_eq!(candidates(&d), [2, 3, 4, 5, 6, 20, 21, 22]);
        let reports: Vec<Report> = jobs(&d, 1, 60.0, 120.0).iter().map(run_job).collect();
        let found = blasts(&d, &reports);
        let of = |id| found.iter().find(|b| b.node == id).map_or((0.0, ""), |b| (b.failed, &b.name));
        assert!(of(20).0 > 0.95 && of(20).1 == "east", "both servers are gone: {found:?}");
        assert!(of(21).0 < 0.2 && of(22).0 < 0.2, "one of two servers, as if it were alone: {found:?}");
        d.nodes[5].place = Some(22);
        assert_eq!(by_graph(&d), [2, 6, 20, 22], "the zone with the database");
        // users who go dark with their region miss nothing
        d.nodes[0].place = Some(20);
        assert_eq!(by_graph(&d), [2, 6, 22]);
    }

    #[test]
    fn a_second_way_is_no_single_point() {
        let mut d = shop();
        d.nodes.push(NodeSpec::new(7, KindId::load_balancer));
        d.links.extend([(1, 7), (7, 3), (7, 4)].map(|(a, b)| LinkSpec::new(a, b, 0.5)));
        assert_eq!(by_graph(&d), [6]);
    }

    #[test]
    fn a_copy_that_is_promoted_takes_the_place_of_the_database() {
        let mut d = shop();
        d.nodes
            .extend([NodeSpec::new(7, KindId::sql_follower), NodeSpec::new(8, KindId::failover_controller)]);
        d.links.extend([(6, 7), (3, 7), (4, 7), (8, 6)].map(|(a, b)| LinkSpec::new(a, b, 0.5)));
        assert_eq!(by_graph(&d), [2, 6], "nobody promotes it");
        d.links.push(LinkSpec::new(8, 7, 0.5));
        assert_eq!(by_graph(&d), [2]);
        d.links.retain(|l| (l.from, l.to) != (6, 7));
        assert_eq!(by_graph(&d), [2, 6], "it is promoted and has nothing in it");
    }
}
