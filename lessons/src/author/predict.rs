//! A prediction: what is asked, of which run.

use super::finding::Findings;
use super::measures::measure;
use super::near::did_you_mean;
use super::plan::At;
use super::raw::{RawOver, RawStep};
use super::steps::run_span;
use crate::board_file::BoardFile;
use crate::lesson::{Across, Ask, Over, Predict, Span};
use crate::live;
use crate::measure::Measure;
use simcore::design::NodeId;
use simcore::param::Range;

/// The forms of an answer, and the fields of each.
const FORMS: [(&str, &[&str]); 3] = [
    ("number", &["unit", "min", "max", "tolerance"]),
    ("server", &["nodes", "pick"]),
    ("curve", &["unit", "min", "max", "tolerance", "over"]),
];

/// Points of a curve: fewer are no curve, more do not fit under a thumb.
const POINTS: std::ops::RangeInclusive<usize> = 4..=8;

/// A run keeps so many seconds one by one.
const SERIES_S: f64 = 600.0;

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
    let span = run_span(raw, at, found)?;
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
                        let reason = "ask = \"curve\" needs over = { node = 1, param = \"rate\", values = [..] } or { last_s = 10, values = [..] }";
                        found.at(at.file, at.line, reason);
                        return None;
                    };
                    let line = at.line(raw_over);
                    let over = over(raw_over.get_ref(), board, measure, span);
                    let over = over.map_err(|reason| found.at(at.file, line, reason)).ok()?;
                    Ask::Curve { unit, min, max, tolerance, over }
                }
                _ => Ask::Number { unit, min, max, tolerance },
            }
        }
    };
    Some(Predict { ask, measure, span })
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

/// What a curve is drawn over: settings held to the table of the parameter, or seconds of the run.
fn over(raw: &RawOver, board: &BoardFile, measure: Measure, span: Span) -> Result<Over, String> {
    if !POINTS.contains(&raw.values.len()) {
        let (least, most) = (POINTS.start(), POINTS.end());
        return Err(format!("a curve has {least} to {most} points, not {}", raw.values.len()));
    }
    if raw.values.windows(2).any(|w| w[1] <= w[0] || w[0].is_nan()) {
        return Err("the values of a curve rise from the first to the last".into());
    }
    let what = match (raw.node, &raw.param, raw.last_s) {
        (Some(node), Some(param), None) => across(node, param, &raw.values, board)?,
        (None, None, Some(last_s)) => {
            if !live::has_course(measure) {
                return Err(format!("a run shows no course of \"{}\"", measure.name()));
            }
            let whole = |v: f64| v.fract() == 0.0;
            if !(last_s >= 1.0 && whole(last_s) && raw.values.iter().all(|v| whole(*v))) {
                return Err("a run is looked at second by second: last_s and values are whole".into());
            }
            let out = raw.values.iter().find(|v| **v - last_s < span.from_s || **v > span.until_s);
            if let Some(v) = out {
                return Err(format!("the {last_s} s before {v} s are not all within what is measured"));
            }
            if span.until_s - span.from_s > SERIES_S {
                return Err(format!("a run keeps its last {SERIES_S} s second by second"));
            }
            Across::Time { last_s }
        }
        _ => {
            return Err(
                "over needs node and param with their values, or last_s with seconds as values".into()
            );
        }
    };
    Ok(Over { what, values: raw.values.clone() })
}

fn across(node: NodeId, name: &str, values: &[f64], board: &BoardFile) -> Result<Across, String> {
    let Some(spec) = board.design.node(node) else {
        return Err(format!("there is no node {node} on the board of this step"));
    };
    let table = spec.kind.table();
    let Some(param) = table.iter().position(|p| p.name == name) else {
        let near = did_you_mean(name, table.iter().map(|p| p.name));
        return Err(format!("\"{}\" has no parameter \"{name}\"{near}", spec.kind.name()));
    };
    let row = &table[param];
    if !matches!(row.range, Range::Real { .. } | Range::Int { .. }) {
        return Err(format!("a curve runs over numbers, and \"{name}\" is none"));
    }
    if let Some(v) = values.iter().find(|v| row.clamp(**v) != **v) {
        return Err(format!("\"{name}\" cannot be {v}"));
    }
    Ok(Across::Param { node, param })
}
