//! From a user to a number, and from the number to a place in the list.

use super::Server;
use serde::{Deserialize, Serialize};

/// How the key given to `pick` becomes the hash that a hashing policy works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyHash {
    /// A fixed 64-bit mix: neighbouring user numbers land far apart. The engine's choice.
    Mixed,
    /// The key is the hash already. The laboratory's choice, since it controls every residue.
    Given,
}

impl KeyHash {
    /// The hash of a key.
    #[inline]
    pub fn of(self, key: u64) -> u64 {
        match self {
            KeyHash::Mixed => mix(key ^ 0x5bd1_e995_9d1c_3f7b),
            KeyHash::Given => key,
        }
    }
}

pub use crate::rng::mix;

/// nginx's hash of an IPv4 address, from a start value. Only the first three octets count, so a
/// whole /24 shares its server. (ngx_http_upstream_ip_hash_module.c)
#[inline]
pub fn nginx_round(start: u32, address: u32) -> u32 {
    address.to_be_bytes()[..3].iter().fold(start, |h, &octet| (h * 113 + u32::from(octet)) % 6271)
}

/// Where nginx's hash starts.
pub const NGINX_START: u32 = 89;

/// nginx gives up hashing after so many rounds and takes the next server in turn.
pub const NGINX_TRIES: u32 = 20;

/// The server whose weight interval holds `hash % total weight`, down or not.
#[inline]
pub(super) fn by_weight(servers: &[Server], hash: u32, total: u64) -> usize {
    let mut rest = u64::from(hash) % total;
    for (i, s) in servers.iter().enumerate() {
        if rest < u64::from(s.weight) {
            return i;
        }
        rest -= u64::from(s.weight);
    }
    servers.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_slash_24_has_one_hash() {
        let a = u32::from_be_bytes([10, 0, 1, 5]);
        let b = u32::from_be_bytes([10, 0, 1, 6]);
        let c = u32::from_be_bytes([10, 0, 2, 5]);
        assert_eq!(nginx_round(NGINX_START, a), nginx_round(NGINX_START, b));
        assert_ne!(nginx_round(NGINX_START, a), nginx_round(NGINX_START, c));
    }

    #[test]
    fn neighbouring_users_land_far_apart() {
        let mut counts = [0_u32; 4];
        (0..40_000_u64).for_each(|u| counts[(KeyHash::Mixed.of(u) % 4) as usize] += 1);
        // four standard deviations of a binomial(40000, 1/4) are 346
        assert!(counts.iter().all(|&c| c.abs_diff(10_000) < 346), "{counts:?}");
    }
}
