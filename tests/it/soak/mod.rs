//! Never lose work, never be fooled: the native part of `cargo xtask soak`, one test per row of its table, in small
//! with every `cargo test`. Each prints what it has measured.

mod bombs;
mod inputs;
mod reading;
mod sizes;
mod versions;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Set by `cargo xtask soak`: which share of the full figure is run.
fn share() -> Option<f64> {
    std::env::var("ESCALA_SHARE").ok().and_then(|n| n.parse().ok())
}

/// How many times: `full` times the share, or the few that every test run has time for.
fn count(full: u64, small: u64) -> u64 {
    share().map_or(small, |share| ((full as f64 * share) as u64).max(1))
}

/// What an answer may take. The limit is for code as it is published; this may be a debug build on a busy machine.
fn limit(ms: u64) -> Duration {
    Duration::from_millis(if share().is_some() { ms } else { 20 * ms })
}

/// The time that this thread has worked, whatever else runs; where nobody says, the time that has passed.
fn worked(since: Instant) -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = said.and_then(|text| text.split(' ').next()?.parse().ok());
    ns.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// The answer, and the time that it took: one that took too long is asked again, since the machine may have been busy.
fn timed<T>(at_most: Duration, mut f: impl FnMut() -> T) -> (T, Duration) {
    let (mut best, since) = (Duration::MAX, Instant::now());
    for _ in 0..5 {
        let start = worked(since);
        let answer = f();
        best = best.min(worked(since).saturating_sub(start));
        if best <= at_most {
            return (answer, best);
        }
    }
    (f(), best)
}

/// Calls `f` with 0 to `n` - 1 on every processor.
fn everywhere(n: u64, f: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let start = next.fetch_add(64, Ordering::Relaxed);
                    if start >= n {
                        break;
                    }
                    (start..n.min(start + 64)).for_each(&f);
                }
            });
        }
    });
}
