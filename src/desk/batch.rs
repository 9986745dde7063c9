//! Runs from nothing to their end, aside from the live world.

use super::Desk;
use crate::view::prelude::*;
use simcore::host::Job;
use simcore::measure::Report;
use simcore::sorted::SortedMap;
use std::cell::RefCell;
use std::rc::Rc;

type OnReport = Rc<RefCell<dyn FnMut(u32, Report)>>;

struct Waiting {
    on_report: OnReport,
    state: RwSignal<BatchState>,
}

/// Who waits for which batch.
#[derive(Default)]
pub(super) struct Pending(SortedMap<u32, Waiting>);

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    Running {
        done: u32,
        of: u32,
    },
    Finished,
    Cancelled,
    /// The simulation broke over it twice.
    Lost,
}

/// A batch; `cancel` ends it, dropping the handle does not.
#[derive(Clone, Copy)]
pub struct BatchHandle {
    id: u32,
    desk: Desk,
    pub state: RwSignal<BatchState>,
}

impl BatchHandle {
    pub fn is_running(self) -> bool {
        matches!(self.state.get(), BatchState::Running { .. })
    }

    /// Ends the batch; no report comes any more.
    pub fn cancel(self) {
        let was = self.desk.batches.try_update_value(|p| p.0.remove(&self.id)).flatten();
        if was.is_some() {
            self.state.set(BatchState::Cancelled);
            self.desk.engine(|e| e.cancel(self.id));
        }
    }
}

impl Desk {
    /// Runs jobs aside from the live world; `on_report` gets the index of each job and its report.
    pub fn run_batch(self, jobs: Vec<Job>, on_report: impl FnMut(u32, Report) + 'static) -> BatchHandle {
        let state = rw_signal(BatchState::Running { done: 0, of: jobs.len() as u32 });
        let mut id = 0;
        if jobs.is_empty() {
            state.set(BatchState::Finished);
            return BatchHandle { id, desk: self, state };
        }
        self.engine(|e| id = e.batch(jobs));
        let waiting = Waiting { on_report: Rc::new(RefCell::new(on_report)), state };
        self.batches.update_value(|p| {
            p.0.insert(id, waiting);
        });
        BatchHandle { id, desk: self, state }
    }

    pub(super) fn take_report(self, id: u32, index: u32, report: Report, last: bool) {
        let found = self
            .batches
            .try_update_value(|p| {
                let waiting = p.0.get(&id).map(|w| (Rc::clone(&w.on_report), w.state));
                if last {
                    p.0.remove(&id);
                }
                waiting
            })
            .flatten();
        let Some((on_report, state)) = found else { return };
        (on_report.borrow_mut())(index, report);
        // the owner of the batch may have gone while it was told
        let _ = state.try_update(|s| match s {
            BatchState::Running { done, of } if !last => {
                *s = BatchState::Running { done: *done + 1, of: *of }
            }
            other => *other = BatchState::Finished,
        });
    }

    pub(super) fn lose_batch(self, id: u32) {
        let was = self.batches.try_update_value(|p| p.0.remove(&id)).flatten();
        if let Some(waiting) = was {
            let _ = waiting.state.try_update(|s| *s = BatchState::Lost);
            self.notices.say(self.lang.get_untracked().texts().errors.batch_lost.to_owned());
        }
    }
}
