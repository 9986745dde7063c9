//! HAProxy 2.6: its `balance` algorithms, from their source.
//!
//! Assumed: one thread, no health check (whoever dies is noticed by nobody until it is marked down),
//! `retries 3` and `option redispatch 1`: after a refused connection the algorithm is asked again and
//! told which server to avoid. An algorithm that hashes into a map cannot avoid it, so the request
//! fails with 503 after three retries.

use super::super::affinity::Affinity;
use super::fwrr::{Fwrr, SCALE, insert};
use super::hashes::{avalanche, crc32, djb2, sdbm, wt6};
use super::{Client, Peer};

/// How a backend chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `roundrobin`: servers may come, go and change their weight at run time.
    RoundRobin,
    /// `static-rr`: in turn along a map that is made anew when somebody comes or goes.
    StaticRr,
    /// `leastconn`: fewest open requests per weight, equals by who has waited longest.
    LeastConn,
    /// `first`: the first in the list that is up (and not full: no limit here).
    First,
    /// `source`: the client's address.
    Source(HashType),
    /// `uri`: the key up to the question mark.
    Uri(HashType),
    /// `hdr(name)`: the key as it is; without one, in turn.
    Header(HashType),
    /// `random(draws)`: the best of so many random points of the ring. The generator starts at the same
    /// number in every process, so that even this can be repeated.
    Random { draws: u32 },
    /// `roundrobin`, and a cookie that names the server (`cookie insert`).
    Cookie,
    /// `roundrobin`, and a table from address to server (`stick on src`) that a reload empties.
    StickTable,
}

/// `hash-type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashType {
    /// `consistent`: the nearest point of a ring with 16 points per weight; otherwise `map-based`:
    /// the hash modulo the sum of the weights.
    pub consistent: bool,
    pub function: HashFunction,
    /// Is the hash mixed once more?
    pub avalanche: bool,
}

impl HashType {
    /// `hash-type map-based`, which is the default.
    pub const MAP: HashType = HashType { consistent: false, function: HashFunction::Sdbm, avalanche: false };
    /// `hash-type consistent`: without a function named, the avalanche comes with it.
    pub const CONSISTENT: HashType =
        HashType { consistent: true, function: HashFunction::Sdbm, avalanche: true };
}

/// What turns a text into a number. (Addresses need none.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashFunction {
    Sdbm,
    Djb2,
    Wt6,
    Crc32,
}

impl HashFunction {
    fn of(self, text: &[u8]) -> u32 {
        match self {
            HashFunction::Sdbm => sdbm(text),
            HashFunction::Djb2 => djb2(text),
            HashFunction::Wt6 => wt6(text),
            HashFunction::Crc32 => crc32(&[text]),
        }
    }
}

/// Retries of a request.
const RETRIES: u32 = 3;

/// Points of a server on the ring start at its number times this.
const POINT_RANGE: u32 = 4_096;

#[derive(Clone, Debug)]
struct Backend {
    id: u32,
    weight: u32,
    usable: bool,
    open: u32,
}

#[derive(Clone, Debug)]
enum Lookup {
    Fwrr(Fwrr),
    /// (load, server) in order; equals in the order in which they came.
    Tree(Vec<(u32, usize)>),
    Map {
        map: Vec<usize>,
        turn: usize,
    },
    /// (hash, server) in order, and the point used last in turn.
    Ring {
        points: Vec<(u32, usize)>,
        last: Option<u32>,
    },
    Declared,
}

/// `statistical_prng`: Marsaglia's generator.
#[derive(Clone, Debug)]
struct Xorshift(u32);

impl Xorshift {
    const START: Xorshift = Xorshift(2_463_534_242);

    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

/// One backend and its memory.
#[derive(Clone, Debug)]
pub struct HaProxy {
    method: Method,
    servers: Vec<Backend>,
    lookup: Lookup,
    ties: Affinity,
    chance: Xorshift,
}

impl HaProxy {
    /// A freshly started HAProxy. A server that is `down` here is configured as `disabled`.
    pub fn new(method: Method, peers: &[Peer]) -> HaProxy {
        let mut haproxy = HaProxy {
            method,
            servers: Vec::new(),
            lookup: Lookup::Declared,
            ties: Affinity::default(),
            chance: Xorshift::START,
        };
        haproxy.reload(peers);
        haproxy
    }

    /// A new process takes over: turns, open requests and the stick table are gone; cookies are the
    /// users'.
    pub fn reload(&mut self, peers: &[Peer]) {
        let backend =
            |p: &Peer| Backend { id: p.id, weight: p.weight, usable: !p.down && p.weight > 0, open: 0 };
        self.servers = peers.iter().map(backend).collect();
        self.chance = Xorshift::START;
        if self.method != Method::Cookie {
            self.ties.clear();
        }
        self.lookup = match self.method {
            Method::RoundRobin | Method::Cookie | Method::StickTable => {
                Lookup::Fwrr(Fwrr::new(self.servers.iter().map(|s| (s.weight, s.usable))))
            }
            Method::LeastConn => {
                let usable = self.servers.iter().enumerate().filter(|(_, s)| s.usable);
                Lookup::Tree(usable.map(|(i, _)| (0, i)).collect())
            }
            Method::First => Lookup::Declared,
            Method::Random { .. } => Lookup::Ring { points: self.points(), last: None },
            Method::Source(h) | Method::Uri(h) | Method::Header(h) if h.consistent => {
                Lookup::Ring { points: self.points(), last: None }
            }
            _ => Lookup::Map { map: self.map(), turn: 0 },
        };
    }

    /// Marks a server down (or in maintenance), or up, at run time.
    pub fn set_usable(&mut self, id: u32, usable: bool) {
        let Some(i) = self.servers.iter().position(|s| s.id == id && s.usable != usable) else { return };
        if self.servers[i].weight == 0 {
            return;
        }
        self.servers[i].usable = usable;
        let (all_points, new_map) = (self.points(), self.map());
        let load = self.load(i);
        match &mut self.lookup {
            Lookup::Fwrr(group) if usable => group.enable(i),
            Lookup::Fwrr(group) => group.disable(i),
            Lookup::Tree(tree) if usable => insert(tree, load, i),
            Lookup::Tree(tree) => tree.retain(|&(_, s)| s != i),
            Lookup::Map { map, .. } => *map = new_map,
            Lookup::Ring { points, .. } => *points = all_points,
            Lookup::Declared => {}
        }
    }

    /// The server that answers, or `None` for an error 503; `alive` tells who would. A request that is
    /// `held` stays open.
    pub fn ask(&mut self, client: Client<'_>, held: bool, alive: impl Fn(u32) -> bool) -> Option<u32> {
        let key = match self.method {
            Method::Cookie => Some(client.user),
            Method::StickTable => Some(u64::from(client.address)),
            _ => None,
        };
        let tied = key.and_then(|key| self.ties.get(key));
        let mut tied = tied.and_then(|(id, _)| self.servers.iter().position(|s| s.id == id && s.usable));
        let mut avoid = None;
        for _ in 0..=RETRIES {
            let i = match tied.take() {
                Some(i) => i,
                None => self.assign(client, avoid)?,
            };
            self.count(i, 1);
            let id = self.servers[i].id;
            if alive(id) {
                if let Some(key) = key {
                    self.ties.set(key, id, i);
                }
                if !held {
                    self.count(i, -1);
                }
                return Some(id);
            }
            self.count(i, -1);
            avoid = Some(i);
        }
        None
    }

    /// `assign_server`: what the algorithm says.
    fn assign(&mut self, client: Client<'_>, avoid: Option<usize>) -> Option<usize> {
        let hash = self.hash(client);
        let draws = if let Method::Random { draws } = self.method { draws.max(1) } else { 0 };
        match &mut self.lookup {
            Lookup::Fwrr(group) => group.next(avoid),
            Lookup::Tree(tree) => {
                let other = tree.iter().map(|&(_, i)| i).find(|&i| Some(i) != avoid);
                other.or(tree.first().map(|&(_, i)| i))
            }
            Lookup::Declared => {
                let usable = || (0..self.servers.len()).filter(|&i| self.servers[i].usable);
                usable().find(|&i| Some(i) != avoid).or_else(|| usable().next())
            }
            Lookup::Map { map, turn } => match hash {
                Some(hash) => map.get((hash as usize).checked_rem(map.len())?).copied(),
                None => in_turn(map, turn, avoid),
            },
            Lookup::Ring { points, last } if draws == 0 => match hash {
                Some(hash) => nearest(points, hash, avoid),
                None => along(points, last, avoid),
            },
            Lookup::Ring { points, .. } => {
                let mut best: Option<usize> = None;
                for _ in 0..draws {
                    let drawn = nearest(points, self.chance.next(), avoid)?;
                    let (d, b) = (&self.servers[drawn], &self.servers[best.unwrap_or(drawn)]);
                    if best.is_none() || d.open * b.weight <= b.open * d.weight {
                        best = Some(drawn);
                    }
                }
                best
            }
        }
    }

    /// The hash of what the method looks at; `None` for one that does not hash, or finds nothing.
    fn hash(&self, client: Client<'_>) -> Option<u32> {
        let (kind, raw) = match self.method {
            Method::Source(kind) => (kind, client.address),
            Method::Uri(kind) => {
                let path = client.key.split('?').next().unwrap_or_default();
                (kind, kind.function.of(path.as_bytes()))
            }
            Method::Header(_) if client.key.is_empty() => return None,
            Method::Header(kind) => (kind, kind.function.of(client.key.as_bytes())),
            _ => return None,
        };
        Some(if kind.avalanche { avalanche(raw) } else { raw })
    }

    /// One request more or less at a server.
    fn count(&mut self, i: usize, by: i32) {
        let before = self.load(i);
        self.servers[i].open = self.servers[i].open.saturating_add_signed(by);
        let load = self.load(i);
        let usable = self.servers[i].usable;
        if let Lookup::Tree(tree) = &mut self.lookup
            && usable
            && load != before
        {
            tree.retain(|&(_, s)| s != i);
            insert(tree, load, i);
        }
    }

    /// The key of the `leastconn` tree: idle servers are all equal, whatever their weight.
    fn load(&self, i: usize) -> u32 {
        let s = &self.servers[i];
        let weight = s.weight.saturating_mul(SCALE).max(1);
        if s.open == 0 { 0 } else { (s.open + 1).saturating_mul(POINT_RANGE) / weight }
    }

    /// `recalc_server_map`: a smooth order, the first of the list always first.
    fn map(&self) -> Vec<usize> {
        let divisor = self.servers.iter().map(|s| s.weight).fold(0, gcd).max(1);
        let weight = |s: &Backend| i64::from(s.weight / divisor);
        let usable = || self.servers.iter().enumerate().filter(|(_, s)| s.usable);
        let total: i64 = usable().map(|(_, s)| weight(s)).sum();
        let mut score = vec![0_i64; self.servers.len()];
        let mut map = Vec::new();
        for _ in 0..total {
            let mut best: Option<(i64, usize)> = None;
            for (i, s) in usable() {
                score[i] += weight(s);
                let turns = (score[i] + total) / total;
                if best.is_none_or(|(most, _)| turns > most) {
                    best = Some((turns, i));
                }
            }
            if let Some((_, i)) = best {
                score[i] -= total;
                map.push(i);
            }
        }
        map
    }

    /// The ring: it depends on the servers' numbers in the list only, never on their names.
    fn points(&self) -> Vec<(u32, usize)> {
        let usable = self.servers.iter().enumerate().filter(|(_, s)| s.usable);
        let of = |(i, s): (usize, &Backend)| {
            let first = (i as u32 + 1).wrapping_mul(POINT_RANGE);
            (0..s.weight.saturating_mul(SCALE)).map(move |n| (avalanche(first.wrapping_add(n)), i))
        };
        let mut points: Vec<(u32, usize)> = usable.flat_map(of).collect();
        points.sort_unstable();
        points
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The next of the map.
fn in_turn(map: &[usize], turn: &mut usize, avoid: Option<usize>) -> Option<usize> {
    let start = if *turn < map.len() { *turn } else { 0 };
    let places = (start..map.len()).chain(0..start);
    let place = places.clone().find(|&p| Some(map[p]) != avoid).or_else(|| places.last())?;
    *turn = place + 1;
    Some(map[place])
}

/// The point nearest to a hash, before or behind it; clockwise from there past the one to avoid.
fn nearest(points: &[(u32, usize)], hash: u32, avoid: Option<usize>) -> Option<usize> {
    let len = points.len();
    let after = points.partition_point(|&(at, _)| at < hash).checked_rem(len)?;
    let before = (after + len - 1) % len;
    let back = hash.wrapping_sub(points[before].0) <= points[after].0.wrapping_sub(hash);
    let start = if back { before } else { after };
    let clockwise = (start..len).chain(0..start).map(|p| points[p].1);
    clockwise.clone().find(|&s| Some(s) != avoid).or(avoid)
}

/// The next point of the ring, for requests without a key.
fn along(points: &[(u32, usize)], last: &mut Option<u32>, avoid: Option<usize>) -> Option<usize> {
    let start = last.map_or(0, |last| points.partition_point(|&(at, _)| at <= last));
    let places = (start..points.len()).chain(0..start.min(points.len()));
    let place = places.clone().find(|&p| Some(points[p].1) != avoid).or_else(|| places.last())?;
    *last = Some(points[place].0);
    Some(points[place].1)
}
