//! Who calls whom, to be walked quickly, and the nodes without which users reach no data.

use crate::answers::spof::heirs;
use crate::design::{Design, NodeId, NodeSpec};
use crate::kinds::Role;
use crate::sorted::{SortedMap, SortedSet};

/// A design as a graph.
pub(super) struct Graph<'a> {
    nodes: SortedMap<NodeId, &'a NodeSpec>,
    calls: SortedMap<NodeId, Vec<NodeId>>,
    callers: SortedMap<NodeId, Vec<NodeId>>,
}

impl<'a> Graph<'a> {
    pub fn of(design: &'a Design) -> Graph<'a> {
        let (mut calls, mut callers) = (SortedMap::new(), SortedMap::new());
        for l in &design.links {
            SortedMap::<NodeId, Vec<NodeId>>::get_or_default(&mut calls, l.from).push(l.to);
            SortedMap::<NodeId, Vec<NodeId>>::get_or_default(&mut callers, l.to).push(l.from);
        }
        Graph { nodes: design.nodes.iter().map(|n| (n.id, n)).collect(), calls, callers }
    }

    pub fn node(&self, id: NodeId) -> Option<&'a NodeSpec> {
        self.nodes.get(&id).copied()
    }

    pub fn role(&self, id: NodeId) -> Option<Role> {
        self.node(id).map(|n| n.kind.meta().role)
    }

    pub fn calls(&self, id: NodeId) -> &[NodeId] {
        self.calls.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn callers(&self, id: NodeId) -> &[NodeId] {
        self.callers.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Does a request at `from` come by `goal`?
    pub fn reaches(&self, from: NodeId, goal: NodeId) -> bool {
        from == goal || self.way(from, None, &|id| id == goal).is_some()
    }

    /// All that a request from there may come by, itself included.
    pub fn reached(&self, from: NodeId) -> SortedSet<NodeId> {
        let (mut seen, mut todo) = (SortedSet::from([from]), vec![from]);
        while let Some(id) = todo.pop() {
            todo.extend(self.calls(id).iter().copied().filter(|n| seen.insert(*n)));
        }
        seen
    }

    /// The nodes of a shortest way to any goal, without the first, if there is one that does not come
    /// by `gone`.
    fn way(&self, from: NodeId, gone: Option<NodeId>, goal: &dyn Fn(NodeId) -> bool) -> Option<Vec<NodeId>> {
        let mut before: SortedMap<NodeId, NodeId> = SortedMap::new();
        let mut line = std::collections::VecDeque::from([from]);
        let mut seen = SortedSet::from([from]);
        while let Some(id) = line.pop_front() {
            for &next in self.calls(id).iter().filter(|n| Some(**n) != gone) {
                if !seen.insert(next) {
                    continue;
                }
                before.insert(next, id);
                if goal(next) {
                    let mut way = vec![next];
                    while let Some(&id) = way.last().and_then(|id| before.get(id)).filter(|id| **id != from) {
                        way.push(id);
                    }
                    return Some(way);
                }
                line.push_back(next);
            }
        }
        None
    }

    /// The data that a source asks for in the end: stores that stand before no other store; where it
    /// reaches none, services that call nobody.
    fn data(&self, source: NodeId) -> SortedSet<NodeId> {
        let reached = self.reached(source);
        let is = |id: &NodeId, role| self.role(*id) == Some(role);
        let stores: Vec<NodeId> = reached.iter().copied().filter(|id| is(id, Role::Store)).collect();
        if stores.is_empty() {
            let last = |id: &NodeId| is(id, Role::Service) && self.calls(*id).is_empty();
            return reached.iter().copied().filter(last).collect();
        }
        stores.into_iter().filter(|id| !self.calls(*id).iter().any(|to| is(to, Role::Store))).collect()
    }

    /// Nodes whose loss alone leaves some source without data, in the order of the design. Every one
    /// of them lies on any way from that source to its data, so that only those on one way are tried.
    pub fn single_points(&self, design: &Design) -> Vec<NodeId> {
        let mut found = SortedSet::new();
        for source in design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source) {
            let data = self.data(source.id);
            let goal = |id: NodeId| data.contains(&id);
            let Some(way) = self.way(source.id, None, &goal) else { continue };
            for id in way {
                let heirs = heirs(design, id, &|_| false);
                let goal = |to: NodeId| goal(to) || heirs.contains(&to);
                if !found.contains(&id) && self.way(source.id, Some(id), &goal).is_none() {
                    found.insert(id);
                }
            }
        }
        let spare = |n: &&NodeSpec| !n.kind.has_spare(&n.params);
        design.nodes.iter().filter(spare).map(|n| n.id).filter(|id| found.contains(id)).collect()
    }
}
