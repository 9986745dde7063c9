//! `cargo xtask measure`: how fast the built site starts, draws and how much it keeps, in figures.

use crate::args::Args;
use crate::{Outcome, browser, sh, site, tools};

/// The newest that runs on Node 20. Only this command needs it, so only this command installs it.
const LIGHTHOUSE: &str = "12.8.2";

/// `cargo xtask measure`
pub fn command(args: &mut Args) -> Outcome {
    let (json, minutes) = (args.flag("--json"), args.value("--minutes")?);
    let mut parts = Vec::new();
    while let Some(part) = args.word() {
        parts.push(part);
    }
    args.done()?;
    site::there()?;
    browser::ensure()?;
    if parts.is_empty() || parts.iter().any(|part| part == "lighthouse") {
        ensure_lighthouse()?;
    }
    let mut node = browser::node("measure.mjs");
    node.args(parts).args(json.then_some("--json"));
    if let Some(minutes) = minutes {
        node.args(["--minutes", &minutes]);
    }
    sh::run("The measurements", &mut node)
}

fn ensure_lighthouse() -> Outcome {
    let folder = sh::target().join("tools/lighthouse");
    let manifest = folder.join("node_modules/lighthouse/package.json");
    let found = std::fs::read_to_string(manifest).unwrap_or_default();
    if found.contains(&format!("\"version\": \"{LIGHTHOUSE}\"")) {
        return Ok(());
    }
    // npm would otherwise take the nearest folder with packages for the one that is meant
    std::fs::create_dir_all(&folder).map_err(|e| sh::unwritable(&folder, &e))?;
    tools::npm_is_there()?;
    sh::run_quietly(
        &format!("Installing lighthouse {LIGHTHOUSE} in target/tools"),
        sh::command("npm")
            .args(["install", "--no-save", "--no-fund", "--no-audit", "--prefix"])
            .arg(&folder)
            .arg(format!("lighthouse@{LIGHTHOUSE}")),
    )
}
