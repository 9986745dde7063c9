//! The moving requests, as plain data: born of sampled hops, carried along the lines, gone.

use crate::board::geometry::{Layout, Point};
use crate::desk::Moving;
use simcore::design::NodeId;
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
    pub hop: Hop,
    /// Somebody looks at this request.
    pub picked: bool,
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
    pub picked: bool,
}

impl Token {
    fn moving(&self) -> Moving {
        Moving { from: self.from, to: self.to, hop: self.hop }
    }

    /// What is drawn of it, once it has started.
    fn shape(&self, layout: &Layout) -> Option<Shape> {
        let route = layout.route(self.from, self.to).filter(|_| self.way >= 0.0)?;
        let mut at = route.at(self.way.min(route.length));
        let cross = (self.fallen > 0.0).then(|| (self.fallen / FALL_S).min(1.0));
        at.y += cross.unwrap_or(0.0) * 14.0;
        Some(Shape { at, write: self.hop.class == 1, cross, picked: self.picked })
    }
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
                hop: *hop,
                picked: false,
                way: -wait,
                fallen: 0.0,
            });
        }
    }

    /// Lets so many seconds pass. Those whose line is gone vanish.
    pub fn advance(&mut self, dt: f64, layout: &Layout) {
        self.tokens.retain_mut(|t| {
            let Some(route) = layout.route(t.from, t.to) else { return false };
            let end = route.length - if t.hop.failed { 14.0 } else { 6.0 };
            if t.way < end {
                t.way += SPEED * dt;
                return true;
            }
            t.fallen += dt;
            t.hop.failed && t.fallen < FALL_S
        });
    }

    /// What is to be drawn now.
    pub fn shapes<'a>(&'a self, layout: &'a Layout) -> impl Iterator<Item = Shape> + 'a {
        self.tokens.iter().filter_map(|t| t.shape(layout))
    }

    /// The shape nearest to a point, if one is within reach.
    pub fn at(&self, at: Point, reach: f64, layout: &Layout) -> Option<Moving> {
        let far = |t: &Token| t.shape(layout).map_or(f64::INFINITY, |s| s.at.distance(at));
        let near = self.tokens.iter().map(far).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        self.tokens.get(near.filter(|(_, d)| *d <= reach)?.0).map(Token::moving)
    }

    /// The shape that began last on a line, or on its way to or from a station. Those that are
    /// parts of users' requests come first.
    pub fn newest(&self, a: NodeId, b: Option<NodeId>) -> Option<Moving> {
        let here = |t: &Token| match b {
            Some(b) => (t.from, t.to) == (a, b),
            None => t.from == a || t.to == a,
        };
        self.tokens.iter().filter(|t| here(t)).map(Token::moving).max_by_key(Moving::is_asked_for)
    }

    /// Marks this shape and no other.
    pub fn mark(&mut self, moving: &Moving) {
        self.tokens.iter_mut().for_each(|t| t.picked = t.moving() == *moving);
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
        Layout::of(&Design { nodes: vec![node(1, 0), node(2, 400)], links, ..Design::default() })
    }

    fn hops(n: usize, failed: bool) -> Vec<Hop> {
        let hop = |i| Hop {
            link: 0,
            at_s: 0.0,
            class: 1,
            failed,
            key: i as u32,
            began_s: 0.0,
            asked: true,
            again: false,
        };
        (0..n).map(hop).collect()
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
    fn the_shape_under_a_pointer_is_picked_and_no_other() {
        let (mut m, l) = (Motion::default(), layout());
        for _ in 0..2 {
            m.feed(&hops(1, false), &[(1, 2)], &[1_000.0], 1.0);
            m.tokens.iter_mut().for_each(|t| t.hop.key += 1);
            m.advance(0.5, &l);
        }
        let (first, second) = (l.routes[0].at(2.0 * 0.5 * SPEED), l.routes[0].at(0.5 * SPEED));
        let key = |moving: Option<Moving>| moving.map(|t| t.hop.key);
        assert_eq!((key(m.at(first, 5.0, &l)), key(m.at(second, 5.0, &l))), (Some(2), Some(1)));
        assert_eq!(m.at(Point::new(second.x, second.y + 20.0), 5.0, &l), None);
        assert_eq!((key(m.newest(1, Some(2))), key(m.newest(2, Some(1)))), (Some(1), None));
        assert_eq!(key(m.newest(2, None)), Some(1));
        if let Some(moving) = m.at(second, 5.0, &l) {
            m.mark(&moving);
        }
        assert_eq!(m.shapes(&l).filter(|s| s.picked).map(|s| s.at).collect::<Vec<_>>(), [second]);
        m.tokens[1].hop.class = 4;
        assert_eq!(key(m.newest(1, None)), Some(2), "a request before what runs between stations");
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
