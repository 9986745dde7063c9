//! How a load balancer chooses a server: nine policies, each exact to the step.
//!
//! The load balancer of a board and the s1-s5 laboratory run this same code. The caller owns the
//! facts (who is up, how many requests are under way, what was reported), the [`Balancer`] owns the
//! memory (whose turn it is, who is tied to whom), and chance comes in through [`Choose`], so that the
//! laboratory can try every outcome in place of drawing one.

mod affinity;
pub mod hash;
mod least;
pub mod md5;
pub mod real;
mod ring;
mod smooth;
mod step;
mod turn;

pub use hash::KeyHash;
pub use ring::{Ring, RingPoint, degrees};
pub use step::{Step, Watch};

use affinity::Affinity;
use serde::{Deserialize, Serialize};
use smooth::Smooth;
use turn::Turn;

/// A source of uniform choices. The engine implements it with a seeded generator, the laboratory by
/// trying all of them.
pub trait Choose {
    /// One of `0..n`, each as likely as the others; `n` is at least 1.
    fn choose(&mut self, n: usize) -> usize;
}

/// One server as the balancer sees it now. Its index in the slice is its place in the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Server {
    /// Stays with the server when the list changes.
    pub id: u32,
    /// Share under the weighted policies; 0 takes no requests there.
    pub weight: u32,
    /// Believed to be healthy. The balancer can be wrong about it for a while.
    pub up: bool,
    /// Requests sent to it and not yet answered.
    pub active: u32,
    /// Load in its last report, in whatever unit all servers share.
    pub load: f64,
    /// Has it reported its load yet?
    pub known: bool,
}

impl Server {
    /// A healthy idle server of weight 1 that has reported a load of 0.
    pub fn new(id: u32) -> Server {
        Server { id, weight: 1, up: true, active: 0, load: 0.0, known: true }
    }
}

/// Who gets the request when several are equally good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// The first of them in the list.
    Lowest,
    /// The first of them behind the server that was picked last, so that an idle cluster is served in
    /// turn, as nginx and HAProxy do (nginx may take the same servers in another order).
    InTurn,
    /// Any of them, as Caddy does.
    Random,
}

/// What round robin's pointer means when the list of live servers changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pointer {
    /// It is a server: the next one behind it that is up.
    Identity,
    /// It is an index into the list of the live, kept as it is when that list changes.
    WrappedIndex,
    /// It is the count of all requests so far, taken modulo the number of live servers.
    RawCounter,
    /// It is a server, but any change of the list sends it back to the start, as a reload does.
    ResetOnChange,
}

/// What a server that has not reported its load counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownLoad {
    /// Idle: everybody runs to the newcomer.
    Zero,
    /// Not a candidate until it reports, unless nobody has reported.
    Skip,
}

/// What happens to a user who is tied to a dead server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDead {
    /// The base algorithm chooses again, and the user is tied to the new server.
    Rebalance,
    /// The request fails.
    Fail,
}

/// Who chooses for users without a tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    RoundRobin,
    Random,
    /// With ties in turn.
    LeastConnections,
}

/// What hashing a user yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpHashing {
    /// The hash modulo the number of live servers is an index into the list of the live.
    ModLive(KeyHash),
    /// nginx's `ip_hash`: the key is an IPv4 address; down servers stay in the sum and are hashed past.
    Nginx,
}

/// The rule by which a server is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// Any live server, each as likely as the others.
    Random,
    /// The next live server in the order of the list.
    RoundRobin { pointer: Pointer },
    /// In turn, in proportion to the weights: spread out (nginx's smooth form) or in bursts.
    WeightedRoundRobin { smooth: bool },
    /// The fewest requests sent and not yet answered. Weights do not count.
    LeastConnections { ties: Ties },
    /// The lowest load in the last report.
    LeastLoaded { ties: Ties, unknown: UnknownLoad },
    /// The server that the user had before; `base` chooses the first time.
    StickySession { base: Base, on_dead: OnDead },
    /// A function of the user and of the list.
    IpHash { hashing: IpHashing },
    /// A ring with `vnodes` points per server. Weights do not count.
    ConsistentHash { vnodes: u32, hash: KeyHash },
    /// Two different live servers are drawn, the one with fewer requests under way wins.
    TwoChoices { ties: Ties },
}

/// A policy and its memory.
#[derive(Clone, Debug)]
pub struct Balancer {
    policy: Policy,
    turn: Turn,
    smooth: Smooth,
    ties: Affinity,
    ring: Ring,
}

impl Balancer {
    /// A balancer that has not chosen yet.
    pub fn new(policy: Policy) -> Balancer {
        Balancer {
            policy,
            turn: Turn::default(),
            smooth: Smooth::default(),
            ties: Affinity::default(),
            ring: Ring::default(),
        }
    }

    /// The rule in force.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Another rule from now on. What is remembered and still means something (whose turn it is, who
    /// is tied to whom) stays.
    pub fn set_policy(&mut self, policy: Policy) {
        if let (Policy::ConsistentHash { vnodes: a, .. }, Policy::ConsistentHash { vnodes: b, .. }) =
            (self.policy, policy)
            && a != b
        {
            self.ring = Ring::default();
        }
        self.policy = policy;
    }

    /// The index of the server for this user's request, or `None` if nobody may take it.
    ///
    /// For [`IpHashing::Nginx`] the user is an IPv4 address, for [`KeyHash::Given`] a hash; otherwise
    /// any number that tells users apart.
    #[inline]
    pub fn pick(&mut self, servers: &[Server], user: u64, rng: &mut impl Choose) -> Option<usize> {
        if let Policy::RoundRobin { pointer: Pointer::Identity } = self.policy
            && let Some(next) = self.turn.simply_next(servers)
        {
            return Some(next);
        }
        self.pick_watched(servers, user, rng, &mut ())
    }

    /// The same choice, telling how it came about.
    #[inline(never)]
    pub fn pick_watched(
        &mut self,
        servers: &[Server],
        user: u64,
        rng: &mut impl Choose,
        watch: &mut impl Watch,
    ) -> Option<usize> {
        let picked = match self.policy {
            Policy::Random => random(servers, rng, watch),
            Policy::RoundRobin { pointer } => self.turn.pick(pointer, servers, watch),
            Policy::WeightedRoundRobin { smooth: true } => self.smooth.pick(servers, watch),
            Policy::WeightedRoundRobin { smooth: false } => self.turn.pick_burst(servers, watch),
            Policy::LeastConnections { ties } => {
                least::connections(servers, ties, &mut self.turn, rng, watch)
            }
            Policy::LeastLoaded { ties, unknown } => {
                least::loaded(servers, ties, unknown, &mut self.turn, rng, watch)
            }
            Policy::TwoChoices { ties } => least::of_two(servers, ties, &mut self.turn, rng, watch),
            Policy::StickySession { base, on_dead } => self.sticky(base, on_dead, servers, user, rng, watch),
            Policy::IpHash { hashing: IpHashing::ModLive(hash) } => mod_live(servers, hash.of(user), watch),
            Policy::IpHash { hashing: IpHashing::Nginx } => self.nginx(servers, user as u32, watch),
            Policy::ConsistentHash { vnodes, hash } => self.ring.pick(servers, vnodes, hash.of(user), watch),
        };
        if picked.is_none() {
            watch.step(|| Step::NoServer);
        }
        picked
    }

    /// To be called when a server joined, left or moved in the list, or when the belief about
    /// somebody's health changed. Who stays keeps its credit, its turn and its users.
    pub fn membership_changed(&mut self, servers: &[Server]) {
        match self.policy {
            Policy::RoundRobin { pointer: Pointer::ResetOnChange } => self.turn.reset(),
            Policy::WeightedRoundRobin { smooth: true } => self.smooth.changed(servers),
            Policy::ConsistentHash { vnodes, .. } => self.ring.changed(servers, vnodes),
            _ => {}
        }
        self.turn.changed(servers);
    }

    /// From here on as if the last pick had been this server (round robin, bursts, ties in turn).
    pub fn set_last(&mut self, servers: &[Server], index: usize) {
        self.turn.set_last(servers, index);
    }

    /// The id of the server picked last by a policy that goes in turn.
    pub fn last(&self) -> Option<u32> {
        self.turn.last()
    }

    /// How many requests there have been, for [`Pointer::RawCounter`].
    pub fn set_counter(&mut self, counter: u64) {
        self.turn.set_next(counter);
    }

    /// Ties a user to a server, as an earlier answer with a cookie did.
    pub fn tie(&mut self, user: u64, servers: &[Server], index: usize) {
        self.ties.set(user, servers[index].id, index);
    }

    /// The id of the server to which a user is tied.
    pub fn tied_to(&self, user: u64) -> Option<u32> {
        self.ties.get(user).map(|(id, _)| id)
    }

    /// How many users are tied to a server.
    pub fn tied_users(&self) -> usize {
        self.ties.len()
    }

    /// A user's cookie has run out.
    pub fn untie(&mut self, user: u64) {
        self.ties.remove(user);
    }

    /// Forgets who is tied to whom, as a stick table does when the balancer is restarted.
    pub fn forget_ties(&mut self) {
        self.ties.clear();
    }

    /// Puts exactly this ring in place of the one made of the list.
    pub fn set_ring(&mut self, ring: Ring) {
        self.ring = ring;
    }

    /// The ring in use; empty before the first pick of another policy.
    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    fn sticky(
        &mut self,
        base: Base,
        on_dead: OnDead,
        servers: &[Server],
        user: u64,
        rng: &mut impl Choose,
        watch: &mut impl Watch,
    ) -> Option<usize> {
        if let Some((id, hint)) = self.ties.get(user) {
            let place = match servers.get(hint) {
                Some(s) if s.id == id => Some(hint),
                _ => servers.iter().position(|s| s.id == id),
            };
            if let Some(i) = place.filter(|&i| servers[i].up) {
                watch.step(|| Step::Tied { server: id });
                return Some(i);
            }
            let fails = on_dead == OnDead::Fail;
            watch.step(|| Step::TiedToDead { server: id, fails });
            if fails {
                return None;
            }
        } else {
            watch.step(|| Step::NotTied);
        }
        let index = match base {
            Base::RoundRobin => self.turn.pick(Pointer::Identity, servers, watch)?,
            Base::Random => random(servers, rng, watch)?,
            Base::LeastConnections => least::connections(servers, Ties::InTurn, &mut self.turn, rng, watch)?,
        };
        self.ties.set(user, servers[index].id, index);
        Some(index)
    }

    fn nginx(&mut self, servers: &[Server], address: u32, watch: &mut impl Watch) -> Option<usize> {
        let total: u64 = servers.iter().map(|s| u64::from(s.weight)).sum();
        let mut hash = hash::NGINX_START;
        if total > 0 && servers.len() > 1 {
            for _ in 0..=hash::NGINX_TRIES {
                hash = hash::nginx_round(hash, address);
                let i = hash::by_weight(servers, hash, total);
                watch.step(|| Step::HashByWeight { hash, total, server: servers[i].id });
                if servers[i].up {
                    return Some(i);
                }
                watch.step(|| Step::Skipped { server: servers[i].id });
            }
        }
        watch.step(|| Step::HashGaveUp);
        self.smooth.pick(servers, watch)
    }
}

/// How many servers are believed to be up.
#[inline]
fn live_count(servers: &[Server]) -> usize {
    servers.iter().filter(|s| s.up).count()
}

/// The index of the `n`-th of the `live` servers that are up.
#[inline]
fn nth_live(servers: &[Server], live: usize, n: usize) -> usize {
    if live == servers.len() {
        return n;
    }
    servers.iter().enumerate().filter(|(_, s)| s.up).nth(n).map_or(0, |(i, _)| i)
}

fn random(servers: &[Server], rng: &mut impl Choose, watch: &mut impl Watch) -> Option<usize> {
    let live = live_count(servers);
    if live == 0 {
        return None;
    }
    watch.step(|| Step::DrawnAmong { servers: servers.iter().filter(|s| s.up).map(|s| s.id).collect() });
    Some(nth_live(servers, live, rng.choose(live)))
}

fn mod_live(servers: &[Server], hash: u64, watch: &mut impl Watch) -> Option<usize> {
    let live = live_count(servers);
    let index = hash.checked_rem(live as u64)? as usize;
    watch.step(|| Step::HashIntoLive { hash, live: live as u32, index: index as u32 });
    Some(nth_live(servers, live, index))
}
