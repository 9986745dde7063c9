//! Rebuilds when a file changes. It looks at the times of the files twice a second: a few hundred files, no library.

use crate::{sh, site};
use std::path::{Path, PathBuf};
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

/// Never returns. A build that fails says so and waits for the next change.
pub fn rebuild_on_change(dev: bool) {
    let mut seen = snapshot();
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let mut now = snapshot();
        if now == seen {
            continue;
        }
        // an editor that saves several files is let finish
        while now != seen {
            seen = now;
            std::thread::sleep(Duration::from_millis(200));
            now = snapshot();
        }
        println!("A file changed: building again.");
        match site::build(dev) {
            Ok(()) => println!("Load the page again to see it."),
            Err(what) => eprintln!("{what}\nThe page served is the one before this change."),
        }
    }
}

fn snapshot() -> Vec<(PathBuf, SystemTime, u64)> {
    let mut files = Vec::new();
    for name in WATCHED {
        visit(&sh::root().join(name), &mut files);
    }
    files.sort();
    files
}

fn visit(path: &Path, files: &mut Vec<(PathBuf, SystemTime, u64)>) {
    let Ok(about) = path.metadata() else { return };
    if about.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && entry.file_name() != "target" {
                visit(&entry.path(), files);
            }
        }
    } else {
        files.push((path.into(), about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len()));
    }
}
