//! What is selected: no part of the document, so never undone.

use super::Board;
use simcore::design::NodeId;
use simcore::sorted::SortedSet;

/// Selected stations and connections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub nodes: SortedSet<NodeId>,
    pub links: SortedSet<(NodeId, NodeId)>,
}

impl Selection {
    /// Just one station.
    pub fn node(id: NodeId) -> Selection {
        Selection { nodes: SortedSet::from([id]), links: SortedSet::new() }
    }

    /// Just one connection.
    pub fn link(from: NodeId, to: NodeId) -> Selection {
        Selection { nodes: SortedSet::new(), links: SortedSet::from([(from, to)]) }
    }

    /// Every station and connection of a board.
    pub fn all(board: &Board) -> Selection {
        Selection {
            nodes: board.design.nodes.iter().map(|n| n.id).collect(),
            links: board.design.links.iter().map(|l| (l.from, l.to)).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.links.is_empty()
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

    /// Adds the station, or takes it out when it is in.
    pub fn toggle(&mut self, id: NodeId) {
        if !self.nodes.remove(&id) {
            self.nodes.insert(id);
        }
    }

    /// Forgets what is no longer on the board, for instance after an undo.
    pub fn retain_on(&mut self, board: &Board) {
        self.nodes.retain(|id| board.node(*id).is_some());
        self.links.retain(|(from, to)| board.design.links.iter().any(|l| (l.from, l.to) == (*from, *to)));
    }
}
