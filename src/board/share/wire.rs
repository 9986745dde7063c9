//! The compact form of a board. Kinds, parameters and choices are written by name, so that a link
//! outlives a change of their order; only values that are not the default are written.

use super::Refusal;
use crate::board::{Board, MAX_NOTES, Note};
use serde::{Deserialize, Serialize};
use simcore::design::{
    Design, Fault, FaultKind, LinkParams, LinkSpec, MAX_FAULTS, MAX_LINKS, MAX_NODES, MAX_PLACES, NodeSpec,
    Place, PlaceKind,
};
use simcore::kinds::KindId;
use simcore::param::{Param, Range, defaults};

#[derive(Serialize, Deserialize)]
struct Head<'a> {
    title: &'a str,
    seed: u64,
    nodes: u32,
    links: u32,
    faults: u32,
}

#[derive(Serialize, Deserialize)]
struct Node<'a> {
    id: u32,
    kind: &'a str,
    name: &'a str,
    at: [i32; 2],
    /// How many values follow.
    values: u32,
}

#[derive(Serialize, Deserialize)]
struct Link {
    from: u32,
    to: u32,
    /// How many values follow.
    values: u32,
}

/// A parameter that is not at its default.
#[derive(Serialize, Deserialize)]
struct Value<'a> {
    name: &'a str,
    value: Number<'a>,
}

#[derive(Serialize, Deserialize)]
enum Number<'a> {
    Whole(u32),
    Real(f64),
    /// A choice by its text.
    Choice(&'a str),
}

#[derive(Serialize, Deserialize)]
struct Trouble<'a> {
    node: u32,
    #[serde(borrow)]
    what: What<'a>,
    from_s: f64,
    until_s: Option<f64>,
}

/// Faults as they are written; new ones are added at the end.
#[derive(Serialize, Deserialize)]
enum What<'a> {
    Crash,
    Slow(f64),
    /// By name, with its strength.
    Named(&'a str, f64),
}

/// A region or a zone.
#[derive(Serialize, Deserialize)]
struct Ground<'a> {
    id: u32,
    name: &'a str,
    what: Spot,
    at: [i32; 2],
    size: [i32; 2],
}

/// Places as they are written; new ones are added at the end.
#[derive(Serialize, Deserialize)]
enum Spot {
    /// Degrees north and east.
    Region(f64, f64),
    /// Of that region.
    Zone(u32),
}

/// What was found, as far as it could be read.
pub(super) struct Read {
    pub title: String,
    pub seed: u64,
    pub design: Design,
    pub notes: Vec<Note>,
    /// How many stations there should be.
    pub nodes: u32,
    /// Stations of kinds and parameters that this version does not know.
    pub unknown: u32,
    pub unknown_params: u32,
    /// Everything was there.
    pub complete: bool,
}

/// Numbers and short texts cannot fail to be written to memory.
fn put<T: Serialize>(out: &mut Vec<u8>, value: &T) {
    if let Ok(bytes) = postcard::to_allocvec(value) {
        out.extend(bytes);
    }
}

fn number(row: &Param, v: f64) -> Number<'static> {
    match row.range {
        Range::Choice(names) => Number::Choice(names.get(v as usize).copied().unwrap_or_default()),
        _ if v >= 0.0 && v <= f64::from(u32::MAX) && v.fract() == 0.0 => Number::Whole(v as u32),
        _ => Number::Real(v),
    }
}

fn changed<'a>(
    params: &'a [f64],
    table: &'static [Param],
) -> impl Iterator<Item = (&'static Param, f64)> + 'a {
    table.iter().zip(params.iter().copied()).filter(|(row, v)| row.default != *v)
}

fn put_values(out: &mut Vec<u8>, params: &[f64], table: &'static [Param]) {
    for (row, v) in changed(params, table) {
        put(out, &Value { name: row.name, value: number(row, v) });
    }
}

pub(super) fn write(board: &Board) -> Vec<u8> {
    let d = &board.design;
    let mut out = Vec::new();
    put(
        &mut out,
        &Head {
            title: &board.title,
            seed: board.seed,
            nodes: d.nodes.len() as u32,
            links: d.links.len() as u32,
            faults: d.faults.len() as u32,
        },
    );
    for n in &d.nodes {
        let table = n.kind.table();
        let values = changed(&n.params, table).count() as u32;
        put(&mut out, &Node { id: n.id, kind: n.kind.name(), name: &n.name, at: n.at, values });
        put_values(&mut out, &n.params, table);
    }
    for l in &d.links {
        let values = changed(&l.params, LinkParams::TABLE).count() as u32;
        put(&mut out, &Link { from: l.from, to: l.to, values });
        put_values(&mut out, &l.params, LinkParams::TABLE);
    }
    for f in &d.faults {
        let what = match f.what {
            FaultKind::Crash => What::Crash,
            FaultKind::Slow => What::Slow(f.strength),
            other => What::Named(other.name(), f.strength),
        };
        put(&mut out, &Trouble { node: f.node, what, from_s: f.from_s, until_s: f.until_s });
    }
    // what a version has more comes after what the one before has
    if !d.places.is_empty() || !board.notes.is_empty() {
        put_places(&mut out, d);
    }
    if !board.notes.is_empty() {
        put(&mut out, &(board.notes.len() as u32));
        board.notes.iter().for_each(|note| put(&mut out, note));
    }
    out
}

/// The places, then which station stands in which.
fn put_places(out: &mut Vec<u8>, d: &Design) {
    put(out, &(d.places.len() as u32));
    for p in &d.places {
        let what = p.of.map_or(Spot::Region(p.lat, p.lon), Spot::Zone);
        put(out, &Ground { id: p.id, name: &p.name, what, at: p.at, size: p.size });
    }
    let stands: Vec<(u32, u32)> = d.nodes.iter().filter_map(|n| n.place.map(|p| (n.id, p))).collect();
    put(out, &(stands.len() as u32));
    stands.iter().for_each(|stand| put(out, stand));
}

/// Takes one value after the other from bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<T: Deserialize<'a>>(&mut self) -> Option<T> {
        let (value, rest) = postcard::take_from_bytes(self.0).ok()?;
        self.0 = rest;
        Some(value)
    }

    /// So many values into a full list of parameters; the second is how many were not understood.
    fn values(&mut self, count: u32, table: &[Param]) -> Option<(Vec<f64>, u32)> {
        let (mut params, mut unknown) = (defaults(table), 0);
        for _ in 0..count {
            let v: Value = self.take()?;
            let known = table.iter().position(|p| p.name == v.name).and_then(|i| {
                let value = match (v.value, table[i].range) {
                    (Number::Whole(n), _) => Some(f64::from(n)),
                    (Number::Real(x), _) => Some(x),
                    (Number::Choice(text), Range::Choice(names)) => {
                        names.iter().position(|n| *n == text).map(|i| i as f64)
                    }
                    (Number::Choice(_), _) => None,
                };
                value.map(|v| (i, v))
            });
            match known {
                Some((i, value)) => params[i] = value,
                None => unknown += 1,
            }
        }
        Some((params, unknown))
    }
}

/// Reads as much as there is; refuses only what is beyond the limits or has no beginning. Links have
/// places from the second version on, and notes from the third.
pub(super) fn read(bytes: &[u8], version: u32) -> Result<Read, Refusal> {
    let mut r = Reader(bytes);
    let head: Head = r.take().ok_or(Refusal::Damaged)?;
    let (nodes, links) = (head.nodes, head.links);
    let crowded =
        nodes as usize > MAX_NODES || links as usize > MAX_LINKS || head.faults as usize > MAX_FAULTS;
    if crowded {
        return Err(Refusal::TooMany { nodes, links });
    }
    let mut out = Read {
        title: head.title.to_owned(),
        seed: head.seed,
        design: Design::default(),
        notes: Vec::new(),
        nodes,
        unknown: 0,
        unknown_params: 0,
        complete: false,
    };
    let whole = rest(&mut r, &head, &mut out).is_some()
        && (version < 2 || read_places(&mut r, &mut out.design).is_some())
        && (version < 3 || read_notes(&mut r, &mut out.notes).is_some());
    out.complete = whole && r.0.is_empty();
    Ok(out)
}

fn read_places(r: &mut Reader<'_>, design: &mut Design) -> Option<()> {
    let count: u32 = r.take()?;
    for _ in 0..Some(count).filter(|n| *n as usize <= MAX_PLACES)? {
        let p: Ground = r.take()?;
        let (what, of, lat, lon) = match p.what {
            Spot::Region(lat, lon) => (PlaceKind::Region, None, lat, lon),
            Spot::Zone(of) => (PlaceKind::Zone, Some(of), 0.0, 0.0),
        };
        let name = p.name.chars().take(crate::board::MAX_NAME + 1).collect();
        design.places.push(Place { id: p.id, name, what, of, lat, lon, at: p.at, size: p.size });
    }
    let count: u32 = r.take()?;
    // a station of a kind that is not known here may stand somewhere, too
    for _ in 0..Some(count).filter(|n| *n as usize <= MAX_NODES)? {
        let (node, place): (u32, u32) = r.take()?;
        if let Some(node) = design.nodes.iter_mut().find(|n| n.id == node) {
            node.place = Some(place);
        }
    }
    Some(())
}

fn read_notes(r: &mut Reader<'_>, notes: &mut Vec<Note>) -> Option<()> {
    let count: u32 = r.take()?;
    for _ in 0..Some(count).filter(|n| *n as usize <= MAX_NOTES)? {
        notes.push(r.take()?);
    }
    Some(())
}

fn rest(r: &mut Reader<'_>, head: &Head<'_>, out: &mut Read) -> Option<()> {
    for _ in 0..head.nodes {
        let n: Node = r.take()?;
        let kind = KindId::from_name(n.kind);
        let (params, unknown) = r.values(n.values, kind.map_or(&[], |k| k.table()))?;
        match kind {
            Some(kind) => {
                let name = n.name.chars().take(crate::board::MAX_NAME + 1).collect();
                out.design.nodes.push(NodeSpec { id: n.id, name, kind, params, at: n.at, place: None });
                out.unknown_params += unknown;
            }
            None => out.unknown += 1,
        }
    }
    for _ in 0..head.links {
        let l: Link = r.take()?;
        let (params, unknown) = r.values(l.values, LinkParams::TABLE)?;
        out.unknown_params += unknown;
        out.design.links.push(LinkSpec { from: l.from, to: l.to, params });
    }
    for _ in 0..head.faults {
        let t: Trouble = r.take()?;
        let (what, strength) = match t.what {
            What::Crash => (Some(FaultKind::Crash), 0.0),
            What::Slow(factor) => (Some(FaultKind::Slow), factor),
            What::Named(name, strength) => (FaultKind::from_name(name), strength),
        };
        match what {
            Some(what) => {
                let (node, from_s, until_s) = (t.node, t.from_s, t.until_s);
                out.design.faults.push(Fault { node, what, strength, from_s, until_s });
            }
            None => out.unknown_params += 1,
        }
    }
    Some(())
}

#[cfg(test)]
pub(super) fn head_for_tests(nodes: u32, links: u32) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, &Head { title: "", seed: 1, nodes, links, faults: 0 });
    out
}
