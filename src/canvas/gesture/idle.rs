//! Nothing is going on: what a press begins.

use super::{Gesture, Pointer, Pressing};
use crate::canvas::stage::Stage;

pub fn down(stage: Stage, p: Pointer) -> Gesture {
    stage.desk.begin_gesture();
    Gesture::Pressing(Pressing { hit: p.hit(stage), start: p, last: p })
}
