//! Questions beyond one run, about the board of the sandbox: what if a value were another one, is
//! this design better than that one, how large would it have to be. All runs are the worker's.

mod axis;
mod beside;
mod chart;
mod compare;
mod draw;
mod estimate;
mod figures;
mod found;
mod frame;
mod guess;
mod live;
mod page;
mod plan;
mod runs;
mod setup;
mod versus;

pub use compare::ComparePage;
pub use estimate::EstimatePage;
pub use frame::{Tools, ToolsMenu};
pub use live::BesideLive;
pub use page::WhatIfPage;

use crate::board::Board;
use crate::keep::files;
use crate::keep::store::{Browser, Store};
use crate::view::prelude::*;
use found::Found;
use guess::Guess;
use setup::Setup;
use std::sync::Arc;
use versus::Versus;

/// Where A is kept over a reload.
const KEPT: &str = "escala/compare-a";

/// What outlives the pages: the board that was kept as A, and what was found last.
#[derive(Clone, Copy)]
pub struct Questions {
    setup: RwSignal<Option<Setup>>,
    found: RwSignal<Option<Arc<Found>>>,
    /// What was drawn before the runs.
    guess: RwSignal<Option<Arc<Guess>>>,
    kept: RwSignal<Option<Arc<Board>>>,
    versus: RwSignal<Option<Arc<Versus>>>,
    assumed: RwSignal<simcore::answers::estimate::Assumed>,
}

impl Questions {
    /// Makes them for the page; below it, [`Questions::here`] finds them.
    pub fn provide() {
        let questions = Questions::new();
        // a file that is no longer understood is no board to be compared with
        let kept = Browser.get(KEPT).and_then(|text| files::read(&text).ok());
        questions.kept.set(kept.map(|opened| Arc::new(files::board(opened.board))));
        provide_context(questions);
    }

    /// Keeps a board as A.
    fn keep(self, board: Board) {
        // without storage it is kept until the page is left
        let _ = Browser.set(KEPT, &files::write(&board));
        self.kept.set(Some(Arc::new(board)));
    }

    fn new() -> Questions {
        Questions {
            setup: rw_signal(None),
            found: rw_signal(None),
            guess: rw_signal(None),
            kept: rw_signal(None),
            versus: rw_signal(None),
            assumed: RwSignal::default(),
        }
    }

    fn here() -> Questions {
        use_context().unwrap_or_else(Questions::new)
    }
}
