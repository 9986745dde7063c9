//! REST, GraphQL and gRPC, told from each other by what a page of several answers costs: round
//! trips, bytes and computing. The expected times are sums that can be done by hand.

mod common;

use common::{CONSTANT, design, fact, run, server, users};
use simcore::design::{Design, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Report};

const PLAIN: f64 = 0.0;
const REST: f64 = 1.0;
const GRAPHQL: f64 = 2.0;
const GRPC: f64 = 3.0;
const IN_TURN: f64 = 0.0;
const AT_ONCE: f64 = 1.0;

/// Users 50 ms away from a service (1 ms) with `parts` services (10 ms) next door, one way 1 ms. An
/// answer has 100 kB, of which the page needs 20 %, in binary 40 %; it comes over 8 Mbit/s, so that
/// a kilobyte takes a millisecond.
fn page(style: f64, calls: f64, parts: u32) -> Design {
    let api = NodeSpec::new(2, KindId::app_service)
        .with("cores", 100.0)
        .with("service_ms", 1.0)
        .with("spread", CONSTANT)
        .with("calls", calls)
        .with("api", style)
        .with("part_kb", 100.0)
        .with("fields", 20.0)
        .with("binary", 40.0)
        .with("caller_mbit", 8.0);
    let mut nodes = vec![users(5.0).with("reads", 100.0), api];
    let mut links = vec![(1, 2)];
    for id in 3..3 + parts {
        nodes.push(server(id, 100, 10.0, CONSTANT, 1.0));
        links.push((2, id));
    }
    let mut d = design(nodes, &links);
    for (i, link) in d.links.iter_mut().enumerate() {
        link.params[0] = if i == 0 { 50.0 } else { 1.0 };
    }
    d
}

fn is(r: &Report, ms: f64, trips: f64, kb: f64) {
    assert!(r.answered > 100 && r.failed_total() == 0, "{} answered", r.answered);
    assert!((r.latency.mean - ms).abs() < 0.01 * ms, "{} ms, by hand {ms}", r.latency.mean);
    assert_eq!(fact(r, 2, Fact::RoundTrips), trips);
    assert!((fact(r, 2, Fact::PageSize) - kb).abs() < 1e-6, "{} kB", fact(r, 2, Fact::PageSize));
}

#[test]
fn parts_that_depend_on_each_other_cost_rest_and_grpc_a_round_trip_each() {
    // each part: 1 ms here and 12 ms next door
    is(&run(&page(REST, IN_TURN, 4), 60.0), 4.0 * (100.0 + 13.0 + 100.0), 4.0, 400.0);
    is(&run(&page(GRPC, IN_TURN, 4), 60.0), 4.0 * (100.0 + 13.0 + 40.0), 4.0, 160.0);
    is(&run(&page(GRAPHQL, IN_TURN, 4), 60.0), 100.0 + 1.0 + 4.0 * 12.0 + 80.0, 1.0, 80.0);
}

#[test]
fn independent_parts_come_six_at_a_time_over_http_1_and_all_at_once_over_grpc() {
    // eight parts: rounds of six and of two, whose requests are worked off one after the other
    is(&run(&page(REST, AT_ONCE, 8), 60.0), 2.0 * (100.0 + 12.0) + 8.0 + 800.0, 2.0, 800.0);
    is(&run(&page(GRPC, AT_ONCE, 8), 60.0), 100.0 + 12.0 + 8.0 + 320.0, 1.0, 320.0);
    is(&run(&page(GRAPHQL, AT_ONCE, 8), 60.0), 100.0 + 12.0 + 1.0 + 160.0, 1.0, 160.0);
}

#[test]
fn a_question_for_each_part_costs_a_request_for_each_part() {
    let work = |style| {
        let r = run(&page(style, IN_TURN, 4), 60.0);
        r.node(2).map_or(f64::NAN, |n| n.utilisation) / r.answered as f64
    };
    let (rest, graphql) = (work(REST), work(GRAPHQL));
    assert!((rest / graphql - 4.0).abs() < 0.1, "REST {rest}, GraphQL {graphql}");
}

#[test]
fn far_from_its_users_graphql_wins_and_next_door_the_bytes_decide() {
    let near = |style| {
        let mut d = page(style, AT_ONCE, 4);
        d.links[0].params[0] = 0.1;
        d.nodes[1] = d.nodes[1].clone().with("caller_mbit", 10_000.0);
        run(&d, 60.0).latency.mean
    };
    // guide 001, line 541: gRPC inside; there a round trip is nothing, and the styles are as good
    assert!((near(REST) - near(GRAPHQL)).abs() < 4.0, "{} {}", near(REST), near(GRAPHQL));
    let far = |style| run(&page(style, IN_TURN, 4), 60.0).latency.mean;
    assert!(far(REST) > 2.0 * far(GRAPHQL) && far(GRPC) < far(REST));
}

#[test]
fn whoever_only_passes_answers_on_is_part_of_the_way() {
    // the same page through a balancer 20 ms before the service: 70 ms one way
    let mut d = page(REST, IN_TURN, 4);
    d.nodes.push(NodeSpec::new(90, KindId::load_balancer).with("overhead_ms", 0.0));
    d.links[0] = simcore::design::LinkSpec::new(1, 90, 50.0);
    d.links.push(simcore::design::LinkSpec::new(90, 2, 20.0));
    is(&run(&d, 60.0), 4.0 * (140.0 + 13.0 + 100.0), 4.0, 400.0);
}

#[test]
fn writes_and_simple_messages_have_no_style() {
    let write = |style| {
        let mut d = page(style, IN_TURN, 4);
        d.nodes[0] = d.nodes[0].clone().with("reads", 0.0);
        run(&d, 30.0).latency.mean
    };
    assert_eq!(write(REST), write(PLAIN));
    let r = run(&page(PLAIN, IN_TURN, 4), 30.0);
    assert!(fact(&r, 2, Fact::RoundTrips).is_nan());
    assert!((r.latency.mean - (100.0 + 1.0 + 48.0)).abs() < 2.0);
}

#[test]
fn a_page_whose_service_is_out_is_missing_that_part_or_fails() {
    let mut d = page(REST, IN_TURN, 4);
    d.faults.push(common::fault(5, simcore::design::FaultKind::Crash, 0.0, 0.0, 3600.0));
    let r = run(&d, 60.0);
    assert_eq!(r.answered, 0);
    d.nodes[1] = d.nodes[1].clone().with("on_failure", 1.0);
    let r = run(&d, 60.0);
    assert!(r.answered > 100 && fact(&r, 2, Fact::Degraded) == 1.0);
}
