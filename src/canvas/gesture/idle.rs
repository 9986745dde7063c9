//! Nothing is going on: what a press begins.

use super::{Gesture, Pointer, Pressing};
use crate::canvas::stage::Stage;
use leptos::prelude::*;

pub fn down(stage: Stage, p: Pointer) -> Gesture {
    stage.desk.board.write_untracked().seal();
    Gesture::Pressing(Pressing { hit: p.hit(stage), start: p, last: p })
}
