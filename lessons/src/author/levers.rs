//! The levers of a solution: what it changed, each taken back on its own.

use crate::grade::rules::value;
use simcore::design::{Design, LinkParams, LinkSpec, NodeId};
use simcore::kinds::KindId;
use simcore::sorted::SortedSet;

/// Boards that are the solution with one lever taken back, named for people. A lever is one
/// parameter of one kind wherever it was changed, the weights of the links, all added nodes of one
/// kind, or all links added between nodes of the start. A board that comes out as the start itself
/// is left out, since the start is proven anyway.
pub fn levers(start: &Design, solution: &Design) -> Vec<(String, Design)> {
    let mut out = Vec::new();
    for &kind in KindId::ALL {
        for (i, p) in kind.table().iter().enumerate() {
            let mut board = solution.clone();
            let mut changed = false;
            for node in board.nodes.iter_mut().filter(|n| n.kind == kind) {
                let Some(old) = start.nodes.iter().find(|n| n.id == node.id && n.kind == kind) else {
                    continue;
                };
                let before = value(old, i, p);
                if value(node, i, p) != before {
                    changed = true;
                    fill_up(&mut node.params, kind.table().iter().map(|p| p.default));
                    node.params[i] = before;
                }
            }
            if changed {
                out.push((format!("without {}.{}", kind.name(), p.name), board));
            }
        }
        if let Some(board) = without_added(start, solution, kind) {
            out.push((format!("without the added {}", kind.name()), board));
        }
    }
    for (i, p) in LinkParams::TABLE.iter().enumerate() {
        let mut board = solution.clone();
        let mut changed = false;
        for link in &mut board.links {
            let Some(old) = same_link(start, link) else { continue };
            let before = old.params.get(i).map_or(p.default, |v| p.clamp(*v));
            if link.params.get(i).map_or(p.default, |v| p.clamp(*v)) != before {
                changed = true;
                fill_up(&mut link.params, LinkParams::TABLE.iter().map(|p| p.default));
                link.params[i] = before;
            }
        }
        if changed {
            out.push((format!("without link.{}", p.name), board));
        }
    }
    let mut board = solution.clone();
    let old = |id| start.node(id).is_some();
    board.links.retain(|l| same_link(start, l).is_some() || !old(l.from) || !old(l.to));
    if board.links.len() < solution.links.len() {
        out.push(("without the added links".into(), board));
    }
    out.retain(|(_, board)| !same_system(board, start));
    out
}

fn fill_up(values: &mut Vec<f64>, defaults: impl Iterator<Item = f64>) {
    let have = values.len();
    values.extend(defaults.skip(have));
}

fn same_link<'a>(design: &'a Design, link: &LinkSpec) -> Option<&'a LinkSpec> {
    design.links.iter().find(|l| l.from == link.from && l.to == link.to)
}

/// The solution without its added nodes of one kind. Nodes that lose their only way out get their
/// links of the start back: the board must fail for want of the lever, not for want of a wire.
fn without_added(start: &Design, solution: &Design, kind: KindId) -> Option<Design> {
    let is_old = |id| start.node(id).is_some_and(|n| n.kind == kind);
    let gone: SortedSet<NodeId> =
        solution.nodes.iter().filter(|n| n.kind == kind && !is_old(n.id)).map(|n| n.id).collect();
    if gone.is_empty() {
        return None;
    }
    let mut board = solution.clone();
    board.nodes.retain(|n| !gone.contains(&n.id));
    board.links.retain(|l| !gone.contains(&l.from) && !gone.contains(&l.to));
    board.faults.retain(|f| !gone.contains(&f.node));
    let stranded = |id| {
        let leaves = |d: &Design| d.links.iter().any(|l| l.from == id);
        leaves(solution) && !leaves(&board)
    };
    let there = |id| board.node(id).is_some();
    let back: Vec<_> =
        start.links.iter().filter(|l| there(l.from) && there(l.to) && stranded(l.from)).cloned().collect();
    board.links.extend(back);
    Some(board)
}

/// The same nodes, parameters and links; names and places aside.
fn same_system(a: &Design, b: &Design) -> bool {
    let nodes = |d: &Design| {
        let mut all: Vec<_> = d
            .nodes
            .iter()
            .map(|n| {
                (
                    n.id,
                    n.kind,
                    n.kind.table().iter().enumerate().map(|(i, p)| value(n, i, p)).collect::<Vec<_>>(),
                )
            })
            .collect();
        all.sort_by_key(|(id, ..)| *id);
        all
    };
    let links = |d: &Design| {
        let values = |l: &LinkSpec| -> Vec<f64> {
            let at =
                |(i, p): (usize, &simcore::param::Param)| l.params.get(i).map_or(p.default, |v| p.clamp(*v));
            LinkParams::TABLE.iter().enumerate().map(at).collect()
        };
        let mut all: Vec<_> = d.links.iter().map(|l| (l.from, l.to, values(l))).collect();
        all.sort_by_key(|(from, to, _)| (*from, *to));
        all
    };
    nodes(a) == nodes(b) && links(a) == links(b)
}
