//! What is worth a second look on a design that runs: findings of [`check`](crate::check) and rules
//! of sound architecture, each with the change that would put it right where one change can.
//!
//! A finding is read from the drawing alone, before anything has run. Kinds are known here by name,
//! so that whoever shows a finding or makes a change need not know any.

mod graph;
mod resident;
mod rules;

use crate::design::{Design, IssueCode, NodeId, Severity};
use crate::kinds::{KindId, Role};
use graph::Graph;

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub rule: Rule,
    pub severity: Severity,
    /// The node or place that it is about.
    pub node: Option<NodeId>,
    /// The link that it is about.
    pub link: Option<(NodeId, NodeId)>,
    /// A number that belongs to it: see the rule.
    pub figure: f64,
    pub fix: Option<Fix>,
}

/// The closed list of findings. The texts live with the languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// What the check of the design says.
    Issue(IssueCode),
    /// Users call a database or a cache directly: it needs an address that everybody reaches.
    ExposedData,
    /// Users go past the balancer to a server behind it.
    ExposedServer,
    /// Writes arrive, and only copies are there to take them.
    NoLeader,
    /// Servers keep sessions in memory, and the balancer sends a user now here, now there.
    LostSessions,
    /// Messages are taken and nobody handles them.
    NoConsumer,
    /// A message that failed too often is gone; the figure is how often.
    NoDeadLetters,
    /// The balancer does not ask whether its servers are alive.
    NoHealthCheck,
    /// A call waits for an answer from another region; the figure is the round trip in ms.
    FarCall,
    /// Without it some users reach no data.
    SinglePoint,
    /// Data, or a server behind a balancer, at the far end of a public link.
    PublicLink,
    /// A link brings data of users to where their rule does not allow it.
    DataAbroad,
}

impl Rule {
    /// Every rule that is not the check's.
    pub const OWN: [Rule; 11] = [
        Rule::ExposedData,
        Rule::ExposedServer,
        Rule::NoLeader,
        Rule::LostSessions,
        Rule::NoConsumer,
        Rule::NoDeadLetters,
        Rule::NoHealthCheck,
        Rule::FarCall,
        Rule::SinglePoint,
        Rule::PublicLink,
        Rule::DataAbroad,
    ];
}

/// One change that puts a finding right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fix {
    /// A new node of that kind in the middle of a link.
    Between {
        from: NodeId,
        to: NodeId,
        kind: KindId,
    },
    /// `from` calls `through` instead of `to`.
    Reroute {
        from: NodeId,
        to: NodeId,
        through: NodeId,
    },
    Connect {
        from: NodeId,
        to: NodeId,
    },
    /// One parameter, by its index in the table.
    Set {
        node: NodeId,
        param: usize,
        value: f64,
    },
    /// A new node of that kind, called by this one.
    Behind {
        node: NodeId,
        kind: KindId,
    },
    /// A new node of that kind that calls this one.
    Before {
        node: NodeId,
        kind: KindId,
    },
    /// A second one of the same, with the same callers and the same calls.
    Twin(NodeId),
    Remove(NodeId),
    /// `from` calls `to` no more.
    Disconnect {
        from: NodeId,
        to: NodeId,
    },
    /// The link is no longer public.
    Hide {
        from: NodeId,
        to: NodeId,
    },
}

/// Everything worth a look, the gravest first. Linear in the size of the design, but for a factor of
/// the length of its longest way.
pub fn findings(design: &Design) -> Vec<Finding> {
    let graph = Graph::of(design);
    let mut out: Vec<Finding> = Vec::new();
    for issue in crate::check(design).1 {
        let link = issue.link.and_then(|i| design.links.get(i)).map(|l| (l.from, l.to));
        // what a queue without consumers loses is told by a rule of its own
        let queue =
            issue.node.and_then(|id| graph.node(id)).is_some_and(|n| n.kind.meta().role == Role::Queue);
        if issue.code == IssueCode::NoServers && queue {
            continue;
        }
        let fix = match (issue.code, issue.node) {
            (IssueCode::Unreachable, Some(node)) => Some(Fix::Remove(node)),
            (IssueCode::NoTraffic, _) => rules::first_door(design, &graph),
            _ => None,
        };
        let (severity, node) = (issue.severity, issue.node);
        out.push(Finding { rule: Rule::Issue(issue.code), severity, node, link, figure: 0.0, fix });
    }
    rules::all(design, &graph, &mut out);
    resident::all(design, &graph, &mut out);
    crate::sorted::sort_by(&mut out, |a, b| b.severity.cmp(&a.severity));
    out
}

#[cfg(test)]
mod tests;
