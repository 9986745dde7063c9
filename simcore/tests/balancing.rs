//! The load balancer in the engine against exact results for four equal servers: random is four
//! M/M/1, round robin is E4/M/1, two choices and least connections are SQ(2) and JSQ (their
//! stationary laws solved as Markov chains), each at three loads.

mod common;

use common::{EXPONENTIAL, assert_within, batches, server, users};
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::kinds::KindId;

fn four(algorithm: f64, rho: f64) -> Design {
    let mut nodes = vec![
        users(40.0 * rho),
        NodeSpec::new(2, KindId::load_balancer).with("algorithm", algorithm).with("overhead_ms", 0.0),
    ];
    let mut links = vec![LinkSpec::new(1, 2, 0.0)];
    for id in 3..7 {
        nodes.push(server(id, 1, 100.0, EXPONENTIAL, 1.0));
        links.push(LinkSpec::new(2, id, 0.0));
    }
    Design { nodes, links, ..Design::default() }
}

fn check(name: &str, algorithm: f64, exact: [f64; 3]) {
    for ((rho, requests, narrow), want) in
        [(0.5, 1e6, 0.02), (0.8, 3e6, 0.03), (0.9, 6e6, 0.06)].into_iter().zip(exact)
    {
        let per_s = 40.0 * rho;
        let runs = batches(&four(algorithm, rho), 7, 20_000.0 / per_s, requests / 20.0 / per_s, 20);
        let w: Vec<f64> = runs.iter().map(|r| r.latency.mean / 100.0).collect();
        assert_within(&format!("{name} at {rho}"), &w, want, 0.0, narrow);
    }
}

#[test]
fn random_is_four_separate_queues() {
    check("random", 0.0, [2.0, 5.0, 10.0]);
}

#[test]
fn round_robin_smooths_arrivals() {
    check("round robin", 1.0, [1.432_523_3, 3.267_383_6, 6.383_049_5]);
}

#[test]
fn least_connections_joins_the_shortest_queue() {
    check("least connections", 3.0, [1.158_150_64, 1.953_134_1, 3.240_850_51]);
}

#[test]
fn two_choices_are_nearly_as_good() {
    check("two choices", 8.0, [1.324_460_77, 2.330_157_34, 3.752_677_96]);
}
