//! Fingerprints the source that compiled content is written and read by; see `src/packed.rs`.

use std::path::{Path, PathBuf};

/// Every Rust file below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a source folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn main() {
    let mut files = Vec::new();
    // all of both crates: a list of the files with types in them would be wrong some day
    for folder in ["src", "../simcore/src"] {
        println!("cargo::rerun-if-changed={folder}");
        sources(Path::new(folder), &mut files);
    }
    files.sort();
    // FNV-1a, 64 bits (Fowler, Noll and Vo); a checkout may have put carriage returns into the text
    let bytes = files.iter().flat_map(|file| std::fs::read(file).expect("a source file"));
    let hash = bytes
        .filter(|b| *b != b'\r')
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    println!("cargo::rustc-env=ESCALA_SHAPE={hash:016x}");
}
