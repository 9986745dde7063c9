//! Pictures of the ring, and how many users a change moves.

use super::fraction::lcm;
use super::{Fraction, Puzzle, PuzzleError};
use crate::balance::{Ring, degrees};
use serde::{Deserialize, Serialize};

/// A ring to draw. Servers are indices into `Puzzle::names`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RingPicture {
    /// In clockwise order.
    pub marks: Vec<Mark>,
    pub keys: Vec<KeyMark>,
}

/// One point of a server, in degrees clockwise from the top.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub server: u32,
    pub degrees: f64,
}

/// Where a user lands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyMark {
    pub user: String,
    pub degrees: f64,
}

/// The ring of a puzzle with all servers that ever exist, if it is known.
pub fn picture(puzzle: &Puzzle) -> Result<Option<RingPicture>, PuzzleError> {
    let loaded = puzzle.load()?;
    Ok(loaded.ring().map(|ring| RingPicture {
        marks: ring.points().iter().map(|p| Mark { server: p.server, degrees: p.degrees() }).collect(),
        keys: (0..loaded.users.len())
            .filter_map(|u| {
                loaded.ring_key(u).map(|at| KeyMark { user: loaded.users[u].clone(), degrees: degrees(at) })
            })
            .collect(),
    }))
}

/// The share of the circle that belongs to each of `servers` while only they are up.
pub fn shares(ring: &Ring, servers: &[u32]) -> Vec<f64> {
    let mut arcs = vec![0_u128; servers.len()];
    each_arc(ring, |length, owner| {
        if let Some(i) = owner(servers).and_then(|o| servers.iter().position(|&s| s == o)) {
            arcs[i] += length;
        }
    });
    arcs.into_iter().map(share).collect()
}

/// The share of users who change server on this very ring when the list changes.
pub fn moved_on(ring: &Ring, before: &[u32], after: &[u32]) -> f64 {
    let mut moved = 0;
    each_arc(ring, |length, owner| {
        if owner(before) != owner(after) {
            moved += length;
        }
    });
    share(moved)
}

/// The share of users who change server under `hash modulo the number of servers`, counted over all
/// residues.
pub fn moved_modulo(before: &[u32], after: &[u32]) -> Fraction {
    if before.is_empty() || after.is_empty() {
        return Fraction::ONE;
    }
    let all = lcm(before.len() as u64, after.len() as u64);
    let stays =
        |h: &u64| before[(h % before.len() as u64) as usize] == after[(h % after.len() as u64) as usize];
    Fraction::new(all - (0..all).filter(stays).count() as u64, all)
}

/// The share of users who change server, on average over all rings: a user stays exactly if the first
/// of all servers concerned, seen from the user, is in both lists.
pub fn moved_ring(before: &[u32], after: &[u32]) -> Fraction {
    let both = before.iter().filter(|s| after.contains(s)).count();
    let all = before.len() + after.len() - both;
    Fraction::new((all - both) as u64, all as u64)
}

/// If one user's key belongs to a server, the probability that another user's does, on a random ring
/// with `vnodes` points for each of `servers`: long arcs catch both. 1/n for many points, 2/(n + 1)
/// for one.
pub fn neighbour_share(servers: u32, vnodes: u32) -> Fraction {
    Fraction::new(u64::from(vnodes) + 1, u64::from(servers) * u64::from(vnodes) + 1)
}

fn share(length: u128) -> f64 {
    length as f64 / 18_446_744_073_709_551_616.0
}

/// Calls back for every arc that ends in a point, with its length and a way to find its owner.
fn each_arc(ring: &Ring, mut arc: impl FnMut(u128, &dyn Fn(&[u32]) -> Option<u32>)) {
    let points = ring.points();
    for (i, p) in points.iter().enumerate() {
        let before = points[(i + points.len() - 1) % points.len()].at;
        // the circle has 2^64 positions, so the arc across the top comes out right by wrapping
        let length = match p.at.wrapping_sub(before) {
            0 if points.len() == 1 => 1 << 64,
            length => u128::from(length),
        };
        arc(length, &|servers| {
            points[i..].iter().chain(&points[..i]).map(|q| q.server).find(|s| servers.contains(s))
        });
    }
}
