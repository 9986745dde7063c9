//! What the parts of one board view share: the placed board, and all that is ephemeral (the drag
//! under way, the wire in the hand, what has the focus). The document itself is the desk's.

use super::gesture::Gesture;
use super::menu::Opened;
use super::mix::Mix;
use super::pace::Paced;
use super::spots::Spots;
use super::tokens::Motion;
use crate::board::geometry::{Layout, Placed, Point, Rect, Route, Shift, Viewport};
use crate::board::rect_of as place_rect;
use crate::board::{Board, Msg, Note, Refused, Selection, may_connect, tidy};
use crate::desk::Desk;
use crate::i18n::{Lang, Texts, use_lang};
use crate::panels::sheet::{Sheet, use_sheet};
use crate::view::prelude::*;
use leptos::html;
use simcore::design::NodeId;
use simcore::kinds::KindId;
use std::sync::Arc;

/// Below this zoom only outlines and names can be told apart.
pub const FAR: f64 = 0.5;
/// So few stations are always drawn with all that is inside.
const FEW: usize = 40;
/// What the tools at the bottom take of the height, beyond the margin.
const TOOLS: f64 = 44.0;

/// What has the keyboard's focus on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Node(NodeId),
    Link(NodeId, NodeId),
}

/// A wire that hangs from the hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    pub from: NodeId,
    pub route: Route,
    /// The station that it would be connected to, and whether that is allowed.
    pub target: Option<(NodeId, Result<(), Refused>)>,
}

/// The list of components that opens where a wire was dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pick {
    /// Nobody, when a component was asked for from the menu.
    pub from: Option<NodeId>,
    /// In board units.
    pub at: Point,
}

/// The board view of the page that is shown, for those who stand outside of it.
#[derive(Clone, Copy)]
pub struct StageHere(RwSignal<Option<Stage>>);

impl StageHere {
    pub fn provide() {
        provide_context(StageHere(rw_signal(None)));
    }

    pub fn here() -> Option<StageHere> {
        use_context()
    }

    pub fn get(self) -> Option<Stage> {
        self.0.get()
    }

    /// This view is the one that is shown, as long as the current owner lives.
    pub(super) fn enter(self, stage: Stage) {
        self.0.set(Some(stage));
        on_cleanup(move || {
            // the next page may have entered already
            let own = self.0.try_with_untracked(|s| s.is_some_and(|s| s.menu == stage.menu));
            if own.unwrap_or_default() {
                let _ = self.0.try_set(None);
            }
        });
    }
}

/// Regions, zones and notes.
fn beside(board: &Board) -> impl Iterator<Item = Rect> {
    let note = |n: &Note| {
        let [x, y, w, h] = [n.at[0], n.at[1], n.size[0], n.size[1]].map(f64::from);
        Rect { x, y, w, h }
    };
    board.design.places.iter().map(place_rect).chain(board.notes.iter().map(note))
}

/// The handle.
#[derive(Clone, Copy)]
pub struct Stage {
    pub desk: Desk,
    pub lang: RwSignal<Lang>,
    pub board: Memo<Arc<Board>>,
    /// Everything in its place, as it is in the document.
    pub settled: Memo<Arc<Layout>>,
    /// The same with the drag under way; whoever shows one part of it listens to `spots`.
    pub layout: Memo<Arc<Layout>>,
    pub spots: Spots,
    /// What is near enough for its insides to be told apart.
    near: Memo<Option<Rect>>,
    /// Reads and writes on each line, followed frame by frame.
    pub mix: StoredValue<Mix>,
    /// The moving requests.
    pub motion: StoredValue<Motion>,
    /// The frame that stations and lines show.
    pub shown: Paced,
    pub shift: RwSignal<Option<Shift>>,
    pub wire: RwSignal<Option<Wire>>,
    pub brush: RwSignal<Option<Rect>>,
    pub pick: RwSignal<Option<Pick>>,
    pub menu: RwSignal<Option<Opened>>,
    /// The panel that is open as a sheet on a phone.
    pub sheet: RwSignal<Sheet>,
    pub focus: RwSignal<Option<Focus>>,
    /// Arrow keys move the focused station.
    pub moving: RwSignal<bool>,
    /// The hand drags the sheet.
    pub panning: RwSignal<bool>,
    /// Size of the view in screen pixels; zero before it is known.
    pub size: RwSignal<(f64, f64)>,
    /// The frame at the pace of a screen reader.
    pub calm: Paced,
    pub gesture: StoredValue<Gesture>,
    pub element: NodeRef<html::Div>,
}

impl Stage {
    pub fn new(desk: Desk) -> Stage {
        let board = memo(move || desk.board.with(|h| h.shared()));
        let shift = rw_signal(None);
        let settled = memo(move || board.with(|b| Arc::new(Layout::of(&b.design))));
        let layout = memo(move || {
            let drag = |s: &Shift| board.with(|b| settled.with(|l| Arc::new(l.shifted(&b.design, s))));
            shift.with(|s: &Option<Shift>| s.as_ref().map(drag)).unwrap_or_else(|| settled.get())
        });
        let size = rw_signal((0.0, 0.0));
        let few = memo(move || settled.with(|l| l.nodes.len() <= FEW));
        let near = memo(move || {
            let ((w, h), view) = (size.get(), desk.view.get());
            (view.zoom >= FAR || few.get()).then(|| view.seen(w, h).grown(200.0))
        });
        Stage {
            desk,
            lang: use_lang(),
            board,
            settled,
            layout,
            spots: Spots::new(layout),
            near,
            mix: StoredValue::default(),
            shown: Paced::new(),
            motion: StoredValue::default(),
            shift,
            wire: RwSignal::default(),
            brush: RwSignal::default(),
            pick: RwSignal::default(),
            menu: RwSignal::default(),
            sheet: use_sheet(),
            focus: RwSignal::default(),
            moving: rw_signal(false),
            panning: rw_signal(false),
            size,
            calm: Paced::new(),
            gesture: stored(Gesture::Idle),
            element: NodeRef::new(),
        }
    }

    /// Passes frames on at the pace of stations and lines. A signal that is written and no memo:
    /// a memo would have everything below it checked thirty times a second.
    pub fn keep_pace(self) {
        effect(move || {
            let frame = self.desk.frame.get();
            if self.shown.is_due(&frame) {
                self.shown.show(frame);
            }
        });
    }

    /// Is a station near enough for what is inside it to be told apart, and in sight?
    pub fn in_detail(self, placed: Option<&Placed>) -> bool {
        self.near.with(|near| near.zip(placed).is_some_and(|(seen, p)| p.rect.meets(&seen)))
    }

    /// The texts now, for messages; views use the signal.
    pub fn texts(self) -> &'static Texts {
        self.lang.get_untracked().texts()
    }

    pub fn view(self) -> Viewport {
        self.desk.view.get_untracked()
    }

    /// The point of the view under a pointer.
    pub fn local(self, client_x: f64, client_y: f64) -> Point {
        let Some(element) = self.element.get_untracked() else { return Point::default() };
        let rect = element.get_bounding_client_rect();
        Point::new(client_x - rect.left(), client_y - rect.top())
    }

    /// May the learner add, connect and remove?
    pub fn may_build(self) -> bool {
        self.desk.locks.with_untracked(|l| !l.structure_locked)
    }

    /// Every station with its name.
    pub fn stations(self) -> Vec<(NodeId, String)> {
        self.board.with_untracked(|b| b.design.nodes.iter().map(|n| (n.id, n.name.clone())).collect())
    }

    pub fn may_add(self, kind: KindId) -> bool {
        self.desk.locks.with_untracked(|l| l.may_add(kind))
    }

    /// Selects a station, brings it into sight and gives it the focus.
    pub fn go_to(self, id: NodeId) {
        self.select(Selection::node(id));
        self.focus_on(Focus::Node(id));
    }

    pub fn name(self, id: NodeId) -> String {
        self.board.with_untracked(|b| b.node(id).map(|n| n.name.clone())).unwrap_or_default()
    }

    pub fn select(self, selection: Selection) {
        if self.desk.selection.with_untracked(|s| *s != selection) {
            self.desk.selection.set(selection);
        }
    }

    /// May these be connected as the board stands?
    pub fn allowed(self, from: NodeId, to: NodeId) -> Result<(), Refused> {
        self.board.with_untracked(|b| may_connect(&b.design, from, to))
    }

    /// Connects, or says why not.
    pub fn connect(self, from: NodeId, to: NodeId) {
        let t = self.texts();
        match self.allowed(from, to) {
            Ok(()) => {
                if self.desk.send(Msg::Connect { from, to }).changed {
                    self.desk.notices.aloud((t.canvas.linked)(&self.name(from), &self.name(to)));
                }
            }
            Err(why) => self.desk.notify((t.canvas.words.refused)(why).to_owned()),
        }
    }

    /// Removes what is selected.
    pub fn remove_selected(self) {
        let chosen = self.desk.selection.get_untracked();
        if let Some(place) = chosen.single_place() {
            self.desk.send(Msg::RemovePlace(place));
            return;
        }
        if let Some(note) = chosen.note {
            self.desk.send(Msg::RemoveNote(note));
            return;
        }
        let (nodes, links) = (chosen.nodes.iter().copied().collect(), chosen.links.iter().copied().collect());
        self.desk.send(Msg::Remove { nodes, links });
    }

    /// Places everything anew, and shows it.
    pub fn tidy(self) {
        let tidied = self.board.with_untracked(|b| tidy(&b.design));
        self.desk.send(Msg::Tidy(tidied));
        self.fit();
    }

    /// Shows the whole board.
    pub fn fit(self) {
        let (w, h) = self.size.get_untracked();
        let places = self.board.with_untracked(|b| beside(b).reduce(|a, b| a.union(&b)));
        let bounds = self.layout.with_untracked(|l| l.bounds());
        let bounds = bounds.into_iter().chain(places).reduce(|a, b| a.union(&b));
        let view = match bounds {
            Some(bounds) if w > 0.0 && h > 0.0 => {
                // the tools at the bottom cover nothing
                Viewport::fit(&bounds, w, h - TOOLS, if w < 640.0 { 12.0 } else { 24.0 })
            }
            _ => Viewport::default(),
        };
        self.desk.view.set(view);
    }

    /// Zooms by a factor around a point of the view.
    pub fn zoom_by(self, factor: f64, around: Point) {
        self.desk.view.update(|v| *v = v.zoomed(v.zoom * factor, around));
    }

    /// Zooms around the middle of the view.
    pub fn zoom_to(self, zoom: f64) {
        let (w, h) = self.size.get_untracked();
        self.desk.view.update(|v| *v = v.zoomed(zoom, Point::new(w / 2.0, h / 2.0)));
    }

    /// Moves the view just so far that a station is seen.
    pub fn reveal(self, id: NodeId) {
        let Some(rect) = self.layout.with_untracked(|l| l.node(id).map(|p| p.rect)) else { return };
        let ((w, h), view) = (self.size.get_untracked(), self.view());
        let seen = view.seen(w, h);
        let (rect, mut next) = (rect.grown(24.0), view);
        next.x += (rect.right() - seen.right()).max(0.0);
        next.y += (rect.bottom() - seen.bottom()).max(0.0);
        next.x = next.x.min(rect.x);
        next.y = next.y.min(rect.y);
        if next != view && w > 0.0 {
            self.desk.view.set(next);
        }
    }
}
