//! The grid of the s1-s5 puzzle with other servers, another past and other changes.

use super::{Instance, Level, Task};
use simcore::lab::generate;

/// The puzzle that the laboratory shows under the same level and number.
pub fn draw(seed: u32, level: Level) -> Instance {
    Instance {
        form: "grid",
        values: Vec::new(),
        task: Task::Puzzle(Box::new(generate(u64::from(seed), level))),
    }
}
