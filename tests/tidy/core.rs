//! simcore is pure: the same design, seed and version give the same bits everywhere.

use crate::source::{code, files, keys_of, lines_with, none, read};

const ALLOWED: [&str; 4] = ["serde", "rand", "rand_xoshiro", "libm"];

#[test]
fn simcore_stands_on_four_crates_and_no_more() {
    let found = keys_of(&read("simcore/Cargo.toml"), "dependencies");
    assert!(found.contains(&"libm".to_string()), "the section was not read: {found:?}");
    none(found.into_iter().filter(|name| !ALLOWED.contains(&name.as_str())).collect());
}

/// The browser, the clock, the machine, other threads, the screen, and maps without an order.
const IMPURE: [&str; 18] = [
    "web_sys",
    "wasm_bindgen",
    "js_sys",
    "std::time",
    "Instant",
    "SystemTime",
    "HashMap",
    "HashSet",
    "std::thread",
    "thread::spawn",
    "thread_local",
    "println!",
    "print!(",
    "dbg!",
    "std::fs",
    "std::env",
    "TcpStream",
    "getrandom",
];

fn is_impure(line: &str) -> bool {
    IMPURE.iter().any(|word| line.contains(word))
}

#[test]
fn simcore_knows_no_browser_no_clock_no_files_no_threads_and_no_unordered_maps() {
    assert!(is_impure("let now = Instant::now();"));
    let sources = files("simcore/src", &[".rs"]);
    none(sources.iter().flat_map(|source| lines_with(source, &code(&source.text), is_impure)).collect());
}

/// Their last bits differ between a native build and wasm.
const INEXACT: [&str; 18] = [
    "ln", "exp", "powf", "powi", "sin", "cos", "tan", "log", "log2", "log10", "exp2", "exp_m1", "ln_1p",
    "cbrt", "hypot", "atan2", "tanh", "sinh",
];

fn is_inexact(line: &str) -> bool {
    let called = |name: &str| {
        line.contains(&format!(".{name}("))
            || line.contains(&format!("f64::{name}("))
            || line.contains(&format!("f32::{name}("))
    };
    INEXACT.iter().any(|name| called(name))
}

#[test]
fn simcore_takes_logarithms_powers_and_angles_from_libm_only() {
    assert!(is_inexact("let x = -u.ln() / rate;"));
    assert!(is_inexact("xs.map(f64::exp(1.0))"));
    assert!(!is_inexact("let x = -libm::log(u) / rate; let y = u.sqrt();"));
    let sources = files("simcore/src", &[".rs"]);
    none(sources.iter().flat_map(|source| lines_with(source, &code(&source.text), is_inexact)).collect());
}
