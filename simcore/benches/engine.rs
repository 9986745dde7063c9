//! `cargo bench -p simcore`: the engine beside a hand-written floor, in CPU time of this thread,
//! cases interleaved, median of 7, reported as a ratio. A fast wrong engine fails: each case checks
//! its result first. Where valgrind is, instructions per request are counted too; with `-- --gate`
//! only that is done, and more than the budget of a case is a failure.

mod floor;
mod models;

use cpu_time::ThreadTime;
use std::process::Command;

const N: u64 = 400_000;
const ROUNDS: usize = 7;

struct Case {
    name: &'static str,
    /// Runs so many requests under a seed; returns the mean latency in ms and the CPU time in ns.
    run: fn(u64, u64) -> (f64, f64),
    /// What the mean latency in ms must be between.
    mean: (f64, f64),
    /// Instructions that a request may take: what was measured last, and 2 %.
    budget: f64,
}

fn engine(design: &simcore::design::Design, n: u64, seed: u64) -> (f64, f64) {
    let mut sim = models::warm(design, seed);
    let start = ThreadTime::now();
    models::run_on(&mut sim, n);
    (sim.report().latency.mean, start.elapsed().as_nanos() as f64)
}

fn by_hand(n: u64, seed: u64) -> (f64, f64) {
    let warm = floor::warm(seed);
    let start = ThreadTime::now();
    let mean = floor::net3(warm, n);
    (mean, start.elapsed().as_nanos() as f64)
}

const CASES: [Case; 4] = [
    // a separate run of 10^8 requests gives 38.6 (net3); the standard error of 400,000 is about 0.5
    Case { name: "floor net3", run: by_hand, mean: (36.0, 41.5), budget: 1050.0 },
    Case {
        name: "net3-full",
        run: |n, s| engine(&models::net3_full(), n, s),
        mean: (36.0, 41.5),
        budget: 2035.0,
    },
    // theory: 5 and 1.286; standard errors about 0.1 and 0.01
    Case { name: "M/M/1", run: |n, s| engine(&models::mmc(1), n, s), mean: (4.5, 5.5), budget: 905.0 },
    Case { name: "M/M/8", run: |n, s| engine(&models::mmc(8), n, s), mean: (1.2, 1.37), budget: 830.0 },
];

fn median(mut v: Vec<f64>) -> f64 {
    v.sort_by(f64::total_cmp);
    v[v.len() / 2]
}

/// Instructions of one process that runs a case, by callgrind.
fn instructions(case: usize, n: u64) -> Option<f64> {
    let exe = std::env::current_exe().ok()?;
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(exe)
        .args(["--one", &case.to_string(), &n.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&out.stderr);
    let line = text.lines().find(|l| l.contains("Collected"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

/// Instructions for a request: the difference of two lengths of a run.
fn per_request(case: usize) -> Option<f64> {
    Some((instructions(case, 70_000)? - instructions(case, 20_000)?) / 50_000.0)
}

fn gate() {
    let mut over = false;
    for (i, case) in CASES.iter().enumerate() {
        let Some(n) = per_request(i) else {
            return println!("Instructions are not counted: there is no valgrind here.");
        };
        over |= n > case.budget;
        println!("{:<12} {n:>6.0} instructions a request, {:.0} allowed", case.name, case.budget);
    }
    assert!(!over, "a request takes more instructions than allowed");
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(i) = args.iter().position(|a| a == "--one") {
        let case = &CASES[args[i + 1].parse::<usize>().unwrap_or(0)];
        println!("{:?}", (case.run)(args[i + 2].parse().unwrap_or(1000), 1));
        return;
    }
    if args.iter().any(|a| a == "--gate") {
        return gate();
    }
    let mut ns = vec![Vec::new(); CASES.len()];
    for round in 0..ROUNDS {
        for (case, times) in CASES.iter().zip(&mut ns) {
            let (mean, ns) = (case.run)(N, 1 + round as u64);
            times.push(ns / N as f64);
            assert!(case.mean.0 < mean && mean < case.mean.1, "{}: mean {mean} ms is wrong", case.name);
        }
    }
    let medians: Vec<f64> = ns.into_iter().map(median).collect();
    println!(
        "{:<12} {:>12} {:>14} {:>16} {:>12}",
        "case", "ns/request", "requests/s", "speed / floor", "instr/req"
    );
    for (i, case) in CASES.iter().enumerate() {
        let instr = per_request(i).map_or("-".into(), |n| format!("{n:.0}"));
        let ratio = if i < 2 { format!("{:.2}", medians[0] / medians[i]) } else { "-".into() };
        println!(
            "{:<12} {:>12.1} {:>14.0} {:>16} {:>12}",
            case.name,
            medians[i],
            1e9 / medians[i],
            ratio,
            instr
        );
    }
}
