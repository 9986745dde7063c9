//! A whole board, placed: every station with its rectangle, every connection with its way.

use super::{Labelled, Plan, Point, Rect, Route};
use crate::board::snap;
use simcore::design::{Design, NodeId};
use simcore::sorted::{SortedMap, SortedSet, sort_by};

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
    /// Places a design.
    pub fn of(design: &Design) -> Layout {
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
                let (x, y) = (f64::from(n.at[0]), f64::from(n.at[1]));
                Placed { id: n.id, rect: Rect { x, y, w: plan.w, h: plan.h }, plan, links_out }
            })
            .collect();
        let routes = vec![Route::default(); design.links.len()];
        let links = design.links.iter().map(|l| (l.from, l.to)).collect();
        let mut layout = Layout::made_of(nodes, routes, links);
        layout.route_where(design, &|_| true);
        layout
    }

    /// The same design during a drag: only what the drag touches finds a new way.
    pub fn shifted(&self, design: &Design, shift: &Shift) -> Layout {
        let mut layout = self.clone();
        for id in &shift.nodes {
            if let Some(i) = self.node_index.get(id) {
                let rect = &mut layout.nodes[*i].rect;
                (rect.x, rect.y) = (rect.x + shift.dx, rect.y + shift.dy);
            }
        }
        // lines of one station make room for each other
        let held = |id: &NodeId| shift.nodes.contains(id);
        let touched: SortedSet<NodeId> =
            design.links.iter().filter(|l| held(&l.from) || held(&l.to)).map(|l| l.from).collect();
        layout.route_where(design, &|from| touched.contains(&from));
        layout
    }

    /// Finds the ways of all lines that leave such stations.
    fn route_where(&mut self, design: &Design, leaves: &dyn Fn(NodeId) -> bool) {
        for (i, route) in routes_where(design, self, leaves) {
            self.routes[i] = route;
        }
    }

    /// The stations that are elsewhere than they were, or were not there.
    pub fn moved_nodes<'a>(&'a self, before: &'a Layout) -> impl Iterator<Item = NodeId> + 'a {
        let same = self.node_index == before.node_index;
        let moved = move |(i, p): &(usize, &Placed)| !same || before.nodes.get(*i) != Some(p);
        self.nodes.iter().enumerate().filter(moved).map(|(_, p)| p.id)
    }

    /// The connections that go another way than they did, or were not there.
    pub fn moved_links<'a>(&'a self, before: &'a Layout) -> impl Iterator<Item = (NodeId, NodeId)> + 'a {
        let same = self.link_index == before.link_index;
        let moved = move |i: usize| !same || before.routes.get(i) != self.routes.get(i);
        self.link_index.iter().filter(move |(_, i)| moved(**i)).map(|(ends, _)| *ends)
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

fn routes_where(design: &Design, layout: &Layout, leaves: &dyn Fn(NodeId) -> bool) -> Vec<(usize, Route)> {
    let mut routes = Vec::new();
    let mut fans: SortedMap<NodeId, Vec<(usize, &Placed)>> = SortedMap::new();
    let mut ins: SortedMap<NodeId, usize> = SortedMap::new();
    for (i, link) in design.links.iter().enumerate() {
        if let (true, Some(to)) = (layout.node_index.contains_key(&link.from), layout.node(link.to)) {
            *ins.get_or_default(link.to) += 1;
            if leaves(link.from) {
                fans.get_or_default(link.from).push((i, to));
            }
        }
    }
    for (from, fan) in fans.iter_mut() {
        let Some(from) = layout.node(*from) else { continue };
        sort_by(fan, |a: &(usize, &Placed), b: &(usize, &Placed)| {
            a.1.rect.centre().y.total_cmp(&b.1.rect.centre().y).then(a.0.cmp(&b.0))
        });
        let fan = Fan { from, to: fan };
        for (rank, (i, to)) in fan.to.iter().enumerate() {
            let meet = ins.get(&to.id).copied().unwrap_or(1);
            let route = fan.route(rank, to, meet);
            routes.push((*i, Route { labelled: labelled(rank, fan.to.len(), meet), ..route }));
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
        let layout = Layout::of(&fan());
        let start = |i: usize| layout.routes[i].start().y;
        assert!(start(1) < start(2) && start(2) < start(0));
        assert_eq!(layout.routes[0].end(), layout.nodes[3].in_port());
    }

    #[test]
    fn arrow_keys_go_to_the_nearest_in_that_direction() {
        let layout = Layout::of(&fan());
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
        let before = Layout::of(&design);
        let after = before.shifted(&design, &shift);
        assert_eq!(after.nodes[1].rect.x, before.nodes[1].rect.x + 13.0);
        assert_eq!(after.nodes[2..], before.nodes[2..]);
        assert_eq!(after.moved_nodes(&before).collect::<Vec<_>>(), [2]);
        assert_eq!(before.moved_links(&before).count(), 0);
        assert_eq!(after.moved_nodes(&Layout::default()).count(), 4);
        assert_eq!(after.moved_links(&Layout::default()).count(), 3);
        assert_eq!(shift.snapped(), (16, 0));
    }

    #[test]
    fn a_drag_finds_the_ways_that_it_will_have_when_it_is_dropped() {
        let mut design = fan();
        let before = Layout::of(&design);
        for (nodes, dx, dy) in [(vec![2], 80, 480), (vec![1], -40, 160), (vec![3, 4], 8, -400)] {
            let shift = Shift { nodes: nodes.clone(), dx: f64::from(dx), dy: f64::from(dy) };
            let during = before.shifted(&design, &shift);
            for node in design.nodes.iter_mut().filter(|n| nodes.contains(&n.id)) {
                node.at = [node.at[0] + dx, node.at[1] + dy];
            }
            assert_eq!(during, Layout::of(&design));
            design = fan();
        }
    }
}
