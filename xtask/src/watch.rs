//! Rebuilds when a file changes, and lets open pages know. It looks at the times of the files twice a second: a few
//! hundred files, no library.

use crate::{sh, site};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

const WATCHED: [&str; 9] = [
    "src",
    "simcore",
    "lessons",
    "assets",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
];

/// How often the site was built anew since the server started.
static VERSION: AtomicU64 = AtomicU64::new(0);

/// Asks for the version once a second and loads the page again when it is another one. The step that is open is in
/// the address and what was answered is in the browser, so an author goes on where they were.
pub const SCRIPT: &str = "let at = null;
setInterval(async () => {
  const now = await fetch('watch-version').then((r) => r.text(), () => at);
  if (at !== null && now !== at) location.reload();
  at = now;
}, 1000);
";

/// The version for [`SCRIPT`].
pub fn version() -> String {
    VERSION.load(Ordering::Relaxed).to_string()
}

/// The start page with [`SCRIPT`] in it.
pub fn with_script(page: &str) -> String {
    page.replacen("</head>", "<script src=\"watch.js\" defer></script></head>", 1)
}

/// Never returns. A build that fails says so and waits for the next change.
pub fn rebuild_on_change(dev: bool) {
    let mut built = snapshot();
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let mut now = snapshot();
        if now == built {
            continue;
        }
        // an editor that saves several files is let finish
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let later = snapshot();
            if later == now {
                break;
            }
            now = later;
        }
        let changed: Vec<PathBuf> = built.symmetric_difference(&now).map(|(path, ..)| path.clone()).collect();
        built = now;
        let outcome = if changed.iter().all(|path| is_content(path)) {
            println!("A lesson changed: compiling the lessons again.");
            site::content()
        } else {
            println!("A file changed: building again.");
            site::build(dev)
        };
        match outcome {
            Ok(()) => {
                VERSION.fetch_add(1, Ordering::Relaxed);
                println!("Open pages load it by themselves.");
            }
            Err(what) => eprintln!("{what}\nThe page served is the one before this change."),
        }
    }
}

/// Is it fetched by the page, so that the program need not be built anew? Texts of components are compiled in.
fn is_content(path: &Path) -> bool {
    let Ok(inner) = path.strip_prefix(sh::root().join("lessons")) else { return false };
    let folder = inner.iter().next().unwrap_or_default().to_string_lossy();
    let lesson = folder.starts_with(|c: char| c.is_ascii_digit());
    lesson || matches!(&*folder, "course.toml" | "systems" | "presets.toml")
}

/// Every watched file with its time and its length.
fn snapshot() -> BTreeSet<(PathBuf, SystemTime, u64)> {
    let mut files = BTreeSet::new();
    for name in WATCHED {
        visit(&sh::root().join(name), &mut files);
    }
    files
}

fn visit(path: &Path, files: &mut BTreeSet<(PathBuf, SystemTime, u64)>) {
    let Ok(about) = path.metadata() else { return };
    if about.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && entry.file_name() != "target" {
                visit(&entry.path(), files);
            }
        }
    } else {
        files.insert((path.into(), about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_page_fetches_is_content() {
        let at = |name: &str| is_content(&sh::root().join(name));
        for name in ["lessons/05-load-balancer/en.md", "lessons/course.toml", "lessons/systems/systems.toml"]
        {
            assert!(at(name), "{name}");
        }
        for name in ["lessons/kinds/client.toml", "lessons/src/lib.rs", "lessons/Cargo.toml", "src/lib.rs"] {
            assert!(!at(name), "{name}");
        }
    }

    #[test]
    fn the_start_page_gets_the_script_once() {
        let page = with_script("<html><head><title>x</title></head><body></head></body></html>");
        assert_eq!(page.matches("watch.js").count(), 1);
        assert!(page.find("watch.js") < page.find("<body>"));
    }
}
