//! What the page knows of its simulation, without a browser: revisions, what was asked and not yet
//! answered, and how to tell a new worker all that the old one knew.

use super::watch::{LIMIT_MS, START_MS, Watch};
use simcore::design::{Design, Issue};
use simcore::host::{Ask, Closer, Frame, Job, Look, Past, Tell};
use simcore::measure::{Report, Trace};
use simcore::sorted::SortedMap;

/// A worker that fails this often within [`PATIENCE_MS`] is not started again by itself.
const MOST_FAILURES: usize = 3;
const PATIENCE_MS: f64 = 60_000.0;

/// What the owner of the board gets to hear.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// A frame of the newest structure.
    Frame(Box<Frame>),
    /// A frame of a structure that is no longer on the board: only its points still count.
    Old(Box<Frame>),
    Issues(Vec<Issue>),
    /// What is known before and after now.
    Past(Box<Past>),
    /// One job of a batch is done; `last` with the last one.
    Report {
        id: u32,
        index: u32,
        report: Box<Report>,
        last: bool,
    },
    /// The batch will never be finished.
    BatchLost(u32),
    /// What somebody looks at closely.
    Closer(Box<Closer>),
    /// The request that a hop was a part of, if it can be had again.
    Found {
        id: u32,
        trace: Option<Box<Trace>>,
    },
}

#[derive(Clone, Debug)]
struct Batch {
    jobs: Vec<Job>,
    /// Jobs not reported yet, by index; what was last sent is in this order.
    open: Vec<u32>,
    sent: Vec<u32>,
    /// How often it was given to a worker that then failed.
    failures: u32,
}

#[derive(Clone, Debug)]
struct World {
    design: Design,
    seed: u64,
    warm_s: f64,
}

/// The page's side of the protocol.
#[derive(Debug, Default)]
pub struct State {
    ready: bool,
    waiting: Vec<Ask>,
    revision: u32,
    /// Frames below this show other stations or connections than the board.
    floor: u32,
    /// Frames below this are of another world.
    loaded: u32,
    issues_of: u32,
    world: Option<World>,
    speed: f64,
    look: Look,
    batches: SortedMap<u32, Batch>,
    next_batch: u32,
    watch: Watch,
    failures: Vec<f64>,
}

impl State {
    /// A worker is being started.
    pub fn starting(&mut self, now: f64) {
        self.ready = false;
        self.watch.rest();
        self.watch.expect(now);
    }

    /// A fresh world.
    pub fn load(&mut self, design: Design, seed: u64, warm_s: f64, now: f64) -> Vec<Ask> {
        self.revision += 1;
        (self.floor, self.loaded) = (self.revision, self.revision);
        self.world = Some(World { design: design.clone(), seed, warm_s });
        self.ask(Ask::Load { revision: self.revision, design, seed, warm_s }, now)
    }

    /// The same world with another design.
    pub fn edit(&mut self, design: Design, now: f64) -> Vec<Ask> {
        self.revision += 1;
        if let Some(world) = &mut self.world {
            if !same_structure(&world.design, &design) {
                self.floor = self.revision;
            }
            world.design = design.clone();
        }
        self.ask(Ask::Edit { revision: self.revision, design }, now)
    }

    /// Another time of the same world, or the other side of its fork: frames from before show
    /// neither.
    pub fn travel(&mut self, ask: impl FnOnce(u32) -> Ask, now: f64) -> Vec<Ask> {
        self.revision += 1;
        self.floor = self.revision;
        let ask = ask(self.revision);
        if matches!(ask, Ask::Swap { .. }) {
            self.loaded = self.revision;
        }
        self.ask(ask, now)
    }

    /// The world has this design now, as it had at another time.
    pub fn shows(&mut self, design: Design) {
        if let Some(world) = &mut self.world {
            world.design = design;
        }
    }

    /// The number of the last order that frames are told apart by.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    pub fn speed(&mut self, speed: f64, now: f64) -> Vec<Ask> {
        self.speed = speed;
        self.ask(Ask::Speed(speed), now)
    }

    /// Starts a batch; its number comes back with each report.
    pub fn batch(&mut self, jobs: Vec<Job>, now: f64) -> (u32, Vec<Ask>) {
        self.next_batch += 1;
        let id = self.next_batch;
        let open: Vec<u32> = (0..jobs.len() as u32).collect();
        let ask = Ask::Batch { id, jobs: jobs.clone() };
        self.batches.insert(id, Batch { jobs, sent: open.clone(), open, failures: 0 });
        (id, self.ask(ask, now))
    }

    pub fn cancel(&mut self, id: u32, now: f64) -> Vec<Ask> {
        match self.batches.remove(&id) {
            Some(_) => self.ask(Ask::Cancel { id }, now),
            None => Vec::new(),
        }
    }

    /// What to send now for this question; nothing while the worker is not ready.
    pub fn ask(&mut self, ask: Ask, now: f64) -> Vec<Ask> {
        if let Ask::Look(look) = ask {
            self.look = look;
        }
        if !self.ready {
            self.waiting.push(ask);
            return Vec::new();
        }
        self.watch.expect(now);
        vec![ask]
    }

    /// The worker has shown that it is alive, and has nothing to say.
    pub fn pulse(&mut self, now: f64) {
        if self.ready {
            self.watch.heard(now, self.talks());
        }
    }

    /// An answer: what to send at once, and what to hand on.
    pub fn receive(&mut self, tell: Tell, now: f64) -> (Vec<Ask>, Option<News>) {
        let mut send = Vec::new();
        let news = match tell {
            Tell::Ready { .. } => {
                self.ready = true;
                send = std::mem::take(&mut self.waiting);
                None
            }
            Tell::Frame(frame) if frame.revision >= self.floor => Some(News::Frame(frame)),
            Tell::Frame(frame) if frame.revision >= self.loaded => Some(News::Old(frame)),
            Tell::Frame(_) => None,
            Tell::Past(past) => (past.revision >= self.loaded).then_some(News::Past(past)),
            Tell::Issues { revision, issues } => {
                let newest = revision >= self.issues_of && revision >= self.floor;
                self.issues_of = self.issues_of.max(revision);
                newest.then_some(News::Issues(issues))
            }
            Tell::Done { id, index, report } => self.done(id, index, report),
            Tell::Found { id, trace } => Some(News::Found { id, trace }),
            Tell::Closer(closer) => (closer.revision >= self.loaded).then_some(News::Closer(closer)),
        };
        self.watch.heard(now, self.talks() || !send.is_empty());
        (send, news)
    }

    fn done(&mut self, id: u32, index: u32, report: Box<Report>) -> Option<News> {
        let batch = self.batches.get_mut(&id)?;
        let index = *batch.sent.get(index as usize)?;
        let place = batch.open.iter().position(|i| *i == index)?;
        batch.open.remove(place);
        let last = batch.open.is_empty();
        if last {
            self.batches.remove(&id);
        }
        Some(News::Report { id, index, report, last })
    }

    /// Does the worker talk without being asked?
    fn talks(&self) -> bool {
        self.speed > 0.0 && self.world.is_some() || !self.batches.is_empty()
    }

    /// There is no worker, and none is on its way.
    pub fn pause(&mut self) {
        self.watch.rest();
    }

    /// Has the worker been silent for too long? To be asked about twice a second.
    pub fn is_late(&mut self, now: f64) -> bool {
        let limit = if self.ready { LIMIT_MS } else { START_MS };
        self.watch.is_late(now, limit)
    }

    /// The worker is gone. True when it is worth starting another one.
    pub fn failed(&mut self, now: f64) -> (bool, Vec<News>) {
        self.failures.retain(|at| now - at < PATIENCE_MS);
        self.failures.push(now);
        let go_on = self.failures.len() < MOST_FAILURES;
        let mut lost = Vec::new();
        self.batches.retain(|id, batch| {
            batch.failures += 1;
            let keep = batch.failures < 2;
            if !keep {
                lost.push(News::BatchLost(*id));
            }
            keep
        });
        (go_on, lost)
    }

    /// Queues for the next worker all that the last one knew. The world starts again.
    pub fn restore(&mut self, now: f64) {
        self.starting(now);
        self.waiting.clear();
        if let Some(World { design, seed, warm_s }) = self.world.clone() {
            self.load(design, seed, warm_s, now);
        }
        self.waiting.push(Ask::Speed(self.speed));
        if self.look != Look::default() {
            self.waiting.push(Ask::Look(self.look));
        }
        for (id, batch) in self.batches.iter_mut() {
            batch.sent = batch.open.clone();
            let jobs = batch.sent.iter().filter_map(|i| batch.jobs.get(*i as usize).cloned()).collect();
            self.waiting.push(Ask::Batch { id: *id, jobs });
        }
    }
}

/// Same stations and connections in the same order, so that a frame of the one fits the other.
fn same_structure(a: &Design, b: &Design) -> bool {
    a.nodes.len() == b.nodes.len()
        && a.links.len() == b.links.len()
        && a.nodes.iter().zip(&b.nodes).all(|(x, y)| (x.id, x.kind) == (y.id, y.kind))
        && a.links.iter().zip(&b.links).all(|(x, y)| (x.from, x.to) == (y.from, y.to))
}

#[cfg(test)]
mod tests;
