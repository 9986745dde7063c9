//! What part of the sheet is seen.

use super::{Point, Rect};

/// Limits of the zoom.
pub const MIN_ZOOM: f64 = 0.2;
pub const MAX_ZOOM: f64 = 2.0;

/// The board point at the top left corner of the view, and screen pixels per board unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub x: f64,
    pub y: f64,
    pub zoom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Viewport { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

impl Viewport {
    /// The board point under a point of the view.
    pub fn to_board(&self, p: Point) -> Point {
        Point::new(self.x + p.x / self.zoom, self.y + p.y / self.zoom)
    }

    /// The point of the view where a board point is seen.
    pub fn to_screen(&self, p: Point) -> Point {
        Point::new((p.x - self.x) * self.zoom, (p.y - self.y) * self.zoom)
    }

    /// The part of the sheet that a view of this size shows.
    pub fn seen(&self, w: f64, h: f64) -> Rect {
        Rect { x: self.x, y: self.y, w: w / self.zoom, h: h / self.zoom }
    }

    /// Zooms so that the board point under `p` (of the view) stays there.
    pub fn zoomed(&self, zoom: f64, p: Point) -> Viewport {
        let zoom = if zoom.is_finite() { zoom.clamp(MIN_ZOOM, MAX_ZOOM) } else { self.zoom };
        let fixed = self.to_board(p);
        Viewport { x: fixed.x - p.x / zoom, y: fixed.y - p.y / zoom, zoom }
    }

    /// Moves the sheet by screen pixels, as a hand would.
    pub fn panned(&self, dx: f64, dy: f64) -> Viewport {
        Viewport { x: self.x - dx / self.zoom, y: self.y - dy / self.zoom, zoom: self.zoom }
    }

    /// Shows all of `bounds` in the middle of a view of this size, never larger than true size.
    pub fn fit(bounds: &Rect, w: f64, h: f64, margin: f64) -> Viewport {
        let (room_w, room_h) = ((w - 2.0 * margin).max(40.0), (h - 2.0 * margin).max(40.0));
        let zoom = (room_w / bounds.w.max(1.0)).min(room_h / bounds.h.max(1.0)).clamp(MIN_ZOOM, 1.0);
        let c = bounds.centre();
        Viewport { x: c.x - w / zoom / 2.0, y: c.y - h / zoom / 2.0, zoom }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_under_the_pointer_stays_there_while_zooming(
            x in -1e4..1e4f64, y in -1e4..1e4f64, z in 0.2..2.0f64, to in 0.01..9.0f64,
            px in 0.0..1e3f64, py in 0.0..1e3f64,
        ) {
            let p = Point::new(px, py);
            let before = Viewport { x, y, zoom: z };
            let after = before.zoomed(to, p);
            prop_assert!((MIN_ZOOM..=MAX_ZOOM).contains(&after.zoom));
            prop_assert!(before.to_board(p).distance(after.to_board(p)) < 1e-6);
            prop_assert!(after.to_screen(after.to_board(p)).distance(p) < 1e-6);
        }

        #[test]
        fn fitting_shows_everything(w in 200.0..4e3f64, h in 200.0..3e3f64) {
            let bounds = Rect { x: -300.0, y: 50.0, w: 900.0, h: 400.0 };
            let v = Viewport::fit(&bounds, w, h, 24.0);
            let seen = v.seen(w, h);
            if v.zoom > MIN_ZOOM {
                let inside = |p| seen.grown(1e-6).contains(p);
                prop_assert!(inside(Point::new(-300.0, 50.0)) && inside(Point::new(600.0, 450.0)));
            }
            prop_assert!(seen.centre().distance(bounds.centre()) < 1e-6);
        }
    }
}
