//! The list of files that `offline.js` keeps in the browser, with a sum of each: written into the built folder as
//! its last file, since it speaks about all the others.

use crate::{Outcome, sh};
use std::fmt::Write;
use std::path::Path;

/// What browsers ask for by this name; the scope of the worker is the folder that it lies in.
pub const FILE: &str = "offline.js";

/// Writes `offline.js` for the files that are in the folder now.
pub fn write(dir: &Path) -> Outcome {
    let mut files = Vec::new();
    visit(dir, "", &mut files)?;
    files.sort();
    let template = sh::read(&sh::root().join("assets/boot/offline.js"))?;
    sh::write(&dir.join(FILE), &fill(&template, &files))
}

/// The script with its list; the name of the build is the sum of the list.
fn fill(template: &str, files: &[(String, u32)]) -> String {
    let mut list = String::from("{");
    for (name, sum) in files {
        let _ = write!(list, "\n  \"{name}\": \"{sum:x}\",");
    }
    list += "\n}";
    let build = format!("{:x}", sum(list.as_bytes()));
    template.replace("__FILES__", &list).replace("__BUILD__", &build)
}

fn visit(dir: &Path, under: &str, files: &mut Vec<(String, u32)>) -> Outcome {
    let entries = std::fs::read_dir(dir).map_err(|e| format!("{} could not be read: {e}.", dir.display()))?;
    for entry in entries.flatten() {
        let name = format!("{under}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            visit(&entry.path(), &format!("{name}/"), files)?;
        } else if is_kept(&name) {
            let bytes = std::fs::read(entry.path()).map_err(|e| format!("{name} could not be read: {e}."))?;
            files.push((address(&name).to_owned(), sum(&bytes)));
        }
    }
    Ok(())
}

/// Not what is for hosts and other programs only.
fn is_kept(name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    plain && name != FILE && name != "_headers" && !name.ends_with(".json") && !name.ends_with(".txt")
}

/// The page is asked for by its folder.
fn address(name: &str) -> &str {
    if name == "index.html" { "./" } else { name }
}

/// FNV-1a, 32 bits, as in assets/boot/offline.js.
fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_another_build() {
        let fill = |sum| fill("__FILES__ \"__BUILD__\"", &[("./".to_owned(), 1), ("a.bin".to_owned(), sum)]);
        assert!(fill(2).starts_with("{\n  \"./\": \"1\",\n  \"a.bin\": \"2\",\n} \""));
        assert_ne!(fill(2).split(' ').next_back(), fill(3).split(' ').next_back());
    }

    #[test]
    fn the_site_is_kept_and_what_is_not_for_it_is_not() {
        for name in ["index.html", "boot-1.js", "content/course.bin", "assets/fonts/a.woff2", "a_bg.wasm"] {
            assert!(is_kept(name), "{name}");
        }
        for name in ["_headers", "offline.js", "content/course.json", "assets/fonts/OFL.txt", "a\"b.js"] {
            assert!(!is_kept(name), "{name}");
        }
        assert_eq!(sum(b""), 0x811c_9dc5);
        assert_eq!(sum(b"a"), 0xe40c_292c);
    }
}
