//! Copy, paste, duplicate. The clipboard is the page's own and outlives the board, so that parts
//! can be carried from one board to another.

use super::stage::Stage;
use crate::board::{Board, Msg, Selection};
use crate::view::prelude::*;
use simcore::design::{NodeId, NodeSpec};
use std::cell::RefCell;

/// Stations and the connections among them.
#[derive(Clone, Debug, Default)]
struct Clip {
    nodes: Vec<NodeSpec>,
    links: Vec<(NodeId, NodeId, Vec<f64>)>,
    /// How often it was pasted: each copy lands beside the one before.
    pasted: i32,
}

thread_local! {
    static CLIP: RefCell<Clip> = RefCell::default();
}

fn taken(stage: Stage) -> Clip {
    let selection = stage.desk.selection.get_untracked();
    stage.board.with_untracked(|b| {
        let nodes = b.design.nodes.iter().filter(|n| selection.nodes.contains(&n.id)).cloned().collect();
        let inside = |id: &NodeId| selection.nodes.contains(id);
        let links = b.design.links.iter().filter(|l| inside(&l.from) && inside(&l.to));
        Clip { nodes, links: links.map(|l| (l.from, l.to, l.params.clone())).collect(), pasted: 0 }
    })
}

/// Keeps the selected stations; false when none is selected.
pub fn copy(stage: Stage) -> bool {
    let clip = taken(stage);
    let count = clip.nodes.len();
    if count == 0 {
        return false;
    }
    CLIP.with_borrow_mut(|c| *c = clip);
    stage.desk.notices.aloud((stage.texts().canvas.copied)(count));
    true
}

/// Puts copies of what was kept onto the board and selects them.
pub fn paste(stage: Stage) -> bool {
    let clip = CLIP.with_borrow_mut(|c| {
        c.pasted += 1;
        c.clone()
    });
    insert(stage, clip)
}

/// Copies the selected stations beside themselves.
pub fn duplicate(stage: Stage) -> bool {
    insert(stage, Clip { pasted: 1, ..taken(stage) })
}

fn insert(stage: Stage, clip: Clip) -> bool {
    if clip.nodes.is_empty() {
        return false;
    }
    let before = stage.board.get_untracked();
    let mut nodes = clip.nodes;
    name_anew(&mut nodes, &before);
    let by = 40 * clip.pasted;
    if stage.desk.send(Msg::Insert { nodes, links: clip.links, offset: [by, by] }).changed {
        let after = stage.desk.board.with_untracked(|h| h.shared());
        let new = after.design.nodes.iter().map(|n| n.id).filter(|id| before.node(*id).is_none());
        stage.select(Selection { nodes: new.collect(), ..Selection::default() });
    }
    true
}

/// A copy of "Web server 2" is called "Web server 3", not the same again.
fn name_anew(nodes: &mut [NodeSpec], board: &Board) {
    let mut named = board.clone();
    for node in nodes {
        let base = node.name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let name = named.fresh_name(if base.is_empty() { &node.name } else { base });
        node.name.clone_from(&name);
        named.update(&Msg::AddNode { kind: node.kind, name, at: node.at });
    }
}
