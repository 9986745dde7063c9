//! Goals of a build step, and the circumstances under which they must hold.

use super::doing::{fault_kind, one_value};
use super::finding::{Findings, is_id};
use super::measures::{bad_bound, measure};
use super::near::did_you_mean;
use super::plan::{At, ON_PAGE, span};
use super::raw::{RawCase, RawFault, RawGoal, RawStep};
use crate::board_file::BoardFile;
use crate::lesson::{Bound, Case, Goal, Span};
use crate::measure::Measure;
use simcore::design::{Design, Fault, NodeId};
use simcore::kinds::Role;
use simcore::measure::Of;

/// Classes as lesson files name them, with the numbers of [`Of::Class`].
const CLASSES: [(&str, u8); 3] = [("read", 0), ("write", 1), ("static", 5)];

/// The goals of a step and its cases.
pub fn goals(
    raw: &RawStep,
    start: &BoardFile,
    whole: Span,
    at: &At<'_>,
    found: &mut Findings,
) -> (Vec<Goal>, Vec<Case>) {
    let mut cases: Vec<Case> = Vec::new();
    for raw in raw.case.iter().flatten() {
        let (id, line) = (raw.id.get_ref(), at.line(&raw.id));
        if !is_id(id) || cases.iter().any(|c| c.id == *id) {
            let reason = format!("the case \"{id}\" is there twice or is of no lower-case words, a-b or a_b");
            found.at(at.file, line, reason);
        }
        match case(raw, &start.design, whole) {
            Ok(case) => cases.push(case),
            Err(reason) => found.at(at.file, line, format!("case \"{id}\": {reason}")),
        }
    }
    let mut goals: Vec<Goal> = Vec::new();
    for raw in raw.goal.iter().flatten() {
        let (id, line) = (raw.id.get_ref(), at.line(&raw.id));
        if !is_id(id) {
            found.at(at.file, line, format!("the goal id \"{id}\" must be of lower-case words, a-b or a_b"));
        }
        if goals.iter().any(|g| g.id == *id) {
            found.at(at.file, line, format!("two goals have the id \"{id}\""));
        }
        match goal(raw, &start.design, whole, &cases) {
            Ok(goal) => goals.push(goal),
            Err(reason) => found.at(at.file, line, format!("goal \"{id}\": {reason}")),
        }
    }
    let id = raw.id.get_ref();
    if raw.goal.as_ref().is_none_or(Vec::is_empty) {
        found.at(at.file, at.line, format!("a build step needs at least one [[step.goal]] (step \"{id}\")"));
    }
    if !goals.is_empty() && goals.iter().all(|g| g.hidden) {
        let reason = format!("one goal at least must be shown from the beginning (step \"{id}\")");
        found.at(at.file, at.line, reason);
    }
    for (i, case) in cases.iter().enumerate() {
        if goals.iter().all(|g| g.case != Some(i)) {
            let reason = format!("no goal is about the case \"{}\" (step \"{id}\")", case.id);
            found.at(at.file, at.line, reason);
        }
    }
    (goals, cases)
}

fn goal(raw: &RawGoal, start: &Design, whole: Span, cases: &[Case]) -> Result<Goal, String> {
    let measure: Measure = measure(&raw.measure)?;
    if let Some(node) = measure.node().filter(|n| start.node(*n).is_none()) {
        return Err(format!("there is no node {node} on the start board"));
    }
    let bound = match (raw.at_least, raw.at_most) {
        (None, Some(max)) => Bound::AtMost(max),
        (Some(min), None) => Bound::AtLeast(min),
        (Some(min), Some(max)) if min <= max => Bound::Between(min, max),
        (Some(_), Some(_)) => return Err("at_least is more than at_most".into()),
        (None, None) => return Err("at_most or at_least is needed".into()),
    };
    if let Some(reason) =
        [raw.at_least, raw.at_most].into_iter().flatten().find_map(|v| bad_bound(measure, v))
    {
        return Err(reason);
    }
    let case = match &raw.case {
        None => None,
        Some(name) => Some(cases.iter().position(|c| c.id == *name).ok_or_else(|| {
            let near = did_you_mean(name, cases.iter().map(|c| c.id.as_str()));
            format!("there is no [[step.case]] \"{name}\"{near}")
        })?),
    };
    let of = of(raw, start)?;
    if of.is_some() && !measure.has_parts() {
        return Err(format!("\"{}\" is not measured by class or region", measure.name()));
    }
    let (faults, whole) = match case.and_then(|i| cases.get(i)) {
        Some(case) => (case.faults.as_ref().unwrap_or(&start.faults), case.span),
        None => (&start.faults, whole),
    };
    let span = window(raw, faults, whole)?;
    if measure.is_structural() && (span.is_some() || case.is_some()) {
        return Err(format!(
            "\"{}\" is counted on the board and needs neither a time nor a case",
            measure.name()
        ));
    }
    let id = raw.id.get_ref().clone();
    Ok(Goal { id, text: Vec::new(), measure, bound, of, span, case, hidden: raw.hidden })
}

fn of(raw: &RawGoal, start: &Design) -> Result<Option<Of>, String> {
    match (&raw.class, raw.region) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err("either class or region".into()),
        (Some(name), None) => {
            let names = CLASSES.map(|(n, _)| n);
            let class = CLASSES.iter().find(|(n, _)| n == name).ok_or_else(|| {
                format!(
                    "there is no class \"{name}\", only {}{}",
                    names.join(", "),
                    did_you_mean(name, names)
                )
            })?;
            Ok(Some(Of::Class(class.1)))
        }
        (None, Some(id)) => {
            let users = start.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
            let mut regions: Vec<NodeId> = users.filter_map(|n| start.stand(n.place).region).collect();
            regions.sort_unstable();
            regions.dedup();
            if regions.len() < 2 || !regions.contains(&id) {
                return Err(format!(
                    "region = {id} names no region of users, or there is only one: users stand in {regions:?}"
                ));
            }
            Ok(Some(Of::Region(id)))
        }
    }
}

/// The time over which a goal is measured, where it is not the whole.
fn window(raw: &RawGoal, faults: &[Fault], whole: Span) -> Result<Option<Span>, String> {
    let given = match &raw.after_fault {
        Some(_) if raw.from_s.is_some() || raw.until_s.is_some() => {
            return Err("either after_fault or from_s and until_s".into());
        }
        Some(after) => {
            let begins = faults.iter().filter(|f| f.node == after.node).map(|f| f.from_s);
            let Some(from_s) = begins.reduce(f64::min) else {
                return Err(format!("no fault is planned for {}", after.node));
            };
            Span { from_s, until_s: from_s + after.seconds }
        }
        None if raw.from_s.is_none() && raw.until_s.is_none() => return Ok(None),
        None => {
            Span { from_s: raw.from_s.unwrap_or(whole.from_s), until_s: raw.until_s.unwrap_or(whole.until_s) }
        }
    };
    // written so that NaN fails too
    let sound = given.from_s >= 0.0 && given.until_s > given.from_s && given.until_s <= whole.until_s;
    if !sound {
        return Err(format!(
            "the time from {} to {} s does not lie within the run, which ends at {} s",
            given.from_s, given.until_s, whole.until_s
        ));
    }
    Ok(Some(given))
}

fn case(raw: &RawCase, start: &Design, whole: Span) -> Result<Case, String> {
    if raw.set.is_empty() && raw.faults.is_none() {
        return Err("set = { .. } or faults = [..] is needed, or it is the board as it is".into());
    }
    let mut set = Vec::new();
    for (name, value) in &raw.set {
        let node = name.split_once('.').and_then(|(id, param)| Some((id.parse().ok()?, param)));
        let (id, param) = node.ok_or("set reads \"1.rate\" = 300: a node and a parameter")?;
        let spec = start.node(id).filter(|n| n.kind.meta().role == Role::Source);
        let table = spec.ok_or_else(|| format!("node {id} is no source of traffic"))?.kind.table();
        let place = table.iter().position(|p| p.name == param).ok_or_else(|| {
            format!("there is no parameter \"{param}\"{}", did_you_mean(param, table.iter().map(|p| p.name)))
        })?;
        let value = one_value(&table[place], value)?;
        if table[place].clamp(value) != value {
            return Err(format!("\"{param}\" has no such value"));
        }
        set.push((id, place, value));
    }
    let faults = match &raw.faults {
        Some(list) => Some(list.iter().map(|f| fault(f, start)).collect::<Result<Vec<_>, _>>()?),
        None => None,
    };
    let seconds = raw.seconds.unwrap_or(whole.until_s);
    let span = span(seconds, raw.warm_s.unwrap_or(whole.from_s), ON_PAGE)?;
    Ok(Case { id: raw.id.get_ref().clone(), set, faults, span })
}

fn fault(raw: &RawFault, start: &Design) -> Result<Fault, String> {
    let what = fault_kind(&raw.what)?;
    if !start.suffers(raw.node, what) {
        return Err(format!(
            "there is no node {} on the start board that can suffer \"{}\"",
            raw.node, raw.what
        ));
    }
    let sound = raw.from_s >= 0.0 && raw.until_s.is_none_or(|until| until > raw.from_s);
    if !sound {
        return Err("a fault ends after it begins".into());
    }
    Ok(Fault::new(raw.node, what, raw.factor, raw.from_s, raw.until_s))
}
