//! Service level objectives against a run: met or missed, each with its number, and what is left of
//! the error budget.
//!
//! The error budget of an availability objective `A` is the share `1 - A` of all requests. The burn
//! rate is the share of requests that failed over that budget: at 1 it is spent exactly when the
//! period ends (The Site Reliability Workbook, chapter 5, "Alerting on SLOs"). A burn rate `b` held
//! for a time `w` spends `b w / T` of the budget of a period `T`: 14.4 for an hour is 2 % of a month.

use super::cost;
use crate::design::Design;
use crate::engine::Sim;
use crate::host::NodeFrame;
use crate::kinds::Role;
use crate::measure::{Fact, Point, Report};
use crate::time::{SEC, from_secs};
use serde::{Deserialize, Serialize};

/// The period of an objective: 30 days, in seconds.
pub const MONTH_S: f64 = 30.0 * 86_400.0;
/// Requests a second from which a second without any answer is an outage, not luck: at 10 a second
/// one without an arrival comes once in six hours.
const BUSY: f32 = 10.0;
/// Length of the window of the worst burn rate, in points of a second each.
const WINDOW: usize = 60;

/// What can be promised. Shares in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Answered, of what finished; at least.
    Availability,
    /// All others at most. Latency in milliseconds.
    P95,
    P99,
    /// Failed, of what finished.
    Errors,
    /// Reads that were answered with an old value, at the worst node.
    Stale,
    /// The longest time without service, in seconds.
    RecoveryTime,
    /// The most recent writes that a loss of the leader would have taken with it, in seconds: the
    /// age of the newest copy, at the worst moment.
    RecoveryPoint,
    /// Dollars a month.
    Cost,
}

/// A promise: this objective with its bound.
pub type Promise = (Objective, f64);

/// A run with what a report does not keep.
#[derive(Clone, Debug)]
pub struct Watched {
    pub report: Report,
    /// Every second of the measured time.
    pub points: Vec<Point>,
    /// Age of the newest copy at the worst moment; `None` where nobody copies.
    pub oldest_copy_s: Option<f64>,
}

/// A line of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Line {
    pub objective: Objective,
    pub bound: f64,
    /// `None` when the run cannot say: then it is missed.
    pub measured: Option<f64>,
    pub met: bool,
}

/// The error budget of an availability objective.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Budget {
    pub finished: u64,
    pub failed: u64,
    /// What is left of the budget of the requests of this run, in per cent; below 0 when overspent.
    pub left: f64,
    pub burn_rate: f64,
    /// The highest burn rate of any minute.
    pub worst_minute: f64,
    /// How much of a month's budget this run has spent, in per cent.
    pub month_spent: f64,
    /// How long a month's budget lasts at this rate, in days; `None` at a burn rate of 0.
    pub lasts_days: Option<f64>,
}

/// The sheet of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sheet {
    pub lines: Vec<Line>,
    /// For an availability objective below 100 %.
    pub budget: Option<Budget>,
    pub met: bool,
}

/// The burn rate of so many failures under an availability objective in per cent.
pub fn burn_rate(failed: f64, finished: f64, availability: f64) -> f64 {
    let budget = 1.0 - availability / 100.0;
    if failed <= 0.0 || finished <= 0.0 {
        0.0
    } else if budget > 0.0 {
        failed / finished / budget
    } else {
        f64::INFINITY
    }
}

/// Share of the budget of a period that a burn rate held for a window spends.
pub fn spent(burn_rate: f64, window_s: f64, period_s: f64) -> f64 {
    burn_rate * window_s / period_s
}

/// The smallest age of any copy, if anybody copies: a replica's lag, a backup's age.
fn newest_copy(design: &Design, nodes: &[NodeFrame]) -> Option<f64> {
    let replica = |id| design.node(id).is_some_and(|n| n.kind.meta().role == Role::Replica);
    let ages = nodes.iter().flat_map(|n| {
        let is_copy = move |f| f == Fact::BackupAge || f == Fact::Lag && replica(n.id);
        n.gauges.facts.iter().filter(move |(f, _)| is_copy(*f)).map(|(_, v)| *v)
    });
    ages.filter(|v| v.is_finite()).min_by(f64::total_cmp)
}

/// Runs a design and looks at it every second.
pub fn watch(design: &Design, seed: u64, from_s: f64, until_s: f64) -> Watched {
    let (mut sim, _) = Sim::new(design, seed);
    let (from, until) = (from_secs(from_s.max(0.0)), from_secs(until_s.max(0.0)));
    sim.run_until(from, u64::MAX);
    sim.reset_measures();
    let (mut points, mut oldest) = (Vec::new(), None);
    let mut now = from;
    while now < until {
        let seen = sim.points_made();
        now = now.saturating_add(SEC).min(until);
        sim.run_until(now, u64::MAX);
        let frame = sim.frame(seen);
        points.extend(frame.fresh);
        if let Some(age) = newest_copy(design, &frame.nodes) {
            oldest = Some(age.max(oldest.unwrap_or(0.0)));
        }
    }
    Watched { report: sim.report(), points, oldest_copy_s: oldest }
}

/// The longest stretch of seconds in which more failed than was answered, or nothing came back at
/// all though many asked.
pub fn longest_outage(points: &[Point]) -> f64 {
    let (mut most, mut now, mut down) = (0.0f64, 0.0, false);
    for (i, p) in points.iter().enumerate() {
        let answered = p.on_time + p.late;
        if answered + p.failed > 0.0 {
            down = p.failed > answered;
        } else if p.offered >= BUSY {
            down = true;
        }
        let step = if i > 0 { p.t - points[i - 1].t } else { 1.0 };
        now = if down { now + step } else { 0.0 };
        most = most.max(now);
    }
    most
}

fn budget(w: &Watched, availability: f64) -> Budget {
    let (failed, finished) = (w.report.failed_total(), w.report.finished());
    let burn_rate_now = burn_rate(failed as f64, finished as f64, availability);
    let of = |part: &[Point]| {
        let sum = |f: fn(&Point) -> f32| part.iter().map(|p| f64::from(f(p))).sum::<f64>();
        burn_rate(sum(|p| p.failed), sum(|p| p.failed + p.on_time + p.late), availability)
    };
    let worst = w.points.windows(WINDOW.min(w.points.len()).max(1)).map(of).fold(0.0, f64::max);
    Budget {
        finished,
        failed,
        left: 100.0 * (1.0 - burn_rate_now),
        burn_rate: burn_rate_now,
        worst_minute: worst,
        month_spent: 100.0 * spent(burn_rate_now, w.report.seconds(), MONTH_S),
        lasts_days: (burn_rate_now > 0.0).then(|| MONTH_S / 86_400.0 / burn_rate_now),
    }
}

fn measured(design: &Design, w: &Watched, objective: Objective) -> Option<f64> {
    let r = &w.report;
    let share = |n: u64| (r.finished() > 0).then(|| 100.0 * n as f64 / r.finished() as f64);
    let latency = |v: f64| (r.latency.count > 0).then_some(v);
    let stores = design.nodes.iter().any(|n| n.kind.meta().role == Role::Store);
    match objective {
        Objective::Availability => share(r.answered),
        Objective::P95 => latency(r.latency.p95),
        Objective::P99 => latency(r.latency.p99),
        Objective::Errors => share(r.failed_total()),
        Objective::Stale => {
            let facts = r.nodes.iter().flat_map(|n| &n.gauges.facts);
            let worst = facts.filter(|(f, _)| *f == Fact::StaleShare).map(|(_, v)| *v).fold(0.0, f64::max);
            Some(100.0 * worst)
        }
        Objective::RecoveryTime => Some(longest_outage(&w.points)),
        // without data there is nothing to lose; without a copy everything
        Objective::RecoveryPoint if !stores => Some(0.0),
        Objective::RecoveryPoint => w.oldest_copy_s,
        Objective::Cost => Some(cost::monthly(design, r).total),
    }
}

/// The sheet: each promise against what was measured.
pub fn sheet(design: &Design, watched: &Watched, promises: &[Promise]) -> Sheet {
    let line = |&(objective, bound): &Promise| {
        let measured = measured(design, watched, objective).filter(|v| v.is_finite());
        let met = measured
            .is_some_and(|v| if objective == Objective::Availability { v >= bound } else { v <= bound });
        Line { objective, bound, measured, met }
    };
    let lines: Vec<Line> = promises.iter().map(line).collect();
    let availability = promises.iter().find(|p| p.0 == Objective::Availability && p.1 < 100.0);
    Sheet { met: lines.iter().all(|l| l.met), budget: availability.map(|p| budget(watched, p.1)), lines }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Fault, FaultKind, LinkSpec, NodeSpec};
    use crate::kinds::KindId;

    #[test]
    fn burn_rates_are_those_of_the_workbook() {
        // 99.9 %: 0.1 % of errors burn at 1, 1.44 % at 14.4; an hour of that is 2 % of 30 days, six
        // hours at 6 are 5 %, three days at 1 are 10 %
        assert!((burn_rate(1.0, 1000.0, 99.9) - 1.0).abs() < 1e-9);
        assert!((burn_rate(14.4, 1000.0, 99.9) - 14.4).abs() < 1e-9);
        for (rate, hours, share) in [(14.4, 1.0, 0.02), (6.0, 6.0, 0.05), (1.0, 72.0, 0.1)] {
            assert!((spent(rate, hours * 3600.0, MONTH_S) - share).abs() < 1e-12);
        }
        assert_eq!(burn_rate(0.0, 10.0, 100.0), 0.0);
        assert_eq!(burn_rate(1.0, 10.0, 100.0), f64::INFINITY);
    }

    fn shop(fault: Option<Fault>) -> Design {
        Design {
            nodes: vec![
                NodeSpec::new(1, KindId::client).with("rate", 200.0).with("reads", 50.0),
                NodeSpec::new(2, KindId::web_server),
                NodeSpec::new(3, KindId::sql_leader),
                NodeSpec::new(4, KindId::sql_follower),
            ],
            links: [(1, 2), (2, 3), (3, 4)].map(|(a, b)| LinkSpec::new(a, b, 0.5)).into(),
            faults: fault.into_iter().collect(),
            ..Design::default()
        }
    }

    #[test]
    fn an_outage_has_its_length_and_spends_its_share_of_the_budget() {
        use Objective::*;
        let promises = [
            (Availability, 99.0),
            (P95, 500.0),
            (Errors, 1.0),
            (RecoveryTime, 25.0),
            (RecoveryPoint, 1.0),
            (Cost, 2000.0),
        ];
        let fine = shop(None);
        let w = watch(&fine, 1, 60.0, 660.0);
        assert_eq!(w.points.len(), 600);
        let good = sheet(&fine, &w, &promises);
        assert!(
            good.met && good.budget.is_some_and(|b| b.left == 100.0 && b.lasts_days.is_none()),
            "{good:?}"
        );

        let broken = shop(Some(Fault::new(2, FaultKind::Crash, None, 200.0, Some(230.0))));
        let bad = sheet(&broken, &watch(&broken, 1, 60.0, 660.0), &promises);
        let of = |o: Objective| bad.lines.iter().find(|l| l.objective == o).copied().expect("a line");
        let out = of(RecoveryTime).measured.unwrap_or(0.0);
        assert!((29.0..=31.0).contains(&out) && !of(RecoveryTime).met, "30 s of crash: {out}");
        // 30 of 600 s fail: 5 %, five times the budget of 1 %; within 4 standard errors of sqrt(6000)/120000
        let b = bad.budget.expect("a budget");
        assert!((b.burn_rate - 5.0).abs() < 4.0 * 0.065, "{b:?}");
        assert!(
            (b.left + 400.0).abs() < 26.0 && (b.month_spent - b.burn_rate * 60_000.0 / MONTH_S).abs() < 1e-9
        );
        // half of the worst minute failed
        assert!((b.worst_minute - 50.0).abs() < 3.0, "{b:?}");
        assert!(!of(Availability).met && !of(Errors).met && of(P95).met && of(Cost).met, "{bad:?}");
        let lag = of(RecoveryPoint).measured.unwrap_or(f64::NAN);
        assert!(lag > 0.0 && lag < 1.0, "the follower's lag: {lag}");
    }

    #[test]
    fn without_a_copy_there_is_no_recovery_point() {
        let mut d = shop(None);
        d.nodes.retain(|n| n.id != 4);
        d.links.retain(|l| l.to != 4);
        let s = sheet(&d, &watch(&d, 1, 0.0, 5.0), &[(Objective::RecoveryPoint, 1e9)]);
        assert_eq!((s.met, s.lines[0].measured), (false, None));
    }
}
