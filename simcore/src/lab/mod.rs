//! The s1-s5 laboratory: which server takes the next request, exactly.
//!
//! A [`Puzzle`] is a small scenario (servers in order, who was served where, who asks when, who fails,
//! who joins) and a block of facts, each of which may be unknown. [`answer`] runs the same
//! [`Balancer`](crate::balance::Balancer) as the load balancer of a board through every outcome of
//! every draw and every world that the unknown facts allow, and so gives exact distributions, the
//! facts on which an answer hangs, and the steps that lead to it.
//!
//! ```
//! use simcore::lab::{Algorithm, Down, Join, Puzzle, answer};
//!
//! let puzzle = Puzzle::classic(Down::AfterT2, Join::Never);
//! let sticky = answer(&puzzle, Algorithm::StickySession).unwrap();
//! assert_eq!(puzzle.show(&sticky.cells[1]), "s4");    // u2 has no cookie: the turn after s3
//! assert_eq!(puzzle.show(&sticky.cells[2]), "s1");    // u1's server is dead: the turn after s4
//! ```

mod answer;
mod choices;
mod classic;
mod dist;
mod fraction;
mod generate;
mod load;
mod puzzle;
mod real;
mod ring;
mod run;
mod score;
mod world;

pub use answer::{Answer, Cell, Path, Same, answer};
pub use classic::{Column, Down, Join, Reading, Row, Variant, determined_by_text, table};
pub use dist::{Dist, Outcome};
pub use fraction::Fraction;
pub use generate::{Difficulty, generate};
pub use puzzle::{
    Event, ExplicitPoint, Facts, HashFact, LoadFact, Past, Puzzle, PuzzleError, Request, RingFact, Wrr,
};
pub use real::{RealCell, RealRow, real};
pub use ring::{
    KeyMark, Mark, RingPicture, moved_modulo, moved_on, moved_ring, neighbour_share, picture, shares,
};
pub use run::Told;
pub use score::{Given, score, variation};

use serde::{Deserialize, Serialize};

/// A row of the laboratory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    Random,
    RoundRobin,
    WeightedRoundRobin,
    LeastConnections,
    LeastLoaded,
    StickySession,
    IpHash,
    ConsistentHash,
    TwoChoices,
}

impl Algorithm {
    /// Every row, in the order of the table; the name of each is that of the load balancer's choice.
    pub const ALL: [Algorithm; 9] = [
        Algorithm::Random,
        Algorithm::RoundRobin,
        Algorithm::WeightedRoundRobin,
        Algorithm::LeastConnections,
        Algorithm::LeastLoaded,
        Algorithm::StickySession,
        Algorithm::IpHash,
        Algorithm::ConsistentHash,
        Algorithm::TwoChoices,
    ];
}

/// A fact without which an answer may not be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingFact {
    /// The weights of the servers.
    Weights,
    /// Weighted round robin in bursts, or smooth.
    Variant,
    /// How far the weighted cycle has come.
    Position,
    /// How many requests each server has open.
    Counts,
    /// How long a request stays open.
    Durations,
    /// Who gets the request among equals.
    TieBreak,
    /// The servers' loads, and how old a report may be.
    LoadReport,
    /// How the hash of an address becomes a server, and the hash of a user.
    Hash,
    /// The points of the ring.
    Ring,
    /// The key or the address of a user.
    Key,
    /// Who chooses for users without a cookie.
    BaseAlgorithm,
    /// When the server failed.
    FailureTime,
    /// How long the balancer takes to see that a server failed.
    Detection,
    /// Is a request that reached a dead server sent to another one?
    Redispatch,
    /// Where round robin's pointer stands, and what it means when the list changes.
    Pointer,
}

impl MissingFact {
    /// Every fact, for a list to choose from.
    pub const ALL: [MissingFact; 15] = [
        MissingFact::Weights,
        MissingFact::Variant,
        MissingFact::Position,
        MissingFact::Counts,
        MissingFact::Durations,
        MissingFact::TieBreak,
        MissingFact::LoadReport,
        MissingFact::Hash,
        MissingFact::Ring,
        MissingFact::Key,
        MissingFact::BaseAlgorithm,
        MissingFact::FailureTime,
        MissingFact::Detection,
        MissingFact::Redispatch,
        MissingFact::Pointer,
    ];

    /// The facts that say most about a row: who names none of these has not seen what is missing.
    pub fn main_of(algorithm: Algorithm) -> &'static [MissingFact] {
        match algorithm {
            Algorithm::Random => &[],
            Algorithm::RoundRobin => &[MissingFact::Pointer],
            Algorithm::WeightedRoundRobin => &[MissingFact::Weights, MissingFact::Position],
            Algorithm::LeastConnections | Algorithm::TwoChoices => &[MissingFact::Counts],
            Algorithm::LeastLoaded => &[MissingFact::LoadReport],
            Algorithm::StickySession => &[MissingFact::BaseAlgorithm],
            Algorithm::IpHash => &[MissingFact::Hash, MissingFact::Key],
            Algorithm::ConsistentHash => &[MissingFact::Ring, MissingFact::Key],
        }
    }
}
