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

use crate::design::{Design, FaultKind, NodeId};
use crate::engine::{Outcome, Sim};
use crate::time::Time;
use std::collections::VecDeque;

/// Something that was done to a running world from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Edit(Design),
    Break { node: NodeId, what: FaultKind, strength: f64, for_s: Option<f64> },
    Heal(NodeId),
    ResetMeasures,
}

impl Deed {
    fn apply(&self, sim: &mut Sim) {
        match self {
            Deed::Edit(design) => {
                sim.edit(design);
            }
            Deed::Break { node, what, strength, for_s } => {
                sim.break_node(*node, *what, *strength, *for_s);
            }
            Deed::Heal(node) => sim.heal(*node),
            Deed::ResetMeasures => sim.reset_measures(),
        }
    }
}

/// When a deed was done: at which instant, and after how many events of it.
#[derive(Clone, Debug)]
struct Done {
    at: Time,
    events: u64,
    deed: Deed,
}

/// A world with its past.
#[derive(Clone, Debug)]
pub struct History {
    sim: Sim,
    every: Time,
    most: usize,
    /// From the oldest; the first is the oldest instant that can be had again.
    marks: VecDeque<Sim>,
    deeds: Vec<Done>,
}

impl History {
    /// A world whose past is kept from now on, with a checkpoint `every` so often. When there would
    /// be more than `most` of them, every other one is dropped and the distance doubles, so that
    /// memory is bounded and the beginning stays within reach.
    pub fn new(sim: Sim, every: Time, most: usize) -> History {
        let marks = VecDeque::from([sim.clone()]);
        History { sim, every: every.max(1), most: most.max(2), marks, deeds: Vec::new() }
    }

    /// The world as it is now.
    pub fn now(&self) -> &Sim {
        &self.sim
    }

    /// The oldest instant that can be had again.
    pub fn oldest(&self) -> Time {
        self.marks.front().map_or(0, Sim::now)
    }

    /// [`Sim::run_until`], with checkpoints on the way.
    pub fn run_until(&mut self, until: Time, budget: u64) -> Outcome {
        let start = self.sim.events();
        loop {
            let due = self.marks.back().map_or(0, Sim::now).saturating_add(self.every);
            let left = budget.saturating_sub(self.sim.events() - start);
            let outcome = self.sim.run_until(until.min(due), left);
            if outcome == Outcome::Budget || self.sim.now() >= until {
                return outcome;
            }
            self.mark();
        }
    }

    fn mark(&mut self) {
        self.marks.push_back(self.sim.clone());
        if self.marks.len() > self.most {
            let mut odd = false;
            self.marks.retain(|_| {
                odd = !odd;
                odd
            });
            self.every = self.every.saturating_mul(2);
        }
    }

    /// Does something to the world, and remembers it.
    pub fn act(&mut self, deed: Deed) {
        self.deeds.push(Done { at: self.sim.now(), events: self.sim.events(), deed: deed.clone() });
        deed.apply(&mut self.sim);
    }

    /// The world as it was at an instant; `None` before the oldest or after now.
    pub fn at(&self, t: Time) -> Option<Sim> {
        if t > self.sim.now() {
            return None;
        }
        let mut sim = self.marks.iter().rev().find(|m| m.now() <= t)?.clone();
        let since = |d: &&Done| d.at <= t && (d.at, d.events) >= (sim.now(), sim.events());
        let deeds: Vec<Done> = self.deeds.iter().filter(since).cloned().collect();
        for done in deeds {
            sim.run_until(Time::MAX / 2, done.events - sim.events());
            if sim.now() < done.at {
                sim.run_until(done.at, u64::MAX);
            }
            done.deed.apply(&mut sim);
        }
        sim.run_until(t, u64::MAX);
        Some(sim)
    }

    /// Goes back: the world is again as it was at `t`, and what came after is forgotten. False when
    /// that instant is out of reach.
    pub fn rewind(&mut self, t: Time) -> bool {
        let Some(sim) = self.at(t) else { return false };
        self.deeds.retain(|d| d.at <= t);
        self.marks.retain(|m| m.now() <= t);
        self.sim = sim;
        true
    }
}
