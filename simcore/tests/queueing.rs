//! The engine against queueing theory. Each figure is the mean of 20 batches with its 99.9 %
//! confidence interval; theory must lie inside, and the interval must be narrow (the bound is in
//! the call). Seeds are fixed, so a failure is a change of the engine and not bad luck.

mod common;

use common::{
    CONSTANT, EXPONENTIAL, HYPEREXPONENTIAL, LOGNORMAL, UNIFORM, assert_within, batches, design, server,
    users,
};
use simcore::theory::{mg1_wait, mmc_sojourn_quantile, mmc_wait, mmck};

/// One server of `c` slots with mean service 100 ms, under `rho`.
fn queue(c: u32, rho: f64, spread: f64, cv: f64) -> simcore::design::Design {
    design(vec![users(10.0 * f64::from(c) * rho), server(2, c, 100.0, spread, cv)], &[(1, 2)])
}

/// Seconds that bring `requests` requests.
fn seconds(c: u32, rho: f64, requests: f64) -> f64 {
    requests / (10.0 * f64::from(c) * rho)
}

fn check_mmc(c: u32, rho: f64, seed: u64, requests: f64, narrow: f64) {
    let d = queue(c, rho, EXPONENTIAL, 1.0);
    let runs = batches(&d, seed, seconds(c, rho, 50_000.0), seconds(c, rho, requests / 20.0), 20);
    let of = |f: &dyn Fn(&simcore::measure::NodeReport) -> f64| -> Vec<f64> {
        runs.iter().map(|r| f(&r.nodes[1])).collect()
    };
    let name = format!("M/M/{c} at {rho}");
    let sojourn = 1.0 + mmc_wait(c, rho);
    assert_within(&format!("{name}: mean sojourn"), &of(&|n| n.latency.mean / 100.0), sojourn, 0.0, narrow);
    assert_within(&format!("{name}: utilisation"), &of(&|n| n.utilisation), rho, 0.0, 0.01);
    for (q, get) in [
        (0.5, (|n| n.latency.p50) as fn(&simcore::measure::NodeReport) -> f64),
        (0.95, |n| n.latency.p95),
        (0.99, |n| n.latency.p99),
    ] {
        let want = mmc_sojourn_quantile(c, rho, q);
        let got = of(&|n| get(n) / 100.0);
        // the histogram's buckets are within 1/64 of the true quantile
        assert_within(&format!("{name}: p{}", q * 100.0), &got, want, 1.0 / 64.0, 2.0 * narrow);
    }
    // Little's law, exactly one statement about three independent measurements: L = lambda W
    for r in &runs {
        let n = &r.nodes[1];
        let l = n.queue_mean + n.occupancy * f64::from(n.gauges.slots);
        let lambda_w = n.answered as f64 / r.seconds() * n.latency.mean / 1000.0;
        // the two differ by what straddles the edges of the batch: at most what is inside, over the length
        let edge = 3.0 * (n.inside as f64 + n.carried as f64 + 1.0) * n.latency.max / 1000.0 / r.seconds();
        assert!((l - lambda_w).abs() <= edge, "Little's law: L = {l}, lambda W = {lambda_w}, edge {edge}");
    }
}

#[test]
fn mm1_at_three_loads() {
    check_mmc(1, 0.5, 11, 1e6, 0.02);
    check_mmc(1, 0.8, 12, 4e6, 0.04);
    check_mmc(1, 0.9, 13, 1e7, 0.06);
}

#[test]
fn mmc_at_three_loads() {
    check_mmc(4, 0.7, 21, 1e6, 0.02);
    check_mmc(4, 0.9, 22, 6e6, 0.05);
    check_mmc(10, 0.95, 23, 1e7, 0.08);
}

#[test]
fn mg1_at_three_loads_for_every_spread() {
    for (spread, cv, scv, name) in [
        (CONSTANT, 1.0, 0.0, "M/D/1"),
        (UNIFORM, 1.0, 1.0 / 3.0, "uniform"),
        (LOGNORMAL, 0.95, 0.9025, "lognormal"),
        (HYPEREXPONENTIAL, 2.0, 4.0, "hyperexponential"),
    ] {
        for (rho, seed, requests, narrow) in
            [(0.5, 31, 1e6, 0.05), (0.7, 32, 2e6, 0.06), (0.85, 33, 6e6, 0.10)]
        {
            let d = queue(1, rho, spread, cv);
            let runs = batches(&d, seed, seconds(1, rho, 50_000.0), seconds(1, rho, requests / 20.0), 20);
            let got: Vec<f64> = runs.iter().map(|r| r.nodes[1].latency.mean / 100.0).collect();
            assert_within(&format!("{name} at {rho}"), &got, 1.0 + mg1_wait(rho, scv), 0.0, narrow);
        }
    }
}

#[test]
fn md1_quantiles_are_the_exact_ones() {
    // truth: M/D/1 wait CDF in exact arithmetic, sojourn quantiles at rho 0.8
    let d = queue(1, 0.8, CONSTANT, 1.0);
    let runs = batches(&d, 41, seconds(1, 0.8, 50_000.0), seconds(1, 0.8, 200_000.0), 20);
    for (want, get) in [
        (2.275_939_9, (|n| n.latency.p50) as fn(&simcore::measure::NodeReport) -> f64),
        (7.620_325, |n| n.latency.p95),
        (11.355_887, |n| n.latency.p99),
    ] {
        let got: Vec<f64> = runs.iter().map(|r| get(&r.nodes[1]) / 100.0).collect();
        assert_within("M/D/1 quantile", &got, want, 1.0 / 64.0, 0.08);
    }
}

#[test]
fn a_finite_queue_refuses_the_share_that_theory_says() {
    for (c, k, rho, seed) in [(1, 5, 0.9, 51), (3, 10, 1.2, 52), (4, 20, 1.0, 53)] {
        let mut d = queue(c, rho, EXPONENTIAL, 1.0);
        d.nodes[1] = d.nodes[1].clone().with("queue", f64::from(k - c));
        let runs = batches(&d, seed, seconds(c, rho, 20_000.0), seconds(c, rho, 100_000.0), 20);
        let (loss, sojourn) = mmck(c, k, rho);
        let refused: Vec<f64> =
            runs.iter().map(|r| r.nodes[1].failed[0] as f64 / r.nodes[1].arrived as f64).collect();
        assert_within(&format!("M/M/{c}/{k} loss"), &refused, loss, 0.0, 0.05);
        let w: Vec<f64> = runs.iter().map(|r| r.nodes[1].latency.mean / 100.0).collect();
        assert_within(&format!("M/M/{c}/{k} sojourn"), &w, sojourn, 0.0, 0.02);
    }
}

#[test]
fn a_tandem_is_the_sum_of_its_stations_when_waiting_holds_nothing() {
    // Jackson: with event-driven servers each station is M/M/1 of its own
    let events =
        |id, ms| server(id, 1, ms, EXPONENTIAL, 1.0).with("model", 1.0).with("call_timeout_ms", 600_000.0);
    let d = design(vec![users(8.0), events(2, 100.0), events(3, 50.0)], &[(1, 2), (2, 3)]);
    let runs = batches(&d, 61, 5_000.0, 25_000.0, 20);
    let total: Vec<f64> = runs.iter().map(|r| r.latency.mean / 1000.0).collect();
    assert_within("tandem 8/s, 10/s, 20/s", &total, 0.583_333_333, 0.0, 0.05);
}
