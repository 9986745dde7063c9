//! The menu of a station, a line, a place, a note, several of them or the empty board: by the right
//! button, a long press, the menu key or Shift and F10.

use super::deed::Deed;
use super::stage::{Focus, Stage};
use crate::board::geometry::{Hit, Point};
use crate::board::{Align, Selection};
use crate::i18n::use_texts;
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::html;
use simcore::design::{FaultKind, NodeId};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// Where the menu is open, on the screen of the board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opened {
    pub at: Point,
}

/// A menu within the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sub {
    Align,
    Put,
    Faults,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Row {
    Do(Deed),
    Open(Sub),
    Back,
    Line,
}

/// Boards narrower than this are on a phone.
const NARROW: f64 = 640.0;

/// How long a finger rests until the menu opens, in milliseconds.
const LONG_PRESS_MS: u32 = 550;

impl Stage {
    /// The right button, or a key that the browser took for it.
    pub fn context_menu(self, e: &MouseEvent) {
        let target = e.target().and_then(|t| t.dyn_into::<Element>().ok());
        let inside = |what: &str| target.as_ref().and_then(|t| t.closest(what).ok().flatten());
        if inside("textarea, input, .board-menu").is_some() {
            return;
        }
        e.prevent_default();
        // the key has opened it already, or the finger
        if self.menu.with_untracked(Option::is_some) && e.button() != 2 {
            return;
        }
        let at = self.local(f64::from(e.client_x()), f64::from(e.client_y()));
        let id =
            |name: &str| inside(&format!("[{name}]")).and_then(|el| el.get_attribute(name)?.parse().ok());
        if let Some(place) = id("data-place") {
            self.select(Selection::place(place));
        } else if let Some(note) = id("data-note") {
            self.select(Selection::note(note as usize));
        } else {
            self.aim(at);
        }
        self.open_menu(at);
    }

    /// Selects what lies under a point, unless it is among the selected.
    fn aim(self, at: Point) {
        let on_board = self.view().to_board(at);
        let reach = crate::board::geometry::Reach::of(false, self.view().zoom);
        match self.layout.with_untracked(|l| l.hit(on_board, reach, false)) {
            Hit::Node(id) | Hit::OutPort(id) => {
                self.focus.set(Some(Focus::Node(id)));
                if !self.desk.selection.with_untracked(|s| s.nodes.contains(&id)) {
                    self.select(Selection::node(id));
                }
            }
            Hit::Link(i) => {
                let ends = self.board.with_untracked(|b| b.design.links.get(i).map(|l| (l.from, l.to)));
                if let Some((from, to)) = ends {
                    self.focus.set(Some(Focus::Link(from, to)));
                    self.select(Selection::link(from, to));
                }
            }
            Hit::Empty => {
                let several = self.desk.selection.with_untracked(|s| s.nodes.len() > 1);
                if !several {
                    self.select(Selection::default());
                }
            }
        }
    }

    pub(super) fn open_menu(self, at: Point) {
        self.pick.set(None);
        self.cancel_gesture();
        self.menu.set(Some(Opened { at }));
    }

    /// The menu of what has the focus; of the board when nothing has.
    pub fn menu_by_key(self) -> bool {
        let focus = self.focus.get_untracked();
        let selected = self.desk.selection.get_untracked();
        let at = match focus {
            Some(Focus::Node(id)) => {
                if !selected.nodes.contains(&id) {
                    self.select(Selection::node(id));
                }
                self.layout.with_untracked(|l| l.node(id).map(|n| n.rect.centre()))
            }
            Some(Focus::Link(from, to)) => {
                self.select(Selection::link(from, to));
                self.layout.with_untracked(|l| l.route(from, to).map(|r| r.at(r.length / 2.0)))
            }
            None => None,
        };
        let (w, h) = self.size.get_untracked();
        self.open_menu(at.map_or(Point::new(w / 2.0, h / 2.0), |p| self.view().to_screen(p)));
        true
    }

    /// A finger went down: resting there opens the menu.
    pub(super) fn watch_long_press(self, pointer: i32) {
        let open = move || {
            use super::gesture::Gesture;
            let resting = self.gesture.try_with_value(|g| match g {
                Gesture::Pressing(p) if p.start.id == pointer => Some(p.start.at),
                _ => None,
            });
            if let Some(at) = resting.flatten() {
                self.cancel_gesture();
                self.aim(at);
                self.open_menu(at);
            }
        };
        gloo::timers::callback::Timeout::new(LONG_PRESS_MS, open).forget();
    }
}

/// What the menu offers for what is selected.
fn rows(stage: Stage, sub: Option<Sub>) -> Vec<Row> {
    let s = stage.desk.selection.get_untracked();
    let places = stage.board.with_untracked(|b| !b.design.places.is_empty());
    let builds = stage.may_build();
    let all = match sub {
        Some(Sub::Align) => {
            let deeds = Align::ALL.into_iter().map(|how| Row::Do(Deed::Align(how)));
            std::iter::once(Row::Back).chain(deeds).collect()
        }
        Some(Sub::Put) => {
            let ids =
                stage.board.with_untracked(|b| b.design.places.iter().map(|p| p.id).collect::<Vec<_>>());
            let deeds = ids.into_iter().map(Some).chain([None]).map(|id| Row::Do(Deed::Put(id)));
            std::iter::once(Row::Back).chain(deeds).collect()
        }
        Some(Sub::Faults) => {
            let Some(id) = s.single().or(s.single_place()) else { return vec![Row::Back] };
            let suits = |f: &FaultKind| stage.board.with_untracked(|b| b.design.suffers(id, *f));
            let deeds = FaultKind::ALL.iter().copied().filter(suits).map(|f| Row::Do(Deed::Break(f)));
            [Row::Back, Row::Do(Deed::Heal), Row::Line].into_iter().chain(deeds).collect()
        }
        None if s.is_empty() => {
            let add =
                [Deed::AddHere, Deed::AddNote, Deed::AddRegion, Deed::AddZone, Deed::Paste].map(Row::Do);
            let see = [Deed::SelectAll, Deed::Tidy, Deed::Fit, Deed::TrueSize].map(Row::Do);
            let add: Vec<Row> = if builds { add.to_vec() } else { vec![Row::Do(Deed::AddNote)] };
            add.into_iter().chain([Row::Line]).chain(see).collect()
        }
        None => {
            let one = [Row::Do(Deed::Settings), Row::Do(Deed::Rename), Row::Do(Deed::Connect)];
            let carry = [Deed::Duplicate, Deed::Copy, Deed::Cut, Deed::Paste].map(Row::Do);
            let fault = (s.single().or(s.single_place()).is_some()).then_some(Row::Open(Sub::Faults));
            let align = (s.nodes.len() > 1).then_some(Row::Open(Sub::Align));
            let put = (places && !s.nodes.is_empty() && builds).then_some(Row::Open(Sub::Put));
            let mut all = one.to_vec();
            all.push(Row::Line);
            all.extend(carry);
            all.push(Row::Line);
            all.extend(fault.into_iter().chain(align).chain(put));
            all.push(Row::Do(Deed::Delete));
            all
        }
    };
    let suits = |row: &Row| !matches!(row, Row::Do(deed) if !deed.suits(&s));
    let mut out: Vec<Row> = Vec::new();
    for row in all.into_iter().filter(suits) {
        // no line at an end or beside another
        if row != Row::Line || out.last().is_some_and(|last| *last != Row::Line) {
            out.push(row);
        }
    }
    out
}

/// The menu, when it is open.
#[component]
pub fn BoardMenu(stage: Stage) -> impl IntoView {
    move || stage.menu.get().map(|opened| view! { <Open stage opened /> })
}

/// What the menu is about, for its name.
fn title(stage: Stage) -> String {
    let t = stage.lang.get().texts();
    let s = stage.desk.selection.get_untracked();
    let name =
        |id: NodeId| stage.board.with_untracked(|b| b.design.name_of(id).unwrap_or_default().to_owned());
    match (s.single().or(s.single_place()), s.single_link(), s.nodes.len()) {
        (Some(id), ..) => name(id),
        (_, Some((from, to)), _) => format!("{} \u{2192} {}", name(from), name(to)),
        (.., n) if n > 1 => (t.panels.selected)(n, s.links.len()),
        _ if s.note.is_some() => t.edit.note.to_owned(),
        _ => t.canvas.board.to_owned(),
    }
}

/// Distance of the menu from the top or from the bottom, and its height at the most. On a phone it
/// leaves free the station that it is about.
fn room(stage: Stage, y: f64) -> (Option<f64>, Option<f64>, f64) {
    let (w, h) = stage.size.get_untracked();
    let top = y.clamp(8.0, (h * 0.45).max(8.0));
    let station = stage.desk.selection.with_untracked(|s| s.single()).filter(|_| w < NARROW);
    let rect = station.and_then(|id| stage.layout.with_untracked(|l| l.node(id).map(|n| n.rect)));
    let Some(rect) = rect else { return (Some(top), None, (h - top - 8.0).max(160.0)) };
    let at = |y: f64| stage.view().to_screen(Point::new(rect.x, y)).y;
    let (above, below) = (at(rect.y) - 8.0, at(rect.bottom()) + 8.0);
    if h - below >= above {
        (Some(below.max(8.0)), None, (h - below - 8.0).max(160.0))
    } else {
        (None, Some((h - above).max(8.0)), (above - 8.0).max(160.0))
    }
}

#[component]
fn Open(stage: Stage, opened: Opened) -> impl IntoView {
    let t = use_texts();
    let sub = rw_signal(None::<Sub>);
    let sheet: NodeRef<html::Div> = NodeRef::new();
    let (w, _) = stage.size.get_untracked();
    let on_board = stage.view().to_board(opened.at);
    let room = room(stage, opened.at.y);
    let edge = |px: Option<f64>| px.map_or("auto".to_owned(), |px| format!("{px}px"));
    let list = memo(move || rows(stage, sub.get()));
    // the first row takes the focus, of each list that is shown
    effect(move || {
        list.track();
        if sheet.get().is_some() {
            super::deed::focus_later(".board-menu [role=menuitem]".to_owned());
        }
    });
    let close = move || {
        stage.menu.set(None);
        match stage.focus.get_untracked() {
            Some(focus) => stage.focus_on(focus),
            None => super::deed::focus_later(".board [tabindex='0']".to_owned()),
        }
    };
    let press = move |row: Row| match row {
        Row::Open(which) => sub.set(Some(which)),
        Row::Back => sub.set(None),
        Row::Do(deed) => {
            if deed.moves_focus() {
                stage.menu.set(None);
            } else {
                close();
            }
            stage.run(deed, Some(on_board));
        }
        Row::Line => {}
    };
    let key = move |e: KeyboardEvent| {
        e.stop_propagation();
        match e.key().as_str() {
            "ArrowDown" => step(&e, 1),
            "ArrowUp" => step(&e, -1),
            "Home" => step(&e, i32::MIN),
            "End" => step(&e, i32::MAX),
            "ArrowLeft" if sub.get_untracked().is_some() => sub.set(None),
            "ArrowRight" => {
                let target = e.target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
                if let Some(target) = target.filter(|t| t.has_attribute("aria-haspopup")) {
                    target.click();
                }
            }
            "Escape" if sub.get_untracked().is_some() => sub.set(None),
            "Escape" | "Tab" => close(),
            _ => return,
        }
        e.prevent_default();
    };
    // a press elsewhere closes
    let outside = window_event_listener(leptos::ev::pointerdown, move |e| {
        let target = e.target().and_then(|t| t.dyn_into::<Element>().ok());
        if target.is_none_or(|t| t.closest(".board-menu").ok().flatten().is_none()) {
            let _ = stage.menu.try_set(None);
        }
    });
    on_cleanup(move || outside.remove());
    let row = move |row: Row| match row {
        Row::Line => view! { <hr /> },
        _ => {
            let (icon, key) = match row {
                Row::Do(deed) => (deed.icon(), deed.key()),
                Row::Open(Sub::Faults) => ("fault", ""),
                Row::Open(Sub::Align) => ("tidy", ""),
                Row::Open(Sub::Put) => ("region", ""),
                _ => ("chevron-left", ""),
            };
            let opens = matches!(row, Row::Open(_));
            view! {
                <button
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    aria-haspopup=opens.then_some("menu")
                    on:click=move |_| press(row)
                >
                    <Icon name=icon small=true />
                    <span class="grow">{move || label(stage, row)}</span>
                    {(!key.is_empty()).then(|| view! { <kbd class="kbd" aria-hidden="true">{key}</kbd> })}
                    {opens.then(|| view! { <Icon name="chevron-right" small=true /> })}
                </button>
            }
        }
    };
    view! {
        <div
            class="board-menu"
            role="menu"
            aria-label=move || (t.get().edit.menu_of)(&title(stage))
            data-testid="board-menu"
            node_ref=sheet
            style:left=format!("{}px", opened.at.x.clamp(8.0, (w - 248.0).max(8.0)))
            style:top=edge(room.0)
            style:bottom=edge(room.1)
            style:max-height=format!("{}px", room.2)
            on:pointerdown=|e| e.stop_propagation()
            on:wheel=|e| e.stop_propagation()
            on:keydown=key
        >
            {move || list.get().into_iter().map(row).collect_view()}
        </div>
    }
}

fn label(stage: Stage, row: Row) -> String {
    let (lang, t) = (stage.lang.get(), stage.lang.get().texts());
    match row {
        Row::Do(Deed::Put(Some(id))) => {
            stage.board.with_untracked(|b| b.design.name_of(id).unwrap_or_default().to_owned())
        }
        Row::Do(deed) => deed.name(t, lang).to_owned(),
        Row::Open(Sub::Align) => t.edit.align.to_owned(),
        Row::Open(Sub::Put) => t.edit.put_into.to_owned(),
        Row::Open(Sub::Faults) => t.panels.break_now.to_owned(),
        Row::Back => t.edit.back.to_owned(),
        Row::Line => String::new(),
    }
}

/// Moves the focus among the rows.
fn step(e: &KeyboardEvent, by: i32) {
    let Some(menu) = e.current_target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Ok(all) = menu.query_selector_all("[role=menuitem]") else { return };
    let items: Vec<HtmlElement> =
        (0..all.length()).filter_map(|i| all.item(i)?.dyn_into::<HtmlElement>().ok()).collect();
    let count = items.len() as i32;
    let active = document().active_element();
    let here = items.iter().position(|i| active.as_ref().is_some_and(|a| **a == ***i));
    let next = match (by, here) {
        (i32::MIN, _) => 0,
        (i32::MAX, _) => count - 1,
        (by, Some(here)) => (here as i32 + by).rem_euclid(count.max(1)),
        (_, None) => 0,
    };
    if let Some(item) = usize::try_from(next).ok().and_then(|i| items.get(i)) {
        let _ = item.focus();
    }
}
