//! The trust report: every case of it agrees with its reference.

use simcore::answers::trust::{RUNS, cases};
use simcore::host::run_job;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn the_core_agrees_with_every_closed_form() {
    let cases = cases();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    assert_eq!(case.jobs.len() as u64, RUNS);
                    let reports: Vec<_> = case.jobs.iter().map(run_job).collect();
                    let verdict = case.verdict(&reports);
                    println!("{verdict:?}");
                    // an interval that is wide agrees with everything
                    let narrow = verdict.measured.half < 0.03 * verdict.expected;
                    if let (false, Ok(mut wrong)) = (verdict.agrees && narrow, wrong.lock()) {
                        wrong.push(verdict);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap_or_default();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_case_that_is_off_is_called_so() {
    let mut case = cases().swap_remove(0);
    case.expected *= 1.1;
    let reports: Vec<_> = case.jobs.iter().map(run_job).collect();
    assert!(!case.verdict(&reports).agrees);
}
