//! nginx and HAProxy themselves: their algorithms, written from their source, with all that tells them
//! from the textbook (what a reload forgets, whom a retry avoids, how a newcomer is put into the turn).
//!
//! The laboratory's own policies say what *a* balancer does. Here stands what these two do, so that a
//! learner can see both side by side. Every sequence that was recorded from the real programs comes
//! out of this code (but for nginx's `random`); `tests/real_balancers.rs` holds them, `tests/data/record-balancers.sh` records
//! them again.

mod fwrr;
pub mod haproxy;
pub mod hashes;
pub mod nginx;

use super::{Choose, Policy};
use haproxy::{HaProxy, HashType};
use nginx::Nginx;

/// A program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Nginx,
    HaProxy,
}

impl Program {
    /// What one would write into the program's configuration for one of the laboratory's policies;
    /// `None` if it has nothing like it.
    pub fn like(self, policy: Policy) -> Option<Real> {
        use haproxy::Method as H;
        use nginx::Method as N;
        Some(match (self, policy) {
            (_, Policy::LeastLoaded { .. }) => return None,
            (Program::Nginx, Policy::Random) => Real::Nginx(N::Random),
            (Program::Nginx, Policy::RoundRobin { .. } | Policy::WeightedRoundRobin { .. }) => {
                Real::Nginx(N::RoundRobin)
            }
            (Program::Nginx, Policy::LeastConnections { .. }) => Real::Nginx(N::LeastConn),
            (Program::Nginx, Policy::StickySession { .. }) => Real::Nginx(N::CookieMap),
            (Program::Nginx, Policy::IpHash { .. }) => Real::Nginx(N::IpHash),
            (Program::Nginx, Policy::ConsistentHash { .. }) => Real::Nginx(N::ConsistentHash),
            (Program::Nginx, Policy::TwoChoices { .. }) => Real::Nginx(N::RandomTwo),
            (Program::HaProxy, Policy::Random) => Real::HaProxy(H::Random { draws: 1 }),
            (Program::HaProxy, Policy::RoundRobin { .. } | Policy::WeightedRoundRobin { .. }) => {
                Real::HaProxy(H::RoundRobin)
            }
            (Program::HaProxy, Policy::LeastConnections { .. }) => Real::HaProxy(H::LeastConn),
            (Program::HaProxy, Policy::StickySession { .. }) => Real::HaProxy(H::Cookie),
            (Program::HaProxy, Policy::IpHash { .. }) => Real::HaProxy(H::Source(HashType::MAP)),
            (Program::HaProxy, Policy::ConsistentHash { .. }) => {
                Real::HaProxy(H::Header(HashType::CONSISTENT))
            }
            (Program::HaProxy, Policy::TwoChoices { .. }) => Real::HaProxy(H::Random { draws: 2 }),
        })
    }
}

/// A program and the algorithm that it is configured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Real {
    Nginx(nginx::Method),
    HaProxy(haproxy::Method),
}

/// A server of the configuration. Its place in the list counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    pub id: u32,
    pub weight: u32,
    /// As written behind `server`, such as `127.0.0.1:9101`: nginx's ring hashes it.
    pub name: String,
    /// Marked as down (nginx) or disabled (HAProxy): in the list, but without requests.
    pub down: bool,
}

impl Peer {
    /// A server of weight 1 on a port of this machine.
    pub fn new(id: u32, port: u16) -> Peer {
        Peer { id, weight: 1, name: format!("127.0.0.1:{port}"), down: false }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client<'a> {
    /// Keeps the cookies.
    pub user: u64,
    /// IPv4, as [`u32::from_be_bytes`] makes it.
    pub address: u32,
    /// What hashing methods hash: a header's value, or the path.
    pub key: &'a str,
}

/// What happens, in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A request that is over before the next event.
    Ask(Client<'a>),
    /// A request that stays open.
    Hold(Client<'a>),
    /// A server dies and nobody tells the balancer.
    Kill(u32),
    /// A server is marked down. HAProxy does it while it runs; nginx must be reloaded for it.
    Down(u32),
    /// A server of the list is marked up again, or for the first time; likewise.
    Up(u32),
    /// A new configuration is loaded.
    Reload(Vec<Peer>),
}

#[derive(Clone, Debug)]
enum Running {
    Nginx(Nginx),
    HaProxy(HaProxy),
}

/// Which server answers each request (`None`: the client gets an error). Only nginx's `random` draws
/// from `rng`.
///
/// Two strangers, then u1 at s3; u1 again, u2; s3 dies unseen; u1 again:
/// ```
/// use simcore::balance::Choose;
/// use simcore::balance::real::{Client, Event, Peer, Real, answer, haproxy, nginx};
///
/// struct NoDraws;
/// impl Choose for NoDraws {
///     fn choose(&mut self, _: usize) -> usize {
///         0
///     }
/// }
///
/// let servers: Vec<Peer> = (1..=4).map(|id| Peer::new(id, 9100 + id as u16)).collect();
/// let ask = |user| Event::Ask(Client { user, address: 0xc612_0007, key: "" });
/// let story = [ask(8), ask(9), ask(1), ask(1), ask(2), Event::Kill(3), ask(1)];
/// let of = |real| answer(real, &servers, &story, &mut NoDraws).split_off(3);
///
/// assert_eq!(of(Real::Nginx(nginx::Method::RoundRobin)), [Some(4), Some(1), Some(2)]);
/// assert_eq!(of(Real::HaProxy(haproxy::Method::Cookie)), [Some(3), Some(4), Some(1)]);
/// assert_eq!(of(Real::Nginx(nginx::Method::CookieMap)), [Some(3), Some(4), None]);
/// ```
pub fn answer(real: Real, servers: &[Peer], events: &[Event<'_>], rng: &mut impl Choose) -> Vec<Option<u32>> {
    let mut peers = servers.to_vec();
    let mut dead: Vec<u32> = Vec::new();
    let mut running = match real {
        Real::Nginx(method) => Running::Nginx(Nginx::new(method, &peers)),
        Real::HaProxy(method) => Running::HaProxy(HaProxy::new(method, &peers)),
    };
    let mut answers = Vec::new();
    for event in events {
        match event {
            Event::Ask(client) | Event::Hold(client) => {
                let held = matches!(event, Event::Hold(_));
                let alive = |id: u32| !dead.contains(&id);
                answers.push(match &mut running {
                    Running::Nginx(nginx) => nginx.ask(*client, held, alive, rng),
                    Running::HaProxy(haproxy) => haproxy.ask(*client, held, alive),
                });
            }
            Event::Kill(id) => dead.push(*id),
            Event::Down(id) | Event::Up(id) => {
                let down = matches!(event, Event::Down(_));
                peers.iter_mut().filter(|p| p.id == *id).for_each(|p| p.down = down);
                match &mut running {
                    Running::Nginx(nginx) => nginx.reload(&peers),
                    Running::HaProxy(haproxy) => haproxy.set_usable(*id, !down),
                }
            }
            Event::Reload(list) => {
                peers.clone_from(list);
                match &mut running {
                    Running::Nginx(nginx) => nginx.reload(&peers),
                    Running::HaProxy(haproxy) => haproxy.reload(&peers),
                }
            }
        }
    }
    answers
}
