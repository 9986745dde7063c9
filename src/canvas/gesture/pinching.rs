//! Two fingers: their distance zooms, their middle moves the sheet.

use super::{Gesture, Panning, Pointer};
use crate::board::geometry::{Point, Viewport};
use crate::canvas::stage::Stage;
use crate::view::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Pinching {
    fingers: [Pointer; 2],
    view: Viewport,
    middle: Point,
    distance: f64,
}

impl Pinching {
    pub fn begin(stage: Stage, a: Pointer, b: Pointer) -> Pinching {
        let fingers = [a, b];
        Pinching {
            fingers,
            view: stage.view(),
            middle: middle(&fingers),
            distance: a.at.distance(b.at).max(1.0),
        }
    }

    pub fn moved(mut self, stage: Stage, p: Pointer) -> Gesture {
        if let Some(finger) = self.fingers.iter_mut().find(|f| f.id == p.id) {
            *finger = p;
            let now = middle(&self.fingers);
            let spread = self.fingers[0].at.distance(self.fingers[1].at) / self.distance;
            let zoomed = self.view.zoomed(self.view.zoom * spread, self.middle);
            stage.desk.view.set(zoomed.panned(now.x - self.middle.x, now.y - self.middle.y));
        }
        Gesture::Pinching(self)
    }

    /// The finger that stays goes on moving the sheet.
    pub fn released(self, stage: Stage, p: Pointer) -> Gesture {
        match self.fingers {
            [a, b] if a.id == p.id => Gesture::Panning(Panning::begin(stage, b)),
            [a, b] if b.id == p.id => Gesture::Panning(Panning::begin(stage, a)),
            _ => Gesture::Pinching(self),
        }
    }
}

fn middle([a, b]: &[Pointer; 2]) -> Point {
    Point::new((a.at.x + b.at.x) / 2.0, (a.at.y + b.at.y) / 2.0)
}
