//! Exercises without end: an instance is drawn from a seed, its answer comes from the core, and so does the way
//! to it. The same topic, level and seed give the same instance on every machine, so a number is all that a
//! teacher has to hand out.

mod availability;
mod balancing;
mod capacity;
mod diagnosis;
mod grid;
mod keys;
mod texts;

#[cfg(test)]
mod tests;

pub use diagnosis::{Case, jobs};
pub use simcore::lab::Difficulty as Level;
pub use texts::{FormText, Texts, holes, lesson};

use simcore::lab::Puzzle;
use simcore::rng::{Purpose, Stream};

/// Seeds are below this, so that they can be dictated.
pub const SEEDS: u32 = 1_000_000;

/// What is practised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Who takes the next request?
    Balancing,
    /// From users to requests, machines, bytes.
    Capacity,
    /// Parts in a row and side by side.
    Availability,
    /// Keys that move when a server comes or goes.
    Keys,
    /// A run with a hidden fault.
    Diagnosis,
    /// The guide's puzzle: every algorithm at every moment.
    Grid,
}

impl Topic {
    pub const ALL: [Topic; 6] =
        [Topic::Balancing, Topic::Capacity, Topic::Availability, Topic::Keys, Topic::Diagnosis, Topic::Grid];

    /// In addresses and in what is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Topic::Balancing => "balancing",
            Topic::Capacity => "capacity",
            Topic::Availability => "availability",
            Topic::Keys => "keys",
            Topic::Diagnosis => "diagnosis",
            Topic::Grid => "grid",
        }
    }

    pub fn from_name(name: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|t| t.name() == name)
    }
}

/// Every level with its name in addresses.
pub const LEVELS: [(Level, &str); 3] =
    [(Level::Easy, "easy"), (Level::Usual, "usual"), (Level::Hard, "hard")];

/// One exercise, without its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Which text asks for it.
    pub form: &'static str,
    /// What the text quotes, the way to the answer included.
    pub values: Vec<(&'static str, Value)>,
    pub task: Task,
}

/// Something that a text quotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    /// The same in every language.
    Words(String),
}

/// What is to be answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Full marks within `tolerance` of the answer, half of them within `half` (both relative).
    Number { answer: f64, tolerance: f64, half: f64 },
    /// One of these is right.
    Choose { options: Vec<String>, right: usize },
    /// Where and what.
    Diagnose(Box<Case>),
    /// A grid to fill.
    Puzzle(Box<Puzzle>),
}

/// Dice for the generators.
struct Dice(Stream);

impl Dice {
    /// Uniform in `low..=high`.
    fn from(&mut self, low: u32, high: u32) -> u32 {
        low + self.0.below(high - low + 1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.0.below(of.len() as u32) as usize].clone()
    }
}

/// The instance of a seed.
pub fn instance(topic: Topic, level: Level, seed: u32) -> Instance {
    let mut dice = Dice(Stream::new(u64::from(seed), 8 * topic as u32 + level as u32, Purpose::Luck));
    match topic {
        Topic::Balancing => balancing::draw(&mut dice, level),
        Topic::Capacity => capacity::draw(&mut dice, level),
        Topic::Availability => availability::draw(&mut dice, level),
        Topic::Keys => keys::draw(&mut dice, level),
        Topic::Diagnosis => diagnosis::draw(&mut dice, level),
        Topic::Grid => grid::draw(seed, level),
    }
}

/// A number to quote: six digits after the point are enough for people.
fn number(value: f64) -> Value {
    Value::Number((value * 1e6).round() / 1e6)
}

/// The same with so many digits.
fn rounded(value: f64, digits: i32) -> Value {
    let scale = 10f64.powi(digits);
    Value::Number((value * scale).round() / scale)
}
