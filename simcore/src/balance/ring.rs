//! The ring of consistent hashing: every server has many points on a circle, a key belongs to the
//! first point clockwise whose server is up.

use super::Server;
use super::hash::mix;
use super::step::{Step, Watch};
use crate::sorted::SortedMap;
use std::sync::Arc;

/// One point of a server on the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RingPoint {
    /// Position: the whole circle is 2^64.
    pub at: u64,
    /// Id of its server.
    pub server: u32,
}

impl RingPoint {
    /// Clockwise angle from the top, in degrees.
    pub fn degrees(&self) -> f64 {
        degrees(self.at)
    }
}

/// A position on the ring as an angle in degrees, from 0 to 360.
pub fn degrees(at: u64) -> f64 {
    at as f64 * (360.0 / 18_446_744_073_709_551_616.0)
}

/// Thousands of virtual nodes: the standard library's sort earns its bytes here, once.
#[inline(never)]
fn in_order(points: &mut [RingPoint]) {
    points.sort_unstable();
}

/// Points in clockwise order. Cheap to copy: the points are shared.
#[derive(Clone, Debug, Default)]
pub struct Ring {
    points: Arc<[RingPoint]>,
    /// Index in the list of each point's server, or `u32::MAX` if it is not in the list.
    place: Arc<[u32]>,
    /// The list for which `place` was made.
    ids: Vec<u32>,
    /// Points were given from outside: never made anew.
    fixed: bool,
}

impl Ring {
    /// A ring with exactly these points. Servers without a point get no keys; points of servers that
    /// are not in the list are passed over.
    pub fn of_points(mut points: Vec<RingPoint>) -> Ring {
        in_order(&mut points);
        Ring { points: points.into(), fixed: true, ..Ring::default() }
    }

    /// The points in clockwise order.
    pub fn points(&self) -> &[RingPoint] {
        &self.points
    }

    /// The position of point number `i` of a server under the engine's own hash.
    pub fn position(server: u32, i: u32) -> u64 {
        mix(mix((u64::from(server) << 32) | u64::from(i)) ^ 0xa076_1d64_78bd_642f)
    }

    /// The list changed: make the points (unless they were given) and find each one's server.
    pub(super) fn changed(&mut self, servers: &[Server], vnodes: u32) {
        if !self.points.is_empty() && self.is_for(servers) {
            return;
        }
        self.ids.clear();
        self.ids.extend(servers.iter().map(|s| s.id));
        if !self.fixed {
            let points_of = |s: &Server| {
                let server = s.id;
                (0..vnodes).map(move |i| RingPoint { at: Ring::position(server, i), server })
            };
            let mut points: Vec<RingPoint> = servers.iter().flat_map(points_of).collect();
            in_order(&mut points);
            self.points = points.into();
        }
        let by_id: SortedMap<u32, u32> = self.ids.iter().enumerate().map(|(i, &id)| (id, i as u32)).collect();
        let place_of = |id: u32| by_id.get(&id).copied().unwrap_or(u32::MAX);
        self.place = self.points.iter().map(|p| place_of(p.server)).collect();
    }

    fn is_for(&self, servers: &[Server]) -> bool {
        self.ids.len() == servers.len() && self.ids.iter().zip(servers).all(|(&id, s)| id == s.id)
    }

    /// The index of the server that owns a position.
    pub(super) fn pick(
        &mut self,
        servers: &[Server],
        vnodes: u32,
        at: u64,
        watch: &mut impl Watch,
    ) -> Option<usize> {
        // a longer or shorter list is seen at once; other changes must be told by `membership_changed`
        if self.ids.len() != servers.len() || self.points.is_empty() {
            self.ids.clear();
            self.changed(servers, vnodes);
        }
        watch.step(|| Step::RingKey { degrees: degrees(at) });
        let start = self.points.partition_point(|p| p.at < at);
        for i in (start..self.points.len()).chain(0..start) {
            let place = self.place[i] as usize;
            let Some(server) = servers.get(place) else { continue };
            let point = self.points[i];
            watch.step(|| Step::RingPoint {
                degrees: point.degrees(),
                server: point.server,
                taken: server.up,
            });
            if server.up {
                return Some(place);
            }
        }
        None
    }
}
