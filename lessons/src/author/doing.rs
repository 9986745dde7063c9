//! Steps in which something is done on the live board: the conditions, and the board that proves them.

use super::finding::{Findings, is_id};
use super::folder_files::Files;
use super::measures::{bad_bound, kind, measure};
use super::near::did_you_mean;
use super::plan::{At, ON_PAGE};
use super::raw::{RawDone, RawSpot, RawStep};
use crate::board_file::BoardFile;
use crate::lesson::{Bound, Do, Done, Spot, When};
use crate::live;
use simcore::design::{Design, FaultKind};
use simcore::kinds::KindId;
use simcore::param::{Param, Range};

/// A step with things to do.
pub fn doing(
    raw: &RawStep,
    start: &BoardFile,
    at: &At<'_>,
    files: &mut Files,
    found: &mut Findings,
) -> Option<Do> {
    let id = raw.id.get_ref();
    let mut miss = |what: &str| found.at(at.file, at.line, format!("a do step needs {what} (step \"{id}\")"));
    let (Some(solution), Some(seconds)) = (&raw.solution, &raw.seconds) else {
        miss("solution = ... and seconds = ...");
        return None;
    };
    if raw.done.as_ref().is_none_or(Vec::is_empty) {
        miss("at least one [[step.done]]");
    }
    let mut palette = Vec::new();
    for name in raw.palette.iter().flatten() {
        match kind(name.get_ref()) {
            Ok(kind) => palette.push(kind),
            Err(reason) => found.at(at.file, at.line(name), reason),
        }
    }
    let long = *seconds.get_ref();
    // written so that NaN fails too
    if !(long > 0.0 && long <= ON_PAGE) {
        found.at(
            at.file,
            at.line(seconds),
            format!("seconds is more than 0 and at most {ON_PAGE}, not {long}"),
        );
    }
    let solution = (files.board(solution.get_ref(), at.place(solution), found)?, at.line(solution));
    let mut done: Vec<Done> = Vec::new();
    for raw in raw.done.iter().flatten() {
        let (id, line) = (raw.id.get_ref(), at.line(&raw.id));
        if !is_id(id) || done.iter().any(|d| d.id == *id) {
            let reason = format!("the id \"{id}\" is there twice or is of no lower-case words, a-b or a_b");
            found.at(at.file, line, reason);
        }
        match when(raw, &start.design, long) {
            Ok(when) => done.push(Done { id: id.clone(), text: Vec::new(), when }),
            Err(reason) => found.at(at.file, line, format!("\"{id}\": {reason}")),
        }
    }
    let rest = |design: &Design| -> Vec<bool> {
        done.iter().filter_map(|d| live::holds_at_rest(&d.when, design)).collect()
    };
    let at_start = rest(&start.design);
    if !at_start.is_empty() && at_start.iter().all(|h| *h) {
        let reason = format!("all that needs no run is so on the start board already (step \"{id}\")");
        found.at(at.file, at.line, reason);
    }
    for d in &done {
        if live::holds_at_rest(&d.when, &solution.0.design) == Some(false) {
            found.at(at.file, solution.1, format!("the solution does not do \"{}\"", d.id));
        }
    }
    for node in &solution.0.design.nodes {
        let old = start.design.node(node.id).is_some_and(|n| n.kind == node.kind);
        if !old && !palette.contains(&node.kind) {
            let reason = format!("the solution adds {}, which palette does not name", node.kind.name());
            found.at(at.file, solution.1, reason);
        }
    }
    Some(Do { done, solution: solution.0, seconds: long, palette })
}

fn when(raw: &RawDone, start: &Design, seconds: f64) -> Result<When, String> {
    let given = [raw.param.is_some(), raw.fault.is_some(), raw.measure.is_some(), raw.link.is_some()];
    if given.iter().filter(|g| **g).count() != 1 {
        return Err("exactly one of param, fault, measure and link is needed".into());
    }
    let bounded = raw.at_least.is_some() || raw.at_most.is_some();
    if raw.is.is_some() && raw.param.is_none() {
        return Err("\"is\" belongs to param".into());
    }
    if let Some(name) = &raw.param {
        no_window(raw)?;
        return param(name, raw, start);
    }
    if let Some(m) = &raw.measure {
        let measure = measure(m)?;
        if let Some(reason) = live::unfit(measure) {
            return Err(format!("{reason} as \"{}\"", measure.name()));
        }
        let node = measure.node();
        if let Some(id) = node.filter(|id| start.node(*id).is_none()) {
            return Err(format!("there is no node {id} on the start board"));
        }
        let bound = bound(raw)?;
        if let Some(reason) = ends(bound).into_iter().flatten().find_map(|v| bad_bound(measure, v)) {
            return Err(reason);
        }
        if measure.is_structural() {
            no_window(raw)?;
            return Ok(When::Count { measure, bound });
        }
        let last_s = raw.last_s.ok_or("a measure of the live run needs last_s = ...")?;
        if !(1.0..=live::LONGEST_S.min(seconds)).contains(&last_s) {
            return Err(format!("last_s is 1 to {} and at most seconds, not {last_s}", live::LONGEST_S));
        }
        return Ok(When::Measure { measure, last_s, bound });
    }
    if bounded {
        return Err("at_least and at_most belong to param and measure".into());
    }
    no_window(raw)?;
    if let Some(fault) = &raw.fault {
        let at = spot(&fault.node, start)?;
        let what = fault_kind(&fault.what)?;
        let suits = match at {
            Spot::Node(id) => start.suffers(id, what),
            Spot::Kind(kind) => start.nodes.iter().all(|n| n.kind != kind || start.suffers(n.id, what)),
        };
        if !suits {
            return Err(format!("this node cannot suffer \"{}\"", what.name()));
        }
        return Ok(When::Fault { at, what });
    }
    match &raw.link {
        Some(link) => Ok(When::Link { from: spot(&link.from, start)?, to: spot(&link.to, start)? }),
        None => Err("nothing is asked for".into()),
    }
}

fn no_window(raw: &RawDone) -> Result<(), String> {
    match raw.last_s {
        Some(_) => Err("last_s belongs to a measure of the live run".into()),
        None => Ok(()),
    }
}

fn ends(bound: Bound) -> [Option<f64>; 2] {
    match bound {
        Bound::AtMost(v) | Bound::AtLeast(v) => [Some(v), None],
        Bound::Between(a, b) => [Some(a), Some(b)],
    }
}

fn bound(raw: &RawDone) -> Result<Bound, String> {
    match (raw.at_least, raw.at_most) {
        (None, Some(max)) => Ok(Bound::AtMost(max)),
        (Some(min), None) => Ok(Bound::AtLeast(min)),
        (Some(min), Some(max)) if min <= max => Ok(Bound::Between(min, max)),
        (Some(_), Some(_)) => Err("at_least is more than at_most".into()),
        (None, None) => Err("at_most or at_least is needed".into()),
    }
}

/// The fault of that name.
pub fn fault_kind(name: &str) -> Result<FaultKind, String> {
    FaultKind::from_name(name).ok_or_else(|| {
        let all: Vec<_> = FaultKind::ALL.iter().map(|f| f.name()).collect();
        format!(
            "there is no fault \"{name}\", only {}{}",
            all.join(", "),
            did_you_mean(name, all.iter().copied())
        )
    })
}

fn spot(raw: &RawSpot, start: &Design) -> Result<Spot, String> {
    match raw {
        RawSpot::Node(id) if start.node(*id).is_some() => Ok(Spot::Node(*id)),
        RawSpot::Node(id) => Err(format!("there is no node {id} on the start board")),
        RawSpot::Kind(name) => kind(name).map(Spot::Kind),
    }
}

fn param(name: &str, raw: &RawDone, start: &Design) -> Result<When, String> {
    let (of, param) = name.split_once('.').ok_or("param reads \"2.slots\" or \"web_server.slots\"")?;
    let at = match of.parse() {
        Ok(id) => spot(&RawSpot::Node(id), start)?,
        Err(_) => spot(&RawSpot::Kind(of.to_owned()), start)?,
    };
    let kind: Option<KindId> = match at {
        Spot::Node(id) => start.node(id).map(|n| n.kind),
        Spot::Kind(kind) => Some(kind),
    };
    let table = kind.map_or(&[][..], |k| k.table());
    let place = table.iter().position(|p| p.name == param);
    let place = place.ok_or_else(|| {
        format!("\"{of}\" has no parameter \"{param}\"{}", did_you_mean(param, table.iter().map(|p| p.name)))
    })?;
    let bound = match &raw.is {
        None => bound(raw)?,
        Some(_) if raw.at_least.is_some() || raw.at_most.is_some() => {
            return Err("either is = ... or at_least and at_most".into());
        }
        Some(v) => {
            let v = one_value(&table[place], v)?;
            Bound::Between(v, v)
        }
    };
    if ends(bound).into_iter().flatten().any(|v| table[place].clamp(v) != v) {
        return Err(format!("\"{param}\" has no such value"));
    }
    Ok(When::Param { at, param: place, bound })
}

/// The value of a parameter as written in a lesson.
pub fn one_value(p: &Param, given: &toml::Value) -> Result<f64, String> {
    let value = match (p.range, given) {
        (Range::Choice(names), toml::Value::String(s)) => {
            let place = names.iter().position(|n| n == s);
            return place.map(|i| i as f64).ok_or_else(|| format!("\"{s}\" is none of {}", names.join(", ")));
        }
        (Range::Flag, toml::Value::Boolean(b)) => Some(f64::from(u8::from(*b))),
        (Range::Real { .. } | Range::Int { .. }, toml::Value::Integer(i)) => Some(*i as f64),
        (Range::Real { .. } | Range::Int { .. }, toml::Value::Float(v)) => Some(*v),
        _ => None,
    };
    value.ok_or_else(|| format!("is = ... of \"{}\" is of another type", p.name))
}
