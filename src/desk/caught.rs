//! A moving request that was picked on the board: which request it is a part of is asked of the worker,
//! which lives through that time again.

use super::Desk;
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::host::{Ask, Hop};
use simcore::measure::Trace;
use std::sync::Arc;

/// A hop that can be picked: between which stations, and which one it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moving {
    pub from: NodeId,
    pub to: NodeId,
    pub hop: Hop,
}

impl Moving {
    /// Is it a part of what a user asked for? Caches filled and changes carried to a copy are not.
    pub fn is_asked_for(&self) -> bool {
        matches!(self.hop.class, 0 | 1 | 5)
    }
}

/// What has become of the pick.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Caught {
    #[default]
    Nothing,
    Looking,
    /// It is there; true when the pick was a later attempt, and this is the first one.
    Found(Arc<Trace>, bool),
    /// That time is out of reach.
    Gone,
    /// It is no part of a user's request.
    Between,
}

/// The pick of a desk.
#[derive(Clone, Copy)]
pub struct Catch {
    pub caught: RwSignal<Caught>,
    /// The lines that the request went over that is shown.
    pub way: RwSignal<Vec<(NodeId, NodeId)>>,
    /// Is there anybody to show requests?
    pub shown: StoredValue<bool>,
    /// The pick came by key: what shows it takes the focus.
    pub by_key: StoredValue<bool>,
    id: StoredValue<u32>,
    again: StoredValue<bool>,
}

impl Catch {
    pub(super) fn new() -> Catch {
        Catch {
            caught: RwSignal::default(),
            way: RwSignal::default(),
            shown: stored(false),
            by_key: stored(false),
            id: stored(0),
            again: stored(false),
        }
    }

    pub fn let_go(self) {
        self.id.update_value(|id| *id = id.wrapping_add(1));
        if self.caught.with_untracked(|c| *c != Caught::Nothing) {
            self.caught.set(Caught::Nothing);
        }
    }

    pub(super) fn take(self, id: u32, trace: Option<Box<Trace>>) {
        if id == self.id.get_value() {
            let again = self.again.get_value();
            self.caught.set(trace.map_or(Caught::Gone, |t| Caught::Found(Arc::from(t), again)));
        }
    }
}

impl Desk {
    /// Picks a moving request, to be shown hop by hop.
    pub fn pick_moving(self, moving: Moving, by_key: bool) {
        let Moving { from, to, hop } = moving;
        self.catch.let_go();
        self.catch.by_key.set_value(by_key);
        self.catch.again.set_value(hop.again);
        if !moving.is_asked_for() {
            return self.catch.caught.set(Caught::Between);
        }
        let id = self.catch.id.get_value();
        self.catch.caught.set(Caught::Looking);
        self.engine(|e| e.ask(Ask::Find { id, from, to, hop }));
    }
}
