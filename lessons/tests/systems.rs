//! The systems of the guides: each board is sound, shows its figures, suffers from every fault that
//! it can have, and recovers when the fault is over.
#![cfg(feature = "author")]

use lessons::author::runs::parallel;
use lessons::author::systems;
use simcore::design::{Design, Fault, FaultKind, NodeSpec, Severity};
use simcore::host::{Job, run_job};
use simcore::kinds::Role;
use simcore::measure::Report;
use std::path::Path;

fn all() -> Vec<(systems::System, lessons::board_file::BoardFile)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("systems");
    systems::load(&dir).expect("a list of sound boards")
}

#[test]
fn every_board_is_sound_and_in_the_list() {
    let list = all();
    for (system, board) in &list {
        let found = simcore::check(&board.design).1;
        let bad: Vec<_> = found.iter().filter(|i| i.severity >= Severity::Warning).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", system.board);
        assert!(!system.en.is_empty() && !system.pt.is_empty() && system.reference.starts_with("S-"));
    }
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("systems");
    let files = std::fs::read_dir(dir).expect("a folder").flatten();
    for name in files.filter_map(|f| f.file_name().into_string().ok()) {
        if let Some(board) = name.strip_suffix(".board.json") {
            assert!(list.iter().any(|(s, _)| s.board == board), "{board} is in no list");
        }
    }
}

#[test]
fn every_system_shows_its_figures() {
    let shown = systems::show(&all(), "").expect("sound figures");
    let wrong: Vec<String> = shown
        .iter()
        .filter(|s| !s.holds)
        .map(|s| format!("{} {} {:?}: {} for {}", s.board, s.measure, s.set, s.measured.mean, s.expected))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// When the fault begins and ends, and when everything must be as before, in simulated seconds.
const FAULT: (f64, f64) = (60.0, 90.0);
const AFTER: (f64, f64) = (400.0, 460.0);

/// A second look for those that have a long queue to work off, with nobody who gives up.
const LATER: (f64, f64) = (2000.0, 2060.0);

/// What is done to a board: each fault, at the nodes that can have it and hear of requests.
fn trials(design: &Design) -> Vec<Vec<Fault>> {
    let usual = run_job(&Job { design: design.clone(), seed: 1, from_s: 0.0, until_s: FAULT.0 });
    let busy = |id| usual.node(id).is_some_and(|n| n.arrived > 0);
    let controls = |n: &NodeSpec| n.kind.meta().role == Role::Controller;
    FaultKind::ALL
        .iter()
        .map(|what| {
            let can = design.nodes.iter().filter(|n| what.suits(n.kind) && (busy(n.id) || controls(n)));
            can.map(|n| Fault::new(n.id, *what, None, FAULT.0, Some(FAULT.1))).collect::<Vec<_>>()
        })
        .filter(|places| !places.is_empty())
        .collect()
}

/// Faults of something that a board may not use, or have plenty of: keys, writes, connections, room
/// in a cache, time of a node that takes none, probes that are rarer than the fault is long.
const MAY_PASS_UNFELT: [FaultKind; 14] = [
    // nothing fails, nothing is cached, nothing but writes anyway
    FaultKind::RetryStorm,
    FaultKind::Crawler,
    FaultKind::WriteStorm,
    FaultKind::LyingProbes,
    FaultKind::ConnectionLeak,
    FaultKind::CacheLoss,
    FaultKind::HotKey,
    FaultKind::DiskFull,
    FaultKind::PoisonMessage,
    FaultKind::Slow,
    FaultKind::NoCapacity,
    FaultKind::BlindMetrics,
    FaultKind::CacheBypass,
    FaultKind::Throttle,
];

fn measured(design: &Design, fault: Option<Fault>, span: (f64, f64)) -> Report {
    let mut design = design.clone();
    design.faults = fault.into_iter().collect();
    run_job(&Job { design, seed: 1, from_s: span.0, until_s: span.1 })
}

fn failed(r: &Report) -> f64 {
    r.failed_total() as f64 / r.finished().max(1) as f64
}

/// Is the system worse off in this span than without the fault?
fn worse(design: &Design, fault: Fault, span: (f64, f64)) -> Option<String> {
    let (after, before) = (measured(design, Some(fault), span), measured(design, None, span));
    let failing = failed(&after) - failed(&before) > 0.02;
    let slower = after.latency.p50 > 1.5 * before.latency.p50 + 1.0 && before.latency.count > 100;
    (failing || slower).then(|| {
        format!(
            "{} s later {:.1} % fail (before {:.1} %), p50 {:.1} ms (before {:.1} ms)",
            span.0 - FAULT.1,
            100.0 * failed(&after),
            100.0 * failed(&before),
            after.latency.p50,
            before.latency.p50
        )
    })
}

/// Does the fault change what was measured in this span? The draws are the same: a fault that nobody
/// feels leaves the very same report.
fn is_felt(design: &Design, fault: Fault, span: (f64, f64)) -> bool {
    let (during, usual) = (measured(design, Some(fault), span), measured(design, None, span));
    let condition = |r: &Report| r.nodes.iter().map(|n| n.health).collect::<Vec<_>>();
    // what only those inside feel: queues, lags, hits, costs
    let inside = |r: &Report| format!("{:?}", r.nodes.iter().map(|n| &n.gauges).collect::<Vec<_>>());
    during.latency != usual.latency
        || during.failed != usual.failed
        || condition(&during) == condition(&usual) && inside(&during) != inside(&usual)
}

#[test]
fn every_fault_is_felt_and_passes() {
    let mut work = Vec::new();
    for (system, board) in all() {
        let mut design = board.design.clone();
        design.faults.clear();
        let trials = trials(&design);
        assert!(!trials.is_empty(), "{}: nothing can go wrong", system.board);
        work.extend(trials.into_iter().map(|places| (system.board.clone(), design.clone(), places)));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let results = parallel(&work, threads, |(board, design, places)| {
        // while it lasts, or a little later: what a controller does not do is missed only then
        let felt = places
            .iter()
            .find(|f| [FAULT, (FAULT.0, FAULT.1 + 60.0)].into_iter().any(|span| is_felt(design, **f, span)));
        let name = |fault: &Fault| format!("{board}: {} at node {}", fault.what.name(), fault.node);
        match felt {
            None if MAY_PASS_UNFELT.contains(&places[0].what) => (None, None),
            None => (None, Some(format!("{}: nobody feels it", name(&places[0])))),
            Some(fault) => {
                let still = worse(design, *fault, AFTER).and_then(|_| worse(design, *fault, LATER));
                (Some(fault.what), still.map(|how| format!("{}: {how}", name(fault))))
            }
        }
    });
    let complaints: Vec<&String> = results.iter().filter_map(|(_, c)| c.as_ref()).collect();
    assert!(complaints.is_empty(), "of {} trials: {complaints:#?}", work.len());
    let never: Vec<&str> = FaultKind::ALL
        .iter()
        .filter(|what| !results.iter().any(|(felt, _)| felt.as_ref() == Some(what)))
        .map(|what| what.name())
        .collect();
    assert!(never.is_empty(), "felt in no system: {never:?}");
}
