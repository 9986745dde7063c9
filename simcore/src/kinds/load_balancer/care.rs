//! What the choice of a server must heed besides the policy: limits, slow starts, cookies that end.

use super::{Algorithm, Hashing, LoadBalancer, RingKey};
use crate::call::CallId;
use crate::cx::Cx;
use crate::measure::Reason;
use crate::time::{Time, from_secs};

/// What the balancer has noted about a server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Believed to be healthy.
    pub up: bool,
    /// Probes in a row that contradict that.
    pub against: u32,
    /// Since when its share has been growing; `None` when it has its full one.
    pub since: Option<Time>,
    /// Out of the choice for this once.
    pub out: bool,
    /// Failures in a row, and until when it is left alone for them.
    pub failures: u32,
    pub back: Option<Time>,
}

impl Mark {
    pub const NEW: Mark = Mark { up: true, against: 0, since: None, out: false, failures: 0, back: None };
}

/// The least share of a server that is starting slowly: a little must get through.
const LEAST: f64 = 0.01;
/// Requests are counted in so many parts where they are divided by weights.
const SCALE: u32 = 1000;

impl LoadBalancer {
    /// Says whether the choice needs care from now on.
    pub(super) fn be_careful(&mut self) {
        let p = &self.p;
        // where affinity decides, a server's share cannot grow slowly
        let ramps = p.slow_start_s > 0.0
            && !matches!(
                p.algorithm,
                Algorithm::StickySession | Algorithm::IpHash | Algorithm::ConsistentHash
            );
        if !ramps {
            self.marks.iter_mut().for_each(|m| m.since = None);
        }
        let ends = p.cookie_ttl_s > 0.0 && p.algorithm == Algorithm::StickySession;
        let other_key = match p.algorithm {
            Algorithm::IpHash => p.users_per_address > 1 || p.hashing == Hashing::Rehash,
            Algorithm::ConsistentHash => p.ring_key == RingKey::Key,
            _ => false,
        };
        let by_weight = p.weighted && self.counts;
        self.careful = p.max_per_server > 0 || ends || other_key || by_weight || self.marks.iter().any(|m| m.since.is_some());
    }

    /// Why there was no server for a request.
    #[cold]
    pub(super) fn why_none(&self) -> Reason {
        if self.servers.is_empty() {
            Reason::NoRoute
        } else if self.p.max_per_server > 0 && self.servers.iter().any(|s| s.up) {
            Reason::QueueFull
        } else {
            Reason::NoHealthyServer
        }
    }

    /// The server for a user's request.
    #[cold]
    pub(super) fn pick_with_care(&mut self, cx: &Cx<'_>, c: CallId) -> Option<usize> {
        let (now, user) = (cx.now(), cx.user(c));
        self.end_cookie(user, now);
        if self.p.weighted && self.counts {
            for s in &mut self.servers {
                s.active = s.active.saturating_add(1).saturating_mul(SCALE) / s.weight.max(1);
            }
        }
        let most = self.p.max_per_server;
        for l in 0..self.servers.len() {
            if most > 0 && cx.open(l as u32) >= most {
                self.leave_out(l);
            }
        }
        let picked = self.pick_slowly(self.hashed(cx, c), now);
        for (s, m) in self.servers.iter_mut().zip(&mut self.marks) {
            s.up |= std::mem::take(&mut m.out);
        }
        picked
    }

    /// What the policy goes by: the user, or what the parameters say instead.
    fn hashed(&self, cx: &Cx<'_>, c: CallId) -> u64 {
        let user = cx.user(c);
        match self.p.algorithm {
            Algorithm::IpHash => {
                let address = user / self.p.users_per_address;
                // only the network part of an address is hashed again
                u64::from(if self.p.hashing == Hashing::Rehash { address << 8 } else { address })
            }
            Algorithm::ConsistentHash if self.p.ring_key == RingKey::Key => u64::from(cx.key(c)),
            _ => u64::from(user),
        }
    }

    fn leave_out(&mut self, l: usize) {
        if let (Some(s), Some(m)) = (self.servers.get_mut(l), self.marks.get_mut(l)) {
            m.out = std::mem::take(&mut s.up);
        }
    }

    /// Share of its usual requests that a server gets now, while it is starting slowly.
    fn share(&mut self, l: usize, now: Time) -> Option<f64> {
        let ramp = from_secs(self.p.slow_start_s).max(1);
        let mark = self.marks.get_mut(l)?;
        let age = now.saturating_sub(mark.since?);
        if age >= ramp {
            mark.since = None;
            self.be_careful();
            return None;
        }
        Some((age as f64 / ramp as f64).max(LEAST))
    }

    /// A policy that counts sees the requests of a server that is starting slowly as so many more;
    /// with the others its turn passes it by until it has its full share.
    fn pick_slowly(&mut self, user: u64, now: Time) -> Option<usize> {
        for l in 0..self.servers.len() {
            if let (true, Some(share), Some(s)) = (self.counts, self.share(l, now), self.servers.get_mut(l)) {
                s.active = ((f64::from(s.active) + 1.0) / share - 1.0) as u32;
            }
        }
        let mut passed = None;
        loop {
            let Some(i) = self.balancer.pick(&self.servers, user, &mut self.dice) else {
                return passed;
            };
            match self.share(i, now) {
                Some(share) if !self.counts && self.luck.unit() >= share => {
                    passed = passed.or(Some(i));
                    self.leave_out(i);
                }
                _ => return Some(i),
            }
        }
    }

    /// A cookie that has run out is gone; one that is given now is noted.
    fn end_cookie(&mut self, user: u32, now: Time) {
        if self.p.cookie_ttl_s == 0.0 || self.p.algorithm != Algorithm::StickySession {
            return;
        }
        let at = user as usize;
        if at >= self.given.len() {
            self.given.resize((at + 1).next_power_of_two(), 0);
        }
        let old = now.saturating_sub(self.given[at]) >= from_secs(self.p.cookie_ttl_s);
        if old || self.balancer.tied_to(u64::from(user)).is_none() {
            self.balancer.untie(u64::from(user));
            self.given[at] = now;
        }
    }
}
