//! Makes a design of any origin valid: whatever the core or the board could not keep is dropped,
//! whatever is out of range is clamped, and both are counted.

use super::renumber::renumber;
use super::{MAX_AT, MAX_NAME, rules};
use simcore::design::{Design, Fault, IssueCode, LinkParams, MAX_FAULTS, MAX_LINKS, MAX_NODES, Place};
use simcore::param::Param;
use simcore::place::{SIDES, mend};
use simcore::sorted::{SortedMap, SortedSet};

/// The last second at which a planned fault may begin or end, as in the core.
const MAX_SECOND: f64 = 1e7;

/// How much of a design could not be kept as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    pub nodes: u32,
    pub links: u32,
    pub faults: u32,
    pub places: u32,
    /// Values that were clamped or given their default.
    pub values: u32,
}

impl Repaired {
    /// Nothing had to be done.
    pub fn is_clean(self) -> bool {
        self == Repaired::default()
    }
}

/// A text that is safe to show on one line: no control characters, nothing that turns the direction of what
/// follows, at most [`MAX_NAME`] long. What a file gives back must be what was written.
pub(super) fn clean(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(c)).map(|c| if c.is_control() { ' ' } else { c }).take(MAX_NAME).collect()
}

/// Fills in defaults and clamps the rest; true when something had to be clamped or cut.
pub(super) fn complete(params: &mut Vec<f64>, table: &[Param]) -> u32 {
    let mut repaired = params.len().saturating_sub(table.len()) as u32;
    params.truncate(table.len());
    for (value, row) in params.iter_mut().zip(table) {
        if !row.allows(*value) {
            *value = row.clamp(*value);
            repaired += 1;
        }
    }
    params.extend(table[params.len()..].iter().map(|p| p.default));
    repaired
}

/// The fault, clamped; nothing when it makes no sense.
pub(super) fn fault(mut f: Fault, design: &Design) -> Option<Fault> {
    let second = |v: f64| v.is_finite() && (0.0..=MAX_SECOND).contains(&v);
    if !design.suffers(f.node, f.what)
        || !second(f.from_s)
        || f.until_s.is_some_and(|u| !second(u) || u <= f.from_s)
    {
        return None;
    }
    if !f.strength.is_finite() {
        return None;
    }
    f.strength = f.what.strength().map_or(0.0, |p| p.clamp(f.strength));
    Some(f)
}

/// What a board asks of a place beyond what the core does; true when something was changed.
pub(super) fn complete_place(place: &mut Place) -> bool {
    let before = place.clone();
    place.name = clean(&place.name);
    place.at = place.at.map(|v| v.clamp(-MAX_AT, MAX_AT));
    place.size = place.size.map(|v| v.clamp(*SIDES.start(), *SIDES.end()));
    let degrees = |v: f64, most: f64| if v.is_nan() { 0.0 } else { v.clamp(-most, most) + 0.0 };
    (place.lat, place.lon) = (degrees(place.lat, 90.0), degrees(place.lon, 180.0));
    *place != before
}

fn repair_places(design: &mut Design, out: &mut Repaired) {
    let ids: SortedSet<_> = design.nodes.iter().map(|n| n.id).collect();
    let before = design.places.len();
    let (kept, wrong) = mend(&design.places, &|id| ids.contains(&id));
    let clamped = wrong.iter().filter(|(code, _)| *code == IssueCode::ParamOutOfRange).count();
    design.places = kept;
    out.places = (before - design.places.len()) as u32;
    let changed = design.places.iter_mut().map(complete_place).filter(|c| *c).count();
    let there: SortedSet<_> = design.places.iter().map(|p| p.id).collect();
    let nowhere = |p: &mut _| !there.contains(p);
    let lost = design.nodes.iter_mut().filter_map(|n| n.place.take_if(nowhere)).count();
    out.values += (clamped + changed + lost) as u32;
}

pub(super) fn repair(design: &mut Design) -> Repaired {
    let mut out = Repaired::default();
    let before = (design.nodes.len(), design.links.len(), design.faults.len());

    renumber(design);
    let mut ids = SortedSet::new();
    design.nodes.retain(|n| ids.len() < MAX_NODES && ids.insert(n.id));
    for node in &mut design.nodes {
        out.values += complete(&mut node.params, node.kind.table());
        let name = clean(&node.name);
        out.values += u32::from(name != node.name);
        node.name = name;
        let at = node.at.map(|v| v.clamp(-MAX_AT, MAX_AT));
        out.values += u32::from(at != node.at);
        node.at = at;
    }

    repair_places(design, &mut out);
    let kinds: SortedMap<_, _> = design.nodes.iter().map(|n| (n.id, n.kind)).collect();
    let mut seen = SortedSet::new();
    design.links.retain(|l| {
        let both = kinds.get(&l.from).zip(kinds.get(&l.to));
        seen.len() < MAX_LINKS
            && l.from != l.to
            && both.is_some_and(|(a, b)| rules::may_call(*a, *b))
            && seen.insert((l.from, l.to))
    });
    let closing = rules::Calls::of(design.links.iter().map(|l| (l.from, l.to))).closing();
    design.links.retain(|l| !closing.contains(&(l.from, l.to)));
    for link in &mut design.links {
        out.values += complete(&mut link.params, LinkParams::TABLE);
    }

    let faults = std::mem::take(&mut design.faults);
    design.faults = faults.into_iter().filter_map(|f| fault(f, design)).collect();
    design.faults.truncate(MAX_FAULTS);

    out.nodes = (before.0 - design.nodes.len()) as u32;
    out.links = (before.1 - design.links.len()) as u32;
    out.faults = (before.2 - design.faults.len()) as u32;
    out
}
