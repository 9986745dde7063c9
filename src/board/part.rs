//! A part of a board that is carried to another place or another board: stations, the connections
//! among them, regions and zones, notes.

use super::{Board, Effect, Note, Selection, fresh_id, places, repair, snap};
use simcore::design::{LinkParams, MAX_NODES, MAX_PLACES, NodeId, NodeSpec, Place, PlaceKind};
use simcore::sorted::{SortedMap, SortedSet};

/// The part; ids are its own and mean nothing to the board that takes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    pub nodes: Vec<NodeSpec>,
    pub links: Vec<(NodeId, NodeId, Vec<f64>)>,
    pub places: Vec<Place>,
    pub notes: Vec<Note>,
}

impl Part {
    /// What is selected; a region or zone with all that stands in it.
    pub fn of(board: &Board, selection: &Selection) -> Part {
        let d = &board.design;
        let chosen = selection.place.filter(|id| d.place(*id).is_some());
        let within = |p: &&Place| chosen.is_some_and(|id| p.id == id || p.of == Some(id));
        let places: Vec<Place> = d.places.iter().filter(within).cloned().collect();
        let mut ids: SortedSet<NodeId> = selection.nodes.clone();
        ids.extend(chosen.into_iter().flat_map(|id| d.inside(id)));
        let nodes = d.nodes.iter().filter(|n| ids.contains(&n.id)).cloned().collect();
        let links = d.links.iter().filter(|l| ids.contains(&l.from) && ids.contains(&l.to));
        let links = links.map(|l| (l.from, l.to, l.params.clone())).collect();
        let notes = selection.note.and_then(|i| board.notes.get(i)).cloned().into_iter().collect();
        Part { nodes, links, places, notes }
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.places.is_empty() && self.notes.is_empty()
    }

    /// How many things it is, connections not counted.
    pub fn count(&self) -> usize {
        self.nodes.len() + self.places.len() + self.notes.len()
    }
}

impl Board {
    /// Copies of all that is in a part, with ids of this board.
    pub(super) fn insert(&mut self, part: &Part, offset: [i32; 2]) -> Effect {
        let before = self.clone();
        let shifted = |at: [i32; 2]| [0, 1].map(|i| snap(at[i].saturating_add(offset[i])));
        let mut ids: SortedMap<NodeId, NodeId> = SortedMap::new();
        let mut added_place = None;
        self.redraw(|board| {
            // regions first, so that their zones find them
            for what in [PlaceKind::Region, PlaceKind::Zone] {
                for place in part.places.iter().filter(|p| p.what == what) {
                    let mut copy = Place { id: fresh_id(&board.design), ..place.clone() };
                    repair::complete_place(&mut copy);
                    copy.at = shifted(copy.at);
                    if what == PlaceKind::Zone {
                        copy.of = place.of.and_then(|of| ids.get(&of).copied()).or(board.region_of(&copy));
                    }
                    let id = copy.id;
                    let mut all = board.design.places.clone();
                    all.push(copy);
                    let (kept, wrong) = simcore::place::mend(&all, &|id| board.design.node(id).is_some());
                    if wrong.is_empty() && kept.len() <= MAX_PLACES {
                        board.design.places = kept;
                        ids.insert(place.id, id);
                        added_place.get_or_insert(id);
                    }
                }
            }
        });
        let added = self.insert_nodes(part, &mut ids, &shifted);
        for note in &part.notes {
            self.add_note(&Note { at: shifted(note.at), ..note.clone() });
        }
        Effect { added, added_place, ..self.since(&before) }
    }

    /// The stations and connections of a part; `ids` are the new ids of its places, and get those of
    /// the stations. The first new station.
    fn insert_nodes(
        &mut self,
        part: &Part,
        ids: &mut SortedMap<NodeId, NodeId>,
        shifted: &dyn Fn([i32; 2]) -> [i32; 2],
    ) -> Option<NodeId> {
        let room = MAX_NODES.saturating_sub(self.design.nodes.len());
        let (mut first, mut nodes) = (None, SortedMap::new());
        for node in part.nodes.iter().take(room) {
            let id = fresh_id(&self.design);
            let mut copy = node.clone();
            copy.id = id;
            copy.name = repair::clean(&node.name);
            repair::complete(&mut copy.params, node.kind.table());
            copy.at = shifted(node.at);
            let own = node.place.and_then(|p| ids.get(&p).copied());
            copy.place = own.or_else(|| places::of_new(&self.design, &copy));
            self.design.nodes.push(copy);
            nodes.insert(node.id, id);
            first.get_or_insert(id);
        }
        for (from, to, params) in &part.links {
            if let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to))
                && self.connect(*from, *to)
                && let Some(link) = self.design.links.last_mut()
            {
                link.params.clone_from(params);
                repair::complete(&mut link.params, LinkParams::TABLE);
            }
        }
        first
    }
}
