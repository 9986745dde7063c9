//! What a learner has done on a live board: judged from the design, from the frames of the run and
//! from nothing else, so that the page and `escala prove` judge alike.
//!
//! A measure of a live run is the mean of its seconds, each with the weight of what was answered in
//! it (latency) or had finished (shares): "p95 over the last 5 s" is the mean of five p95, not the p95
//! of five seconds.

use crate::grade::rules::value;
use crate::lesson::{Done, Spot, When};
use crate::measure::Measure;
use simcore::design::{Design, NodeSpec};
use simcore::host::{Frame, NodeFrame};
use simcore::measure::{Point, fact};
use simcore::sorted::SortedSet;

/// The longest window of a measure; the series of a live board keeps no more.
pub const LONGEST_S: f64 = 600.0;

/// One second of a measure: its end, what is summed, and what the sum is divided by.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Second {
    t: f64,
    part: f64,
    whole: f64,
}

/// Follows a live board and ticks what has been done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    /// Ids of what has been done; what is ticked stays ticked.
    pub ticked: SortedSet<String>,
    /// Per thing to do, the seconds of its measure.
    seconds: Vec<Vec<Second>>,
}

impl Watch {
    pub fn new(ticked: SortedSet<String>) -> Watch {
        Watch { ticked, seconds: Vec::new() }
    }

    /// Looks at the board and its run. `series` holds the points of this run, the oldest first;
    /// those that were seen before are passed over. True when something was ticked.
    pub fn see(&mut self, done: &[Done], design: &Design, frame: &Frame, series: &[Point]) -> bool {
        self.seconds.resize(done.len(), Vec::new());
        let before = self.ticked.len();
        for (d, seconds) in done.iter().zip(&mut self.seconds) {
            if self.ticked.contains(&d.id) {
                continue;
            }
            if let When::Measure { measure, last_s, .. } = d.when {
                take(seconds, measure, last_s, frame, series);
            }
            if holds(&d.when, design, frame, seconds) {
                self.ticked.insert(d.id.clone());
            }
        }
        self.ticked.len() > before
    }

    pub fn all(&self, done: &[Done]) -> bool {
        done.iter().all(|d| self.ticked.contains(&d.id))
    }
}

/// Can it be told from the board alone, without a run? A fault that is planned counts as caused.
pub fn holds_at_rest(when: &When, design: &Design) -> Option<bool> {
    let faults = design.faults.iter().map(|f| (f.node, f.what)).collect();
    match when {
        When::Measure { .. } => None,
        other => Some(holds(other, design, &Frame { faults, ..Frame::default() }, &[])),
    }
}

/// What the seconds before an instant say, in a run that is over; `None` for what the series does not
/// tell, and where nothing was there to measure.
pub fn at(measure: Measure, series: &[Point], t: f64, last_s: f64) -> Option<f64> {
    let Some(From::Point(sums)) = kind_of(measure) else { return None };
    let until = series.iter().filter(|p| p.t <= t + 1e-6);
    let seconds: Vec<Second> = until
        .map(|p| {
            let (part, whole) = sums(p);
            Second { t: p.t, part, whole }
        })
        .collect();
    mean(&seconds, last_s)
}

/// Can its course be read from the series of a run?
pub fn has_course(measure: Measure) -> bool {
    matches!(kind_of(measure), Some(From::Point(_)))
}

/// Why a measure cannot be read from a live run, if it cannot.
pub fn unfit(measure: Measure) -> Option<&'static str> {
    match measure {
        m if kind_of(m).is_some() => None,
        Measure::CountOf(_) | Measure::CountNodes => None,
        _ => Some("a live run shows no such measure"),
    }
}

fn holds(when: &When, design: &Design, frame: &Frame, seconds: &[Second]) -> bool {
    match when {
        When::Param { at, param, bound } => nodes(design, *at).any(|n| {
            let table = n.kind.table();
            table.get(*param).is_some_and(|p| bound.holds(value(n, *param, p)))
        }),
        When::Fault { at, what } => {
            frame.faults.iter().any(|(id, f)| f == what && nodes(design, *at).any(|n| n.id == *id))
        }
        When::Measure { last_s, bound, .. } => mean(seconds, *last_s).is_some_and(|v| bound.holds(v)),
        When::Count { measure, bound } => measure.count(design).is_some_and(|n| bound.holds(f64::from(n))),
        When::Link { from, to } => design.links.iter().any(|l| {
            nodes(design, *from).any(|n| n.id == l.from) && nodes(design, *to).any(|n| n.id == l.to)
        }),
    }
}

fn nodes(design: &Design, at: Spot) -> impl Iterator<Item = &NodeSpec> {
    design.nodes.iter().filter(move |n| match at {
        Spot::Node(id) => n.id == id,
        Spot::Kind(kind) => n.kind == kind,
    })
}

/// Where the seconds of a measure come from.
enum From {
    /// The sums of a point of the series.
    Point(fn(&Point) -> (f64, f64)),
    /// The last second of a node.
    Node(fn(&NodeFrame, Measure) -> Option<(f64, f64)>),
}

fn kind_of(measure: Measure) -> Option<From> {
    fn answered(p: &Point) -> f64 {
        f64::from(p.on_time + p.late)
    }
    Some(match measure {
        Measure::P50 => From::Point(|p| (f64::from(p.p50) * answered(p), answered(p))),
        Measure::P95 => From::Point(|p| (f64::from(p.p95) * answered(p), answered(p))),
        Measure::P99 => From::Point(|p| (f64::from(p.p99) * answered(p), answered(p))),
        Measure::OnTimeShare => {
            From::Point(|p| (100.0 * f64::from(p.on_time), answered(p) + f64::from(p.failed)))
        }
        Measure::FailedShare => {
            From::Point(|p| (100.0 * f64::from(p.failed), answered(p) + f64::from(p.failed)))
        }
        Measure::Throughput => From::Point(|p| (answered(p), 1.0)),
        Measure::Utilisation(_) => From::Node(|n, _| Some((100.0 * f64::from(n.utilisation), 1.0))),
        Measure::NodeRate(_) => From::Node(|n, _| Some((f64::from(n.arrived), 1.0))),
        Measure::NodeP95(_) => {
            From::Node(|n, _| Some((f64::from(n.p95) * f64::from(n.answered), f64::from(n.answered))))
        }
        Measure::QueueMean(_) => From::Node(|n, _| Some((f64::from(n.gauges.queued), 1.0))),
        Measure::HitRatio(_) => From::Node(|n, _| n.gauges.hit_ratio.map(|h| (100.0 * h, 1.0))),
        Measure::Fact(..) => From::Node(|n, m| {
            let Measure::Fact(_, fact) = m else { return None };
            let v = n.gauges.facts.iter().find(|(f, _)| *f == fact)?.1;
            Some((if fact.unit() == fact::Unit::Share { 100.0 * v } else { v }, 1.0))
        }),
        _ => return None,
    })
}

/// Takes over the seconds that are new, and lets go of those that no window reaches.
fn take(seconds: &mut Vec<Second>, measure: Measure, last_s: f64, frame: &Frame, series: &[Point]) {
    let newest = match kind_of(measure) {
        Some(From::Point(_)) => series.last().map_or(0.0, |p| p.t),
        _ => frame.last.t,
    };
    // the clock went back: another run
    if seconds.last().is_some_and(|s| newest < s.t) {
        seconds.clear();
    }
    let seen = seconds.last().map_or(0.0, |s| s.t);
    match kind_of(measure) {
        Some(From::Point(sums)) => seconds.extend(series.iter().filter(|p| p.t > seen).map(|p| {
            let (part, whole) = sums(p);
            Second { t: p.t, part, whole }
        })),
        Some(From::Node(sums)) if newest > seen => {
            let node = frame.nodes.iter().find(|n| Some(n.id) == measure.node());
            let sums = node.and_then(|n| sums(n, measure));
            seconds.extend(sums.map(|(part, whole)| Second { t: newest, part, whole }));
        }
        _ => {}
    }
    let keep = seconds.last().map_or(0.0, |s| s.t) - last_s - 1.0;
    seconds.retain(|s| s.t > keep);
}

/// The mean of the last so many seconds; nothing until so many have been seen, and nothing where
/// nothing was there to measure.
fn mean(seconds: &[Second], last_s: f64) -> Option<f64> {
    let now = seconds.last()?.t;
    // a second is counted at its end, so the first one of the window ends one second into it
    if seconds.first()?.t > now - last_s + 1.0 + 1e-6 {
        return None;
    }
    let window = || seconds.iter().filter(|s| s.t > now - last_s + 1e-6);
    let whole: f64 = window().map(|s| s.whole).sum();
    (whole > 0.0).then(|| window().map(|s| s.part).sum::<f64>() / whole)
}

#[cfg(test)]
mod tests;
