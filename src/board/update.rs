//! The only place where a board changes.

use super::{Board, Effect, Msg, places, repair, rules, snap};
use simcore::design::{LinkParams, LinkSpec, MAX_FAULTS, MAX_NODES, NodeId, NodeSpec};
use simcore::kinds::KindId;
use simcore::param::defaults;
use simcore::sorted::SortedMap;

const NOTHING: Effect =
    Effect { changed: false, simulated_changed: false, restart: false, added: None, added_place: None };
/// Changed, but not what is simulated.
const DRAWN: Effect = Effect { changed: true, ..NOTHING };
/// Changed, and what is simulated too.
const SIMULATED: Effect = Effect { changed: true, simulated_changed: true, ..NOTHING };

fn either(changed: bool, effect: Effect) -> Effect {
    if changed { effect } else { NOTHING }
}

impl Board {
    /// Applies a message. One that makes no sense on this board changes nothing.
    pub fn update(&mut self, msg: &Msg) -> Effect {
        match msg {
            Msg::AddNode { kind, name, at } => self.add(*kind, name, *at),
            Msg::AddLinked { from, kind, name, at } => {
                let effect = self.add(*kind, name, *at);
                if let Some(to) = effect.added {
                    self.connect(*from, to);
                }
                effect
            }
            Msg::Insert { part, offset } => self.insert(part, *offset),
            Msg::MoveNodes { nodes, dx, dy } => self.shift(nodes, *dx, *dy),
            Msg::Tidy(tidied) => self.arrange(tidied),
            Msg::Remove { nodes, links } => self.remove(nodes, links),
            Msg::Connect { from, to } => either(self.connect(*from, *to), SIMULATED),
            Msg::SetParam { nodes, param, value } => self.set_param(nodes, *param, *value),
            Msg::SetLinkParam { link, param, value } => self.set_link_param(*link, *param, *value),
            Msg::Rename { node, name } => self.rename(*node, name),
            Msg::SetTitle(title) => {
                let title = repair::clean(title);
                let changed = title != self.title;
                self.title = title;
                either(changed, DRAWN)
            }
            Msg::SetSeed(seed) => {
                let changed = *seed != self.seed;
                self.seed = *seed;
                either(changed, Effect { restart: true, ..SIMULATED })
            }
            Msg::AddFault(fault) => {
                let fault = repair::fault(*fault, &self.design);
                let room = self.design.faults.len() < MAX_FAULTS;
                let fault = fault.filter(|_| room);
                self.design.faults.extend(fault);
                either(fault.is_some(), SIMULATED)
            }
            Msg::RemoveFault(index) => {
                let there = *index < self.design.faults.len();
                if there {
                    self.design.faults.remove(*index);
                }
                either(there, SIMULATED)
            }
            Msg::Replace(board) => {
                let notes = board.notes.clone();
                let board = Board::new(&board.title, board.seed, board.design.clone()).with_notes(notes);
                let (changed, simulated) = (board != *self, !board.simulates_like(self));
                *self = board;
                either(
                    changed,
                    Effect { changed: true, simulated_changed: simulated, restart: true, ..NOTHING },
                )
            }
            Msg::AddPlace(place) => self.add_place(place),
            Msg::RenamePlace { place, name } => self.rename_place(*place, name),
            Msg::MovePlace { place, dx, dy } => self.move_place(*place, *dx, *dy),
            Msg::ResizePlace { place, at, size } => self.resize_place(*place, *at, *size),
            Msg::SetSpot { place, lat, lon } => self.set_spot(*place, *lat, *lon),
            Msg::RemovePlace(place) => self.remove_place(*place),
            Msg::PutNodes { nodes, place } => self.put_nodes(nodes, *place),
            Msg::Align { how, nodes } => {
                let to = how.of(&self.design, nodes);
                self.place(&to)
            }
            Msg::AddNote(note) => self.add_note(note),
            Msg::SetNote { note, to } => self.set_note(*note, to),
            Msg::RemoveNote(note) => self.remove_note(*note),
            Msg::Several(_, steps) => self.several(steps),
        }
    }

    fn add(&mut self, kind: KindId, name: &str, at: [i32; 2]) -> Effect {
        if self.design.nodes.len() >= MAX_NODES {
            return NOTHING;
        }
        let id = self.fresh_id();
        let mut node = NodeSpec {
            id,
            name: repair::clean(name),
            kind,
            params: defaults(kind.table()),
            at: at.map(snap),
            place: None,
        };
        node.place = places::of_new(&self.design, &node);
        self.design.nodes.push(node);
        Effect { added: Some(id), ..SIMULATED }
    }

    /// One message after the other; what they did together is told by what came of it.
    fn several(&mut self, steps: &[Msg]) -> Effect {
        let (before, mut all) = (self.clone(), NOTHING);
        for step in steps {
            let effect = self.update(step);
            all.restart |= effect.restart;
            all.added = effect.added.or(all.added);
            all.added_place = effect.added_place.or(all.added_place);
        }
        let on = |board: &Board, id| board.node(id).is_some() || board.design.place(id).is_some();
        let there = |id: &NodeId| on(self, *id) && !on(&before, *id);
        let (added, added_place) = (all.added.filter(there), all.added_place.filter(there));
        let since = self.since(&before);
        Effect { restart: all.restart && since.changed, added, added_place, ..since }
    }

    fn shift(&mut self, nodes: &[NodeId], dx: i32, dy: i32) -> Effect {
        let moved: Vec<(NodeId, [i32; 2])> = self
            .design
            .nodes
            .iter()
            .filter(|n| nodes.contains(&n.id))
            .map(|n| (n.id, [n.at[0].saturating_add(dx), n.at[1].saturating_add(dy)]))
            .collect();
        if (dx, dy) == (0, 0) { NOTHING } else { self.place(&moved) }
    }

    fn place(&mut self, places: &[(NodeId, [i32; 2])]) -> Effect {
        let places: SortedMap<NodeId, [i32; 2]> = places.iter().map(|(id, at)| (*id, at.map(snap))).collect();
        self.redraw(|board| {
            for node in &mut board.design.nodes {
                node.at = places.get(&node.id).copied().unwrap_or(node.at);
            }
        })
    }

    fn remove(&mut self, nodes: &[NodeId], links: &[(NodeId, NodeId)]) -> Effect {
        let d = &mut self.design;
        let before = (d.nodes.len(), d.links.len());
        d.nodes.retain(|n| !nodes.contains(&n.id));
        d.links.retain(|l| {
            !nodes.contains(&l.from) && !nodes.contains(&l.to) && !links.contains(&(l.from, l.to))
        });
        d.faults.retain(|f| !nodes.contains(&f.node));
        either(before != (d.nodes.len(), d.links.len()), SIMULATED)
    }

    pub(super) fn connect(&mut self, from: NodeId, to: NodeId) -> bool {
        let allowed = rules::may_connect(&self.design, from, to).is_ok();
        if allowed {
            self.design.links.push(LinkSpec { from, to, params: defaults(LinkParams::TABLE) });
        }
        allowed
    }

    fn set_param(&mut self, nodes: &[NodeId], param: usize, value: f64) -> Effect {
        let Some(kind) = nodes.first().and_then(|id| self.design.node(*id)).map(|n| n.kind) else {
            return NOTHING;
        };
        let Some(row) = kind.table().get(param) else { return NOTHING };
        let value = row.clamp(value);
        let mut changed = false;
        for node in self.design.nodes.iter_mut().filter(|n| n.kind == kind && nodes.contains(&n.id)) {
            repair::complete(&mut node.params, kind.table());
            changed |= node.params[param] != value;
            node.params[param] = value;
        }
        either(changed, SIMULATED)
    }

    fn set_link_param(&mut self, link: (NodeId, NodeId), param: usize, value: f64) -> Effect {
        let found = self.design.links.iter_mut().find(|l| (l.from, l.to) == link);
        let (Some(link), Some(row)) = (found, LinkParams::TABLE.get(param)) else { return NOTHING };
        let value = row.clamp(value);
        repair::complete(&mut link.params, LinkParams::TABLE);
        let changed = link.params[param] != value;
        link.params[param] = value;
        either(changed, SIMULATED)
    }

    fn rename(&mut self, id: NodeId, name: &str) -> Effect {
        let name = repair::clean(name);
        let Some(node) = self.design.nodes.iter_mut().find(|n| n.id == id) else { return NOTHING };
        let changed = node.name != name;
        node.name = name;
        either(changed, DRAWN)
    }
}
