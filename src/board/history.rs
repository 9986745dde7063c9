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
    /// The newest board, while that of another time is shown.
    newest: Option<Arc<Board>>,
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
        History { past: Vec::new(), present: Arc::new(board), future: Vec::new(), newest: None, last: None }
    }

    /// The board as it is now.
    pub fn board(&self) -> &Board {
        &self.present
    }

    /// The board as it is now, to be kept.
    pub fn shared(&self) -> Arc<Board> {
        Arc::clone(&self.present)
    }

    /// The newest board, which is not the one shown while that of another time is.
    pub fn newest_shared(&self) -> Arc<Board> {
        Arc::clone(self.newest.as_ref().unwrap_or(&self.present))
    }

    /// Shows the board of another time, or the newest one again. No step yet: it becomes one when
    /// something is changed there, so that the newest board can always be had back.
    pub fn show(&mut self, board: Arc<Board>) {
        self.last = None;
        let before = std::mem::replace(&mut self.present, board);
        let newest = self.newest.take().unwrap_or(before);
        self.newest = (!Arc::ptr_eq(&newest, &self.present)).then_some(newest);
    }

    /// The board that is shown is the newest one from now on.
    pub fn settle(&mut self) {
        if let Some(newest) = self.newest.take() {
            self.past.push(Step { board: newest, edit: Edit::GoBack });
            self.trim();
        }
    }

    /// What an undo would take back.
    pub fn can_undo(&self) -> Option<Edit> {
        if self.newest.is_some() {
            return Some(Edit::GoBack);
        }
        self.past.last().map(|s| s.edit)
    }

    /// What a redo would bring back.
    pub fn can_redo(&self) -> Option<Edit> {
        self.future.last().map(|s| s.edit)
    }

    /// How many steps can be undone and redone.
    pub fn steps(&self) -> (usize, usize) {
        (self.past.len() + usize::from(self.newest.is_some()), self.future.len())
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
        self.settle();
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
        self.settle();
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
        self.settle();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(h: &History) -> &str {
        &h.board().title
    }

    fn title(h: &mut History, text: &str) {
        h.seal();
        h.apply(&Msg::SetTitle(text.to_owned()), 0.0);
    }

    #[test]
    fn a_board_of_another_time_is_looked_at_without_a_step() {
        let mut h = History::default();
        let first = h.shared();
        title(&mut h, "a");
        let newest = h.shared();
        h.show(Arc::clone(&first));
        assert_eq!((titled(&h), h.newest_shared().title.as_str()), ("", "a"));
        assert_eq!(h.can_undo(), Some(Edit::GoBack));
        h.show(newest);
        assert_eq!((titled(&h), h.can_undo(), h.steps()), ("a", Some(Edit::SetTitle), (1, 0)));
    }

    #[test]
    fn what_is_changed_at_another_time_can_be_undone_down_to_the_newest_board() {
        let mut h = History::default();
        let first = h.shared();
        title(&mut h, "a");
        h.show(first);
        title(&mut h, "b");
        assert_eq!((titled(&h), h.steps()), ("b", (3, 0)));
        h.undo();
        assert_eq!(titled(&h), "");
        h.undo();
        assert_eq!(titled(&h), "a", "the newest board is not lost");
        h.redo();
        h.redo();
        assert_eq!(titled(&h), "b");
    }

    #[test]
    fn an_undo_at_another_time_brings_the_newest_board_there() {
        let mut h = History::default();
        let first = h.shared();
        title(&mut h, "a");
        h.show(first);
        assert!(h.undo().changed);
        assert_eq!(titled(&h), "a");
    }
}
