//! From a puzzle as written to one with numbers for names, everything checked.

use super::puzzle::FORMAT_VERSION;
use super::{Event, Facts, HashFact, MissingFact, Puzzle, PuzzleError, RingFact};
use crate::balance::md5::md5_u64;
use crate::balance::{Ring, RingPoint};
use crate::sorted::sort_by;
use std::net::Ipv4Addr;

/// Limits that keep "try everything" quick.
const MAX_SERVERS: usize = 8;
const MAX_REQUESTS: usize = 8;

/// A checked puzzle: servers and users by index.
pub(super) struct Loaded<'a> {
    pub facts: &'a Facts,
    /// How many servers there are at the start.
    pub initial: usize,
    /// Servers that join: (second, weight), in order of time; they follow the initial ones.
    pub joins: Vec<(f64, u32)>,
    /// Servers that die: (second, server).
    pub downs: Vec<(Option<f64>, usize)>,
    pub users: Vec<String>,
    /// (user, server)
    pub history: Vec<(usize, usize)>,
    /// (second, user)
    pub requests: Vec<(f64, usize)>,
    pub pointer: Option<usize>,
    /// Names of all servers that ever exist.
    names: Vec<String>,
}

impl Puzzle {
    /// Names of all servers that ever exist: those of the list, then those that join, in order of time.
    pub fn names(&self) -> Vec<String> {
        let mut joins: Vec<(f64, &String)> = self
            .events
            .iter()
            .filter_map(|e| match e {
                Event::Join { server, at_s, .. } => Some((*at_s, server)),
                Event::Down { .. } => None,
            })
            .collect();
        sort_by(&mut joins, |a, b| a.0.total_cmp(&b.0));
        self.servers.iter().chain(joins.into_iter().map(|(_, s)| s)).cloned().collect()
    }

    /// Names of all users, in order of appearance.
    pub fn users(&self) -> Vec<String> {
        let mut users: Vec<String> = Vec::new();
        for user in self.history.iter().map(|p| &p.user).chain(self.requests.iter().map(|r| &r.user)) {
            if !users.contains(user) {
                users.push(user.clone());
            }
        }
        users
    }

    /// Is this a puzzle that can be run?
    pub fn check(&self) -> Result<(), PuzzleError> {
        self.load().map(|_| ())
    }

    pub(super) fn load(&self) -> Result<Loaded<'_>, PuzzleError> {
        if self.format_version != FORMAT_VERSION {
            return Err(PuzzleError::Version(self.format_version));
        }
        let names = self.names();
        check_names(&self.servers, &names)?;
        let find = |name: &String| {
            names.iter().position(|n| n == name).ok_or_else(|| PuzzleError::UnknownServer(name.clone()))
        };
        let find_initial = |name: &String| match find(name) {
            Ok(i) if i < self.servers.len() => Ok(i),
            _ => Err(PuzzleError::UnknownServer(name.clone())),
        };

        let times = || self.requests.iter().map(|r| r.at_s);
        let sorted = times().zip(times().skip(1)).all(|(a, b)| a <= b);
        if self.requests.is_empty()
            || self.requests.len() > MAX_REQUESTS
            || !sorted
            || !times().all(is_second)
        {
            return Err(PuzzleError::Requests);
        }
        let users = self.users();
        let user = |name: &String| users.iter().position(|u| u == name).unwrap_or(0);
        let mut loaded = Loaded {
            facts: &self.facts,
            initial: self.servers.len(),
            joins: Vec::new(),
            downs: Vec::new(),
            history: Vec::new(),
            requests: self.requests.iter().map(|r| (r.at_s, user(&r.user))).collect(),
            pointer: self.facts.pointer_server.as_ref().map(&find_initial).transpose()?,
            users: users.clone(),
            names: names.clone(),
        };
        for past in &self.history {
            loaded.history.push((user(&past.user), find_initial(&past.server)?));
        }
        for event in &self.events {
            match event {
                Event::Join { server, at_s, weight } => {
                    if !is_second(*at_s) || !(1..=100).contains(weight) {
                        return Err(PuzzleError::Event(server.clone()));
                    }
                    loaded.joins.push((*at_s, *weight));
                }
                Event::Down { server, at_s } => {
                    let i = find(server)?;
                    let again = loaded.downs.iter().any(|&(_, other)| other == i);
                    if again || at_s.is_some_and(|t| !is_second(t)) {
                        return Err(PuzzleError::Event(server.clone()));
                    }
                    loaded.downs.push((*at_s, i));
                }
            }
        }
        sort_by(&mut loaded.joins, |a, b| a.0.total_cmp(&b.0));
        for &(at, i) in &loaded.downs {
            let born = i.checked_sub(loaded.initial).map(|j| loaded.joins[j].0);
            if born.is_some_and(|born| at.is_none_or(|at| at < born)) {
                return Err(PuzzleError::Event(names[i].clone()));
            }
        }
        loaded.check_facts()?;
        Ok(loaded)
    }
}

impl Loaded<'_> {
    /// The name of a server.
    pub fn name(&self, server: usize) -> String {
        self.names[server].clone()
    }

    /// How many servers ever exist.
    pub fn total(&self) -> usize {
        self.initial + self.joins.len()
    }

    /// The ring, if it is known.
    pub fn ring(&self) -> Option<Ring> {
        let points = match self.facts.ring.as_ref()? {
            RingFact::Md5 { vnodes, .. } => {
                let points_of = |(id, name): (usize, &String)| {
                    let point = |i| RingPoint { at: md5_u64(&format!("{name}:{i}")), server: id as u32 };
                    (0..*vnodes).map(point).collect::<Vec<_>>()
                };
                self.names.iter().enumerate().flat_map(points_of).collect()
            }
            RingFact::Explicit { points, .. } => {
                let id = |name| self.names.iter().position(|n| n == name).unwrap_or(usize::MAX) as u32;
                points.iter().map(|p| RingPoint { at: position(p.degrees), server: id(&p.server) }).collect()
            }
        };
        Some(Ring::of_points(points))
    }

    /// A user's place on the ring, if it is known.
    pub fn ring_key(&self, user: usize) -> Option<u64> {
        let name = &self.users[user];
        match self.facts.ring.as_ref()? {
            RingFact::Md5 { keys, .. } => keys.get(name).map(|k| md5_u64(k)),
            RingFact::Explicit { keys, .. } => keys.get(name).map(|&d| position(d)),
        }
    }

    /// A user's address, if it is known.
    pub fn address(&self, user: usize) -> Option<u64> {
        match self.facts.ip_hash.as_ref()? {
            HashFact::Nginx { addresses } => {
                let text = addresses.get(&self.users[user])?;
                text.parse::<Ipv4Addr>().ok().map(|a| u64::from(u32::from(a)))
            }
            HashFact::ModLive { .. } => None,
        }
    }

    fn check_facts(&self) -> Result<(), PuzzleError> {
        let f = self.facts;
        let n = self.initial;
        let must = |ok: bool, fact| if ok { Ok(()) } else { Err(PuzzleError::Fact(fact)) };
        if let Some(w) = &f.weights {
            must(w.len() == n && w.iter().all(|w| (1..=100).contains(w)), MissingFact::Weights)?;
        }
        must(f.position.is_none_or(|p| (1..=10_000).contains(&p)), MissingFact::Position)?;
        if let Some(open) = &f.open {
            must(open.len() == n && open.iter().all(|&c| c <= 1_000_000), MissingFact::Counts)?;
        }
        must(f.duration_s.is_none_or(is_second), MissingFact::Durations)?;
        must(f.detect_s.is_none_or(is_second), MissingFact::Detection)?;
        if let Some(l) = &f.load {
            let fine = |x: f64| (0.0..=1e9).contains(&x);
            let all = l.loads.len() == n && l.loads.iter().all(|&x| fine(x));
            must(all && fine(l.per_request) && is_second(l.report_s), MissingFact::LoadReport)?;
        }
        if let Some(HashFact::Nginx { addresses }) = &f.ip_hash {
            must(addresses.values().all(|a| a.parse::<Ipv4Addr>().is_ok()), MissingFact::Key)?;
        }
        match &f.ring {
            Some(RingFact::Md5 { vnodes, .. }) => must((1..=1_000).contains(vnodes), MissingFact::Ring)?,
            Some(RingFact::Explicit { points, keys }) => {
                let angle = |d: f64| (0.0..360.0).contains(&d);
                must(keys.values().all(|&d| angle(d)), MissingFact::Key)?;
                let sane = |d: f64, s| angle(d) && self.names.contains(s);
                let each = (0..n).all(|i| points.iter().any(|p| p.server == self.names[i]));
                must(each && points.iter().all(|p| sane(p.degrees, &p.server)), MissingFact::Ring)?;
            }
            None => {}
        }
        Ok(())
    }
}

fn check_names(initial: &[String], all: &[String]) -> Result<(), PuzzleError> {
    let named = all.iter().all(|n| !n.is_empty() && n.chars().count() <= 40);
    if initial.is_empty() || all.len() > MAX_SERVERS || !named {
        return Err(PuzzleError::Servers);
    }
    match all.iter().enumerate().find(|(i, n)| all[..*i].contains(n)) {
        Some((_, name)) => Err(PuzzleError::DuplicateServer(name.clone())),
        None => Ok(()),
    }
}

fn is_second(t: f64) -> bool {
    (0.0..=1e6).contains(&t)
}

/// An angle as a position on the ring.
fn position(degrees: f64) -> u64 {
    (degrees / 360.0 * 18_446_744_073_709_551_616.0) as u64
}
