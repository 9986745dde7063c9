//! What graded runs say of themselves: where they were hottest and when, why requests failed and
//! where, what the board costs and what the best known one does.

use crate::measure::Measure;
use serde::{Deserialize, Serialize};
use simcore::design::{Design, NodeId};
use simcore::measure::{NodeReport, Point, Reason, Report};
use simcore::sorted::sort_by;

/// The length of a busiest stretch: shorter ones are chance, longer ones hide a burst.
pub const STRETCH_S: f64 = 10.0;
/// How many nodes and how many reasons are worth a line.
const MOST: usize = 3;

/// The story of some runs of one board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Debrief {
    /// The nodes with the busiest stretches, the busiest first.
    pub hottest: Vec<Hot>,
    /// Reasons with most failed requests, the most frequent first.
    pub failures: Vec<Failure>,
    /// The charts, in which stretches are looked for, begin here; a long run keeps its end only.
    pub seen_from_s: f64,
    /// Dollars a month, the mean of the runs.
    pub cost: Option<f64>,
    /// The same of the best solution that is known, under the same seeds.
    pub best_cost: Option<f64>,
}

/// A node and its busiest stretch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hot {
    pub node: NodeId,
    pub name: String,
    /// Share of slots taken in the busiest stretch of all runs, 0 to 1.
    pub peak: f64,
    /// That stretch, in simulated seconds of the run with this seed.
    pub from_s: f64,
    pub until_s: f64,
    pub seed: u64,
    /// Share of slots taken over all of the measured time, the mean of the runs.
    pub mean: f64,
    /// The longest queue of all runs.
    pub queue_max: u32,
}

/// A reason, how many requests failed for it, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub reason: Reason,
    pub count: u64,
    /// The node at which most calls failed for this reason.
    pub at: Option<(NodeId, String)>,
}

/// Reads it from the runs.
pub fn debrief(design: &Design, reports: &[Report], best_cost: Option<f64>) -> Debrief {
    let nodes = reports.first().map(|r| r.nodes.len()).unwrap_or_default();
    let mut hottest: Vec<Hot> = (0..nodes).filter_map(|place| hot(place, reports)).collect();
    // to whole per cents: of two that were both full, the one that was full for longer comes first
    let rank = |h: &Hot| ((h.peak * 100.0).round(), h.mean);
    sort_by(&mut hottest, |a, b| {
        let (a, b) = (rank(a), rank(b));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    hottest.truncate(MOST);
    let costs: Option<Vec<f64>> = reports.iter().map(|r| Measure::Cost.read(design, r)).collect();
    let starts = reports.iter().filter_map(|r| Some(r.series.first()?.t - 1.0));
    Debrief {
        hottest,
        failures: failures(reports),
        seen_from_s: starts.fold(0.0, f64::max),
        cost: costs.as_deref().and_then(mean),
        best_cost,
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The node at this place of every report; nothing of one whose slots were never taken.
fn hot(place: usize, reports: &[Report]) -> Option<Hot> {
    let mine: Vec<&NodeReport> = reports.iter().filter_map(|r| r.nodes.get(place)).collect();
    let means: Vec<f64> = mine.iter().map(|n| n.occupancy).collect();
    let stretches = reports.iter().filter_map(|r| {
        let (peak, from_s, until_s) = busiest(&r.series, place)?;
        Some((peak, from_s, until_s, r.seed))
    });
    let (peak, from_s, until_s, seed) = stretches.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let first = mine.first()?;
    (peak > 0.0).then(|| Hot {
        node: first.id,
        name: first.name.clone(),
        peak,
        from_s,
        until_s,
        seed,
        mean: mean(&means).unwrap_or_default(),
        queue_max: mine.iter().map(|n| n.queue_max).max().unwrap_or_default(),
    })
}

/// The stretch with most slots taken: their share, its beginning and its end. The first of equal ones.
fn busiest(series: &[Point], place: usize) -> Option<(f64, f64, f64)> {
    let taken: Option<Vec<f64>> = series.iter().map(|p| p.taken.get(place).map(|v| f64::from(*v))).collect();
    let taken = taken?;
    let long = (STRETCH_S as usize).min(taken.len()).max(1);
    let share = |w: &[f64]| w.iter().sum::<f64>() / w.len() as f64;
    let all = taken.windows(long).map(share).enumerate();
    let (at, peak) = all.reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let (first, last) = (series.get(at)?, series.get(at + long - 1)?);
    Some((peak, first.t - 1.0, last.t))
}

fn failures(reports: &[Report]) -> Vec<Failure> {
    let mut out: Vec<Failure> = Vec::new();
    for reason in Reason::ALL {
        let count = reports.iter().map(|r| r.failed[reason as usize]).sum();
        if count == 0 {
            continue;
        }
        let places = reports.first().map(|r| r.nodes.as_slice()).unwrap_or_default();
        let here = |place: usize| -> u64 {
            reports.iter().filter_map(|r| r.nodes.get(place)).map(|n| n.failed[reason as usize]).sum()
        };
        let most = places.iter().enumerate().map(|(i, n)| (here(i), n));
        let most = most.filter(|(n, _)| *n > 0).reduce(|a, b| if b.0 > a.0 { b } else { a });
        out.push(Failure { reason, count, at: most.map(|(_, n)| (n.id, n.name.clone())) });
    }
    sort_by(&mut out, |a, b| b.count.cmp(&a.count));
    out.truncate(MOST);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{Fault, FaultKind, LinkSpec, NodeSpec};
    use simcore::host::{Job, run_job};
    use simcore::kinds::KindId;

    /// A client, a server that is slow from 30 to 60 s, and one that nobody calls.
    fn runs(seeds: u64) -> (Design, Vec<Report>) {
        let nodes = [KindId::client, KindId::web_server, KindId::web_server];
        let design = Design {
            nodes: nodes.into_iter().zip(1..).map(|(kind, id)| NodeSpec::new(id, kind)).collect(),
            links: vec![LinkSpec::new(1, 2, 0.5)],
            faults: vec![Fault {
                node: 2,
                what: FaultKind::Slow,
                strength: 8.0,
                from_s: 30.0,
                until_s: Some(60.0),
            }],
            ..Design::default()
        };
        let job = |seed| Job { design: design.clone(), seed, from_s: 10.0, until_s: 100.0 };
        let reports = (0..seeds).map(|seed| run_job(&job(seed))).collect();
        (design, reports)
    }

    #[test]
    fn the_busiest_stretch_is_where_the_fault_was() {
        let (design, reports) = runs(3);
        let d = debrief(&design, &reports, Some(9.0));
        let hot = &d.hottest[0];
        assert_eq!((hot.node, d.hottest.len()), (2, 1), "who is never called is not hot: {d:?}");
        assert!((29.0..=61.0).contains(&hot.from_s) && hot.until_s == hot.from_s + STRETCH_S, "{hot:?}");
        assert!(hot.peak > hot.mean && hot.peak <= 1.0 && hot.seed < 3, "{hot:?}");
        let counted = reports.iter().map(|r| r.nodes[1].queue_max).max();
        assert_eq!(Some(hot.queue_max), counted);
        assert_eq!((d.seen_from_s, d.best_cost), (10.0, Some(9.0)));
        assert!(d.cost.is_some_and(|c| c > 0.0));
    }

    #[test]
    fn failures_are_those_of_the_runs_and_say_where() {
        let (design, reports) = runs(2);
        let d = debrief(&design, &reports, None);
        let most = Reason::ALL.map(|r| reports.iter().map(|x| x.failed[r as usize]).sum::<u64>());
        assert_eq!(d.failures.first().map(|f| f.count), most.into_iter().max().filter(|n| *n > 0));
        for f in &d.failures {
            assert_eq!(f.count, most[f.reason as usize]);
            assert!(f.at.as_ref().is_none_or(|(id, _)| design.node(*id).is_some()));
        }
        assert_eq!(debrief(&design, &[], None), Debrief::default());
    }
}
