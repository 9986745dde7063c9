//! Building a world from a design, and changing it while it runs.

use crate::calendar::Calendar;
use crate::call::{NONE, Now, What};
use crate::check::check;
use crate::cx::Cx;
use crate::design::{Design, Issue, LinkParams, LinkSpec, NodeId};
use crate::engine::Sim;
use crate::kinds::{Kind, KindId, Role};
use crate::load::Load;
use crate::measure::{Histogram, Reason, Series, Tracer};
use crate::network::{Network, Parked};
use crate::observe::Interval;
use crate::parts::Parts;
use crate::rng::{Purpose, Stream};
use crate::said::Said;
use crate::time::from_ms;
use crate::trouble::TICK;
use crate::world::{Common, Door, ENGINE, Ends, Link, Sampler, World};
use std::collections::VecDeque;

/// Events that the telling of a change may take at once; the rest comes with the next run.
const SETTLE: u64 = 1_000_000;

impl Sim {
    /// The world of a design at time 0, and what `check` found in it.
    pub fn new(design: &Design, seed: u64) -> (Sim, Vec<Issue>) {
        let w = World {
            now: 0,
            seed,
            cal: Calendar::default(),
            calls: Vec::new(),
            free: NONE,
            arriving: NONE,
            arriving_at: NONE,
            next: Now::NOTHING,
            later: VecDeque::new(),
            nodes: Vec::new(),
            links: Vec::new(),
            places: Vec::new(),
            stands: Vec::new(),
            borders: Vec::new(),
            wires: Vec::new(),
            timers: Vec::new(),
            free_timers: Vec::new(),
            ends: Ends::default(),
            in_flight: 0,
            sources: 0,
            apart: false,
            parts: Parts::default(),
            carried: 0,
            latency: Histogram::default(),
            latency_window: Histogram::default(),
            series: Series::default(),
            sampler: Sampler::default(),
            tracer: Tracer::default(),
            calm: true,
            plain: true,
            events: 0,
            limited: false,
            measured_from: 0,
            interval_from: 0,
            interval_ends: Ends::default(),
            cookies: Vec::new(),
            residency: Default::default(),
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
    /// that is in both designs stays. Positions on the board and names mean nothing to a run.
    pub fn edit(&mut self, design: &Design) -> Vec<Issue> {
        let (design, issues) = check(design);
        self.remove_nodes(&design);
        // the places of a new world are all made at once: none is left over
        let new = design.nodes.len().saturating_sub(self.node_of.len());
        self.w.nodes.reserve(new);
        self.kinds.reserve(new);
        self.w.links.reserve(design.links.len().saturating_sub(self.w.links.len()));
        let fresh = self.place_nodes(&design);
        let moved = self.put_in_places(&design);
        self.place_links(&design);
        self.w.let_go();
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
        self.place_parts(&design);
        self.plan_faults(&design);
        if moved {
            self.settle_everywhere();
        }
        // new links may cross a border that is cut
        self.settle_links();
        self.design = design;
        self.settle();
        issues
    }

    /// Lets everybody hear of what just changed, at this very instant.
    pub(crate) fn settle(&mut self) {
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
        self.lose_all_of(&gone);
        for node in gone {
            let n = &mut self.w.nodes[node as usize];
            (n.alive, n.down) = (false, true);
            n.out.clear();
            // nobody will ask what it measured
            (n.window, n.closed, n.total) = Default::default();
            for t in self.w.timers.iter_mut().filter(|t| t.node == node) {
                t.alive = false;
            }
            let id = self.w.nodes[node as usize].id;
            for t in self.troubles.iter_mut().filter(|t| t.fault.node == id) {
                t.cancel();
            }
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
                        hung: false,
                        parked: Vec::new(),
                        errors: 0.0,
                        refuses: 0.0,
                        slow: 1.0,
                        network: Network::default(),
                        luck: Stream::new(self.w.seed, spec.id, Purpose::Luck),
                        retries: false,
                        classes: 0,
                        disk_full: false,
                        door: Door::default(),
                        arrived: 0,
                        answered: 0,
                        relayed: 0,
                        failed: [0; Reason::COUNT],
                        inside: 0,
                        on_time: 0,
                        said: Said::default(),
                        carried: 0,
                        load: Load { slots_since: self.w.now, ..Load::default() },
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

    /// Replies that have yet to be heard, with the node that will hear them.
    fn unheard(&mut self) -> impl Iterator<Item = (u32, &mut u32)> {
        let now = std::iter::once(&mut self.w.next).chain(self.w.later.iter_mut());
        let now = now.filter_map(|n| match &mut n.what {
            What::Reply { link, .. } if n.node != NONE => Some((n.node, link)),
            _ => None,
        });
        let parked = self.w.nodes.iter_mut().enumerate().flat_map(|(node, n)| {
            n.parked.iter_mut().filter_map(move |p| match p {
                Parked::Reply { link, .. } => Some((node as u32, link)),
                _ => None,
            })
        });
        now.chain(parked)
    }

    fn place_links(&mut self, design: &Design) {
        // a reply that is still to be heard says which of the node's links it came over: that link
        // may have another number soon, or none
        let before: Vec<Vec<u32>> = self.w.nodes.iter().map(|n| n.out.clone()).collect();
        for (node, link) in self.unheard() {
            *link = before[node as usize].get(*link as usize).copied().unwrap_or(NONE);
        }
        self.number_links(design);
        let after: Vec<u32> = self.w.links.iter().map(|l| l.local).collect();
        for (_, link) in self.unheard() {
            *link = after.get(*link as usize).copied().unwrap_or(NONE);
        }
    }

    fn number_links(&mut self, design: &Design) {
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
                design.nodes[to].kind,
                design.far_ms(spec),
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

    fn place_link(&mut self, spec: &LinkSpec, from: u32, to: u32, kind: KindId, far_ms: f64) -> usize {
        let p = LinkParams::from_values(&spec.params);
        // the distance is paid for here, once, and never again by a request
        let delay = from_ms(p.latency_ms + far_ms);
        let ring = (delay > 0).then(|| self.w.cal.ring(delay, false));
        let local = self.w.nodes[from as usize].out.len() as u32;
        let old = self.w.links.iter().position(|l| l.alive && l.from == from && l.to == to);
        let i = old.unwrap_or_else(|| {
            self.w.links.push(Link {
                from,
                to,
                kind,
                local,
                ring,
                weight: 1,
                role: kind.meta().role,
                alive: true,
                rough: false,
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
        self.w.set_wire(i, &p);
        i
    }
}
