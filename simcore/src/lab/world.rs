//! One world: a puzzle in which nothing is unknown any more.

use super::choices::Ask;
use super::fraction::lcm;
use super::load::Loaded;
use super::{Algorithm, Facts, HashFact, LoadFact, MissingFact, Wrr};
use crate::balance::{Base, IpHashing, KeyHash, OnDead, Pointer, Policy, Ring, RingPoint, Ties, UnknownLoad};
use crate::sorted::sort_by;

/// Everything that a run needs to know.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub policy: Policy,
    /// Of every server that ever exists, joined ones included.
    pub weights: Vec<u32>,
    pub open: Vec<u32>,
    pub duration_s: f64,
    pub load: Option<LoadFact>,
    /// The server that the balancer picked last.
    pub last: Option<usize>,
    /// Picks so far, for a pointer that is a raw counter.
    pub counter: Option<u64>,
    /// Picks that bring the weighted cycle to where it is.
    pub position: Option<u32>,
    pub redispatch: bool,
    pub detect_s: f64,
    /// (second, server)
    pub downs: Vec<(f64, usize)>,
    /// What `pick` is given for each user.
    pub keys: Vec<u64>,
    pub ring: Option<Ring>,
    /// The facts as they are in this world, as far as the algorithm asked for them.
    pub facts: Facts,
}

/// Far more than the requests of a puzzle can add.
const MANY: u32 = 1_000;
/// Just long enough to reach past an instant.
const HAIR_S: f64 = 1e-6;

/// The world that `ask` describes. For the hashing algorithms only `user`'s key is made definite:
/// nobody else's can matter to that user's requests.
pub(super) fn build(p: &Loaded<'_>, algorithm: Algorithm, user: Option<usize>, ask: &mut Ask) -> World {
    let mut w = World {
        policy: Policy::Random,
        weights: (0..p.initial).map(|_| 1).chain(p.joins.iter().map(|j| j.1)).collect(),
        open: vec![0; p.total()],
        duration_s: 0.0,
        load: None,
        last: p.pointer,
        counter: None,
        position: None,
        redispatch: true,
        detect_s: 0.0,
        downs: Vec::new(),
        keys: (0..p.users.len() as u64).collect(),
        ring: None,
        facts: Facts::default(),
    };
    w.failures(p, ask);
    w.policy = match algorithm {
        Algorithm::Random => Policy::Random,
        Algorithm::RoundRobin => w.round_robin(p, ask),
        Algorithm::WeightedRoundRobin => w.weighted(p, ask),
        Algorithm::LeastConnections => {
            w.connections(p, ask);
            Policy::LeastConnections { ties: w.ties(p, ask) }
        }
        Algorithm::TwoChoices => {
            w.connections(p, ask);
            Policy::TwoChoices { ties: w.ties(p, ask) }
        }
        Algorithm::LeastLoaded => {
            let unknown = w.loads(p, ask);
            Policy::LeastLoaded { ties: w.ties(p, ask), unknown }
        }
        Algorithm::StickySession => w.sticky(p, ask),
        Algorithm::IpHash => w.ip_hash(p, user, ask),
        Algorithm::ConsistentHash => w.consistent(p, user, ask),
    };
    w
}

impl World {
    /// When servers die, when it is seen, and what happens to requests in between.
    fn failures(&mut self, p: &Loaded<'_>, ask: &mut Ask) {
        if p.downs.is_empty() {
            return;
        }
        for &(at, server) in &p.downs {
            let at = at.unwrap_or_else(|| {
                // before any one of the requests
                let before = ask.any(MissingFact::FailureTime, p.requests.len());
                let earlier = if before == 0 { 0.0 } else { p.requests[before - 1].0 };
                (earlier + p.requests[before].0) / 2.0
            });
            self.downs.push((at, server));
        }
        self.redispatch = p.facts.redispatch.unwrap_or_else(|| ask.any(MissingFact::Redispatch, 2) == 0);
        self.detect_s = p.facts.detect_s.unwrap_or_else(|| {
            // at once, or just too late for each of the requests that follow
            let gaps = self.downs.iter().flat_map(|&(down, _)| p.requests.iter().map(move |r| r.0 - down));
            let late: Vec<f64> = gaps.filter(|&g| g >= 0.0).map(|g| g + HAIR_S).collect();
            match ask.any(MissingFact::Detection, late.len() + 1) {
                0 => 0.0,
                i => late[i - 1],
            }
        });
        self.facts.redispatch = Some(self.redispatch);
        self.facts.detect_s = Some(self.detect_s);
    }

    /// Makes sure that the server picked last is known.
    fn pointer(&mut self, p: &Loaded<'_>, ask: &mut Ask) {
        let last = self.last.unwrap_or_else(|| ask.any(MissingFact::Pointer, p.initial));
        self.last = Some(last);
        self.facts.pointer_server = Some(p.name(last));
    }

    fn round_robin(&mut self, p: &Loaded<'_>, ask: &mut Ask) -> Policy {
        self.pointer(p, ask);
        let kinds = [Pointer::Identity, Pointer::WrappedIndex, Pointer::RawCounter, Pointer::ResetOnChange];
        let pointer =
            p.facts.pointer_kind.unwrap_or_else(|| kinds[ask.any(MissingFact::Pointer, kinds.len())]);
        if pointer == Pointer::RawCounter {
            // only the count modulo the servers of the history is known; its residues modulo the
            // numbers of servers to come are equally likely
            let n = p.initial as u64;
            let rounds = ask.equally(MissingFact::Pointer, (residues(p) / n) as usize) as u64;
            self.counter = Some(rounds * n + self.last.unwrap_or(0) as u64 + 1);
        }
        self.facts.pointer_kind = Some(pointer);
        Policy::RoundRobin { pointer }
    }

    fn weighted(&mut self, p: &Loaded<'_>, ask: &mut Ask) -> Policy {
        let weights = p.facts.weights.clone().unwrap_or_else(|| {
            // enough weights to show every behaviour, few enough to try them all
            let choices = if p.initial <= 4 { 3 } else { 2 };
            (0..p.initial).map(|_| 1 + ask.any(MissingFact::Weights, choices) as u32).collect()
        });
        self.weights[..p.initial].copy_from_slice(&weights);
        let wrr = p.facts.wrr.unwrap_or_else(|| [Wrr::Smooth, Wrr::Burst][ask.any(MissingFact::Variant, 2)]);
        let cycle: u32 = weights.iter().sum();
        let position = match p.facts.position {
            Some(position) => position,
            None => 1 + ask.any(MissingFact::Position, cycle as usize) as u32,
        };
        self.position = Some(position);
        self.facts.weights = Some(weights);
        self.facts.wrr = Some(wrr);
        self.facts.position = Some(position);
        Policy::WeightedRoundRobin { smooth: wrr == Wrr::Smooth }
    }

    /// Open requests and their length.
    fn connections(&mut self, p: &Loaded<'_>, ask: &mut Ask) {
        let open = p.facts.open.clone().unwrap_or_else(|| {
            // one idle, or all: enough to make any server the first, or everything a tie
            let idle = ask.any(MissingFact::Counts, p.initial + 1);
            (0..p.initial).map(|i| if i == idle || idle == p.initial { 0 } else { MANY }).collect()
        });
        self.open[..p.initial].copy_from_slice(&open);
        self.duration_s = p.facts.duration_s.unwrap_or_else(|| {
            // over at once, or just long enough to be seen by a later request
            let mut gaps: Vec<f64> = Vec::new();
            for (i, later) in p.requests.iter().enumerate() {
                gaps.extend(p.requests[..i].iter().map(|r| later.0 - r.0));
            }
            sort_by(&mut gaps, f64::total_cmp);
            gaps.dedup_by(|a, b| *a - *b < HAIR_S);
            match ask.any(MissingFact::Durations, gaps.len() + 1) {
                0 => 0.0,
                i => gaps[i - 1] + HAIR_S,
            }
        });
        self.facts.open = Some(open);
        self.facts.duration_s = Some(self.duration_s);
    }

    fn ties(&mut self, p: &Loaded<'_>, ask: &mut Ask) -> Ties {
        let all = [Ties::InTurn, Ties::Lowest, Ties::Random];
        let ties = p.facts.ties.unwrap_or_else(|| all[ask.any(MissingFact::TieBreak, all.len())]);
        if ties == Ties::InTurn {
            self.pointer(p, ask);
        }
        self.facts.ties = Some(ties);
        ties
    }

    fn loads(&mut self, p: &Loaded<'_>, ask: &mut Ask) -> UnknownLoad {
        let fact = p.facts.load.clone().unwrap_or_else(|| {
            let mut any = |of| ask.any(MissingFact::LoadReport, of);
            let idle = any(p.initial + 1);
            let busy = |i| f64::from(if i == idle || idle == p.initial { 0 } else { MANY });
            let loads = (0..p.initial).map(busy).collect();
            let unknown = [UnknownLoad::Zero, UnknownLoad::Skip][any(2)];
            // fresh, or made once and never again
            LoadFact { loads, per_request: 0.0, report_s: [0.0, 1e6][any(2)], unknown }
        });
        self.facts.load = Some(fact.clone());
        let unknown = fact.unknown;
        self.load = Some(fact);
        unknown
    }

    fn sticky(&mut self, p: &Loaded<'_>, ask: &mut Ask) -> Policy {
        let known = p.facts.open.is_some() && p.facts.duration_s.is_some();
        // with the counts unknown, too, least connections would add only unknowns of its own
        let bases = if known { 3 } else { 2 };
        let all = [Base::RoundRobin, Base::Random, Base::LeastConnections];
        let base = p.facts.sticky_base.unwrap_or_else(|| all[ask.any(MissingFact::BaseAlgorithm, bases)]);
        match base {
            Base::Random => {}
            Base::RoundRobin => self.pointer(p, ask),
            Base::LeastConnections => {
                self.connections(p, ask);
                self.pointer(p, ask);
            }
        }
        self.facts.sticky_base = Some(base);
        Policy::StickySession {
            base,
            on_dead: if self.redispatch { OnDead::Rebalance } else { OnDead::Fail },
        }
    }

    fn ip_hash(&mut self, p: &Loaded<'_>, user: Option<usize>, ask: &mut Ask) -> Policy {
        let nginx = match p.facts.ip_hash {
            Some(HashFact::Nginx { .. }) => true,
            Some(HashFact::ModLive { .. }) => false,
            None => ask.any(MissingFact::Hash, 2) == 1,
        };
        let user = user.unwrap_or(0);
        let name = p.users[user].clone();
        if nginx {
            self.keys[user] = p.address(user).unwrap_or_else(|| {
                // 256 neighbouring /24s: every residue, and many ways of hashing on
                let octets = ask.any(MissingFact::Key, 256) as u64;
                (10 << 24) | (octets << 8) | 1
            });
            let address = std::net::Ipv4Addr::from(self.keys[user] as u32).to_string();
            self.facts.ip_hash = Some(HashFact::Nginx { addresses: [(name, address)].into() });
            return Policy::IpHash { hashing: IpHashing::Nginx };
        }
        let known = match &p.facts.ip_hash {
            Some(HashFact::ModLive { hashes }) => hashes.get(&name).copied(),
            _ => None,
        };
        self.keys[user] =
            known.unwrap_or_else(|| ask.equally(MissingFact::Hash, residues(p) as usize) as u64);
        self.facts.ip_hash = Some(HashFact::ModLive { hashes: [(name, self.keys[user])].into() });
        Policy::IpHash { hashing: IpHashing::ModLive(KeyHash::Given) }
    }

    fn consistent(&mut self, p: &Loaded<'_>, user: Option<usize>, ask: &mut Ask) -> Policy {
        let user = user.unwrap_or(0);
        let ring = match p.ring() {
            Some(ring) => {
                self.keys[user] = p.ring_key(user).unwrap_or_else(|| {
                    // on any of the arcs; a point itself belongs to its arc
                    ring.points()[ask.any(MissingFact::Key, ring.points().len())].at
                });
                self.facts.ring.clone_from(&p.facts.ring);
                ring
            }
            None => {
                // seen from one user's key, the servers follow each other in any order, and all
                // orders are equally likely, however many points each server has
                self.keys[user] = 0;
                let total = p.total();
                let order = permutation(ask.equally(MissingFact::Ring, (1..=total).product()), total);
                let point = |(i, &s): (usize, &u32)| RingPoint { at: ((i + 1) as u64) << 60, server: s };
                Ring::of_points(order.iter().enumerate().map(point).collect())
            }
        };
        self.ring = Some(ring);
        Policy::ConsistentHash { vnodes: 1, hash: KeyHash::Given }
    }
}

/// A modulus that shows the residues modulo every number of live servers that can occur.
fn residues(p: &Loaded<'_>) -> u64 {
    let fewest = p.initial.saturating_sub(p.downs.len()).max(1);
    (fewest..=p.total()).fold(1, |l, n| lcm(l, n as u64))
}

/// The permutation of `0..n` with this number.
fn permutation(mut number: usize, n: usize) -> Vec<u32> {
    let mut left: Vec<u32> = (0..n as u32).collect();
    let mut order = Vec::with_capacity(n);
    for of in (1..=n).rev() {
        order.push(left.remove(number % of));
        number /= of;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permutations_are_all_different() {
        let mut all: Vec<_> = (0..24).map(|i| permutation(i, 4)).collect();
        sort_by(&mut all, Ord::cmp);
        all.dedup();
        assert_eq!(all.len(), 24);
    }
}
