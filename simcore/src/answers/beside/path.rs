//! What comes to a station, and the whole way of a request from its user and back.

use super::station::{self, Law, Station};
use super::{Refusal, Why};
use crate::design::{Design, NodeId, NodeSpec};
use crate::kinds::load_balancer::{self, Algorithm};
use crate::kinds::{KindId, Role, client, web_server};

/// Nodes that one question looks at, at most: paths can multiply.
const LOOKS: u32 = 5_000;
/// Deeper chains of calls are not followed.
const DEEP: u32 = 12;
/// Larger designs are not asked: an answer must take no time that anybody notices.
const MANY: usize = 100;
/// A timeout that cuts off less than this is none.
const FEW: f64 = 1e-3;

/// Poisson arrivals: how many a second, and the share of reads.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flow {
    pub rate: f64,
    pub reads: f64,
}

/// Nothing that acts on the design as a whole stands against theory.
pub(super) fn undisturbed(design: &Design, node: NodeId) -> Result<(), Refusal> {
    if design.nodes.len() > MANY {
        return Err(Refusal::new(Why::TooLarge, node));
    }
    if let Some(fault) = design.faults.first() {
        return Err(Refusal::new(Why::Faults, fault.node));
    }
    let steers = |n: &&NodeSpec| {
        n.kind.meta().role == Role::Controller && design.links.iter().any(|l| l.from == n.id || l.to == n.id)
    };
    match design.nodes.iter().find(steers) {
        Some(_) => Err(Refusal::new(Why::Controlled, node)),
        None => Ok(()),
    }
}

/// Requests that reach this node, if they are a Poisson process.
pub(super) fn arrivals(design: &Design, node: NodeId) -> Result<Flow, Refusal> {
    let mut looks = LOOKS;
    let flow = into(design, node, DEEP, &mut looks)?;
    if flow.rate > 0.0 { Ok(flow) } else { Err(Refusal::new(Why::NoTraffic, node)) }
}

fn into(design: &Design, node: NodeId, deep: u32, looks: &mut u32) -> Result<Flow, Refusal> {
    let mut all = Flow::default();
    for link in design.links.iter().filter(|l| l.to == node) {
        *looks = looks.saturating_sub(1);
        if deep == 0 || *looks == 0 {
            return Err(Refusal::new(Why::Departures, node));
        }
        let Some(from) = design.node(link.from) else { continue };
        let part = out_of(design, from, deep - 1, looks)?;
        all = Flow { rate: all.rate + part.rate, reads: all.reads + part.reads * part.rate };
    }
    if all.rate > 0.0 {
        all.reads /= all.rate;
    }
    Ok(all)
}

/// What leaves a node over each of its links.
fn out_of(design: &Design, from: &NodeSpec, deep: u32, looks: &mut u32) -> Result<Flow, Refusal> {
    let ways = design.links.iter().filter(|l| l.from == from.id).count();
    let no = |why| Err(Refusal::new(why, from.id));
    match from.kind {
        KindId::client => {
            let flow = source(from)?;
            if ways == 1 { Ok(flow) } else { no(Why::Departures) }
        }
        KindId::load_balancer => {
            split(from)?;
            let flow = into(design, from.id, deep, looks)?;
            Ok(Flow { rate: flow.rate / ways as f64, reads: flow.reads })
        }
        KindId::web_server => {
            let comes = into(design, from.id, deep, looks)?;
            let s = station::of(design, from.id, comes)?;
            // Burke: the departures of M/M/c are Poisson; a single callee gets each of them once
            let poisson = s.model.law == Law::Exponential && s.model.room.is_none();
            let callee = design.links.iter().find(|l| l.from == from.id).and_then(|l| design.node(l.to));
            let once = matches!(callee.map(|n| n.kind.meta().role), Some(Role::Service | Role::Store));
            let waits = web_server::Params::from_values(&from.params).call_timeout_ms >= 600_000.0;
            if poisson && once && ways == 1 && waits { Ok(comes) } else { no(Why::Departures) }
        }
        _ => no(Why::Departures),
    }
}

/// The requests of users, if they are a Poisson process.
fn source(node: &NodeSpec) -> Result<Flow, Refusal> {
    let no = |why| Err(Refusal::new(why, node.id));
    let p = client::Params::from_values(&node.params);
    if p.population != client::Population::Open {
        return no(Why::Closed);
    }
    if p.shape != client::Shape::Steady {
        return no(Why::Changing);
    }
    if p.spacing != client::Spacing::Random {
        return no(Why::Regular);
    }
    if p.retries > 0 {
        return no(Why::Retries);
    }
    Ok(Flow { rate: p.rate, reads: p.reads / 100.0 })
}

/// A balancer that throws a die, and does nothing else.
fn split(node: &NodeSpec) -> Result<f64, Refusal> {
    let no = |why| Err(Refusal::new(why, node.id));
    let p = load_balancer::Params::from_values(&node.params);
    if p.algorithm != Algorithm::Random {
        return no(Why::Balanced);
    }
    let checks = p.health_check && p.check_timeout_s > 0.0;
    let limits = p.max_rate > 0.0 || p.max_per_server > 0 || p.eject_after > 0 || p.slow_start_s > 0.0;
    if checks || limits { no(Why::Limits) } else { Ok(p.overhead_ms) }
}

/// What theory says of the answers that users get.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// The stations that serve them.
    pub stations: Vec<(NodeId, Station)>,
    pub exact: bool,
    /// Requests a second sent.
    pub rate: f64,
    pub mean_ms: f64,
    /// Where the law of the whole is known and not only its mean.
    pub p95_ms: Option<f64>,
    pub p99_ms: Option<f64>,
    /// Answers a second.
    pub throughput: f64,
    /// Share that is refused or late.
    pub not_on_time: Option<f64>,
    /// Of it, what is spent on the way.
    pub delay_ms: f64,
}

/// A station on the way of a share of all requests.
struct Visit {
    node: NodeId,
    share: f64,
    delay_ms: f64,
    last: bool,
}

/// The way of a request, station by station.
pub fn whole(design: &Design) -> Result<Whole, Refusal> {
    let users: Vec<&NodeSpec> = design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source).collect();
    let first = users.first().map_or(0, |n| n.id);
    undisturbed(design, first)?;
    let (mut rate, mut visits, mut looks) = (0.0, Vec::new(), LOOKS);
    for user in &users {
        rate += source(user)?.rate;
        let start = Visit { node: user.id, share: source(user)?.rate, delay_ms: 0.0, last: false };
        follow(design, start, DEEP, &mut looks, &mut visits)?;
    }
    if rate <= 0.0 {
        return Err(Refusal::new(Why::NoTraffic, first));
    }
    let mut whole = Whole {
        stations: Vec::new(),
        exact: true,
        rate,
        mean_ms: 0.0,
        p95_ms: None,
        p99_ms: None,
        throughput: rate,
        not_on_time: None,
        delay_ms: 0.0,
    };
    let mut refused = 0.0;
    for visit in &visits {
        let known = whole.stations.iter().find(|(id, _)| *id == visit.node);
        let (known, s) = match known {
            Some((_, s)) => (true, *s),
            None => (false, station::beside(design, visit.node)?),
        };
        if !known {
            whole.stations.push((visit.node, s));
        }
        let share = visit.share / rate;
        whole.exact &= s.exact;
        whole.mean_ms += share * s.response_ms;
        whole.delay_ms += if visit.last { share * visit.delay_ms } else { 0.0 };
        refused += share * s.refused;
    }
    // the mean is that of the answered: with refusals only where all are refused alike
    let single = visits.iter().all(|v| v.last);
    let alike = whole.stations.windows(2).all(|w| w[0].1 == w[1].1);
    let level = visits.iter().all(|v| (v.delay_ms - whole.delay_ms).abs() < 1e-6);
    if refused > 0.0 && !(single && alike) {
        return Err(Refusal::new(Why::ShortQueue, visits.first().map_or(first, |v| v.node)));
    }
    whole.mean_ms += whole.delay_ms;
    whole.throughput = rate * (1.0 - refused);
    let patience = |of: fn(&client::Params) -> f64| {
        let each = users.iter().map(|n| of(&client::Params::from_values(&n.params)));
        each.reduce(f64::min).unwrap_or(f64::INFINITY) - whole.delay_ms
    };
    let s = match whole.stations.first() {
        Some((_, s)) if single && alike && level => Some(*s),
        _ => None,
    };
    let later = |t: f64| s.and_then(|s| s.tail(t));
    let timeout = patience(|p| p.timeout_ms);
    let gives_up = later(timeout).unwrap_or_else(|| libm::exp(-timeout.max(0.0) / whole.mean_ms));
    if gives_up > FEW {
        return Err(Refusal { why: Why::GivesUp, node: first, amount: gives_up });
    }
    let deadlines = users.iter().map(|n| client::Params::from_values(&n.params).deadline_ms);
    let one_deadline = deadlines.clone().all(|d| Some(d) == deadlines.clone().next());
    if one_deadline {
        whole.not_on_time = later(patience(|p| p.deadline_ms));
    }
    let quantile = |q| s.and_then(|s| s.quantile(q)).map(|t| t + whole.delay_ms);
    (whole.p95_ms, whole.p99_ms) = (quantile(0.95), quantile(0.99));
    Ok(whole)
}

fn follow(
    design: &Design,
    at: Visit,
    deep: u32,
    looks: &mut u32,
    visits: &mut Vec<Visit>,
) -> Result<(), Refusal> {
    *looks = looks.saturating_sub(1);
    let no = |why| Err(Refusal::new(why, at.node));
    let Some(node) = design.node(at.node) else { return Ok(()) };
    if deep == 0 || *looks == 0 {
        return no(Why::Departures);
    }
    let links: Vec<_> = design.links.iter().filter(|l| l.from == at.node).collect();
    let (share, own_ms) = match node.kind.meta().role {
        Role::Source if links.len() == 1 => (at.share, 0.0),
        Role::Source => return no(Why::Departures),
        _ if node.kind == KindId::load_balancer => {
            if links.is_empty() {
                return no(Why::NoStation);
            }
            (at.share / links.len() as f64, split(node)?)
        }
        _ => {
            visits.push(Visit { last: links.is_empty(), ..at });
            (at.share, 0.0)
        }
    };
    for link in links {
        // there and back
        let delay_ms = at.delay_ms + own_ms + 2.0 * design.delay_ms(link);
        follow(design, Visit { node: link.to, share, delay_ms, last: false }, deep - 1, looks, visits)?;
    }
    Ok(())
}
