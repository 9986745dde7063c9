//! What can be done to what is selected, as values: the menu, the keys and the list of commands ask
//! for the same deeds.

use super::clip;
use super::stage::{Focus, Pick, Stage};
use crate::board::geometry::Point;
use crate::board::{Align, Msg, Selection};
use crate::i18n::{Lang, Texts, kinds};
use crate::panels::sheet::Sheet;
use crate::view::prelude::*;
use simcore::design::{FaultKind, NodeId, PlaceKind};
use wasm_bindgen::JsCast;

/// A deed. Those without a target of their own are about the selection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    Settings,
    Rename,
    Connect,
    Duplicate,
    Copy,
    Cut,
    Paste,
    Delete,
    SelectAll,
    Align(Align),
    /// Into that region or zone, or out of all.
    Put(Option<NodeId>),
    Break(FaultKind),
    Heal,
    /// A component at the point of the menu, chosen from a list.
    AddHere,
    AddNote,
    AddRegion,
    AddZone,
    Tidy,
    Fit,
    TrueSize,
    ZoomIn,
    ZoomOut,
}

impl Deed {
    /// Those that stand in the list of commands by name; the others need a menu to choose from.
    pub const NAMED: [Deed; 26] = [
        Deed::Settings,
        Deed::Rename,
        Deed::Connect,
        Deed::Duplicate,
        Deed::Copy,
        Deed::Cut,
        Deed::Paste,
        Deed::Delete,
        Deed::SelectAll,
        Deed::Align(Align::Left),
        Deed::Align(Align::Centre),
        Deed::Align(Align::Right),
        Deed::Align(Align::Top),
        Deed::Align(Align::Middle),
        Deed::Align(Align::Bottom),
        Deed::Align(Align::Across),
        Deed::Align(Align::Down),
        Deed::Heal,
        Deed::AddNote,
        Deed::AddRegion,
        Deed::AddZone,
        Deed::Tidy,
        Deed::Fit,
        Deed::TrueSize,
        Deed::ZoomIn,
        Deed::ZoomOut,
    ];

    pub fn icon(self) -> &'static str {
        match self {
            Deed::Settings | Deed::Rename => "pencil",
            Deed::Connect => "wire",
            Deed::Duplicate | Deed::Copy | Deed::Cut | Deed::Paste => "copy",
            Deed::Delete => "trash",
            Deed::SelectAll => "cursor",
            Deed::Align(_) | Deed::Tidy => "tidy",
            Deed::Put(_) | Deed::AddRegion => "region",
            Deed::AddZone => "zone",
            Deed::Break(_) => "fault",
            Deed::Heal => "heal",
            Deed::AddHere | Deed::ZoomIn => "plus",
            Deed::AddNote => "note",
            Deed::Fit | Deed::TrueSize => "fit",
            Deed::ZoomOut => "minus",
        }
    }

    /// The key that does the same, if there is one.
    pub fn key(self) -> &'static str {
        match self {
            Deed::Settings => "Enter",
            Deed::Rename => "F2",
            Deed::Connect => "C",
            Deed::Duplicate => "Ctrl D",
            Deed::Copy => "Ctrl C",
            Deed::Cut => "Ctrl X",
            Deed::Paste => "Ctrl V",
            Deed::Delete => "Del",
            Deed::SelectAll => "Ctrl A",
            Deed::AddNote => "N",
            Deed::Fit => "0",
            Deed::ZoomIn => "+",
            Deed::ZoomOut => "-",
            _ => "",
        }
    }

    pub fn name(self, t: &Texts, lang: Lang) -> &'static str {
        match self {
            Deed::Break(what) => kinds::fault(lang, what).name,
            other => (t.edit.deed)(other),
        }
    }

    /// Does it lead somewhere itself?
    pub fn moves_focus(self) -> bool {
        matches!(self, Deed::Rename | Deed::AddHere | Deed::AddNote | Deed::Connect)
    }

    /// Can it be done with so much selected?
    pub fn suits(self, s: &Selection) -> bool {
        let something = !s.is_empty();
        match self {
            Deed::Settings => something,
            Deed::Rename => s.single().is_some() || s.single_place().is_some(),
            Deed::Connect => s.single().is_some(),
            Deed::Duplicate | Deed::Copy | Deed::Cut => {
                !s.nodes.is_empty() || s.place.is_some() || s.note.is_some()
            }
            Deed::Delete => something,
            Deed::Align(how) => s.nodes.len() >= how.needs(),
            Deed::Put(_) => !s.nodes.is_empty(),
            Deed::Break(_) | Deed::Heal => s.single().or(s.single_place()).is_some(),
            _ => true,
        }
    }
}

impl Stage {
    /// Does it; `at` is where the menu was opened, in board units.
    pub fn run(self, deed: Deed, at: Option<Point>) {
        let selected = self.desk.selection.get_untracked();
        let nodes = || selected.nodes.iter().copied().collect::<Vec<NodeId>>();
        match deed {
            Deed::Settings => self.sheet.set(Sheet::Settings),
            Deed::Rename => self.rename(),
            Deed::Connect => {
                if let Some(id) = selected.single().filter(|_| self.may_build()) {
                    self.begin_link(id);
                    self.focus_on(Focus::Node(id));
                }
            }
            Deed::Duplicate => drop(clip::duplicate(self)),
            Deed::Copy => drop(clip::copy(self)),
            Deed::Cut => drop(clip::cut(self)),
            Deed::Paste => clip::paste(self, at),
            Deed::Delete => self.remove_selected(),
            Deed::SelectAll => self.select(self.board.with_untracked(|b| Selection::all(b))),
            Deed::Align(how) => drop(self.desk.send(Msg::Align { how, nodes: nodes() })),
            Deed::Put(place) => drop(self.desk.send(Msg::PutNodes { nodes: nodes(), place })),
            Deed::Break(what) => {
                if let Some(id) = selected.single().or(selected.single_place()) {
                    crate::panels::break_now(
                        self.desk,
                        id,
                        what,
                        what.default_strength(),
                        Some(30.0),
                        self.lang,
                    );
                }
            }
            Deed::Heal => {
                if let Some(id) = selected.single().or(selected.single_place()) {
                    self.desk.heal(id);
                }
            }
            Deed::AddHere => {
                self.pick.set(Some(Pick { from: None, at: at.unwrap_or_else(|| self.middle()) }))
            }
            Deed::AddNote => crate::panels::add_note(self.desk, at),
            Deed::AddRegion => {
                crate::panels::add_place(self.desk, PlaceKind::Region, self.lang.get_untracked())
            }
            Deed::AddZone => crate::panels::add_place(self.desk, PlaceKind::Zone, self.lang.get_untracked()),
            Deed::Tidy => self.tidy(),
            Deed::Fit => self.fit(),
            Deed::TrueSize => self.zoom_to(1.0),
            Deed::ZoomIn => self.zoom_to(self.view().zoom * 1.25),
            Deed::ZoomOut => self.zoom_to(self.view().zoom * 0.8),
        }
    }

    /// The board point in the middle of the view.
    fn middle(self) -> Point {
        let (w, h) = self.size.get_untracked();
        self.view().to_board(Point::new(w / 2.0, h / 2.0))
    }

    /// The name of what is selected, ready to be written over.
    fn rename(self) {
        self.sheet.set(Sheet::Settings);
        focus_later(".ins .ins-name".to_owned());
    }
}

/// Gives the focus to an element that the page is about to make, with its text selected.
pub fn focus_later(selector: String) {
    request_animation_frame(move || {
        let Ok(Some(element)) = document().query_selector(&selector) else { return };
        if let Some(field) = element.dyn_ref::<web_sys::HtmlInputElement>() {
            field.select();
        }
        if let Ok(element) = element.dyn_into::<web_sys::HtmlElement>() {
            let _ = element.focus();
        }
    });
}
