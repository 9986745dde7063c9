//! What a sweep has found: intervals, the knee, where it is full, and theory beside it.

use super::figures::{Figures, Measure};
use super::guess::Guess;
use super::plan;
use super::setup::Setup;
use simcore::answers::beside::{self, Refusal, Whole, Why};
use simcore::answers::stats::Interval;
use simcore::answers::sweep::{Knob, knee};
use simcore::design::{Design, NodeId};
use std::sync::Arc;

/// Points of the line of theory.
const FINE: usize = 72;
/// A station is full when its slots are taken for this share of the time.
const FULL: f64 = 0.985;

/// The runs of a sweep, as far as they have come.
#[derive(Clone, Debug)]
pub struct Found {
    pub setup: Setup,
    pub design: Design,
    /// Spread by ratio?
    pub log: bool,
    pub values: Vec<f64>,
    /// What was drawn before the runs, if anything was.
    pub guess: Option<Arc<Guess>>,
    /// By value; the last ones may be missing.
    pub runs: Vec<Vec<Figures>>,
}

/// One measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub measured: Interval,
    pub p95: f64,
    pub theory: Option<f64>,
    /// The highest load of a station in theory.
    pub load: Option<f64>,
}

/// Where something is full, and whether theory says so or the runs do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FullAt {
    pub x: f64,
    pub node: NodeId,
    pub in_theory: bool,
}

impl Found {
    pub fn theory_at(&self, x: f64) -> Result<Whole, Refusal> {
        beside::whole(&self.setup.knob.turned(&self.design, x))
    }

    /// Measured points, each with what theory says there.
    pub fn points(&self, measure: Measure) -> Vec<Point> {
        let each = self.values.iter().zip(&self.runs).filter(|(_, runs)| !runs.is_empty());
        let mean = |runs: &[Figures], m: Measure| {
            Interval::of(&runs.iter().map(|r| m.read(r)).filter(|v| v.is_finite()).collect::<Vec<_>>())
        };
        let point = |(&x, runs): (&f64, &Vec<Figures>)| {
            let whole = self.theory_at(x);
            let load = match &whole {
                Ok(w) => w.stations.iter().map(|(_, s)| s.load).reduce(f64::max),
                Err(refusal) => (refusal.why == Why::Full).then_some(refusal.amount),
            };
            Point {
                x,
                measured: mean(runs, measure),
                p95: mean(runs, Measure::P95).mean,
                theory: whole.ok().and_then(|w| measure.theory(&w)),
                load,
            }
        };
        each.map(point).collect()
    }

    /// Theory between the values, where it applies: its pieces.
    pub fn line(&self, measure: Measure) -> Vec<Vec<(f64, f64)>> {
        let (Some(&from), Some(&to)) = (self.values.first(), self.values.last()) else { return Vec::new() };
        let axis = super::axis::Axis::along(from, to, self.log);
        let mut pieces = vec![Vec::new()];
        for i in 0..=FINE {
            let x = axis.at(i as f64 / FINE as f64);
            match self.theory_at(x).ok().and_then(|w| measure.theory(&w)) {
                Some(y) => pieces.last_mut().into_iter().for_each(|p: &mut Vec<_>| p.push((x, y))),
                None => pieces.push(Vec::new()),
            }
        }
        pieces.retain(|p| p.len() > 1);
        pieces
    }

    /// The first value at which a station is full: exactly, where theory knows it, or as measured.
    pub fn full_at(&self) -> Option<FullAt> {
        let end = self.values.last().copied()?;
        if self.setup.knob == Knob::Traffic
            && let Some(x) = plan::full_at(&self.design)
            && let Some(node) = self.busiest()
        {
            // the axis reaches about as far
            return (x <= end * 1.08).then_some(FullAt { x, node, in_theory: true });
        }
        self.values.iter().zip(&self.runs).find_map(|(&x, runs)| {
            let fullest: Vec<_> = runs.iter().filter_map(|r| r.fullest).collect();
            let (node, _) = *fullest.first()?;
            let mean = fullest.iter().map(|(_, share)| share).sum::<f64>() / fullest.len() as f64;
            (mean >= FULL).then_some(FullAt { x, node, in_theory: false })
        })
    }

    fn busiest(&self) -> Option<NodeId> {
        let load = |id| match beside::beside(&self.design, id) {
            Ok(s) => Some((id, s.load)),
            Err(refusal) => (refusal.why == Why::Full).then_some((id, refusal.amount)),
        };
        let loads = self.design.nodes.iter().filter_map(|n| load(n.id));
        loads.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(id, _)| id)
    }

    /// What the learner expected of this measure.
    pub fn guess(&self, measure: Measure) -> Option<&Guess> {
        self.guess.as_deref().filter(|g| g.is_about(measure))
    }

    pub fn complete(&self) -> bool {
        self.runs.len() == self.values.len()
    }

    pub fn requests(&self) -> f64 {
        self.runs.iter().flatten().map(|r| r.requests).sum::<f64>() * (1.0 + plan::WARM)
    }
}

/// Where the measured curve bends.
pub fn bend(points: &[Point]) -> Option<usize> {
    let known: Vec<usize> = (0..points.len()).filter(|&i| points[i].measured.mean.is_finite()).collect();
    let x: Vec<f64> = known.iter().map(|&i| points[i].x).collect();
    let y: Vec<f64> = known.iter().map(|&i| points[i].measured.mean).collect();
    knee(&x, &y).map(|i| known[i])
}

/// How many points theory was asked for, and at how many it lies inside the interval.
pub fn agreement(points: &[Point]) -> (usize, usize) {
    let asked: Vec<_> = points.iter().filter_map(|p| Some((p, p.theory?))).collect();
    let inside = asked.iter().filter(|(p, theory)| !p.measured.excludes(*theory)).count();
    (inside, asked.len())
}

#[cfg(test)]
mod tests;
