//! The list by keyboard: arrows between rows, one key for each deed.

use super::acts;
use super::choices::Asking;
use super::state::List;
use crate::ui::keys::{is_typing, on_key};
use crate::view::prelude::*;
use simcore::design::NodeId;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// Keys that work wherever the focus is, as long as the current owner lives.
pub fn use_list_keys(list: List) {
    on_key(move |ev| {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        match ev.key().as_str() {
            "a" | "A" => list.asking.set(Some(Asking::Add(list.station()))),
            "/" => list.asking.set(Some(Asking::GoTo)),
            "[" => acts::traffic(list, -10.0),
            "]" => acts::traffic(list, 10.0),
            _ => return,
        }
        ev.prevent_default();
    });
}

/// Is the row itself what has the focus, and not a control in it?
fn on_row(ev: &KeyboardEvent) -> bool {
    let target = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|t| t.has_attribute("data-row"))
}

impl List {
    /// Answers a key that was pressed in the table; true when it was one of ours.
    pub fn key(self, ev: &KeyboardEvent) -> bool {
        let Some(id) = self.at.get_untracked() else { return false };
        let command = ev.ctrl_key() || ev.meta_key();
        let key = ev.key();
        if ev.default_prevented() || ev.alt_key() {
            return false;
        }
        if key == "Escape" && self.desk.selection.with_untracked(|s| !s.is_empty()) {
            // the focus leaves first: what was typed is taken over before its field goes
            self.focus_now(id);
            self.close();
            return true;
        }
        if is_typing(ev) {
            return false;
        }
        if key == "F2" {
            self.part(id, "name");
            return true;
        }
        if on_row(ev) && self.row_key(ev, id, command) {
            return true;
        }
        match key.as_str() {
            "d" | "D" if command => acts::duplicate(self, id),
            _ if command => return false,
            "c" | "C" => match self.station() {
                Some(id) => self.asking.set(Some(Asking::Connect(id))),
                None => return false,
            },
            "f" | "F" => self.part(id, "faults"),
            "w" | "W" => self.part(id, "why"),
            _ => return false,
        }
        true
    }

    fn row_key(self, ev: &KeyboardEvent, id: NodeId, command: bool) -> bool {
        let (dx, dy) = match ev.key().as_str() {
            "ArrowDown" => (0, 1),
            "ArrowUp" => (0, -1),
            "ArrowRight" => (1, 0),
            "ArrowLeft" => (-1, 0),
            _ => (0, 0),
        };
        match ev.key().as_str() {
            _ if command => return false,
            _ if (dx, dy) != (0, 0) && ev.shift_key() => acts::shift(self, id, dx, dy),
            "ArrowDown" => self.step(id, 1),
            "ArrowUp" => self.step(id, -1),
            "Home" => self.step(id, isize::MIN),
            "End" => self.step(id, isize::MAX),
            "ArrowRight" => self.open(id),
            "ArrowLeft" => self.close(),
            "Enter" if untrack(|| self.is_open(id)) => self.close(),
            "Enter" => self.open(id),
            "Delete" | "Backspace" => acts::remove(self, id),
            _ => return false,
        }
        true
    }

    /// The row so many further down; the table ends at its ends.
    fn step(self, id: NodeId, by: isize) {
        if let Some(next) = self.row_at(self.place_of(id).saturating_add_signed(by)) {
            self.focus(next);
        }
    }

    /// Opens a row, and goes to a part of it.
    fn part(self, id: NodeId, part: &str) {
        self.open(id);
        self.focus_part(format!("[data-part='{part}']"));
    }
}
