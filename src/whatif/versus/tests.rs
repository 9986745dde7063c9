use super::*;
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::host::run_job;
use simcore::kinds::KindId;

fn board(slots: f64) -> Arc<Board> {
    let users = NodeSpec::new(1, KindId::client).with("rate", 40.0);
    let server = NodeSpec::new(2, KindId::web_server)
        .with("slots", slots)
        .with("service_ms", 80.0)
        .with("spread", 1.0);
    let links = vec![LinkSpec::new(1, 2, 0.0)];
    Arc::new(Board::new("", 1, Design { nodes: vec![users, server], links, ..Design::default() }))
}

fn run(a: Arc<Board>, b: Arc<Board>) -> Vec<Compared> {
    let mut versus = Versus::new(a, b, 8, 60.0);
    assert!(versus.compared().is_empty() && !versus.complete());
    let runs = versus.jobs().iter().map(|j| Some((Figures::of(&run_job(j)), 10.0))).collect();
    versus.runs = runs;
    versus.compared()
}

#[test]
fn a_fifth_slot_is_better_and_the_difference_is_better_known_than_either() {
    let rows = run(board(4.0), board(5.0));
    let mean = &rows[0];
    assert_eq!((mean.row, mean.verdict()), (Row::Of(Measure::Mean), Verdict::Better));
    // M/M/4 answers after 139.7 ms, M/M/5 after 95.8
    assert!((mean.difference.mean + 43.9).abs() < mean.difference.half + 3.0, "{mean:?}");
    assert!(mean.difference.half < mean.a.half + mean.b.half);
    assert_eq!(rows.last().map(|r| (r.row, r.verdict())), Some((Row::Cost, Verdict::Same)));
    let back = run(board(5.0), board(4.0));
    assert_eq!(back[0].verdict(), Verdict::Worse);
    assert!(back[0].reach() >= back[0].difference.mean);
}

#[test]
fn the_same_design_differs_in_nothing() {
    for row in run(board(4.0), board(4.0)) {
        assert_eq!((row.verdict(), row.reach()), (Verdict::Same, 0.0), "{:?}", row.row);
    }
}

#[test]
fn what_luck_can_explain_is_left_open() {
    let interval = |mean, half| Interval { mean, half, n: 3 };
    let open = Compared {
        row: Row::Of(Measure::Throughput),
        a: interval(9.0, 1.0),
        b: interval(9.2, 1.0),
        difference: interval(0.2, 0.5),
        pairs: vec![0.4, -0.1, 0.3],
    };
    assert_eq!(open.verdict(), Verdict::Open);
    let more = Compared { difference: interval(0.9, 0.5), ..open.clone() };
    assert_eq!(more.verdict(), Verdict::Better, "more throughput is better");
    assert_eq!(Compared { difference: interval(f64::NAN, f64::NAN), ..open }.verdict(), Verdict::Open);
}
