//! A prediction: what is asked, of which run.

use super::finding::Findings;
use super::measures::measure;
use super::near::did_you_mean;
use super::plan::At;
use super::raw::{RawOver, RawStep};
use super::steps::run_span;
use crate::board_file::BoardFile;
use crate::lesson::{Ask, Over, Predict};
use simcore::param::Range;

/// The forms of an answer, and the fields of each.
const FORMS: [(&str, &[&str]); 3] = [
    ("number", &["unit", "min", "max", "tolerance"]),
    ("server", &["nodes", "pick"]),
    ("curve", &["unit", "min", "max", "tolerance", "over"]),
];

/// Points of a curve: fewer are no curve, more do not fit under a thumb.
const POINTS: std::ops::RangeInclusive<usize> = 4..=8;

/// A prediction: what is asked, of which run.
pub fn predict(raw: &RawStep, board: &BoardFile, at: &At<'_>, found: &mut Findings) -> Option<Predict> {
    let mut miss = |field: &str| {
        found.at(at.file, at.line, format!("{field} = ... is missing (step \"{}\")", raw.id.get_ref()));
    };
    let (Some(ask), Some(raw_measure)) = (&raw.ask, &raw.measure) else {
        if raw.ask.is_none() {
            miss("ask");
        }
        if raw.measure.is_none() {
            miss("measure");
        }
        return None;
    };
    let form = ask.get_ref().as_str();
    let Some((_, belongs)) = FORMS.iter().find(|(name, _)| *name == form) else {
        let names = FORMS.map(|(name, _)| name);
        let near = did_you_mean(form, names);
        let reason = format!("ask is \"{}\", not \"{form}\"{near}", names.join("\", \""));
        found.at(at.file, at.line(ask), reason);
        return None;
    };
    let mut asked = raw_measure.get_ref().clone();
    let nodes = raw.nodes.clone().unwrap_or_default();
    if form == "server" {
        // the measure is taken at every candidate, so it names none itself
        asked.node = asked.node.or(nodes.first().copied());
    }
    let line = at.line(raw_measure);
    let measure = measure(&asked).map_err(|reason| found.at(at.file, line, reason)).ok()?;
    for id in nodes.iter().copied().chain(measure.node()) {
        if board.design.node(id).is_none() {
            found.at(at.file, line, format!("there is no node {id} on the board of this step"));
        }
    }
    let given = [
        ("unit", raw.unit.is_some()),
        ("min", raw.min.is_some()),
        ("max", raw.max.is_some()),
        ("tolerance", raw.tolerance.is_some()),
        ("nodes", raw.nodes.is_some()),
        ("pick", raw.pick.is_some()),
        ("over", raw.over.is_some()),
    ];
    for (field, _) in given.iter().filter(|(f, is_given)| *is_given && !belongs.contains(f)) {
        found.at(at.file, at.line, format!("\"{field}\" does not belong to ask = \"{form}\""));
    }
    let ask = match form {
        "server" => {
            if nodes.len() < 2 || measure.node().is_none() {
                let reason =
                    "ask = \"server\" needs nodes = [..] with two or more, and a measure taken at a node";
                found.at(at.file, at.line, reason);
            }
            Ask::Server { candidates: nodes, lowest: lowest(raw, at, found) }
        }
        _ => {
            let (min, max) = (raw.min.unwrap_or(0.0), raw.max.unwrap_or(100.0));
            let tolerance = raw.tolerance.unwrap_or(0.1);
            if !(min.is_finite() && max.is_finite() && min < max) {
                found.at(at.file, at.line, format!("min must be less than max, not {min} and {max}"));
            }
            if !(0.0..=1.0).contains(&tolerance) {
                found.at(at.file, at.line, format!("tolerance is a share from 0 to 1, not {tolerance}"));
            }
            let unit = raw.unit.clone().unwrap_or_default();
            match form {
                "curve" => {
                    let Some(raw_over) = &raw.over else {
                        let reason =
                            "ask = \"curve\" needs over = { node = 1, param = \"rate\", values = [..] }";
                        found.at(at.file, at.line, reason);
                        return None;
                    };
                    let line = at.line(raw_over);
                    let over = over(raw_over.get_ref(), board);
                    let over = over.map_err(|reason| found.at(at.file, line, reason)).ok()?;
                    Ask::Curve { unit, min, max, tolerance, over }
                }
                _ => Ask::Number { unit, min, max, tolerance },
            }
        }
    };
    Some(Predict { ask, measure, span: run_span(raw, at, found)? })
}

fn lowest(raw: &RawStep, at: &At<'_>, found: &mut Findings) -> bool {
    match raw.pick.as_ref().map(|p| (p.get_ref().as_str(), p)) {
        None | Some(("highest", _)) => false,
        Some(("lowest", _)) => true,
        Some((other, p)) => {
            let near = did_you_mean(other, ["highest", "lowest"]);
            let reason = format!("pick is \"highest\" or \"lowest\", not \"{other}\"{near}");
            found.at(at.file, at.line(p), reason);
            false
        }
    }
}

/// The settings of a curve, held to the table of the parameter.
fn over(raw: &RawOver, board: &BoardFile) -> Result<Over, String> {
    let Some(node) = board.design.node(raw.node) else {
        return Err(format!("there is no node {} on the board of this step", raw.node));
    };
    let table = node.kind.table();
    let Some(param) = table.iter().position(|p| p.name == raw.param) else {
        let near = did_you_mean(&raw.param, table.iter().map(|p| p.name));
        return Err(format!("\"{}\" has no parameter \"{}\"{near}", node.kind.name(), raw.param));
    };
    let row = &table[param];
    if !matches!(row.range, Range::Real { .. } | Range::Int { .. }) {
        return Err(format!("a curve runs over numbers, and \"{}\" is none", raw.param));
    }
    if !POINTS.contains(&raw.values.len()) {
        let (least, most) = (POINTS.start(), POINTS.end());
        return Err(format!("a curve has {least} to {most} points, not {}", raw.values.len()));
    }
    if raw.values.windows(2).any(|w| w[1] <= w[0] || w[0].is_nan()) {
        return Err("the values of a curve rise from the first to the last".into());
    }
    if let Some(v) = raw.values.iter().find(|v| row.clamp(**v) != **v) {
        return Err(format!("\"{}\" cannot be {v}", raw.param));
    }
    Ok(Over { node: raw.node, param, values: raw.values.clone() })
}
