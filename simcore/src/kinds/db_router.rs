//! Sends writes to the leader of a database and reads to its followers.
//!
//! The leader is the first linked database until a failover controller names another. A read that
//! finds its follower dead or silent goes on to the next one and at last to the leader; a write
//! has nowhere else to go. Pinning sends the reads of a user to the leader for a while after that
//! user's own write, so that people always see what they have just done.

use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Order, Pass};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{Time, from_ms, from_secs};
use crate::{choice, params};

choice! {
    /// Who answers reads.
    pub enum Reads {
        /// The followers in turn.
        AnyFollower = "any_follower",
        /// The leader for a while after the user's own write, the followers otherwise.
        LeaderAfterWrite = "leader_after_write",
        /// Always the leader.
        LeaderOnly = "leader_only",
    }
}

params! {
    /// Parameters of a database router.
    pub struct Params {
        reads: choice(Reads) = 0, "", "guide 004, lines 336-384: any replica, or the leader for critical reads";
        /// How long a user's reads go to the leader after a write.
        pin_s: real(0.0, 600.0) = 1.0, "s", "assumption: twice the lag of guide 004, line 383", if 0 in 0b10;
        latency_ms: real(0.0, 100.0) = 0.5, "ms", "assumption: one hop in the same data centre";
        /// How long it waits for a database; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
    }
}

/// A database router.
#[derive(Clone, Debug)]
pub struct DbRouter {
    policy: Reads,
    pin: Time,
    latency: Time,
    ring: RingId,
    deadline: Option<RingId>,
    /// Who takes writes, as the last controller said.
    chosen: Option<NodeId>,
    leader: Option<u32>,
    followers: Vec<u32>,
    turn: u32,
    /// Until when each user reads from the leader.
    pinned: Vec<Time>,
    reads: u64,
    leader_reads: u64,
}

impl DbRouter {
    fn set(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        let p = Params::from_values(values);
        self.policy = p.reads;
        self.pin = from_secs(p.pin_s);
        self.latency = from_ms(p.latency_ms);
        self.ring = cx.ring(self.latency);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.rewire(cx);
    }

    fn rewire(&mut self, cx: &Cx<'_>) {
        let named = (0..cx.links()).find(|&l| Some(cx.target(l)) == self.chosen);
        self.leader = named.or_else(|| (0..cx.links()).find(|&l| cx.role(l) == Role::Store));
        let follows = |&l: &u32| cx.role(l) == Role::Replica && Some(l) != self.leader;
        self.followers = (0..cx.links()).filter(follows).collect();
    }

    fn write(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let Some(leader) = self.leader else { return cx.fail(c, Reason::NoRoute) };
        if self.policy == Reads::LeaderAfterWrite {
            self.pin_user(cx, c);
        }
        cx.ask(c, leader, Class::Write, self.deadline, Pass::NOTHING);
    }

    fn pin_user(&mut self, cx: &Cx<'_>, c: CallId) {
        let user = cx.user(c) as usize;
        if user >= self.pinned.len() {
            self.pinned.resize((user + 1).next_power_of_two(), 0);
        }
        self.pinned[user] = cx.now().saturating_add(self.pin);
    }

    fn to_leader(&self, cx: &Cx<'_>, c: CallId) -> bool {
        match self.policy {
            Reads::AnyFollower => self.followers.is_empty(),
            Reads::LeaderAfterWrite => {
                let until = self.pinned.get(cx.user(c) as usize).copied().unwrap_or(0);
                cx.now() < until || self.followers.is_empty()
            }
            Reads::LeaderOnly => true,
        }
    }

    fn read_leader(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let Some(leader) = self.leader else { return cx.fail(c, Reason::NoRoute) };
        self.leader_reads += 1;
        let class = cx.class(c);
        cx.ask(c, leader, class, self.deadline, Pass::EVERYTHING);
    }

    fn read_follower(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let n = self.followers.len() as u32;
        self.turn = (self.turn + 1) % n.max(1);
        let Some(&link) = self.followers.get(self.turn as usize) else { return self.read_leader(cx, c) };
        let class = cx.class(c);
        cx.ask(c, link, class, self.deadline, Pass::ANSWERS);
    }

    fn route(&mut self, cx: &mut Cx<'_>, c: CallId) {
        match cx.class(c) {
            Class::Write => return self.write(cx, c),
            Class::Read | Class::Static => self.reads += 1,
            _ => return cx.reply(c, End::Ok),
        }
        if self.to_leader(cx, c) { self.read_leader(cx, c) } else { self.read_follower(cx, c) }
    }
}

/// Is it worth asking somebody else?
fn is_dead(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Down
            | Reason::LostInCrash
            | Reason::NoHealthyServer
            | Reason::TimedOut
            | Reason::Unreachable
    )
}

impl Behaviour for DbRouter {
    const META: Meta = Meta {
        family: Family::State,
        role: Role::Store,
        calls: &[Role::Store, Role::Replica],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let ring = cx.ring(0);
        let mut router = DbRouter {
            policy: Reads::AnyFollower,
            pin: 0,
            latency: 0,
            ring,
            deadline: None,
            chosen: None,
            leader: None,
            followers: Vec::new(),
            turn: 0,
            pinned: Vec::new(),
            reads: 0,
            leader_reads: 0,
        };
        router.set(values, cx);
        router
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.latency == 0 { self.route(cx, c) } else { cx.serve_const(c, self.latency, self.ring) }
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.route(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        if cx.class(c) == Class::Write {
            // the user looks again once the answer is there
            if self.policy == Reads::LeaderAfterWrite && end == End::Ok {
                self.pin_user(cx, c);
            }
            return cx.pass_on(c, end, here);
        }
        match end {
            End::Failed(reason) if is_dead(reason) => {
                let tried = cx.note(c) + 1;
                cx.set_note(c, tried);
                if (tried as usize) < self.followers.len() {
                    self.read_follower(cx, c);
                } else {
                    self.read_leader(cx, c);
                }
            }
            _ => cx.pass_on(c, end, here),
        }
    }

    fn control(&mut self, cx: &mut Cx<'_>, order: Order) {
        if let Order::Follow(node) = order
            && (0..cx.links()).any(|l| cx.target(l) == node)
        {
            self.chosen = Some(node);
            self.rewire(cx);
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let share = (self.reads > 0).then(|| self.leader_reads as f64 / self.reads as f64);
        Gauges { facts: share.map(|s| (Fact::LeaderReads, s)).into_iter().collect(), ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.reads, self.leader_reads) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}
