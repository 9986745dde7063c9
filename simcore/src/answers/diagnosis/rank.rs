//! What explains what, and what is said first.

use super::symptoms::culprit;
use super::{Finding, What};
use crate::design::{Design, NodeId};
use crate::host::Frame;
use crate::measure::Reason;
use crate::sorted::sort_by;

/// Is it trouble of the station's own, that others may suffer from?
fn is_own(f: &Finding) -> bool {
    match f.what {
        What::Broken { felt, .. } => felt,
        What::Saturated { .. } | What::Grows { .. } | What::HitsFell { .. } => true,
        What::Refuses { reason, .. } => !is_passed_on(reason),
        What::Held { .. }
        | What::GivesUp { .. }
        | What::Lags { .. }
        | What::Hot { .. }
        | What::Slow { .. } => false,
    }
}

/// Reasons that a station gives because of what is behind it.
fn is_passed_on(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::NoHealthyServer
            | Reason::CircuitOpen
            | Reason::Unreachable
            | Reason::NoQuorum
            | Reason::NotLeader
    )
}

/// Says of each finding which station's own trouble explains it, if one does.
pub fn explained(design: &Design, frame: &Frame, mut found: Vec<Finding>) -> Vec<Finding> {
    let own: Vec<NodeId> = found.iter().filter(|f| is_own(f)).map(|f| f.node).collect();
    let at = |node: NodeId| own.contains(&node) || place_of(design, node, &own).is_some();
    for i in 0..found.len() {
        let f = found[i];
        let effect = match f.what {
            What::Held { by, .. } => follow(design, frame, f.node, Some(by), &at),
            What::GivesUp { on, .. } => follow(design, frame, f.node, on, &at),
            What::Refuses { reason, .. } if is_passed_on(reason) => follow(design, frame, f.node, None, &at),
            What::Lags { .. } | What::Hot { .. } | What::Refuses { .. } => at_itself(&found, f),
            What::Saturated { .. } => at_itself(&found, f).or_else(|| lost_hits(design, &found, f.node)),
            _ => None,
        };
        found[i].because_of = effect;
    }
    found
}

/// A fault at the same station, or at the place where it stands, explains what it does.
fn at_itself(found: &[Finding], f: Finding) -> Option<NodeId> {
    let broken = |g: &&Finding| matches!(g.what, What::Broken { .. }) && g.node == f.node;
    found.iter().find(broken).map(|g| g.node)
}

/// A place with trouble of its own in which the station stands.
fn place_of(design: &Design, node: NodeId, own: &[NodeId]) -> Option<NodeId> {
    let stand = design.stand(design.node(node)?.place);
    own.iter().copied().find(|id| stand.is_in(*id))
}

/// A cache with lost hits whose callers ask this station as well, or that asks it itself.
fn lost_hits(design: &Design, found: &[Finding], store: NodeId) -> Option<NodeId> {
    let calls = |from: NodeId, to: NodeId| design.links.iter().any(|l| (l.from, l.to) == (from, to));
    let caches = found
        .iter()
        .filter(|f| matches!(f.what, What::HitsFell { .. } | What::Broken { .. }) && f.node != store);
    let beside = |cache: NodeId| design.links.iter().any(|l| l.to == store && calls(l.from, cache));
    let fell = |node: NodeId| found.iter().any(|f| f.node == node && matches!(f.what, What::HitsFell { .. }));
    caches.map(|f| f.node).find(|&c| fell(c) && (calls(c, store) || beside(c)))
}

/// Goes down the calls from a station, always to where most is waited for, until somebody has
/// trouble of its own; else looks at everything below.
fn follow(
    design: &Design,
    frame: &Frame,
    from: NodeId,
    first: Option<NodeId>,
    at: &dyn Fn(NodeId) -> bool,
) -> Option<NodeId> {
    let mut way = vec![from];
    let mut next = first;
    while let Some(id) = next.filter(|id| !way.contains(id)) {
        if at(id) {
            return Some(id);
        }
        way.push(id);
        next = culprit(design, frame, id);
    }
    let mut below = vec![from];
    let mut i = 0;
    while let Some(&above) = below.get(i) {
        for l in design.links.iter().filter(|l| l.from == above) {
            if !below.contains(&l.to) {
                if at(l.to) {
                    return Some(l.to);
                }
                below.push(l.to);
            }
        }
        i += 1;
    }
    None
}

/// Stations of one kind with the same callers: who they are together, by the first of them.
pub fn twins(design: &Design) -> Vec<(NodeId, NodeId)> {
    let mut all: Vec<(&str, Vec<NodeId>, NodeId)> =
        design.nodes.iter().map(|n| (n.kind.name(), Vec::new(), n.id)).collect();
    sort_by(&mut all, |a, b| a.2.cmp(&b.2));
    for l in &design.links {
        if let Ok(i) = all.binary_search_by(|n| n.2.cmp(&l.to)) {
            all[i].1.push(l.from);
        }
    }
    all.iter_mut().for_each(|n| n.1.sort_unstable());
    sort_by(&mut all, Ord::cmp);
    let mut out: Vec<(NodeId, NodeId)> = Vec::with_capacity(all.len());
    for (i, n) in all.iter().enumerate() {
        let same = i.checked_sub(1).and_then(|b| all.get(b)).is_some_and(|b| (b.0, &b.1) == (n.0, &n.1));
        let first = if same { out.last().map_or(n.2, |o| o.1) } else { n.2 };
        out.push((n.2, first));
    }
    out.sort_unstable();
    out
}

/// The root cause first. Twins count as one: which of them is the worst changes every second, and with
/// it would change what is said.
pub fn sorted(mut found: Vec<Finding>, twins: &[(NodeId, NodeId)]) -> Vec<Finding> {
    let weight = |f: &Finding| {
        let amount = match f.what {
            What::Saturated { offered, served, refused, .. } => refused + (offered - served).max(0.0),
            What::Held { refused, .. } => refused,
            What::Refuses { per_s, .. } | What::GivesUp { per_s, .. } | What::Grows { per_s, .. } => per_s,
            What::HitsFell { from, to } => from - to,
            What::Lags { lag_s } => lag_s,
            What::Hot { times } => times,
            What::Slow { late, .. } => late,
            What::Broken { .. } => -f.since_s,
        };
        let unfelt = matches!(f.what, What::Broken { felt: false, .. });
        (u8::from(unfelt), u8::from(f.because_of.is_some()), f.what.sort().0, amount)
    };
    let first = |f: &Finding| twins.binary_search_by(|t| t.0.cmp(&f.node)).map_or(f.node, |i| twins[i].1);
    // only twice as much is more, and what began earlier comes first
    let doublings =
        |amount: f64| if amount > 0.0 { libm::floor(libm::log2(amount)) } else { f64::NEG_INFINITY };
    // of two that are full, the one that explains more of the others comes first
    let explains = |f: &Finding| found.iter().filter(|g| g.because_of == Some(f.node)).count();
    let class = |f: &Finding| {
        let (unfelt, explained, sort, _) = weight(f);
        (unfelt, explained, sort, first(f))
    };
    let mut pairs: Vec<Pair> = Vec::new();
    for f in &found {
        let (amount, since_s) = (weight(f).3, f.since_s);
        match pairs.iter_mut().find(|p| p.class == class(f)) {
            Some(p) => {
                p.explains += explains(f);
                (p.amount, p.since_s) = (p.amount.max(amount), p.since_s.min(since_s));
            }
            None => pairs.push(Pair { class: class(f), explains: explains(f), amount, since_s }),
        }
    }
    sort_by(&mut pairs, |a, b| {
        let worst = |p: &Pair| (p.class.0, p.class.1, p.class.2);
        worst(a)
            .cmp(&worst(b))
            .then(b.explains.cmp(&a.explains))
            .then(doublings(b.amount).total_cmp(&doublings(a.amount)))
            .then(a.since_s.total_cmp(&b.since_s))
            .then(a.class.3.cmp(&b.class.3))
    });
    let place: Vec<usize> = {
        let at = |f: &Finding| pairs.iter().position(|p| p.class == class(f)).unwrap_or(usize::MAX);
        found.iter().map(at).collect()
    };
    let mut placed: Vec<(usize, Finding)> = place.into_iter().zip(std::mem::take(&mut found)).collect();
    sort_by(&mut placed, |(p, a), (q, b)| {
        p.cmp(q).then(a.since_s.total_cmp(&b.since_s)).then(a.node.cmp(&b.node))
    });
    placed.into_iter().map(|(_, f)| f).collect()
}

/// Twins with the same finding, or one that has none.
struct Pair {
    class: (u8, u8, u8, NodeId),
    explains: usize,
    amount: f64,
    since_s: f64,
}
