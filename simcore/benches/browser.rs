//! The model net3-full in a Web Worker of a browser: min and median of 15 runs of 200,000 requests
//! by the wall clock, since browsers have no CPU clock. `cargo xtask bench-browser` runs it.
#![cfg(target_arch = "wasm32")]

mod floor;
mod models;

use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const N: u64 = 200_000;
const ROUNDS: u64 = 15;

fn now_ms() -> f64 {
    js_sys::Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .and_then(|p| js_sys::Reflect::get(&p, &"now".into()).ok().map(|f| (p, f)))
        .and_then(|(p, f)| js_sys::Function::from(f).call0(&p).ok())
        .and_then(|v| v.as_f64())
        .unwrap_or(f64::NAN)
}

fn report(name: &str, mut ns: Vec<f64>) {
    ns.sort_by(f64::total_cmp);
    console_log!("{name:<12} min {:>7.1} ns/request, median {:>7.1}", ns[0], ns[ns.len() / 2]);
}

#[wasm_bindgen_test]
fn net3_full_in_a_worker() {
    let (mut floor_ns, mut engine_ns) = (Vec::new(), Vec::new());
    for seed in 1..=ROUNDS {
        let warm = floor::warm(seed);
        let start = now_ms();
        let mean = floor::net3(warm, N);
        floor_ns.push((now_ms() - start) * 1e6 / N as f64);
        assert!((34.5..43.0).contains(&mean), "the floor's mean {mean} ms is wrong");
        let mut sim = models::warm(&models::net3_full(), seed);
        let start = now_ms();
        models::run_on(&mut sim, N);
        engine_ns.push((now_ms() - start) * 1e6 / N as f64);
        let mean = sim.report().latency.mean;
        assert!((34.5..43.0).contains(&mean), "the engine's mean {mean} ms is wrong");
    }
    report("floor net3", floor_ns);
    report("net3-full", engine_ns);
}
