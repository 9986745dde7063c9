//! Whom a service calls, by what they are to it: what workers and services have in common.

use super::Role;
use crate::call::Class;
use crate::cx::Cx;
use crate::rng;

/// A node's links by the role of who is at the far end, each list in the order of the links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wiring {
    pub services: Vec<u32>,
    pub caches: Vec<u32>,
    pub stores: Vec<u32>,
    pub replicas: Vec<u32>,
    pub queues: Vec<u32>,
}

/// The link of the shard that a key belongs to.
#[inline]
pub(crate) fn by_key(links: &[u32], key: u32) -> Option<u32> {
    match links {
        [] => None,
        [one] => Some(*one),
        many => Some(many[(rng::mix(u64::from(key)) % many.len() as u64) as usize]),
    }
}

/// Is this key one of a share (from 0 to 1) of all keys? Another salt is another choice of keys.
#[inline]
pub(crate) fn is_among(key: u32, share: f64, salt: u64) -> bool {
    share > 0.0 && (rng::mix(u64::from(key) ^ salt) >> 11) as f64 * (1.0 / (1u64 << 53) as f64) < share
}

impl Wiring {
    pub fn new(cx: &Cx<'_>) -> Wiring {
        let with = |role| (0..cx.links()).filter(|&l| cx.role(l) == role).collect();
        Wiring {
            services: with(Role::Service),
            caches: with(Role::Cache),
            stores: with(Role::Store),
            replicas: with(Role::Replica),
            queues: with(Role::Queue),
        }
    }

    /// Who has the data for this call: a copy for reads where there is one, else the owner.
    #[inline]
    pub fn data(&self, class: Class, key: u32) -> Option<u32> {
        let copy = if class.reads() { by_key(&self.replicas, key) } else { None };
        copy.or_else(|| by_key(&self.stores, key))
    }

    /// Whom step `n` of a call asks, until there is nobody left: the services in order, then who
    /// has the data, then, for a write, every queue.
    #[inline]
    pub fn step(&self, n: u32, class: Class, key: u32) -> Option<u32> {
        let n = n as usize;
        if let Some(&service) = self.services.get(n) {
            return Some(service);
        }
        let mut rest = n - self.services.len();
        if let Some(data) = self.data(class, key) {
            if rest == 0 {
                return Some(data);
            }
            rest -= 1;
        }
        if class == Class::Write { self.queues.get(rest).copied() } else { None }
    }
}
