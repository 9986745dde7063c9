//! Adding a component without pointing at a place: it goes to the free place nearest to the middle
//! of what is seen.

use crate::board::geometry::{Layout, Plan, Point, Rect};
use crate::board::{Msg, NOTE_SIZE, Note, Selection, snap};
use crate::desk::Desk;
use crate::i18n::{Lang, kinds};
use crate::view::prelude::*;
use simcore::design::{Place, PlaceKind};
use simcore::kinds::KindId;
use simcore::place::{SIDES, SPOTS, Spot};
use simcore::sorted::sort_by;

/// Space that stays free around a new station.
const ROOM: f64 = 24.0;

/// Adds a component of this kind, named in the reader's language, and selects it.
pub fn add_kind(desk: Desk, kind: KindId, lang: Lang) {
    let at = free_place(desk, kind, middle_of_view(desk));
    add_kind_at(desk, kind, lang, at);
}

/// Adds a component at a place of the board.
pub fn add_kind_at(desk: Desk, kind: KindId, lang: Lang, at: [i32; 2]) {
    let text = kinds::kind(lang, kind);
    let name = desk.board.with_untracked(|h| h.board().fresh_name(text.name));
    let said = name.clone();
    if let Some(id) = desk.send(Msg::AddNode { kind, name, at }).added {
        desk.selection.set(Selection::node(id));
        desk.notices.aloud((lang.texts().panels.added)(&said));
    }
}

/// Adds a region or a zone around the selected stations, or in the middle of what is seen, and selects
/// it. A zone goes into a region; without one there is none.
pub fn add_place(desk: Desk, what: PlaceKind, lang: Lang) {
    let chosen = desk.selection.get_untracked();
    let design = desk.board.with_untracked(|h| h.board().design.clone());
    let mut place = match what {
        PlaceKind::Region => {
            let is_free = |s: &&Spot| !design.places.iter().any(|p| (p.lat, p.lon) == (s.lat, s.lon));
            let spot = SPOTS.iter().find(is_free).unwrap_or(&SPOTS[0]);
            Place::region(0, spot.name, spot.lat, spot.lon)
        }
        PlaceKind::Zone => {
            let region = |p: &&Place| p.what == PlaceKind::Region;
            let of = chosen.place.and_then(|id| design.place(id)).filter(region);
            let Some(of) = of.or_else(|| design.places.iter().find(region)) else {
                return desk.notify(lang.texts().panels.zone_needs_region.to_owned());
            };
            let zones = design.places.iter().filter(|p| p.of == Some(of.id)).count();
            let letter = char::from(b'a' + (zones % 26) as u8);
            let mut zone = Place::zone(0, &letter.to_string(), of.id);
            let wide = (of.size[0] / 2 - 24).max(*SIDES.start());
            let beside = (zones % 2) as i32 * (wide + 16);
            zone.at = [of.at[0] + 16 + beside, of.at[1] + 40];
            zone.size = [wide, (of.size[1] - 56).max(*SIDES.start())];
            zone
        }
    };
    let layout = Layout::of(&design);
    let around = layout.nodes.iter().filter(|n| chosen.nodes.contains(&n.id)).map(|n| n.rect);
    if let Some(rect) = around.reduce(|a, b| a.union(&b)) {
        place.at = [rect.x as i32 - 24, rect.y as i32 - 48];
        place.size = [rect.w as i32 + 48, rect.h as i32 + 72];
    } else if what == PlaceKind::Region {
        let middle = middle_of_view(desk);
        place.size = [480, 320];
        place.at = [middle.x as i32 - 240, middle.y as i32 - 160];
    }
    let name = place.name.clone();
    if let Some(id) = desk.send(Msg::AddPlace(place)).added_place {
        desk.selection.set(Selection::place(id));
        desk.notices.aloud((lang.texts().panels.added)(&name));
    }
}

/// Adds an empty note, ready to be written, at a point of the board or in the middle of what is seen.
pub fn add_note(desk: Desk, at: Option<Point>) {
    let [w, h] = NOTE_SIZE.map(f64::from);
    let middle = middle_of_view(desk);
    let at = at.unwrap_or(Point::new(middle.x - w / 2.0, middle.y - h / 2.0));
    let at = [at.x, at.y].map(|v| v.round() as i32);
    if desk.send(Msg::AddNote(Note { text: String::new(), at, size: NOTE_SIZE })).changed {
        let index = desk.board.with_untracked(|h| h.board().notes.len() - 1);
        desk.selection.set(Selection::note(index));
        crate::canvas::focus_later(format!("[data-note='{index}'] textarea"));
    }
}

/// The board point in the middle of the view.
fn middle_of_view(desk: Desk) -> Point {
    let size = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.query_selector("[data-testid=board]").ok().flatten())
        .map(|e| e.get_bounding_client_rect());
    let (w, h) = size.map_or((800.0, 500.0), |r| (r.width(), r.height()));
    desk.view.with_untracked(|v| v.to_board(Point::new(w / 2.0, h / 2.0)))
}

/// The free place that is nearest to a point, for a station of this kind.
pub fn free_place(desk: Desk, kind: KindId, middle: Point) -> [i32; 2] {
    let plan = Plan::of(kind, 0);
    let taken: Vec<Rect> = desk
        .board
        .with_untracked(|h| Layout::of(&h.board().design).nodes.iter().map(|n| n.rect.grown(ROOM)).collect());
    nearest_free(&taken, plan.w, plan.h, middle)
}

/// Top left corner of the free rectangle whose middle is nearest to a point, searched in rings.
fn nearest_free(taken: &[Rect], w: f64, h: f64, middle: Point) -> [i32; 2] {
    let corner = |dx: i32, dy: i32| {
        let x = snap((middle.x - w / 2.0).round() as i32 + dx * 40);
        let y = snap((middle.y - h / 2.0).round() as i32 + dy * 40);
        [x, y]
    };
    let is_free = |[x, y]: &[i32; 2]| {
        let rect = Rect { x: f64::from(*x), y: f64::from(*y), w, h };
        !taken.iter().any(|t| t.meets(&rect))
    };
    for ring in 0..60i32 {
        let edge = (-ring..=ring).flat_map(|i| [(i, -ring), (i, ring), (-ring, i), (ring, i)]);
        let mut free: Vec<_> = edge.map(|(dx, dy)| ((dx * dx + dy * dy), corner(dx, dy))).collect();
        sort_by(&mut free, Ord::cmp);
        if let Some((_, place)) = free.into_iter().find(|(_, place)| is_free(place)) {
            return place;
        }
    }
    corner(0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_board_takes_the_middle() {
        assert_eq!(nearest_free(&[], 160.0, 80.0, Point::new(400.0, 240.0)), [320, 200]);
    }

    #[test]
    fn a_taken_middle_moves_aside_and_never_overlaps() {
        let mut taken = Vec::new();
        for _ in 0..40 {
            let [x, y] = nearest_free(&taken, 160.0, 80.0, Point::new(0.0, 0.0));
            let rect = Rect { x: f64::from(x), y: f64::from(y), w: 160.0, h: 80.0 };
            assert!(!taken.iter().any(|t: &Rect| t.meets(&rect)));
            taken.push(rect.grown(ROOM));
        }
    }
}
