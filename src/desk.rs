//! Everything that one live board needs, as a handle that is passed by value.

use crate::board::{Board, History, Msg};
use leptos::prelude::*;
use simcore::design::{FaultKind, Issue, NodeId};
use simcore::host::{Frame, Job};
use simcore::kinds::KindId;
use simcore::measure::{Point, Report};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is chosen on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub nodes: BTreeSet<NodeId>,
    pub links: BTreeSet<(NodeId, NodeId)>,
}

impl Selection {
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.links.is_empty()
    }

    /// One node and nothing else.
    pub fn node(id: NodeId) -> Selection {
        Selection { nodes: BTreeSet::from([id]), links: BTreeSet::new() }
    }

    /// One link and nothing else.
    pub fn link(from: NodeId, to: NodeId) -> Selection {
        Selection { nodes: BTreeSet::new(), links: BTreeSet::from([(from, to)]) }
    }
}

/// Which part of the board is seen: the board point at the top left corner, and screen pixels per
/// board unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub x: f64,
    pub y: f64,
    pub zoom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Viewport { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

/// What a lesson does not let the learner change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// Kinds that may be added; `None` is all of them.
    pub palette: Option<Vec<KindId>>,
    /// Kinds whose parameters may not change.
    pub fixed: Vec<KindId>,
    /// Nothing may be added, removed or connected.
    pub structure_locked: bool,
}

impl Locks {
    pub fn may_add(&self, kind: KindId) -> bool {
        !self.structure_locked && self.palette.as_ref().is_none_or(|p| p.contains(&kind))
    }

    pub fn may_set(&self, kind: KindId) -> bool {
        !self.fixed.contains(&kind)
    }
}

/// The handle.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The document with its past and future.
    pub board: RwSignal<History>,
    pub selection: RwSignal<Selection>,
    pub view: RwSignal<Viewport>,
    /// The newest frame of the newest revision.
    pub frame: RwSignal<Arc<Frame>>,
    /// The last 600 points; `taken` follows the node order of `frame`.
    pub series: RwSignal<Arc<Vec<Point>>>,
    pub issues: RwSignal<Vec<Issue>>,
    /// Simulated seconds per second while running.
    pub speed: RwSignal<f64>,
    pub running: RwSignal<bool>,
    pub locks: RwSignal<Locks>,
}

/// A batch that is running; `cancel` forgets it, dropping does not.
#[derive(Clone, Copy)]
pub struct BatchHandle {
    _id: u32,
}

impl BatchHandle {
    pub fn cancel(self) {}
}

impl Desk {
    /// A live board of its own, with a simulation of its own; both end with the current owner.
    pub fn new(board: Board) -> Desk {
        Desk {
            board: RwSignal::new(History::new(board)),
            selection: RwSignal::default(),
            view: RwSignal::default(),
            frame: RwSignal::default(),
            series: RwSignal::default(),
            issues: RwSignal::default(),
            speed: RwSignal::new(1.0),
            running: RwSignal::new(true),
            locks: RwSignal::default(),
        }
    }

    /// The only way in which a board changes. Returns the node that was added, if one was.
    pub fn send(self, _msg: Msg) -> Option<NodeId> {
        None
    }

    pub fn undo(self) {}

    pub fn redo(self) {}

    /// Another board in place of this one, from time 0, with a fresh history.
    pub fn load(self, _board: Board) {}

    /// The same board again from time 0.
    pub fn restart(self) {}

    pub fn play(self) {}

    pub fn pause(self) {}

    /// Exactly one event, while paused.
    pub fn step_event(self) {}

    pub fn set_speed(self, _speed: f64) {}

    /// Breaks a node now, for so many simulated seconds (`None`: until healed).
    pub fn break_node(self, _id: NodeId, _what: FaultKind, _for_s: Option<f64>) {}

    /// Ends every fault of a node now.
    pub fn heal(self, _id: NodeId) {}

    /// Runs jobs aside from the live world; `on_report` gets the index of the job and its report.
    pub fn run_batch(self, _jobs: Vec<Job>, _on_report: impl FnMut(u32, Report) + 'static) -> BatchHandle {
        BatchHandle { _id: 0 }
    }

    /// One line at the bottom of the page, said by screen readers too.
    pub fn notify(self, _text: String) {}
}
