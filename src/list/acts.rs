//! What can be done to a row: the same messages that the canvas sends, said aloud.

use super::state::List;
use crate::board::geometry::{Layout, Plan, Point};
use crate::board::{Msg, Part, SNAP, Selection, may_call, may_connect};
use crate::i18n::{kinds, number};
use crate::panels::{free_place, step_traffic};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::KindId;

/// Space between a station and the one that is added after it.
const GAP: f64 = 96.0;

/// Adds a component, called by the station it is added after where that makes sense.
pub fn add(list: List, kind: KindId, after: Option<NodeId>) {
    let (desk, t) = (list.desk, list.texts());
    let from =
        after.filter(|id| list.board.with_untracked(|b| b.node(*id).is_some_and(|n| may_call(n.kind, kind))));
    let name = list.board.with_untracked(|b| b.fresh_name(kinds::kind(list.lang.get_untracked(), kind).name));
    let at = free_place(desk, kind, beside(list, kind, after));
    let said = match from {
        Some(id) => (t.list.added_linked)(&name, &list.name(id)),
        None => (t.panels.added)(&name),
    };
    let msg = match from {
        Some(from) => Msg::AddLinked { from, kind, name, at },
        None => Msg::AddNode { kind, name, at },
    };
    if let Some(id) = desk.send(msg).added {
        desk.selection.set(Selection::node(id));
        desk.notices.aloud(said);
        list.focus(id);
    }
}

/// Right of a station; without one, right of everything.
fn beside(list: List, kind: KindId, after: Option<NodeId>) -> Point {
    let half = Plan::of(kind, 0).w / 2.0;
    list.board.with_untracked(|b| {
        let layout = Layout::of(&b.design);
        let rect = after.and_then(|id| layout.node(id)).map(|p| p.rect).or_else(|| layout.bounds());
        rect.map_or(Point::default(), |r| Point::new(r.right() + GAP + half, r.centre().y))
    })
}

/// Connects two stations, or says why not.
pub fn connect(list: List, from: NodeId, to: NodeId) {
    let t = &list.texts().canvas;
    match list.board.with_untracked(|b| may_connect(&b.design, from, to)) {
        Ok(()) => {
            if list.desk.send(Msg::Connect { from, to }).changed {
                list.desk.notices.aloud((t.linked)(&list.name(from), &list.name(to)));
            }
        }
        Err(why) => list.desk.notify((t.words.refused)(why).to_owned()),
    }
}

/// Removes a station, region or zone; the focus goes to its neighbour, the one after it or the last.
pub fn remove(list: List, id: NodeId) {
    let place = list.place_of(id);
    let (name, station) = (list.name(id), list.board.with_untracked(|b| b.node(id).is_some()));
    let msg = if station { Msg::Remove { nodes: vec![id], links: vec![] } } else { Msg::RemovePlace(id) };
    if list.desk.send(msg).changed {
        list.desk.notices.aloud((list.texts().list.removed)(&name));
        if let Some(next) = list.row_at(place) {
            list.focus(next);
        }
    }
}

/// A copy of a station, beside it.
pub fn duplicate(list: List, id: NodeId) {
    let Some(mut copy) = list.board.with_untracked(|b| b.node(id).cloned()) else { return };
    copy.name = list.board.with_untracked(|b| b.copy_name(&copy.name));
    copy.at = free_place(list.desk, copy.kind, beside(list, copy.kind, Some(id)));
    let name = copy.name.clone();
    let part = Part { nodes: vec![copy], ..Part::default() };
    let msg = Msg::Insert { part: Box::new(part), offset: [0, 0] };
    if let Some(id) = list.desk.send(msg).added {
        list.desk.selection.set(Selection::node(id));
        list.desk.notices.aloud((list.texts().panels.added)(&name));
        list.focus(id);
    }
}

/// Moves a station or place on the board by steps of the grid, and says where it stands.
pub fn shift(list: List, id: NodeId, dx: i32, dy: i32) {
    let (dx, dy) = (dx * SNAP, dy * SNAP);
    let station = list.board.with_untracked(|b| b.node(id).is_some());
    let msg = if station {
        Msg::MoveNodes { nodes: vec![id], dx, dy }
    } else {
        Msg::MovePlace { place: id, dx, dy }
    };
    list.desk.send(msg);
    let at = list.desk.board.with_untracked(|h| {
        let d = &h.board().design;
        d.node(id).map(|n| n.at).or_else(|| d.place(id).map(|p| p.at)).unwrap_or_default()
    });
    let lang = list.lang.get_untracked();
    let [x, y] = at.map(|v| number::int(lang, f64::from(v)));
    list.desk.notices.aloud((lang.texts().list.moved)(&list.name(id), &x, &y));
}

/// A step of the traffic's ruler.
pub fn traffic(list: List, by: f64) {
    if let Some(rate) = step_traffic(list.desk, by) {
        let lang = list.lang.get_untracked();
        list.desk.notices.aloud((lang.texts().list.traffic_now)(&number::short(lang, rate)));
    }
}
