//! The systems of the guides as boards, with the figures that each must show.

use super::measures;
use super::runs::parallel;
use crate::board_file::{self, BoardFile};
use crate::measure::Measure;
use serde::{Deserialize, Serialize};
use simcore::answers::stats::Interval;
use simcore::design::Design;
use simcore::host::{Job, run_job};
use simcore::param::Range;
use simcore::sorted::SortedMap;
use std::path::Path;

/// `systems.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Systems {
    /// In the order of the course.
    pub chapter: Vec<Chapter>,
    /// In the order of the chapters.
    pub system: Vec<System>,
}

/// A part of the gallery.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    pub id: String,
    pub en: String,
    pub pt: String,
}

/// One system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// `BOARD.board.json` beside the list.
    pub board: String,
    /// Its entry in the list of systems that the guides describe.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The chapter that it belongs to.
    pub chapter: String,
    pub en: String,
    pub pt: String,
    /// What one learns by running it.
    pub en_why: String,
    pub pt_why: String,
    #[serde(default)]
    pub figure: Vec<Figure>,
}

/// What a run of the board must show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// As on the command line: "p95_ms", "utilisation:4", "lag:7".
    pub measure: String,
    pub expect: f64,
    /// How far the mean of the runs may be from it.
    pub within: f64,
    /// Whose figure it is, or how it is computed.
    pub source: String,
    /// Parameters to change first, as "node.param".
    #[serde(default)]
    pub set: SortedMap<String, f64>,
    /// Measured from here to there, in simulated seconds.
    pub at: [f64; 2],
    #[serde(default = "one")]
    pub seeds: u64,
    /// With the board's own faults?
    #[serde(default = "yes")]
    pub faults: bool,
    pub note: Option<String>,
}

fn one() -> u64 {
    1
}

fn yes() -> bool {
    true
}

/// A figure, measured.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub board: String,
    pub reference: String,
    pub measure: String,
    pub set: Vec<(String, f64)>,
    pub expected: f64,
    pub within: f64,
    pub measured: Interval,
    pub source: String,
    pub holds: bool,
}

fn read(dir: &Path, name: &str) -> Result<String, String> {
    let file = dir.join(name);
    std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))
}

/// The list alone.
pub fn list(dir: &Path) -> Result<Systems, String> {
    let table = read(dir, "systems.toml")?.parse::<toml::Table>();
    table.and_then(|t| t.try_into()).map_err(|e| format!("systems.toml: {e}"))
}

/// The list and its boards, or what is wrong with them in one sentence.
pub fn load(dir: &Path) -> Result<Vec<(System, BoardFile)>, String> {
    list(dir)?
        .system
        .into_iter()
        .map(|system| {
            let name = format!("{}.board.json", system.board);
            let board = board_file::parse_strict(&read(dir, &name)?).map_err(|e| format!("{name}: {e}"))?;
            Ok((system, board))
        })
        .collect()
}

/// The design with some parameters changed, named "node.param".
fn with(design: &Design, set: &SortedMap<String, f64>) -> Result<Design, String> {
    let mut out = design.clone();
    for (key, value) in set.iter() {
        let (id, name) = key.split_once('.').ok_or(format!("\"{key}\" is not node.param"))?;
        let node = out
            .nodes
            .iter_mut()
            .find(|n| n.id.to_string() == id)
            .ok_or(format!("\"{key}\" names no node"))?;
        let param = node.kind.table().iter().find(|p| p.name == name);
        let param = param.ok_or(format!("\"{key}\" names no parameter of a {}", node.kind.name()))?;
        if !param.allows(*value) && !matches!(param.range, Range::Choice(_)) {
            return Err(format!("{value} is out of the range of \"{key}\""));
        }
        *node = node.clone().with(name, *value);
    }
    Ok(out)
}

struct Wanted<'a> {
    system: &'a System,
    figure: &'a Figure,
    measure: Measure,
    design: Design,
    seed: u64,
}

/// Every figure of the systems whose board's name contains `only`, measured on all cores.
pub fn show(systems: &[(System, BoardFile)], only: &str) -> Result<Vec<Shown>, String> {
    show_with(systems, only, &|_| {})
}

/// [`show`], saying after each figure how many there are in all.
pub fn show_with(
    systems: &[(System, BoardFile)],
    only: &str,
    done: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Shown>, String> {
    let mut wanted = Vec::new();
    for (system, board) in systems.iter().filter(|(s, _)| s.board.contains(only)) {
        for figure in &system.figure {
            let say = |e: String| format!("{}: {e}", system.board);
            let mut design = with(&board.design, &figure.set).map_err(say)?;
            if !figure.faults {
                design.faults.clear();
            }
            let measure = measures::parse(&figure.measure).map_err(say)?;
            wanted.push(Wanted { system, figure, measure, design, seed: board.seed });
        }
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(parallel(&wanted, threads, |w| {
        let [from_s, until_s] = w.figure.at;
        let values: Vec<f64> = (0..w.figure.seeds.max(1))
            .map(|i| {
                let seed = w.seed.wrapping_add(i);
                let report = run_job(&Job { design: w.design.clone(), seed, from_s, until_s });
                w.measure.read(&w.design, &report).unwrap_or(f64::NAN)
            })
            .collect();
        let measured = Interval::of(&values);
        done(wanted.len());
        Shown {
            board: w.system.board.clone(),
            reference: w.system.reference.clone(),
            measure: w.figure.measure.clone(),
            set: w.figure.set.iter().map(|(k, v)| (k.clone(), *v)).collect(),
            expected: w.figure.expect,
            within: w.figure.within,
            measured,
            source: w.figure.source.clone(),
            holds: (measured.mean - w.figure.expect).abs() <= w.figure.within,
        }
    }))
}
