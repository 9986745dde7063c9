//! Many runs on all cores, with a progress bar for people who wait.

use lessons::author::runs::parallel;
use simcore::host::{Job, run_job};
use simcore::measure::Report;
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
