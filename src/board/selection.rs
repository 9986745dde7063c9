//! What is selected: no part of the document, so never undone.

use super::Board;
use simcore::design::NodeId;
use simcore::sorted::SortedSet;

/// Selected stations and connections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub nodes: SortedSet<NodeId>,
    pub links: SortedSet<(NodeId, NodeId)>,
    /// A region or zone; stations may be selected beside it.
    pub place: Option<NodeId>,
    /// A note, by its number.
    pub note: Option<usize>,
}

impl Selection {
    /// Just one station.
    pub fn node(id: NodeId) -> Selection {
        Selection { nodes: SortedSet::from([id]), ..Selection::default() }
    }

    /// Just one connection.
    pub fn link(from: NodeId, to: NodeId) -> Selection {
        Selection { links: SortedSet::from([(from, to)]), ..Selection::default() }
    }

    /// Just one region or zone.
    pub fn place(id: NodeId) -> Selection {
        Selection { place: Some(id), ..Selection::default() }
    }

    /// Just one note.
    pub fn note(index: usize) -> Selection {
        Selection { note: Some(index), ..Selection::default() }
    }

    /// Every station and connection of a board.
    pub fn all(board: &Board) -> Selection {
        Selection {
            nodes: board.design.nodes.iter().map(|n| n.id).collect(),
            links: board.design.links.iter().map(|l| (l.from, l.to)).collect(),
            place: None,
            note: None,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.links.is_empty() && self.place.is_none() && self.note.is_none()
    }

    /// The station, when exactly one station and nothing else is selected.
    pub fn single(&self) -> Option<NodeId> {
        match (self.nodes.len(), self.links.is_empty()) {
            (1, true) => self.nodes.first().copied(),
            _ => None,
        }
    }

    /// The connection, when exactly one connection and nothing else is selected.
    pub fn single_link(&self) -> Option<(NodeId, NodeId)> {
        match (self.links.len(), self.nodes.is_empty()) {
            (1, true) => self.links.first().copied(),
            _ => None,
        }
    }

    /// The region or zone, when nothing else is selected.
    pub fn single_place(&self) -> Option<NodeId> {
        self.place.filter(|_| self.nodes.is_empty() && self.links.is_empty())
    }

    /// Adds the station, or takes it out when it is in.
    pub fn toggle(&mut self, id: NodeId) {
        if !self.nodes.remove(&id) {
            self.nodes.insert(id);
        }
    }

    /// Forgets what is no longer on the board, for instance after an undo.
    pub fn retain_on(&mut self, board: &Board) {
        self.nodes.retain(|id| board.node(*id).is_some());
        self.place = self.place.filter(|id| board.design.place(*id).is_some());
        self.note = self.note.filter(|i| *i < board.notes.len());
        self.links.retain(|(from, to)| board.design.links.iter().any(|l| (l.from, l.to) == (*from, *to)));
    }
}
