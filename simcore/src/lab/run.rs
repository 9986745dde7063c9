//! One run through one world: the balancer itself, its servers, and the clock.

use super::load::Loaded;
use super::world::World;
use super::{Algorithm, Outcome};
use crate::balance::{Balancer, Choose, Server, Step, Watch};
use crate::sorted::sort_by;
use serde::{Deserialize, Serialize};

/// What happened on the way to an answer, in order. Servers are indices into `Puzzle::names`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A new server was appended to the list.
    Joined { server: u32 },
    /// A server died; `seen` if the balancer knows at once.
    Died { server: u32, seen: bool },
    /// The balancer saw that a server is dead.
    Noticed { server: u32 },
    /// A step of the balancer's choice.
    Step(Step),
    /// The request was sent to this server, and it answered.
    Answered { server: u32 },
    /// The request was sent to this server, which is dead; `retried` if another one is tried.
    SentToDead { server: u32, retried: bool },
    /// Nobody answers.
    Failed,
}

/// How a request ended, and the server that was tried last.
pub(super) type Ending = (Outcome, Option<u32>);

/// Something that changes the list or the belief about it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    Join(usize),
    Die(usize),
    Notice(usize),
}

/// A balancer and its servers in one world.
#[derive(Clone)]
pub(super) struct Rig<'a> {
    puzzle: &'a Loaded<'a>,
    world: &'a World,
    balancer: Balancer,
    servers: Vec<Server>,
    alive: Vec<bool>,
    /// (second, change), in order
    changes: Vec<(f64, Change)>,
    /// (second, server) of the requests answered so far, the history included
    sent: Vec<(f64, usize)>,
    /// Do requests of the history count as load? (They are part of the given counts.)
    history: usize,
    user: Option<usize>,
}

impl<'a> Rig<'a> {
    /// The state just before the first request asked about. With a `user`, only theirs are run; with
    /// `heed`, there is none if the history cannot have happened in this world.
    pub fn new(
        puzzle: &'a Loaded<'a>,
        world: &'a World,
        algorithm: Algorithm,
        user: Option<usize>,
        heed: bool,
    ) -> Option<Self> {
        let mut changes: Vec<(f64, Change)> = Vec::new();
        // of one instant: deaths first
        for &(at, server) in &world.downs {
            changes.push((at, Change::Die(server)));
            changes.push((at + world.detect_s, Change::Notice(server)));
        }
        let born = |(j, &(at, _)): (usize, &(f64, u32))| (at, Change::Join(puzzle.initial + j));
        changes.extend(puzzle.joins.iter().enumerate().map(born));
        sort_by(&mut changes, |a, b| a.0.total_cmp(&b.0));
        let mut rig = Rig {
            puzzle,
            world,
            balancer: Balancer::new(world.policy),
            servers: (0..puzzle.initial)
                .map(|i| Server { weight: world.weights[i], ..Server::new(i as u32) })
                .collect(),
            alive: vec![true; puzzle.initial],
            changes,
            sent: puzzle.history.iter().map(|&(_, server)| (0.0, server)).collect(),
            history: puzzle.history.len(),
            user,
        };
        if let Some(ring) = &world.ring {
            rig.balancer.set_ring(ring.clone());
        }
        rig.balancer.membership_changed(&rig.servers);
        (rig.remember(algorithm) || !heed).then_some(rig)
    }

    /// Brings the balancer's memory to the end of the history; false if it contradicts the world.
    fn remember(&mut self, algorithm: Algorithm) -> bool {
        let hashed = matches!(algorithm, Algorithm::IpHash | Algorithm::ConsistentHash);
        let mut none = NoDraws;
        let mut fits = true;
        for &(user, server) in &self.puzzle.history {
            if hashed && self.user == Some(user) {
                let picked = self.balancer.pick(&self.servers, self.world.keys[user], &mut none);
                fits &= picked == Some(server);
            }
            if algorithm == Algorithm::StickySession {
                self.balancer.tie(self.world.keys[user], &self.servers, server);
            }
        }
        if let Some(position) = self.world.position {
            let mut last = None;
            for _ in 0..position {
                last = self.balancer.pick(&self.servers, 0, &mut none);
            }
            fits &= self.world.last.is_none() || last == self.world.last;
            return fits;
        }
        if let Some(last) = self.world.last {
            self.balancer.set_last(&self.servers, last);
        }
        if let Some(counter) = self.world.counter {
            self.balancer.set_counter(counter);
        }
        fits
    }

    /// Runs a request. Whoever has run the same requests before with the same endings is in the same
    /// state: that is what the second part of the ending, the last server tried, is for.
    pub fn request(&mut self, request: usize, rng: &mut impl Choose, watch: &mut impl Listen) -> Ending {
        let (at, user) = self.puzzle.requests[request];
        self.until(at, watch);
        if self.user.is_some_and(|only| only != user) {
            return (Outcome::Error, None);
        }
        self.refresh(at);
        let key = self.world.keys[user];
        let mut servers = self.servers.clone();
        let mut tried = None;
        while let Some(i) = self.balancer.pick_watched(&servers, key, rng, watch) {
            let server = i as u32;
            tried = Some(server);
            if self.alive[i] {
                self.sent.push((at, i));
                watch.tell(|| Told::Answered { server });
                return (Outcome::Server(server), tried);
            }
            let retried = self.world.redispatch;
            watch.tell(|| Told::SentToDead { server, retried });
            if !retried {
                break;
            }
            // for this request alone the balancer now knows better
            servers[i].up = false;
        }
        watch.tell(|| Told::Failed);
        (Outcome::Error, tried)
    }

    /// Lets everything happen that happens up to this second.
    fn until(&mut self, at: f64, watch: &mut impl Listen) {
        let due = self.changes.partition_point(|&(t, _)| t <= at);
        for (_, change) in self.changes.drain(..due).collect::<Vec<_>>() {
            match change {
                Change::Join(i) => {
                    let weight = self.world.weights[i];
                    self.servers.push(Server { weight, ..Server::new(i as u32) });
                    self.alive.push(true);
                    watch.tell(|| Told::Joined { server: i as u32 });
                }
                Change::Die(i) => {
                    self.alive[i] = false;
                    watch.tell(|| Told::Died { server: i as u32, seen: self.world.detect_s == 0.0 });
                    continue;
                }
                Change::Notice(i) => {
                    self.servers[i].up = false;
                    if self.world.detect_s > 0.0 {
                        watch.tell(|| Told::Noticed { server: i as u32 });
                    }
                }
            }
            self.balancer.membership_changed(&self.servers);
        }
    }

    /// Brings counts and reports up to date.
    fn refresh(&mut self, at: f64) {
        let world = self.world;
        for (i, s) in self.servers.iter_mut().enumerate() {
            let mine = |&&(_, server): &&(f64, usize)| server == i;
            let still = |&&(t, _): &&(f64, usize)| at < t + world.duration_s;
            s.active =
                world.open[i] + self.sent[self.history..].iter().filter(mine).filter(still).count() as u32;
            let Some(load) = &world.load else { continue };
            let reported = match load.report_s {
                0.0 => at,
                every => libm::floor(at / every + 1e-9) * every,
            };
            let born = i.checked_sub(self.puzzle.initial).map(|j| self.puzzle.joins[j].0);
            let before = |&&(t, _): &&(f64, usize)| t < reported || (load.report_s == 0.0 && t <= reported);
            let requests = self.sent.iter().filter(mine).filter(before).count();
            s.known = born.is_none_or(|t| t <= reported);
            s.load = load.loads.get(i).copied().unwrap_or(0.0) + load.per_request * requests as f64;
        }
    }
}

/// The history needs no draws: the policies that remember it do not draw.
struct NoDraws;

impl Choose for NoDraws {
    fn choose(&mut self, _n: usize) -> usize {
        0
    }
}

/// Someone who hears about a run, or nobody.
pub(super) trait Listen: Watch {
    fn tell(&mut self, make: impl FnOnce() -> Told);
}

impl Listen for () {
    fn tell(&mut self, _make: impl FnOnce() -> Told) {}
}

/// Writes everything down.
pub(super) struct Teller<'a>(pub &'a mut Vec<Told>);

impl Watch for Teller<'_> {
    fn step(&mut self, make: impl FnOnce() -> Step) {
        self.0.push(Told::Step(make()));
    }
}

impl Listen for Teller<'_> {
    fn tell(&mut self, make: impl FnOnce() -> Told) {
        self.0.push(make());
    }
}
