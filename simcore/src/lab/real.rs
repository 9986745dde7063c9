//! What nginx and HAProxy themselves do in a puzzle, beside what its facts say of *a* balancer.
//!
//! Each starts fresh. Strangers ask until the turn is that of the server of the history, so that the
//! history comes true; addresses and keys of users are those that fit it. A server that dies is dead: nginx
//! finds out by trying (the open source version has no active health checks), HAProxy's health check
//! tells it when the puzzle says how long that takes. A server that joins is a reload of nginx's configuration,
//! and in HAProxy a server of the configuration that is enabled at run time. Loads and open requests
//! among the facts are left out: nobody could set them from outside.

use super::{Algorithm, Event as Happens, Outcome, Puzzle, PuzzleError};
use crate::balance::real::{Client, Event, Peer, Program, Real, answer, haproxy, nginx};
use crate::balance::{Base, Choose, IpHashing, KeyHash, OnDead, Pointer, Policy, Ties, UnknownLoad};
use crate::rng::mix;

/// Addresses and keys that are tried for each user.
const TRIED: u32 = 96;
/// Strangers that may come before a user of the history.
const STRANGERS: u64 = 64;
/// Runs of a program that draws: an outcome of one in fifty is missed once in 180,000 tables.
const RUNS: u64 = 600;

/// Where a request ends up in a real program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RealCell {
    /// Always there.
    Certain(Outcome),
    /// At one of these by chance: nginx draws anew in every run.
    ByChance(Vec<Outcome>),
    /// At one of these: which one hangs on the user's address or key.
    ByClient(Vec<Outcome>),
    /// No user can have the puzzle's history there.
    Never,
}

/// A program's row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealRow {
    /// The configuration that is like the algorithm.
    pub directive: &'static str,
    /// A cell per column of [`Puzzle::columns`].
    pub cells: Vec<RealCell>,
}

/// What the program does in every column; `None` if it has nothing like the algorithm.
pub fn real(puzzle: &Puzzle, algorithm: Algorithm, program: Program) -> Result<Option<RealRow>, PuzzleError> {
    puzzle.check()?;
    let Some(real) = program.like(policy(algorithm)) else { return Ok(None) };
    let cells = puzzle
        .columns()
        .into_iter()
        .map(|c| cell(&puzzle.variant(c.variant), algorithm, real, c.request))
        .collect();
    Ok(Some(RealRow { directive: directive(algorithm, program), cells }))
}

fn policy(algorithm: Algorithm) -> Policy {
    match algorithm {
        Algorithm::Random => Policy::Random,
        Algorithm::RoundRobin => Policy::RoundRobin { pointer: Pointer::Identity },
        Algorithm::WeightedRoundRobin => Policy::WeightedRoundRobin { smooth: true },
        Algorithm::LeastConnections => Policy::LeastConnections { ties: Ties::InTurn },
        Algorithm::LeastLoaded => Policy::LeastLoaded { ties: Ties::InTurn, unknown: UnknownLoad::Zero },
        Algorithm::StickySession => {
            Policy::StickySession { base: Base::RoundRobin, on_dead: OnDead::Rebalance }
        }
        Algorithm::IpHash => Policy::IpHash { hashing: IpHashing::Nginx },
        Algorithm::ConsistentHash => Policy::ConsistentHash { vnodes: 1, hash: KeyHash::Given },
        Algorithm::TwoChoices => Policy::TwoChoices { ties: Ties::Random },
    }
}

fn directive(algorithm: Algorithm, program: Program) -> &'static str {
    use Algorithm as A;
    match (program, algorithm) {
        (Program::Nginx, A::Random) => "random;",
        (Program::Nginx, A::RoundRobin) => "upstream { server …; }",
        (Program::Nginx, A::WeightedRoundRobin) => "server … weight=n;",
        (Program::Nginx, A::LeastConnections) => "least_conn;",
        (Program::Nginx, A::StickySession) => "map $cookie_server $upstream { … }",
        (Program::Nginx, A::IpHash) => "ip_hash;",
        (Program::Nginx, A::ConsistentHash) => "hash $key consistent;",
        (Program::Nginx, A::TwoChoices) => "random two;",
        (Program::HaProxy, A::Random) => "balance random(1)",
        (Program::HaProxy, A::RoundRobin) => "balance roundrobin",
        (Program::HaProxy, A::WeightedRoundRobin) => "balance roundrobin, weight n",
        (Program::HaProxy, A::LeastConnections) => "balance leastconn",
        (Program::HaProxy, A::StickySession) => "cookie SRV insert",
        (Program::HaProxy, A::IpHash) => "balance source",
        (Program::HaProxy, A::ConsistentHash) => "balance hdr(X-Key), hash-type consistent",
        (Program::HaProxy, A::TwoChoices) => "balance random(2)",
        (_, A::LeastLoaded) => "",
    }
}

/// What of a client decides.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Nothing,
    Address,
    Key,
}

fn decides(real: Real) -> By {
    match real {
        Real::Nginx(nginx::Method::IpHash) | Real::HaProxy(haproxy::Method::Source(_)) => By::Address,
        Real::Nginx(nginx::Method::Hash | nginx::Method::ConsistentHash)
        | Real::HaProxy(haproxy::Method::Uri(_) | haproxy::Method::Header(_)) => By::Key,
        _ => By::Nothing,
    }
}

fn by_chance(real: Real) -> bool {
    matches!(real, Real::Nginx(nginx::Method::Random | nginx::Method::RandomTwo))
}

/// A face that a user may have. Keys differ in their text, addresses in the third octet, or beyond
/// 256 in the second: nginx looks at no more than three.
struct Face {
    address: u32,
    key: String,
}

impl Face {
    fn new(i: u32) -> Face {
        Face {
            address: u32::from_be_bytes([203, (i >> 8) as u8, i as u8, 10 + (i % 90) as u8]),
            key: format!("user{i}"),
        }
    }

    fn client(&self, user: u64) -> Client<'_> {
        Client { user, address: self.address, key: &self.key }
    }
}

/// Everything that happens in one column, with the places of users taken by faces.
struct Story<'a> {
    puzzle: &'a Puzzle,
    real: Real,
    weights: Vec<u32>,
    /// Outlives the next request asked about?
    held: bool,
}

fn cell(puzzle: &Puzzle, algorithm: Algorithm, real: Real, request: usize) -> RealCell {
    let weights = match (&puzzle.facts.weights, algorithm) {
        (Some(w), Algorithm::WeightedRoundRobin) => w.clone(),
        _ => vec![1; puzzle.servers.len()],
    };
    let gaps = puzzle.requests.windows(2).map(|w| w[1].at_s - w[0].at_s);
    let longest = gaps.fold(0.0, f64::max);
    let held = puzzle.facts.duration_s.is_some_and(|d| d > longest);
    let story = Story { puzzle, real, weights, held };
    let asked = puzzle.requests.get(request).map_or("", |r| r.user.as_str());
    let by = decides(real);
    let faces = if by == By::Nothing { 1 } else { TRIED };
    let mut seen: Vec<Outcome> = Vec::new();
    for face in (0..faces).map(Face::new).filter(|f| by == By::Nothing || story.fits(f, asked)) {
        for outcome in story.outcomes(&face, asked, request) {
            if let Err(at) = seen.binary_search(&outcome) {
                seen.insert(at, outcome);
            }
        }
    }
    match seen[..] {
        [] => RealCell::Never,
        [only] => RealCell::Certain(only),
        _ if by == By::Nothing => RealCell::ByChance(seen),
        _ => RealCell::ByClient(seen),
    }
}

impl Story<'_> {
    fn peers(&self, with_joined: bool) -> Vec<Peer> {
        let joins = self.puzzle.events.iter().filter_map(|e| match e {
            Happens::Join { weight, .. } => Some(*weight),
            Happens::Down { .. } => None,
        });
        let here = self.weights.len();
        let weights = self.weights.iter().copied().chain(joins).enumerate();
        let peer = |(i, weight): (usize, u32)| Peer {
            weight,
            down: i >= here && !with_joined,
            ..Peer::new(i as u32, 9_101 + i as u16)
        };
        let peers: Vec<Peer> = weights.map(peer).collect();
        // nginx learns of a newcomer by a new configuration; in HAProxy's it stands from the start
        match self.real {
            Real::Nginx(_) if !with_joined => peers.into_iter().take(here).collect(),
            _ => peers,
        }
    }

    /// The server that the history gives a user, if it gives one.
    fn before(&self, user: &str) -> Option<u32> {
        let past = self.puzzle.history.iter().rev().find(|p| p.user == user)?;
        self.puzzle.servers.iter().position(|s| *s == past.server).map(|i| i as u32)
    }

    /// Does the face lead a fresh balancer to where the user was before?
    fn fits(&self, face: &Face, user: &str) -> bool {
        self.before(user).is_none_or(|server| {
            let ask = [Event::Ask(face.client(1))];
            answer(self.real, &self.peers(false), &ask, &mut Draws(None)) == [Some(server)]
        })
    }

    /// Where one request can end up, with a face for the user who sends it.
    fn outcomes(&self, face: &Face, asked: &str, request: usize) -> Vec<Outcome> {
        let others = Face::new(TRIED);
        let number = |name: &str| 1 + self.puzzle.users().iter().position(|u| u == name).unwrap_or(0) as u64;
        let client = |name: &str| if name == asked { face } else { &others }.client(number(name));
        let mut events: Vec<Event<'_>> = Vec::new();
        // chance and hashes have no turn that strangers could move on
        let turns = !by_chance(self.real) && decides(self.real) == By::Nothing;
        if turns && self.prelude(&mut events, &client, &others).is_none() {
            return Vec::new();
        }
        self.requests(&mut events, &client, request);
        let peers = self.peers(false);
        let runs = if by_chance(self.real) { RUNS } else { 1 };
        (0..runs)
            .map(|run| {
                let got = answer(self.real, &peers, &events, &mut Draws(Some(run)));
                got.last().copied().flatten().map_or(Outcome::Error, Outcome::Server)
            })
            .collect()
    }

    /// Strangers ask until each user of the history gets the server that the history says.
    fn prelude<'a>(
        &self,
        events: &mut Vec<Event<'a>>,
        client: &impl Fn(&str) -> Client<'a>,
        others: &'a Face,
    ) -> Option<()> {
        for past in &self.puzzle.history {
            let server = self.puzzle.servers.iter().position(|s| *s == past.server)? as u32;
            let strangers = (0..STRANGERS).find(|&n| {
                let mut tried = events.clone();
                tried.extend((0..n).map(|i| Event::Ask(others.client(1_000 + i))));
                tried.push(Event::Ask(client(&past.user)));
                let got = answer(self.real, &self.peers(false), &tried, &mut Draws(None));
                got.last() == Some(&Some(server))
            })?;
            let from = 1_000 + events.len() as u64;
            events.extend((0..strangers).map(|i| Event::Ask(others.client(from + i))));
            events.push(Event::Ask(client(&past.user)));
        }
        Some(())
    }

    /// The requests up to this one, with what happens between them.
    fn requests<'a>(
        &self,
        events: &mut Vec<Event<'a>>,
        client: &impl Fn(&str) -> Client<'a>,
        request: usize,
    ) {
        let names = self.puzzle.names();
        let id = |server: &String| names.iter().position(|n| n == server).unwrap_or(0) as u32;
        let last = self.puzzle.requests.len().saturating_sub(1);
        let mut from = f64::NEG_INFINITY;
        for (i, asks) in self.puzzle.requests.iter().enumerate().take(request + 1) {
            let mut now: Vec<(f64, Event<'a>)> = Vec::new();
            for event in &self.puzzle.events {
                match event {
                    Happens::Down { server, at_s } => {
                        // nobody said when: as late as it can be
                        let at = at_s.unwrap_or(if i == last { asks.at_s } else { f64::INFINITY });
                        now.push((at, Event::Kill(id(server))));
                        if let (Real::HaProxy(_), Some(detect)) = (self.real, self.puzzle.facts.detect_s) {
                            now.push((at + detect, Event::Down(id(server))));
                        }
                    }
                    Happens::Join { server, at_s, .. } => now.push((
                        *at_s,
                        match self.real {
                            Real::Nginx(_) => Event::Reload(self.peers(true)),
                            Real::HaProxy(_) => Event::Up(id(server)),
                        },
                    )),
                }
            }
            now.retain(|(at, _)| *at > from && *at <= asks.at_s);
            now.sort_by(|a, b| a.0.total_cmp(&b.0));
            events.extend(now.into_iter().map(|(_, e)| e));
            let asker = client(&asks.user);
            events.push(if self.held { Event::Hold(asker) } else { Event::Ask(asker) });
            from = asks.at_s;
        }
    }
}

/// Draws from a seed; without one always the first, for programs that draw nothing.
struct Draws(Option<u64>);

impl Choose for Draws {
    fn choose(&mut self, n: usize) -> usize {
        let Some(state) = &mut self.0 else { return 0 };
        *state = mix(*state);
        (*state % n.max(1) as u64) as usize
    }
}
