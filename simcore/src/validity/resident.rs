//! Links that bring data of users to where it must not be.

use super::graph::Graph;
use super::rules::{about, set, value};
use super::{Finding, Fix, Rule};
use crate::design::{Design, NodeId, NodeSpec, Severity};
use crate::kinds::residency::{Area, looks};
use crate::kinds::{KindId, Role};
use crate::param::Choice;
use crate::place::PlaceKind;
use crate::sorted::SortedSet;

/// For each rule of users every node that would keep their data elsewhere, once, with the link that
/// brings it there. Where a name service leads there, it can be told the rule; else the link can go.
pub(super) fn all(design: &Design, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    let mut found = SortedSet::new();
    for users in design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source) {
        let area = Area::from_index(value(users, "residency").unwrap_or(0.0) as usize);
        if area == Area::Anywhere {
            continue;
        }
        let abroad = |id: NodeId| {
            let region = design.stand_of(id).region.and_then(|r| design.place(r));
            region.filter(|p| p.what == PlaceKind::Region).is_some_and(|p| Area::of(p.lat, p.lon) != area)
        };
        let mut report = |from: NodeId, to: NodeId, node: NodeId, fix: Fix| {
            if found.insert(node) {
                let link = Some((from, to));
                out.push(Finding { link, ..about(Rule::DataAbroad, Severity::Warning, node, Some(fix)) });
            }
        };
        // with each node the name service that led out of the area on the way there, if one did
        let (mut seen, mut todo) = (SortedSet::from([users.id]), vec![(users.id, None)]);
        while let Some((from, led)) = todo.pop() {
            let names = graph.node(from).filter(|n| n.kind == KindId::geo_dns);
            for &to in graph.calls(from) {
                let obeys = names.is_some_and(|n| value(n, "residency") == Some(1.0));
                let Some(node) = graph.node(to).filter(|_| !(obeys && abroad(to))) else { continue };
                let led = led.or(names.filter(|_| abroad(to)));
                if keeps(node) && abroad(to) {
                    let told = led.and_then(|n: &NodeSpec| set(n, "residency", 1.0));
                    report(from, to, to, told.unwrap_or(Fix::Disconnect { from, to }));
                }
                if seen.insert(to) {
                    todo.push((to, led));
                }
            }
        }
        let backups = design.nodes.iter().filter(|n| n.kind == KindId::backup && abroad(n.id));
        for backup in backups {
            let copied = graph.calls(backup.id).iter().find(|id| seen.contains(id));
            if let Some(&from) = copied {
                report(from, backup.id, backup.id, Fix::Disconnect { from: backup.id, to: from });
            }
        }
    }
}

/// Does this node keep data?
fn keeps(node: &NodeSpec) -> bool {
    looks(node.kind) || node.kind == KindId::cache
}
