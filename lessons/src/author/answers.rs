//! Steps that are answered without a run of one's own: estimate, order, diagnose.

use super::doing::fault_kind;
use super::facts::{Fact, Facts};
use super::finding::{Findings, is_id};
use super::near::did_you_mean;
use super::plan::{At, ON_PAGE};
use super::raw::{RawAnswer, RawStep};
use crate::board_file::BoardFile;
use crate::lesson::{Diagnose, Estimate, Opt, Order, Span};

/// A number to be worked out.
pub fn estimate(raw: &RawStep, facts: &Facts, at: &At<'_>, found: &mut Findings) -> Option<Estimate> {
    let id = raw.id.get_ref();
    let Some(given) = &raw.answer else {
        found.at(at.file, at.line, format!("answer = ... is missing (step \"{id}\")"));
        return None;
    };
    let line = at.line(given);
    let answer = match given.get_ref() {
        RawAnswer::Number(v) => {
            if raw.source.as_ref().is_none_or(|s| s.trim().is_empty()) {
                found.at(at.file, line, "an answer that is no fact needs source = ...: where it comes from");
            }
            Some(*v)
        }
        RawAnswer::Fact(name) => match facts.get(name) {
            Some(Fact::Number { value, .. }) => Some(*value),
            Some(Fact::Text(_)) => {
                found.at(at.file, line, format!("the fact \"{name}\" is no number"));
                None
            }
            None => {
                found.at(
                    at.file,
                    line,
                    format!(
                        "there is no fact \"{name}\"{}",
                        did_you_mean(name, facts.keys().map(String::as_str))
                    ),
                );
                None
            }
        },
    };
    let tolerance = raw.tolerance.unwrap_or(0.1);
    let half = raw.half.unwrap_or((2.0 * tolerance).min(1.0));
    if !((0.0..=1.0).contains(&tolerance) && (tolerance..=1.0).contains(&half)) {
        let reason = format!(
            "tolerance is a share from 0 to 1, and half one from there to 1: tolerance = {tolerance}, half = {half}"
        );
        found.at(at.file, at.line, reason);
    }
    let answer = answer.filter(|v| {
        let sound = v.is_finite() && *v != 0.0;
        if !sound {
            found.at(at.file, line, format!("{v} cannot be estimated with a relative tolerance"));
        }
        sound
    })?;
    let range = match (raw.min, raw.max) {
        (None, None) => None,
        // an answer that cannot be written down with some error on both sides gives itself away
        (Some(min), Some(max)) if min < answer && answer < max => Some((min, max)),
        (Some(min), Some(max)) => {
            found.at(at.file, at.line, format!("the answer {answer} does not lie between {min} and {max}"));
            None
        }
        _ => {
            found.at(at.file, at.line, "min and max come together");
            None
        }
    };
    Some(Estimate { answer, unit: raw.unit.clone().unwrap_or_default(), tolerance, half, range })
}

/// Items in the right order.
pub fn order(raw: &RawStep, at: &At<'_>, found: &mut Findings) -> Option<Order> {
    let Some(items) = &raw.items else {
        found.at(at.file, at.line, format!("items = [..] is missing (step \"{}\")", raw.id.get_ref()));
        return None;
    };
    let (line, ids) = (at.line(items), items.get_ref());
    if !(3..=12).contains(&ids.len()) {
        found.at(at.file, line, format!("an order has 3 to 12 items, not {}", ids.len()));
    }
    for (i, id) in ids.iter().enumerate() {
        if !is_id(id) || ids[..i].contains(id) {
            found.at(at.file, line, format!("the item \"{id}\" is there twice or is no lower-case word"));
        }
    }
    let empty = |id: &String| Opt { id: id.clone(), text: Vec::new(), feedback: Vec::new() };
    Some(Order { items: ids.iter().map(empty).collect() })
}

/// A board with one planned fault, which is the key.
pub fn diagnose(raw: &RawStep, board: &BoardFile, at: &At<'_>, found: &mut Findings) -> Option<Diagnose> {
    let id = raw.id.get_ref();
    let (Some(culprits), Some(causes), Some(seconds)) = (&raw.culprits, &raw.causes, &raw.seconds) else {
        let reason = format!("a diagnose step needs culprits, causes and seconds (step \"{id}\")");
        found.at(at.file, at.line, reason);
        return None;
    };
    let [fault] = &board.design.faults[..] else {
        let n = board.design.faults.len();
        let reason = format!(
            "the board of a diagnose step plans exactly one fault, the cause, not {n} (step \"{id}\")"
        );
        found.at(at.file, at.line, reason);
        return None;
    };
    let (nodes, line) = (culprits.get_ref(), at.line(culprits));
    for (i, node) in nodes.iter().enumerate() {
        if board.design.node(*node).is_none() || nodes[..i].contains(node) {
            found.at(at.file, line, format!("the culprit {node} is there twice or is no node of the board"));
        }
    }
    if nodes.len() < 2 || !nodes.contains(&fault.node) {
        let reason = format!("culprits names two nodes or more, and node {} among them", fault.node);
        found.at(at.file, line, reason);
    }
    let line = at.line(causes);
    let mut kinds = Vec::new();
    for name in causes.get_ref() {
        match fault_kind(name) {
            Ok(kind) if kinds.contains(&kind) => {
                found.at(at.file, line, format!("the cause \"{name}\" is there twice"));
            }
            Ok(kind) => kinds.push(kind),
            Err(reason) => found.at(at.file, line, reason),
        }
    }
    if kinds.len() < 2 || !kinds.contains(&fault.what) {
        let reason = format!("causes names two faults or more, and \"{}\" among them", fault.what.name());
        found.at(at.file, line, reason);
    }
    let span = Span { from_s: fault.from_s, until_s: *seconds.get_ref() };
    if !(span.until_s > span.from_s && span.until_s <= ON_PAGE) {
        let reason = format!(
            "seconds is more than {}, when the fault begins, and at most {ON_PAGE}, not {}",
            span.from_s, span.until_s
        );
        found.at(at.file, at.line(seconds), reason);
    }
    Some(Diagnose {
        culprits: nodes.iter().map(|n| (*n, Vec::new())).collect(),
        causes: kinds.into_iter().map(|k| (k, Vec::new())).collect(),
        key: (fault.node, fault.what),
        span,
    })
}
