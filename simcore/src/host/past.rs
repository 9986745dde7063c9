//! Going through what was lived: there and back, to the next failure, and beside what would have
//! been. Long ways are gone in turns, like everything else.

use super::live::{Host, SLICE, TURN_MS};
use super::tape::Tape;
use super::{SEEK_S, Tell};
use crate::design::{FaultKind, NodeId};
use crate::engine::Outcome;
use crate::history::{Deed, Done};
use crate::measure::Point;
use crate::time::{SEC, Time, from_secs, to_secs};
use serde::{Deserialize, Serialize};

/// What is known of a world before and after now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Past {
    pub revision: u32,
    /// The oldest instant that can be had again.
    pub oldest_s: f64,
    pub end_s: f64,
    pub fork: Option<Forked>,
    /// Everything that was done, from the oldest.
    pub marks: Vec<Mark>,
    /// The series up to now, when it is not simply what went before: after a move in time.
    pub series: Option<Vec<Point>>,
    /// The nodes of the series, and of the other one.
    pub nodes: Vec<NodeId>,
    pub other_nodes: Vec<NodeId>,
    /// What is known of the world on the other side of the fork, when there is news.
    pub other: Option<Vec<Point>>,
    /// An answer to [`Ask::NextFailure`](super::Ask::NextFailure): was there one?
    pub found: Option<bool>,
}

/// Where two worlds part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forked {
    pub at_s: f64,
    /// The live world is the one in which nothing was changed from there on.
    pub original: bool,
    /// Tells one fork from the next.
    pub id: u32,
}

/// Something that was done from outside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub at_s: f64,
    pub what: Happened,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Happened {
    /// The design became that of this revision.
    Edited(u32),
    Broke {
        node: NodeId,
        what: FaultKind,
        for_s: Option<f64>,
    },
    Healed(NodeId),
    Reset,
}

impl Mark {
    fn of(done: &Done) -> Mark {
        let what = match &done.deed {
            Deed::Edit(_) => Happened::Edited(done.edition),
            Deed::Break { node, what, for_s, .. } => {
                Happened::Broke { node: *node, what: *what, for_s: *for_s }
            }
            Deed::Heal(node) => Happened::Healed(*node),
            Deed::ResetMeasures => Happened::Reset,
        };
        Mark { at_s: to_secs(done.at), what }
    }
}

/// The world on the other side of a fork.
#[derive(Debug)]
pub(super) struct Fork {
    at: Time,
    other: Tape,
    /// The live world is the original.
    original: bool,
    id: u32,
    sent: u64,
}

impl Fork {
    /// Points that were made there since the last time.
    pub fn fresh(&mut self) -> Vec<Point> {
        let sim = self.other.story.now();
        let fresh = sim.points_since(self.sent);
        self.sent = sim.points_made();
        fresh
    }

    /// Brings the other world to this instant, as far as the turn allows; false when it does not.
    pub fn follow(&mut self, until: Time, start: f64, clock: &dyn Fn() -> f64) -> bool {
        while self.other.story.now().now() < until {
            let outcome = self.other.story.run_until(until, SLICE);
            self.other.mark(clock);
            if outcome == Outcome::Budget && clock() - start >= TURN_MS {
                return false;
            }
        }
        true
    }

    /// Is it so far behind that the live world has to wait?
    pub fn lags(&self, now: Time) -> bool {
        self.other.story.now().now().saturating_add(SEC) < now
    }
}

/// A way through time that is being gone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Travel {
    To(Time),
    /// After so many events.
    Event(u64),
    /// To the first request missed after so many of them; back to `from` when none is by `limit`,
    /// with the future that was known before.
    Failure {
        from: Time,
        limit: Time,
        missed: u64,
        left: u64,
        known: bool,
    },
}

/// Events that the search for a failure may take.
const SEEK_EVENTS: u64 = 50_000_000;

impl Host {
    pub(super) fn rewind(&mut self, revision: u32, to_s: f64) {
        self.revision = revision;
        let Some(tape) = &mut self.tape else { return };
        let story = &mut tape.story;
        let t = from_secs(to_s).clamp(story.oldest(), story.end().now());
        story.seek(t);
        self.travel = Some(Travel::To(t));
    }

    pub(super) fn step_back(&mut self, revision: u32) {
        self.revision = revision;
        let Some(tape) = &mut self.tape else { return };
        let before = tape.story.now().events().saturating_sub(1);
        let oldest = tape.story.oldest();
        self.travel = Some(if tape.story.seek_event(before) {
            Travel::Event(before)
        } else {
            tape.story.seek(oldest);
            Travel::To(oldest)
        });
    }

    pub(super) fn next_failure(&mut self) {
        let Some(tape) = &mut self.tape else { return };
        let known = tape.story.is_past();
        // the way back, should none be found, begins here
        tape.story.mark();
        let sim = tape.story.now();
        let (from, missed) = (sim.now(), sim.missed());
        let limit = from.saturating_add(from_secs(SEEK_S));
        self.travel = Some(Travel::Failure { from, limit, missed, left: SEEK_EVENTS, known });
    }

    pub(super) fn fork(&mut self) {
        let Some(tape) = &mut self.tape else { return };
        if self.fork.is_some() {
            return;
        }
        let mut other = tape.clone();
        other.story = tape.story.fork();
        self.forks += 1;
        let (at, id) = (tape.story.now().now(), self.forks);
        self.fork = Some(Fork { at, other, original: false, id, sent: 0 });
        self.tell_other();
        self.news.get_or_insert_default();
    }

    /// What is about to be done changes the past: the future that was is kept on the other side of
    /// a fork, unless the original is there already.
    pub(super) fn diverge(&mut self) {
        self.news.get_or_insert_default();
        let Some(tape) = &mut self.tape else { return };
        if !tape.story.is_past() {
            return;
        }
        match &mut self.fork {
            Some(fork) if !fork.original => {
                fork.at = fork.at.min(tape.story.now().now());
                self.tell_other();
            }
            fork => {
                *fork = None;
                self.fork();
            }
        }
    }

    pub(super) fn swap(&mut self, revision: u32) {
        self.revision = revision;
        let (Some(tape), Some(fork)) = (&mut self.tape, &mut self.fork) else { return };
        let now = tape.story.now().now();
        std::mem::swap(tape, &mut fork.other);
        fork.original = !fork.original;
        // the world that was left waits at its end
        let end = fork.other.story.end().now();
        fork.other.story.seek(end);
        let t = now.clamp(tape.story.oldest(), tape.story.end().now());
        tape.story.seek(t);
        self.travel = Some(Travel::To(t));
        self.tell_other();
    }

    pub(super) fn join(&mut self) {
        self.fork = None;
        self.tell_other();
    }

    /// All that is known of the other world is to be said again.
    fn tell_other(&mut self) {
        let news = self.news.get_or_insert_default();
        let Some(fork) = &mut self.fork else {
            news.other = Some(Vec::new());
            return;
        };
        let sim = fork.other.story.now();
        let mut points = sim.points_since(0);
        points.retain(|p| from_secs(p.t) >= fork.at);
        fork.sent = sim.points_made();
        (news.other, news.other_nodes) = (Some(points), sim.order());
    }

    /// Goes on with the way that is being gone; true when there is more of it.
    pub(super) fn go(&mut self, travel: Travel, start: f64, clock: &dyn Fn() -> f64) -> bool {
        let Some(tape) = &mut self.tape else { return self.land(None) };
        loop {
            let story = &mut tape.story;
            match travel {
                Travel::To(t) => {
                    if story.run_until(t, SLICE) == Outcome::Done {
                        return self.land(None);
                    }
                }
                Travel::Event(n) => {
                    let left = n.saturating_sub(story.now().events());
                    if left == 0 {
                        return self.land(None);
                    }
                    story.run_until(Time::MAX / 2, left.min(SLICE));
                }
                Travel::Failure { from, limit, missed, left, known } => {
                    let mut more = SLICE.min(left);
                    while more > 0 && story.run_until(limit, 1) == Outcome::Budget {
                        if story.now().missed() > missed {
                            return self.land(Some(true));
                        }
                        more -= 1;
                    }
                    if more > 0 || left <= SLICE {
                        story.seek(from);
                        if !known {
                            story.forget_future();
                        }
                        self.news.get_or_insert_default().found = Some(false);
                        self.travel = Some(Travel::To(from));
                        return true;
                    }
                    let left = left - SLICE;
                    self.travel = Some(Travel::Failure { from, limit, missed, left, known });
                    tape.mark(clock);
                    return true;
                }
            }
            if clock() - start >= TURN_MS {
                return true;
            }
        }
    }

    /// The way is at its end.
    fn land(&mut self, found: Option<bool>) -> bool {
        self.travel = None;
        self.dirty = true;
        let news = self.news.get_or_insert_default();
        news.found = found.or(news.found);
        if let Some(tape) = &mut self.tape {
            let sim = tape.story.now_mut();
            sim.forget_hops();
            self.eye.arrive(sim);
            (news.series, news.nodes) = (Some(sim.points_since(0)), sim.order());
            self.points_sent = sim.points_made();
            self.target = sim.now();
        }
        self.restart_clock();
        for ask in std::mem::take(&mut self.held) {
            self.ask(ask);
        }
        false
    }

    /// Says what is known, when that has changed.
    pub(super) fn tell_past(&mut self) {
        let (Some(news), Some(tape)) = (self.news.take(), &self.tape) else { return };
        let story = &tape.story;
        let fork = self.fork.as_ref();
        self.out.push(Tell::Past(Box::new(Past {
            revision: self.revision,
            oldest_s: to_secs(story.oldest()),
            end_s: to_secs(story.end().now()),
            fork: fork.map(|f| Forked { at_s: to_secs(f.at), original: f.original, id: f.id }),
            marks: story.deeds().iter().map(Mark::of).collect(),
            ..news
        })));
    }
}
