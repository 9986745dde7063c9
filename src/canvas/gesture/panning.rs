//! The hand moves the sheet.

use super::{Gesture, Pointer};
use crate::board::geometry::Viewport;
use crate::canvas::stage::Stage;
use crate::view::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Panning {
    start: Pointer,
    view: Viewport,
    pub last: Pointer,
}

impl Panning {
    pub fn begin(stage: Stage, start: Pointer) -> Panning {
        stage.panning.set(true);
        Panning { start, view: stage.view(), last: start }
    }

    pub fn moved(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id == self.start.id {
            let view = self.view.panned(p.at.x - self.start.at.x, p.at.y - self.start.at.y);
            stage.desk.view.set(view);
        }
        Gesture::Panning(Panning { last: p, ..self })
    }

    pub fn released(self, stage: Stage, p: Pointer) -> Gesture {
        if p.id != self.start.id {
            return Gesture::Panning(self);
        }
        stage.panning.set(false);
        Gesture::Idle
    }
}
