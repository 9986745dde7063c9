//! What is wrong at each station by itself, before anybody asks what explains what.

use super::memory::{Memory, fact, waiting};
use super::{Finding, What};
use crate::design::{Design, NodeId};
use crate::host::{Frame, NodeFrame};
use crate::kinds::Role;
use crate::measure::{Fact, Reason};

/// From this share of taken slots on, over a whole interval, a station is full.
pub const FULL: f32 = 0.95;
/// Less than this share of all requests failing or late is no trouble, and fewer failures a second
/// than the second number are none either.
const ILL: f64 = 0.005;
const FEW: f64 = 0.05;
/// A hit ratio has fallen when so much of it is missing, in all and of what it was.
const FELL: f64 = 0.12;
const FELL_TO: f64 = 0.85;
/// Messages have to wait and to grow by more than this before that is worth a word.
const BACKLOG: f64 = 50.0;
const GROWTH: f64 = 1.0;
/// Seconds behind that are worth a word, and how uneven parts may be.
const BEHIND_S: f64 = 1.0;
const UNEVEN: f64 = 2.0;

/// Share of the finished requests of the last interval that were late, and that failed or were late.
pub fn ill(frame: &Frame) -> (f64, f64) {
    let p = &frame.last;
    let all = f64::from(p.on_time + p.late + p.failed);
    if all > 0.0 { (f64::from(p.late) / all, f64::from(p.late + p.failed) / all) } else { (0.0, 0.0) }
}

/// Everything that is wrong, in the order of the design.
pub fn all(design: &Design, frame: &Frame, memory: &Memory) -> Vec<Finding> {
    let (late, bad) = ill(frame);
    let t = frame.last.t;
    let mut found: Vec<Finding> = Vec::new();
    for &(node, fault) in &frame.faults {
        let since_s = memory.broken_since((node, fault));
        found.push(Finding {
            node,
            what: What::Broken { fault, felt: bad >= ILL },
            since_s,
            because_of: None,
        });
    }
    for n in &frame.nodes {
        let mut say = |what, since_s| found.push(Finding { node: n.id, what, since_s, because_of: None });
        at_station(design, frame, memory, n, &mut |what| say(what, (t - 1.0).max(0.0)));
        if let Some(since) = memory.track(n.id).and_then(|track| track.full_since) {
            for f in found.iter_mut().filter(|f| f.node == n.id) {
                if matches!(f.what, What::Saturated { .. } | What::Held { .. }) {
                    f.since_s = since;
                }
            }
        }
    }
    let explained = found.iter().any(|f| !matches!(f.what, What::GivesUp { .. } | What::Lags { .. }));
    if late >= ILL
        && !explained
        && let Some((node, p95_ms)) = slowest(design, frame)
    {
        let since_s = (t - 1.0).max(0.0);
        found.push(Finding { node, what: What::Slow { late, p95_ms }, since_s, because_of: None });
    }
    found
}

fn role(design: &Design, id: NodeId) -> Option<Role> {
    design.node(id).map(|n| n.kind.meta().role)
}

fn at_station(design: &Design, frame: &Frame, memory: &Memory, n: &NodeFrame, say: &mut dyn FnMut(What)) {
    let g = &n.gauges;
    let failing = |reason: Reason| {
        let per_s = f64::from(n.failed[reason as usize]);
        if per_s >= FEW.max(ILL * f64::from(n.arrived)) { per_s } else { 0.0 }
    };
    let refused = failing(Reason::QueueFull);
    let growing = memory.track(n.id).map_or(0.0, |track| track.growing());
    let crowded = g.slots > 0 && n.taken >= FULL && (g.queued > g.slots.max(2) || refused > 0.0);
    let (taken, own) = (f64::from(n.taken), f64::from(n.utilisation));
    let slots_full = crowded || (g.slots > 0 && refused > 0.0);
    if slots_full && own < 0.6 * taken {
        match culprit(design, frame, n.id) {
            Some(by) => say(What::Held { by, held: taken - own, refused }),
            // held for good by nobody: a leak
            None => say(What::Saturated {
                taken,
                offered: f64::from(n.arrived),
                served: f64::from(n.answered),
                refused,
                waiting: g.queued,
                growing,
            }),
        }
    } else if slots_full {
        say(What::Saturated {
            taken,
            offered: f64::from(n.arrived),
            served: f64::from(n.answered),
            refused,
            waiting: g.queued,
            growing,
        });
    } else if refused > 0.0 {
        say(What::Refuses { reason: Reason::QueueFull, per_s: refused });
    } else if waiting(n) >= BACKLOG && growing >= GROWTH && g.slots == 0 {
        say(What::Grows {
            per_s: growing,
            waiting: waiting(n),
            oldest_s: fact(n, Fact::OldestMessage).unwrap_or(0.0),
        });
    }
    for reason in Reason::ALL {
        let per_s = failing(reason);
        match reason {
            Reason::QueueFull => {}
            _ if per_s <= 0.0 => {}
            Reason::TimedOut => say(What::GivesUp { on: culprit(design, frame, n.id), per_s }),
            _ => say(What::Refuses { reason, per_s }),
        }
    }
    if let Some((from, to)) = memory.track(n.id).and_then(|track| track.hits())
        && from - to >= FELL
        && to <= FELL_TO * from
    {
        say(What::HitsFell { from, to });
    }
    if let Some(lag_s) = fact(n, Fact::Lag).filter(|l| *l >= BEHIND_S) {
        say(What::Lags { lag_s });
    }
    let uneven = fact(n, Fact::Imbalance).filter(|times| *times >= UNEVEN);
    let suffers = |id: NodeId| {
        frame.nodes.iter().any(|m| {
            m.id == id && m.gauges.slots > 0 && (m.taken >= FULL || m.failed.iter().any(|f| *f > 0.0))
        })
    };
    let below = || design.links.iter().any(|l| l.from == n.id && suffers(l.to));
    if let Some(times) = uneven
        && (suffers(n.id) || below())
    {
        say(What::Hot { times });
    }
}

/// Of the stations that this one calls, the one that its callers wait for longest in all: calls a
/// second times how long each takes.
pub fn culprit(design: &Design, frame: &Frame, id: NodeId) -> Option<NodeId> {
    let whole = frame.links.len() == design.links.len();
    let spent = |i: usize, to: NodeId| {
        let n = frame.nodes.iter().find(|n| n.id == to)?;
        let calls = frame.links.get(i).map_or(0.0, |(ok, failed)| f64::from(ok + failed));
        // who answers nobody is waited for until patience ends
        let dead = n.answered <= 0.0 && n.gauges.queued + n.gauges.working + n.gauges.held > 0;
        let stands = frame.faults.iter().any(|(at, _)| *at == to);
        let each = if dead || stands { 1e9 } else { f64::from(n.p50 + n.p95) };
        Some((to, calls.max(f64::from(u8::from(stands))) * each + each * 1e-6))
    };
    let callees = design.links.iter().enumerate().filter(|(_, l)| whole && l.from == id);
    let callees = callees.filter(|(_, l)| role(design, l.from) != Some(Role::Controller));
    callees.filter_map(|(i, l)| spent(i, l.to)).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(to, _)| to)
}

/// Where most of an answer's time is spent: what a station takes beyond what those behind it take.
fn slowest(design: &Design, frame: &Frame) -> Option<(NodeId, f64)> {
    let p95 = |id: NodeId| frame.nodes.iter().find(|n| n.id == id).map_or(0.0, |n| f64::from(n.p95));
    let own = |n: &NodeFrame| {
        let behind = design.links.iter().filter(|l| l.from == n.id).map(|l| p95(l.to)).fold(0.0, f64::max);
        f64::from(n.p95) - behind
    };
    let serving = frame.nodes.iter().filter(|n| n.answered > 0.0 && role(design, n.id) != Some(Role::Source));
    serving.max_by(|a, b| own(a).total_cmp(&own(b))).map(|n| (n.id, f64::from(n.p95)))
}
