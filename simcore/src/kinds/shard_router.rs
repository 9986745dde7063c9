//! Splits the data over several databases by key.
//!
//! A table says where each key is and where it should be. When shards come or go, the keys whose
//! place changes are moved one by one at a limited rate, each for a read on the old shard and a
//! write on the new one; until then the old one serves them. Keys of a shard that is gone are taken
//! to have been handed over before it left (assumption). A read that cannot be answered by one
//! shard asks all of them and waits for the slowest.

use super::{Behaviour, Family, Meta, Role};
use crate::balance::{Balancer, Choose, KeyHash, Policy, Server};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Pass};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::rng::{Purpose, Stream};
use crate::time::{MS, Time, from_ms};
use crate::{choice, params};

choice! {
    /// How a key finds its shard.
    pub enum Scheme {
        /// The remainder of the key.
        Modulo = "modulo",
        /// Neighbouring keys together.
        Range = "range",
        /// A table that is kept by hand, so that only what must move does.
        Directory = "directory",
        ConsistentHash = "consistent_hash",
    }
}

params! {
    /// Parameters of a shard router.
    pub struct Params {
        scheme: choice(Scheme) = 0, "", "guide 002, line 1015: user_id % 4";
        /// Points of each shard on the ring.
        vnodes: int(1, 1000) = 150, "", "guide 004, line 879", if 0 in 0b1000;
        /// Different keys that there are.
        keys: int_log(1, 1_000_000) = 10_000, "", "assumption: as many as the users ask for";
        /// Share of the reads that have to ask every shard.
        scatter: real(0.0, 100.0) = 0.0, "%", "guide 004, lines 825-837: queries without the shard key";
        /// The most wanted keys have copies on every shard.
        celebrity: flag = 0, "", "guide 002, line 1139: the celebrity problem";
        celebrities: int(1, 1000) = 10, "keys", "assumption", if 4 in 0b10;
        /// Keys that are moved a second when shards come or go.
        move_rate: real_log(0.1, 1_000_000.0) = 1000.0, "keys/s", "assumption";
        latency_ms: real(0.0, 100.0) = 0.5, "ms", "assumption: one hop in the same data centre";
        /// Looking a key up in the table.
        lookup_ms: real(0.0, 100.0) = 1.0, "ms", "assumption: a table in memory elsewhere", if 0 in 0b100;
        /// How long it waits for a shard; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
    }
}

const MOVE: u32 = 0;
/// Keys are moved in small groups, this often.
const BEAT: Time = 10 * MS;

/// The note of a scattered read: shards whose answer is awaited, and why it will fail (plus one).
const WAITING: u32 = 0xffff;
const REASON: u32 = 16;

/// No policy that is used here leaves anything to chance.
struct NoChance;

impl Choose for NoChance {
    fn choose(&mut self, _: usize) -> usize {
        0
    }
}

/// A shard router.
#[derive(Clone, Debug)]
pub struct ShardRouter {
    p: Params,
    delay: Time,
    ring: RingId,
    deadline: Option<RingId>,
    /// Every shard that there has been, and its link while there is one.
    known: Vec<(NodeId, Option<u32>)>,
    /// Places in `known` of the shards that there are, in the order of the links.
    shards: Vec<u32>,
    /// Where each key is, and where it should be: places in `known`.
    home: Vec<u32>,
    goal: Vec<u32>,
    /// Keys still to be moved, and the first that may be one of them.
    left: u32,
    cursor: u32,
    credit: f64,
    mover: u32,
    moving: bool,
    chance: Stream,
    turn: u32,
    moved: u64,
    moved_share: f64,
    scattered: u64,
}

/// Gives every key its place among shards, by place in `shards`; `old` is where it was to be so far.
fn assign(p: &Params, shards: &[u32], ids: &[NodeId], old: &[u32]) -> Vec<u32> {
    let n = shards.len() as u64;
    let at = |i: u64| shards[(i % n) as usize];
    let keys = u64::from(p.keys);
    match p.scheme {
        Scheme::Modulo => (0..keys).map(at).collect(),
        Scheme::Range => (0..keys).map(|k| at(k * n / keys)).collect(),
        Scheme::Directory if old.len() as u64 != keys => (0..keys).map(at).collect(),
        Scheme::Directory => rebalance(shards, old),
        Scheme::ConsistentHash => {
            let servers: Vec<Server> = ids.iter().map(|&id| Server::new(id)).collect();
            let mut ring =
                Balancer::new(Policy::ConsistentHash { vnodes: p.vnodes, hash: KeyHash::Mixed });
            ring.membership_changed(&servers);
            (0..keys).map(|k| at(ring.pick(&servers, k, &mut NoChance).unwrap_or(0) as u64)).collect()
        }
    }
}

/// The least change that gives every shard its fair number of keys.
fn rebalance(shards: &[u32], old: &[u32]) -> Vec<u32> {
    let (n, keys) = (shards.len(), old.len());
    let index = |place: u32| shards.iter().position(|&s| s == place);
    let mut count = vec![0u64; n];
    for &place in old {
        if let Some(i) = index(place) {
            count[i] += 1;
        }
    }
    let quota = |i: usize| (keys / n + usize::from(i < keys % n)) as u64;
    // each overfull shard gives its surplus evenly from all its keys
    let surplus: Vec<u64> = (0..n).map(|i| count[i].saturating_sub(quota(i))).collect();
    let (before, mut owed, mut room) = (count.clone(), vec![0u64; n], 0);
    let mut give = |i: usize| {
        owed[i] += surplus[i];
        let gives = owed[i] >= before[i];
        owed[i] -= if gives { before[i] } else { 0 };
        gives
    };
    let mut goal = old.to_vec();
    for place in &mut goal {
        if index(*place).is_some_and(|i| surplus[i] == 0 || !give(i)) {
            continue;
        }
        while room < n && count[room] >= quota(room) {
            room += 1;
        }
        let Some(&shard) = shards.get(room) else { break };
        count[room] += 1;
        *place = shard;
    }
    goal
}

impl ShardRouter {
    /// Takes over the links and says where every key should be from now on.
    fn rewire(&mut self, cx: &mut Cx<'_>, remap: bool) {
        for k in &mut self.known {
            k.1 = None;
        }
        let before = std::mem::take(&mut self.shards);
        let mut ids = Vec::new();
        for l in (0..cx.links()).filter(|&l| cx.role(l) == Role::Store) {
            let id = cx.target(l);
            let place = self.known.iter().position(|k| k.0 == id).unwrap_or_else(|| {
                self.known.push((id, None));
                self.known.len() - 1
            });
            self.known[place].1 = Some(l);
            self.shards.push(place as u32);
            ids.push(id);
        }
        if self.shards.is_empty() || !remap && before == self.shards {
            return;
        }
        self.goal = assign(&self.p, &self.shards, &ids, &self.goal);
        if self.home.len() != self.goal.len() {
            self.home.clone_from(&self.goal);
        }
        self.plan(cx);
    }

    /// Counts what has to move, hands over what has no shard any more, and starts moving.
    fn plan(&mut self, cx: &mut Cx<'_>) {
        let (mut left, mut gone) = (0u32, 0u32);
        for (home, &goal) in self.home.iter_mut().zip(&self.goal) {
            if *home == goal {
                continue;
            }
            if self.known.get(*home as usize).is_some_and(|k| k.1.is_some()) {
                left += 1;
            } else {
                *home = goal;
                gone += 1;
            }
        }
        self.moved += u64::from(gone);
        self.moved_share = f64::from(left + gone) / self.goal.len().max(1) as f64;
        (self.left, self.cursor, self.credit) = (left, 0, 0.0);
        self.go_on(cx);
    }

    fn go_on(&mut self, cx: &mut Cx<'_>) {
        if self.left > 0 && !self.moving {
            self.moving = true;
            let t = cx.now() + BEAT;
            cx.timer_at(self.mover, t);
        }
    }

    fn link_of(&self, place: u32) -> Option<u32> {
        self.known.get(place as usize).and_then(|k| k.1)
    }

    fn move_some(&mut self, cx: &mut Cx<'_>) {
        self.credit += self.p.move_rate * (BEAT as f64 / 1e9);
        while self.credit >= 1.0 && self.left > 0 && (self.cursor as usize) < self.home.len() {
            let key = self.cursor;
            self.cursor += 1;
            let (from, to) = (self.home[key as usize], self.goal[key as usize]);
            if from == to {
                continue;
            }
            if let (Some(old), Some(new)) = (self.link_of(from), self.link_of(to)) {
                cx.send(old, Class::Read, 0, key);
                cx.send(new, Class::Write, 0, key);
            }
            self.home[key as usize] = to;
            (self.left, self.moved, self.credit) = (self.left - 1, self.moved + 1, self.credit - 1.0);
        }
    }

    fn scatter(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.scattered += 1;
        cx.set_note(c, self.shards.len() as u32);
        let class = cx.class(c);
        for i in 0..self.shards.len() {
            if let Some(link) = self.link_of(self.shards[i]) {
                cx.ask(c, link, class, self.deadline, Pass::NOTHING);
            }
        }
    }

    fn route(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let (class, n) = (cx.class(c), self.shards.len() as u32);
        if n == 0 {
            return cx.fail(c, Reason::NoRoute);
        }
        if n > 1 && class.reads() && self.p.scatter > 0.0 && self.chance.unit() * 100.0 < self.p.scatter {
            return self.scatter(cx, c);
        }
        let key = cx.key(c) % self.p.keys;
        let famous = self.p.celebrity && key < self.p.celebrities;
        let mut link = self.home.get(key as usize).and_then(|&place| self.link_of(place));
        if famous && class.reads() {
            self.turn = (self.turn + 1) % n;
            link = self.link_of(self.shards[self.turn as usize]);
        }
        let Some(link) = link else { return cx.fail(c, Reason::NoRoute) };
        if famous && class == Class::Write {
            for other in self.shards.iter().filter_map(|&s| self.link_of(s)).filter(|&l| l != link) {
                cx.tell(c, other, Class::Write);
            }
        }
        cx.ask(c, link, class, self.deadline, Pass::EVERYTHING);
    }

    fn delay(p: &Params) -> Time {
        from_ms(p.latency_ms + if p.scheme == Scheme::Directory { p.lookup_ms } else { 0.0 })
    }
}

impl Behaviour for ShardRouter {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[Role::Store],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let delay = ShardRouter::delay(&p);
        let mut router = ShardRouter {
            delay,
            ring: cx.ring(delay),
            deadline: cx.patience(p.call_timeout_ms),
            known: Vec::new(),
            shards: Vec::new(),
            home: Vec::new(),
            goal: Vec::new(),
            left: 0,
            cursor: 0,
            credit: 0.0,
            mover: cx.timer(MOVE),
            moving: false,
            chance: cx.stream(Purpose::Balance),
            turn: 0,
            moved: 0,
            moved_share: 0.0,
            scattered: 0,
            p,
        };
        router.rewire(cx, true);
        router
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        let map = |p: &Params| (p.scheme, p.vnodes, p.keys);
        let remap = map(&p) != map(&self.p);
        self.p = p;
        self.delay = ShardRouter::delay(&self.p);
        self.ring = cx.ring(self.delay);
        self.deadline = cx.patience(self.p.call_timeout_ms);
        self.rewire(cx, remap);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.delay == 0 { self.route(cx, c) } else { cx.serve_const(c, self.delay, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.route(cx, c);
    }

    /// One of the shards that a scattered read asked has answered.
    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, _: bool) {
        let mut note = cx.note(c) - 1;
        if let (End::Failed(reason), 0) = (end, note >> REASON) {
            note |= (reason as u32 + 1) << REASON;
        }
        if note & WAITING != 0 {
            return cx.set_note(c, note);
        }
        match Reason::ALL.get((note >> REASON).wrapping_sub(1) as usize) {
            Some(&reason) => cx.pass_on(c, End::Failed(reason), false),
            None => cx.reply(c, End::Ok),
        }
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        self.moving = false;
        if !cx.is_down() {
            self.move_some(cx);
        }
        self.go_on(cx);
    }

    fn gauges(&self, look: &Look<'_>) -> Gauges {
        let sent: Vec<u64> = self.shards.iter().filter_map(|&s| self.link_of(s)).map(|l| look.sent(l)).collect();
        let (most, all) = (sent.iter().max().copied().unwrap_or(0), sent.iter().sum::<u64>());
        let mut facts = Vec::new();
        if all > 0 {
            facts.push((Fact::Imbalance, most as f64 * sent.len() as f64 / all as f64));
        }
        facts.extend([
            (Fact::MovedKeys, self.moved as f64),
            (Fact::MovedShare, self.moved_share),
            (Fact::Scattered, self.scattered as f64),
            (Fact::Backlog, f64::from(self.left)),
        ]);
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.moved, self.scattered) = (0, 0);
    }

    // the table is on disk
    fn crash(&mut self, _: &mut Cx<'_>) {}
}
