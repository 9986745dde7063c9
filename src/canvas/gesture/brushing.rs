//! A frame is drawn over the board: what it touches is selected.

use super::{Gesture, Pointer};
use crate::board::Selection;
use crate::board::geometry::{Point, Rect};
use crate::canvas::stage::Stage;
use crate::view::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Brushing {
    start: Pointer,
    from: Point,
    before: Selection,
    pub last: Pointer,
}

impl Brushing {
    /// Adds to what is selected already.
    pub fn begin(stage: Stage, start: Pointer) -> Brushing {
        let before = stage.desk.selection.get_untracked();
        Brushing { start, from: start.on_board(stage), before, last: start }
    }

    pub fn moved(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id == self.start.id {
            let frame = Rect::between(self.from, p.on_board(stage));
            stage.brush.set(Some(frame));
            let mut selection = self.before.clone();
            stage.layout.with_untracked(|l| {
                selection.nodes.extend(l.nodes.iter().filter(|n| n.rect.meets(&frame)).map(|n| n.id));
            });
            stage.select(selection);
        }
        Gesture::Brushing(Brushing { last: p, ..self })
    }

    pub fn released(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id != self.start.id {
            return Gesture::Brushing(self);
        }
        stage.brush.set(None);
        Gesture::Idle
    }

    pub fn cancel(self, stage: Stage) {
        stage.select(self.before);
    }
}
