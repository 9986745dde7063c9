//! What puts a finding right, as one message.

use super::geometry::{Layout, Plan, Rect};
use super::{Board, Edit, Msg, Part, snap};
use simcore::design::{LinkParams, NodeId, NodeSpec};
use simcore::kinds::KindId;
use simcore::validity::Fix;

/// Space that stays free around a new station.
const ROOM: f64 = 24.0;

/// The step that does it; nothing when the board has changed so much that there is nothing to do.
/// `name` is what a new station of a kind is called in the reader's language.
pub fn mend(board: &Board, fix: Fix, name: impl Fn(KindId) -> String) -> Option<Msg> {
    let named = |kind| board.fresh_name(&name(kind));
    let new = board.fresh_id();
    let add =
        |kind: KindId, at: [i32; 2]| Msg::AddNode { kind, name: named(kind), at: free(board, kind, at) };
    let unlink = |from, to| Msg::Remove { nodes: vec![], links: vec![(from, to)] };
    let connect = |from, to| Msg::Connect { from, to };
    let steps = match fix {
        Fix::Between { from, to, kind } => {
            let (a, b) = (board.node(from)?, board.node(to)?);
            let at = [0, 1].map(|i| (a.at[i] + b.at[i]) / 2);
            vec![unlink(from, to), add(kind, at), connect(from, new), connect(new, to)]
        }
        Fix::Reroute { from, to, through } => vec![unlink(from, to), connect(from, through)],
        Fix::Connect { from, to } => vec![connect(from, to)],
        Fix::Set { node, param, value } => vec![Msg::SetParam { nodes: vec![node], param, value }],
        Fix::Behind { node, kind } => vec![add(kind, beside(board, node, 1)?), connect(node, new)],
        Fix::Before { node, kind } => vec![add(kind, beside(board, node, -1)?), connect(new, node)],
        Fix::Twin(node) => twin(board, node, new)?,
        Fix::Disconnect { from, to } => vec![unlink(from, to)],
        Fix::Hide { from, to } => {
            let param = LinkParams::TABLE.iter().position(|p| p.name == "public")?;
            vec![Msg::SetLinkParam { link: (from, to), param, value: 0.0 }]
        }
        Fix::Remove(node) => vec![Msg::Remove { nodes: vec![node], links: vec![] }],
    };
    Some(Msg::Several(Edit::Mend, steps))
}

/// A column to the right or to the left of a station.
fn beside(board: &Board, node: NodeId, side: i32) -> Option<[i32; 2]> {
    let node = board.node(node)?;
    let width = Plan::of(node.kind, 0).w as i32;
    Some([node.at[0].saturating_add(side * (width + 112)), node.at[1]])
}

/// A copy under the original, called by the same and calling the same.
fn twin(board: &Board, id: NodeId, new: NodeId) -> Option<Vec<Msg>> {
    let node = board.node(id)?;
    let under = [node.at[0], node.at[1].saturating_add(Plan::of(node.kind, 0).h as i32 + 48)];
    let at = free(board, node.kind, under);
    let base = node.name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let name = board.fresh_name(if base.is_empty() { &node.name } else { base });
    let copy = NodeSpec { name, at, ..node.clone() };
    let part = Part { nodes: vec![copy], ..Part::default() };
    let mut steps = vec![Msg::Insert { part: Box::new(part), offset: [0, 0] }];
    for l in &board.design.links {
        let ends = match (l.from == id, l.to == id) {
            (true, false) => (new, l.to),
            (false, true) => (l.from, new),
            _ => continue,
        };
        steps.push(Msg::Connect { from: ends.0, to: ends.1 });
        let params = l.params.iter().enumerate();
        steps.extend(params.map(|(param, value)| Msg::SetLinkParam { link: ends, param, value: *value }));
    }
    Some(steps)
}

/// The first free spot from there downwards.
fn free(board: &Board, kind: KindId, at: [i32; 2]) -> [i32; 2] {
    let plan = Plan::of(kind, 1);
    let taken: Vec<Rect> = Layout::of(&board.design).nodes.iter().map(|n| n.rect.grown(ROOM)).collect();
    let spot = |step: i32| [snap(at[0]), snap(at[1].saturating_add(step * 40))];
    let is_free = |at: &[i32; 2]| {
        let rect = Rect { x: f64::from(at[0]), y: f64::from(at[1]), w: plan.w, h: plan.h };
        !taken.iter().any(|t| t.meets(&rect))
    };
    (0..200).map(spot).find(is_free).unwrap_or(spot(0))
}
