//! Reading the world: intervals for the charts, frames for the board, the report of a run.

use crate::engine::Sim;
use crate::host::{Frame, NodeFrame, Total};
use crate::kinds::{KindId, Role};
use crate::measure::{Health, Histogram, NodeReport, Point, Quantiles, Reason, Report, Span};
use crate::time::{Time, to_secs};
use crate::world::{Common, Ends, Link, World};

/// What happened at a node in the last closed interval.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interval {
    /// Counters at its end, to take the next difference from.
    seen: (u64, u64, [u64; Reason::COUNT]),
    pub arrived: f32,
    pub answered: f32,
    pub failed: [f32; Reason::COUNT],
    pub working: f32,
    pub taken: f32,
}

fn share(part: u64, whole: u64) -> f32 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64) as f32 }
}

pub(crate) fn rate(count: u64, seconds: f64) -> f32 {
    if seconds > 0.0 { (count as f64 / seconds) as f32 } else { 0.0 }
}

impl Common {
    /// Adds the integrals so far to the totals.
    fn settle(&mut self, now: Time) {
        let load = &mut self.load;
        load.advance_slots(now);
        let [working, held, queued] = load.areas(now);
        let areas = [working, working + held, queued, load.slots_area];
        for (total, area) in load.total.iter_mut().zip(areas) {
            *total += area as f64;
        }
        load.begin_interval(now);
    }

    fn close_interval(&mut self, now: Time, seconds: f64) {
        self.load.advance_slots(now);
        let [working, held, _] = self.load.areas(now);
        let (taken, slots) = (working + held, self.load.slots_area);
        let last = &mut self.last;
        let (arrived, answered, failed) = last.seen;
        last.arrived = rate(self.arrived - arrived, seconds);
        last.answered = rate(self.answered - answered, seconds);
        for (i, f) in last.failed.iter_mut().enumerate() {
            *f = rate(self.failed[i] - failed[i], seconds);
        }
        last.working = share(working, slots);
        last.taken = share(taken, slots);
        last.seen = (self.arrived, self.answered, self.failed);
        self.settle(now);
        self.total.absorb(&mut self.closed);
        std::mem::swap(&mut self.window, &mut self.closed);
    }

    fn reset(&mut self, now: Time) {
        self.settle(now);
        self.load.total = [0.0; 4];
        self.load.queue_max = self.load.queued;
        (self.arrived, self.answered, self.relayed, self.failed) = (0, 0, 0, [0; Reason::COUNT]);
        self.carried = self.inside;
        self.last.seen = (0, 0, [0; Reason::COUNT]);
        self.window.clear();
        self.closed.clear();
        self.total.clear();
    }

    fn health(&self) -> Health {
        let alone = self.said.spare.is_some_and(|s| s.is_alone());
        match (self.down, self.is_slowed() || alone) {
            (true, _) => Health::Down,
            (_, true) => Health::Degraded,
            _ => Health::Up,
        }
    }
}

impl World {
    /// Closes the interval that ends now: one point of the series, and each node's rates.
    pub(crate) fn close_interval(&mut self) {
        let seconds = to_secs(self.now - self.interval_from);
        for node in self.nodes.iter_mut().filter(|n| n.alive) {
            node.close_interval(self.now, seconds);
        }
        for link in self.links.iter_mut().filter(|l| l.alive) {
            let (ok, failed) = link.seen;
            link.rate = (rate(link.ok - ok, seconds), rate(link.failed - failed, seconds));
            link.seen = (link.ok, link.failed);
        }
        self.parts.close_interval(seconds);
        let (now, before) = (&self.ends, &self.interval_ends);
        let failed = now.failed_total() - before.failed_total();
        let on_time = now.on_time - before.on_time;
        let h = &mut self.latency_window;
        let point = Point {
            t: to_secs(self.now),
            offered: rate(now.generated - before.generated, seconds),
            on_time: rate(on_time, seconds),
            late: rate(now.answered - before.answered - on_time, seconds),
            failed: rate(failed, seconds),
            p50: (h.quantile(0.50) / 1e6) as f32,
            p95: (h.quantile(0.95) / 1e6) as f32,
            p99: (h.quantile(0.99) / 1e6) as f32,
            taken: Vec::new(),
        };
        // by place in the world; whoever hands points out puts them in the order of the design
        self.series.push(point, self.nodes.iter().map(|n| n.last.taken));
        self.latency.absorb(h);
        self.interval_from = self.now;
        self.interval_ends = self.ends.clone();
    }
}

impl Ends {
    pub(crate) fn failed_total(&self) -> u64 {
        self.failed.iter().sum()
    }
}

pub(crate) fn sum(parts: &[&Histogram]) -> Histogram {
    let mut all = Histogram::default();
    for h in parts {
        all.absorb(&mut (*h).clone());
    }
    all
}

impl Sim {
    /// Forgets what was measured so far and measures from now on. The world goes on.
    pub fn reset_measures(&mut self) {
        let w = &mut self.w;
        let now = w.now;
        for node in &mut w.nodes {
            node.reset(now);
        }
        for kind in &mut self.kinds {
            kind.reset();
        }
        for link in &mut w.links {
            (link.sent, link.ok, link.failed, link.seen) = (0, 0, 0, (0, 0));
        }
        w.ends = Ends::default();
        w.interval_ends = Ends::default();
        w.carried = w.in_flight;
        w.latency.clear();
        w.latency_window.clear();
        w.parts.reset();
        w.series.clear();
        w.measured_from = now;
        w.interval_from = now;
    }

    fn latency(&self) -> Quantiles {
        sum(&[&self.w.latency, &self.w.latency_window]).quantiles()
    }

    /// End-to-end latency since the last reset, as bars; see [`Histogram::bars`].
    pub(crate) fn latency_bars(&self, per_octave: usize) -> Vec<(f32, f32, u64)> {
        sum(&[&self.w.latency, &self.w.latency_window]).bars(per_octave)
    }

    /// The points made after the first `seen`, with the nodes in the order of the design.
    pub(crate) fn points_since(&self, seen: u64) -> Vec<Point> {
        let mut points: Vec<Point> = self.w.series.since(seen).cloned().collect();
        for point in &mut points {
            let taken = |i: &u32| point.taken.get(*i as usize).copied().unwrap_or(0.0);
            point.taken = self.node_of.iter().map(taken).collect();
        }
        points
    }

    /// A node's inclusive latency; a single source's is that of the whole.
    fn latency_at(&self, kind: KindId, n: &Common) -> Quantiles {
        if kind.meta().role == Role::Source && self.w.sources == 1 {
            return self.latency();
        }
        sum(&[&n.total, &n.closed, &n.window]).quantiles()
    }

    /// What was measured since the last reset, in the order of the design.
    pub fn report(&self) -> Report {
        let w = &self.w;
        let nodes = self.design.nodes.iter().zip(&self.node_of).map(|(spec, &i)| {
            let mut n = w.nodes[i as usize].clone();
            n.settle(w.now);
            let [working, taken, queued, slots] = n.load.total;
            let span = (w.now - w.measured_from) as f64;
            let of = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
            NodeReport {
                id: spec.id,
                name: spec.name.clone(),
                kind: spec.kind,
                health: n.health(),
                arrived: n.arrived,
                answered: n.answered,
                inside: u64::from(n.inside),
                failed: n.failed,
                relayed: n.relayed,
                carried: u64::from(n.carried),
                latency: self.latency_at(spec.kind, &n),
                utilisation: of(working, slots),
                occupancy: of(taken, slots),
                queue_mean: of(queued, span),
                queue_max: n.load.queue_max,
                gauges: self.gauges(i),
            }
        });
        Report {
            seed: w.seed,
            from_s: to_secs(w.measured_from),
            until_s: to_secs(w.now),
            events: w.events,
            generated: w.ends.generated,
            answered: w.ends.answered,
            on_time: w.ends.on_time,
            failed: w.ends.failed,
            in_flight: w.in_flight,
            carried: w.carried,
            latency: self.latency(),
            nodes: nodes.collect(),
            series: self.points_since(0),
            parts: self.parts(),
        }
    }

    fn gauges(&self, node: u32) -> crate::measure::Gauges {
        let mut g = self.kinds[node as usize].gauges(&Look { w: &self.w, node });
        self.w.add_breaches(node, &mut g);
        let load = &self.w.nodes[node as usize].load;
        (g.working, g.held, g.queued, g.slots) = (load.working, load.held, load.queued, load.slots);
        g
    }

    /// Requests sent by sources since the last reset.
    pub fn generated(&self) -> u64 {
        self.w.ends.generated
    }

    /// Points of the series made so far.
    pub fn points_made(&self) -> u64 {
        self.w.series.made()
    }

    /// Requests that failed or came late since the last reset.
    pub(crate) fn missed(&self) -> u64 {
        let ends = &self.w.ends;
        ends.failed_total() + ends.answered - ends.on_time
    }

    /// Nodes in the order of the design, which is that of [`Point::taken`].
    pub(crate) fn order(&self) -> Vec<crate::design::NodeId> {
        self.design.nodes.iter().map(|n| n.id).collect()
    }

    /// Samples one hop in `every` for the moving requests; 0 samples none.
    pub fn sample_hops(&mut self, every: u32) {
        self.w.sampler.every = every;
    }

    /// Hops that nobody has read yet are not read any more.
    pub(crate) fn forget_hops(&mut self) {
        self.w.sampler.hops.clear();
    }

    /// Follows one request in `every` from now on, hop by hop; 0 follows none.
    pub fn trace_requests(&mut self, every: u32) {
        self.w.tracer.every = every;
        self.w.plain &= !self.w.tracer.used();
    }

    /// The spans of the requests followed so far, in the order in which they began.
    pub fn traces(&self) -> &[Span] {
        &self.w.tracer.spans
    }

    /// The state of the world for the board. `points_seen` is how many points of the series the
    /// reader already has; the hops sampled since the last frame are handed over.
    pub fn frame(&mut self, points_seen: u64) -> Frame {
        let hops = std::mem::take(&mut self.w.sampler.hops);
        let w = &self.w;
        let nodes = self.design.nodes.iter().zip(&self.node_of).map(|(spec, &i)| {
            let n = &w.nodes[i as usize];
            let alone = spec.kind.meta().role == Role::Source && w.sources == 1;
            let (p50, p95) = match w.series.last() {
                Some(whole) if alone => (whole.p50, whole.p95),
                _ => ((n.closed.quantile(0.50) / 1e6) as f32, (n.closed.quantile(0.95) / 1e6) as f32),
            };
            NodeFrame {
                id: spec.id,
                health: n.health(),
                arrived: n.last.arrived,
                answered: n.last.answered,
                failed: n.last.failed,
                utilisation: n.last.working,
                taken: n.last.taken,
                p50,
                p95,
                mean: (n.closed.mean() / 1e6) as f32,
                gauges: self.gauges(i),
                lookups: self.kinds[i as usize].lookups(),
            }
        });
        let fresh = self.points_since(points_seen);
        Frame {
            revision: 0,
            now_s: to_secs(w.now),
            events: w.events,
            actual_speed: 0.0,
            running: false,
            nodes: nodes.collect(),
            links: self.link_of.iter().map(|&i| w.links[i as usize].rate).collect(),
            last: self.points_since(w.series.made().saturating_sub(1)).pop().unwrap_or_default(),
            total: Total {
                generated: w.ends.generated,
                answered: w.ends.answered,
                on_time: w.ends.on_time,
                failed: w.ends.failed,
                in_flight: w.in_flight,
                latency: self.latency(),
            },
            fresh,
            hops,
            limited: w.limited,
            faults: self.troubles.iter().filter(|t| t.active).map(|t| (t.fault.node, t.fault.what)).collect(),
            edition: 0,
            end_s: to_secs(w.now),
            other: Vec::new(),
            parts: w.parts.frame(),
        }
    }
}

/// A node's eyes: what a kind may read to describe itself.
pub struct Look<'a> {
    w: &'a World,
    node: u32,
}

impl Look<'_> {
    pub fn now(&self) -> Time {
        self.w.now
    }

    /// When the measurements began.
    pub fn measured_from(&self) -> Time {
        self.w.measured_from
    }

    /// How many links lead out of this node.
    pub fn links(&self) -> u32 {
        self.w.nodes[self.node as usize].out.len() as u32
    }

    fn link(&self, local: u32) -> &Link {
        &self.w.links[self.w.nodes[self.node as usize].out[local as usize] as usize]
    }

    /// Calls that have arrived at this node and have not ended.
    pub fn inside(&self) -> u32 {
        self.w.nodes[self.node as usize].inside
    }

    /// Seconds since a call reached this node.
    pub fn age(&self, c: crate::call::CallId) -> f64 {
        to_secs(self.w.now - self.w.calls[c as usize].arrived)
    }

    /// The node at the far end of a link.
    pub fn target(&self, local: u32) -> crate::design::NodeId {
        self.w.nodes[self.link(local).to as usize].id
    }

    /// Calls made over a link whose reply is still awaited.
    pub fn open(&self, local: u32) -> u32 {
        self.link(local).open
    }

    /// Calls made over a link since the last reset.
    pub fn sent(&self, local: u32) -> u64 {
        self.link(local).sent
    }
}
