//! Where a request may end up, and how likely that is.

use super::Fraction;
use serde::{Deserialize, Serialize};

/// Where a request ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// This server answers (index into `Puzzle::names`).
    Server(u32),
    /// Nobody answers: the user sees an error.
    Error,
}

/// A probability for each possible outcome, in the order of the servers; impossible ones are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dist(pub Vec<(Outcome, Fraction)>);

impl Dist {
    /// Adds to the probability of an outcome.
    pub(super) fn add(&mut self, outcome: Outcome, p: Fraction) {
        match self.0.binary_search_by_key(&outcome, |&(o, _)| o) {
            Ok(i) => self.0[i].1 = self.0[i].1 + p,
            Err(i) => self.0.insert(i, (outcome, p)),
        }
    }

    /// Adds another distribution, `p` times.
    pub(super) fn add_all(&mut self, other: &Dist, p: Fraction) {
        other.0.iter().for_each(|&(o, q)| self.add(o, q * p));
    }

    /// Every probability divided by `total`.
    pub(super) fn over(mut self, total: Fraction) -> Dist {
        self.0.iter_mut().for_each(|(_, p)| *p = *p / total);
        self
    }

    /// The probability of an outcome.
    pub fn p(&self, outcome: Outcome) -> Fraction {
        self.0.iter().find(|&&(o, _)| o == outcome).map_or(Fraction::ZERO, |&(_, p)| p)
    }

    /// The probability that nobody answers.
    pub fn error(&self) -> Fraction {
        self.p(Outcome::Error)
    }

    /// What can happen at all.
    pub fn support(&self) -> Vec<Outcome> {
        self.0.iter().map(|&(o, _)| o).collect()
    }

    /// The only thing that can happen, if it is only one.
    pub fn certain(&self) -> Option<Outcome> {
        match self.0[..] {
            [(only, _)] => Some(only),
            _ => None,
        }
    }
}
