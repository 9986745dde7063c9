//! The static site: trunk builds it from index.html and Trunk.toml, and calls back here before (`prepare`) and
//! after (`finish`, in page.rs), so that `trunk build` alone gives the very same site.

use crate::args::Args;
use crate::{Outcome, page, sh, sprite, tools};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Generated before the page is built; index.html copies from here.
fn generated() -> PathBuf {
    sh::target().join("site")
}

/// Whether a site was built; what is wrong otherwise.
pub fn there() -> Outcome {
    if dist().join("index.html").is_file() {
        return Ok(());
    }
    Err("There is no site in dist/ yet: `cargo xtask build` makes it.".into())
}

/// The built site.
pub fn dist() -> PathBuf {
    sh::root().join("dist")
}

/// `cargo xtask build`
pub fn command(args: &mut Args) -> Outcome {
    let dev = args.flag("--dev");
    args.done()?;
    build(dev)
}

/// Tools, then trunk.
pub fn build(dev: bool) -> Outcome {
    let started = Instant::now();
    tools::ensure(!dev)?;
    let mut trunk = sh::command("trunk");
    trunk.args(["build", "--log", "warn"]).env("PATH", tools::path());
    if !dev {
        trunk.arg("--release");
    }
    sh::run("Building the page", &mut trunk)?;
    page::check(&dist())?;
    let kind = if dev { " (unoptimised)" } else { "" };
    println!("The site is in dist/{kind}, built in {:.1} s.", started.elapsed().as_secs_f64());
    Ok(())
}

/// `cargo xtask prepare`
pub fn prepare_command(args: &mut Args) -> Outcome {
    args.done()?;
    sh::write(&generated().join("escala.css"), &styles(&sh::root().join("assets/styles"))?)?;
    let drawings = ["assets/icons", "assets/kinds"].map(|folder| sh::root().join(folder));
    sh::write(&generated().join("icons.svg"), &sprite::build(&drawings)?)?;
    course()
}

/// All style sheets as one file. Tokens and base come first because the others build on them.
fn styles(folder: &Path) -> Outcome<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|e| format!("{} could not be read: {e}.", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "css"))
        .collect();
    files.sort_by_key(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let rank = ["tokens", "base", "shell"].iter().position(|first| *first == name).unwrap_or(9);
        (rank, name)
    });
    files.iter().map(|file| sh::read(file)).collect()
}

/// The lessons compiled again and put into the site that is there.
pub fn content() -> Outcome {
    course()?;
    let (from, to) = (sh::target().join("content"), dist().join("content"));
    let unreadable = |e: std::io::Error| format!("{} could not be copied: {e}.", from.display());
    for entry in std::fs::read_dir(&from).map_err(unreadable)?.flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).map_err(|e| sh::unwritable(&to, &e))?;
    }
    Ok(())
}

/// The lessons, compiled to one file per lesson and language.
fn course() -> Outcome {
    let out = sh::target().join("content");
    std::fs::create_dir_all(&out).map_err(|e| sh::unwritable(&out, &e))?;
    let mut escala = sh::cargo();
    escala.args(["run", "--quiet", "--package", "lessons", "--bin", "escala", "--"]);
    escala.args(["build", "lessons", "--out"]).arg(&out);
    // trunk says what it builds; a proof takes minutes and is only made for what is published
    if std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        escala.arg("--prove");
    }
    sh::run("Compiling the lessons", &mut escala)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_start_with_the_tokens() {
        let text = styles(&sh::root().join("assets/styles")).unwrap();
        let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is missing"));
        assert!(at("--paper:") < text.len() / 2);
        assert!(text.starts_with("/* Escala design tokens"));
    }
}
