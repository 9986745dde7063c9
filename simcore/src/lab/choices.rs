//! Trying everything: a script of choices that is replayed with its last entry changed, until no
//! entry can change any more.

use super::{Fraction, MissingFact};
use crate::balance::Choose;

/// A path through a tree of choices; the tree is walked depth first by running it again and again.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    /// (chosen, out of)
    path: Vec<(usize, usize)>,
    at: usize,
}

impl Script {
    /// Rewinds, for the next run along the same path.
    pub fn rewind(&mut self) {
        self.at = 0;
    }

    /// Moves to the next path; false when all have been walked.
    pub fn advance(&mut self) -> bool {
        self.path.truncate(self.at);
        self.at = 0;
        while let Some((chosen, of)) = self.path.pop() {
            if chosen + 1 < of {
                self.path.push((chosen + 1, of));
                return true;
            }
        }
        false
    }

    /// The probability of the path just walked, every choice being uniform.
    pub fn weight(&self) -> Fraction {
        self.path[..self.at].iter().fold(Fraction::ONE, |w, &(_, of)| w * Fraction::new(1, of as u64))
    }
}

impl Choose for Script {
    fn choose(&mut self, n: usize) -> usize {
        if self.at == self.path.len() {
            self.path.push((0, n.max(1)));
        }
        self.at += 1;
        self.path[self.at - 1].0
    }
}

/// One unknown made definite. With a `prior` the possibilities are equally likely by symmetry (the
/// residues of an unknown hash); without one, nothing can be said about their likelihood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Assumption {
    pub fact: MissingFact,
    pub prior: bool,
    pub value: usize,
}

/// Makes the unknown facts of one world definite, noting each.
#[derive(Debug, Default)]
pub(super) struct Ask {
    pub script: Script,
    pub assumed: Vec<Assumption>,
}

impl Ask {
    /// A possibility of a fact about which nothing is known.
    pub fn any(&mut self, fact: MissingFact, of: usize) -> usize {
        let value = self.script.choose(of);
        self.assumed.push(Assumption { fact, prior: false, value });
        value
    }

    /// A possibility of a fact whose possibilities are equally likely.
    pub fn equally(&mut self, fact: MissingFact, of: usize) -> usize {
        let value = self.script.choose(of);
        self.assumed.push(Assumption { fact, prior: true, value });
        value
    }

    /// How likely this world is among those that differ from it only in facts with a prior.
    pub fn weight(&self) -> Fraction {
        let parts = self.assumed.iter().zip(&self.script.path).filter(|(a, _)| a.prior);
        parts.fold(Fraction::ONE, |w, (_, &(_, of))| w * Fraction::new(1, of as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_every_path_once() {
        let mut script = Script::default();
        let mut seen = Vec::new();
        let mut total = Fraction::ZERO;
        loop {
            let first = script.choose(3);
            // the tree need not be regular
            let second = if first == 1 { script.choose(2) } else { 9 };
            seen.push((first, second));
            total = total + script.weight();
            if !script.advance() {
                break;
            }
        }
        assert_eq!(seen, [(0, 9), (1, 0), (1, 1), (2, 9)]);
        assert_eq!(total, Fraction::ONE);
    }
}
