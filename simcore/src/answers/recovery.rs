//! Does a system come back when what hurt it is over? Pairs of runs under the same seeds, with the
//! faults and without: from the end of the last fault on they are compared in windows.
//!
//! A system that stays down with its trigger gone is *metastable* (Bronson et al. 2021): something
//! that the trigger set off, such as users who try again, keeps it there. What is only slow in
//! coming back, such as a queue that is worked off, gets better in the meantime.

use crate::design::{Design, Fault};
use crate::host::Job;
use crate::kinds::Role;
use crate::measure::{Point, Report};
use serde::{Deserialize, Serialize};

/// Seconds that are compared at a time.
const WINDOW_S: f64 = 10.0;
/// The longest wait: a report keeps the last 600 seconds.
pub const MAX_WAIT_S: f64 = 500.0;
/// Measured from so long before the end of the faults, to see whether anybody felt them.
const BEFORE_S: f64 = 60.0;

/// What falls below this share of what it was gets better.
const BETTER: f64 = 0.7;
/// Runs for each seed: with the faults, without, and with them half the wait.
const RUNS: usize = 3;

/// What still counts as the same as without the faults; each against the mean of the paired runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// More of the finished requests may fail: a share.
    pub failed: f64,
    /// The median may be so many times as long, and so many milliseconds longer.
    pub slower: f64,
    pub slower_ms: f64,
    /// Fewer requests may be answered on time: a share of the usual.
    pub goodput: f64,
}

impl Default for Bounds {
    /// Wide enough for the noise of a window of 10 s with some hundreds of requests.
    fn default() -> Bounds {
        Bounds { failed: 0.02, slower: 1.5, slower_ms: 1.0, goodput: 0.1 }
    }
}

/// How a system does, with the faults and without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Share of the finished requests that failed.
    pub failed: f64,
    pub failed_usual: f64,
    /// Median latency in milliseconds.
    pub p50_ms: f64,
    pub p50_usual_ms: f64,
    /// Requests a second that were answered on time.
    pub goodput: f64,
    pub goodput_usual: f64,
}

/// What became of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In the last minute of the faults nothing was different.
    NotFelt,
    /// It is as it would have been.
    Recovered,
    /// It is not yet, but it gets better.
    Recovering,
    /// It is not, and it does not get better although the faults are gone.
    Metastable,
}

/// A verdict with its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovery {
    pub verdict: Verdict,
    /// When the last fault ended, and how long after that it was back (to a window of 10 s).
    pub fault_ended_s: f64,
    pub back_after_s: Option<f64>,
    /// The last quarter of the wait, and the second.
    pub at_the_end: Compared,
    pub earlier: Compared,
    /// Calls inside the nodes at the end of the wait, at its half, and usually.
    pub waiting: [f64; RUNS],
    pub bounds: Bounds,
}

/// A design whose faults end, to be run and judged.
#[derive(Clone, Debug)]
pub struct Trial {
    design: Design,
    seeds: Vec<u64>,
    ended_s: f64,
    wait_s: f64,
    pub bounds: Bounds,
}

/// Sums over the seconds of one side of the pairs.
#[derive(Clone, Copy, Default)]
struct Side {
    seconds: f64,
    on_time: f64,
    answered: f64,
    failed: f64,
    /// Medians of the seconds, each as often as there were answers.
    median: f64,
}

impl Side {
    fn add(&mut self, p: &Point) {
        let answered = f64::from(p.on_time + p.late);
        self.seconds += 1.0;
        self.on_time += f64::from(p.on_time);
        self.answered += answered;
        self.failed += f64::from(p.failed);
        self.median += f64::from(p.p50) * answered;
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

impl Compared {
    fn of(with: Side, without: Side) -> Compared {
        let failed = |s: Side| ratio(s.failed, s.failed + s.answered);
        Compared {
            failed: failed(with),
            failed_usual: failed(without),
            p50_ms: ratio(with.median, with.answered),
            p50_usual_ms: ratio(without.median, without.answered),
            goodput: ratio(with.on_time, with.seconds),
            goodput_usual: ratio(without.on_time, without.seconds),
        }
    }

    /// The same from whole reports.
    pub fn reports(with: &Report, without: &Report) -> Compared {
        let failed = |r: &Report| ratio(r.failed_total() as f64, r.finished() as f64);
        let goodput = |r: &Report| ratio(r.on_time as f64, r.seconds());
        Compared {
            failed: failed(with),
            failed_usual: failed(without),
            p50_ms: with.latency.p50,
            p50_usual_ms: without.latency.p50,
            goodput: goodput(with),
            goodput_usual: goodput(without),
        }
    }

    /// Worse than the bounds allow?
    pub fn is_worse(&self, b: &Bounds) -> bool {
        self.failed - self.failed_usual > b.failed
            || self.p50_ms > b.slower * self.p50_usual_ms + b.slower_ms
            || self.goodput < (1.0 - b.goodput) * self.goodput_usual
    }

    /// Clearly better than this was earlier, in what was lost or, where nothing fails, in time?
    fn is_better_than(&self, earlier: &Compared, b: &Bounds) -> bool {
        let lost = |c: &Compared| (1.0 - ratio(c.goodput, c.goodput_usual)).max(0.0);
        let longer = |c: &Compared| (c.p50_ms - c.p50_usual_ms).max(0.0);
        let fails = self.failed - self.failed_usual > b.failed;
        lost(self) < BETTER * lost(earlier) || !fails && longer(self) < BETTER * longer(earlier)
    }
}

/// The end of the faults that end.
fn last_end(faults: &[Fault]) -> Option<f64> {
    faults.iter().filter_map(|f| f.until_s).filter(|t| t.is_finite()).max_by(f64::total_cmp)
}

impl Trial {
    /// A trial of a design, waiting so long after the last fault; `None` if none of its faults ends.
    pub fn new(design: &Design, seeds: Vec<u64>, wait_s: f64) -> Option<Trial> {
        let ended_s = last_end(&design.faults)?;
        // four quarters of at least a window each
        let wait_s = wait_s.clamp(4.0 * WINDOW_S, MAX_WAIT_S);
        Some(Trial { design: design.clone(), seeds, ended_s, wait_s, bounds: Bounds::default() })
    }

    /// The runs, three for each seed: with the faults, without those that end, and with them up to
    /// the half of the wait.
    pub fn jobs(&self) -> Vec<Job> {
        let mut without = self.design.clone();
        without.faults.retain(|f| f.until_s.is_none());
        let from_s = (self.ended_s - BEFORE_S).max(0.0);
        let job = |design: &Design, seed, wait_s| {
            let until_s = self.ended_s + wait_s;
            Job { design: design.clone(), seed, from_s, until_s }
        };
        let runs = |&seed| {
            let whole = [&self.design, &without].map(|d| job(d, seed, self.wait_s));
            whole.into_iter().chain([job(&self.design, seed, self.wait_s / 2.0)])
        };
        self.seeds.iter().flat_map(runs).collect()
    }

    /// Calls inside the nodes behind the sources, on average: at the end, at the half, and usually.
    fn waiting(&self, reports: &[Report]) -> [f64; RUNS] {
        let source = |id| self.design.node(id).is_some_and(|n| n.kind.meta().role == Role::Source);
        let inside =
            |r: &Report| r.nodes.iter().filter(|n| !source(n.id)).map(|n| n.inside).sum::<u64>() as f64;
        let mean = |i: usize| {
            let all = reports.iter().skip(i).step_by(RUNS).map(inside);
            all.sum::<f64>() / self.seeds.len().max(1) as f64
        };
        [mean(0), mean(2), mean(1)]
    }

    /// All pairs between two instants, counted from the end of the faults.
    fn span(&self, reports: &[Report], from: f64, until: f64) -> Compared {
        let (mut with, mut without) = (Side::default(), Side::default());
        for pair in reports.chunks(RUNS) {
            for (side, report) in [&mut with, &mut without].into_iter().zip(pair) {
                // a point tells of the second before it
                let inside = |p: &&Point| (from..until).contains(&(p.t - 0.5 - self.ended_s));
                report.series.iter().filter(inside).for_each(|p| side.add(p));
            }
        }
        Compared::of(with, without)
    }

    /// The reports of [`Trial::jobs`], judged.
    pub fn judge(&self, reports: &[Report]) -> Recovery {
        let quarter = self.wait_s / 4.0;
        let at_the_end = self.span(reports, 3.0 * quarter, self.wait_s);
        let earlier = self.span(reports, quarter, 2.0 * quarter);
        let waiting = self.waiting(reports);
        let worse = |from: f64, until: f64| self.span(reports, from, until).is_worse(&self.bounds);
        let windows = |from: f64, until: f64| {
            (0..).map(move |i| from + f64::from(i) * WINDOW_S).take_while(move |t| *t < until)
        };
        // this window is fine, and so is all that comes after it
        let fine = |t: &f64| !worse(*t, t + WINDOW_S) && !worse(*t, self.wait_s);
        let felt = || windows(-BEFORE_S, WINDOW_S).any(|t| worse(t, t + WINDOW_S));
        let verdict = if at_the_end.is_worse(&self.bounds) {
            let [end, half, usual] = waiting;
            let drains = (end - usual).max(0.0) < BETTER * (half - usual);
            if drains || at_the_end.is_better_than(&earlier, &self.bounds) {
                Verdict::Recovering
            } else {
                Verdict::Metastable
            }
        } else if felt() {
            Verdict::Recovered
        } else {
            Verdict::NotFelt
        };
        let back_after_s =
            if verdict == Verdict::Recovered { windows(0.0, self.wait_s).find(fine) } else { None };
        Recovery {
            verdict,
            fault_ended_s: self.ended_s,
            back_after_s,
            at_the_end,
            earlier,
            waiting,
            bounds: self.bounds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{FaultKind, LinkSpec, NodeSpec};
    use crate::host::run_job;
    use crate::kinds::KindId;

    /// Ten slots of 100 ms carry 100 a second; 70 users a second wait a second each and try three
    /// times more, as far as their budget goes. For 20 s the server takes four times as long.
    fn storm(budget: f64, queue: f64) -> Design {
        let users = NodeSpec::new(1, KindId::client).with("rate", 70.0).with("timeout_ms", 1000.0);
        let users = users.with("retries", 3.0).with("backoff_ms", 100.0).with("budget", budget);
        let server = NodeSpec::new(2, KindId::web_server).with("slots", 10.0).with("service_ms", 100.0);
        Design {
            nodes: vec![users, server.with("queue", queue)],
            links: vec![LinkSpec::new(1, 2, 0.5)],
            faults: vec![Fault::new(2, FaultKind::Slow, Some(4.0), 60.0, Some(80.0))],
            ..Design::default()
        }
    }

    fn judged(design: &Design, wait_s: f64) -> Recovery {
        let trial = Trial::new(design, vec![1, 2, 3], wait_s).expect("its fault ends");
        let reports: Vec<Report> = trial.jobs().iter().map(run_job).collect();
        trial.judge(&reports)
    }

    #[test]
    fn a_retry_storm_keeps_a_system_down_and_a_budget_lets_it_come_back() {
        let stuck = judged(&storm(100.0, 1000.0), 400.0);
        assert_eq!(stuck.verdict, Verdict::Metastable, "{stuck:?}");
        // the same load without the trigger: all is well; six minutes after it, hardly anything is
        let e = stuck.at_the_end;
        assert!(e.goodput_usual > 65.0 && e.failed_usual < 0.01, "{e:?}");
        assert!(e.goodput < 0.1 * e.goodput_usual && e.failed > 0.9, "{e:?}");
        // 70 and a tenth of it are less than 100: the queue of 1,000 is worked off at 23 a second
        let budgeted = judged(&storm(10.0, 1000.0), 400.0);
        assert_eq!(budgeted.verdict, Verdict::Recovered, "{budgeted:?}");
        let back = budgeted.back_after_s.unwrap_or(f64::NAN);
        assert!((20.0..=100.0).contains(&back), "{budgeted:?}");
        // asked too early, it is on its way: the queue is there, and falls
        assert_eq!(judged(&storm(10.0, 1000.0), 40.0).verdict, Verdict::Recovering);
        // no queue, no work for nobody: the other cure
        let short = judged(&storm(100.0, 20.0), 400.0);
        assert_eq!(short.verdict, Verdict::Recovered, "{short:?}");
    }

    #[test]
    fn a_queue_that_is_worked_off_is_no_metastability_and_a_fault_of_nobody_is_not_felt() {
        // users with patience: 20 s at 45 a second too many are 900, worked off at 5 a second
        let mut slow = storm(0.0, 100_000.0);
        slow.nodes[0] =
            slow.nodes[0].clone().with("timeout_ms", 600_000.0).with("rate", 90.0).with("retries", 0.0);
        slow.nodes[1] = slow.nodes[1].clone().with("spread", 0.0);
        let draining = judged(&slow, 100.0);
        assert_eq!(draining.verdict, Verdict::Recovering, "{draining:?}");
        assert_eq!(judged(&slow, 480.0).verdict, Verdict::Recovered);
        let mut idle = storm(100.0, 1000.0);
        idle.nodes.push(NodeSpec::new(3, KindId::web_server));
        idle.faults = vec![Fault::new(3, FaultKind::Crash, None, 60.0, Some(80.0))];
        assert_eq!(judged(&idle, 100.0).verdict, Verdict::NotFelt);
        idle.faults[0].until_s = None;
        assert!(Trial::new(&idle, vec![1], 100.0).is_none());
    }
}
