//! What frames leave out is asked for while somebody shows it, and only then.

use super::Desk;
use crate::view::prelude::*;
use simcore::host::{Ask, Look};

/// What can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Single requests, hop by hop.
    Traces,
    /// How the latencies are spread.
    Latency,
    /// What it costs.
    Bill,
}

impl Desk {
    /// Keeps [`Desk::closer`] up to date with this for as long as the current owner lives.
    pub fn look_closely(self, what: Aspect) {
        self.count(what, 1);
        on_cleanup(move || self.count(what, -1));
    }

    fn count(self, what: Aspect, by: i32) {
        let changed = self.looking.try_update_value(|looking| {
            let (before, place) = (*looking, &mut looking[what as usize]);
            *place = place.saturating_add_signed(by);
            let look = |n: [u32; 3]| Look { traces: n[0] > 0, latency: n[1] > 0, bill: n[2] > 0 };
            (look(*looking) != look(before)).then_some(look(*looking))
        });
        if let Some(Some(look)) = changed {
            self.engine(|e| e.ask(Ask::Look(look)));
        }
    }
}
