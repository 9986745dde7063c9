//! Breaking and healing: faults that begin and end, and what they do to a node.

use crate::call::{Call, CallId, Class, End, NONE, Now, Phase, What};
use crate::check::sound;
use crate::cx::Cx;
use crate::design::{Design, Fault, FaultKind, NodeId};
use crate::engine::Sim;
use crate::measure::Reason;
use crate::network::Parked;
use crate::time::{Time, from_secs, to_secs};
use crate::world::{ENGINE, World};

/// The engine's own timer that closes intervals; faults have the tags after it, two each.
pub(crate) const TICK: u32 = 0;
/// From here on the tags of the nodes whose spare takes over.
pub(crate) const TAKEOVER: u32 = 1 << 31;

/// A fault with its state.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub fault: Fault,
    pub active: bool,
    /// Healed by hand or replaced: its timers mean nothing any more.
    pub over: bool,
    /// Comes from the design, and goes when the design no longer has it.
    pub planned: bool,
}

impl Trouble {
    /// Over for good; says whether it was active.
    fn end(&mut self) -> bool {
        self.over = true;
        std::mem::replace(&mut self.active, false)
    }

    /// The same, and it is no longer part of the plan; planned again, it happens again.
    pub(crate) fn cancel(&mut self) -> bool {
        self.planned = false;
        self.end()
    }
}

impl Sim {
    pub(crate) fn plan_faults(&mut self, design: &Design) {
        let mut touched = Vec::new();
        for t in self.troubles.iter_mut().filter(|t| t.planned && !design.faults.contains(&t.fault)) {
            let was = t.cancel();
            touched.push((t.fault, was));
        }
        for fault in &design.faults {
            // one that has had its time, or was healed by hand, does not come back with an edit
            let passed = fault.until_s.is_some_and(|u| self.w.now > 0 && from_secs(u) <= self.w.now);
            if !passed && !self.troubles.iter().any(|t| t.planned && t.fault == *fault) {
                self.add_trouble(*fault, true);
            }
        }
        for (fault, was_active) in touched {
            self.take_effect(fault, was_active, false);
        }
    }

    fn add_trouble(&mut self, fault: Fault, planned: bool) {
        let i = self.troubles.len() as u32;
        self.troubles.push(Trouble { fault, active: false, over: false, planned });
        let now = self.w.now;
        let start = self.w.new_timer(ENGINE, TICK + 1 + 2 * i);
        self.w.cal.timer_at(from_secs(fault.from_s).max(now), start);
        if let Some(until) = fault.until_s {
            let end = self.w.new_timer(ENGINE, TICK + 2 + 2 * i);
            self.w.cal.timer_at(from_secs(until).max(now), end);
        }
    }

    /// Breaks a node or a place from now on, for so many simulated seconds or until it is healed.
    /// False when there is nothing of that id, it cannot suffer this or the numbers are impossible.
    pub fn break_node(&mut self, node: NodeId, what: FaultKind, strength: f64, for_s: Option<f64>) -> bool {
        let from_s = to_secs(self.w.now);
        let fault = Fault { node, what, strength, from_s, until_s: for_s.map(|s| from_s + s) };
        let ok = sound(&fault) && self.design.suffers(node, what);
        if ok {
            self.add_trouble(fault, false);
            self.settle();
        }
        ok
    }

    /// Ends every fault of a node or place that has begun.
    pub fn heal(&mut self, node: NodeId) {
        let active: Vec<Fault> = self
            .troubles
            .iter_mut()
            .filter(|t| t.fault.node == node && t.active)
            .map(|t| {
                t.end();
                t.fault
            })
            .collect();
        for fault in active {
            self.take_effect(fault, true, false);
        }
        self.settle();
    }

    #[cold]
    pub(crate) fn engine_timer(&mut self, timer: u32, tag: u32) {
        if tag == TICK {
            self.w.close_interval();
            let next = self.w.now + self.w.series.step;
            return self.w.cal.timer_at(next, timer);
        }
        self.w.free_timers.push(timer);
        if tag >= TAKEOVER {
            return self.settle_node((tag - TAKEOVER) as usize);
        }
        let (i, starts) = ((tag - TICK - 1) / 2, (tag - TICK - 1).is_multiple_of(2));
        let t = &mut self.troubles[i as usize];
        if !t.over {
            let was = t.active;
            (t.active, t.over) = (starts, !starts);
            let fault = t.fault;
            self.take_effect(fault, was, starts);
        }
    }

    /// Lets a fault that began or ended show: the engine's own in the condition of the node, the
    /// others by telling the kind.
    fn take_effect(&mut self, fault: Fault, before: bool, now: bool) {
        if fault.what.is_general() {
            return self.settle_around(fault.node);
        }
        let Some(node) = self.w.nodes.iter().position(|n| n.alive && n.id == fault.node) else { return };
        if before != now {
            if fault.what == FaultKind::DiskFull {
                self.w.nodes[node].disk_full = now;
            }
            let cx = &mut Cx { w: &mut self.w, node: node as u32 };
            self.kinds[node].fault(cx, fault.what, fault.strength, now);
        }
    }

    /// A crash: every call inside is lost, its caller hears of it at once, and what it had asked
    /// for elsewhere goes on alone. A source that goes takes its requests with it. What is on the
    /// disk is there afterwards, unless the disk goes too.
    pub(crate) fn lose_everything(&mut self, node: u32, disk_too: bool) {
        let mut hold = self.w.held_by(&[node]);
        self.lose_what_it_holds(node, &hold.remove(0), disk_too);
    }

    /// [`Sim::lose_everything`] of many nodes: a thousand of them look through a million calls once.
    pub(crate) fn lose_all_of(&mut self, nodes: &[u32]) {
        // a source that tries again makes calls meanwhile
        if self.w.nodes.iter().any(|n| n.retries) {
            return nodes.iter().for_each(|node| self.lose_everything(*node, true));
        }
        for (node, held) in nodes.iter().zip(self.w.held_by(nodes)) {
            self.lose_what_it_holds(*node, &held, true);
        }
    }

    fn lose_what_it_holds(&mut self, node: u32, held: &Held, disk_too: bool) {
        let w = &mut self.w;
        if disk_too {
            for c in &held.at {
                w.calls[*c as usize].kept = false;
            }
        }
        // timers are the clock's and not the process': one that is lost would never come again
        w.nodes[node as usize].parked.retain(|p| matches!(p, Parked::Timer(_)));
        let pending = std::iter::once(std::mem::replace(&mut w.next, Now::NOTHING)).chain(w.later.drain(..));
        let kept: Vec<Now> = pending.filter(|n| n.node != node || matches!(n.what, What::Arrive)).collect();
        for now in kept.into_iter().filter(|n| n.node != NONE) {
            w.then(now.node, now.call, now.what);
        }
        let inside = |call: &Call| call.node == node && matches!(call.phase, Phase::Inside | Phase::Serving);
        for c in held.from.iter().map(|c| *c as usize) {
            let call = &w.calls[c];
            if call.phase != Phase::Free && call.parent != NONE && inside(&w.calls[call.parent as usize]) {
                w.links[call.link as usize].open -= 1;
                w.calls[c].parent = NONE;
            }
        }
        for c in held.from.iter().map(|c| *c as usize) {
            let call = &w.calls[c];
            if call.phase != Phase::Free && call.root && w.links[call.link as usize].from == node {
                let (sent, class, waiting) = (call.sent, call.class, call.phase == Phase::Waiting);
                w.calls[c].root = false;
                if waiting {
                    // at the source itself, and due to be sent again: nothing may come of it
                    w.calls[c].phase = Phase::Ghost;
                }
                w.account(node, sent, class, End::Failed(Reason::LostInCrash), true);
            }
        }
        // changes under way are the part of the sender's log that had not been sent
        for c in &held.from {
            let call = &mut w.calls[*c as usize];
            let from = |link: u32| w.links[link as usize].from;
            if call.phase == Phase::Going && call.class == Class::Replicate && from(call.link) == node {
                (call.phase, call.parent) = (Phase::Ghost, NONE);
            }
        }
        for c in &held.at {
            if inside(&w.calls[*c as usize]) && !w.calls[*c as usize].kept {
                lose(w, *c);
            }
        }
        self.kinds[node as usize].crash(&mut Cx { w: &mut self.w, node });
    }
}

/// Calls at a node, and calls that came from it, in the order of their places.
#[derive(Default)]
struct Held {
    at: Vec<CallId>,
    from: Vec<CallId>,
}

impl World {
    /// What each of the nodes holds.
    fn held_by(&self, nodes: &[u32]) -> Vec<Held> {
        let mut place = vec![usize::MAX; self.nodes.len()];
        for (i, node) in nodes.iter().enumerate() {
            place[*node as usize] = i;
        }
        let mut held: Vec<Held> = nodes.iter().map(|_| Held::default()).collect();
        let of = |node: u32| place.get(node as usize).copied().unwrap_or(usize::MAX);
        for (c, call) in self.calls.iter().enumerate() {
            if let Some(held) = held.get_mut(of(call.node)) {
                held.at.push(c as CallId);
            }
            let from = self.links.get(call.link as usize).map_or(NONE, |l| l.from);
            if let Some(held) = held.get_mut(of(from)) {
                held.from.push(c as CallId);
            }
        }
        held
    }
}

impl Cx<'_> {
    /// The calls inside this node that have not ended and were there before then, oldest first.
    pub fn inside_since(&self, since: Time) -> Vec<CallId> {
        let mine = |c: &CallId| {
            let call = &self.w.calls[*c as usize];
            let inside = matches!(call.phase, Phase::Inside | Phase::Serving);
            inside && call.node == self.node && call.arrived <= since
        };
        let mut found: Vec<CallId> = (0..self.w.calls.len() as CallId).filter(mine).collect();
        found.sort_by_key(|&c| (self.w.calls[c as usize].arrived, c));
        found
    }

    pub fn is_serving(&self, c: CallId) -> bool {
        self.w.calls[c as usize].phase == Phase::Serving
    }

    /// A call inside this node is lost, as in a crash; what it had asked for goes on alone.
    pub fn cut_off(&mut self, c: CallId) {
        for i in 0..self.w.calls.len() {
            let call = &self.w.calls[i];
            if call.phase != Phase::Free && call.parent == c {
                self.w.links[call.link as usize].open -= 1;
                self.w.calls[i].parent = NONE;
            }
        }
        lose(self.w, c);
    }
}

fn lose(w: &mut World, c: CallId) {
    let serving = w.calls[c as usize].phase == Phase::Serving;
    let (ring, link) = (None, w.calls[c as usize].link as usize);
    // a broken connection is noticed at once: the reply takes no time
    let ring = std::mem::replace(&mut w.links[link].ring, ring);
    let end = End::Failed(Reason::LostInCrash);
    let caller = w.end_here(c, end, true);
    w.links[link].ring = ring;
    if serving {
        // its end is still in the calendar: the place must not be reused before that has come
        w.hold_back();
        let call = &mut w.calls[c as usize];
        (call.phase, call.root, call.parent) = (Phase::Ghost, false, NONE);
    }
    if let Some((caller, end)) = caller {
        w.end(caller, end, false);
    }
}
