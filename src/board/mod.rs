//! Pure editor model.

use simcore::design::Design;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    pub title: String,
    pub seed: u64,
    pub design: Design,
}

#[derive(Clone, Debug)]
pub enum Msg {}

pub struct History {
    pub present: Board,
}

impl History {
    pub fn new(present: Board) -> History {
        History { present }
    }
}
