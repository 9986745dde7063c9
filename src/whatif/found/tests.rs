use super::*;
use simcore::answers::sweep::Sweep;
use simcore::design::{LinkSpec, NodeSpec};
use simcore::host::run_job;
use simcore::kinds::KindId;

fn found() -> Found {
    let users = NodeSpec::new(1, KindId::client).with("rate", 40.0).with("timeout_ms", 600_000.0);
    let server = NodeSpec::new(2, KindId::web_server).with("slots", 4.0).with("service_ms", 80.0);
    let server = server.with("spread", 1.0).with("queue", 100_000.0);
    let links = vec![LinkSpec::new(1, 2, 0.0)];
    let design = Design { nodes: vec![users, server], links, ..Design::default() };
    let (values, seeds) = (vec![5.0, 20.0, 35.0, 40.0, 45.0, 47.0], vec![1, 2, 3, 4, 5, 6]);
    let sweep = Sweep {
        design: design.clone(),
        knob: Knob::Traffic,
        values: values.clone(),
        seeds,
        from_s: 40.0,
        until_s: 440.0,
    };
    let runs: Vec<Figures> = sweep.jobs().iter().map(|j| Figures::of(&run_job(j))).collect();
    Found {
        design,
        setup: Setup {
            knob: Knob::Traffic,
            from: 5.0,
            to: 47.0,
            points: 6,
            seeds: 6,
            seconds: 400.0,
            measure: Measure::Mean,
        },
        log: false,
        guess: None,
        values,
        runs: runs.chunks(6).map(<[Figures]>::to_vec).collect(),
    }
}

#[test]
fn a_sweep_of_mm4_finds_its_knee_its_end_and_theory_in_its_intervals() {
    let found = found();
    let points = found.points(Measure::Mean);
    assert!((points[3].load.unwrap_or(0.0) - 0.8).abs() < 1e-9);
    assert!((points[3].theory.unwrap_or(0.0) - 139.7).abs() < 0.1);
    let (inside, asked) = agreement(&points);
    assert!(asked == 6 && inside >= 5, "{inside} of {asked}: {points:?}");
    let knee = points[bend(&points).expect("it bends")].x;
    assert!((35.0..=45.0).contains(&knee), "{knee}");
    let full = found.full_at().expect("it is near");
    assert!((full.x - 50.0).abs() < 1e-9 && full.node == 2 && full.in_theory);
    assert_eq!(found.line(Measure::Mean).len(), 1);
    assert!(found.requests() > 400_000.0);
}

#[test]
fn what_is_full_without_theory_is_seen_in_the_runs() {
    let mut found = found();
    found.design.nodes[0] = found.design.nodes[0].clone().with("retries", 1.0);
    assert!(found.points(Measure::P95).iter().all(|p| p.theory.is_none()));
    found.values = vec![5.0, 20.0, 35.0, 40.0, 45.0, 60.0];
    for run in found.runs.iter_mut().skip(5).flatten() {
        run.fullest = Some((2, 0.999));
    }
    let full = found.full_at();
    assert_eq!(full, Some(FullAt { x: 60.0, node: 2, in_theory: false }));
}
