//! The moving requests, as plain data: born of sampled hops, carried along the lines, gone.

use crate::board::geometry::{Layout, Point};
use simcore::host::Hop;

/// At most so many shapes; beyond it the oldest keep going and new ones are not begun.
pub const MOST: usize = 2_000;
/// Board units per second of wall time.
const SPEED: f64 = 160.0;
/// How long a failed one falls.
pub const FALL_S: f64 = 0.16;

/// A request on its way along a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// The line, by its ends: indices change when the board is edited.
    pub from: u32,
    pub to: u32,
    pub write: bool,
    pub failed: bool,
    /// Way done, in board units; negative while it waits for its turn to start.
    pub way: f64,
    /// Seconds since it arrived and failed.
    pub fallen: f64,
}

/// A shape to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    pub at: Point,
    pub write: bool,
    /// A cross, with this share of its fall done.
    pub cross: Option<f64>,
}

/// All moving requests of a board.
#[derive(Clone, Debug, Default)]
pub struct Motion {
    tokens: Vec<Token>,
    /// Per line, how much of a shape may be begun: keeps the density on a log scale.
    credit: Vec<f64>,
}

impl Motion {
    /// Begins shapes for sampled hops. `rates` are calls per second of wall time over each line,
    /// `dt` the wall seconds since the hops before.
    pub fn feed(&mut self, hops: &[Hop], ends: &[(u32, u32)], rates: &[f64], dt: f64) {
        self.credit.resize(ends.len(), 0.0);
        for (credit, rate) in self.credit.iter_mut().zip(rates) {
            *credit = (*credit + density(*rate) * dt).min(2.0 + density(*rate) * 0.1);
        }
        let mut begun = vec![0u32; ends.len()];
        for hop in hops {
            let i = hop.link as usize;
            let (Some((from, to)), Some(credit)) = (ends.get(i), self.credit.get_mut(i)) else { continue };
            if *credit < 1.0 || self.tokens.len() >= MOST {
                continue;
            }
            *credit -= 1.0;
            // those of one frame start one after the other, not all at once
            let wait = f64::from(begun[i]) * SPEED * dt / (density(rates[i]) * dt).max(1.0);
            begun[i] += 1;
            self.tokens.push(Token {
                from: *from,
                to: *to,
                write: hop.class == 1,
                failed: hop.failed,
                way: -wait,
                fallen: 0.0,
            });
        }
    }

    /// Lets so many seconds pass. Those whose line is gone vanish.
    pub fn advance(&mut self, dt: f64, layout: &Layout) {
        self.tokens.retain_mut(|t| {
            let Some(route) = layout.route(t.from, t.to) else { return false };
            let end = route.length - if t.failed { 14.0 } else { 6.0 };
            if t.way < end {
                t.way += SPEED * dt;
                return true;
            }
            t.fallen += dt;
            t.failed && t.fallen < FALL_S
        });
    }

    /// What is to be drawn now.
    pub fn shapes<'a>(&'a self, layout: &'a Layout) -> impl Iterator<Item = Shape> + 'a {
        self.tokens.iter().filter(|t| t.way >= 0.0).filter_map(|t| {
            let route = layout.route(t.from, t.to)?;
            let mut at = route.at(t.way.min(route.length));
            let cross = (t.fallen > 0.0).then(|| (t.fallen / FALL_S).min(1.0));
            at.y += cross.unwrap_or(0.0) * 14.0;
            Some(Shape { at, write: t.write, cross })
        })
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub fn clear(&mut self) {
        self.tokens.clear();
    }
}

/// Shapes begun per second on a line with this rate: all of few, and of many more the more slowly.
fn density(rate: f64) -> f64 {
    if rate <= 1.0 { rate } else { 1.0 + 0.6 * rate.log2() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{Design, LinkSpec, NodeSpec};
    use simcore::kinds::KindId;

    fn layout() -> Layout {
        let node = |id, x| NodeSpec {
            id,
            name: String::new(),
            kind: KindId::ALL[0],
            params: vec![],
            at: [x, 0],
            place: None,
        };
        let links = vec![LinkSpec { from: 1, to: 2, params: vec![] }];
        Layout::of(&Design { nodes: vec![node(1, 0), node(2, 400)], links, ..Design::default() }, None)
    }

    fn hops(n: usize, failed: bool) -> Vec<Hop> {
        vec![Hop { link: 0, at_s: 0.0, class: 1, failed }; n]
    }

    #[test]
    fn a_request_travels_to_the_end_and_is_gone() {
        let (mut m, l) = (Motion::default(), layout());
        m.feed(&hops(1, false), &[(1, 2)], &[1_000.0], 1.0);
        assert_eq!(m.shapes(&l).count(), 1);
        m.advance(10.0, &l);
        m.advance(0.1, &l);
        assert!(m.is_empty());
    }

    #[test]
    fn a_failed_one_becomes_a_cross_and_falls() {
        let (mut m, l) = (Motion::default(), layout());
        m.feed(&hops(1, true), &[(1, 2)], &[1_000.0], 1.0);
        m.advance(10.0, &l);
        m.advance(FALL_S / 2.0, &l);
        let shape = m.shapes(&l).next().expect("still falling");
        assert!(shape.cross.is_some_and(|c| c > 0.0) && shape.at.y > l.routes[0].end().y);
        m.advance(FALL_S, &l);
        assert!(m.is_empty());
    }

    #[test]
    fn density_is_bounded_whatever_comes() {
        let mut m = Motion::default();
        for _ in 0..10_000 {
            m.feed(&hops(500, false), &[(1, 2)], &[1e6], 0.033);
        }
        assert!(m.tokens.len() <= MOST);
        assert!(density(1e6) < 20.0 && density(0.5) == 0.5);
        m.feed(&hops(3, false), &[], &[], 0.033);
    }

    #[test]
    fn a_removed_line_takes_its_requests_along() {
        let mut m = Motion::default();
        m.feed(&hops(3, false), &[(1, 2)], &[100.0], 1.0);
        m.advance(0.01, &Layout::default());
        assert!(m.is_empty());
    }
}
