//! Which facts a puzzle has, and which of them an algorithm asks for. Pure; the fields are in
//! `facts.rs`.

use simcore::lab::{Algorithm, Event, HashFact, Puzzle, RingFact};

/// A fact that can be set. Servers and users by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    PointerServer,
    PointerKind,
    Weights,
    JoinWeight(String),
    Wrr,
    Position,
    Open,
    Duration,
    Ties,
    Loads,
    PerRequest,
    Report,
    Unknown,
    Base,
    Redispatch,
    Detect,
    Hashing,
    HashOf(String),
    AddressOf(String),
    Vnodes,
    KeyOf(String),
}

/// Every fact of a puzzle, in the order of the list.
pub fn all(p: &Puzzle) -> Vec<Field> {
    let mut out = vec![Field::PointerServer, Field::PointerKind, Field::Weights];
    let joins = p.events.iter().filter_map(|e| match e {
        Event::Join { server, .. } => Some(Field::JoinWeight(server.clone())),
        Event::Down { .. } => None,
    });
    out.extend(joins);
    out.extend([Field::Wrr, Field::Position, Field::Open, Field::Duration, Field::Ties, Field::Loads]);
    out.extend([Field::PerRequest, Field::Report, Field::Unknown, Field::Base, Field::Hashing]);
    match &p.facts.ip_hash {
        Some(HashFact::Nginx { .. }) => out.extend(p.users().into_iter().map(Field::AddressOf)),
        _ => out.extend(p.users().into_iter().map(Field::HashOf)),
    }
    // a ring drawn by hand is shown, not set
    if !matches!(p.facts.ring, Some(RingFact::Explicit { .. })) {
        out.push(Field::Vnodes);
        if p.facts.ring.is_some() {
            out.extend(p.users().into_iter().map(Field::KeyOf));
        }
    }
    if p.events.iter().any(|e| matches!(e, Event::Down { .. })) {
        out.extend([Field::Detect, Field::Redispatch]);
    }
    out
}

/// Does an algorithm ask for a fact?
pub fn wants(algorithm: Algorithm, field: &Field, p: &Puzzle) -> bool {
    use Algorithm as A;
    let in_turn = p.facts.ties == Some(simcore::balance::Ties::InTurn);
    match field {
        Field::PointerServer => {
            let ties = matches!(algorithm, A::LeastConnections | A::LeastLoaded | A::TwoChoices) && in_turn;
            ties || matches!(algorithm, A::RoundRobin | A::StickySession)
        }
        Field::PointerKind => algorithm == A::RoundRobin,
        Field::Weights | Field::JoinWeight(_) | Field::Wrr | Field::Position => {
            algorithm == A::WeightedRoundRobin
        }
        Field::Open | Field::Duration => matches!(algorithm, A::LeastConnections | A::TwoChoices),
        Field::Ties => matches!(algorithm, A::LeastConnections | A::LeastLoaded | A::TwoChoices),
        Field::Loads | Field::PerRequest | Field::Report | Field::Unknown => algorithm == A::LeastLoaded,
        Field::Base => algorithm == A::StickySession,
        Field::Hashing | Field::HashOf(_) | Field::AddressOf(_) => algorithm == A::IpHash,
        Field::Vnodes | Field::KeyOf(_) => algorithm == A::ConsistentHash,
        Field::Redispatch | Field::Detect => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::lab::{Down, Join};

    #[test]
    fn every_fact_is_asked_for_by_someone() {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        for field in all(&p) {
            assert!(Algorithm::ALL.iter().any(|a| wants(*a, &field, &p)), "{field:?}");
        }
    }

    #[test]
    fn failures_are_asked_about_only_where_there_are_some() {
        let calm = Puzzle::classic(Down::Never, Join::AfterT2);
        assert!(!all(&calm).contains(&Field::Detect));
        assert!(all(&calm).contains(&Field::JoinWeight("s5".into())));
        assert!(all(&Puzzle::classic(Down::AfterT2, Join::Never)).contains(&Field::Detect));
    }
}
