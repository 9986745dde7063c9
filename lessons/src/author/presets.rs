//! Components of the case study with a name of their own: a kind with some of its parameters set.

use crate::board_file;
use serde::Deserialize;
use simcore::design::{NodeId, NodeSpec};
use std::path::Path;

/// `presets.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    preset: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    kind: String,
    en: String,
    pt: String,
    en_help: String,
    pt_help: String,
    source: String,
    #[serde(default)]
    params: toml::Table,
    nodes: Vec<NodeId>,
}

/// A preset.
#[derive(Clone, Debug)]
pub struct Preset {
    /// What files call it.
    pub name: String,
    /// What people call it.
    pub en: String,
    pub pt: String,
    /// What it is for, in a sentence.
    pub en_help: String,
    pub pt_help: String,
    /// Whose idea it is, and whose numbers.
    pub source: String,
    /// The station that it makes.
    pub spec: NodeSpec,
    /// Stations of the case study's board that are made of it.
    pub nodes: Vec<NodeId>,
}

/// The presets of a file, in its order, or what is wrong with it in one sentence.
pub fn load(file: &Path) -> Result<Vec<Preset>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    parse(&text).map_err(|e| format!("{}: {e}", file.display()))
}

fn parse(text: &str) -> Result<Vec<Preset>, String> {
    let file: File = text.parse::<toml::Table>().and_then(|t| t.try_into()).map_err(|e| e.to_string())?;
    file.preset.into_iter().map(preset).collect()
}

/// A station is checked as one of a board file is: by the kind's own table.
fn preset(raw: Raw) -> Result<Preset, String> {
    let board = serde_json::json!({
        "format_version": 1, "title": "", "seed": 1, "links": [], "faults": [],
        "nodes": [{ "id": 1, "kind": raw.kind, "name": raw.en, "at": [0, 0], "params": raw.params }],
    });
    let board = board_file::parse_strict(&board.to_string()).map_err(|e| format!("{}: {e}", raw.name))?;
    let spec = board.design.nodes.into_iter().next().ok_or_else(|| format!("{}: no station", raw.name))?;
    Ok(Preset {
        name: raw.name,
        en: raw.en,
        pt: raw.pt,
        en_help: raw.en_help,
        pt_help: raw.pt_help,
        source: raw.source,
        spec,
        nodes: raw.nodes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(kind: &str, params: &str) -> Result<Vec<Preset>, String> {
        parse(&format!(
            "[[preset]]\nname = \"x\"\nkind = \"{kind}\"\nen = \"X\"\npt = \"X\"\nen_help = \"X.\"\n\
             pt_help = \"X.\"\nsource = \"assumption\"\nnodes = []\nparams = {{ {params} }}"
        ))
    }

    #[test]
    fn a_preset_is_a_station_of_its_kind() {
        let made = with("cache", "capacity = 7, eviction = \"lfu\"").expect("a sound preset");
        let spec = &made[0].spec;
        assert_eq!((spec.kind.name(), spec.params[0]), ("cache", 7.0));
    }

    #[test]
    fn what_the_kind_does_not_know_is_refused() {
        assert!(with("toaster", "").is_err());
        assert!(with("cache", "slots = 4").is_err());
        assert!(with("cache", "capacity = 0").is_err());
        assert!(with("cache", "eviction = \"newest\"").is_err());
    }
}
