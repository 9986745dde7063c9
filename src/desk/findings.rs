//! What the diagnosis finds in the run of a desk, at a pace at which sentences can be read.

use super::Desk;
use crate::engine::pump::now_ms;
use crate::view::prelude::*;
use simcore::answers::diagnosis::Watch;
use simcore::host::Frame;
use std::sync::Arc;

/// Wall time between two changes of the findings, in milliseconds.
const PACE_MS: f64 = 1_000.0;

/// The diagnosis of a desk, and when its findings were last handed on.
#[derive(Default)]
pub struct Following {
    watch: Watch,
    said_ms: f64,
}

impl Desk {
    /// Follows the run. A board on which the cause is to be found does not say it.
    pub(super) fn diagnose(self, frame: &Frame) {
        if self.hides() {
            return;
        }
        let now = now_ms();
        let found = self.board.with_untracked(|h| {
            self.following.try_update_value(|f| {
                f.watch.see(&h.board().design, frame);
                let due = now - f.said_ms >= PACE_MS || !frame.running;
                due.then(|| {
                    f.said_ms = now;
                    f.watch.findings()
                })
            })
        });
        if let Some(Some(found)) = found
            && self.findings.with_untracked(|before| **before != found)
        {
            self.findings.set(Arc::new(found));
        }
    }

    /// Another world: nothing of the one before counts.
    pub(super) fn forget_findings(self) {
        self.following.set_value(Following::default());
        self.findings.set(Arc::default());
    }
}
