//! The rules of a build step: what a learner may not change, checked on the board, not in the page.

use crate::lesson::Build;
use serde::{Deserialize, Serialize};
use simcore::design::{Design, LinkParams, LinkSpec, NodeId, NodeSpec, Place};
use simcore::kinds::{Family, KindId, Role};
use simcore::param::Param;
use std::fmt;

/// A rule that a board breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Broken {
    /// A node was added whose kind is not in the palette.
    NotInPalette { node: NodeId, kind: KindId },
    /// A traffic source of the start board is gone.
    SourceRemoved { node: NodeId },
    /// A node of the start board that a fault is meant for is gone.
    FaultyRemoved { node: NodeId },
    /// A parameter that is fixed here was changed.
    FixedParam { node: NodeId, param: String },
    /// What a link is was changed (delay, bandwidth, loss): the network is not the learner's to choose.
    LinkDelay { from: NodeId, to: NodeId },
    /// A region or zone of the start is gone, or elsewhere on the Earth.
    PlaceChanged { place: NodeId },
    /// A source that stands elsewhere than at the start, or a machine that stands nowhere, where no
    /// distance and no blackout reaches it.
    Misplaced { node: NodeId },
}

/// Every rule that the board breaks, in the order of its nodes, then of its links.
pub fn broken(build: &Build, start: &Design, board: &Design) -> Vec<Broken> {
    let mut out = Vec::new();
    let is_same = |a: &NodeSpec, b: &NodeSpec| a.id == b.id && a.kind == b.kind;
    for old in &start.nodes {
        if board.nodes.iter().any(|n| is_same(n, old)) {
            continue;
        }
        if old.kind.meta().role == Role::Source {
            out.push(Broken::SourceRemoved { node: old.id });
        } else if start.faults.iter().any(|f| f.node == old.id) {
            out.push(Broken::FaultyRemoved { node: old.id });
        }
    }
    for node in &board.nodes {
        let old = start.nodes.iter().find(|n| is_same(n, node));
        if old.is_none() && !build.palette.contains(&node.kind) {
            out.push(Broken::NotInPalette { node: node.id, kind: node.kind });
        }
        for (i, p) in node.kind.table().iter().enumerate() {
            if is_fixed(build, node.kind, p.name) && !may_have(start, node, old, i, p) {
                out.push(Broken::FixedParam { node: node.id, param: p.name.to_owned() });
            }
        }
        if !may_stand(start, node, old) {
            out.push(Broken::Misplaced { node: node.id });
        }
    }
    for old in &start.places {
        let spot = |p: &Place| (p.what, p.of, p.lat, p.lon);
        if board.place(old.id).map(spot) != Some(spot(old)) {
            out.push(Broken::PlaceChanged { place: old.id });
        }
    }
    for link in &board.links {
        let old = start.links.iter().find(|l| l.from == link.from && l.to == link.to);
        let same = |(i, p): (usize, &Param)| {
            let given = |link: &LinkSpec| link.params.get(i).map_or(p.default, |v| p.clamp(*v));
            OWN.contains(&p.name) || given(link) == old.map_or(p.default, given)
        };
        if !LinkParams::TABLE.iter().enumerate().all(same) {
            out.push(Broken::LinkDelay { from: link.from, to: link.to });
        }
    }
    out
}

/// May the exercise's learner not change it?
pub(crate) fn is_fixed(build: &Build, kind: KindId, param: &str) -> bool {
    build.fixed.contains(&kind) || build.fixed_params.iter().any(|(k, p)| *k == kind && p == param)
}

/// A node of the start keeps its value; a new one has the default or what one of its kind has at
/// the start, since copying a node is a fair way to add one.
fn may_have(start: &Design, node: &NodeSpec, old: Option<&NodeSpec>, i: usize, p: &Param) -> bool {
    let v = value(node, i, p);
    match old {
        Some(old) => v == value(old, i, p),
        None => {
            let of_kind = start.nodes.iter().filter(|n| n.kind == node.kind);
            v == p.default || of_kind.map(|n| value(n, i, p)).any(|known| known == v)
        }
    }
}

/// Users stay where they are. Other nodes may move from place to place; where the start has places,
/// what computes, keeps or passes things on stands in one, unless it stood in none before.
fn may_stand(start: &Design, node: &NodeSpec, old: Option<&NodeSpec>) -> bool {
    let meta = node.kind.meta();
    match old {
        Some(old) if meta.role == Role::Source => node.place == old.place,
        Some(old) => node.place.is_some() || old.place.is_none(),
        None => {
            let machine = matches!(meta.family, Family::Compute | Family::State | Family::Messaging);
            node.place.is_some() || start.places.is_empty() || !machine
        }
    }
}

/// What the core would run: missing values are defaults, others are clamped.
pub(crate) fn value(node: &NodeSpec, i: usize, p: &Param) -> f64 {
    node.params.get(i).map_or(p.default, |v| p.clamp(*v))
}

/// What of a link is the learner's own to choose; the rest is the network as it is.
const OWN: [&str; 2] = ["weight", "public"];

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::NotInPalette { node, kind } => {
                write!(f, "node {node} was added, and {} is not in the palette", kind.name())
            }
            Broken::SourceRemoved { node } => write!(f, "the traffic source {node} is gone"),
            Broken::FaultyRemoved { node } => write!(f, "node {node}, which a fault is meant for, is gone"),
            Broken::FixedParam { node, param } => write!(f, "node {node}: {param} may not be changed"),
            Broken::LinkDelay { from, to } => {
                write!(f, "the link from {from} to {to} has another delay, bandwidth or loss")
            }
            Broken::PlaceChanged { place } => write!(f, "the place {place} was changed"),
            Broken::Misplaced { node } => write!(f, "node {node} may not stand there"),
        }
    }
}
