//! The board by keyboard. Focus roves: one station, or one connection, is in the page's tab order,
//! and the arrows move it.

use super::clip;
use super::deed::Deed;
use super::stage::{Focus, Stage};
use crate::board::geometry::Point;
use crate::board::{Msg, SNAP, Selection};
use crate::view::prelude::*;
use simcore::design::NodeId;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, SvgElement};

/// How far a station moves with Shift and Alt held: a heavy line of the grid.
const STRIDE: i32 = 5;

impl Stage {
    /// Answers a key that was pressed somewhere on the board; true when it was one of ours.
    pub fn key(self, e: &KeyboardEvent) -> bool {
        let command = e.ctrl_key() || e.meta_key();
        let key = e.key();
        match key.as_str() {
            "Escape" => self.escape(),
            "ArrowLeft" => self.arrow(e, -1, 0),
            "ArrowRight" => self.arrow(e, 1, 0),
            "ArrowUp" => self.arrow(e, 0, -1),
            "ArrowDown" => self.arrow(e, 0, 1),
            "Enter" => self.enter(e),
            "Delete" | "Backspace" => self.delete(),
            "+" | "=" => self.zoom_step(1.25),
            "-" | "\u{2212}" => self.zoom_step(0.8),
            "0" => {
                self.fit();
                true
            }
            "a" | "A" if command => {
                self.select(self.board.with_untracked(|b| Selection::all(b)));
                true
            }
            // the browser makes events of its own of them, with the clipboard in them
            "c" | "C" | "x" | "X" | "v" | "V" if command => false,
            "d" | "D" if command => clip::duplicate(self),
            "ContextMenu" => self.menu_by_key(),
            "F10" if e.shift_key() => self.menu_by_key(),
            "F2" => self.select_focused() && self.done(Deed::Rename),
            "n" | "N" if !command => self.done(Deed::AddNote),
            "c" | "C" => self.link_from_focus(),
            "m" | "M" if !command => self.toggle_moving(),
            "r" | "R" if !command => self.follow_focused(),
            _ => false,
        }
    }

    fn done(self, deed: Deed) -> bool {
        self.run(deed, None);
        true
    }

    /// Selects what has the focus, unless it is among the selected.
    fn select_focused(self) -> bool {
        let Some(id) = self.focused_node() else { return false };
        if self.desk.selection.with_untracked(|s| s.single() != Some(id)) {
            self.select(Selection::node(id));
        }
        true
    }

    fn focused_node(self) -> Option<NodeId> {
        match self.focus.get_untracked() {
            Some(Focus::Node(id)) => Some(id),
            _ => None,
        }
    }

    fn escape(self) -> bool {
        let t = self.texts();
        if self.cancel_gesture() || self.pick.get_untracked().is_some() {
            self.pick.set(None);
            self.desk.notices.aloud(t.canvas.cancelled.to_owned());
            return true;
        }
        if self.moving.get_untracked() {
            return self.toggle_moving();
        }
        let selected = self.desk.selection.with_untracked(|s| !s.is_empty());
        self.select(Selection::default());
        selected
    }

    fn arrow(self, e: &KeyboardEvent, dx: i32, dy: i32) -> bool {
        if e.alt_key() || self.moving.get_untracked() {
            let far = if e.shift_key() { STRIDE } else { 1 };
            return self.shift_focused(dx * far * SNAP, dy * far * SNAP);
        }
        match self.focus.get_untracked() {
            Some(Focus::Node(id)) => {
                let next = self.layout.with_untracked(|l| l.neighbour(id, dx, dy));
                if let Some(next) = next {
                    self.focus_on(Focus::Node(next));
                }
                true
            }
            Some(Focus::Link(from, to)) => {
                let links: Vec<(NodeId, NodeId)> =
                    self.board.with_untracked(|b| b.design.links.iter().map(|l| (l.from, l.to)).collect());
                let at = links.iter().position(|l| *l == (from, to));
                let step = if dx + dy > 0 { 1 } else { links.len().saturating_sub(1) };
                if let Some((from, to)) = at.and_then(|i| links.get((i + step) % links.len())) {
                    self.focus_on(Focus::Link(*from, *to));
                }
                true
            }
            None => false,
        }
    }

    /// Moves the focused station, and all that is selected with it.
    fn shift_focused(self, dx: i32, dy: i32) -> bool {
        let Some(id) = self.focused_node() else { return false };
        let selected: Vec<NodeId> = self.desk.selection.with_untracked(|s| s.nodes.iter().copied().collect());
        let nodes = if selected.contains(&id) { selected } else { vec![id] };
        self.desk.send(Msg::MoveNodes { nodes, dx, dy });
        self.reveal(id);
        // the order of the page follows the flow: a station that moved may have lost the focus
        self.focus_on(Focus::Node(id));
        true
    }

    fn enter(self, e: &KeyboardEvent) -> bool {
        match self.focus.get_untracked() {
            Some(Focus::Node(id)) => {
                if let Some(from) = self.linking_from() {
                    self.cancel_gesture();
                    self.connect(from, id);
                } else if e.shift_key() {
                    self.desk.selection.update(|s| s.toggle(id));
                } else {
                    self.select(Selection::node(id));
                }
                true
            }
            Some(Focus::Link(from, to)) => {
                self.select(Selection::link(from, to));
                true
            }
            None => false,
        }
    }

    /// Removes the selection, or what has the focus.
    fn delete(self) -> bool {
        if !self.may_build() {
            return false;
        }
        let focus = self.focus.get_untracked();
        let selection = self.desk.selection.get_untracked();
        let (selection, next) = match focus {
            Some(Focus::Node(id)) if !selection.nodes.contains(&id) => (Selection::node(id), Some(id)),
            Some(Focus::Link(a, b)) if !selection.links.contains(&(a, b)) => (Selection::link(a, b), None),
            Some(Focus::Node(id)) => (selection, Some(id)),
            _ => (selection, None),
        };
        if selection.is_empty() {
            return false;
        }
        // whoever works by keyboard goes on at the nearest station that stays
        let near = next.and_then(|id| {
            [(-1, 0), (1, 0), (0, -1), (0, 1)]
                .into_iter()
                .filter_map(|(dx, dy)| self.layout.with_untracked(|l| l.neighbour(id, dx, dy)))
                .find(|id| !selection.nodes.contains(id))
        });
        self.desk.selection.set(selection);
        self.remove_selected();
        match near {
            Some(id) => self.focus_on(Focus::Node(id)),
            None => self.focus.set(None),
        }
        true
    }

    fn zoom_step(self, factor: f64) -> bool {
        let (w, h) = self.size.get_untracked();
        self.zoom_by(factor, Point::new(w / 2.0, h / 2.0));
        true
    }

    /// C starts a connection for those who came by keyboard; after a click the letter belongs to
    /// the palette.
    fn link_from_focus(self) -> bool {
        let by_keyboard = || {
            let active = document().active_element()?;
            active.matches(":focus-visible").ok()
        };
        match self.focused_node() {
            Some(id) if self.may_build() && by_keyboard().unwrap_or(false) => {
                self.begin_link(id);
                true
            }
            _ => false,
        }
    }

    fn toggle_moving(self) -> bool {
        let Some(id) = self.focused_node() else { return false };
        let t = self.texts();
        let on = !self.moving.get_untracked();
        self.moving.set(on);
        let said = if on { (t.canvas.moving_on)(&self.name(id)) } else { t.canvas.moving_off.to_owned() };
        self.desk.notices.aloud(said);
        true
    }

    /// Gives the keyboard's focus to a station or connection.
    pub fn focus_on(self, focus: Focus) {
        self.focus.set(Some(focus));
        if let Focus::Node(id) = focus {
            self.reveal(id);
        }
        let wanted = match focus {
            Focus::Node(id) => format!("[data-node='{id}']"),
            Focus::Link(a, b) => format!("[data-link='{a}-{b}']"),
        };
        // after the page has brought its elements into the new order
        request_animation_frame(move || {
            let Some(board) = self.element.try_get_untracked().flatten() else { return };
            if let Ok(Some(element)) = board.query_selector(&wanted)
                && let Ok(element) = element.dyn_into::<SvgElement>()
            {
                let _ = element.focus();
            }
        });
    }
}
