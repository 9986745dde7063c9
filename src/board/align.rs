//! Stations in line, and at equal distances.

use super::geometry::{Layout, Rect};
use simcore::design::{Design, NodeId};
use simcore::sorted::sort_by;

/// How the selected stations are to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
    Top,
    Middle,
    Bottom,
    /// The same space between them from left to right.
    Across,
    /// The same space between them from top to bottom.
    Down,
}

impl Align {
    /// All, in the order of the menu.
    pub const ALL: [Align; 8] = [
        Align::Left,
        Align::Centre,
        Align::Right,
        Align::Top,
        Align::Middle,
        Align::Bottom,
        Align::Across,
        Align::Down,
    ];

    /// So many stations are needed for it to mean anything.
    pub fn needs(self) -> usize {
        if matches!(self, Align::Across | Align::Down) { 3 } else { 2 }
    }

    /// New positions for those of these stations that are on the board.
    pub fn of(self, design: &Design, nodes: &[NodeId]) -> Vec<(NodeId, [i32; 2])> {
        let layout = Layout::of(design);
        let chosen: Vec<(NodeId, Rect)> =
            layout.nodes.iter().filter(|n| nodes.contains(&n.id)).map(|n| (n.id, n.rect)).collect();
        if chosen.len() < self.needs() {
            return Vec::new();
        }
        let Some(all) = chosen.iter().map(|(_, r)| *r).reduce(|a, b| a.union(&b)) else { return Vec::new() };
        let to = |id: NodeId, x: f64, y: f64| (id, [x.round() as i32, y.round() as i32]);
        match self {
            Align::Across => spread(chosen, all.x, all.w, |r| (r.x, r.w))
                .into_iter()
                .map(|(id, r, x)| to(id, x, r.y))
                .collect(),
            Align::Down => spread(chosen, all.y, all.h, |r| (r.y, r.h))
                .into_iter()
                .map(|(id, r, y)| to(id, r.x, y))
                .collect(),
            _ => {
                let middle = all.centre();
                let place = |r: Rect| match self {
                    Align::Left => (all.x, r.y),
                    Align::Centre => (middle.x - r.w / 2.0, r.y),
                    Align::Right => (all.right() - r.w, r.y),
                    Align::Top => (r.x, all.y),
                    Align::Middle => (r.x, middle.y - r.h / 2.0),
                    _ => (r.x, all.bottom() - r.h),
                };
                chosen.into_iter().map(|(id, r)| (place(r), id)).map(|((x, y), id)| to(id, x, y)).collect()
            }
        }
    }
}

/// Equal gaps along one axis; the first and the last stay. `side` tells start and length.
fn spread(
    mut all: Vec<(NodeId, Rect)>,
    from: f64,
    length: f64,
    side: impl Fn(&Rect) -> (f64, f64),
) -> Vec<(NodeId, Rect, f64)> {
    sort_by(&mut all, |a, b| side(&a.1).0.total_cmp(&side(&b.1).0).then(a.0.cmp(&b.0)));
    let filled: f64 = all.iter().map(|(_, r)| side(r).1).sum();
    let gap = (length - filled) / (all.len() as f64 - 1.0).max(1.0);
    let mut at = from;
    let place = |(id, r): (NodeId, Rect)| {
        let here = at;
        at += side(&r).1 + gap;
        (id, r, here)
    };
    all.into_iter().map(place).collect()
}
