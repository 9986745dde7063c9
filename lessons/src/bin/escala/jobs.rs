//! Many runs on all cores, with a progress bar for people who wait.

use lessons::author::runs::parallel;
use simcore::host::{Job, run_job};
use simcore::measure::Report;
use simcore::time::from_secs;
use simcore::{Outcome, Sim};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Width of the bar.
const WIDTH: usize = 30;

/// Threads for long work.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A progress bar on the error stream, if a person looks at it.
pub struct Bar<'a> {
    what: &'a str,
    done: AtomicUsize,
    seen: bool,
}

impl<'a> Bar<'a> {
    pub fn new(what: &'a str) -> Bar<'a> {
        Bar { what, done: AtomicUsize::new(0), seen: std::io::stderr().is_terminal() }
    }

    /// One more of so many is done.
    pub fn step(&self, all: usize) {
        let n = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.seen {
            let full = (n * WIDTH / all.max(1)).min(WIDTH);
            let bar = format!("{}{}", "#".repeat(full), ".".repeat(WIDTH - full));
            // a bar that cannot be drawn is no reason to stop
            let _ = write!(std::io::stderr(), "\r{} [{bar}] {n}/{all}", self.what);
        }
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        if self.seen {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(self.what.len() + WIDTH + 24));
        }
    }
}

/// The reports of the jobs, in their order.
pub fn run_all(what: &str, jobs: &[Job]) -> Vec<Report> {
    let bar = Bar::new(what);
    parallel(jobs, cores(), |job| {
        let report = run_job(job);
        bar.step(jobs.len());
        report
    })
}

/// More events than this in one run and it is stopped: the longest run of the course needs a twentieth of it, and a
/// board that somebody hands in may ask for years.
const MOST_EVENTS: u64 = 100_000_000;

/// Why a run was stopped.
pub const TOO_LONG: &str = "a run of this board was stopped after 100 million events";

/// The reports of the jobs, in their order and the same as by [`run_all`]; nothing when a run is too long.
pub fn run_all_within(jobs: &[Job], threads: usize) -> Option<Vec<Report>> {
    parallel(jobs, threads, |job| run_within(job, MOST_EVENTS)).into_iter().collect()
}

fn run_within(job: &Job, most: u64) -> Option<Report> {
    let (mut sim, _) = Sim::new(&job.design, job.seed);
    let to = |until: f64, sim: &mut Sim| {
        let left = most.saturating_sub(sim.events());
        sim.run_until(from_secs(until), left) == Outcome::Done
    };
    if !to(job.from_s, &mut sim) {
        return None;
    }
    sim.reset_measures();
    to(job.until_s, &mut sim).then(|| sim.report())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_short_enough_is_the_same_run() {
        let text = include_str!("../../../tests/data/board.v1.json");
        let board = lessons::board_file::parse(text).expect("the golden board").board;
        let job = Job { design: board.design, seed: 7, from_s: 1.0, until_s: 5.0 };
        assert_eq!(run_within(&job, MOST_EVENTS), Some(run_job(&job)));
        assert_eq!(run_within(&job, 100), None, "stopped in the warm-up");
        let (mut sim, _) = Sim::new(&job.design, job.seed);
        sim.run_until(from_secs(1.0), u64::MAX);
        assert_eq!(run_within(&job, sim.events() + 1), None, "stopped in the middle");
    }
}
