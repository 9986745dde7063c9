//! A pointer went down. If it moves it becomes a drag, else its release is a click.

use super::{Brushing, Dragging, Gesture, Linking, Panning, Pointer, slop};
use crate::board::Selection;
use crate::board::geometry::Hit;
use crate::canvas::stage::{Focus, Stage};
use crate::desk::Moving;
use crate::view::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Pressing {
    /// What was under the pointer when it went down.
    pub hit: Hit,
    /// The moving request that was there.
    pub moving: Option<Moving>,
    pub start: Pointer,
    pub last: Pointer,
}

impl Pressing {
    pub fn moved(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id != self.start.id || self.start.at.distance(p.at) <= slop(p.touch) {
            return Gesture::Pressing(Pressing { last: p, ..self });
        }
        let begun = match self.hit {
            _ if self.start.sheet => Gesture::Panning(Panning::begin(stage, self.start)),
            Hit::OutPort(id) => Gesture::Linking(Linking::begin(id, self.start)),
            Hit::Node(id) => Gesture::Dragging(Dragging::begin(stage, id, self.start)),
            Hit::Empty if self.start.shift => Gesture::Brushing(Brushing::begin(stage, self.start)),
            Hit::Empty | Hit::Link(_) => Gesture::Panning(Panning::begin(stage, self.start)),
        };
        begun.moved(stage, p)
    }

    pub fn released(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id != self.start.id {
            return Gesture::Pressing(self);
        }
        let add = self.start.shift || self.start.control;
        match self.hit {
            _ if self.start.sheet => {}
            // a click on a port: the wire hangs on the pointer until the next click
            Hit::OutPort(id) => {
                stage.begin_link(id);
                return stage.gesture.get_value();
            }
            Hit::Node(id) => {
                stage.focus.set(Some(Focus::Node(id)));
                if add {
                    stage.desk.selection.update(|s| s.toggle(id));
                } else {
                    stage.select(Selection::node(id));
                }
            }
            Hit::Link(i) => {
                let ends = stage.board.with_untracked(|b| b.design.links.get(i).map(|l| (l.from, l.to)));
                if let Some((from, to)) = ends {
                    stage.focus.set(Some(Focus::Link(from, to)));
                    stage.select(Selection::link(from, to));
                    if let Some(moving) = self.moving {
                        stage.follow(moving, p.touch);
                    }
                }
            }
            Hit::Empty if !add => stage.select(Selection::default()),
            Hit::Empty => {}
        }
        Gesture::Idle
    }
}
