//! From text to a board, keeping whatever is sound.

use super::depth::depth;
use super::notes::read_notes;
use super::places::{check_stands, read_places, stand};
use super::read::{Fields, Findings, cut};
use super::{
    BoardFile, FORMAT_VERSION, Item, MAX_AT, MAX_BYTES, MAX_DEPTH, MAX_FAULT_S, Opened, Refusal, Rejection,
    Why,
};
use serde_json::{Map, Value};
use simcore::design::{
    Design, Fault, FaultKind, LinkParams, LinkSpec, MAX_FAULTS, MAX_LINKS, MAX_NODES, MAX_PLACES, NodeId,
    NodeSpec,
};
use simcore::kinds::KindId;
use simcore::param::Range;
use simcore::sorted::{SortedMap, SortedSet};
use std::ops::RangeInclusive;

/// Ids stay small, so that "the next free one" never overflows.
pub const MAX_ID: NodeId = 1_000_000;

/// Opens a board file. Costs one pass over the text and memory in proportion to it; a text beyond
/// the limits is refused before it is parsed.
pub fn parse(text: &str) -> Result<Opened, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(Refusal::TooLarge { bytes: text.len() });
    }
    // some editors write a byte order mark, and it is no damage
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let depth = depth(text);
    if depth > MAX_DEPTH {
        return Err(Refusal::TooDeep { depth });
    }
    let value: Value =
        serde_json::from_str(text).map_err(|e| Refusal::NotJson { line: e.line(), column: e.column() })?;
    let Value::Object(map) = &value else { return Err(Refusal::NotABoard) };
    read_board(map)
}

/// Opens a board file only if nothing of it would be lost or changed.
pub fn parse_strict(text: &str) -> Result<BoardFile, Rejection> {
    let opened = parse(text).map_err(Rejection::Refused)?;
    if opened.dropped.is_empty() {
        Ok(opened.board)
    } else {
        Err(Rejection::Damaged(opened.dropped, opened.unlisted))
    }
}

fn read_board(map: &Map<String, Value>) -> Result<Opened, Refusal> {
    let mut found = Findings::default();
    let known = ["format_version", "title", "seed", "nodes", "links", "faults", "places", "notes"];
    // the version comes first: of a file from the future nothing else can be said
    match map.get("format_version") {
        Some(v) => match v.as_u64() {
            Some(n) if n == u64::from(FORMAT_VERSION) => {}
            Some(n) => return Err(Refusal::UnknownVersion(n)),
            None => found.add(Item::Board, Some("format_version"), Why::WrongType),
        },
        None => found.add(Item::Board, Some("format_version"), Why::Missing),
    }
    let Some(Value::Array(nodes)) = map.get("nodes") else { return Err(Refusal::NotABoard) };
    let top = Fields::new(Item::Board, map, &known, &mut found);
    let title = top.text("title", true, &mut found);
    let seed = match top.get("seed") {
        Some(v) => v.as_u64().unwrap_or_else(|| {
            found.add(Item::Board, Some("seed"), Why::WrongType);
            1
        }),
        None => {
            found.add(Item::Board, Some("seed"), Why::Missing);
            1
        }
    };
    let links = list(&top, "links", &mut found);
    let faults = list(&top, "faults", &mut found);
    let places = list(&top, "places", &mut found);
    let notes = list(&top, "notes", &mut found);
    for (what, count, limit) in [
        (Item::Node(0), nodes.len(), MAX_NODES),
        (Item::Link(0), links.len(), MAX_LINKS),
        (Item::Fault(0), faults.len(), MAX_FAULTS),
        (Item::Place(0), places.len(), MAX_PLACES),
        (Item::Note(0), notes.len(), super::MAX_NOTES),
    ] {
        if count > limit {
            return Err(Refusal::TooMany { what, count, limit });
        }
    }
    let mentioned = mentioned(nodes, links, faults, places);
    let (nodes, items) = read_nodes(nodes, &mentioned, &mut found);
    let mut design = Design { nodes, ..Design::default() };
    design.places = read_places(places, &mentioned, &design, &mut found);
    check_stands(&items, &mut design, &mut found);
    let kinds: SortedMap<NodeId, KindId> = design.nodes.iter().map(|n| (n.id, n.kind)).collect();
    design.links = read_links(links, &kinds, &mut found);
    design.faults = read_faults(faults, &design, &mut found);
    let notes = read_notes(notes, &mut found);
    let board = BoardFile { title, seed, design, notes };
    Ok(Opened { board, dropped: found.list, unlisted: found.unlisted })
}

/// A list that may be left out.
fn list<'a>(top: &Fields<'a>, name: &str, found: &mut Findings) -> &'a [Value] {
    match top.get(name) {
        Some(Value::Array(items)) => items,
        None => &[],
        Some(_) => {
            found.add(Item::Board, Some(name), Why::WrongType);
            &[]
        }
    }
}

pub(super) fn as_id(v: Option<&Value>) -> Option<NodeId> {
    v.and_then(Value::as_u64).and_then(|n| NodeId::try_from(n).ok()).filter(|n| *n <= MAX_ID)
}

/// Ids that anything but a node's own speaks of: a node or place that lost its own must not take one
/// of them by chance and be wired to strangers.
fn mentioned(nodes: &[Value], links: &[Value], faults: &[Value], places: &[Value]) -> SortedSet<NodeId> {
    let ends = links.iter().flat_map(|l| [as_id(l.get("from")), as_id(l.get("to"))]);
    let places = places.iter().flat_map(|p| [as_id(p.get("id")), as_id(p.get("of"))]);
    let stands = nodes.iter().map(|n| as_id(n.get("place")));
    let faults = faults.iter().map(|f| as_id(f.get("node")));
    ends.chain(places).chain(stands).chain(faults).flatten().collect()
}

/// The nodes, and which item of the file each is.
fn read_nodes(
    items: &[Value],
    mentioned: &SortedSet<NodeId>,
    found: &mut Findings,
) -> (Vec<NodeSpec>, Vec<Item>) {
    let known = ["id", "kind", "name", "at", "place", "params"];
    let mut taken = mentioned.clone();
    let mut used = SortedSet::new();
    let mut nameless = Vec::new();
    let (mut nodes, mut kept) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    for (i, value) in items.iter().enumerate() {
        let item = Item::Node(i);
        let Value::Object(map) = value else {
            found.add(item, None, Why::WrongType);
            continue;
        };
        let fields = Fields::new(item, map, &known, found);
        let Some(kind) = kind(&fields, found) else { continue };
        let id = as_id(fields.get("id")).filter(|id| used.insert(*id));
        if id.is_none() {
            nameless.push((nodes.len(), item));
        }
        let name = fields.text("name", false, found);
        let at = pair(&fields, "at", -MAX_AT..=MAX_AT, found).unwrap_or_default();
        let params = fields.params(kind.table(), found);
        let place = stand(&fields, found);
        nodes.push(NodeSpec { id: id.unwrap_or(0), name, kind, params, at, place });
        kept.push(item);
    }
    taken.extend(used);
    let mut free = (1..).filter(|id| !taken.contains(id));
    for (index, item) in nameless {
        let id = free.next().unwrap_or(MAX_ID);
        nodes[index].id = id;
        found.add(item, Some("id"), Why::NewId(id));
    }
    (nodes, kept)
}

fn kind(fields: &Fields<'_>, found: &mut Findings) -> Option<KindId> {
    let why = match fields.get("kind") {
        Some(Value::String(s)) => match KindId::from_name(s) {
            Some(kind) => return Some(kind),
            None => Why::UnknownKind(cut(s)),
        },
        Some(_) => Why::WrongType,
        None => Why::Missing,
    };
    found.add(fields.item, Some("kind"), why);
    None
}

/// Two whole numbers within a range, or nothing (noted).
pub(super) fn pair(
    fields: &Fields<'_>,
    name: &str,
    range: RangeInclusive<i32>,
    found: &mut Findings,
) -> Option<[i32; 2]> {
    let why = match fields.get(name) {
        None => Why::Missing,
        Some(Value::Array(xy)) if xy.len() == 2 => {
            let mut at = [0; 2];
            let mut why = None;
            for (slot, v) in at.iter_mut().zip(xy) {
                let (min, max) = (f64::from(*range.start()), f64::from(*range.end()));
                match v.as_f64().filter(|v| v.is_finite()) {
                    Some(given) => {
                        let used = given.round().clamp(min, max) + 0.0;
                        *slot = used as i32;
                        if used != given {
                            why = Some(Why::OutOfRange { given, used });
                        }
                    }
                    None => why = Some(Why::WrongType),
                }
            }
            if let Some(why) = why {
                found.add(fields.item, Some(name), why);
            }
            return Some(at);
        }
        Some(_) => Why::WrongType,
    };
    found.add(fields.item, Some(name), why);
    None
}

fn read_links(items: &[Value], kinds: &SortedMap<NodeId, KindId>, found: &mut Findings) -> Vec<LinkSpec> {
    let mut seen = SortedSet::new();
    let mut links = Vec::with_capacity(items.len());
    for (i, value) in items.iter().enumerate() {
        let item = Item::Link(i);
        let Value::Object(map) = value else {
            found.add(item, None, Why::WrongType);
            continue;
        };
        let fields = Fields::new(item, map, &["from", "to", "params"], found);
        let end = |name: &str, found: &mut Findings| {
            let id = as_id(fields.get(name)).filter(|id| kinds.contains_key(id));
            if id.is_none() {
                let why = if fields.get(name).is_some() { Why::NoSuchNode } else { Why::Missing };
                found.add(item, Some(name), why);
            }
            id
        };
        let (Some(from), Some(to)) = (end("from", found), end("to", found)) else { continue };
        let why = if from == to {
            Some(Why::SelfLink)
        } else if seen.contains(&(from, to)) {
            Some(Why::DuplicateLink)
        } else if !kinds[&from].meta().calls.contains(&kinds[&to].meta().role) {
            Some(Why::ForbiddenLink)
        } else {
            None
        };
        if let Some(why) = why {
            found.add(item, None, why);
            continue;
        }
        seen.insert((from, to));
        links.push(LinkSpec { from, to, params: fields.params(LinkParams::TABLE, found) });
    }
    links
}

fn read_faults(items: &[Value], design: &Design, found: &mut Findings) -> Vec<Fault> {
    let mut faults = Vec::with_capacity(items.len());
    for (i, value) in items.iter().enumerate() {
        let item = Item::Fault(i);
        let Value::Object(map) = value else {
            found.add(item, None, Why::WrongType);
            continue;
        };
        faults.extend(read_fault(item, map, design, found));
    }
    faults
}

fn read_fault(item: Item, map: &Map<String, Value>, design: &Design, found: &mut Findings) -> Option<Fault> {
    let given = map.get("what").and_then(Value::as_str);
    let what = given.and_then(FaultKind::from_name);
    let strength = what.and_then(FaultKind::strength);
    let mut known = vec!["node", "what", "from_s", "until_s"];
    known.extend(strength.map(|p| p.name));
    let fields = Fields::new(item, map, &known, found);
    let what = match (what, given) {
        (Some(what), _) => what,
        (None, Some(other)) => {
            found.add(item, Some("what"), Why::UnknownFault(cut(other)));
            return None;
        }
        (None, None) => {
            let why = if fields.get("what").is_some() { Why::WrongType } else { Why::Missing };
            found.add(item, Some("what"), why);
            return None;
        }
    };
    let there = |id: &NodeId| design.node(*id).is_some() || design.place(*id).is_some();
    let Some(node) = as_id(fields.get("node")).filter(there) else {
        found.add(item, Some("node"), Why::NoSuchNode);
        return None;
    };
    if !design.suffers(node, what) {
        let unsuited = if design.node(node).is_some() { Why::UnsuitedFault } else { Why::UnsuitedToPlace };
        found.add(item, Some("what"), unsuited(what.name().to_owned()));
        return None;
    }
    let strength = match strength.map(|p| (p.name, p.range)) {
        Some((name, Range::Real { min, max, .. })) => fields.number(name, min, max, found)?,
        _ => 0.0,
    };
    let from_s = fields.number("from_s", 0.0, MAX_FAULT_S, found)?;
    let until_s = match fields.get("until_s") {
        None | Some(Value::Null) => None,
        Some(_) => Some(fields.number("until_s", 0.0, MAX_FAULT_S, found)?),
    };
    if until_s.is_some_and(|until| until <= from_s) {
        found.add(item, None, Why::ImpossibleTimes);
        return None;
    }
    Some(Fault { node, what, strength, from_s, until_s })
}
