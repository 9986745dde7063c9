//! What the chart of a sweep shows, placed: everything in shares of the field, so that it keeps the
//! size of its texts at any width.

use super::axis::Axis;
use super::figures::Measure;
use super::found::{Found, FullAt, Point, bend};
use super::guess::Guess;
use std::fmt::Write;

/// The field of the lines of theory, in units of their own.
pub const FIELD: f64 = 1000.0;

pub struct Drawing {
    pub points: Vec<Point>,
    pub knee: Option<usize>,
    pub full: Option<FullAt>,
    pub x: Axis,
    pub y: Axis,
    /// What the learner expected, as a path in the field.
    pub guess: String,
    /// Theory, as a path in the field.
    pub line: String,
}

impl Drawing {
    pub fn of(found: &Found, measure: Measure) -> Option<Drawing> {
        let points = found.points(measure);
        let (first, last) = (*found.values.first()?, *found.values.last()?);
        let full = found.full_at();
        // room for the hatching where everything is full
        let end = full.map_or(last, |f| last.max(f.x));
        let x = Axis::along(first, end, found.log);
        let x = if full.is_some() { Axis { to: x.at(1.05), ..x } } else { x };
        // the 95th percentiles would press the means down: those that fit are drawn
        let high = |p: &Point| {
            let i = p.measured;
            [i.mean, if i.half.is_finite() { i.mean + i.half } else { i.mean }]
        };
        let guess: Vec<(f64, f64)> = found.guess(measure).into_iter().flat_map(Guess::points).collect();
        let y = Axis::up(points.iter().flat_map(high).chain(guess.iter().map(|g| g.1)));
        let path = |line: &mut String, piece: Vec<(f64, f64)>| {
            for (i, (at, value)) in piece.into_iter().enumerate() {
                let (px, py) = (x.place(at) * FIELD, (1.0 - y.place(value).clamp(-1.0, 3.0)) * FIELD);
                let _ = write!(line, "{}{px:.1} {py:.1}", if i == 0 { 'M' } else { 'L' });
            }
        };
        let (mut line, mut drawn) = (String::new(), String::new());
        found.line(measure).into_iter().for_each(|piece| path(&mut line, piece));
        path(&mut drawn, guess);
        Some(Drawing { knee: bend(&points), points, full, x, y, guess: drawn, line })
    }
}

/// A share in per cent, from the left or from below.
pub fn pct(share: f64) -> String {
    format!("{:.2}%", 100.0 * share.clamp(-0.5, 1.5))
}

/// A share from above.
pub fn down(share: f64) -> String {
    pct(1.0 - share)
}
