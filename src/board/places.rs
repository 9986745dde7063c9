//! Regions and zones on the board: who stands in which, and what moves along.
//!
//! A station stands in the place that its `place` says. Gestures keep that and the picture
//! together: whenever one changes the innermost rectangle that holds the middle of a station, the
//! station stands in that from then on. A gesture that does not changes nothing that is simulated,
//! wherever a file may have put the station.

use super::geometry::{Plan, Point, Rect};
use super::{Board, Effect, MAX_AT, Tidied, fresh_id, repair, snap};
use simcore::design::{Design, MAX_PLACES, NodeId, NodeSpec, Place, PlaceKind};
use simcore::place::SIDES;
use simcore::sorted::SortedMap;

/// Free space around a station that is put into a place.
const MARGIN: f64 = 16.0;
/// So many positions along each side of a place are tried for a station that is put there.
const TRIES: i32 = 64;

/// The rectangle of a place.
pub fn rect_of(place: &Place) -> Rect {
    let [x, y, w, h] = [place.at[0], place.at[1], place.size[0], place.size[1]].map(f64::from);
    Rect { x, y, w, h }
}

/// The innermost place that holds a point: the smallest, and of two alike a zone.
pub fn place_at(design: &Design, p: Point) -> Option<NodeId> {
    let holding = design.places.iter().filter(|place| rect_of(place).contains(p));
    let area = |place: &Place| i64::from(place.size[0]) * i64::from(place.size[1]);
    holding.min_by_key(|place| (area(place), place.what == PlaceKind::Region)).map(|place| place.id)
}

/// The rectangle of a station that calls so many.
fn station(node: &NodeSpec, links_out: usize) -> Rect {
    let plan = Plan::of(node.kind, links_out);
    Rect { x: f64::from(node.at[0]), y: f64::from(node.at[1]), w: plan.w, h: plan.h }
}

/// The rectangles of all stations, in their order.
fn stations(design: &Design) -> Vec<Rect> {
    let mut outs: SortedMap<NodeId, usize> = SortedMap::new();
    for link in &design.links {
        *outs.get_or_default(link.from) += 1;
    }
    design.nodes.iter().map(|n| station(n, outs.get(&n.id).copied().unwrap_or(0))).collect()
}

/// Where each station is drawn.
fn drawn(design: &Design) -> Vec<Option<NodeId>> {
    if design.places.is_empty() {
        return vec![None; design.nodes.len()];
    }
    stations(design).iter().map(|r| place_at(design, r.centre())).collect()
}

/// The place that a new station of nobody's is drawn in.
pub(super) fn of_new(design: &Design, node: &NodeSpec) -> Option<NodeId> {
    place_at(design, station(node, 0).centre())
}

impl Board {
    /// A change of what is drawn where; stations that come under another rectangle by it go along.
    pub(super) fn redraw(&mut self, change: impl FnOnce(&mut Board)) -> Effect {
        let (before, stood) = (self.clone(), drawn(&self.design));
        change(self);
        let stands = drawn(&self.design);
        for (node, (was, is)) in self.design.nodes.iter_mut().zip(stood.into_iter().zip(stands)) {
            if was != is {
                node.place = is;
            }
        }
        self.since(&before)
    }

    pub(super) fn since(&self, before: &Board) -> Effect {
        let simulated_changed = !self.simulates_like(before);
        Effect { changed: self != before, simulated_changed, ..Effect::default() }
    }

    fn place_mut(&mut self, id: NodeId) -> Option<&mut Place> {
        self.design.places.iter_mut().find(|p| p.id == id)
    }

    /// The region that holds the middle of a rectangle.
    fn region_around(&self, rect: Rect) -> Option<NodeId> {
        let regions = || self.design.places.iter().filter(|p| p.what == PlaceKind::Region);
        let area = |p: &&Place| i64::from(p.size[0]) * i64::from(p.size[1]);
        regions().filter(|p| rect_of(p).contains(rect.centre())).min_by_key(area).map(|p| p.id)
    }

    /// The region that a zone is drawn in.
    pub(super) fn region_of(&self, zone: &Place) -> Option<NodeId> {
        self.region_around(rect_of(zone))
    }

    pub(super) fn add_place(&mut self, place: &Place) -> Effect {
        let mut place = Place { id: fresh_id(&self.design), ..place.clone() };
        repair::complete_place(&mut place);
        (place.at, place.size) = (place.at.map(snap), place.size.map(side));
        if place.what == PlaceKind::Zone {
            place.of = place.of.or_else(|| self.region_around(rect_of(&place)));
        }
        let mut all = self.design.places.clone();
        all.push(place.clone());
        let (kept, wrong) = simcore::place::mend(&all, &|id| self.design.node(id).is_some());
        if !wrong.is_empty() || kept.len() > MAX_PLACES {
            return Effect::default();
        }
        let effect = self.redraw(|board| board.design.places = kept);
        Effect { added_place: Some(place.id), ..effect }
    }

    /// Everything lies elsewhere, and nobody stands elsewhere.
    pub(super) fn arrange(&mut self, tidied: &Tidied) -> Effect {
        let before = self.clone();
        let nodes: SortedMap<NodeId, [i32; 2]> = tidied.nodes.iter().copied().collect();
        for node in &mut self.design.nodes {
            node.at = nodes.get(&node.id).map_or(node.at, |at| at.map(snap));
        }
        for (id, at, size) in &tidied.places {
            if let Some(place) = self.place_mut(*id) {
                (place.at, place.size) = (at.map(snap), size.map(side));
            }
        }
        self.since(&before)
    }

    /// A place goes, with the zones and stations in it.
    pub(super) fn move_place(&mut self, id: NodeId, dx: i32, dy: i32) -> Effect {
        let Some(place) = self.design.place(id) else { return Effect::default() };
        let to = [place.at[0].saturating_add(dx), place.at[1].saturating_add(dy)].map(snap);
        let by = [to[0] - place.at[0], to[1] - place.at[1]];
        let inside = self.design.inside(id);
        self.redraw(|board| {
            let shifted = |at: [i32; 2]| [at[0].saturating_add(by[0]), at[1].saturating_add(by[1])].map(snap);
            for p in board.design.places.iter_mut().filter(|p| p.id == id || p.of == Some(id)) {
                p.at = shifted(p.at);
            }
            for n in board.design.nodes.iter_mut().filter(|n| inside.contains(&n.id)) {
                n.at = shifted(n.at);
            }
            board.rehome(id);
        })
    }

    pub(super) fn resize_place(&mut self, id: NodeId, at: [i32; 2], size: [i32; 2]) -> Effect {
        self.redraw(|board| {
            if let Some(place) = board.place_mut(id) {
                (place.at, place.size) = (at.map(snap), size.map(side));
            }
            board.rehome(id);
        })
    }

    /// A zone that was drawn into another region is a zone of that one.
    fn rehome(&mut self, id: NodeId) {
        let Some(zone) = self.design.place(id).filter(|p| p.what == PlaceKind::Zone) else { return };
        let around = self.region_around(rect_of(zone));
        if let (Some(region), Some(zone)) = (around, self.place_mut(id)) {
            zone.of = Some(region);
        }
    }

    pub(super) fn rename_place(&mut self, id: NodeId, name: &str) -> Effect {
        let before = self.clone();
        if let Some(place) = self.place_mut(id) {
            place.name = repair::clean(name);
        }
        self.since(&before)
    }

    pub(super) fn set_spot(&mut self, id: NodeId, lat: f64, lon: f64) -> Effect {
        let before = self.clone();
        if let Some(place) = self.place_mut(id).filter(|p| p.what == PlaceKind::Region) {
            (place.lat, place.lon) = (lat, lon);
            repair::complete_place(place);
        }
        self.since(&before)
    }

    /// A place goes and its stations stay: those of a zone in its region. A region takes its zones
    /// along.
    pub(super) fn remove_place(&mut self, id: NodeId) -> Effect {
        let before = self.clone();
        let d = &mut self.design;
        let gone = |p: &Place| p.id == id || p.of == Some(id);
        let lost: Vec<(NodeId, Option<NodeId>)> =
            d.places.iter().filter(|p| gone(p)).map(|p| (p.id, p.of.filter(|of| *of != id))).collect();
        d.places.retain(|p| !gone(p));
        for node in &mut d.nodes {
            if let Some((_, now)) = lost.iter().find(|(l, _)| node.place == Some(*l)) {
                node.place = *now;
            }
        }
        d.faults.retain(|f| !lost.iter().any(|(l, _)| *l == f.node));
        self.since(&before)
    }

    /// Stations stand in a place from now on, or in none, and are drawn there.
    pub(super) fn put_nodes(&mut self, nodes: &[NodeId], place: Option<NodeId>) -> Effect {
        let before = self.clone();
        if place.is_some_and(|p| self.design.place(p).is_none()) {
            return Effect::default();
        }
        for id in nodes {
            let Some(i) = self.design.nodes.iter().position(|n| n.id == *id) else { continue };
            let mut rects = stations(&self.design);
            let own = rects.remove(i);
            self.design.nodes[i].place = place;
            if place_at(&self.design, own.centre()) != place {
                self.design.nodes[i].at = self.room(own, &rects, place);
            }
        }
        self.since(&before)
    }

    /// A free position in a place, or under all places, for a station among others.
    fn room(&self, own: Rect, others: &[Rect], place: Option<NodeId>) -> [i32; 2] {
        let places = &self.design.places;
        let within = match place.and_then(|id| self.design.place(id)) {
            Some(place) => rect_of(place),
            None => {
                let under = places.iter().map(|p| rect_of(p).bottom()).fold(own.y, f64::max) + 2.0 * MARGIN;
                Rect { x: own.x, y: under, w: own.w + 4_000.0, h: own.h + 4_000.0 }
            }
        };
        let steps = |from: f64, room: f64| {
            let step = (room / f64::from(TRIES)).max(MARGIN);
            let count = if room < 0.0 { 0 } else { ((room / step) as i32).min(TRIES) + 1 };
            (0..count).map(move |i| snap((from + step * f64::from(i)) as i32))
        };
        let free = |at: &[i32; 2]| {
            let rect = Rect { x: f64::from(at[0]), y: f64::from(at[1]), ..own };
            place_at(&self.design, rect.centre()) == place
                && !others.iter().any(|o| o.meets(&rect.grown(4.0)))
        };
        // under the name of the place, and off its edges
        let (left, top) = (within.x + MARGIN, within.y + 2.0 * MARGIN);
        let (w, h) = (within.right() - MARGIN - own.w - left, within.bottom() - MARGIN - own.h - top);
        let all = steps(top, h).flat_map(|y| steps(left, w).map(move |x| [x, y]));
        let middle = within.centre();
        let centred = [(middle.x - own.w / 2.0) as i32, (middle.y - own.h / 2.0) as i32].map(snap);
        all.into_iter().find(free).unwrap_or(centred)
    }
}

/// The nearest length on the grid that a side may have.
fn side(v: i32) -> i32 {
    snap(v.clamp(*SIDES.start(), *SIDES.end()).min(MAX_AT))
}
