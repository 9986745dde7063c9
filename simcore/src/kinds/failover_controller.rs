//! Watches the leader of a database and puts a follower in its place when it is gone.
//!
//! Of the linked nodes the first database with a log is the leader, databases without one are
//! routers to be told, and the replicas are the candidates. The leader must be silent
//! for the whole time of detection; then comes the promotion of the live follower that holds the
//! most changes, and after the name service has spread the news the routers follow. What the old
//! leader had confirmed and the new one does not hold is lost. A fenced leader can take no more
//! writes when it comes back; without fencing there are then two.

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End, Order};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{MS, Time, from_secs};

params! {
    /// Parameters of a failover controller.
    pub struct Params {
        /// Time between two probes of the leader.
        interval_s: real(0.1, 300.0) = 5.0, "s", "assumption: several probes within the time of detection";
        /// How long the leader must be silent.
        detect_s: real(0.0, 600.0) = 45.0, "s", "guide 004, line 399: 30 to 60 s";
        promote_s: real(0.0, 600.0) = 90.0, "s", "guide 004, line 400: 60 to 120 s";
        /// Time until the routers know the new leader.
        dns_s: real(0.0, 600.0) = 30.0, "s", "guide 004, line 401: 30 s";
        /// The old leader can take no more writes once another is promoted.
        fencing: flag = 1, "", "assumption: without it there can be two leaders";
    }
}

const PROBE: u32 = 0;
const STEP: u32 = 1;

/// How far a failover is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Watching,
    Promoting,
    /// The routers do not know the new leader yet.
    Announcing,
}

/// A failover controller.
#[derive(Clone, Debug)]
pub struct FailoverController {
    interval: Time,
    detect: Time,
    promote: Time,
    dns: Time,
    fencing: bool,
    stage: Stage,
    leader: Option<NodeId>,
    /// A leader that was replaced without being fenced, and the last known length of its log.
    old: Option<(NodeId, u32)>,
    silent_since: Option<Time>,
    probe: u32,
    step: u32,
    failovers: u64,
    lost: u64,
    split: u64,
}

fn link_to(cx: &Cx<'_>, node: NodeId) -> Option<u32> {
    (0..cx.links()).find(|&l| cx.target(l) == node)
}

impl FailoverController {
    fn set(&mut self, values: &[f64]) {
        let p = Params::from_values(values);
        self.interval = from_secs(p.interval_s).max(100 * MS);
        self.detect = from_secs(p.detect_s);
        (self.promote, self.dns) = (from_secs(p.promote_s), from_secs(p.dns_s));
        self.fencing = p.fencing;
    }

    /// The leader's link; the first database with a log if there is none yet.
    fn leader(&mut self, cx: &Cx<'_>) -> Option<u32> {
        if let Some(link) = self.leader.and_then(|id| link_to(cx, id)) {
            return Some(link);
        }
        let owns = |&l: &u32| cx.role(l) == Role::Store && cx.position(l).is_some();
        let link = (0..cx.links()).find(owns)?;
        self.leader = Some(cx.target(link));
        Some(link)
    }

    fn look(&mut self, cx: &mut Cx<'_>) {
        self.count_split(cx);
        let Some(leader) = self.leader(cx) else { return };
        if cx.probe(leader) {
            self.silent_since = None;
            return;
        }
        let since = *self.silent_since.get_or_insert(cx.now());
        if self.stage == Stage::Watching && cx.now() - since >= self.detect {
            self.stage = Stage::Promoting;
            let t = cx.now() + self.promote;
            cx.timer_at(self.step, t);
        }
    }

    /// Writes that a leader took although it had been replaced.
    fn count_split(&mut self, cx: &Cx<'_>) {
        if let Some((id, seen)) = &mut self.old
            && let Some(position) = link_to(cx, *id).and_then(|l| cx.position(l))
        {
            self.split += u64::from(position.saturating_sub(*seen));
            *seen = position;
        }
    }

    /// Promotes the live follower with the longest log; without one it goes on watching.
    fn promote(&mut self, cx: &mut Cx<'_>) {
        let leader = self.leader(cx);
        let candidate = |&l: &u32| cx.role(l) == Role::Replica && Some(l) != leader && cx.probe(l);
        // of equals the first
        let best = (0..cx.links()).filter(candidate).rev().max_by_key(|&l| cx.position(l));
        let Some(best) = best else {
            self.stage = Stage::Watching;
            return;
        };
        cx.control(best, Order::Lead);
        let new = cx.target(best);
        if let Some(old) = leader {
            let confirmed = cx.position(old).unwrap_or(0);
            self.lost += u64::from(confirmed.saturating_sub(cx.position(best).unwrap_or(0)));
            self.old = (!self.fencing).then(|| (cx.target(old), confirmed));
            if self.fencing {
                cx.control(old, Order::Follow(new));
            }
        }
        (self.leader, self.silent_since, self.stage) = (Some(new), None, Stage::Announcing);
        self.failovers += 1;
        let t = cx.now() + self.dns;
        cx.timer_at(self.step, t);
    }

    fn announce(&mut self, cx: &mut Cx<'_>) {
        self.stage = Stage::Watching;
        let Some(leader) = self.leader else { return };
        for l in 0..cx.links() {
            if cx.role(l) == Role::Store && cx.position(l).is_none() {
                cx.control(l, Order::Follow(leader));
            }
        }
    }
}

impl Behaviour for FailoverController {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Store, Role::Replica],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut controller = FailoverController {
            interval: 0,
            detect: 0,
            promote: 0,
            dns: 0,
            fencing: true,
            stage: Stage::Watching,
            leader: None,
            old: None,
            silent_since: None,
            probe: cx.timer(PROBE),
            step: cx.timer(STEP),
            failovers: 0,
            lost: 0,
            split: 0,
        };
        controller.set(values);
        let t = cx.now() + controller.interval;
        cx.timer_at(controller.probe, t);
        controller
    }

    fn update(&mut self, values: &[f64], _: &mut Cx<'_>) {
        self.set(values);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
        if tag == PROBE {
            if !cx.is_down() {
                self.look(cx);
            }
            let t = cx.now() + self.interval;
            cx.timer_at(self.probe, t);
        } else if self.stage == Stage::Promoting {
            self.promote(cx);
        } else {
            self.announce(cx);
        }
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let facts = vec![
            (Fact::Failovers, self.failovers as f64),
            (Fact::LostWrites, self.lost as f64),
            (Fact::SplitBrain, self.split as f64),
        ];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.failovers, self.lost, self.split) = (0, 0, 0);
    }

    /// A failover that was under way is not finished by anybody.
    fn crash(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.step);
        self.step = cx.timer(STEP);
        (self.stage, self.silent_since) = (Stage::Watching, None);
    }
}
