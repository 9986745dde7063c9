//! The files of the repository, as the rules read them.

use std::path::{Path, PathBuf};

/// One text file.
pub struct Source {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of one file that must be there.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

pub fn exists(path: &str) -> bool {
    root().join(path).exists()
}

/// Every file below `folder` whose name ends in one of `endings`. An empty answer is an error: a rule that reads
/// nothing says nothing.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    visit(&root().join(folder), endings, &mut found);
    assert!(!found.is_empty(), "{folder} holds no file that ends in {endings:?}");
    found
}

fn visit(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let generated = ["target", "dist", "node_modules"].contains(&name.as_str());
        // .ci is ours, .git is not
        if generated || (name.starts_with('.') && name != ".ci") {
            continue;
        }
        if path.is_dir() {
            visit(&path, endings, found);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let relative = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{relative}: {e}"));
            found.push(Source { path: relative, text });
        }
    }
}

/// Names of the folders directly in `folder`.
pub fn folders(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Rust without `//` comments and without the tests at the foot of the file.
pub fn code(rust: &str) -> String {
    let body = rust.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    body.lines().map(without_comment).collect::<Vec<_>>().join("\n")
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if at == 0 || bytes[at - 1] != b'\\' => quoted = !quoted,
            b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return &line[..at],
            _ => {}
        }
    }
    line
}

/// `path:line: text` for every line in which `wrong` finds something.
pub fn lines_with(source: &Source, text: &str, wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let numbered = text.lines().enumerate().filter(|(_, line)| wrong(line));
    numbered.map(|(at, line)| format!("{}:{}: {}", source.path, at + 1, line.trim())).collect()
}

/// The keys of a `[section]` of a Cargo.toml.
pub fn keys_of(manifest: &str, section: &str) -> Vec<String> {
    let header = format!("[{section}]");
    let lines = manifest.lines().skip_while(|line| line.trim() != header).skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().trim_end_matches(".workspace").to_string()))
        .filter(|key| key.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))
        .collect()
}

/// The component kinds, as `kinds! { client::Client, ... }` lists them.
pub fn kinds() -> Vec<String> {
    let text = read("simcore/src/kinds/mod.rs");
    let list =
        text.split("\nkinds! {").nth(1).expect("simcore/src/kinds/mod.rs lists the kinds in kinds! { }");
    let list = list.split('}').next().unwrap_or_default();
    let kinds: Vec<String> =
        list.split(',').filter_map(|item| Some(item.split_once("::")?.0.trim().to_string())).collect();
    assert!(!kinds.is_empty(), "kinds! lists no kind");
    kinds
}

/// Fails with every finding on a line of its own.
pub fn none(findings: Vec<String>) {
    assert!(findings.is_empty(), "{} found:\n  {}", findings.len(), findings.join("\n  "));
}

#[test]
fn comments_and_tests_are_not_code() {
    let rust = "let a = \"x // y\"; // note\n//! doc\n#[cfg(test)]\nmod tests { b }";
    assert_eq!(code(rust).trim(), "let a = \"x // y\";");
}

#[test]
fn the_keys_of_a_section_are_read() {
    let manifest = "[dependencies]\n# why\nserde.workspace = true\nlibm = \"0.2\"\n[dev-dependencies]\nproptest = \"1\"\n";
    assert_eq!(keys_of(manifest, "dependencies"), ["serde", "libm"]);
}
