//! Measures of single nodes and of an outage, against what is known of a run.

use lessons::measure::{Measure, Unit};
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
use simcore::host::{Job, run_job};
use simcore::kinds::KindId;
use simcore::measure::Report;

/// Two sources of evenly spaced requests, each to a server of its own that takes 10 ms; the second
/// one is down from 20 s to 50 s.
fn design() -> Design {
    let source = |id, rate| NodeSpec::new(id, KindId::client).with("rate", rate).with("spacing", 1.0);
    let server = |id| NodeSpec::new(id, KindId::web_server).with("service_ms", 10.0).with("spread", 0.0);
    Design {
        nodes: vec![source(1, 10.0), source(2, 30.0), server(3), server(4)],
        links: vec![LinkSpec::new(1, 3, 0.5), LinkSpec::new(2, 4, 2.0)],
        faults: vec![Fault::new(4, FaultKind::Crash, None, 20.0, Some(50.0))],
        ..Design::default()
    }
}

fn run(from_s: f64, until_s: f64) -> (Design, Report) {
    let design = design();
    let report = run_job(&Job { design: design.clone(), seed: 1, from_s, until_s });
    (design, report)
}

fn near(value: Option<f64>, expected: f64, within: f64) -> bool {
    value.is_some_and(|v| (v - expected).abs() <= within)
}

#[test]
fn each_source_and_server_has_its_own_numbers() {
    let (design, report) = run(0.0, 100.0);
    let read = |m: Measure| m.read(&design, &report);
    // two ways and 10 ms of work, whatever the others do
    assert!(near(read(Measure::NodeMean(1)), 11.0, 0.01));
    assert!(near(read(Measure::NodeMean(2)), 14.0, 0.01));
    assert!(near(read(Measure::NodeMean(3)), 10.0, 0.01));
    // a request more or less at the ends
    assert!(near(read(Measure::NodeRate(3)), 10.0, 0.02));
    assert!(near(read(Measure::NodeRate(4)), 30.0, 0.02));
    assert!(near(read(Measure::NodeFailed(1)), 0.0, 0.0));
    assert!(near(read(Measure::NodeFailed(2)), 30.0, 0.1));
    assert!(near(read(Measure::NodeFailed(4)), 30.0, 0.1));
    assert_eq!(read(Measure::NodeMean(9)), None);
    assert_eq!(read(Measure::NodeRate(9)), None);
}

#[test]
fn an_outage_is_when_most_fail() {
    let (design, report) = run(0.0, 100.0);
    // 30 of 40 requests a second fail for 30 s
    assert!(near(Measure::Outage.read(&design, &report), 30.0, 1.0));
    let (design, report) = run(10.0, 40.0);
    assert!(near(Measure::Outage.read(&design, &report), 20.0, 1.0));
    let (design, report) = run(60.0, 100.0);
    assert_eq!(Measure::Outage.read(&design, &report), Some(0.0));
    assert_eq!(Measure::Outage.unit(), Unit::Seconds);
}

/// The series of a long run has lost its beginning: no answer is better than a part of one.
#[test]
fn an_outage_that_was_forgotten_is_not_reported() {
    let (design, report) = run(0.0, 700.0);
    assert_eq!(Measure::Outage.read(&design, &report), None);
    let (design, report) = run(0.0, 600.0);
    assert!(near(Measure::Outage.read(&design, &report), 30.0, 1.0));
}
