//! Building a world from a design, changing it while it runs, breaking and healing it.

use crate::calendar::Calendar;
use crate::call::{Call, CallId, End, NONE, Now, Phase, What};
use crate::check::{check, sound};
use crate::cx::Cx;
use crate::design::{Design, Fault, FaultKind, Issue, LinkParams, LinkSpec, NodeId};
use crate::engine::Sim;
use crate::kinds::{Kind, Role};
use crate::measure::{Histogram, Reason, Series};
use crate::observe::Interval;
use crate::time::{from_ms, from_secs, to_secs};
use crate::world::{Common, ENGINE, Ends, Link, Load, Sampler, World};
use std::collections::VecDeque;

/// The engine's own timer that closes intervals; faults have the tags after it, two each.
const TICK: u32 = 0;

/// Events that the telling of a change may take at once; the rest comes with the next run.
const SETTLE: u64 = 1_000_000;

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

impl Sim {
    /// The world of a design at time 0, and what `check` found in it.
    pub fn new(design: &Design, seed: u64) -> (Sim, Vec<Issue>) {
        let w = World {
            now: 0,
            seed,
            cal: Calendar::default(),
            calls: Vec::new(),
            free: Vec::new(),
            next: Now::NOTHING,
            later: VecDeque::new(),
            nodes: Vec::new(),
            links: Vec::new(),
            timers: Vec::new(),
            free_timers: Vec::new(),
            ends: Ends::default(),
            in_flight: 0,
            sources: 0,
            carried: 0,
            latency: Histogram::default(),
            latency_window: Histogram::default(),
            series: Series::default(),
            sampler: Sampler::default(),
            events: 0,
            limited: false,
            measured_from: 0,
            interval_from: 0,
            interval_ends: Ends::default(),
        };
        let mut sim = Sim {
            w,
            kinds: Vec::new(),
            design: Design::default(),
            link_of: Vec::new(),
            node_of: Vec::new(),
            troubles: Vec::new(),
        };
        let issues = sim.edit(design);
        let tick = sim.w.new_timer(ENGINE, TICK);
        sim.w.cal.timer_at(sim.w.series.step, tick);
        (sim, issues)
    }

    /// Changes the design and keeps the world: time goes on, and every node, link, queue and fault
    /// that is in both designs stays. Positions and names mean nothing to a run.
    pub fn edit(&mut self, design: &Design) -> Vec<Issue> {
        let (design, issues) = check(design);
        self.remove_nodes(&design);
        let fresh = self.place_nodes(&design);
        self.place_links(&design);
        for (i, spec) in design.nodes.iter().enumerate() {
            let node = self.node_of[i];
            let cx = &mut Cx { w: &mut self.w, node };
            if fresh[i] {
                let kind = Kind::new(spec.kind, &spec.params, cx);
                match self.kinds.get_mut(node as usize) {
                    Some(k) => *k = kind,
                    None => self.kinds.push(kind),
                }
            } else {
                self.kinds[node as usize].update(&spec.params, cx);
            }
        }
        let sources = design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source).count();
        self.w.sources = sources as u32;
        self.plan_faults(&design);
        self.design = design;
        self.settle();
        issues
    }

    /// Lets everybody hear of what just changed, at this very instant.
    fn settle(&mut self) {
        self.run_until(self.w.now, SETTLE);
    }

    fn remove_nodes(&mut self, design: &Design) {
        let gone: Vec<u32> = self
            .design
            .nodes
            .iter()
            .zip(&self.node_of)
            .filter(|(old, _)| !design.nodes.iter().any(|n| n.id == old.id && n.kind == old.kind))
            .map(|(_, &i)| i)
            .collect();
        for node in gone {
            self.lose_everything(node);
            let n = &mut self.w.nodes[node as usize];
            (n.alive, n.down) = (false, true);
            n.out.clear();
            for t in self.w.timers.iter_mut().filter(|t| t.node == node) {
                t.alive = false;
            }
            self.troubles.retain_mut(|t| {
                t.over |= t.fault.node == self.w.nodes[node as usize].id;
                true
            });
        }
    }

    /// Finds or makes each node's place; says which are new.
    fn place_nodes(&mut self, design: &Design) -> Vec<bool> {
        let mut fresh = Vec::new();
        self.node_of = design
            .nodes
            .iter()
            .map(|spec| {
                let old = self.w.nodes.iter().position(|n| n.alive && n.id == spec.id);
                fresh.push(old.is_none());
                old.unwrap_or_else(|| {
                    self.w.nodes.push(Common {
                        id: spec.id,
                        out: Vec::new(),
                        alive: true,
                        down: false,
                        slow: 1.0,
                        arrived: 0,
                        answered: 0,
                        relayed: 0,
                        failed: [0; Reason::COUNT],
                        inside: 0,
                        on_time: 0,
                        carried: 0,
                        load: Load { since: self.w.now, slots_since: self.w.now, ..Load::default() },
                        window: Histogram::default(),
                        closed: Histogram::default(),
                        total: Histogram::default(),
                        last: Interval::default(),
                    });
                    self.w.nodes.len() - 1
                }) as u32
            })
            .collect();
        fresh
    }

    fn place_links(&mut self, design: &Design) {
        for n in &mut self.w.nodes {
            n.out.clear();
        }
        let index = |id: NodeId| design.nodes.iter().position(|n| n.id == id).unwrap_or(0);
        let mut kept = vec![false; self.w.links.len()];
        self.link_of.clear();
        for spec in &design.links {
            let (from, to) = (index(spec.from), index(spec.to));
            let i = self.place_link(
                spec,
                self.node_of[from],
                self.node_of[to],
                design.nodes[to].kind.meta().role,
            );
            if let Some(k) = kept.get_mut(i) {
                *k = true;
            }
            self.link_of.push(i as u32);
        }
        for (link, _) in self.w.links.iter_mut().zip(&kept).filter(|(_, k)| !**k) {
            (link.alive, link.local) = (false, NONE);
        }
    }

    fn place_link(&mut self, spec: &LinkSpec, from: u32, to: u32, role: Role) -> usize {
        let p = LinkParams::from_values(&spec.params);
        let delay = from_ms(p.latency_ms);
        let ring = (delay > 0).then(|| self.w.cal.ring(delay, false));
        let local = self.w.nodes[from as usize].out.len() as u32;
        let old = self.w.links.iter().position(|l| l.alive && l.from == from && l.to == to);
        let i = old.unwrap_or_else(|| {
            self.w.links.push(Link {
                from,
                to,
                local,
                ring,
                weight: 1,
                role,
                alive: true,
                open: 0,
                sent: 0,
                ok: 0,
                failed: 0,
                rate: (0.0, 0.0),
                seen: (0, 0),
            });
            self.w.links.len() - 1
        });
        let link = &mut self.w.links[i];
        (link.local, link.ring, link.weight) = (local, ring, p.weight);
        self.w.nodes[from as usize].out.push(i as u32);
        i
    }

    fn plan_faults(&mut self, design: &Design) {
        if self.design.faults == design.faults {
            return;
        }
        let mut touched = Vec::new();
        for t in self.troubles.iter_mut().filter(|t| t.planned && !t.over) {
            if !design.faults.contains(&t.fault) {
                (t.over, t.active) = (true, false);
                touched.push(t.fault.node);
            }
        }
        for fault in &design.faults {
            if !self.troubles.iter().any(|t| t.planned && !t.over && t.fault == *fault) {
                self.add_trouble(*fault, true);
            }
        }
        for node in touched {
            self.settle_health(node);
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

    /// Breaks a node from now on, for so many simulated seconds or until it is healed. False when
    /// there is no such node or the numbers are impossible.
    pub fn break_node(&mut self, node: NodeId, what: FaultKind, for_s: Option<f64>) -> bool {
        let from_s = to_secs(self.w.now);
        let fault = Fault { node, what, from_s, until_s: for_s.map(|s| from_s + s) };
        let ok = sound(&fault) && self.design.node(node).is_some();
        if ok {
            self.add_trouble(fault, false);
            self.settle();
        }
        ok
    }

    /// Ends every fault of a node that has begun.
    pub fn heal(&mut self, node: NodeId) {
        for t in self.troubles.iter_mut().filter(|t| t.fault.node == node && t.active) {
            (t.over, t.active) = (true, false);
        }
        self.settle_health(node);
        self.settle();
    }

    pub(crate) fn engine_timer(&mut self, timer: u32, tag: u32) {
        if tag == TICK {
            self.w.close_interval();
            let next = self.w.now + self.w.series.step;
            return self.w.cal.timer_at(next, timer);
        }
        self.w.free_timers.push(timer);
        let (i, starts) = ((tag - TICK - 1) / 2, (tag - TICK - 1).is_multiple_of(2));
        let t = &mut self.troubles[i as usize];
        if !t.over {
            (t.active, t.over) = (starts, !starts);
            let node = t.fault.node;
            self.settle_health(node);
        }
    }

    /// Makes a node's condition what its active faults say.
    fn settle_health(&mut self, id: NodeId) {
        let Some(node) = self.w.nodes.iter().position(|n| n.alive && n.id == id) else { return };
        let (mut down, mut slow) = (false, 1.0);
        for t in self.troubles.iter().filter(|t| t.active && t.fault.node == id) {
            match t.fault.what {
                FaultKind::Crash => down = true,
                FaultKind::Slow { factor } => slow *= factor,
            }
        }
        let falls = down && !self.w.nodes[node].down;
        (self.w.nodes[node].down, self.w.nodes[node].slow) = (down, slow);
        if falls {
            self.lose_everything(node as u32);
        }
    }

    /// A crash: every call inside is lost, its caller hears of it at once, and what it had asked
    /// for elsewhere goes on alone. A source that goes takes its requests with it.
    fn lose_everything(&mut self, node: u32) {
        let w = &mut self.w;
        let pending = std::iter::once(std::mem::replace(&mut w.next, Now::NOTHING)).chain(w.later.drain(..));
        let kept: Vec<Now> = pending.filter(|n| n.node != node || matches!(n.what, What::Arrive)).collect();
        for now in kept.into_iter().filter(|n| n.node != NONE) {
            w.then(now.node, now.call, now.what);
        }
        let inside = |call: &Call| call.node == node && matches!(call.phase, Phase::Inside | Phase::Serving);
        for c in 0..w.calls.len() {
            let call = &w.calls[c];
            if call.phase != Phase::Free && call.parent != NONE && inside(&w.calls[call.parent as usize]) {
                w.links[call.link as usize].open -= 1;
                w.calls[c].parent = NONE;
            }
        }
        for c in 0..w.calls.len() {
            let call = &w.calls[c];
            if call.phase != Phase::Free && call.root && w.links[call.link as usize].from == node {
                let sent = call.sent;
                w.calls[c].root = false;
                w.account(node, sent, End::Failed(Reason::LostInCrash), true);
            }
        }
        for c in 0..w.calls.len() as CallId {
            if inside(&w.calls[c as usize]) {
                lose(w, c);
            }
        }
        self.kinds[node as usize].crash(&mut Cx { w: &mut self.w, node });
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
        w.free.pop();
        let call = &mut w.calls[c as usize];
        (call.phase, call.root, call.parent) = (Phase::Ghost, false, NONE);
    }
    if let Some(caller) = caller {
        w.end(caller, end, false);
    }
}
