//! Users who wait for an answer and think before they ask again.
//!
//! Pauses are exponential, so it does not matter who thinks and since when, only how many do: the next
//! request is drawn at the highest rate that is possible until then, and when its time has come it is
//! sent with the chance that the true rate has of it (thinning). That is exact, and needs to know only
//! how many requests are under way.

use super::{Client, Population};
use crate::cx::Cx;
use crate::dist::{exponential, whole};
use crate::time::{Time, to_secs};

/// Users in the middle of a session.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    thinking: u32,
    /// Requests that were under way at the last look.
    asking: u32,
    /// The rate at which the next chance was drawn.
    bound: f64,
}

impl Client {
    /// Requests that have ended since the last look: some of their users think and go on.
    fn look(&mut self, cx: &Cx<'_>) {
        let asking = cx.inside();
        for _ in asking..self.people.asking {
            let goes_on = self.arrivals.unit() * self.p.session >= 1.0;
            self.people.thinking += u32::from(goes_on);
        }
        self.people.asking = asking;
    }

    /// When the next request may be.
    #[cold]
    pub(super) fn next_chance(&mut self, cx: &Cx<'_>) -> Time {
        self.look(cx);
        let p = &self.p;
        let most = p.shape.most(p.peak) * self.surge;
        let people = &mut self.people;
        people.bound = match p.population {
            Population::Closed => f64::from(p.users) * most / p.think_s,
            _ => p.rate * most / p.session + f64::from(people.thinking + people.asking) / p.think_s,
        };
        cx.now().saturating_add(whole(exponential(&mut self.arrivals) * 1e9 / people.bound).max(1))
    }

    /// The chance has come: does anybody ask now?
    #[cold]
    pub(super) fn somebody_asks(&mut self, cx: &Cx<'_>) -> bool {
        let times = self.p.times(to_secs(cx.now())) * self.surge;
        let at = self.arrivals.unit() * self.people.bound;
        if self.p.population == Population::Closed {
            let idle = f64::from(self.p.users) * times - f64::from(cx.inside());
            return at < idle / self.p.think_s;
        }
        self.look(cx);
        let new = self.p.rate * times / self.p.session;
        if at < new {
            return true;
        }
        let goes_on = at < new + f64::from(self.people.thinking) / self.p.think_s;
        self.people.thinking -= u32::from(goes_on);
        goes_on
    }
}
