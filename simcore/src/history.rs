//! Time travel: checkpoints of a running world, and what was done to it between them, so that any
//! instant of the past can be had again with the same bits.
//!
//! ```
//! # use simcore::{Sim, history::History, design::*, kinds::KindId, time::SEC};
//! let design = Design {
//!     nodes: vec![NodeSpec::new(1, KindId::client), NodeSpec::new(2, KindId::web_server)],
//!     links: vec![LinkSpec::new(1, 2, 0.5)],
//!     ..Design::default()
//! };
//! let (sim, _) = Sim::new(&design, 7);
//! let mut story = History::new(sim, 10 * SEC, 50);
//! story.run_until(60 * SEC, u64::MAX);
//! let then = story.at(25 * SEC).expect("it is remembered");
//! assert_eq!(then.now(), 25 * SEC);
//! ```

use crate::design::{Design, FaultKind, Issue, NodeId};
use crate::engine::{Outcome, Sim};
use crate::time::Time;
use std::collections::VecDeque;
use std::sync::Arc;

/// Deeds that are remembered; past these the oldest instants go out of reach.
const MOST_DEEDS: usize = 1000;

/// Something that was done to a running world from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Edit(Design),
    Break { node: NodeId, what: FaultKind, strength: f64, for_s: Option<f64> },
    Heal(NodeId),
    ResetMeasures,
}

impl Deed {
    fn apply(&self, sim: &mut Sim) -> Vec<Issue> {
        match self {
            Deed::Edit(design) => return sim.edit(design),
            Deed::Break { node, what, strength, for_s } => {
                sim.break_node(*node, *what, *strength, *for_s);
            }
            Deed::Heal(node) => sim.heal(*node),
            Deed::ResetMeasures => sim.reset_measures(),
        }
        Vec::new()
    }
}

/// When a deed was done: at which instant, and after how many events of it.
#[derive(Clone, Debug)]
pub struct Done {
    pub at: Time,
    events: u64,
    pub deed: Deed,
    /// What the doer calls the world from here on; only edits give it another name.
    pub edition: u32,
}

/// A world at an instant, with the number of deeds that were done to it since the beginning.
#[derive(Clone, Debug)]
struct Moment {
    sim: Sim,
    done: usize,
    edition: u32,
}

impl Moment {
    /// Later moments of the same story are greater.
    fn order(&self) -> (u64, usize, Time) {
        (self.sim.events(), self.done, self.sim.now())
    }
}

/// A world with its past. It can stand at any instant of what was lived through; from there it
/// lives through the same again, with the same deeds, until the end of what is known.
#[derive(Clone, Debug)]
pub struct History {
    now: Moment,
    every: Time,
    most: usize,
    /// From the oldest; the first is the oldest instant that can be had again. Copies of a story
    /// share them.
    marks: VecDeque<Arc<Moment>>,
    /// All that is known, before and after now; the first `gone` are forgotten.
    deeds: Vec<Done>,
    gone: usize,
}

impl History {
    /// A world whose past is kept from now on, with a checkpoint `every` so often. When there would
    /// be more than `most` of them, every other one is dropped and the distance doubles, so that
    /// memory is bounded and the beginning stays within reach.
    pub fn new(sim: Sim, every: Time, most: usize) -> History {
        History::named(sim, every, most, 0)
    }

    /// The same, where the world has a name from the start.
    pub fn named(sim: Sim, every: Time, most: usize, edition: u32) -> History {
        let now = Moment { sim, done: 0, edition };
        let marks = VecDeque::from([Arc::new(now.clone())]);
        History { now, every: every.max(1), most: most.max(2), marks, deeds: Vec::new(), gone: 0 }
    }

    /// The world as it is now.
    pub fn now(&self) -> &Sim {
        &self.now.sim
    }

    /// The same, for readers that leave notes in it. Whoever runs or changes it breaks the story.
    pub(crate) fn now_mut(&mut self) -> &mut Sim {
        &mut self.now.sim
    }

    /// The oldest instant that can be had again.
    pub fn oldest(&self) -> Time {
        self.marks.front().map_or(0, |m| m.sim.now())
    }

    /// The world at the end of what is known.
    pub fn end(&self) -> &Sim {
        let last = self.marks.back().filter(|m| m.order() > self.now.order());
        last.map_or(&self.now.sim, |m| &m.sim)
    }

    /// Is there more to come that was lived through already?
    pub fn is_past(&self) -> bool {
        self.now.done < self.gone + self.deeds.len()
            || self.marks.back().is_some_and(|m| m.order() > self.now.order())
    }

    /// What the world is called now.
    pub fn edition(&self) -> u32 {
        self.now.edition
    }

    /// Everything that is known to be done, from the oldest.
    pub fn deeds(&self) -> &[Done] {
        &self.deeds
    }

    /// Events since the last checkpoint; 0 where the next ones are known already.
    pub fn unmarked(&self) -> u64 {
        let last = self.marks.back().map_or(0, |m| m.sim.events());
        self.now.sim.events().saturating_sub(last)
    }

    /// How many checkpoints there may be from now on; true when the next one thins them out.
    pub fn keep(&mut self, most: usize) -> bool {
        self.most = most.max(2);
        self.marks.len() >= self.most
    }

    /// [`Sim::run_until`], with checkpoints and known deeds on the way.
    pub fn run_until(&mut self, until: Time, budget: u64) -> Outcome {
        let start = self.now.sim.events();
        loop {
            let left = budget.saturating_sub(self.now.sim.events() - start);
            let due = self.marks.back().map_or(0, |m| m.sim.now()).saturating_add(self.every);
            let due = if self.now.sim.now() < due { due } else { Time::MAX };
            let stop = until.min(due);
            if let Some(next) = self.deeds.get(self.now.done - self.gone).filter(|d| d.at <= stop) {
                let ahead = next.events - self.now.sim.events();
                if ahead > left {
                    return self.now.sim.run_until(stop, left);
                }
                self.now.relive(next);
                continue;
            }
            let outcome = self.now.sim.run_until(stop, left);
            if outcome == Outcome::Budget || self.now.sim.now() >= until {
                return outcome;
            }
            self.mark();
        }
    }

    /// Makes a checkpoint here, unless it is known already.
    pub fn mark(&mut self) {
        if self.marks.back().is_some_and(|m| m.order() >= self.now.order()) {
            return;
        }
        if self.marks.len() >= self.most {
            let mut odd = false;
            self.marks.retain(|_| {
                odd = !odd;
                odd
            });
            self.every = self.every.saturating_mul(2);
        }
        self.marks.push_back(Arc::new(self.now.clone()));
    }

    /// Does something to the world, and remembers it. The future that was known is forgotten.
    pub fn act(&mut self, deed: Deed) {
        let edition = self.now.edition;
        self.act_as(deed, edition);
    }

    /// The same, with a new name for the world; says what is wrong with a design.
    pub fn act_as(&mut self, deed: Deed, edition: u32) -> Vec<Issue> {
        self.forget_future();
        self.make_room();
        let (at, events) = (self.now.sim.now(), self.now.sim.events());
        let issues = deed.apply(&mut self.now.sim);
        self.deeds.push(Done { at, events, deed, edition });
        self.now.done += 1;
        self.now.edition = edition;
        issues
    }

    /// So many deeds, and all the instants before the last of them go.
    fn make_room(&mut self) {
        if self.deeds.len() < MOST_DEEDS {
            return;
        }
        self.mark();
        while self.marks.len() > 1 && self.deeds.len() >= MOST_DEEDS {
            self.marks.pop_front();
            let first = self.marks.front().map_or(0, |m| m.done);
            self.deeds.drain(..first - self.gone);
            self.gone = first;
        }
    }

    /// What is known to come does not come any more.
    pub fn forget_future(&mut self) {
        let order = self.now.order();
        self.deeds.truncate(self.now.done - self.gone);
        self.marks.retain(|m| m.order() <= order);
    }

    /// The world as it was at an instant; `None` before the oldest or after now.
    pub fn at(&self, t: Time) -> Option<Sim> {
        if t > self.now.sim.now() {
            return None;
        }
        let mut then = self.clone();
        then.seek(t).then_some(())?;
        then.run_until(t, u64::MAX);
        Some(then.now.sim)
    }

    /// A copy that stands at the last checkpoint before `t` and lives through the same from there, with
    /// no checkpoints of its own; `None` when that is out of reach.
    pub(crate) fn again(&self, t: Time) -> Option<History> {
        let now = Moment::clone(self.marks.iter().rev().find(|m| m.sim.now() <= t)?);
        let deeds = self.deeds.clone();
        Some(History { now, every: Time::MAX, most: 2, marks: VecDeque::new(), deeds, gone: self.gone })
    }

    /// Goes back: the world is again as it was at `t`, and what came after is forgotten. False when
    /// that instant is out of reach.
    pub fn rewind(&mut self, t: Time) -> bool {
        if t > self.now.sim.now() || !self.seek(t) {
            return false;
        }
        self.run_until(t, u64::MAX);
        self.forget_future();
        true
    }

    /// Stands at the last checkpoint before `t`, so that running until `t` arrives there in the
    /// fewest events. Nothing is forgotten. False when that instant is out of reach or not known.
    pub fn seek(&mut self, t: Time) -> bool {
        if t < self.oldest() || t > self.end().now() {
            return false;
        }
        self.jump(|m| m.sim.now() <= t)
    }

    /// The same for the instant after so many events; false where the past does not reach so far.
    pub fn seek_event(&mut self, events: u64) -> bool {
        self.jump(|m| m.sim.events() <= events)
    }

    fn jump(&mut self, reaches: impl Fn(&Moment) -> bool) -> bool {
        self.mark();
        let Some(mark) = self.marks.iter().rev().find(|m| reaches(m)) else { return false };
        if !reaches(&self.now) || mark.order() > self.now.order() {
            self.now = Moment::clone(mark);
        }
        true
    }

    /// A copy that stands at the end of what is known, while this one forgets what is to come.
    pub fn fork(&mut self) -> History {
        let mut other = self.clone();
        if let Some(end) = self.marks.back().filter(|m| m.order() > self.now.order()) {
            other.now = Moment::clone(end);
        }
        self.forget_future();
        other
    }
}

impl Moment {
    /// Lives on to the instant of a deed, and through it.
    fn relive(&mut self, next: &Done) {
        let ahead = next.events - self.sim.events();
        if ahead > 0 {
            self.sim.run_until(Time::MAX / 2, ahead);
        }
        if self.sim.now() < next.at {
            self.sim.run_until(next.at, u64::MAX);
        }
        next.deed.apply(&mut self.sim);
        self.done += 1;
        self.edition = next.edition;
    }
}
