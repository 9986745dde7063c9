//! `check`: any design in, a design that can run and a list of findings out. It cannot fail.

use crate::design::{
    Design, Fault, Issue, IssueCode, LinkParams, LinkSpec, MAX_FAULTS, MAX_LINKS, MAX_NODES, NodeId, Severity,
};
use crate::kinds::Role;
use crate::param::Param;
use crate::place;
use crate::sorted::{SortedMap, SortedSet};

/// The longest time that a fault may name, in seconds.
const MAX_SECONDS: f64 = 1e7;

struct Findings(Vec<Issue>);

impl Findings {
    fn add(&mut self, severity: Severity, code: IssueCode, node: Option<NodeId>, link: Option<usize>) {
        self.0.push(Issue { severity, code, node, link });
    }
}

/// Repairs a design and says what it found: what cannot run is dropped or clamped (errors), what
/// will not work is kept (warnings).
pub fn check(design: &Design) -> (Design, Vec<Issue>) {
    let mut found = Findings(Vec::new());
    let mut out = Design::default();
    nodes(design, &mut out, &mut found);
    places(design, &mut out, &mut found);
    links(design, &mut out, &mut found);
    faults(design, &mut out, &mut found);
    meaning(design, &out, &mut found);
    (out, found.0)
}

fn clamp_all(table: &[Param], values: &[f64]) -> (Vec<f64>, bool) {
    let mut changed = values.len() > table.len();
    let clamped = table
        .iter()
        .zip(values)
        .map(|(p, &v)| {
            changed |= !p.allows(v);
            p.clamp(v)
        })
        .collect();
    (clamped, changed)
}

fn nodes(design: &Design, out: &mut Design, found: &mut Findings) {
    if design.nodes.len() > MAX_NODES {
        found.add(Severity::Error, IssueCode::TooManyNodes, None, None);
    }
    let mut seen = SortedSet::new();
    for node in design.nodes.iter().take(MAX_NODES) {
        if !seen.insert(node.id) {
            found.add(Severity::Error, IssueCode::DuplicateNode, Some(node.id), None);
            continue;
        }
        let mut node = node.clone();
        let (params, changed) = clamp_all(node.kind.table(), &node.params);
        if changed {
            found.add(Severity::Error, IssueCode::ParamOutOfRange, Some(node.id), None);
        }
        node.params = params;
        out.nodes.push(node);
    }
}

fn places(design: &Design, out: &mut Design, found: &mut Findings) {
    let ids: SortedSet<NodeId> = out.nodes.iter().map(|n| n.id).collect();
    let (kept, wrong) = place::mend(&design.places, &|id| ids.contains(&id));
    for (code, id) in wrong {
        found.add(Severity::Error, code, Some(id), None);
    }
    let there: SortedSet<NodeId> = kept.iter().map(|p| p.id).collect();
    out.places = kept;
    for node in &mut out.nodes {
        if node.place.take_if(|p| !there.contains(p)).is_some() {
            found.add(Severity::Error, IssueCode::NoSuchPlace, Some(node.id), None);
        }
    }
}

fn links(design: &Design, out: &mut Design, found: &mut Findings) {
    if design.links.len() > MAX_LINKS {
        found.add(Severity::Error, IssueCode::TooManyLinks, None, None);
    }
    let kinds: SortedMap<NodeId, _> = out.nodes.iter().map(|n| (n.id, n.kind)).collect();
    let mut seen = SortedSet::new();
    let mut reach: SortedMap<NodeId, Vec<NodeId>> = SortedMap::new();
    for (i, link) in design.links.iter().take(MAX_LINKS).enumerate() {
        let problem = match (kinds.get(&link.from), kinds.get(&link.to)) {
            (Some(_), Some(_)) if link.from == link.to => Some(IssueCode::SelfLink),
            (Some(_), Some(_)) if !seen.insert((link.from, link.to)) => Some(IssueCode::DuplicateLink),
            (Some(from), Some(to)) if !from.meta().calls.contains(&to.meta().role) => {
                Some(IssueCode::ForbiddenLink)
            }
            (Some(_), Some(_)) if reaches(&reach, link.to, link.from) => Some(IssueCode::Cycle),
            (Some(_), Some(_)) => None,
            _ => Some(IssueCode::DanglingLink),
        };
        if let Some(code) = problem {
            found.add(Severity::Error, code, None, Some(i));
            continue;
        }
        let (params, changed) = clamp_all(LinkParams::TABLE, &link.params);
        if changed {
            found.add(Severity::Error, IssueCode::ParamOutOfRange, None, Some(i));
        }
        reach.get_or_default(link.from).push(link.to);
        out.links.push(LinkSpec { from: link.from, to: link.to, params });
    }
}

fn reaches(next: &SortedMap<NodeId, Vec<NodeId>>, from: NodeId, goal: NodeId) -> bool {
    let (mut todo, mut seen) = (vec![from], SortedSet::from([from]));
    while let Some(n) = todo.pop() {
        if n == goal {
            return true;
        }
        todo.extend(next.get(&n).into_iter().flatten().copied().filter(|&m| seen.insert(m)));
    }
    false
}

fn faults(design: &Design, out: &mut Design, found: &mut Findings) {
    if design.faults.len() > MAX_FAULTS {
        found.add(Severity::Error, IssueCode::TooManyFaults, None, None);
    }
    for fault in design.faults.iter().take(MAX_FAULTS) {
        if out.suffers(fault.node, fault.what) && sound(fault) {
            // one that is no number would not even be equal to itself, and begin anew with every edit
            let strength = fault.what.strength().map_or(0.0, |_| fault.strength);
            out.faults.push(Fault { strength, ..*fault });
        } else {
            found.add(Severity::Error, IssueCode::BadFault, Some(fault.node), None);
        }
    }
}

/// Are the numbers of a fault possible ones?
pub(crate) fn sound(fault: &Fault) -> bool {
    let start = (0.0..=MAX_SECONDS).contains(&fault.from_s);
    let end = fault.until_s.is_none_or(|u| u > fault.from_s && u <= MAX_SECONDS);
    start && end && fault.what.strength().is_none_or(|p| p.allows(fault.strength))
}

/// Findings about a design that can run but may not do what its owner meant.
fn meaning(design: &Design, out: &Design, found: &mut Findings) {
    let has_out = |id| out.links.iter().any(|l| l.from == id);
    let role = |id| out.node(id).map(|n| n.kind.meta().role);
    let sources: Vec<NodeId> =
        out.nodes.iter().filter(|n| role(n.id) == Some(Role::Source)).map(|n| n.id).collect();
    if sources.is_empty() && !design.nodes.is_empty() {
        found.add(Severity::Warning, IssueCode::NoTraffic, None, None);
    }
    let mut next: SortedMap<NodeId, Vec<NodeId>> = SortedMap::new();
    for l in &out.links {
        next.get_or_default(l.from).push(l.to);
    }
    let (mut todo, mut reached) = (sources.clone(), sources.iter().copied().collect::<SortedSet<_>>());
    while let Some(n) = todo.pop() {
        todo.extend(next.get(&n).into_iter().flatten().copied().filter(|&m| reached.insert(m)));
    }
    for node in &out.nodes {
        let meta = node.kind.meta();
        if meta.role == Role::Source && !has_out(node.id) {
            found.add(Severity::Warning, IssueCode::Unconnected, Some(node.id), None);
        } else if meta.needs_servers && !has_out(node.id) {
            found.add(Severity::Warning, IssueCode::NoServers, Some(node.id), None);
        }
        // nothing calls a controller: that is how it should be
        if !sources.is_empty() && !reached.contains(&node.id) && meta.role != Role::Controller {
            found.add(Severity::Hint, IssueCode::Unreachable, Some(node.id), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::FaultKind;
    use crate::design::NodeSpec;
    use crate::kinds::KindId;

    fn node(id: NodeId, kind: KindId, params: Vec<f64>) -> NodeSpec {
        NodeSpec { id, name: String::new(), kind, params, at: [0, 0], place: None }
    }

    fn link(from: NodeId, to: NodeId) -> LinkSpec {
        LinkSpec { from, to, params: vec![] }
    }

    fn codes(d: &Design) -> Vec<IssueCode> {
        check(d).1.iter().map(|i| i.code).collect()
    }

    #[test]
    fn a_sound_design_is_left_alone() {
        let d = Design {
            nodes: vec![node(1, KindId::client, vec![]), node(2, KindId::web_server, vec![4.0])],
            links: vec![link(1, 2)],
            ..Design::default()
        };
        assert_eq!(check(&d), (d.clone(), vec![]));
    }

    #[test]
    fn each_defect_has_its_own_code_and_is_mended() {
        let web = |id| node(id, KindId::web_server, vec![]);
        let d = Design {
            nodes: vec![
                node(1, KindId::client, vec![f64::NAN]),
                web(2),
                web(2),
                web(3),
                node(4, KindId::load_balancer, vec![]),
            ],
            links: vec![link(1, 2), link(1, 2), link(2, 2), link(2, 1), link(2, 9), link(2, 3), link(3, 2)],
            faults: vec![Fault {
                node: 9,
                what: FaultKind::Crash,
                strength: 0.0,
                from_s: 1.0,
                until_s: None,
            }],
            ..Design::default()
        };
        let got = codes(&d);
        for want in [
            IssueCode::ParamOutOfRange,
            IssueCode::DuplicateNode,
            IssueCode::DuplicateLink,
            IssueCode::SelfLink,
            IssueCode::ForbiddenLink,
            IssueCode::DanglingLink,
            IssueCode::Cycle,
            IssueCode::BadFault,
            IssueCode::NoServers,
            IssueCode::Unreachable,
        ] {
            assert!(got.contains(&want), "{want:?} missing in {got:?}");
        }
        let (mended, _) = check(&d);
        assert!(check(&mended).1.iter().all(|i| i.severity < Severity::Error), "mending is complete");
    }
    #[test]
    fn a_controller_need_not_be_reached_by_requests() {
        let of = |controller| {
            let nodes = vec![
                node(1, KindId::client, vec![]),
                node(2, KindId::web_server, vec![]),
                node(3, controller, vec![]),
            ];
            codes(&Design { nodes, links: vec![link(1, 2), link(3, 2)], ..Design::default() })
        };
        assert_eq!(of(KindId::autoscaler), []);
        assert_eq!(of(KindId::load_balancer), [IssueCode::Unreachable]);
    }
}
