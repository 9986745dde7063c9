//! Who sends the requests: open streams, closed populations, sessions, and the hours of a day.

mod common;

use common::{
    CONSTANT, EXPONENTIAL, assert_count, assert_near, assert_within, batches, design, server, users,
};
use simcore::design::{Design, NodeSpec};

/// A closed network of `n` users who think for `z` and one server of `s`: throughput and response
/// time by mean value analysis, exact for exponential times.
fn mva(n: u32, z: f64, s: f64) -> (f64, f64) {
    let (mut queue, mut out) = (0.0, (0.0, 0.0));
    for k in 1..=n {
        let response = s * (1.0 + queue);
        let rate = f64::from(k) / (response + z);
        queue = rate * response;
        out = (rate, response);
    }
    out
}

fn closed(n: u32, think_s: f64) -> NodeSpec {
    users(1.0).with("population", 1.0).with("users", f64::from(n)).with("think_s", think_s)
}

fn single(people: NodeSpec, ms: f64) -> Design {
    design(vec![people, server(2, 1, ms, EXPONENTIAL, 1.0)], &[(1, 2)])
}

#[test]
fn a_closed_population_slows_down_with_the_system() {
    // 10, 20 and 60 users who think for a second, one server of 50 ms: light, the knee, and full
    for n in [10, 20, 60] {
        let runs = batches(&single(closed(n, 1.0), 50.0), u64::from(n), 50.0, 1000.0, 20);
        let (rate, response) = mva(n, 1.0, 0.05);
        let rates: Vec<f64> = runs.iter().map(|r| r.answered as f64 / r.seconds()).collect();
        assert_within(&format!("{n} users, rate"), &rates, rate, 0.002, 0.02);
        let means: Vec<f64> = runs.iter().map(|r| r.latency.mean / 1e3).collect();
        assert_within(&format!("{n} users, response"), &means, response, 0.004, 0.03);
        assert!(runs.iter().all(|r| r.in_flight <= u64::from(n)), "nobody asks twice");
    }
    // the same 60 users as an open stream of 60 a second: three times what the server can do
    let open = common::run(&single(users(60.0), 50.0), 100.0);
    assert!(open.in_flight > 3000, "{}", open.in_flight);
}

/// How the counts of 50 s vary, against their mean, and the rate.
fn dispersion(people: NodeSpec) -> (f64, f64) {
    let d = design(vec![people, server(2, 1024, 10.0, CONSTANT, 1.0)], &[(1, 2)]);
    let counts: Vec<f64> = batches(&d, 5, 50.0, 50.0, 400).iter().map(|r| r.generated as f64).collect();
    let mean = counts.iter().sum::<f64>() / 400.0;
    let var = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / 399.0;
    (var / mean, mean / 50.0)
}

#[test]
fn sessions_bring_the_same_rate_in_bunches() {
    let sessions = users(50.0).with("population", 2.0).with("think_s", 0.1).with("session", 10.0);
    // counts of sessions are Poisson, their lengths geometric: E(L^2) / E(L) = 2 x 10 - 1 = 19 for an
    // interval much longer than a session of a second; 400 of them: standard error 7 %
    let (bunched, rate) = dispersion(sessions);
    assert!((bunched - 19.0).abs() < 19.0 * 0.28, "{bunched}");
    // 20,000 s: variance 19 x 50 a second
    assert!((rate - 50.0).abs() < 4.0 * (19.0f64 * 50.0 / 20_000.0).sqrt(), "{rate}");
    let (poisson, _) = dispersion(users(50.0));
    assert!((poisson - 1.0).abs() < 0.28, "{poisson}");
}

#[test]
fn a_user_in_a_session_waits_for_the_answer() {
    // sessions of 10 with 1 s of thinking: a server of 20 ms or of 2 s makes them last 10 or 28 s, but
    // does not change how many requests there are
    let inside = |ms: f64| {
        let people = users(20.0).with("population", 2.0).with("think_s", 1.0);
        let d = design(vec![people, server(2, 1024, ms, CONSTANT, 1.0)], &[(1, 2)]);
        let r = common::stretch(&d, 8, 200.0, 2200.0);
        (r.generated as f64 / r.seconds(), r.failed_total())
    };
    for ms in [20.0, 2000.0] {
        let (rate, failed) = inside(ms);
        assert!(failed == 0 && (rate - 20.0).abs() < 4.0 * (19.0f64 * 20.0 / 2000.0).sqrt(), "{ms}: {rate}");
    }
}

#[test]
fn a_day_has_the_rush_hours_of_the_guide() {
    // 240 s are a day, 10 s an hour
    for population in [0.0, 2.0] {
        let people = users(200.0)
            .with("shape", 4.0)
            .with("from_s", 0.0)
            .with("length_s", 240.0)
            .with("population", population)
            .with("think_s", 0.01)
            .with("session", 2.0);
        let d = design(vec![people, server(2, 1024, 1.0, CONSTANT, 1.0)], &[(1, 2)]);
        let hours = batches(&d, 6, 0.0, 10.0, 48);
        for (i, r) in hours.iter().enumerate() {
            let times = match i % 24 {
                8 | 9 => 3.0,
                12 => 2.5,
                18 | 19 => 3.5,
                _ => 1.0,
            };
            // geometric sessions of two: variance 3 times the mean
            let (want, bunched) = (2000.0 * times, if population == 0.0 { 1.0 } else { 3.0 });
            assert_count(&format!("hour {i}"), r.generated as f64, want, want * bunched);
        }
        let all: u64 = hours.iter().map(|r| r.generated).sum();
        assert_near("a day", all as f64, 2.0 * 2000.0 * (19.0 + 6.0 + 2.5 + 7.0), 0.02);
    }
}
