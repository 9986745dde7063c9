//! What needs a browser: installing it and its helpers, and the runs that use them.

use crate::args::Args;
use crate::suite::Count;
use crate::{Outcome, firefox, sh, tools};
use std::path::PathBuf;
use std::process::Command;

const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVER: &str = "chromedriver";

/// What cargo compiles to test inside a browser.
#[rustfmt::skip]
pub const TESTS: &[&str] = &[
    "--target", "wasm32-unknown-unknown", "--package", "simcore", "--package", "escala",
    "--test", "wasm_golden", "--test", "web",
];

/// The engine beside its floor in a Web Worker, built as for publishing.
#[rustfmt::skip]
const BENCH: &[&str] = &[
    "--profile", "bench", "--target", "wasm32-unknown-unknown", "--package", "simcore", "--bench", "browser",
    "--", "--nocapture",
];

/// The bits of whole runs, as the native tests have them.
const GOLDEN: [&str; 6] =
    ["--target", "wasm32-unknown-unknown", "--package", "simcore", "--test", "wasm_golden"];

/// Chromium, its driver and the node packages of tests/e2e.
pub fn ensure() -> Outcome {
    tools::npm_is_there()?;
    if chromium().is_none() || sh::on_path(DRIVER).is_none() {
        install_chromium()?;
    }
    ensure_node_packages()
}

fn chromium() -> Option<PathBuf> {
    CHROMIUM.iter().find_map(|name| sh::on_path(name))
}

fn install_chromium() -> Outcome {
    let by_hand = "Chromium and chromedriver are missing: install them (on Debian: apt-get install chromium \
                   chromium-driver), or leave the browser out with `cargo xtask test --quick`.";
    install("Installing Chromium and its driver", &["chromium", "chromium-driver"], by_hand)
}

/// Packages of Debian, or the sentence that says how to get them by hand.
pub fn install(what: &str, packages: &[&str], by_hand: &str) -> Outcome {
    if sh::on_path("apt-get").is_none() {
        return Err(by_hand.into());
    }
    let root = sh::output_of(sh::command("id").arg("-u")).is_some_and(|id| id == "0");
    if !root && sh::on_path("sudo").is_none() {
        return Err(by_hand.into());
    }
    let apt = |words: &[&str]| {
        let mut command = if root { sh::command("apt-get") } else { sh::command("sudo") };
        if !root {
            // -n: an answer that nobody can type must not be waited for
            command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    sh::run_quietly("Reading Debian's list of packages", &mut apt(&["update"]))?;
    sh::run_quietly(what, apt(&["install", "-y", "--no-install-recommends"]).args(packages))
        .map_err(|why| format!("{why}\n{by_hand}"))
}

/// What the journeys import.
pub fn ensure_node_packages() -> Outcome {
    let folder = sh::root().join("tests/e2e");
    let stamp = folder.join("node_modules/.installed-from");
    let lock = sh::read(&folder.join("package-lock.json"))?;
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    sh::run_quietly(
        "Installing the node packages of the journeys",
        sh::command("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&folder),
    )?;
    sh::write(&stamp, &lock)
}

/// Tests of the page's own code, and of the core's exactness, inside Chromium.
pub fn wasm_tests(count: &mut Count) -> Outcome {
    let mut cargo = cargo_test(TESTS)?;
    sh::run_seen("Tests in Chromium", &mut cargo, |line| count.rust(line))
}

/// `cargo test` with a browser to run in.
fn cargo_test(words: &[&str]) -> Outcome<Command> {
    tools::ensure(false)?;
    ensure()?;
    let driver = sh::on_path(DRIVER).ok_or_else(|| sh::missing(DRIVER))?;
    let mut cargo = sh::cargo();
    cargo
        .arg("test")
        .args(words)
        .env("PATH", tools::path())
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", sh::root().join("tests/web/webdriver.json"))
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(cargo)
}

/// Whole journeys of a learner through the built site.
pub fn journeys(count: &mut Count) -> Outcome {
    ensure()?;
    sh::run_seen("Journeys", &mut node("run.mjs"), |line| count.node(line))
}

/// `cargo xtask shots`
pub fn shots(args: &mut Args) -> Outcome {
    let words = args.words();
    args.done()?;
    ensure()?;
    sh::run("Screenshots", node("shots.mjs").args(words))
}

/// `cargo xtask snapshots`
pub fn snapshots(args: &mut Args) -> Outcome {
    args.done()?;
    ensure()?;
    sh::run("The references of the main screens", node("run.mjs").arg("snapshots").env("ESCALA_RENEW", "1"))
}

/// `cargo xtask bench-browser`
pub fn bench(args: &mut Args) -> Outcome {
    let in_firefox = args.flag("--firefox");
    args.done()?;
    if in_firefox {
        return firefox::run(&[&GOLDEN, BENCH]);
    }
    let mut cargo = cargo_test(BENCH)?;
    sh::run("The browser benchmark", &mut cargo)
}

pub fn node(script: &str) -> Command {
    let mut command = sh::command("node");
    command.arg(format!("tests/e2e/{script}"));
    if let Some(path) = chromium() {
        command.env("ESCALA_CHROMIUM", path);
    }
    if let Ok(xtask) = std::env::current_exe() {
        command.env("ESCALA_XTASK", xtask);
    }
    command
}
