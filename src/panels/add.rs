//! Adding a component without pointing at a place: it goes to the free place nearest to the middle
//! of what is seen.

use crate::board::geometry::{Layout, Plan, Point, Rect};
use crate::board::{Msg, Selection, snap};
use crate::desk::Desk;
use crate::i18n::{Lang, kinds};
use crate::view::prelude::*;
use simcore::kinds::KindId;
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

/// The board point in the middle of the view.
fn middle_of_view(desk: Desk) -> Point {
    let size = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.query_selector("[data-testid=board]").ok().flatten())
        .map(|e| e.get_bounding_client_rect());
    let (w, h) = size.map_or((800.0, 500.0), |r| (r.width(), r.height()));
    desk.view.with_untracked(|v| v.to_board(Point::new(w / 2.0, h / 2.0)))
}

fn free_place(desk: Desk, kind: KindId, middle: Point) -> [i32; 2] {
    let plan = Plan::of(kind, 0);
    let taken: Vec<Rect> = desk.board.with_untracked(|h| {
        Layout::of(&h.board().design, None).nodes.iter().map(|n| n.rect.grown(ROOM)).collect()
    });
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
