//! The series of a live board across edits: columns follow the nodes, not their places.

use super::time::Notes;
use super::{Desk, KEEP_POINTS};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::host::Frame;
use simcore::measure::Point;
use std::sync::Arc;

impl Desk {
    /// Adds the points of a frame to the series.
    pub(super) fn take_points(self, frame: &Frame, current: bool) {
        let before: Vec<NodeId> = self.frame.with_untracked(|f| f.nodes.iter().map(|n| n.id).collect());
        let now: Vec<NodeId> = frame.nodes.iter().map(|n| n.id).collect();
        if frame.fresh.is_empty() && (before == now || !current) {
            return;
        }
        self.series.update(|series| {
            let series = Arc::make_mut(series);
            if current {
                reorder(series, &before, &now);
                push(series, frame.fresh.iter().cloned(), KEEP_POINTS);
            } else {
                let mut fresh = frame.fresh.clone();
                reorder(&mut fresh, &now, &before);
                push(series, fresh.into_iter(), KEEP_POINTS);
            }
        });
    }

    /// After a move in time the series of that time stands in place of what was going on before it.
    pub(super) fn take_series(self, points: &Frame) {
        if let Some((mut series, nodes)) = self.time.notes.try_update_value(Notes::take_series).flatten() {
            let now: Vec<NodeId> = points.nodes.iter().map(|n| n.id).collect();
            reorder(&mut series, &nodes, &now);
            push(&mut series, points.fresh.iter().cloned(), KEEP_POINTS);
            self.series.set(Arc::new(series));
        }
    }
}

/// Puts the columns of every point from one node order into another; new nodes get 0.
pub fn reorder(points: &mut [Point], from: &[NodeId], to: &[NodeId]) {
    if from == to {
        return;
    }
    let places: Vec<Option<usize>> = to.iter().map(|id| from.iter().position(|f| f == id)).collect();
    for point in points {
        let at = |place: &Option<usize>| place.and_then(|i| point.taken.get(i).copied()).unwrap_or(0.0);
        point.taken = places.iter().map(at).collect();
    }
}

/// Appends points; the oldest make room. A point that is not later than the last one begins a new
/// world, so the old ones go.
pub fn push(series: &mut Vec<Point>, fresh: impl Iterator<Item = Point>, keep: usize) {
    for point in fresh {
        if series.last().is_some_and(|last| point.t <= last.t) {
            series.clear();
        }
        series.push(point);
    }
    if series.len() > keep {
        series.drain(..series.len() - keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(t: f64, taken: &[f32]) -> Point {
        Point { t, taken: taken.to_vec(), ..Point::default() }
    }

    #[test]
    fn columns_follow_their_nodes() {
        let mut points = vec![point(1.0, &[0.1, 0.2, 0.3])];
        reorder(&mut points, &[1, 2, 3], &[3, 9, 1]);
        assert_eq!(points[0].taken, [0.3, 0.0, 0.1]);
    }

    #[test]
    fn the_oldest_points_make_room_and_a_new_world_begins_afresh() {
        let mut series = Vec::new();
        push(&mut series, (0..10).map(|i| point(f64::from(i), &[])), 4);
        assert_eq!(series.iter().map(|p| p.t).collect::<Vec<_>>(), [6.0, 7.0, 8.0, 9.0]);
        push(&mut series, [point(1.0, &[])].into_iter(), 4);
        assert_eq!(series.len(), 1);
    }
}
