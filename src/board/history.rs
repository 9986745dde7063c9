//! Undo and redo by snapshots: a board is small, and a snapshot cannot go out of step.

use super::{Board, Edit, Effect, Msg};
use std::sync::Arc;

/// How many steps can be undone.
pub const KEEP: usize = 200;
/// The snapshots together hold at most this many stations, so that huge boards stay in memory.
const KEEP_NODES: usize = 40_000;
/// Messages of one gesture that are at most this far apart are one step.
const GESTURE_MS: f64 = 700.0;

#[derive(Clone, Debug, PartialEq)]
struct Step {
    /// The board before the step (in the past) or after it (in the future).
    board: Arc<Board>,
    edit: Edit,
}

/// A board with its past and its future.
#[derive(Clone, Debug)]
pub struct History {
    past: Vec<Step>,
    present: Arc<Board>,
    future: Vec<Step>,
    /// The last message and when it came, to tell whether the next one continues it.
    last: Option<(Msg, f64)>,
}

impl Default for History {
    fn default() -> Self {
        History::new(Board::default())
    }
}

impl History {
    /// A board without a past.
    pub fn new(board: Board) -> History {
        History { past: Vec::new(), present: Arc::new(board), future: Vec::new(), last: None }
    }

    /// The board as it is now.
    pub fn board(&self) -> &Board {
        &self.present
    }

    /// The board as it is now, to be kept.
    pub fn shared(&self) -> Arc<Board> {
        Arc::clone(&self.present)
    }

    /// What an undo would take back.
    pub fn can_undo(&self) -> Option<Edit> {
        self.past.last().map(|s| s.edit)
    }

    /// What a redo would bring back.
    pub fn can_redo(&self) -> Option<Edit> {
        self.future.last().map(|s| s.edit)
    }

    /// How many steps can be undone and redone.
    pub fn steps(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }

    /// Applies a message as a step of its own, or as part of the step before when it continues the
    /// same gesture. `now_ms` is any clock that does not run backwards.
    pub fn apply(&mut self, msg: &Msg, now_ms: f64) -> Effect {
        let before = Arc::clone(&self.present);
        let effect = Arc::make_mut(&mut self.present).update(msg);
        if !effect.changed {
            self.present = before;
            return effect;
        }
        let continues = self.last.as_ref().is_some_and(|(last, at)| {
            now_ms - at <= GESTURE_MS && !self.past.is_empty() && msg.continues(last)
        });
        if !continues {
            self.past.push(Step { board: before, edit: msg.edit() });
            self.trim();
        }
        self.future.clear();
        self.last = Some((msg.clone(), now_ms));
        effect
    }

    /// Ends a gesture: the next message is a step of its own.
    pub fn seal(&mut self) {
        self.last = None;
    }

    /// Takes back the last step.
    pub fn undo(&mut self) -> Effect {
        self.last = None;
        let Some(step) = self.past.pop() else { return Effect::default() };
        let effect = between(&self.present, &step);
        let present = std::mem::replace(&mut self.present, step.board);
        self.future.push(Step { board: present, edit: step.edit });
        effect
    }

    /// Brings back the step that was undone last.
    pub fn redo(&mut self) -> Effect {
        self.last = None;
        let Some(step) = self.future.pop() else { return Effect::default() };
        let effect = between(&self.present, &step);
        let present = std::mem::replace(&mut self.present, step.board);
        self.past.push(Step { board: present, edit: step.edit });
        effect
    }

    fn trim(&mut self) {
        let mut nodes = 0;
        let fits = self.past.iter().rev().take(KEEP).take_while(|s| {
            nodes += s.board.design.nodes.len();
            nodes <= KEEP_NODES
        });
        let keep = fits.count().max(1);
        self.past.drain(..self.past.len() - keep);
    }
}

fn between(now: &Board, step: &Step) -> Effect {
    Effect {
        changed: true,
        simulated_changed: !now.simulates_like(&step.board),
        restart: step.edit == Edit::Replace || now.seed != step.board.seed,
        ..Effect::default()
    }
}
