//! Regions and zones of a board file, and the nodes that stand in them.

use super::parse::{MAX_ID, as_id, pair};
use super::read::{Fields, Findings, cut};
use super::{Item, MAX_AT, Why};
use serde_json::{Map, Value};
use simcore::design::{Design, NodeId, Place, PlaceKind};
use simcore::place::SIDES;
use simcore::sorted::SortedSet;

/// The size of a place that has none, in board units.
const SIZE: [i32; 2] = [320, 240];

/// The places; `mentioned` are ids that a place without one of its own must not get.
pub(super) fn read_places(
    items: &[Value],
    mentioned: &SortedSet<NodeId>,
    design: &Design,
    found: &mut Findings,
) -> Vec<Place> {
    let mut used: SortedSet<NodeId> = design.nodes.iter().map(|n| n.id).collect();
    let (mut places, mut nameless) = (Vec::with_capacity(items.len()), Vec::new());
    for (i, value) in items.iter().enumerate() {
        let item = Item::Place(i);
        let Value::Object(map) = value else {
            found.add(item, None, Why::WrongType);
            continue;
        };
        let Some(mut place) = read_place(item, map, found) else { continue };
        match as_id(map.get("id")).filter(|id| used.insert(*id)) {
            Some(id) => place.id = id,
            None => nameless.push((places.len(), item)),
        }
        places.push((item, place));
    }
    let mut free = (1..).filter(|id| !used.contains(id) && !mentioned.contains(id));
    for (index, item) in nameless {
        let id = free.next().unwrap_or(MAX_ID);
        places[index].1.id = id;
        found.add(item, Some("id"), Why::NewId(id));
    }
    let is_region = |p: &Place| p.what == PlaceKind::Region;
    let regions: SortedSet<NodeId> =
        places.iter().map(|(_, p)| p).filter(|p| is_region(p)).map(|p| p.id).collect();
    let sound = |(item, place): (Item, Place)| {
        let stands = is_region(&place) || place.of.is_some_and(|of| regions.contains(&of));
        if !stands {
            found.add(item, Some("of"), Why::NoSuchRegion);
        }
        stands.then_some(place)
    };
    places.into_iter().filter_map(sound).collect()
}

fn read_place(item: Item, map: &Map<String, Value>, found: &mut Findings) -> Option<Place> {
    let what = match map.get("what") {
        Some(Value::String(s)) => PlaceKind::from_name(s).ok_or_else(|| Why::UnknownPlace(cut(s))),
        Some(_) => Err(Why::WrongType),
        None => Err(Why::Missing),
    };
    let what = match what {
        Ok(what) => what,
        Err(why) => {
            found.add(item, Some("what"), why);
            return None;
        }
    };
    let zone = what == PlaceKind::Zone;
    let own: &[&str] = if zone { &["of"] } else { &["lat", "lon"] };
    let known: Vec<&str> = ["id", "what", "name", "at", "size"].iter().chain(own).copied().collect();
    let fields = Fields::new(item, map, &known, found);
    let name = fields.text("name", false, found);
    let (mut of, mut spot) = (None, [0.0; 2]);
    if zone {
        // whether it names a region can only be said once all are read
        of = as_id(fields.get("of"));
        if fields.get("of").is_none() {
            found.add(item, Some("of"), Why::Missing);
            return None;
        }
    } else {
        spot = [fields.number("lat", -90.0, 90.0, found)?, fields.number("lon", -180.0, 180.0, found)?];
    }
    let at = pair(&fields, "at", -MAX_AT..=MAX_AT, found).unwrap_or_default();
    let size = pair(&fields, "size", SIDES, found).unwrap_or(SIZE);
    let size = size.map(|side| side.clamp(*SIDES.start(), *SIDES.end()));
    let [lat, lon] = spot;
    Some(Place { id: 0, name, what, of, lat, lon, at, size })
}

/// The place that a node names; whether it is there can only be said once all are read.
pub(super) fn stand(fields: &Fields<'_>, found: &mut Findings) -> Option<NodeId> {
    let given = fields.get("place").filter(|v| !v.is_null())?;
    let id = as_id(Some(given));
    if id.is_none() {
        let why = if given.is_u64() { Why::NoSuchPlace } else { Why::WrongType };
        found.add(fields.item, Some("place"), why);
    }
    id
}

/// Takes nodes out of places that are not there; `items` are the nodes' own in the file.
pub(super) fn check_stands(items: &[Item], design: &mut Design, found: &mut Findings) {
    let there: SortedSet<NodeId> = design.places.iter().map(|p| p.id).collect();
    for (item, node) in items.iter().zip(&mut design.nodes) {
        if node.place.take_if(|p| !there.contains(p)).is_some() {
            found.add(*item, Some("place"), Why::NoSuchPlace);
        }
    }
}
