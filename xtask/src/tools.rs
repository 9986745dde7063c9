//! The pinned tools in target/tools: nothing outside the repository changes, except the rustup target.

use crate::Outcome;
use crate::args::Args;
use crate::sh;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The newest trunk that builds with the Rust of rust-toolchain.toml (0.22 asks for a newer one).
pub const TRUNK: &str = "0.21.14";
/// wasm-opt. Never the one of a Linux distribution: Debian's 108 quietly breaks the page.
pub const BINARYEN: &str = "132.0.0";
const WASM: &str = "wasm32-unknown-unknown";

/// `cargo xtask tools`
pub fn command(args: &mut Args) -> Outcome {
    args.done()?;
    ensure(true)?;
    println!("The tools are ready in {}.", folder().display());
    Ok(())
}

/// Installs what is missing. `optimise`: wasm-opt too, which only a release build needs.
pub fn ensure(optimise: bool) -> Outcome {
    ensure_wasm_target()?;
    let bindgen = wasm_bindgen_version(&sh::read(&sh::root().join("Cargo.toml"))?)?;
    // these tools spend their time in rustc, not in themselves, so they are compiled fast rather than well
    let installed = [
        ensure_crate("trunk", "trunk", TRUNK, "0", &["--features", "rustls"])?,
        ensure_crate("wasm-bindgen", "wasm-bindgen-cli", &bindgen, "1", &[])?,
    ];
    if installed.contains(&true) {
        // a gigabyte that nothing needs again
        let _ = std::fs::remove_dir_all(build_folder());
    }
    if optimise { ensure_binaryen() } else { Ok(()) }
}

/// PATH with the pinned tools first, so that they win over anything else that is installed.
pub fn path() -> OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(folder().join("bin")).chain(std::env::split_paths(&old));
    std::env::join_paths(dirs).unwrap_or(old)
}

/// The version that the page is compiled with; the command line tool must be exactly this one.
pub fn wasm_bindgen_version(manifest: &str) -> Outcome<String> {
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("wasm-bindgen = \"=")?.split('"').next())
        .map(str::to_string)
        .ok_or_else(|| "Cargo.toml must pin the page's compiler helper: wasm-bindgen = \"=x.y.z\".".into())
}

/// What runs compiled tests in a browser; it comes with the command line tool of wasm-bindgen.
pub fn runner() -> PathBuf {
    folder().join("bin/wasm-bindgen-test-runner")
}

fn folder() -> PathBuf {
    sh::target().join("tools")
}

fn build_folder() -> PathBuf {
    sh::target().join("tools-build")
}

fn ensure_wasm_target() -> Outcome {
    let libdir = sh::output_of(sh::command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if libdir.ok_or_else(|| sh::missing("rustc")).map(|dir| Path::new(&dir).exists())? {
        return Ok(());
    }
    if sh::on_path("rustup").is_none() {
        return Err(format!(
            "Rust cannot compile for the browser yet: install rustup (https://rustup.rs), or the {WASM} \
             standard library through your package manager."
        ));
    }
    sh::run_quietly("Adding the browser target to Rust", sh::command("rustup").args(["target", "add", WASM]))
}

/// rustfmt and clippy, which the smallest installations of Rust leave out.
pub fn ensure_components() -> Outcome {
    for (word, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if sh::output_of(sh::cargo().args([word, "--version"])).is_none() {
            sh::run_quietly(
                &format!("Adding {component} to Rust"),
                sh::command("rustup").args(["component", "add", component]),
            )?;
        }
    }
    Ok(())
}

/// Answers whether it had to be installed.
fn ensure_crate(program: &str, name: &str, version: &str, opt: &str, more: &[&str]) -> Outcome<bool> {
    let file = folder().join("bin").join(program);
    let found = file.to_str().and_then(|path| sh::output_of(sh::command(path).arg("--version")));
    if found.is_some_and(|text| text.split_whitespace().nth(1) == Some(version)) {
        return Ok(false);
    }
    let what = format!("Installing {name} {version} in target/tools (once, a few minutes)");
    sh::run_quietly(
        &what,
        sh::cargo()
            .args(["install", "--locked", "--force", "--no-default-features", &format!("{name}@{version}")])
            .args(more)
            .arg("--root")
            .arg(folder())
            .env("CARGO_TARGET_DIR", build_folder())
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt)
            .env("CARGO_PROFILE_RELEASE_STRIP", "true"),
    )?;
    Ok(true)
}

fn ensure_binaryen() -> Outcome {
    let module = folder().join("node_modules/binaryen");
    let version = std::fs::read_to_string(module.join("package.json")).unwrap_or_default();
    let wanted = format!("\"version\": \"{BINARYEN}\"");
    let link = folder().join("bin/wasm-opt");
    if version.contains(&wanted) && link.exists() {
        return Ok(());
    }
    npm_is_there()?;
    let what = format!("Installing binaryen {BINARYEN} (wasm-opt) in target/tools");
    sh::run_quietly(
        &what,
        sh::command("npm")
            .args(["install", "--no-save", "--no-fund", "--no-audit", "--prefix"])
            .arg(folder())
            .arg(format!("binaryen@{BINARYEN}")),
    )?;
    link_program(Path::new("../node_modules/.bin/wasm-opt"), &link)
}

/// npm, and the node under it, or the sentence that says where to get them.
pub fn npm_is_there() -> Outcome {
    for program in ["node", "npm"] {
        sh::on_path(program).ok_or_else(|| sh::missing(program))?;
    }
    let version = sh::output_of(sh::command("node").arg("--version")).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    match major {
        Some(n) if n >= 20 => Ok(()),
        _ => Err(format!("Node.js {version} is too old: install version 20 or newer (https://nodejs.org).")),
    }
}

#[cfg(unix)]
fn link_program(from: &Path, to: &Path) -> Outcome {
    let _ = std::fs::remove_file(to);
    std::os::unix::fs::symlink(from, to).map_err(|e| sh::unwritable(to, &e))
}

#[cfg(not(unix))]
fn link_program(_: &Path, to: &Path) -> Outcome {
    Err(format!("{} cannot be linked on this system: build on Linux, macOS or WSL.", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_manifest() {
        let manifest = "[workspace.dependencies]\nwasm-bindgen = \"=0.2.129\"\n";
        assert_eq!(wasm_bindgen_version(manifest), Ok("0.2.129".into()));
    }

    #[test]
    fn a_version_that_is_not_exact_is_refused() {
        assert!(wasm_bindgen_version("wasm-bindgen = \"0.2\"").is_err());
    }
}
