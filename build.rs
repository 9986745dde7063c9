//! Writes the names and labels of component kinds, faults and facts from `lessons/kinds/*.toml` and
//! `lessons/texts/*.toml` as Rust constants, in the order of the core's own tables. A text that is
//! missing stops the build with its file and key.

use simcore::design::{FaultKind, LinkParams};
use simcore::kinds::KindId;
use simcore::measure::Fact;
use simcore::param::{Param, Range};
use std::fmt::Write;
use std::path::Path;
use toml::{Table, Value};

const LANGUAGES: [&str; 2] = ["en", "pt"];

fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let dir = Path::new(&root).join("lessons/kinds");
    let texts = Path::new(&root).join("lessons/texts");
    println!("cargo::rerun-if-changed={}", dir.display());
    println!("cargo::rerun-if-changed={}", texts.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut missing = Vec::new();
    let mut tables: Vec<(String, &[Param])> =
        KindId::ALL.iter().map(|k| (k.name().to_owned(), k.table())).collect();
    tables.push(("link".to_owned(), LinkParams::TABLE));

    let mut out = String::new();
    let files: Vec<_> = tables
        .iter()
        .map(|(name, table)| (read(&dir.join(format!("{name}.toml")), &mut missing), name, *table))
        .collect();
    let (link, kinds) = match files.split_last() {
        Some(parts) => parts,
        None => return,
    };
    let _ = writeln!(out, "static KINDS: [[KindText; {}]; 2] = [", kinds.len());
    for lang in LANGUAGES {
        out.push_str("[\n");
        for (file, name, table) in kinds {
            kind(&mut out, file, name, table, lang, &mut missing);
            out.push_str(",\n");
        }
        out.push_str("],\n");
    }
    out.push_str("];\nstatic LINK: [KindText; 2] = [\n");
    for lang in LANGUAGES {
        kind(&mut out, &link.0, link.1, link.2, lang, &mut missing);
        out.push_str(",\n");
    }
    out.push_str("];\n");
    faults(&mut out, &read(&texts.join("faults.toml"), &mut missing), &mut missing);
    facts(&mut out, &read(&texts.join("facts.toml"), &mut missing), &mut missing);

    if missing.is_empty() {
        let to = Path::new(&std::env::var("OUT_DIR").unwrap_or_default()).join("kinds_text.rs");
        if let Err(e) = std::fs::write(&to, out) {
            println!("cargo::error={}: {e}", to.display());
        }
    }
    for line in missing {
        println!("cargo::error=missing text: {line}");
    }
}

fn read(path: &Path, missing: &mut Vec<String>) -> Table {
    let parsed = std::fs::read_to_string(path)
        .map_err(|e| e.to_string())
        .and_then(|text| text.parse::<Table>().map_err(|e| e.to_string()));
    parsed.unwrap_or_else(|e| {
        missing.push(format!("{}: {e}", path.display()));
        Table::new()
    })
}

/// The text under these keys, or a note that it is missing.
fn text_of(file: &Table, from: &str, lang: &str, keys: &[&str], missing: &mut Vec<String>) -> String {
    let found = keys.iter().try_fold(file.get(lang), |v, k| Some(v?.as_table().and_then(|t| t.get(*k))));
    match found.flatten().and_then(Value::as_str).map(str::trim).filter(|s| !s.is_empty()) {
        Some(s) => s.to_owned(),
        None => {
            missing.push(format!("lessons/{from}.toml: {lang}.{}", keys.join(".")));
            String::new()
        }
    }
}

fn faults(out: &mut String, file: &Table, missing: &mut Vec<String>) {
    let _ = writeln!(out, "static FAULTS: [[FaultText; {}]; 2] = [", FaultKind::ALL.len());
    for lang in LANGUAGES {
        out.push_str("[\n");
        for what in FaultKind::ALL {
            let mut text = |key| text_of(file, "texts/faults", lang, &[what.name(), key], missing);
            // the sentence is fetched at run time; here it only must be there
            let (name, _) = (text("name"), text("help"));
            let strength = what.strength().map_or(String::new(), |_| text("strength"));
            let _ = writeln!(out, "FaultText {{ name: {name:?}, strength: {strength:?} }},");
        }
        out.push_str("],\n");
    }
    out.push_str("];\n");
}

fn facts(out: &mut String, file: &Table, missing: &mut Vec<String>) {
    let _ = writeln!(out, "static FACTS: [[&str; {}]; 2] = [", Fact::ALL.len());
    for lang in LANGUAGES {
        let names: Vec<String> = Fact::ALL
            .iter()
            .map(|fact| text_of(file, "texts/facts", lang, &[fact.name()], missing))
            .collect();
        let _ = writeln!(out, "{names:?},");
    }
    out.push_str("];\n");
}

fn kind(out: &mut String, file: &Table, name: &str, table: &[Param], lang: &str, missing: &mut Vec<String>) {
    let mut text = |keys: &[&str]| text_of(file, &format!("kinds/{name}"), lang, keys, missing);
    let _ = write!(out, "KindText {{ name: {:?}, short: {:?}, params: &[", text(&["name"]), text(&["short"]));
    // explanations are fetched at run time; here they only must be there
    text(&["help"]);
    for p in table {
        let (label, _) = (text(&["params", p.name, "label"]), text(&["params", p.name, "help"]));
        let choices: Vec<String> = match p.range {
            Range::Choice(names) => names.iter().map(|n| text(&["params", p.name, "choices", n])).collect(),
            _ => Vec::new(),
        };
        let _ = write!(out, "\n  ParamText {{ label: {label:?}, choices: &{choices:?} }},");
    }
    out.push_str("] }");
}
