//! The way of a connection: lines at 0, 45 and 90 degrees with small round corners, as on a
//! transit map.

use super::{Point, Rect};
use std::fmt::Write;

/// Radius of the corners.
const CORNER: f64 = 5.0;
/// Size of the slanted piece at a turn.
const SLANT: f64 = 12.0;
/// A line leaves and enters a station straight for at least this long.
const STUB: f64 = 16.0;
/// A label stands on a piece of line only when that is so long; at a station less is enough, since
/// beyond the piece it lies over paper.
const ROOM: f64 = 28.0;
const END_ROOM: f64 = 10.0;
/// Room between a station and a line that goes around it.
const AROUND: f64 = 20.0;

/// A way from the out port of one station to the in port of another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Corners, from the start to the end; at least two.
    pub points: Vec<Point>,
    pub length: f64,
    pub labelled: Labelled,
}

/// Where the label of a line belongs, so that the labels of lines side by side keep apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Labelled {
    /// No other line is near: in the middle.
    #[default]
    Alone,
    /// Lines part from its start: near its end.
    AtEnd,
    /// Lines meet at its end: near its start.
    AtStart,
    /// Both: near the start, the topmost above and the lowest below, those between not at all.
    Above,
    Below,
    Never,
}

/// A place for a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub at: Point,
    /// The piece of line there is level.
    pub level: bool,
    pub anchor: Anchor,
    pub side: Side,
}

/// Which part of a label stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// On which side of a line its labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Above,
    Below,
    Both,
}

impl Route {
    /// Straight ahead where the target is to the right, otherwise around. `lane` shifts the
    /// upright piece, so that lines side by side do not lie on each other.
    pub fn between(a: Point, b: Point, from: &Rect, to: &Rect, lane: f64) -> Route {
        if b.x - a.x >= 2.0 * STUB { Route::ahead(a, b, lane) } else { Route::around(a, b, from, to, lane) }
    }

    /// A straight line, for a wire that is still being drawn.
    pub fn straight(a: Point, b: Point) -> Route {
        Route::through(vec![a, b])
    }

    fn ahead(a: Point, b: Point, lane: f64) -> Route {
        let (dy, room) = (b.y - a.y, b.x - a.x);
        if dy.abs() < 0.5 {
            return Route::through(vec![a, b]);
        }
        let slant = SLANT.min(dy.abs() / 2.0).min((room - STUB) / 2.0);
        let (lo, hi) = (a.x + STUB / 2.0 + slant, b.x - STUB / 2.0 - slant);
        let x = ((a.x + b.x) / 2.0 + lane).clamp(lo.min(hi), hi.max(lo));
        let s = slant * dy.signum();
        Route::through(vec![
            a,
            Point::new(x - slant, a.y),
            Point::new(x, a.y + s),
            Point::new(x, b.y - s),
            Point::new(x + slant, b.y),
            b,
        ])
    }

    fn around(a: Point, b: Point, from: &Rect, to: &Rect, lane: f64) -> Route {
        let (right, left) = (a.x + AROUND + lane.abs(), b.x - AROUND - lane.abs());
        // between the two if there is room, else below both
        let gap = if from.bottom() + 2.0 * AROUND <= to.y {
            (from.bottom() + to.y) / 2.0
        } else if to.bottom() + 2.0 * AROUND <= from.y {
            (to.bottom() + from.y) / 2.0
        } else {
            from.bottom().max(to.bottom()) + AROUND
        };
        let y = gap + lane;
        let square =
            [a, Point::new(right, a.y), Point::new(right, y), Point::new(left, y), Point::new(left, b.y), b];
        Route::through(slanted(&square))
    }

    /// Drops points that are no corners and measures.
    fn through(points: Vec<Point>) -> Route {
        let mut kept: Vec<Point> = Vec::with_capacity(points.len());
        for p in points {
            if kept.last().is_some_and(|q| q.distance(p) < 0.01) {
                continue;
            }
            if let [.., o, q] = kept[..] {
                let cross = (q.x - o.x) * (p.y - q.y) - (q.y - o.y) * (p.x - q.x);
                if cross.abs() < 0.01 {
                    kept.pop();
                }
            }
            kept.push(p);
        }
        if kept.len() == 1 {
            kept.push(kept[0]);
        }
        let length = kept.windows(2).map(|w| w[0].distance(w[1])).sum();
        Route { points: kept, length, labelled: Labelled::Alone }
    }

    /// The point at this distance from the start, at most the end.
    pub fn at(&self, distance: f64) -> Point {
        let mut left = distance.max(0.0);
        for w in self.points.windows(2) {
            let d = w[0].distance(w[1]);
            if left <= d && d > 0.0 {
                return lerp(w[0], w[1], left / d);
            }
            left -= d;
        }
        self.end()
    }

    pub fn start(&self) -> Point {
        self.points.first().copied().unwrap_or_default()
    }

    pub fn end(&self) -> Point {
        self.points.last().copied().unwrap_or_default()
    }

    /// The SVG path, with round corners; it ends `short` units before the end, where the arrow
    /// head begins.
    pub fn path(&self, short: f64) -> String {
        let mut d = String::new();
        let n = self.points.len();
        for (i, p) in self.points.iter().enumerate() {
            if i == 0 {
                let _ = write!(d, "M{:.1} {:.1}", p.x, p.y);
            } else if i + 1 == n {
                let before = self.points[i - 1];
                let full = before.distance(*p);
                let q = if full > 0.0 { lerp(before, *p, ((full - short) / full).max(0.0)) } else { *p };
                let _ = write!(d, "L{:.1} {:.1}", q.x, q.y);
            } else {
                let (o, q) = (self.points[i - 1], self.points[i + 1]);
                let (l, r) = (o.distance(*p), p.distance(q));
                let cut = CORNER.min(l / 2.0).min(r / 2.0);
                let (s, e) = (lerp(*p, o, cut / l), lerp(*p, q, cut / r));
                let _ = write!(d, "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", s.x, s.y, p.x, p.y, e.x, e.y);
            }
        }
        d
    }

    /// The line that runs beside this one, so far to the right of the direction of travel.
    pub fn beside(&self, by: f64) -> Route {
        let normals: Vec<Point> = self.points.windows(2).map(|w| normal(w[0], w[1])).collect();
        let beside = self.points.iter().enumerate().map(|(i, p)| {
            let before = normals[i.saturating_sub(1).min(normals.len() - 1)];
            let after = normals[i.min(normals.len() - 1)];
            // at a corner the two lines meet farther out the sharper it is
            let k = by / (1.0 + before.x * after.x + before.y * after.y).max(0.2);
            Point::new(p.x + (before.x + after.x) * k, p.y + (before.y + after.y) * k)
        });
        if normals.is_empty() {
            return self.clone();
        }
        Route { labelled: self.labelled, ..Route::through(beside.collect()) }
    }

    /// How far a point is from the line.
    pub fn distance(&self, p: Point) -> f64 {
        self.points.windows(2).map(|w| to_segment(p, w[0], w[1])).fold(f64::INFINITY, f64::min)
    }

    /// Where a label stands; nothing when there is no room for it.
    pub fn label(&self) -> Option<Spot> {
        let level = |w: &[Point]| (w[0].y - w[1].y).abs() < 0.5;
        let pieces = || self.points.windows(2);
        let long = |w: &&[Point]| w[0].distance(w[1]);
        let by_length = |a: &&[Point], b: &&[Point]| long(a).total_cmp(&long(b));
        let piece = match self.labelled {
            Labelled::Never => return None,
            Labelled::Alone => pieces().filter(|w| level(w)).max_by(by_length),
            Labelled::AtEnd => pieces().next_back(),
            Labelled::AtStart | Labelled::Above | Labelled::Below => pieces().next(),
        };
        let beside = matches!(self.labelled, Labelled::Above | Labelled::Below);
        let room = if self.labelled == Labelled::Alone { ROOM } else { END_ROOM };
        let piece = piece.filter(|w| level(w) && long(w) >= room);
        let w = piece.or_else(|| if beside { None } else { pieces().max_by(by_length) })?;
        let (level, down) = (level(w), self.end().y - self.start().y);
        let (at, anchor) = match self.labelled {
            Labelled::AtEnd if level => (w[1], Anchor::End),
            Labelled::AtStart | Labelled::Above | Labelled::Below if level => (w[0], Anchor::Start),
            _ => (lerp(w[0], w[1], 0.5), Anchor::Middle),
        };
        // on the side from which the line does not come, or to which it does not go
        let side = match self.labelled {
            Labelled::Above => Side::Above,
            Labelled::Below => Side::Below,
            Labelled::AtEnd if down > 0.5 => Side::Below,
            Labelled::AtEnd if down < -0.5 => Side::Above,
            Labelled::AtStart if down > 0.5 => Side::Above,
            Labelled::AtStart if down < -0.5 => Side::Below,
            _ => Side::Both,
        };
        (anchor != Anchor::Middle || long(&w) >= ROOM).then_some(Spot { at, level, anchor, side })
    }

    /// The smallest rectangle around it.
    pub fn bounds(&self) -> Rect {
        let first = Rect::between(self.start(), self.start());
        self.points.iter().fold(first, |r, p| r.union(&Rect::between(*p, *p)))
    }
}

fn lerp(a: Point, b: Point, t: f64) -> Point {
    Point::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
}

fn normal(a: Point, b: Point) -> Point {
    let d = a.distance(b);
    if d > 0.0 { Point::new((a.y - b.y) / d, (b.x - a.x) / d) } else { Point::new(0.0, 1.0) }
}

fn to_segment(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { ((p.x - a.x) * dx + (p.y - a.y) * dy) / square } else { 0.0 };
    p.distance(lerp(a, b, t.clamp(0.0, 1.0)))
}

/// Replaces each square corner by a slanted piece.
fn slanted(square: &[Point]) -> Vec<Point> {
    let mut out = Vec::with_capacity(square.len() * 2);
    for (i, p) in square.iter().enumerate() {
        if i == 0 || i + 1 == square.len() {
            out.push(*p);
            continue;
        }
        let (o, q) = (square[i - 1], square[i + 1]);
        let (l, r) = (o.distance(*p), p.distance(q));
        let cut = SLANT.min(l / 2.0).min(r / 2.0);
        if cut > 0.5 {
            out.push(lerp(*p, o, cut / l));
            out.push(lerp(*p, q, cut / r));
        } else {
            out.push(*p);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn box_at(x: f64, y: f64) -> Rect {
        Rect { x, y, w: 144.0, h: 64.0 }
    }

    fn route(from: Rect, to: Rect, lane: f64) -> Route {
        let a = Point::new(from.right(), from.centre().y);
        let b = Point::new(to.x, to.centre().y);
        Route::between(a, b, &from, &to, lane)
    }

    #[test]
    fn level_stations_are_joined_by_one_straight_line() {
        let r = route(box_at(0.0, 0.0), box_at(240.0, 0.0), 0.0);
        assert_eq!(r.points.len(), 2);
        assert_eq!(r.path(8.0), "M144.0 32.0L232.0 32.0");
        assert_eq!(r.at(10.0), Point::new(154.0, 32.0));
        assert_eq!(r.at(1e9), r.end());
    }

    #[test]
    fn a_label_stands_on_a_level_piece_where_there_is_one() {
        let spot = route(box_at(0.0, 0.0), box_at(400.0, 200.0), 0.0).label().expect("there is room");
        assert!(spot.level && (spot.at.y == 32.0 || spot.at.y == 232.0));
    }

    #[test]
    fn a_line_beside_keeps_its_distance() {
        let r = route(box_at(0.0, 0.0), box_at(400.0, 200.0), 0.0);
        let beside = r.beside(3.0);
        assert_eq!(beside.start(), Point::new(144.0, 35.0));
        assert_eq!(beside.end(), Point::new(400.0, 235.0));
        for i in 0..=100 {
            let d = r.distance(beside.at(beside.length * f64::from(i) / 100.0));
            assert!((d - 3.0).abs() < 0.4, "{d}");
        }
    }

    proptest! {
        #[test]
        fn lines_run_at_0_45_or_90_degrees_from_port_to_port(
            x in -800i32..800, y in -600i32..600, lane in -30i32..30,
        ) {
            let (from, to) = (box_at(0.0, 0.0), box_at(f64::from(x * 8), f64::from(y * 8)));
            let r = route(from, to, f64::from(lane));
            prop_assert_eq!(r.start(), Point::new(144.0, 32.0));
            prop_assert_eq!(r.end(), Point::new(to.x, to.y + 32.0));
            for w in r.points.windows(2) {
                let (dx, dy) = ((w[1].x - w[0].x).abs(), (w[1].y - w[0].y).abs());
                prop_assert!(dx < 0.01 || dy < 0.01 || (dx - dy).abs() < 0.01, "{:?}", r.points);
            }
            prop_assert!(r.length.is_finite() && r.distance(r.at(r.length / 2.0)) < 0.01);
        }
    }
}
