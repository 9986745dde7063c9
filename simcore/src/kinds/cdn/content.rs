//! Content that changes at the origin, and what that makes of the copies.

use super::{Freshness, Params};
use crate::rng::mix;
use crate::time::{Time, from_secs};

/// How content changes and how the edges come to know. Every object changes after the same time, each
/// at its own instants.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content {
    /// Time between two changes; 0 is never.
    every: Time,
    /// An edge knows of a change after so long; `None` if it never hears of it.
    heard_after: Option<Time>,
    ttl: Time,
}

impl Content {
    pub fn new(p: &Params) -> Content {
        Content {
            every: from_secs(p.change_s),
            heard_after: match p.freshness {
                Freshness::Ttl => None,
                Freshness::Purge => Some(from_secs(p.purge_s)),
                Freshness::Versioned => Some(0),
            },
            ttl: from_secs(p.ttl_s),
        }
    }

    pub fn changes(&self) -> bool {
        self.every > 0
    }

    /// How often an object has changed by then.
    fn version(&self, key: u32, t: Time) -> Time {
        t.saturating_add(mix(u64::from(key)) % self.every.max(1)) / self.every.max(1)
    }

    /// Has the object changed since a copy was fetched that expires then?
    pub fn is_old(&self, key: u32, expires: Time, now: Time) -> bool {
        self.changes() && self.version(key, expires.saturating_sub(self.ttl)) != self.version(key, now)
    }

    /// Has the edge heard of that?
    pub fn is_known_old(&self, key: u32, expires: Time, now: Time) -> bool {
        let Some(after) = self.heard_after.filter(|_| self.changes()) else { return false };
        let (fetched, heard) = (expires.saturating_sub(self.ttl), now.saturating_sub(after));
        heard > fetched && self.version(key, fetched) != self.version(key, heard)
    }
}
