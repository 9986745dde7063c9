//! What a pointer does on the board: a state machine, a file per state. A gesture is ephemeral; on
//! release it becomes at most one message to the desk.

mod brushing;
mod dragging;
mod idle;
mod linking;
mod panning;
mod pinching;
mod pressing;

pub use brushing::Brushing;
pub use dragging::Dragging;
pub use linking::Linking;
pub use panning::Panning;
pub use pinching::Pinching;
pub use pressing::Pressing;

use super::stage::Stage;
use crate::board::geometry::{Hit, Point, Reach};
use crate::view::prelude::*;
use web_sys::{PointerEvent, WheelEvent};

/// What is going on.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    #[default]
    Idle,
    /// Down, and not yet clear whether it is a click or a drag.
    Pressing(Pressing),
    Dragging(Dragging),
    Linking(Linking),
    Panning(Panning),
    Pinching(Pinching),
    Brushing(Brushing),
}

/// A pointer as the states see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    pub id: i32,
    /// In the view, in screen pixels.
    pub at: Point,
    pub touch: bool,
    /// The middle button, or the space bar held: drags the sheet whatever lies under it.
    pub sheet: bool,
    pub shift: bool,
    /// Control or Command.
    pub control: bool,
}

impl Pointer {
    fn of(stage: Stage, e: &PointerEvent) -> Pointer {
        Pointer {
            id: e.pointer_id(),
            at: stage.local(f64::from(e.client_x()), f64::from(e.client_y())),
            touch: e.pointer_type() == "touch",
            sheet: e.button() == 1 || e.buttons() & 4 != 0,
            shift: e.shift_key(),
            control: e.ctrl_key() || e.meta_key(),
        }
    }

    /// The board point under it.
    pub fn on_board(&self, stage: Stage) -> Point {
        stage.view().to_board(self.at)
    }

    /// What lies under it.
    pub fn hit(&self, stage: Stage) -> Hit {
        let reach = Reach::of(self.touch, stage.view().zoom);
        let at = self.on_board(stage);
        stage.layout.with_untracked(|l| l.hit(at, reach, stage.may_build()))
    }
}

/// How far a pointer may shake and still click.
fn slop(touch: bool) -> f64 {
    if touch { 8.0 } else { 4.0 }
}

impl Gesture {
    fn down(self, stage: Stage, p: Pointer) -> Gesture {
        match self {
            Gesture::Idle => idle::down(stage, p),
            Gesture::Linking(g) if g.waits() => g.down(p),
            // a second finger: whatever the first one did is taken back
            other if p.touch => match other.finger() {
                Some(first) => {
                    other.cancel(stage);
                    Gesture::Pinching(Pinching::begin(stage, first, p))
                }
                None => other,
            },
            other => other,
        }
    }

    fn moved(self, stage: Stage, p: Pointer) -> Gesture {
        match self {
            Gesture::Idle => Gesture::Idle,
            Gesture::Pressing(g) => g.moved(stage, p),
            Gesture::Dragging(g) => g.moved(stage, p),
            Gesture::Linking(g) => g.moved(stage, p),
            Gesture::Panning(g) => g.moved(stage, p),
            Gesture::Pinching(g) => g.moved(stage, p),
            Gesture::Brushing(g) => g.moved(stage, p),
        }
    }

    fn released(self, stage: Stage, p: Pointer) -> Gesture {
        match self {
            Gesture::Idle => Gesture::Idle,
            Gesture::Pressing(g) => g.released(stage, p),
            Gesture::Dragging(g) => g.released(stage, p),
            Gesture::Linking(g) => g.released(stage, p),
            Gesture::Panning(g) => g.released(stage, p),
            Gesture::Pinching(g) => g.released(stage, p),
            Gesture::Brushing(g) => g.released(stage, p),
        }
    }

    /// Takes everything back.
    fn cancel(self, stage: Stage) {
        stage.shift.set(None);
        stage.wire.set(None);
        stage.brush.set(None);
        stage.panning.set(false);
        if let Gesture::Brushing(g) = self {
            g.cancel(stage);
        }
    }

    /// The pointer that holds this gesture.
    fn finger(&self) -> Option<Pointer> {
        match self {
            Gesture::Pressing(g) => Some(g.last),
            Gesture::Dragging(g) => Some(g.last),
            Gesture::Panning(g) => Some(g.last),
            Gesture::Linking(g) => g.held(),
            Gesture::Brushing(g) => Some(g.last),
            Gesture::Idle | Gesture::Pinching(_) => None,
        }
    }
}

impl Stage {
    fn step(self, f: impl FnOnce(Gesture) -> Gesture) {
        // taken out while it runs, so that nothing holds it when signals are set
        let now = self.gesture.try_update_value(std::mem::take).unwrap_or_default();
        self.gesture.set_value(f(now));
    }

    pub fn pointer_down(self, e: &PointerEvent, space: bool) {
        if e.button() > 1 {
            return;
        }
        let mut p = Pointer::of(self, e);
        p.sheet |= space;
        if let Some(element) = self.element.get_untracked() {
            let _ = element.set_pointer_capture(p.id);
        }
        self.pick.set(None);
        self.step(|g| g.down(self, p));
        if p.touch {
            self.watch_long_press(p.id);
        }
    }

    pub fn pointer_move(self, e: &PointerEvent) {
        let p = Pointer::of(self, e);
        self.step(|g| g.moved(self, p));
    }

    pub fn pointer_up(self, e: &PointerEvent) {
        let p = Pointer::of(self, e);
        self.step(|g| g.released(self, p));
    }

    /// Escape, or the browser took the pointer away.
    pub fn cancel_gesture(self) -> bool {
        let was = self.gesture.try_update_value(std::mem::take).unwrap_or_default();
        let busy = was != Gesture::Idle;
        was.cancel(self);
        busy
    }

    /// Begins a connection whose far end the next click or key chooses.
    pub fn begin_link(self, from: simcore::design::NodeId) {
        self.cancel_gesture();
        let name = self.name(from);
        self.desk.notices.aloud((self.texts().canvas.linking)(&name));
        self.gesture.set_value(Gesture::Linking(Linking::waiting(self, from)));
    }

    /// The station from which a connection is being drawn, if one is.
    pub fn linking_from(self) -> Option<simcore::design::NodeId> {
        self.gesture.with_value(|g| if let Gesture::Linking(l) = g { Some(l.from) } else { None })
    }

    /// The wheel zooms around the pointer; a sideways move, as of a touch pad, moves the sheet.
    pub fn wheel(self, e: &WheelEvent) {
        e.prevent_default();
        let unit = match e.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => 16.0,
            WheelEvent::DOM_DELTA_PAGE => 400.0,
            _ => 1.0,
        };
        let (dx, dy) = (e.delta_x() * unit, e.delta_y() * unit);
        if !e.ctrl_key() && (dx != 0.0 || e.shift_key()) {
            let (dx, dy) = if e.shift_key() && dx == 0.0 { (dy, 0.0) } else { (dx, dy) };
            self.desk.view.update(|v| *v = v.panned(-dx, -dy));
            return;
        }
        let at = self.local(f64::from(e.client_x()), f64::from(e.client_y()));
        // a pinch on a touch pad comes as small steps with Control
        let speed = if e.ctrl_key() { 0.01 } else { 0.0016 };
        self.zoom_by((-dy.clamp(-240.0, 240.0) * speed).exp(), at);
    }
}
