//! Numbers of stations and places that a board file can carry. A link can be made by hand with larger
//! ones: the board would open, and a file of it could not be read again.

use super::Board;
use lessons::board_file::MAX_ID;
use simcore::design::{Design, NodeId};
use simcore::sorted::{SortedMap, SortedSet};

/// Gives every station and place with too large a number the next free one; all that speaks of it follows.
pub(super) fn renumber(design: &mut Design) {
    let ids = || design.nodes.iter().map(|n| n.id).chain(design.places.iter().map(|p| p.id));
    let (small, large): (Vec<NodeId>, Vec<NodeId>) = ids().partition(|id| *id <= MAX_ID);
    if large.is_empty() {
        return;
    }
    let used: SortedSet<NodeId> = small.into_iter().collect();
    let mut free = (1..=MAX_ID).filter(|id| !used.contains(id));
    let mut new: SortedMap<NodeId, NodeId> = SortedMap::new();
    for id in large {
        if let (false, Some(next)) = (new.contains_key(&id), free.next()) {
            new.insert(id, next);
        }
    }
    let put = |id: &mut NodeId| *id = new.get(id).copied().unwrap_or(*id);
    for node in &mut design.nodes {
        put(&mut node.id);
        node.place.iter_mut().for_each(put);
    }
    for place in &mut design.places {
        put(&mut place.id);
        place.of.iter_mut().for_each(put);
    }
    for link in &mut design.links {
        put(&mut link.from);
        put(&mut link.to);
    }
    design.faults.iter_mut().for_each(|f| put(&mut f.node));
}

impl Board {
    /// An id that no station and no place has, and that a file can carry.
    pub fn fresh_id(&self) -> NodeId {
        fresh_id(&self.design)
    }
}

pub(super) fn fresh_id(design: &Design) -> NodeId {
    let ids = || design.nodes.iter().map(|n| n.id).chain(design.places.iter().map(|p| p.id));
    match ids().max().unwrap_or(0) {
        last if last < MAX_ID => last + 1,
        // there is a gap, since ids outnumber the stations
        _ => (1..).find(|id| ids().all(|n| n != *id)).unwrap_or(NodeId::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Msg;
    use crate::keep::files;
    use simcore::design::{LinkSpec, NodeSpec};
    use simcore::kinds::{KindId, Role};

    #[test]
    fn a_board_with_numbers_of_any_size_can_be_saved_and_opened_again() {
        let caller = KindId::ALL.iter().find(|k| k.meta().calls.contains(&Role::Service)).copied();
        let service = KindId::ALL.iter().find(|k| k.meta().role == Role::Service).copied();
        let (caller, service) = (caller.expect("a caller"), service.expect("a service"));
        let large = [4_000_000_000, MAX_ID + 1, NodeId::MAX];
        let nodes = vec![
            NodeSpec::new(large[0], caller),
            NodeSpec::new(1, service),
            NodeSpec::new(large[1], service),
            NodeSpec::new(large[2], service),
        ];
        let links = [1, large[1], large[2]].map(|to| LinkSpec::new(large[0], to, 0.0)).to_vec();
        let mut board = Board::new("", 1, Design { nodes, links, ..Design::default() });
        assert_eq!((board.design.nodes.len(), board.design.links.len()), (4, 3));
        let saved =
            |board: &Board| files::board(files::read(&files::write(board)).expect("it is read").board);
        assert_eq!(saved(&board), board);
        // the next one fits into a file, too
        board.update(&Msg::AddNode { kind: service, name: "new".into(), at: [0, 0] });
        assert_eq!(saved(&board), board);
        let mut last =
            Board::new("", 1, Design { nodes: vec![NodeSpec::new(MAX_ID, service)], ..Design::default() });
        last.update(&Msg::AddNode { kind: service, name: "new".into(), at: [0, 0] });
        assert_eq!(saved(&last).design.nodes.len(), 2);
        assert!(last.design.nodes.iter().all(|n| n.id <= MAX_ID));
    }
}
