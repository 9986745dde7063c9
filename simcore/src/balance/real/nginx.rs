//! nginx 1.22: its upstream modules, from their source.
//!
//! Assumed: one worker process, `proxy_next_upstream` as it is by default (a refused connection goes to
//! the next server), `max_fails=1` (the default), and that no more than `fail_timeout` (10 seconds)
//! passes: a server that failed once gets nothing until the configuration is loaded anew.

use super::super::affinity::Affinity;
use super::super::hash::{NGINX_START, NGINX_TRIES, nginx_round};
use super::hashes::crc32;
use super::{Choose, Client, Peer};

/// How an upstream chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// No directive: smooth weighted round robin.
    RoundRobin,
    /// `least_conn`: fewest open requests per weight, equals by round robin.
    LeastConn,
    /// `ip_hash`: the first three octets of the address.
    IpHash,
    /// `hash $key`: CRC-32 modulo the sum of weights, hashed again with a number before the key while
    /// the server does not answer.
    Hash,
    /// `hash $key consistent`: a ring with 160 points per weight, from CRC-32 as Ketama does.
    ConsistentHash,
    /// `random`.
    Random,
    /// `random two`: the one of two with fewer open requests per weight.
    RandomTwo,
    /// Round robin, and a `map` from a cookie to a server, as is usual where sticky sessions are not
    /// to be had: a user with a cookie is sent to that very server, dead or marked down.
    CookieMap,
}

#[derive(Clone, Debug)]
struct Upstream {
    id: u32,
    weight: i64,
    down: bool,
    current: i64,
    effective: i64,
    failed: bool,
    open: i64,
}

impl Upstream {
    fn takes(&self, tried: bool) -> bool {
        !tried && !self.down && !self.failed
    }
}

/// What one request remembers between its tries.
struct Request {
    tried: Vec<bool>,
    /// Hashes or draws in vain.
    vain: u32,
    hashes: u32,
    /// The hash so far; of [`Method::ConsistentHash`] the index of the point.
    hash: u32,
}

/// One upstream block and its memory.
#[derive(Clone, Debug)]
pub struct Nginx {
    method: Method,
    peers: Vec<Upstream>,
    /// (hash, server), in order.
    points: Vec<(u32, usize)>,
    cookies: Affinity,
}

impl Nginx {
    /// A freshly started nginx.
    pub fn new(method: Method, peers: &[Peer]) -> Nginx {
        let mut nginx = Nginx { method, peers: Vec::new(), points: Vec::new(), cookies: Affinity::default() };
        nginx.reload(peers);
        nginx
    }

    /// The configuration is loaded anew: weights, failures and open requests are forgotten, cookies
    /// are the users'.
    pub fn reload(&mut self, peers: &[Peer]) {
        let upstream = |p: &Peer| Upstream {
            id: p.id,
            weight: i64::from(p.weight.max(1)),
            down: p.down,
            current: 0,
            effective: i64::from(p.weight.max(1)),
            failed: false,
            open: 0,
        };
        self.peers = peers.iter().map(upstream).collect();
        self.points = if self.method == Method::ConsistentHash { points(peers) } else { Vec::new() };
    }

    /// The server that answers, or `None` for an error 502; `alive` tells who would. A request that is
    /// `held` stays open.
    pub fn ask(
        &mut self,
        client: Client<'_>,
        held: bool,
        alive: impl Fn(u32) -> bool,
        rng: &mut impl Choose,
    ) -> Option<u32> {
        if self.method == Method::CookieMap
            && let Some((id, _)) = self.cookies.get(client.user)
        {
            return Some(id).filter(|&id| alive(id));
        }
        let mut request = Request {
            tried: vec![false; self.peers.len()],
            vain: 0,
            hashes: 0,
            hash: self.first_hash(client),
        };
        let tries = self.peers.iter().filter(|p| !p.down).count();
        for _ in 0..tries {
            let i = self.choose(client, &mut request, rng)?;
            request.tried[i] = true;
            let single = self.peers.len() == 1;
            let peer = &mut self.peers[i];
            if alive(peer.id) {
                peer.open += i64::from(held);
                if self.method == Method::CookieMap {
                    self.cookies.set(client.user, peer.id, i);
                }
                return Some(peer.id);
            }
            if !single {
                peer.failed = true;
                // weight / max_fails
                peer.effective = (peer.effective - peer.weight).max(0);
            }
        }
        None
    }

    fn first_hash(&self, client: Client<'_>) -> u32 {
        match self.method {
            Method::IpHash => NGINX_START,
            Method::ConsistentHash => {
                let hash = crc32(&[client.key.as_bytes()]);
                self.points.partition_point(|&(at, _)| at < hash) as u32
            }
            _ => 0,
        }
    }

    fn choose(&mut self, client: Client<'_>, request: &mut Request, rng: &mut impl Choose) -> Option<usize> {
        if let [only] = self.peers.as_slice() {
            return (!only.down).then_some(0);
        }
        let by_hash = match self.method {
            Method::RoundRobin | Method::CookieMap => None,
            Method::LeastConn => return self.least_conn(request),
            Method::IpHash => {
                self.hashed(request, |r| r.hash = nginx_round(r.hash, client.address), |r| r.hash)
            }
            Method::Hash if client.key.is_empty() => None,
            Method::Hash => {
                let rehash = |r: &mut Request| {
                    let prefix = if r.hashes > 0 { r.hashes.to_string() } else { String::new() };
                    let hash = crc32(&[prefix.as_bytes(), client.key.as_bytes()]);
                    r.hash = r.hash.wrapping_add((hash >> 16) & 0x7fff);
                };
                self.hashed(request, rehash, |r| r.hash)
            }
            Method::ConsistentHash if client.key.is_empty() => None,
            Method::ConsistentHash => self.clockwise(request),
            Method::Random | Method::RandomTwo => self.drawn(request, rng),
        };
        by_hash.or_else(|| self.round_robin(request))
    }

    /// `ngx_http_upstream_get_peer`: everybody earns the effective weight, the richest pays for all.
    fn round_robin(&mut self, request: &Request) -> Option<usize> {
        self.richest(0, None, |i, p| p.takes(request.tried[i]))
    }

    /// Round robin among some, from `from` on, where `best` need not be beaten by the first.
    fn richest(
        &mut self,
        from: usize,
        mut best: Option<usize>,
        among: impl Fn(usize, &Upstream) -> bool,
    ) -> Option<usize> {
        let mut total = 0;
        for i in from..self.peers.len() {
            if !among(i, &self.peers[i]) {
                continue;
            }
            let peer = &mut self.peers[i];
            peer.current += peer.effective;
            total += peer.effective;
            peer.effective += i64::from(peer.effective < peer.weight);
            let credit = peer.current;
            if best.is_none_or(|b| credit > self.peers[b].current) {
                best = Some(i);
            }
        }
        let best = best?;
        self.peers[best].current -= total;
        Some(best)
    }

    fn least_conn(&mut self, request: &Request) -> Option<usize> {
        let mut best: Option<usize> = None;
        let mut many = false;
        for (i, peer) in self.peers.iter().enumerate().filter(|(i, p)| p.takes(request.tried[*i])) {
            match best.map(|b| &self.peers[b]) {
                Some(b) if peer.open * b.weight > b.open * peer.weight => {}
                Some(b) if peer.open * b.weight == b.open * peer.weight => many = true,
                _ => {
                    best = Some(i);
                    many = false;
                }
            }
        }
        let first = best?;
        if !many {
            return best;
        }
        let (open, weight) = (self.peers[first].open, self.peers[first].weight);
        let level = |i: usize, p: &Upstream| p.takes(request.tried[i]) && p.open * weight == open * p.weight;
        self.richest(first, best, level)
    }

    /// Hashes until a server takes it, at most 20 times; then round robin.
    fn hashed(
        &self,
        request: &mut Request,
        rehash: impl Fn(&mut Request),
        value: impl Fn(&Request) -> u32,
    ) -> Option<usize> {
        let total: i64 = self.peers.iter().map(|p| p.weight).sum();
        while request.vain <= NGINX_TRIES {
            rehash(request);
            request.hashes += 1;
            let mut rest = i64::from(value(request)) % total.max(1);
            let owner = self.peers.iter().position(|p| {
                rest -= p.weight;
                rest < 0
            })?;
            if self.peers[owner].takes(request.tried[owner]) {
                return Some(owner);
            }
            request.vain += 1;
        }
        None
    }

    /// Steps from point to point until a server takes it, at most 20 times; then round robin.
    fn clockwise(&self, request: &mut Request) -> Option<usize> {
        while request.vain <= NGINX_TRIES && !self.points.is_empty() {
            let (_, owner) = self.points[request.hash as usize % self.points.len()];
            if self.peers[owner].takes(request.tried[owner]) {
                return Some(owner);
            }
            request.hash += 1;
            request.vain += 1;
        }
        None
    }

    /// Draws by weight until one (or a second, other one) takes it, at most 20 times.
    fn drawn(&self, request: &mut Request, rng: &mut impl Choose) -> Option<usize> {
        let total: i64 = self.peers.iter().map(|p| p.weight).sum();
        let mut first: Option<usize> = None;
        while request.vain <= NGINX_TRIES {
            let mut rest = rng.choose(total.max(1) as usize) as i64;
            let drawn = self.peers.iter().position(|p| {
                rest -= p.weight;
                rest < 0
            })?;
            if first == Some(drawn) || !self.peers[drawn].takes(request.tried[drawn]) {
                request.vain += 1;
                continue;
            }
            match first {
                None if self.method == Method::RandomTwo => first = Some(drawn),
                None => return Some(drawn),
                Some(other) => {
                    let (a, b) = (&self.peers[other], &self.peers[drawn]);
                    return Some(if b.open * a.weight > a.open * b.weight { other } else { drawn });
                }
            }
        }
        None
    }
}

/// The ring: each server's points hash its name and the point before.
fn points(peers: &[Peer]) -> Vec<(u32, usize)> {
    let mut all = Vec::new();
    for (i, peer) in peers.iter().enumerate() {
        let (host, port) = host_and_port(&peer.name);
        let mut previous = 0_u32;
        for _ in 0..160 * peer.weight.max(1) {
            previous = crc32(&[host.as_bytes(), &[0], port.as_bytes(), &previous.to_le_bytes()]);
            all.push((previous, i));
        }
    }
    all.sort_unstable();
    all.dedup_by_key(|&mut (at, _)| at);
    all
}

fn host_and_port(name: &str) -> (&str, &str) {
    match name.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
        _ => (name, ""),
    }
}
