//! The rules of sound architecture, one function each.

use super::graph::Graph;
use super::{Finding, Fix, Rule};
use crate::design::{Design, LinkParams, NodeId, NodeSpec, Severity};
use crate::kinds::{KindId, Role};

/// Sticky sessions and what else keeps a user at one server, as `algorithm` of a balancer counts.
const STICKY: f64 = 5.0;
const BY_ADDRESS: f64 = 6.0;
const BY_RING: f64 = 7.0;

/// The value of a parameter by its name; nothing where the kind has none of that name.
pub(super) fn value(node: &NodeSpec, name: &str) -> Option<f64> {
    let (index, row) = node.kind.table().iter().enumerate().find(|(_, p)| p.name == name)?;
    Some(node.params.get(index).copied().unwrap_or(row.default))
}

/// Sets a parameter by its name.
pub(super) fn set(node: &NodeSpec, name: &str, value: f64) -> Option<Fix> {
    let param = node.kind.table().iter().position(|p| p.name == name)?;
    Some(Fix::Set { node: node.id, param, value })
}

pub(super) fn about(rule: Rule, severity: Severity, node: NodeId, fix: Option<Fix>) -> Finding {
    Finding { rule, severity, node: Some(node), link: None, figure: 0.0, fix }
}

/// Does this node stand between users and servers to spread them?
fn balances(node: &NodeSpec) -> bool {
    node.kind == KindId::load_balancer
}

pub(super) fn all(design: &Design, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    for node in &design.nodes {
        match node.kind.meta().role {
            Role::Source => from_users(node, graph, out),
            Role::Queue => queue(node, graph, out),
            _ if balances(node) => balancer(node, graph, out),
            _ => {}
        }
        no_leader(node, design, graph, out);
    }
    public_links(design, graph, out);
    far_calls(design, graph, out);
    single_points(design, graph, out);
}

/// Where users could come in when there are none: the first that nobody calls.
pub(super) fn first_door(design: &Design, graph: &Graph<'_>) -> Option<Fix> {
    let calls = KindId::client.meta().calls;
    let door = |n: &&NodeSpec| graph.callers(n.id).is_empty() && calls.contains(&n.kind.meta().role);
    design.nodes.iter().find(door).map(|n| Fix::Before { node: n.id, kind: KindId::client })
}

/// Users reach data, or a server that has a balancer for its door.
fn from_users(users: &NodeSpec, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    for to in graph.calls(users.id).iter().filter_map(|id| graph.node(*id)) {
        let role = to.kind.meta().role;
        // files are handed out to everybody by design
        let data = matches!(role, Role::Store | Role::Cache) && to.kind != KindId::object_store;
        let (rule, fix) = if data {
            let (from, to, kind) = (users.id, to.id, KindId::web_server);
            (Rule::ExposedData, Fix::Between { from, to, kind })
        } else {
            let door = graph.callers(to.id).iter().filter_map(|id| graph.node(*id)).find(|n| balances(n));
            match door {
                Some(door) if !balances(to) => {
                    let (from, to, through) = (users.id, to.id, door.id);
                    (Rule::ExposedServer, Fix::Reroute { from, to, through })
                }
                _ => continue,
            }
        };
        let link = Some((users.id, to.id));
        out.push(Finding { link, ..about(rule, Severity::Hint, to.id, Some(fix)) });
    }
}

/// Data, and servers that have a balancer for their door, want private addresses.
fn public_links(design: &Design, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    for l in design.links.iter().filter(|l| LinkParams::from_values(&l.params).public) {
        let (Some(from), Some(to)) = (graph.node(l.from), graph.node(l.to)) else { continue };
        let role = to.kind.meta().role;
        let data =
            matches!(role, Role::Store | Role::Cache | Role::Replica) && to.kind != KindId::object_store;
        if data || (balances(from) && role == Role::Service) {
            let (link, fix) = (Some((l.from, l.to)), Fix::Hide { from: l.from, to: l.to });
            out.push(Finding { link, ..about(Rule::PublicLink, Severity::Warning, l.to, Some(fix)) });
        }
    }
}

fn queue(node: &NodeSpec, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    let meta = node.kind.meta();
    let behind: Vec<&NodeSpec> = graph.calls(node.id).iter().filter_map(|id| graph.node(*id)).collect();
    let copies = node.kind == KindId::pubsub_topic;
    let handled =
        behind.iter().any(|n| n.kind.meta().role == Role::Service || (copies && n.kind != KindId::dlq));
    if meta.needs_servers && !handled {
        let fix = Fix::Behind { node: node.id, kind: KindId::worker };
        out.push(about(Rule::NoConsumer, Severity::Warning, node.id, Some(fix)));
    } else if let Some(figure) = value(node, "max_receives")
        && !behind.iter().any(|n| n.kind.meta().role == Role::Queue)
    {
        let fix = Fix::Behind { node: node.id, kind: KindId::dlq };
        out.push(Finding { figure, ..about(Rule::NoDeadLetters, Severity::Hint, node.id, Some(fix)) });
    }
}

fn balancer(node: &NodeSpec, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    let servers: Vec<&NodeSpec> = graph.calls(node.id).iter().filter_map(|id| graph.node(*id)).collect();
    let remember = servers.iter().filter(|n| value(n, "stateful") == Some(1.0)).count();
    let by_user = match value(node, "algorithm") {
        Some(way) if way == BY_RING => value(node, "ring_key") == Some(0.0),
        Some(way) => way == STICKY || way == BY_ADDRESS,
        None => true,
    };
    if remember > 0 && servers.len() > 1 && !by_user {
        let fix = set(node, "algorithm", STICKY);
        out.push(about(Rule::LostSessions, Severity::Warning, node.id, fix));
    }
    if servers.len() > 1 && value(node, "health_check") == Some(0.0) {
        let fix = set(node, "health_check", 1.0);
        out.push(about(Rule::NoHealthCheck, Severity::Hint, node.id, fix));
    }
}

/// It reads from copies and has no owner to write to, although somebody writes.
fn no_leader(node: &NodeSpec, design: &Design, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    let role = node.kind.meta().role;
    let calls = |role| graph.calls(node.id).iter().copied().find(|id| graph.role(*id) == Some(role));
    let owner = node.kind == KindId::sql_leader;
    let (Some(copy), None, false) = (calls(Role::Replica), calls(Role::Store), owner) else { return };
    if matches!(role, Role::Controller | Role::Replica) {
        return;
    }
    let sources = design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
    let writes = |n: &&NodeSpec| value(n, "reads").is_none_or(|share| share < 100.0);
    if !sources.filter(writes).any(|n| graph.reaches(n.id, node.id)) {
        return;
    }
    let leads = |id: &&NodeId| graph.role(**id) == Some(Role::Store) && !graph.reaches(**id, node.id);
    let leader = graph.callers(copy).iter().find(leads);
    let fix = leader.map(|leader| Fix::Connect { from: node.id, to: *leader });
    out.push(about(Rule::NoLeader, Severity::Warning, node.id, fix));
}

/// Calls whose caller waits for an answer from another region. Users are where they are, names are
/// resolved once, and a copy is told of changes while nobody waits.
fn far_calls(design: &Design, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    if design.places.is_empty() {
        return;
    }
    for l in &design.links {
        let (Some(from), Some(to)) = (graph.node(l.from), graph.node(l.to)) else { continue };
        let waits = match (from.kind.meta().role, to.kind.meta().role) {
            (Role::Source | Role::Controller | Role::Queue | Role::Replica, _) => false,
            (Role::Store, Role::Replica) => value(from, "replication").is_some_and(|how| how > 0.0),
            _ => !matches!(from.kind, KindId::dns | KindId::geo_dns),
        };
        let (a, b) = (design.stand(from.place).region, design.stand(to.place).region);
        if waits && a.is_some() && b.is_some() && a != b {
            let figure = design.rtt_ms(from.place, to.place);
            let link = Some((l.from, l.to));
            out.push(Finding { link, figure, ..about(Rule::FarCall, Severity::Hint, l.from, None) });
        }
    }
}

fn single_points(design: &Design, graph: &Graph<'_>, out: &mut Vec<Finding>) {
    for node in graph.single_points(design).into_iter().filter_map(|id| graph.node(id)) {
        // what steers it stands aside
        let asks = |id: &&NodeId| graph.role(**id) != Some(Role::Controller);
        let mut callers =
            graph.callers(node.id).iter().filter(asks).filter_map(|id| graph.node(*id)).peekable();
        let spread = callers.peek().is_some() && callers.all(balances);
        let pair = set(node, "redundancy", 1.0).or_else(|| set(node, "redundant", 1.0));
        let service = node.kind.meta().role == Role::Service;
        let fix = pair.or_else(|| (spread && service).then_some(Fix::Twin(node.id)));
        out.push(about(Rule::SinglePoint, Severity::Hint, node.id, fix));
    }
}
