//! The systems of the guides: each board is sound, shows its figures, suffers from every fault that
//! it can have, and recovers when the fault is over.
#![cfg(feature = "author")]

use lessons::author::runs::parallel;
use lessons::author::systems;
use simcore::answers::recovery::{Bounds, Compared};
use simcore::design::{Design, Fault, FaultKind, NodeSpec, Severity};
use simcore::host::{Job, run_job};
use simcore::kinds::Role;
use simcore::measure::Report;
use std::path::Path;
use std::sync::{Arc, OnceLock};

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

/// What is done to a board: each fault, at the nodes that can have it and hear of requests, and then
/// at the places.
fn trials(design: &Design) -> Vec<Vec<Fault>> {
    let usual = run_job(&Job { design: design.clone(), seed: 1, from_s: 0.0, until_s: FAULT.0 });
    let busy = |id| usual.node(id).is_some_and(|n| n.arrived > 0);
    let controls = |n: &NodeSpec| n.kind.meta().role == Role::Controller;
    let fault = |id, what: &FaultKind| Fault::new(id, *what, None, FAULT.0, Some(FAULT.1));
    let nodes = FaultKind::ALL.iter().map(|what| {
        let can = design.nodes.iter().filter(|n| what.suits(n.kind) && (busy(n.id) || controls(n)));
        can.map(|n| fault(n.id, what)).collect::<Vec<_>>()
    });
    let places = design.places.iter().flat_map(|p| {
        // nobody misses a region that only stands by
        let used = design.inside(p.id).into_iter().any(busy);
        let faults = FaultKind::ALL.iter().filter(move |what| used && what.suits_place());
        faults.map(|what| vec![fault(p.id, what)])
    });
    nodes.chain(places).filter(|places| !places.is_empty()).collect()
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

/// The spans that are compared: while the fault lasts, with a while after it, and much later.
const SPANS: [(f64, f64); 4] = [FAULT, (FAULT.0, FAULT.1 + 60.0), AFTER, LATER];

/// A system without its faults, and how it does in each span. It is the same for every fault.
struct Calm {
    board: String,
    design: Design,
    usual: [OnceLock<Report>; SPANS.len()],
}

fn run(design: &Design, fault: Option<Fault>, (from_s, until_s): (f64, f64)) -> Report {
    let mut design = design.clone();
    design.faults = fault.into_iter().collect();
    run_job(&Job { design, seed: 1, from_s, until_s })
}

impl Calm {
    /// The same span with the fault and without.
    fn both(&self, fault: Fault, span: usize) -> (Report, &Report) {
        let usual = || run(&self.design, None, SPANS[span]);
        (run(&self.design, Some(fault), SPANS[span]), self.usual[span].get_or_init(usual))
    }
}

/// Is the system worse off in this span than without the fault?
fn worse(calm: &Calm, fault: Fault, span: usize) -> Option<String> {
    let (after, before) = calm.both(fault, span);
    let c = Compared::reports(&after, before);
    // many boards have no deadline that says anything, and some have hardly any requests
    let bounds = Bounds { goodput: 1.0, ..Bounds::default() };
    let counts = before.latency.count > 100 || c.failed > c.failed_usual;
    (counts && c.is_worse(&bounds)).then(|| format!("{} s later {c:?}", SPANS[span].0 - FAULT.1))
}

/// Does the fault change what was measured in this span? The draws are the same: a fault that nobody
/// feels leaves the very same report.
fn is_felt(calm: &Calm, fault: Fault, span: usize) -> bool {
    let (during, usual) = calm.both(fault, span);
    let condition = |r: &Report| r.nodes.iter().map(|n| n.health).collect::<Vec<_>>();
    // what only those inside feel: queues, lags, hits, costs
    let inside = |r: &Report| format!("{:?}", r.nodes.iter().map(|n| &n.gauges).collect::<Vec<_>>());
    during.latency != usual.latency
        || during.failed != usual.failed
        || condition(&during) == condition(usual) && inside(&during) != inside(usual)
}

#[test]
fn every_fault_is_felt_and_passes() {
    let mut work = Vec::new();
    for (system, board) in all() {
        let mut design = board.design.clone();
        design.faults.clear();
        let trials = trials(&design);
        assert!(!trials.is_empty(), "{}: nothing can go wrong", system.board);
        let calm = Arc::new(Calm { board: system.board, design, usual: Default::default() });
        work.extend(trials.into_iter().map(|places| (Arc::clone(&calm), places)));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let results = parallel(&work, threads, |(calm, places)| {
        // while it lasts, or a little later: what a controller does not do is missed only then
        let felt = places.iter().find(|f| [0, 1].into_iter().any(|span| is_felt(calm, **f, span)));
        let name = |fault: &Fault| format!("{}: {} at node {}", calm.board, fault.what.name(), fault.node);
        match felt {
            None if MAY_PASS_UNFELT.contains(&places[0].what) => (None, None),
            None => (None, Some(format!("{}: nobody feels it", name(&places[0])))),
            Some(fault) => {
                let still = worse(calm, *fault, 2).and_then(|_| worse(calm, *fault, 3));
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
