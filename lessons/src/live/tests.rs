use super::*;
use crate::lesson::Bound;
use simcore::design::{FaultKind, LinkSpec};
use simcore::kinds::KindId;
use simcore::param::defaults;

fn node(id: u32, kind: KindId) -> NodeSpec {
    let board = crate::board_file::parse_strict(
        r#"{"format_version":1,"title":"","seed":1,"nodes":[{"id":1,"kind":"client","name":"U","at":[0,0]}],"links":[],"faults":[]}"#,
    );
    let old = board.expect("sound").design.nodes.remove(0);
    NodeSpec { id, kind, params: defaults(kind.table()), ..old }
}

fn design() -> Design {
    let nodes = vec![node(1, KindId::client), node(2, KindId::web_server)];
    let links = vec![LinkSpec { from: 1, to: 2, params: Vec::new() }];
    Design { nodes, links, ..Design::default() }
}

fn done(when: When) -> Vec<Done> {
    vec![Done { id: "it".into(), text: Vec::new(), when }]
}

fn point(t: f64, p95: f32, on_time: f32, failed: f32) -> Point {
    Point { t, p95, on_time, failed, ..Point::default() }
}

fn p95_over(last_s: f64, least: f64) -> Vec<Done> {
    done(When::Measure { measure: Measure::P95, last_s, bound: Bound::AtLeast(least) })
}

#[test]
fn parameters_counts_and_links_are_read_from_the_board() {
    let slots = KindId::web_server.table().iter().position(|p| p.name == "slots").expect("a parameter");
    let default = KindId::web_server.table()[slots].default;
    let param = |at, least| When::Param { at, param: slots, bound: Bound::AtLeast(least) };
    let count = |n| When::Count { measure: Measure::CountOf(KindId::web_server), bound: Bound::AtLeast(n) };
    let link = |from, to| When::Link { from, to };
    let kind = Spot::Kind;
    for (when, want) in [
        (param(Spot::Node(2), default), true),
        (param(Spot::Node(2), default + 1.0), false),
        (param(kind(KindId::web_server), default), true),
        (param(Spot::Node(9), 0.0), false),
        (count(1.0), true),
        (count(2.0), false),
        (link(Spot::Node(1), kind(KindId::web_server)), true),
        (link(kind(KindId::web_server), Spot::Node(1)), false),
    ] {
        assert_eq!(holds_at_rest(&when, &design()), Some(want), "{when:?}");
    }
    assert_eq!(holds_at_rest(&p95_over(5.0, 1.0)[0].when, &design()), None);
}

#[test]
fn a_fault_counts_while_it_runs_and_only_where_it_was_asked_for() {
    let fault = |at| done(When::Fault { at, what: FaultKind::Crash });
    let frame = |faults| Frame { faults, ..Frame::default() };
    let sees = |at, faults| Watch::default().see(&fault(at), &design(), &frame(faults), &[]);
    assert!(sees(Spot::Node(2), vec![(2, FaultKind::Crash)]));
    assert!(sees(Spot::Kind(KindId::web_server), vec![(2, FaultKind::Crash)]));
    assert!(!sees(Spot::Node(2), vec![(2, FaultKind::Slow)]));
    assert!(!sees(Spot::Node(2), vec![(1, FaultKind::Crash)]));
    assert!(!sees(Spot::Node(2), vec![]));
}

#[test]
fn a_measure_is_the_mean_of_a_whole_window_and_stays_ticked() {
    let task = p95_over(3.0, 500.0);
    let mut watch = Watch::default();
    let frame = Frame::default();
    let mut series = Vec::new();
    // two seconds are no window of three, however bad they are
    for t in 1..=2 {
        series.push(point(f64::from(t), 900.0, 10.0, 0.0));
        assert!(!watch.see(&task, &design(), &frame, &series), "after {t} s");
    }
    // weighted by what was answered: (900 x 10 + 100 x 50) / 60 = 233 over the last three
    series.push(point(3.0, 100.0, 50.0, 0.0));
    assert!(!watch.see(&task, &design(), &frame, &series));
    series.extend([point(4.0, 600.0, 1.0, 0.0), point(5.0, 600.0, 100.0, 0.0)]);
    // (100 x 50 + 600 x 101) / 151 = 434
    assert!(!watch.see(&task, &design(), &frame, &series));
    series.push(point(6.0, 600.0, 10.0, 0.0));
    assert!(watch.see(&task, &design(), &frame, &series));
    series.push(point(7.0, 1.0, 1000.0, 0.0));
    assert!(!watch.see(&task, &design(), &frame, &series), "nothing new");
    assert!(watch.all(&task));
}

#[test]
fn a_new_run_begins_a_new_window_and_silence_is_no_measure() {
    let task = p95_over(2.0, 500.0);
    let mut watch = Watch::default();
    let frame = Frame::default();
    assert!(!watch.see(&task, &design(), &frame, &[point(50.0, 900.0, 10.0, 0.0)]));
    assert!(!watch.see(&task, &design(), &frame, &[point(1.0, 900.0, 10.0, 0.0)]), "only one second of it");
    let silent = [point(1.0, 0.0, 0.0, 5.0), point(2.0, 0.0, 0.0, 5.0)];
    let mut watch = Watch::default();
    assert!(!watch.see(&task, &design(), &frame, &silent), "nothing was answered");
    let failed = done(When::Measure {
        measure: Measure::FailedShare,
        last_s: 2.0,
        bound: Bound::Between(100.0, 100.0),
    });
    assert!(Watch::default().see(&failed, &design(), &frame, &silent));
}

#[test]
fn a_node_is_measured_a_second_at_a_time() {
    let busy = When::Measure { measure: Measure::Utilisation(2), last_s: 2.0, bound: Bound::AtLeast(80.0) };
    let task = done(busy);
    let mut watch = Watch::default();
    let frame = |t: f64, utilisation: f32| Frame {
        last: point(t, 0.0, 0.0, 0.0),
        nodes: vec![NodeFrame { id: 2, utilisation, ..NodeFrame::default() }],
        ..Frame::default()
    };
    assert!(!watch.see(&task, &design(), &frame(1.0, 1.0), &[]));
    assert!(!watch.see(&task, &design(), &frame(1.0, 1.0), &[]), "the same second again");
    assert!(!watch.see(&task, &design(), &frame(2.0, 0.5), &[]), "75 %");
    assert!(!watch.see(&task, &design(), &frame(3.0, 1.0), &[]), "75 %");
    assert!(watch.see(&task, &design(), &frame(4.0, 1.0), &[]));
}
