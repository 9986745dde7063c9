//! Regions and their availability zones: places of a design, and how far apart they are.
//!
//! A place is a rectangle on the board that nodes stand in. Two ends of a link that stand in
//! different places are a round trip apart; half of it is added to the link's own delay, once, when
//! the world is built or edited. A request pays for it what it pays for any link.
//!
//! # Distance
//! Between two regions: `18.6 ms + 0.01393 ms per km` of the great circle, there and back. That is a
//! line through the latencies from Virginia in guide 002, lines 237-240 (New York 20, Los Angeles
//! 70, Tokyo 180, Sydney 230 ms), which it meets within 10 ms. Light in a straight fibre would need
//! 0.0098 ms per km there and back; cables go round, and routers and the last mile take a share
//! that does not depend on the distance.
//!
//! Between two zones of one region: [`ZONES_RTT_MS`]. Where either end stands nowhere, or one stands
//! in a zone and the other anywhere in its region: nothing.

use crate::design::{Design, IssueCode, LinkParams, LinkSpec, NodeId};
use crate::sorted::SortedSet;
use serde::{Deserialize, Serialize};

mod spots;

pub use spots::{SPOTS, Spot, Uses, spot};

/// Places that a design may have.
pub const MAX_PLACES: usize = 64;
/// The sides of a place's rectangle lie between these: the core never reads them, and files, links
/// and the board agree on them here.
pub const SIDES: core::ops::RangeInclusive<i32> = 64..=100_000;
/// What a round trip between two regions takes before distance counts, in ms.
pub const FAR_RTT_MS: f64 = 18.6;
/// What every kilometre adds to a round trip, in ms.
pub const RTT_MS_PER_KM: f64 = 0.01393;
/// A round trip between two zones of a region, in ms. Assumption: zones lie tens of kilometres apart
/// so that they share no power and no flood; providers promise less than 2 ms, and guide 004, line
/// 102 has less than 1 ms one way within a LAN.
pub const ZONES_RTT_MS: f64 = 1.0;
/// The mean radius of the Earth in km.
const EARTH_KM: f64 = 6371.0;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PlaceKind {
    /// Data centres around one spot of the Earth, or a city where users are.
    Region,
    /// A part of a region that shares neither power nor building with the others.
    Zone,
}

impl PlaceKind {
    pub const ALL: [PlaceKind; 2] = [PlaceKind::Region, PlaceKind::Zone];

    /// The name in board files.
    pub const fn name(self) -> &'static str {
        match self {
            PlaceKind::Region => "region",
            PlaceKind::Zone => "zone",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<PlaceKind> {
        PlaceKind::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// A region or a zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// From the numbers of the nodes: no node has the same.
    pub id: NodeId,
    /// What people call it; the core only hands it back.
    pub name: String,
    pub what: PlaceKind,
    /// The region of a zone. A region lies in nothing.
    pub of: Option<NodeId>,
    /// Degrees north and east, of a region; a zone is where its region is, and has zeros.
    pub lat: f64,
    pub lon: f64,
    /// The rectangle on the board, in board units. The core never reads it.
    pub at: [i32; 2],
    pub size: [i32; 2],
}

impl Place {
    /// A region at this spot.
    pub fn region(id: NodeId, name: &str, lat: f64, lon: f64) -> Place {
        let (what, of) = (PlaceKind::Region, None);
        Place { id, name: name.to_owned(), what, of, lat, lon, at: [0, 0], size: [320, 240] }
    }

    /// A zone of that region.
    pub fn zone(id: NodeId, name: &str, of: NodeId) -> Place {
        Place { what: PlaceKind::Zone, of: Some(of), ..Place::region(id, name, 0.0, 0.0) }
    }
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    pub region: Option<NodeId>,
    pub zone: Option<NodeId>,
}

impl Stand {
    /// In this region, or in this zone?
    pub fn is_in(self, place: NodeId) -> bool {
        self.region == Some(place) || self.zone == Some(place)
    }
}

/// The distance on the surface of the Earth between two spots in degrees, in km.
pub fn great_circle_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let rad = |v: f64| v * core::f64::consts::PI / 180.0;
    let half = |d: f64| {
        let s = libm::sin(rad(d) / 2.0);
        s * s
    };
    let h = half(b.0 - a.0) + libm::cos(rad(a.0)) * libm::cos(rad(b.0)) * half(b.1 - a.1);
    2.0 * EARTH_KM * libm::asin(libm::sqrt(h.clamp(0.0, 1.0)))
}

/// A round trip between two regions so far apart, in ms.
pub fn rtt_of_km(km: f64) -> f64 {
    FAR_RTT_MS + RTT_MS_PER_KM * km
}

/// [`Design::rtt_ms`] for two nodes that stand there.
pub(crate) fn rtt_between(places: &[Place], a: Stand, b: Stand) -> f64 {
    let spot = |s: Stand| places.iter().find(|p| s.region == Some(p.id)).map(|p| (p.lat, p.lon));
    match (spot(a), spot(b)) {
        (Some(p), Some(q)) if a.region != b.region => rtt_of_km(great_circle_km(p, q)),
        (Some(_), Some(_)) if a.zone.is_some() && b.zone.is_some() && a.zone != b.zone => ZONES_RTT_MS,
        _ => 0.0,
    }
}

impl Design {
    /// The place with this id.
    pub fn place(&self, id: NodeId) -> Option<&Place> {
        self.places.iter().find(|p| p.id == id)
    }

    /// What people call the node or place of that id.
    pub fn name_of(&self, id: NodeId) -> Option<&str> {
        let place = || self.place(id).map(|p| p.name.as_str());
        self.node(id).map(|n| n.name.as_str()).or_else(place)
    }

    /// Where something stands that was put in this place.
    pub fn stand(&self, place: Option<NodeId>) -> Stand {
        match place.and_then(|id| self.place(id)) {
            Some(p) if p.what == PlaceKind::Zone => Stand { region: p.of, zone: Some(p.id) },
            Some(p) => Stand { region: Some(p.id), zone: None },
            None => Stand::default(),
        }
    }

    /// Where a node stands.
    pub fn stand_of(&self, node: NodeId) -> Stand {
        self.stand(self.node(node).and_then(|n| n.place))
    }

    /// The nodes in a place; those in the zones of a region are in the region too.
    pub fn inside(&self, place: NodeId) -> Vec<NodeId> {
        self.nodes.iter().filter(|n| self.stand(n.place).is_in(place)).map(|n| n.id).collect()
    }

    /// A round trip between two places, in ms; what it is made of stands in the head of
    /// [`crate::place`].
    pub fn rtt_ms(&self, a: Option<NodeId>, b: Option<NodeId>) -> f64 {
        rtt_between(&self.places, self.stand(a), self.stand(b))
    }

    /// What the distance between its ends adds to one way over a link, in ms.
    pub fn far_ms(&self, link: &LinkSpec) -> f64 {
        let place = |id| self.node(id).and_then(|n| n.place);
        self.rtt_ms(place(link.from), place(link.to)) / 2.0
    }

    /// One way over a link, in ms: its own latency and what the distance adds.
    pub fn delay_ms(&self, link: &LinkSpec) -> f64 {
        LinkParams::from_values(&link.params).latency_ms + self.far_ms(link)
    }

    /// Can this fault happen to the node or place of that id?
    pub fn suffers(&self, id: NodeId, what: crate::faults::FaultKind) -> bool {
        match self.node(id) {
            Some(node) => what.suits(node.kind),
            None => what.suits_place() && self.place(id).is_some(),
        }
    }
}

/// The places that can be kept, repaired, and what was wrong, with the place's id. `taken` says
/// which ids the nodes have.
pub fn mend(places: &[Place], taken: &dyn Fn(NodeId) -> bool) -> (Vec<Place>, Vec<(IssueCode, NodeId)>) {
    let mut found = Vec::new();
    if let Some(first) = places.get(MAX_PLACES) {
        found.push((IssueCode::TooManyPlaces, first.id));
    }
    let mut seen = SortedSet::new();
    let mut kept: Vec<Place> = Vec::new();
    for place in places.iter().take(MAX_PLACES) {
        if taken(place.id) || !seen.insert(place.id) {
            found.push((IssueCode::DuplicatePlace, place.id));
            continue;
        }
        let mut place = place.clone();
        if place.what == PlaceKind::Zone {
            (place.lat, place.lon) = (0.0, 0.0);
        } else if place.of.take().is_some() {
            found.push((IssueCode::BadPlace, place.id));
        }
        let (lat, lon) = (degrees(place.lat, 90.0), degrees(place.lon, 180.0));
        if (lat, lon) != (place.lat, place.lon) {
            found.push((IssueCode::ParamOutOfRange, place.id));
        }
        (place.lat, place.lon) = (lat, lon);
        kept.push(place);
    }
    let regions: SortedSet<NodeId> =
        kept.iter().filter(|p| p.what == PlaceKind::Region).map(|p| p.id).collect();
    kept.retain(|p| {
        let sound = p.what == PlaceKind::Region || p.of.is_some_and(|of| regions.contains(&of));
        if !sound {
            found.push((IssueCode::BadPlace, p.id));
        }
        sound
    });
    (kept, found)
}

/// Adding zero turns -0 into 0.
fn degrees(v: f64, most: f64) -> f64 {
    if v.is_nan() { 0.0 } else { v.clamp(-most, most) + 0.0 }
}
