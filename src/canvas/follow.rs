//! From a moving request on the board to the same request hop by hop.

use super::stage::{Focus, Stage};
use crate::board::geometry::Point;
use crate::desk::Moving;
use crate::panels::sheet::Sheet;
use crate::view::prelude::*;

/// How far from a shape a pointer may be, in screen pixels: a finger hides what it points at.
const REACH: f64 = 7.0;
const TOUCH_REACH: f64 = 16.0;

impl Stage {
    /// The moving request at a point of the board, where somebody shows requests.
    pub fn moving_at(self, at: Point, touch: bool) -> Option<Moving> {
        if !self.desk.catch.shown.get_value() {
            return None;
        }
        let reach = if touch { TOUCH_REACH } else { REACH } / self.view().zoom;
        let layout = self.layout.get_untracked();
        self.motion.with_value(|m| m.at(at, reach, &layout))
    }

    /// Shows it hop by hop. A finger has to be asked: it may have meant the line, and on a phone the
    /// request would hide the board.
    pub fn follow(self, moving: Moving, touch: bool) {
        self.motion.update_value(|m| m.mark(&moving));
        if !touch {
            return self.desk.pick_moving(moving, false);
        }
        let r = &self.texts().why.request;
        let show = move || {
            self.sheet.set(Sheet::Charts);
            self.desk.pick_moving(moving, true);
        };
        self.desk.notices.offer(r.touched.to_owned(), r.touched_show.to_owned(), show);
    }

    /// By key: the request that set out last on the line that has the focus, or to or from the station.
    pub(super) fn follow_focused(self) -> bool {
        let (a, b) = match self.focus.get_untracked() {
            Some(Focus::Node(id)) => (id, None),
            Some(Focus::Link(from, to)) => (from, Some(to)),
            None => return false,
        };
        if !self.desk.catch.shown.get_value() {
            return false;
        }
        match self.motion.with_value(|m| m.newest(a, b)) {
            Some(moving) => {
                self.motion.update_value(|m| m.mark(&moving));
                self.desk.pick_moving(moving, true);
            }
            None => self.desk.notify(self.texts().why.request.nobody_moves.to_owned()),
        }
        true
    }
}
