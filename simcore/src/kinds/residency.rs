//! Data residency: the data of some users must stay in one part of the world.
//!
//! The rule is the users'. A request keeps it when every store, copy and cache that it reaches
//! stands there; those that only pass it on hold nothing. Where a node stands is its region's
//! coordinates; one that stands nowhere is taken to be where it should. What reaches a store that
//! nobody waits for (asynchronous replication, messages in a queue) is nobody's request any more
//! and is not counted. The areas are boxes of degrees, an approximation of laws, not of maps.

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
pub(super) const fn looks(kind: KindId) -> bool {
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
}

impl Residency {
    fn rule(&self, node: u32) -> Option<Area> {
        self.rules.get(node as usize).copied().flatten()
    }

    fn count(&mut self, node: u32) {
        let at = node as usize;
        if at >= self.breaches.len() {
            self.breaches.resize(at + 1, 0);
        }
        self.breaches[at] += 1;
    }
}

impl World {
    /// The source of a request that somebody waits for.
    fn source_of(&self, mut c: CallId) -> Option<u32> {
        loop {
            let call = &self.calls[c as usize];
            if call.root {
                return Some(self.links[call.link as usize].from);
            }
            if call.parent == NONE {
                return None;
            }
            c = call.parent;
        }
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
        let (r, at) = (&mut self.w.residency, self.node as usize);
        let rule = (area != Area::Anywhere).then_some(area);
        if rule.is_some() && at >= r.rules.len() {
            r.rules.resize(at + 1, None);
        }
        if let Some(old) = r.rules.get_mut(at) {
            *old = rule;
        }
        r.any = r.rules.iter().any(Option::is_some);
    }

    /// A call has reached a node that holds data.
    #[cold]
    #[inline(never)]
    pub(super) fn check_residency(&mut self, c: CallId) {
        let w = &mut *self.w;
        let Some(source) = w.source_of(c) else { return };
        let (Some(rule), Some(here)) = (w.residency.rule(source), w.area(self.node)) else { return };
        if rule == here {
            return;
        }
        if w.residency.since != w.measured_from {
            w.residency.since = w.measured_from;
            w.residency.breaches.clear();
        }
        w.residency.count(source);
        w.residency.count(self.node);
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
