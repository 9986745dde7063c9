//! The live world behind the protocol, moved in short turns so that orders can arrive between them.

use super::closer::Eye;
use super::find::Search;
use super::past::{Fork, Past, Travel};
use super::tape::Tape;
use super::{Ask, Closer, Frame, Job, PROTOCOL, Tell};
use crate::design::{Design, Issue};
use crate::engine::{Outcome, Sim};
use crate::history::{Deed, History};
use crate::measure::Report;
use crate::time::{Time, from_secs, to_secs};
use std::collections::VecDeque;

/// Wall time that one turn may take, in milliseconds.
pub(super) const TURN_MS: f64 = 12.0;
/// Least wall time between two frames, in milliseconds.
const FRAME_MS: f64 = 33.0;
/// Events between two looks at the wall clock.
pub(super) const SLICE: u64 = 20_000;
/// The longest wall time that counts as having passed between two turns: after a sleep of the
/// machine the world goes on where it was, it does not leap.
const LEAP_MS: f64 = 250.0;
/// Hops that a frame shows, at most about this many.
const HOPS: f64 = 120.0;

/// What a turn brought.
#[derive(Debug, Default)]
pub struct Turn {
    pub tells: Vec<Tell>,
    /// Call again after so many milliseconds; `None`: not before the next [`Ask`].
    pub again_ms: Option<f64>,
}

#[derive(Debug)]
struct Batch {
    id: u32,
    index: u32,
    jobs: VecDeque<Job>,
    running: Option<(Box<Sim>, Job, bool)>,
}

/// Owner of one live world and of the jobs asked for beside it.
#[derive(Debug, Default)]
pub struct Host {
    pub(super) tape: Option<Tape>,
    pub(super) fork: Option<Fork>,
    pub(super) forks: u32,
    pub(super) travel: Option<Travel>,
    /// Orders for the end of the way that is being gone.
    pub(super) held: Vec<Ask>,
    /// What is to be said of the past with the next frame.
    pub(super) news: Option<Past>,
    pub(super) revision: u32,
    speed: f64,
    /// Where the clock should be; the clock itself never passes an event that was not handled.
    pub(super) target: Time,
    warming: bool,
    last_turn: Option<f64>,
    last_frame: f64,
    pub(super) points_sent: u64,
    pub(super) dirty: bool,
    mark: (f64, Time),
    actual_speed: f64,
    pub(super) out: Vec<Tell>,
    batches: VecDeque<Batch>,
    pub(super) eye: Eye,
    search: Option<Search>,
}

impl Host {
    pub fn new() -> Host {
        Host {
            last_frame: f64::NEG_INFINITY,
            out: vec![Tell::Ready { protocol: PROTOCOL }],
            ..Host::default()
        }
    }

    /// Takes an order. Answers come with the next turn.
    pub fn ask(&mut self, ask: Ask) {
        self.dirty = true;
        match ask {
            Ask::Load { revision, design, seed, warm_s } => self.load(revision, &design, seed, warm_s),
            Ask::Speed(s) => {
                self.speed = if s.is_finite() { s.clamp(0.0, 1e6) } else { 0.0 };
                // not said before it is measured
                self.actual_speed = 0.0;
                self.restart_clock();
            }
            Ask::Batch { id, jobs } => {
                self.batches.push_back(Batch { id, index: 0, jobs: jobs.into(), running: None });
            }
            Ask::Cancel { id } => self.batches.retain(|b| b.id != id),
            Ask::Look(look) => {
                let sim = self.tape.as_mut().map(|t| t.story.now_mut());
                self.eye.set(look, sim);
            }
            Ask::Find { id, from, to, hop } => {
                let story = self.tape.as_ref().map(|t| &t.story);
                match story.and_then(|story| Search::new(story, id, (from, to), hop)) {
                    Some(search) => self.search = Some(search),
                    None => self.out.push(Tell::Found { id, trace: None }),
                }
            }
            Ask::Rewind { revision, to_s } if !self.warming => self.rewind(revision, to_s),
            later if self.travel.is_some() => self.held.push(later),
            Ask::Edit { revision, design } => {
                self.revision = revision;
                match self.act(Deed::Edit(design), revision) {
                    Ok(issues) => self.out.push(Tell::Issues { revision, issues }),
                    Err(Deed::Edit(design)) => self.load(revision, &design, 0, 0.0),
                    Err(_) => {}
                }
            }
            Ask::StepEvent => {
                if let Some(tape) = &mut self.tape {
                    tape.story.run_until(Time::MAX / 2, 1);
                    self.target = tape.story.now().now();
                }
            }
            Ask::ResetMeasures => self.do_to_world(Deed::ResetMeasures),
            Ask::Break { node, what, strength, for_s } => {
                self.do_to_world(Deed::Break { node, what, strength, for_s });
            }
            Ask::Heal(node) => self.do_to_world(Deed::Heal(node)),
            Ask::Fork => self.fork(),
            Ask::Join => self.join(),
            // on its way to its first instant a world has no past yet
            Ask::Rewind { revision, .. } => self.revision = revision,
            Ask::StepBack { revision } if self.warming => self.revision = revision,
            Ask::StepBack { revision } => self.step_back(revision),
            Ask::NextFailure if self.warming => {}
            Ask::NextFailure => self.next_failure(),
            Ask::Swap { revision } => self.swap(revision),
        }
    }

    fn do_to_world(&mut self, deed: Deed) {
        let edition = self.tape.as_ref().map_or(0, |t| t.story.edition());
        let _ = self.act(deed, edition);
    }

    /// Does something to the live world; gives it back when there is none.
    fn act(&mut self, deed: Deed, edition: u32) -> Result<Vec<Issue>, Deed> {
        self.diverge();
        match &mut self.tape {
            Some(tape) => Ok(tape.story.act_as(deed, edition)),
            None => Err(deed),
        }
    }

    /// Wall time is counted from now on.
    pub(super) fn restart_clock(&mut self) {
        self.mark.0 = f64::NAN;
    }

    fn load(&mut self, revision: u32, design: &Design, seed: u64, warm_s: f64) {
        let (sim, issues) = Sim::new(design, seed);
        self.out.push(Tell::Issues { revision, issues });
        self.revision = revision;
        self.target = from_secs(warm_s.clamp(0.0, 3600.0));
        self.warming = self.target > 0;
        self.points_sent = 0;
        self.restart_clock();
        (self.fork, self.travel) = (None, None);
        self.held.clear();
        self.news = Some(Past::default());
        self.tape = Some(Tape::new(History::named(sim, Time::MAX, 2, revision)));
        self.eye.forget();
        self.search = None;
    }

    /// Moves the world on. `clock` tells the wall time in milliseconds, from any origin.
    pub fn turn(&mut self, clock: &dyn Fn() -> f64) -> Turn {
        let start = clock();
        let elapsed = self.last_turn.map_or(0.0, |t| (start - t).clamp(0.0, LEAP_MS));
        self.last_turn = Some(start);
        let behind = match self.travel {
            Some(travel) => self.go(travel, start, clock),
            None => self.advance(elapsed, start, clock),
        };
        let due = start - self.last_frame >= FRAME_MS && self.travel.is_none();
        if due && (self.dirty || self.speed > 0.0 || self.warming) {
            self.send_frame(start);
        }
        if let Some(tape) = self.tape.as_mut().filter(|_| !self.warming && self.travel.is_none())
            && let Some(closer) = self.eye.look(tape.story.now_mut(), start, self.speed)
        {
            let revision = self.revision;
            self.out.push(Tell::Closer(Box::new(Closer { revision, ..*closer })));
        }
        // a little in every turn, however busy the live world is
        while let Some(search) = &mut self.search {
            if let Some(found) = search.step() {
                self.out.push(found);
                self.search = None;
            }
            if clock() - start >= TURN_MS {
                break;
            }
        }
        while !self.batches.is_empty() && clock() - start < TURN_MS {
            self.work_on_batch();
        }
        let again_ms = if behind
            || !self.batches.is_empty()
            || self.search.is_some()
            || !self.out.is_empty() && self.dirty
        {
            Some(0.0)
        } else if self.speed > 0.0 && self.tape.is_some() {
            Some(16.0)
        } else if self.dirty {
            Some(FRAME_MS)
        } else {
            None
        };
        Turn { tells: std::mem::take(&mut self.out), again_ms }
    }

    /// True when the clock is behind its target.
    fn advance(&mut self, elapsed_ms: f64, start: f64, clock: &dyn Fn() -> f64) -> bool {
        let Some(tape) = &mut self.tape else { return false };
        if let Some(fork) = &mut self.fork
            && fork.lags(tape.story.now().now())
            && !fork.follow(tape.story.now().now(), start, clock)
        {
            return true;
        }
        if !self.warming {
            self.target =
                self.target.max(tape.story.now().now()) + from_secs(elapsed_ms / 1000.0 * self.speed);
        }
        while tape.story.now().now() < self.target {
            let outcome = tape.story.run_until(self.target, SLICE);
            tape.mark(clock);
            if outcome == Outcome::Done {
                break;
            }
            if clock() - start >= TURN_MS {
                if !self.warming {
                    // the machine is too slow for this speed: the clock stops with the events
                    self.target = tape.story.now().now();
                }
                return true;
            }
        }
        if self.warming {
            self.warming = false;
            self.dirty = true;
        }
        let now = tape.story.now().now();
        self.fork.as_mut().is_some_and(|f| !f.follow(now, start, clock))
    }

    fn send_frame(&mut self, now_ms: f64) {
        self.tell_past();
        let Some(tape) = &mut self.tape else { return };
        let (edition, end_s) = (tape.story.edition(), to_secs(tape.story.end().now()));
        let sim = tape.story.now_mut();
        let wall = (now_ms - self.mark.0) / 1000.0;
        if wall.is_nan() {
            self.mark = (now_ms, sim.now());
        } else if wall >= 1.0 {
            self.actual_speed = to_secs(sim.now() - self.mark.1.min(sim.now())) / wall;
            self.mark = (now_ms, sim.now());
        }
        let mut frame = Frame { revision: self.revision, edition, end_s, ..sim.frame(self.points_sent) };
        self.points_sent = sim.points_made();
        frame.actual_speed = if self.speed > 0.0 { self.actual_speed } else { 0.0 };
        frame.running = self.speed > 0.0 && !self.warming;
        frame.other = self.fork.as_mut().map(Fork::fresh).unwrap_or_default();
        let calls: f64 = frame.links.iter().map(|(ok, failed)| f64::from(ok + failed)).sum();
        let per_frame = calls * self.speed * FRAME_MS / 1000.0;
        sim.sample_hops((per_frame / HOPS).clamp(1.0, 1e9) as u32);
        self.out.push(Tell::Frame(Box::new(frame)));
        self.last_frame = now_ms;
        self.dirty = false;
    }

    fn work_on_batch(&mut self) {
        let Some(batch) = self.batches.front_mut() else { return };
        let Some((sim, job, measuring)) = &mut batch.running else {
            match batch.jobs.pop_front() {
                Some(job) => batch.running = Some((Box::new(Sim::new(&job.design, job.seed).0), job, false)),
                None => {
                    self.batches.pop_front();
                }
            }
            return;
        };
        let until = if *measuring { job.until_s } else { job.from_s };
        if sim.run_until(from_secs(until), SLICE) == Outcome::Budget {
            return;
        }
        if !*measuring {
            sim.reset_measures();
            *measuring = true;
            return;
        }
        let report = Box::new(sim.report());
        self.out.push(Tell::Done { id: batch.id, index: batch.index, report });
        batch.index += 1;
        batch.running = None;
    }
}

/// Runs a job from nothing to its end, in one go.
pub fn run_job(job: &Job) -> Report {
    let (mut sim, _) = Sim::new(&job.design, job.seed);
    sim.run_until(from_secs(job.from_s), u64::MAX);
    sim.reset_measures();
    sim.run_until(from_secs(job.until_s), u64::MAX);
    sim.report()
}
