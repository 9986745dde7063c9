//! A practice puzzle in the address: `#/lab/usual-4711`, so that it can be sent to somebody.

use simcore::lab::Difficulty;

/// Which puzzle is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// The guide's own.
    #[default]
    Classic,
    Generated {
        difficulty: Difficulty,
        seed: u64,
    },
}

/// Seeds in addresses stay short enough to be read out.
pub const MAX_SEED: u64 = 999_999;

/// The difficulties in the order of the choice, with their words in addresses.
pub const LEVELS: [(Difficulty, &str); 3] =
    [(Difficulty::Easy, "easy"), (Difficulty::Usual, "usual"), (Difficulty::Hard, "hard")];

impl Which {
    /// What the part of the address behind `#/lab/` names. A bare number is of usual difficulty;
    /// anything else is the classic.
    pub fn parse(part: &str) -> Which {
        let (word, number) = part.split_once('-').unwrap_or(("usual", part));
        let level = LEVELS.iter().find(|l| l.1 == word);
        match (level, number.parse::<u64>()) {
            (Some((difficulty, _)), Ok(seed)) => Which::Generated { difficulty: *difficulty, seed },
            _ => Which::Classic,
        }
    }

    /// The address.
    pub fn href(self) -> String {
        match self {
            Which::Classic => "#/lab".to_owned(),
            Which::Generated { difficulty, seed } => {
                let word = LEVELS.iter().find(|l| l.0 == difficulty).map_or("usual", |l| l.1);
                format!("#/lab/{word}-{seed}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back() {
        for (difficulty, _) in LEVELS {
            let which = Which::Generated { difficulty, seed: 4711 };
            let href = which.href();
            assert_eq!(Which::parse(href.trim_start_matches("#/lab/")), which);
        }
        assert_eq!(Which::parse("12"), Which::Generated { difficulty: Difficulty::Usual, seed: 12 });
    }

    #[test]
    fn anything_else_is_the_classic() {
        for text in ["", "x", "easy-", "easy-x", "-3", "hard--1", "99999999999999999999999"] {
            assert_eq!(Which::parse(text), Which::Classic, "{text}");
        }
    }
}
