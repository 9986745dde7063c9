//! The floor: the model net3 written out by hand, one loop over std's heap, nothing general.
//! Poisson 0.64 requests/ms -> balancer (0.1 ms, round robin) -> 8 servers (1 slot, exponential
//! 10 ms) -> cache (0.5 ms, LRU of 10^4 among 10^5 Zipf(1) keys) -> on a miss a database (4 slots,
//! exponential 19 ms). It measures nothing but the mean.

use simcore::dist::{Alias, exponential};
use simcore::rng::{Purpose, Stream};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

const KEYS: u32 = 100_000;
const ROOM: u32 = 10_000;
const MS: f64 = 1e6;

struct Lru {
    older: Vec<u32>,
    newer: Vec<u32>,
    here: Vec<bool>,
    oldest: u32,
    newest: u32,
    len: u32,
}

const NIL: u32 = u32::MAX;

impl Lru {
    fn new() -> Lru {
        let n = KEYS as usize;
        Lru {
            older: vec![NIL; n],
            newer: vec![NIL; n],
            here: vec![false; n],
            oldest: NIL,
            newest: NIL,
            len: 0,
        }
    }

    fn unlink(&mut self, k: u32) {
        let (o, n) = (self.older[k as usize], self.newer[k as usize]);
        if o == NIL {
            self.oldest = n
        } else {
            self.newer[o as usize] = n
        }
        if n == NIL { self.newest = o } else { self.older[n as usize] = o }
    }

    fn push(&mut self, k: u32) {
        self.older[k as usize] = self.newest;
        self.newer[k as usize] = NIL;
        if self.newest == NIL {
            self.oldest = k
        } else {
            self.newer[self.newest as usize] = k
        }
        self.newest = k;
    }

    fn hit(&mut self, k: u32) -> bool {
        let hit = self.here[k as usize];
        if hit {
            self.unlink(k);
            self.push(k);
        }
        hit
    }

    fn put(&mut self, k: u32) {
        if self.here[k as usize] {
            return;
        }
        self.here[k as usize] = true;
        self.push(k);
        self.len += 1;
        if self.len > ROOM {
            let out = self.oldest;
            self.unlink(out);
            self.here[out as usize] = false;
            self.len -= 1;
        }
    }
}

#[derive(Clone, Copy)]
struct Request {
    born: u64,
    key: u32,
    server: u32,
}

#[derive(Clone, Copy)]
enum Step {
    Arrival,
    Balanced,
    Served,
    Cached,
    Stored,
}

const STEPS: [Step; 5] = [Step::Arrival, Step::Balanced, Step::Served, Step::Cached, Step::Stored];

/// What must be there before the run: the popularity table and a warm cache.
pub struct Warm {
    zipf: Alias,
    cache: Lru,
    s: Stream,
}

/// A cache that has seen 200,000 requests.
pub fn warm(seed: u64) -> Warm {
    let mut w =
        Warm { zipf: Alias::zipf(KEYS, 1.0), cache: Lru::new(), s: Stream::new(seed, 1, Purpose::Arrivals) };
    for _ in 0..200_000 {
        let k = w.zipf.sample(&mut w.s);
        if !w.cache.hit(k) {
            w.cache.put(k);
        }
    }
    w
}

/// Runs `n` requests; returns the mean latency in milliseconds.
pub fn net3(w: Warm, n: u64) -> f64 {
    let Warm { zipf, mut cache, mut s } = w;
    let mut heap: BinaryHeap<Reverse<u128>> = BinaryHeap::new();
    let (mut requests, mut free): (Vec<Request>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut queues: Vec<VecDeque<u32>> = vec![VecDeque::new(); 8];
    let mut busy = [false; 8];
    let (mut waiting, mut working) = (VecDeque::new(), 0u32);
    let (mut seq, mut turn, mut done, mut born) = (0u64, 0u32, 0u64, 1u64);
    let mut sum = 0u128;
    let mut at = |heap: &mut BinaryHeap<Reverse<u128>>, t: u64, step: usize, id: u32| {
        seq += 1;
        heap.push(Reverse(
            u128::from(t) << 64 | u128::from(seq) << 27 | (step as u128) << 24 | u128::from(id),
        ));
    };
    let exp = |s: &mut Stream, mean_ms: f64| (exponential(s) * mean_ms * MS) as u64;
    at(&mut heap, exp(&mut s, 1.0 / 0.64), 0, 0);
    while done < n {
        let Some(Reverse(k)) = heap.pop() else { break };
        let (now, id) = ((k >> 64) as u64, k as u32 & 0xff_ffff);
        match STEPS[(k >> 24) as usize & 7] {
            Step::Arrival => {
                let r = Request { born: now, key: zipf.sample(&mut s), server: 0 };
                let id = free.pop().unwrap_or_else(|| {
                    requests.push(r);
                    (requests.len() - 1) as u32
                });
                requests[id as usize] = r;
                at(&mut heap, now + (0.1 * MS) as u64, 1, id);
                if born < n {
                    born += 1;
                    at(&mut heap, now + exp(&mut s, 1.0 / 0.64), 0, 0);
                }
            }
            Step::Balanced => {
                let server = turn as usize;
                turn = (turn + 1) % 8;
                requests[id as usize].server = server as u32;
                if busy[server] {
                    queues[server].push_back(id);
                } else {
                    busy[server] = true;
                    at(&mut heap, now + exp(&mut s, 10.0), 2, id);
                }
            }
            Step::Served => {
                let server = requests[id as usize].server as usize;
                match queues[server].pop_front() {
                    Some(next) => at(&mut heap, now + exp(&mut s, 10.0), 2, next),
                    None => busy[server] = false,
                }
                at(&mut heap, now + (0.5 * MS) as u64, 3, id);
            }
            Step::Cached if cache.hit(requests[id as usize].key) => {
                sum += u128::from(now - requests[id as usize].born);
                done += 1;
                free.push(id);
            }
            Step::Cached if working < 4 => {
                working += 1;
                at(&mut heap, now + exp(&mut s, 19.0), 4, id);
            }
            Step::Cached => waiting.push_back(id),
            Step::Stored => {
                cache.put(requests[id as usize].key);
                sum += u128::from(now - requests[id as usize].born);
                done += 1;
                free.push(id);
                match waiting.pop_front() {
                    Some(next) => at(&mut heap, now + exp(&mut s, 19.0), 4, next),
                    None => working -= 1,
                }
            }
        }
    }
    sum as f64 / done as f64 / MS
}
