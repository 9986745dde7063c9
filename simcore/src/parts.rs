//! Latency and throughput by class of request and by region of the users. Counted only where there
//! is more than one class or region: else they are those of the whole.

use crate::call::Class;
use crate::design::{Design, NodeId};
use crate::engine::Sim;
use crate::kinds::Role;
use crate::measure::{Histogram, Of, Part, PartReport};
use crate::observe::{rate, sum};
use crate::time::Time;
use crate::world::World;

/// The classes that requests of users have.
const CLASSES: [Class; 3] = [Class::Read, Class::Write, Class::Static];

#[derive(Clone, Debug, Default)]
struct Count {
    answered: u64,
    on_time: u64,
    failed: u64,
    /// The three at the end of the last interval, and their rates over it.
    seen: [u64; 3],
    last: [f32; 3],
    /// Latency of this interval, of the last closed one, and of all before.
    window: Histogram,
    closed: Histogram,
    total: Histogram,
}

impl Count {
    fn close_interval(&mut self, seconds: f64) {
        let now = [self.on_time, self.answered - self.on_time, self.failed];
        for ((last, seen), now) in self.last.iter_mut().zip(&mut self.seen).zip(now) {
            *last = rate(now - std::mem::replace(seen, now), seconds);
        }
        self.total.absorb(&mut self.closed);
        std::mem::swap(&mut self.window, &mut self.closed);
    }

    fn finished(&self) -> u64 {
        self.answered + self.failed
    }
}

/// The counts of a world.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    on: bool,
    classes: [Count; CLASSES.len()],
    regions: Vec<(NodeId, Count)>,
    /// Of each node by its place in the world: which of the regions its requests are counted for.
    region_of: Vec<usize>,
}

impl Parts {
    /// The counts that a request belongs to.
    fn of(&mut self, source: u32, class: Class) -> impl Iterator<Item = &mut Count> {
        let class = CLASSES.iter().position(|c| *c == class).unwrap_or(0);
        let region = self.region_of.get(source as usize).and_then(|r| self.regions.get_mut(*r));
        self.classes.get_mut(class).into_iter().chain(region.map(|(_, count)| count))
    }

    pub fn fail(&mut self, source: u32, class: Class) {
        if self.on {
            self.of(source, class).for_each(|count| count.failed += 1);
        }
    }

    fn answer(&mut self, source: u32, class: Class, took: Time, on_time: bool) {
        for count in self.of(source, class) {
            count.answered += 1;
            count.on_time += u64::from(on_time);
            count.window.record(took);
        }
    }

    pub fn close_interval(&mut self, seconds: f64) {
        if self.on {
            let regions = self.regions.iter_mut().map(|(_, count)| count);
            self.classes.iter_mut().chain(regions).for_each(|count| count.close_interval(seconds));
        }
    }

    pub fn reset(&mut self) {
        self.classes = Default::default();
        self.regions.iter_mut().for_each(|(_, count)| *count = Count::default());
    }

    /// Those that have anything to say: classes when there were several, and regions.
    fn told(&self) -> impl Iterator<Item = (Of, &Count)> {
        let met = self.classes.iter().filter(|c| c.finished() > 0).count();
        let class = CLASSES.iter().map(|c| Of::Class(*c as u8)).zip(&self.classes);
        let classes = class.filter(move |(_, count)| met > 1 && count.finished() > 0);
        classes.chain(self.regions.iter().map(|(id, count)| (Of::Region(*id), count)))
    }

    /// The last closed interval.
    pub fn frame(&self) -> Vec<Part> {
        let ms = |h: &Histogram, q: f64| (h.quantile(q) / 1e6) as f32;
        let part = |(of, c): (Of, &Count)| {
            let [on_time, late, failed] = c.last;
            Part { of, on_time, late, failed, p50: ms(&c.closed, 0.50), p95: ms(&c.closed, 0.95) }
        };
        self.told().map(part).collect()
    }
}

impl World {
    /// An answered request where answers are counted apart.
    #[inline(never)]
    pub fn answer_apart(&mut self, source: u32, class: Class, took: Time) {
        let node = &mut self.nodes[source as usize];
        if self.sources > 1 {
            node.window.record(took);
        }
        if self.parts.on {
            self.parts.answer(source, class, took, took <= node.on_time);
        }
    }

    /// Decides what is counted apart, after a change of the design or of what sources send.
    pub fn tell_apart(&mut self) {
        let classes = self.nodes.iter().filter(|n| n.alive).fold(0, |all, n| all | n.classes);
        let on = classes.count_ones() > 1 || !self.parts.regions.is_empty();
        if self.parts.on && !on {
            self.parts.reset();
        }
        self.parts.on = on;
        self.apart = on || self.sources > 1;
    }
}

impl Sim {
    /// Finds the regions that users stand in; those that stay keep their counts.
    pub(crate) fn place_parts(&mut self, design: &Design) {
        let w = &mut self.w;
        let users =
            design.nodes.iter().zip(&self.node_of).filter(|(n, _)| n.kind.meta().role == Role::Source);
        let stands: Vec<(u32, NodeId)> =
            users.filter_map(|(n, &node)| Some((node, design.stand(n.place).region?))).collect();
        let mut ids: Vec<NodeId> = stands.iter().map(|(_, region)| *region).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() < 2 {
            ids.clear();
        }
        let mut before = std::mem::take(&mut w.parts.regions);
        let kept = |id: NodeId, before: &mut Vec<(NodeId, Count)>| {
            let at = before.iter().position(|(b, _)| *b == id);
            (id, at.map_or_else(Count::default, |i| before.swap_remove(i).1))
        };
        w.parts.regions = ids.iter().map(|id| kept(*id, &mut before)).collect();
        w.parts.region_of = vec![usize::MAX; w.nodes.len()];
        for (node, region) in stands {
            if let (Ok(i), Some(place)) =
                (ids.binary_search(&region), w.parts.region_of.get_mut(node as usize))
            {
                *place = i;
            }
        }
        w.tell_apart();
    }

    /// What was measured since the last reset, by class and by region, as far as there is more than
    /// one: each class adds up to the whole, and so do the regions when all users stand in one.
    pub fn parts(&self) -> Vec<PartReport> {
        let report = |(of, c): (Of, &Count)| PartReport {
            of,
            answered: c.answered,
            on_time: c.on_time,
            failed: c.failed,
            latency: sum(&[&c.total, &c.closed, &c.window]).quantiles(),
        };
        self.w.parts.told().map(report).collect()
    }
}
