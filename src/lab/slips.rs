//! What a wrong answer has probably mistaken: a closed list, found from the answer, never guessed.

use super::moments::{Moment, Standing, moments, standing};
use super::sheet::Key;
use super::state::named;
use crate::i18n::lab::Texts;
use simcore::lab::{Algorithm, Column, Given, Outcome, Puzzle, Variant};

/// A mistake. Servers and users by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Named a server that is down.
    Down(usize),
    /// Named a server that is not there.
    Absent(usize),
    /// Thought that this algorithm remembers users.
    Affinity(usize),
    /// Thought that a newcomer draws users who have a cookie.
    Sticky(usize),
    /// Thought that a remainder survives a change of the list.
    Modulo,
    /// Thought that a newcomer on the ring moves keys between the others.
    Ring(usize),
    /// Thought that a failure moves the turn of others.
    Turn(usize),
}

/// The mistake behind a wrong answer, if it is a known one. `seen_at_once`: failures are noticed at
/// once, so that nobody is sent to a dead server.
pub fn slip(puzzle: &Puzzle, key: Key, column: Column, given: &Given, seen_at_once: bool) -> Option<Slip> {
    let said = named(given);
    let servers: Vec<usize> = said
        .iter()
        .filter_map(|o| match o {
            Outcome::Server(s) => Some(*s as usize),
            Outcome::Error => None,
        })
        .collect();
    let moments = moments(puzzle, column);
    let (initial, total) = (puzzle.servers.len(), puzzle.names().len());
    let stand = standing(&moments, moments.len(), initial, total);
    let is = |what: Standing| servers.iter().copied().find(|&s| stand.get(s) == Some(&what));
    if let Some(s) = is(Standing::Absent) {
        return Some(Slip::Absent(s));
    }
    if let Some(s) = is(Standing::Down).filter(|_| seen_at_once) {
        return Some(Slip::Down(s));
    }
    let [only] = servers[..] else { return None };
    let user = moments.iter().rev().find_map(|m| match m {
        Moment::Request { user, .. } => Some(*user),
        _ => None,
    })?;
    let before = moments.iter().find_map(|m| match m {
        Moment::Past { user: u, server } if *u == user => Some(*server),
        _ => None,
    });
    let joined = stand.get(only) == Some(&Standing::Joined);
    let downs = stand.iter().position(|s| *s == Standing::Down);
    let newcomer = stand.iter().position(|s| *s == Standing::Joined);
    match key.algorithm {
        Algorithm::StickySession if joined && before.is_some() && downs.is_none() => Some(Slip::Sticky(user)),
        Algorithm::IpHash if before == Some(only) && column.variant != Variant::Calm => Some(Slip::Modulo),
        Algorithm::ConsistentHash if downs.is_none() && !joined && before != Some(only) => {
            newcomer.filter(|_| before.is_some()).map(Slip::Ring)
        }
        Algorithm::RoundRobin if before == Some(only) => Some(Slip::Affinity(user)),
        Algorithm::RoundRobin => downs.map(Slip::Turn),
        Algorithm::Random
        | Algorithm::WeightedRoundRobin
        | Algorithm::LeastConnections
        | Algorithm::LeastLoaded
        | Algorithm::TwoChoices
            if before == Some(only) =>
        {
            Some(Slip::Affinity(user))
        }
        _ => None,
    }
}

impl Slip {
    /// The sentence.
    pub fn words(self, t: &Texts, servers: &[String], users: &[String]) -> String {
        let s = |i: usize| servers.get(i).map_or("?", String::as_str);
        let u = |i: usize| users.get(i).map_or("?", String::as_str);
        match self {
            Slip::Down(i) => (t.slip_down)(s(i)),
            Slip::Absent(i) => (t.slip_absent)(s(i)),
            Slip::Affinity(i) => (t.slip_affinity)(u(i)),
            Slip::Sticky(i) => (t.slip_sticky)(u(i)),
            Slip::Modulo => t.slip_modulo.to_owned(),
            Slip::Ring(i) => (t.slip_ring)(s(i)),
            Slip::Turn(i) => (t.slip_turn)(s(i)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Pass;
    use super::*;
    use simcore::lab::{Down, Join};

    fn found(algorithm: Algorithm, column: usize, server: u32) -> Option<Slip> {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        let c = p.columns()[column];
        let key = Key { pass: Pass::Facts, algorithm, column };
        slip(&p, key, c, &Given::Set(vec![Outcome::Server(server)]), true)
    }

    #[test]
    fn known_mistakes_are_named() {
        // columns: t1, t2, t3, t3 s3 down, t3 s5 joins, t3 both
        assert_eq!(found(Algorithm::Random, 3, 2), Some(Slip::Down(2)));
        assert_eq!(found(Algorithm::Random, 0, 4), Some(Slip::Absent(4)));
        assert_eq!(found(Algorithm::RoundRobin, 2, 2), Some(Slip::Affinity(0)));
        assert_eq!(found(Algorithm::RoundRobin, 3, 3), Some(Slip::Turn(2)));
        assert_eq!(found(Algorithm::StickySession, 4, 4), Some(Slip::Sticky(0)));
        assert_eq!(found(Algorithm::IpHash, 4, 2), Some(Slip::Modulo));
        assert_eq!(found(Algorithm::ConsistentHash, 4, 0), Some(Slip::Ring(4)));
        assert_eq!(found(Algorithm::LeastConnections, 4, 0), None);
    }
}
