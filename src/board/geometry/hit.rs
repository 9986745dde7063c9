//! What is under a pointer.

use super::{Layout, Point};
use simcore::design::NodeId;

/// How near a pointer must come, in board units: a finger needs more room than a mouse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    pub port: f64,
    pub link: f64,
}

impl Reach {
    /// For this pointer at this zoom. A finger gets 44 screen pixels for a port.
    pub fn of(touch: bool, zoom: f64) -> Reach {
        let (port, link) = if touch { (22.0, 14.0) } else { (11.0, 7.0) };
        Reach { port: port / zoom, link: link / zoom }
    }
}

/// What is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The port from which a new connection begins.
    OutPort(NodeId),
    Node(NodeId),
    /// A connection, by its index in the design.
    Link(usize),
    Empty,
}

impl Layout {
    /// What is at a point. Stations drawn later lie on top. `ports` is false where nothing can be
    /// connected.
    pub fn hit(&self, p: Point, reach: Reach, ports: bool) -> Hit {
        if let Some(id) = self.node_at(p, 0.0) {
            // inside the station the port takes only its own half disc, so that the body stays
            // easy to grab
            let near = self
                .node(id)
                .is_some_and(|n| n.plan.calls && n.out_port().distance(p) <= reach.port.min(12.0));
            return if ports && near { Hit::OutPort(id) } else { Hit::Node(id) };
        }
        let port = |n: &&super::Placed| n.plan.calls && n.out_port().distance(p) <= reach.port;
        if ports && let Some(n) = self.nodes.iter().rev().find(port) {
            return Hit::OutPort(n.id);
        }
        let distances = self.routes.iter().enumerate().map(|(i, r)| (r.distance(p), i));
        match distances.min_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((d, i)) if d <= reach.link => Hit::Link(i),
            _ => Hit::Empty,
        }
    }

    /// The station at a point, or within `slack` of it.
    pub fn node_at(&self, p: Point, slack: f64) -> Option<NodeId> {
        let exact = self.nodes.iter().rev().find(|n| n.rect.contains(p));
        exact.or_else(|| self.nodes.iter().rev().find(|n| n.rect.grown(slack).contains(p))).map(|n| n.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::geometry::{Placed, Plan, Rect, Route};
    use simcore::kinds::KindId;

    fn layout() -> Layout {
        let plan = Plan::of(KindId::ALL[0], 0);
        let at = |id, x| Placed { id, rect: Rect { x, y: 0.0, w: plan.w, h: plan.h }, plan, links_out: 0 };
        let nodes = vec![at(1, 0.0), at(2, 400.0)];
        let routes = vec![Route::straight(nodes[0].out_port(), nodes[1].in_port())];
        Layout::made_of(nodes, routes, vec![(1, 2)])
    }

    #[test]
    fn body_port_line_and_paper_are_told_apart() {
        let (l, mouse) = (layout(), Reach::of(false, 1.0));
        let out = l.nodes[0].out_port();
        assert_eq!(l.hit(Point::new(20.0, 20.0), mouse, true), Hit::Node(1));
        assert_eq!(l.hit(Point::new(out.x + 4.0, out.y), mouse, true), Hit::OutPort(1));
        assert_eq!(l.hit(Point::new(out.x + 4.0, out.y), mouse, false), Hit::Link(0));
        assert_eq!(l.hit(Point::new(300.0, out.y + 5.0), mouse, true), Hit::Link(0));
        assert_eq!(l.hit(Point::new(300.0, out.y + 40.0), mouse, true), Hit::Empty);
    }

    #[test]
    fn a_finger_reaches_further_and_zooming_out_keeps_its_size() {
        let l = layout();
        let out = l.nodes[0].out_port();
        let p = Point::new(out.x + 20.0, out.y - 9.0);
        assert_eq!(l.hit(p, Reach::of(false, 1.0), true), Hit::Empty);
        assert_eq!(l.hit(p, Reach::of(true, 1.0), true), Hit::OutPort(1));
        assert_eq!(l.hit(p, Reach::of(false, 0.4), true), Hit::OutPort(1));
    }
}
