//! Many runs on all cores, with a progress bar for people who wait.

use lessons::author::runs::parallel;
use simcore::host::{Job, run_job};
use simcore::measure::Report;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Width of the bar.
const WIDTH: usize = 30;

/// The reports of the jobs, in their order.
pub fn run_all(what: &str, jobs: &[Job]) -> Vec<Report> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let done = AtomicUsize::new(0);
    let seen = std::io::stderr().is_terminal();
    let reports = parallel(jobs, threads, |job| {
        let report = run_job(job);
        let n = done.fetch_add(1, Ordering::Relaxed) + 1;
        if seen {
            let full = n * WIDTH / jobs.len().max(1);
            let bar = format!("{}{}", "#".repeat(full), ".".repeat(WIDTH - full));
            // a bar that cannot be drawn is no reason to stop
            let _ = write!(std::io::stderr(), "\r{what} [{bar}] {n}/{}", jobs.len());
        }
        report
    });
    if seen {
        let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(what.len() + WIDTH + 24));
    }
    reports
}
