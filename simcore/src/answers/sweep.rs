//! One parameter at many values: the curve, and where it bends.

use super::stats::Interval;
use crate::design::{Design, NodeId, NodeSpec};
use crate::host::Job;
use crate::kinds::Role;
use crate::param::{Param, Range};

/// What is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// A parameter of a node, by its index in the table of the node's kind.
    Param(NodeId, usize),
    /// The rates of all sources together; they keep their proportions.
    Traffic,
}

/// The rate of a source: its first parameter. Nobody else has one.
fn rate(node: &NodeSpec) -> Option<f64> {
    let first = (node.kind.meta().role == Role::Source).then(|| node.kind.table().first()).flatten()?;
    Some(node.params.first().copied().unwrap_or(first.default))
}

impl Knob {
    /// Where it stands; `None` when the design has no such knob.
    pub fn read(self, design: &Design) -> Option<f64> {
        match self {
            Knob::Param(node, param) => {
                let node = design.node(node)?;
                let row = node.kind.table().get(param)?;
                Some(node.params.get(param).copied().unwrap_or(row.default))
            }
            Knob::Traffic => design.nodes.iter().filter_map(rate).reduce(|a, b| a + b),
        }
    }

    /// The same design with the knob turned to this value.
    pub fn turned(self, design: &Design, value: f64) -> Design {
        let mut design = design.clone();
        let before = self.read(&design).unwrap_or(0.0);
        for node in &mut design.nodes {
            let (slot, value) = match self {
                Knob::Param(id, param) if node.id == id => (param, value),
                Knob::Traffic if before > 0.0 => match rate(node) {
                    Some(rate) => (0, rate * value / before),
                    None => continue,
                },
                _ => continue,
            };
            let table = node.kind.table();
            node.params.extend(table.iter().skip(node.params.len()).map(|p| p.default));
            if let Some(slot) = node.params.get_mut(slot) {
                *slot = value;
            }
        }
        design
    }
}

/// What is varied, and how each run is measured.
#[derive(Clone, Debug)]
pub struct Sweep {
    pub design: Design,
    pub knob: Knob,
    pub values: Vec<f64>,
    /// Every value is run under each of these: common random numbers.
    pub seeds: Vec<u64>,
    pub from_s: f64,
    pub until_s: f64,
}

impl Sweep {
    /// The runs, value by value, seed by seed.
    pub fn jobs(&self) -> Vec<Job> {
        let job = |value: f64, seed: u64| Job {
            design: self.knob.turned(&self.design, value),
            seed,
            from_s: self.from_s,
            until_s: self.until_s,
        };
        self.values.iter().flat_map(|&v| self.seeds.iter().map(move |&s| job(v, s))).collect()
    }

    /// What was measured in each run, in the order of the jobs, as one interval per value.
    pub fn points(&self, measured: &[f64]) -> Vec<Interval> {
        measured.chunks(self.seeds.len().max(1)).map(Interval::of).collect()
    }
}

/// `n` values from one to the other, evenly or in equal ratios as the parameter's own ruler has it;
/// whole where the parameter is whole.
pub fn values(param: &Param, from: f64, to: f64, n: usize) -> Vec<f64> {
    let (log, whole) = match param.range {
        Range::Real { log, .. } => (log, false),
        Range::Int { log, .. } => (log, true),
        Range::Choice(names) => return (0..names.len()).map(|i| i as f64).collect(),
        Range::Flag => return vec![0.0, 1.0],
    };
    let log = log && from > 0.0 && to > 0.0;
    let at = |i: usize| {
        let x = if n < 2 { 0.0 } else { i as f64 / (n - 1) as f64 };
        let v = if log { from * libm::pow(to / from, x) } else { from + (to - from) * x };
        param.clamp(if whole { libm::round(v) } else { v })
    };
    let mut out: Vec<f64> = (0..n.max(1)).map(at).collect();
    out.dedup();
    out
}

/// Where a curve bends: the point farthest from the straight line between its ends, both axes
/// taken from 0 to 1 (Kneedle: Satopaa et al. 2011). `None` for a line, or for fewer than three
/// points.
pub fn knee(x: &[f64], y: &[f64]) -> Option<usize> {
    let n = x.len().min(y.len());
    let (x0, x1, y0, y1) = (x.first()?, x.get(n.checked_sub(1)?)?, y.first()?, y.get(n - 1)?);
    let (dx, dy) = (x1 - x0, y1 - y0);
    if n < 3 || dx == 0.0 || dy == 0.0 || !dy.is_finite() {
        return None;
    }
    let away = |i: usize| ((x[i] - x0) / dx - (y[i] - y0) / dy).abs();
    let best = (1..n - 1).max_by(|&a, &b| away(a).total_cmp(&away(b)))?;
    // a bend of less than a tenth of the box is noise
    (away(best) > 0.1).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KindId;

    #[test]
    fn the_knee_of_a_hyperbola_is_where_its_slope_is_one() {
        // y = 1/(1-x) on 0..0.95, scaled to a box: slope 1 where (1-x)^2 = dx/dy = 0.95/19 -> x = 0.776
        let x: Vec<f64> = (0..=95).map(|i| f64::from(i) / 100.0).collect();
        let y: Vec<f64> = x.iter().map(|x| 1.0 / (1.0 - x)).collect();
        let at = x[knee(&x, &y).expect("it bends")];
        assert!((at - 0.776).abs() < 0.011, "{at}");
        let line: Vec<f64> = x.iter().map(|x| 3.0 * x).collect();
        assert_eq!(knee(&x, &line), None);
    }

    #[test]
    fn the_traffic_of_several_sources_keeps_its_proportions() {
        let source = |id, rate| NodeSpec::new(id, KindId::client).with("rate", rate);
        let server = NodeSpec { params: vec![3.0], ..NodeSpec::new(3, KindId::web_server) };
        let design = Design { nodes: vec![source(1, 30.0), source(2, 10.0), server], ..Design::default() };
        assert_eq!(Knob::Traffic.read(&design), Some(40.0));
        let turned = Knob::Traffic.turned(&design, 100.0);
        assert_eq!((turned.nodes[0].params[0], turned.nodes[1].params[0]), (75.0, 25.0));
        assert_eq!(turned.nodes[2], design.nodes[2]);
        // a table that was written short is filled up
        let service = Knob::Param(3, 2);
        assert_eq!(service.read(&service.turned(&design, 80.0)), Some(80.0));
        assert_eq!((service.read(&design), Knob::Param(9, 0).read(&design)), (Some(40.0), None));
    }

    #[test]
    fn values_follow_the_ruler() {
        let table = KindId::web_server.table();
        let slots = table.iter().find(|p| p.name == "slots").expect("slots");
        assert_eq!(values(slots, 1.0, 4.0, 7), [1.0, 2.0, 3.0, 4.0]);
        let rate = &KindId::client.table()[0];
        let got = values(rate, 1.0, 100.0, 3);
        assert!((got[1] - 10.0).abs() < 1e-9, "{got:?}");
    }
}
