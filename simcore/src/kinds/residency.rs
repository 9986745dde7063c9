//! Data residency: the data of some users must stay in one part of the world.
//!
//! The rule is the users'. A request keeps it when every store, copy and cache that it reaches
//! stands there; those that only pass it on hold nothing. Where a node stands is its region's
//! coordinates; one that stands nowhere is taken to be where it should. What goes on when nobody waits
//! any more (asynchronous replication, change data capture, messages in a queue) is still the data of
//! the users whose request began it, and a backup is a copy where it stands: one breach for each
//! database that it holds. The areas are boxes of degrees, an approximation of laws, not of maps.

use super::KindId;
use crate::call::{CallId, NONE};
use crate::choice;
use crate::cx::Cx;
use crate::measure::{Fact, Gauges};
use crate::time::Time;
use crate::world::World;

choice! {
    /// Where data may be.
    pub enum Area {
        Anywhere = "anywhere",
        Europe = "europe",
        NorthAmerica = "north_america",
        SouthAmerica = "south_america",
        AsiaPacific = "asia_pacific",
        Africa = "africa",
    }
}

impl Area {
    /// The area of a spot in degrees north and east.
    pub fn of(lat: f64, lon: f64) -> Area {
        match (lat, lon) {
            _ if lon < -30.0 && lat >= 13.0 => Area::NorthAmerica,
            _ if lon < -30.0 => Area::SouthAmerica,
            _ if lon < 45.0 && lat >= 35.0 => Area::Europe,
            _ if lon < 52.0 => Area::Africa,
            _ => Area::AsiaPacific,
        }
    }
}

/// Does this kind hold data, beyond the requests that pass it? Then a request that arrives is
/// looked at. The engine opens a cache's door by itself, so a cache looks when it looks for the entry.
pub(crate) const fn looks(kind: KindId) -> bool {
    matches!(
        kind,
        KindId::sql_leader
            | KindId::sql_follower
            | KindId::sql_multi_master
            | KindId::session_store
            | KindId::object_store
            | KindId::search_index
            | KindId::nosql_kv
            | KindId::nosql_document
            | KindId::nosql_column
            | KindId::nosql_graph
            | KindId::quorum_store
            | KindId::shard_router
    )
}

/// The rules of the sources and how often they were broken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Residency {
    /// Is there any rule?
    pub any: bool,
    /// By node: the rule of a source, and breaches (at stores, and of a source's requests).
    rules: Vec<Option<Area>>,
    breaches: Vec<u64>,
    /// What is counted belongs to the measurements that began then.
    since: Time,
    /// By call: its generation, and the source that began what goes on without a caller.
    begun: Vec<(u32, u32)>,
    /// By node: the source with a rule whose data was the last to come here.
    held: Vec<u32>,
}

/// A place in a list that grows as far as it is needed.
fn at<T: Clone>(list: &mut Vec<T>, place: u32, empty: T) -> &mut T {
    let place = place as usize;
    if place >= list.len() {
        list.resize(place + 1, empty);
    }
    &mut list[place]
}

impl Residency {
    fn rule(&self, node: u32) -> Option<Area> {
        self.rules.get(node as usize).copied().flatten()
    }

    fn count(&mut self, node: u32) {
        *at(&mut self.breaches, node, 0) += 1;
    }
}

impl World {
    /// The source of a request, also where nobody waits for it any more.
    fn source_of(&self, mut c: CallId) -> Option<u32> {
        loop {
            let call = &self.calls[c as usize];
            if call.root {
                return Some(self.links[call.link as usize].from);
            }
            if call.parent == NONE {
                let begun = self.residency.begun.get(c as usize);
                return begun.filter(|b| b.0 == call.generation && b.1 != NONE).map(|b| b.1);
            }
            c = call.parent;
        }
    }

    /// A call goes on without a caller: it is still of the one that `about` belongs to.
    #[cold]
    #[inline(never)]
    pub(crate) fn goes_on(&mut self, c: CallId, about: CallId) {
        let source = self.source_of(about);
        self.begin(c, source);
    }

    fn begin(&mut self, c: CallId, source: Option<u32>) {
        let generation = self.calls[c as usize].generation;
        *at(&mut self.residency.begun, c, (0, NONE)) = (generation, source.unwrap_or(NONE));
    }

    /// The data of a source is at a node: does that break its rule?
    fn hold(&mut self, source: u32, node: u32) {
        let Some(rule) = self.residency.rule(source) else { return };
        *at(&mut self.residency.held, node, NONE) = source;
        if self.area(node).is_none_or(|here| here == rule) {
            return;
        }
        let r = &mut self.residency;
        if r.since != self.measured_from {
            r.since = self.measured_from;
            r.breaches.clear();
        }
        r.count(source);
        r.count(node);
    }

    /// The area of the region that a node stands in.
    fn area(&self, node: u32) -> Option<Area> {
        let region = self.stands.get(node as usize)?.region?;
        self.places.iter().find(|p| p.id == region).map(|p| Area::of(p.lat, p.lon))
    }

    /// Adds to what a node says of itself how often its data or its users broke the rule.
    pub(crate) fn add_breaches(&self, node: u32, gauges: &mut Gauges) {
        let r = &self.residency;
        let count = match r.since == self.measured_from {
            true => r.breaches.get(node as usize).copied().unwrap_or(0),
            false => 0,
        };
        if count > 0 || r.rule(node).is_some() {
            gauges.facts.push((Fact::ResidencyBreaches, count as f64));
        }
    }
}

impl Cx<'_> {
    /// Says where the data of this source's users must stay.
    pub fn set_residency(&mut self, area: Area) {
        let r = &mut self.w.residency;
        *at(&mut r.rules, self.node, None) = (area != Area::Anywhere).then_some(area);
        r.any = r.rules.iter().any(Option::is_some);
    }

    /// A call has reached a node that holds data.
    #[cold]
    #[inline(never)]
    pub(super) fn check_residency(&mut self, c: CallId) {
        if let Some(source) = self.w.source_of(c) {
            self.w.hold(source, self.node);
        }
    }

    /// What the node at the far end of a link holds is now here too.
    pub(super) fn copied(&mut self, local: u32) {
        let from = self.link(local).to as usize;
        if let Some(&source) = self.w.residency.held.get(from).filter(|s| **s != NONE) {
            self.w.hold(source, self.node);
        }
    }

    /// May this call go where the node at the far end of a link stands?
    pub fn may_go(&self, c: CallId, local: u32) -> bool {
        let w = &*self.w;
        let rule = w.source_of(c).and_then(|source| w.residency.rule(source));
        let there = w.area(self.link(local).to);
        rule.is_none() || there.is_none() || rule == there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::spot;

    #[test]
    fn the_spots_on_offer_lie_where_an_atlas_has_them() {
        let lies = |name| spot(name).map(|s| Area::of(s.lat, s.lon));
        for (area, names) in [
            (Area::NorthAmerica, &["us-east", "us-west", "New York", "Los Angeles"][..]),
            (Area::SouthAmerica, &["sa-east"]),
            (Area::Europe, &["eu-west", "eu-central", "London"]),
            (Area::AsiaPacific, &["ap-southeast", "ap-south", "Tokyo", "Sydney", "Beijing"]),
        ] {
            for &name in names {
                assert_eq!(lies(name), Some(area), "{name}");
            }
        }
        assert_eq!((Area::of(-26.2, 28.0), Area::of(-33.9, 18.4)), (Area::Africa, Area::Africa));
    }
}
