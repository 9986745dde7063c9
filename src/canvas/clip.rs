//! Copy, cut, paste, duplicate. What is copied goes to the clipboard as text, the same as of a board
//! file, so that it can be carried to another tab or kept in a message; whatever text comes back is
//! read like a file of unknown origin. The page keeps it too, for browsers that hand out no clipboard.

use super::stage::Stage;
use crate::board::geometry::{Layout, Point, Rect};
use crate::board::{Board, Edit, Msg, Note, Part, Selection, rect_of};
use crate::keep::files;
use crate::ui::copy_text;
use crate::view::prelude::*;
use lessons::board_file::{self, BoardFile};
use simcore::design::{Design, LinkSpec, NodeSpec};
use std::cell::RefCell;
use wasm_bindgen::JsCast;

/// How far each further copy lies from the one before.
const STEP: i32 = 40;

#[derive(Clone, Debug, Default)]
struct Clip {
    part: Part,
    /// The same as text.
    text: String,
    /// How often it was pasted: each copy lands beside the one before.
    pasted: i32,
}

thread_local! {
    static CLIP: RefCell<Clip> = RefCell::default();
}

/// A part as the text of a board file.
pub fn to_text(part: &Part) -> String {
    let links =
        part.links.iter().map(|(from, to, params)| LinkSpec { from: *from, to: *to, params: params.clone() });
    let (nodes, places) = (part.nodes.clone(), part.places.clone());
    let design = Design { nodes, places, links: links.collect(), ..Design::default() };
    board_file::write(&BoardFile { title: String::new(), seed: 1, design, notes: part.notes.clone() })
}

/// What a text from anywhere holds of a board; nothing when it is none.
pub fn of_text(text: &str) -> Option<Part> {
    let board = files::board(board_file::parse(text).ok()?.board);
    let Design { nodes, links, places, .. } = board.design;
    let links = links.into_iter().map(|l| (l.from, l.to, l.params)).collect();
    Some(Part { nodes, links, places, notes: board.notes }).filter(|p| !p.is_empty())
}

fn taken(stage: Stage) -> Part {
    let selection = stage.desk.selection.get_untracked();
    stage.board.with_untracked(|b| Part::of(b, &selection))
}

/// Keeps what is selected and gives it as text; nothing when nothing is.
fn keep(stage: Stage) -> Option<String> {
    let part = taken(stage);
    if part.is_empty() {
        return None;
    }
    stage.desk.notices.aloud((stage.texts().canvas.copied)(part.count()));
    let text = to_text(&part);
    CLIP.set(Clip { part, text: text.clone(), pasted: 0 });
    Some(text)
}

/// Copies from a menu: the browser is asked for its clipboard.
pub fn copy(stage: Stage) -> bool {
    let Some(text) = keep(stage) else { return false };
    leptos::task::spawn_local(async move {
        // without it the page's own copy is there for this tab
        let _ = copy_text(&text).await;
    });
    true
}

/// Copies, and takes away what was copied.
pub fn cut(stage: Stage) -> bool {
    copy(stage) && take_away(stage)
}

/// Removes the selection, a region or zone with all that stands in it.
fn take_away(stage: Stage) -> bool {
    let s = stage.desk.selection.get_untracked();
    let inside = stage.board.with_untracked(|b| s.place.map(|id| b.design.inside(id)).unwrap_or_default());
    let nodes = s.nodes.iter().copied().chain(inside).collect();
    let mut steps = vec![Msg::Remove { nodes, links: s.links.iter().copied().collect() }];
    steps.extend(s.place.map(Msg::RemovePlace));
    steps.extend(s.note.map(Msg::RemoveNote));
    stage.desk.send(Msg::Several(Edit::Cut, steps)).changed
}

/// Copies what is selected beside itself.
pub fn duplicate(stage: Stage) -> bool {
    let part = taken(stage);
    // a region over the same region could not be told from it
    let whole = !part.places.is_empty();
    let by = move |around: Rect| if whole { [0, around.h as i32 + STEP] } else { [STEP, STEP] };
    insert(stage, part, Edit::Duplicate, by)
}

/// Puts copies of what was kept onto the board and selects them.
fn paste_kept(stage: Stage, at: Option<Point>) -> bool {
    let clip = CLIP.with_borrow_mut(|c| {
        c.pasted += 1;
        c.clone()
    });
    let by = STEP * clip.pasted;
    insert(stage, clip.part, Edit::Insert, |around| landing(stage, around, at, by))
}

/// Pastes a text; says so when it is nothing that can be pasted.
fn paste_text(stage: Stage, text: &str, at: Option<Point>) -> bool {
    if CLIP.with_borrow(|c| !c.part.is_empty() && (text.trim().is_empty() || c.text == text)) {
        return paste_kept(stage, at);
    }
    let Some(part) = of_text(text) else {
        stage.desk.notify(stage.texts().edit.nothing_to_paste.to_owned());
        return true;
    };
    CLIP.set(Clip { part, text: text.to_owned(), pasted: 0 });
    paste_kept(stage, at)
}

/// Pastes from a menu: the browser may ask whether the page may read the clipboard.
pub fn paste(stage: Stage, at: Option<Point>) {
    leptos::task::spawn_local(async move {
        let text = crate::ui::clipboard_text().await.unwrap_or_default();
        if stage.lang.try_get_untracked().is_some() {
            paste_text(stage, &text, at);
        }
    });
}

/// How far a part moves: to the place that was pointed at, else beside the original if that is in
/// sight, else into the middle of what is seen.
fn landing(stage: Stage, around: Rect, at: Option<Point>, by: i32) -> [i32; 2] {
    let to = |p: Point| [(p.x - around.x) as i32, (p.y - around.y) as i32];
    if let Some(at) = at {
        return to(at);
    }
    let (w, h) = stage.size.get_untracked();
    let seen = stage.view().seen(w, h);
    let beside = Rect { x: around.x + f64::from(by), y: around.y + f64::from(by), ..around };
    if w <= 0.0 || seen.contains(beside.centre()) {
        return [by, by];
    }
    to(Point::new(seen.centre().x - around.w / 2.0, seen.centre().y - around.h / 2.0))
}

/// The rectangle around a part.
fn bounds(part: &Part) -> Option<Rect> {
    let nodes = part.nodes.iter().cloned().map(|n| NodeSpec { place: None, ..n }).collect();
    let layout = Layout::of(&Design { nodes, ..Design::default() });
    let note = |n: &Note| {
        let [x, y, w, h] = [n.at[0], n.at[1], n.size[0], n.size[1]].map(f64::from);
        Rect { x, y, w, h }
    };
    let stations = layout.nodes.iter().map(|n| n.rect);
    let rest = part.places.iter().map(rect_of).chain(part.notes.iter().map(note));
    stations.chain(rest).reduce(|a, b| a.union(&b))
}

fn insert(stage: Stage, mut part: Part, edit: Edit, offset: impl Fn(Rect) -> [i32; 2]) -> bool {
    let Some(around) = bounds(&part) else { return false };
    let before = stage.board.get_untracked();
    name_anew(&mut part.nodes, &before);
    let step = Msg::Insert { part: Box::new(part), offset: offset(around) };
    let effect = stage.desk.send(Msg::Several(edit, vec![step]));
    if effect.changed {
        let after = stage.desk.board.with_untracked(|h| h.shared());
        let new = after.design.nodes.iter().map(|n| n.id).filter(|id| before.node(*id).is_none());
        let note = (after.notes.len() > before.notes.len()).then(|| after.notes.len() - 1);
        // a place stands for what is in it
        let nodes = if effect.added_place.is_some() { Default::default() } else { new.collect() };
        stage.select(Selection { nodes, place: effect.added_place, note, ..Selection::default() });
    }
    true
}

/// No copy is called like what it was made of.
fn name_anew(nodes: &mut [NodeSpec], board: &Board) {
    let mut named = board.clone();
    for node in nodes {
        let name = named.copy_name(&node.name);
        node.name.clone_from(&name);
        named.update(&Msg::AddNode { kind: node.kind, name, at: node.at });
    }
}

/// Answers the browser's own copy, cut and paste as long as the current owner lives: they need no
/// permission. Texts that are selected or typed stay the browser's.
pub fn use_clipboard(stage: Stage) {
    let listen = |name: &'static str, act: fn(Stage, &web_sys::DataTransfer) -> bool| {
        let handle = window_event_listener_untyped(name, move |event| {
            let Ok(event) = event.dyn_into::<web_sys::ClipboardEvent>() else { return };
            if !crate::rescue::is_alive() || event.default_prevented() || is_text(&event) {
                return;
            }
            if event.clipboard_data().is_some_and(|data| act(stage, &data)) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    };
    let put = |stage: Stage, data: &web_sys::DataTransfer| {
        let text = keep(stage);
        text.is_some_and(|text| data.set_data("text/plain", &text).is_ok())
    };
    listen("copy", put);
    listen("cut", move |stage, data| {
        let text = keep(stage).filter(|text| data.set_data("text/plain", text).is_ok());
        text.is_some() && take_away(stage)
    });
    listen("paste", |stage, data| {
        let text = data.get_data("text/plain").unwrap_or_default();
        paste_text(stage, &text, None)
    });
}

/// Is a text selected, or the focus in a field or a dialog?
fn is_text(event: &web_sys::ClipboardEvent) -> bool {
    let selected = web_sys::window().and_then(|w| w.get_selection().ok().flatten());
    if selected.is_some_and(|s| !s.is_collapsed()) {
        return true;
    }
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|t| t.closest("input, textarea, select, dialog[open]").ok().flatten().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::NOTE_SIZE;
    use simcore::design::Place;
    use simcore::kinds::KindId;

    #[test]
    fn a_part_survives_its_text() {
        let mut b = Board::default();
        let mut region = Place::region(0, "us-east", 39.0, -77.5);
        region.size = [800, 400];
        let place = b.update(&Msg::AddPlace(region)).added_place;
        for (i, kind) in KindId::ALL.iter().take(4).enumerate() {
            b.update(&Msg::AddNode { kind: *kind, name: format!("s{i}"), at: [32 + 180 * i as i32, 80] });
        }
        let ids: Vec<_> = b.design.nodes.iter().map(|n| n.id).collect();
        b.update(&Msg::Connect { from: ids[0], to: ids[1] });
        b.update(&Msg::AddNote(Note { text: "a\n<b>".into(), at: [0, 600], size: NOTE_SIZE }));
        let part = Part::of(&b, &Selection { place, note: Some(0), ..Selection::default() });
        assert_eq!((part.nodes.len(), part.places.len(), part.notes.len()), (4, 1, 1));
        assert_eq!(of_text(&to_text(&part)), Some(part.clone()));
        let mut other = Board::default();
        other.update(&Msg::Insert { part: Box::new(part), offset: [80, 0] });
        assert_eq!(other.design.nodes.iter().filter(|n| n.place.is_some()).count(), 4);
        assert_eq!(
            (other.design.links.len(), other.design.places[0].at, other.notes[0].at),
            (1, [80, 0], [80, 600])
        );
    }

    #[test]
    fn what_is_no_part_of_a_board_is_none() {
        for text in [
            "",
            "hello",
            "{}",
            "[]",
            "{\"format_version\":1,\"nodes\":[]}",
            "{\"format_version\":9,\"nodes\":[1]}",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }
}
