//! A whole board, placed: every station with its rectangle, every connection with its way.

use super::{Labelled, Plan, Point, Rect, Route};
use crate::board::snap;
use simcore::design::{Design, NodeId};
use simcore::sorted::{SortedMap, sort_by};

/// Space between the ends of lines that leave one station side by side.
const PORT_GAP: f64 = 16.0;
/// How far a line may leave the middle of a station's side so that it can be straight.
const PORT_SHIFT: f64 = 8.0;
/// Space between upright pieces of such lines.
const LANE: f64 = 10.0;

/// A station in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub id: NodeId,
    pub rect: Rect,
    pub plan: Plan,
    pub links_out: usize,
}

impl Placed {
    /// Where a new connection begins.
    pub fn out_port(&self) -> Point {
        Point::new(self.rect.right(), self.rect.centre().y)
    }

    /// Where a connection ends.
    pub fn in_port(&self) -> Point {
        Point::new(self.rect.x, self.rect.centre().y)
    }
}

/// A move that is not yet part of the document: the drag under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shift {
    pub nodes: Vec<NodeId>,
    pub dx: f64,
    pub dy: f64,
}

impl Shift {
    /// The move as it will be once released, on the grid.
    pub fn snapped(&self) -> (i32, i32) {
        (snap(self.dx.round() as i32), snap(self.dy.round() as i32))
    }
}

/// Everything in its place, in the order of the design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    pub nodes: Vec<Placed>,
    /// Empty routes for connections whose ends are missing.
    pub routes: Vec<Route>,
    node_index: SortedMap<NodeId, usize>,
    link_index: SortedMap<(NodeId, NodeId), usize>,
}

impl Layout {
    /// Places a design; `shift` is a drag that is under way.
    pub fn of(design: &Design, shift: Option<&Shift>) -> Layout {
        let mut outs: SortedMap<NodeId, usize> = SortedMap::new();
        for link in &design.links {
            *outs.get_or_default(link.from) += 1;
        }
        let nodes: Vec<Placed> = design
            .nodes
            .iter()
            .map(|n| {
                let links_out = outs.get(&n.id).copied().unwrap_or(0);
                let plan = Plan::of(n.kind, links_out);
                let moved = shift.filter(|s| s.nodes.contains(&n.id));
                let (dx, dy) = moved.map_or((0.0, 0.0), |s| (s.dx, s.dy));
                let (x, y) = (f64::from(n.at[0]) + dx, f64::from(n.at[1]) + dy);
                Placed { id: n.id, rect: Rect { x, y, w: plan.w, h: plan.h }, plan, links_out }
            })
            .collect();
        let routes = route_all(design, &nodes);
        let links = design.links.iter().map(|l| (l.from, l.to)).collect();
        Layout::made_of(nodes, routes, links)
    }

    pub(super) fn made_of(nodes: Vec<Placed>, routes: Vec<Route>, links: Vec<(NodeId, NodeId)>) -> Layout {
        let node_index = nodes.iter().enumerate().map(|(i, p)| (p.id, i)).collect();
        let link_index = links.into_iter().enumerate().map(|(i, l)| (l, i)).collect();
        Layout { nodes, routes, node_index, link_index }
    }

    pub fn node(&self, id: NodeId) -> Option<&Placed> {
        self.nodes.get(*self.node_index.get(&id)?)
    }

    /// Where a connection is in the order of the design.
    pub fn link(&self, from: NodeId, to: NodeId) -> Option<usize> {
        self.link_index.get(&(from, to)).copied()
    }

    /// The way of a connection.
    pub fn route(&self, from: NodeId, to: NodeId) -> Option<&Route> {
        self.routes.get(self.link(from, to)?).filter(|r| !r.points.is_empty())
    }

    /// The smallest rectangle around all stations and lines; nothing on an empty board.
    pub fn bounds(&self) -> Option<Rect> {
        let nodes = self.nodes.iter().map(|p| p.rect);
        let routes = self.routes.iter().filter(|r| !r.points.is_empty()).map(Route::bounds);
        nodes.chain(routes).reduce(|a, b| a.union(&b))
    }

    /// The station nearest to this one in a direction, for the arrow keys: ahead within a cone,
    /// sideways distance counting twice.
    pub fn neighbour(&self, id: NodeId, dx: i32, dy: i32) -> Option<NodeId> {
        let here = self.node(id)?.rect.centre();
        let (dx, dy) = (f64::from(dx.signum()), f64::from(dy.signum()));
        let cost = |p: &Placed| {
            let c = p.rect.centre();
            let (ahead, aside) = (
                (c.x - here.x) * dx + (c.y - here.y) * dy,
                ((c.x - here.x) * dy + (c.y - here.y) * dx).abs(),
            );
            (ahead > 1.0 && aside <= ahead * 3.0).then_some(ahead + 2.0 * aside)
        };
        let others = self.nodes.iter().filter(|p| p.id != id);
        others.filter_map(|p| cost(p).map(|c| (c, p.id))).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
    }

    /// Stations in the order of the flow: from left to right, then from top to bottom.
    pub fn reading_order(&self) -> Vec<NodeId> {
        let mut order: Vec<&Placed> = self.nodes.iter().collect();
        sort_by(&mut order, |a, b| {
            let key = |p: &Placed| ((p.rect.x / 80.0).round(), p.rect.y);
            key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal)
        });
        order.into_iter().map(|p| p.id).collect()
    }
}

fn route_all(design: &Design, nodes: &[Placed]) -> Vec<Route> {
    let by_id: SortedMap<NodeId, &Placed> = nodes.iter().map(|p| (p.id, p)).collect();
    let mut routes = vec![Route::default(); design.links.len()];
    let mut fans: SortedMap<NodeId, Vec<(usize, &Placed)>> = SortedMap::new();
    let mut ins: SortedMap<NodeId, usize> = SortedMap::new();
    for (i, link) in design.links.iter().enumerate() {
        if let (true, Some(to)) = (by_id.contains_key(&link.from), by_id.get(&link.to)) {
            fans.get_or_default(link.from).push((i, to));
            *ins.get_or_default(link.to) += 1;
        }
    }
    for (from, mut fan) in fans {
        sort_by(&mut fan, |a: &(usize, &Placed), b: &(usize, &Placed)| {
            a.1.rect.centre().y.total_cmp(&b.1.rect.centre().y).then(a.0.cmp(&b.0))
        });
        let fan = Fan { from: by_id[&from], to: &fan };
        for (rank, (i, to)) in fan.to.iter().enumerate() {
            let meet = ins.get(&to.id).copied().unwrap_or(1);
            let route = fan.route(rank, to, meet);
            routes[*i] = Route { labelled: labelled(rank, fan.to.len(), meet), ..route };
        }
    }
    routes
}

/// Where the label of the line of this rank belongs, when so many part and so many meet.
fn labelled(rank: usize, part: usize, meet: usize) -> Labelled {
    match (part, meet) {
        (1, 1) => Labelled::Alone,
        (_, 1) => Labelled::AtEnd,
        (1, _) => Labelled::AtStart,
        _ if rank == 0 => Labelled::Above,
        _ if rank + 1 == part => Labelled::Below,
        _ => Labelled::Never,
    }
}

/// The lines that leave one station, from the topmost target to the lowest.
struct Fan<'a> {
    from: &'a Placed,
    to: &'a [(usize, &'a Placed)],
}

impl Fan<'_> {
    /// Where the line of this rank leaves.
    fn start(&self, rank: usize) -> Point {
        let n = self.to.len() as f64;
        let gap = PORT_GAP.min((self.from.rect.h - 24.0).max(0.0) / n);
        let out = self.from.out_port();
        Point::new(out.x, out.y + (rank as f64 - (n - 1.0) / 2.0) * gap)
    }

    fn route(&self, rank: usize, to: &Placed, meet: usize) -> Route {
        let n = self.to.len();
        let lane = if n == 1 {
            0.0
        } else if meet > 1 {
            // lines that meet at their target share its lane, like the tracks of one direction
            LANE * (rank as f64 - (n as f64 - 1.0) / 2.0)
        } else {
            // a line that goes up turns the earlier the higher it goes, one that goes down the
            // lower: so the lines of one station never cross each other
            let ups = (0..n).filter(|r| self.to[*r].1.in_port().y < self.start(*r).y).count();
            let place = if rank < ups { rank } else { n - 1 - rank };
            let most = ups.max(n - ups) as f64;
            LANE * (place as f64 - (most - 1.0) / 2.0)
        };
        let (mut a, mut b) = (self.start(rank), to.in_port());
        if n == 1 && meet == 1 && (a.y - b.y).abs() <= 2.0 * PORT_SHIFT {
            // nearly level: a straight line a little off the middle is calmer than a jog
            a.y = (a.y + b.y) / 2.0;
            b.y = a.y;
        }
        Route::between(a, b, &self.from.rect, &to.rect, lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{LinkSpec, NodeSpec};
    use simcore::kinds::{KindId, Role};

    fn fan() -> Design {
        let caller = KindId::ALL.iter().find(|k| k.meta().calls.contains(&Role::Service)).copied();
        let service = KindId::ALL.iter().find(|k| k.meta().role == Role::Service).copied();
        let (caller, service) = (caller.expect("a caller"), service.expect("a service"));
        let node = |id, kind, at| NodeSpec { id, name: String::new(), kind, params: vec![], at, place: None };
        let link = |to| LinkSpec { from: 1, to, params: vec![] };
        Design {
            nodes: vec![
                node(1, caller, [0, 200]),
                node(2, service, [400, 0]),
                node(3, service, [400, 200]),
                node(4, service, [400, 400]),
            ],
            links: vec![link(4), link(2), link(3)],
            ..Design::default()
        }
    }

    #[test]
    fn lines_of_one_station_leave_in_the_order_of_their_targets() {
        let layout = Layout::of(&fan(), None);
        let start = |i: usize| layout.routes[i].start().y;
        assert!(start(1) < start(2) && start(2) < start(0));
        assert_eq!(layout.routes[0].end(), layout.nodes[3].in_port());
    }

    #[test]
    fn arrow_keys_go_to_the_nearest_in_that_direction() {
        let layout = Layout::of(&fan(), None);
        assert_eq!(layout.neighbour(1, 1, 0), Some(3));
        assert_eq!(layout.neighbour(3, 0, -1), Some(2));
        assert_eq!(layout.neighbour(3, 0, 1), Some(4));
        assert_eq!(layout.neighbour(3, -1, 0), Some(1));
        assert_eq!(layout.neighbour(1, -1, 0), None);
        assert_eq!(layout.reading_order(), [1, 2, 3, 4]);
    }

    #[test]
    fn a_drag_moves_only_what_it_holds() {
        let design = fan();
        let shift = Shift { nodes: vec![2], dx: 13.0, dy: -3.0 };
        let (before, after) = (Layout::of(&design, None), Layout::of(&design, Some(&shift)));
        assert_eq!(after.nodes[1].rect.x, before.nodes[1].rect.x + 13.0);
        assert_eq!(after.nodes[2..], before.nodes[2..]);
        assert_eq!(shift.snapped(), (16, 0));
    }
}
