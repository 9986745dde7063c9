//! What the rows share: the order, the numbers at the pace of reading, and where the focus is. The
//! document itself is the desk's.

use super::choices::Asking;
use super::form::{focus, focus_is_lost};
use crate::board::geometry::Layout;
use crate::board::{Board, Selection};
use crate::canvas::Reading;
use crate::desk::Desk;
use crate::engine::pump::now_ms;
use crate::i18n::{Lang, Texts, use_lang};
use crate::view::prelude::*;
use leptos::html;
use simcore::design::NodeId;
use simcore::host::Frame;
use simcore::kinds::KindId;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Rows show another number twice a second at most.
const PACE_MS: f64 = 500.0;

/// For so many frames after a change a lost focus is caught.
const CATCHES: u32 = 6;

/// A station with its kind, or a region or zone, which has none.
pub type Row = (NodeId, Option<KindId>);

/// The handle.
#[derive(Clone, Copy)]
pub struct List {
    pub desk: Desk,
    pub lang: RwSignal<Lang>,
    pub board: Memo<Arc<Board>>,
    /// In the order of the flow; regions and zones at the end.
    pub rows: Memo<Vec<Row>>,
    /// The frame that the rows show.
    pub shown: RwSignal<Arc<Frame>>,
    /// The row in the page's tab order.
    pub at: RwSignal<Option<NodeId>>,
    /// What is being chosen from a list of names.
    pub asking: RwSignal<Option<Asking>>,
    pub element: NodeRef<html::Div>,
    since_ms: StoredValue<f64>,
    /// The learner works in the list: if the focus is lost, it was lost here.
    inside: StoredValue<bool>,
}

impl List {
    pub fn new(desk: Desk) -> List {
        let board = memo(move || desk.board.with(|h| h.shared()));
        let rows = memo(move || board.with(|b| rows(b)));
        let list = List {
            desk,
            lang: use_lang(),
            board,
            rows,
            shown: rw_signal(desk.frame.get_untracked()),
            at: rw_signal(desk.selection.with_untracked(chosen)),
            asking: RwSignal::default(),
            element: NodeRef::new(),
            since_ms: stored(0.0),
            inside: stored(false),
        };
        list.keep_pace();
        list.keep_focus();
        list
    }

    pub fn texts(self) -> &'static Texts {
        self.lang.get_untracked().texts()
    }

    pub fn name(self, id: NodeId) -> String {
        self.board.with_untracked(|b| b.design.name_of(id).unwrap_or_default().to_owned())
    }

    /// What a station measures; nothing before it is part of the run.
    pub fn reading(self, id: NodeId) -> Memo<Option<Reading>> {
        memo(move || {
            let veiled = self.desk.locks.with(|l| l.veiled);
            self.shown.with(|f| f.nodes.iter().find(|n| n.id == id).map(|n| Reading::of(n).veiled(veiled)))
        })
    }

    /// Is it the row that shows its settings?
    pub fn is_open(self, id: NodeId) -> bool {
        self.desk.selection.with(|s| chosen(s) == Some(id))
    }

    pub fn open(self, id: NodeId) {
        let station = self.board.with_untracked(|b| b.node(id).is_some());
        self.desk.selection.set(if station { Selection::node(id) } else { Selection::place(id) });
    }

    pub fn close(self) {
        self.desk.selection.set(Selection::default());
    }

    /// The station that things are done to: the row with the focus.
    pub fn station(self) -> Option<NodeId> {
        let id = self.at.get_untracked()?;
        self.board.with_untracked(|b| b.node(id).map(|n| n.id))
    }

    /// The row of the tab order: the one that had the focus, or the first.
    pub fn tab_stop(self) -> Option<NodeId> {
        self.at.get().or_else(|| self.rows.with(|r| r.first().map(|(id, _)| *id)))
    }

    /// How far down a row stands.
    pub fn place_of(self, id: NodeId) -> usize {
        self.rows.with_untracked(|rows| rows.iter().position(|(row, _)| *row == id).unwrap_or(0))
    }

    /// The row that stands so far down, or the last.
    pub fn row_at(self, place: usize) -> Option<NodeId> {
        self.rows.with_untracked(|rows| rows.get(place.min(rows.len().saturating_sub(1))).map(|(id, _)| *id))
    }

    /// Gives the focus to a row once it is on the page.
    pub fn focus(self, id: NodeId) {
        self.at.set(Some(id));
        self.focus_part(format!("[data-row='{id}']"));
    }

    /// Gives the focus to a row that is on the page.
    pub fn focus_now(self, id: NodeId) {
        self.at.set(Some(id));
        let list = self.element.get_untracked();
        if let Some(row) = list.and_then(|l| l.query_selector(&format!("[data-row='{id}']")).ok().flatten()) {
            focus(&row);
        }
    }

    /// Gives the focus to an element of the list once it is on the page; a folded part unfolds.
    pub fn focus_part(self, selector: String) {
        request_animation_frame(move || {
            let Some(list) = self.element.try_get_untracked().flatten() else { return };
            let Some(found) = list.query_selector(&selector).ok().flatten() else { return };
            if let Some(folded) = found.closest("details").ok().flatten() {
                let _ = folded.set_attribute("open", "");
            }
            focus(&found);
        });
    }

    /// Somewhere on the page the focus came to rest.
    pub fn note_focus(self, ev: &web_sys::Event) {
        let target = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let list = self.element.get_untracked();
        let (Some(list), Some(target)) = (list, target) else { return };
        let here = list.contains(Some(&target));
        self.inside.set_value(here);
        let row = target.closest("tbody").ok().flatten().filter(|_| here);
        let id = row.and_then(|r| r.query_selector("[data-row]").ok().flatten());
        if let Some(id) = id.and_then(|r| r.get_attribute("data-row")?.parse().ok()) {
            self.at.set(Some(id));
        }
    }

    fn keep_pace(self) {
        effect(move || {
            let frame = self.desk.frame.get();
            let now = now_ms();
            let due = self
                .shown
                .with_untracked(|s| !frame.running || s.revision != frame.revision || frame.now_s < s.now_s);
            if due || now - self.since_ms.get_value() >= PACE_MS {
                self.since_ms.set_value(now);
                self.shown.set(frame);
            }
        });
    }

    /// Whoever works here by keyboard never falls back to the top of the page.
    fn keep_focus(self) {
        Effect::new(move |before: Option<Vec<NodeId>>| {
            self.board.track();
            let now: Vec<NodeId> = self.rows.with(|rows| rows.iter().map(|(id, _)| *id).collect());
            if let Some(id) = self.at.get_untracked().filter(|id| !now.contains(id)) {
                let place = before.and_then(|b| b.iter().position(|x| *x == id)).unwrap_or(0);
                self.at.set(now.get(place.min(now.len().saturating_sub(1))).copied());
            }
            if self.inside.get_value() {
                self.catch_focus(CATCHES);
            }
            now
        });
    }

    /// Looks again for a few frames: a row may go after the change that took it, and one that is to have the focus may
    /// come after that.
    fn catch_focus(self, left: u32) {
        request_animation_frame(move || {
            if left == 0 || self.at.is_disposed() {
                return;
            }
            if focus_is_lost() {
                match self.at.get_untracked() {
                    Some(id) => self.focus_now(id),
                    None => self.focus_part("[data-testid=list-add]".to_owned()),
                }
            }
            self.catch_focus(left - 1);
        });
    }
}

/// The one station or place that is selected.
fn chosen(selection: &Selection) -> Option<NodeId> {
    selection.single().or_else(|| selection.single_place())
}

fn rows(board: &Board) -> Vec<Row> {
    let order = Layout::of(&board.design).reading_order();
    let station = |id: NodeId| board.node(id).map(|n| (id, Some(n.kind)));
    let places = board.design.places.iter().map(|p| (p.id, None));
    order.into_iter().filter_map(station).chain(places).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Msg;
    use simcore::design::Place;

    #[test]
    fn rows_follow_the_flow_and_places_come_last() {
        let mut board = Board::default();
        for (x, name) in [(400, "b"), (0, "a"), (800, "c")] {
            board.update(&Msg::AddNode { kind: KindId::ALL[2], name: name.into(), at: [x, 0] });
        }
        board.update(&Msg::AddPlace(Place::region(0, "r", 0.0, 0.0)));
        let ids: Vec<NodeId> = rows(&board).iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, [2, 1, 3, 4]);
        assert_eq!(rows(&board).last().map(|r| r.1), Some(None));
    }
}
