//! What a lesson does not let the learner change.

use super::Desk;
use crate::board::Msg;
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::KindId;

/// What is fixed on a board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// Kinds that may be added; `None` is all of them.
    pub palette: Option<Vec<KindId>>,
    /// Kinds whose parameters may not change.
    pub fixed: Vec<KindId>,
    /// Nothing may be added, removed or connected.
    pub structure_locked: bool,
    /// Stations do not say what is wrong with them: that is to be found.
    pub veiled: bool,
}

impl Locks {
    pub fn may_add(&self, kind: KindId) -> bool {
        !self.structure_locked && self.palette.as_ref().is_none_or(|p| p.contains(&kind))
    }

    pub fn may_set(&self, kind: KindId) -> bool {
        !self.fixed.contains(&kind)
    }
}

impl Desk {
    /// Why the locks of this board do not let the message through, in the reader's language.
    pub(super) fn refusal(self, msg: &Msg) -> Option<&'static str> {
        let locks = self.locks.get_untracked();
        let texts = &self.lang.get_untracked().texts().errors;
        let set = |nodes: &[NodeId]| {
            let fixed = self.board.with_untracked(|h| {
                let board = h.board();
                nodes.first().and_then(|id| board.node(*id)).is_some_and(|n| !locks.may_set(n.kind))
            });
            fixed.then_some(texts.locked_value)
        };
        match msg {
            Msg::AddNode { kind, .. } | Msg::AddLinked { kind, .. } => {
                (!locks.may_add(*kind)).then_some(texts.locked_add)
            }
            Msg::Insert { part, .. } => {
                let add = part.nodes.iter().any(|n| !locks.may_add(n.kind)).then_some(texts.locked_add);
                let places =
                    (locks.structure_locked && !part.places.is_empty()).then_some(texts.locked_structure);
                add.or(places)
            }
            Msg::Several(_, steps) => steps.iter().find_map(|step| self.refusal(step)),
            Msg::Remove { .. }
            | Msg::Connect { .. }
            | Msg::AddPlace(_)
            | Msg::MovePlace { .. }
            | Msg::ResizePlace { .. }
            | Msg::SetSpot { .. }
            | Msg::RemovePlace(_)
            | Msg::PutNodes { .. } => locks.structure_locked.then_some(texts.locked_structure),
            Msg::SetParam { nodes, .. } => set(nodes),
            _ => None,
        }
    }
}
