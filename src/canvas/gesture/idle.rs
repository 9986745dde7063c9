//! Nothing is going on: what a press begins.

use super::{Gesture, Pointer, Pressing};
use crate::board::geometry::Hit;
use crate::canvas::stage::Stage;

pub fn down(stage: Stage, p: Pointer) -> Gesture {
    stage.desk.begin_gesture();
    let hit = p.hit(stage);
    // it moves on while the button is held: what counts is what was under the pointer at first
    let moving = matches!(hit, Hit::Link(_)).then(|| stage.moving_at(p.on_board(stage), p.touch)).flatten();
    Gesture::Pressing(Pressing { hit, moving, start: p, last: p })
}
