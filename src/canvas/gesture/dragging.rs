//! Stations follow the pointer; on release they snap to the grid, as one step.

use super::{Gesture, Pointer};
use crate::board::geometry::Shift;
use crate::board::{Msg, Selection};
use crate::canvas::stage::Stage;
use crate::view::prelude::*;
use simcore::design::NodeId;

#[derive(Clone, Debug, PartialEq)]
pub struct Dragging {
    nodes: Vec<NodeId>,
    start: Pointer,
    pub last: Pointer,
}

impl Dragging {
    /// Takes the station, and all that is selected with it.
    pub fn begin(stage: Stage, id: NodeId, start: Pointer) -> Dragging {
        let selected = stage.desk.selection.with_untracked(|s| s.nodes.contains(&id));
        if !selected {
            stage.select(Selection::node(id));
        }
        let nodes = stage.desk.selection.with_untracked(|s| s.nodes.iter().copied().collect());
        Dragging { nodes, start, last: start }
    }

    fn shift(&self, stage: Stage, p: Pointer) -> Shift {
        let zoom = stage.view().zoom;
        let (dx, dy) = ((p.at.x - self.start.at.x) / zoom, (p.at.y - self.start.at.y) / zoom);
        Shift { nodes: self.nodes.clone(), dx, dy }
    }

    pub fn moved(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id == self.start.id {
            // the drag shows where it will land: on the grid
            let (dx, dy) = self.shift(stage, p).snapped();
            let shift = Shift { nodes: self.nodes.clone(), dx: f64::from(dx), dy: f64::from(dy) };
            if stage.shift.with_untracked(|s| s.as_ref() != Some(&shift)) {
                stage.shift.set(Some(shift));
            }
        }
        Gesture::Dragging(Dragging { last: p, ..self })
    }

    pub fn released(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id != self.start.id {
            return Gesture::Dragging(self);
        }
        let (dx, dy) = self.shift(stage, p).snapped();
        stage.desk.send(Msg::MoveNodes { nodes: self.nodes, dx, dy });
        stage.shift.set(None);
        Gesture::Idle
    }
}
