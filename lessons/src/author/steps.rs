//! The kinds of steps that need more than a board: predict, choose, build.

use super::finding::{Findings, is_id};
use super::folder_files::Files;
use super::measures::{bad_bound, kind, measure};
use super::plan::{At, ON_PAGE, span};
use super::raw::{RawGoal, RawStep};
use crate::board_file::BoardFile;
use crate::grade::broken;
use crate::lesson::{Ask, Bound, Build, Choose, Goal, Opt, Predict, Span};
use crate::measure::Measure;
use simcore::kinds::{KindId, Role};
use toml::Spanned;

fn run_span(raw: &RawStep, at: &At<'_>, found: &mut Findings) -> Option<Span> {
    let Some(seconds) = &raw.seconds else {
        found.at(at.file, at.line, format!("seconds = ... is missing (step \"{}\")", raw.id.get_ref()));
        return None;
    };
    span(*seconds.get_ref(), raw.warm_s.unwrap_or(0.0), ON_PAGE)
        .map_err(|reason| found.at(at.file, at.line(seconds), reason))
        .ok()
}

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
    let number = match ask.get_ref().as_str() {
        "number" => true,
        "server" => false,
        other => {
            found.at(at.file, at.line(ask), format!("ask is \"number\" or \"server\", not \"{other}\""));
            return None;
        }
    };
    let mut asked = raw_measure.get_ref().clone();
    let nodes = raw.nodes.clone().unwrap_or_default();
    if !number {
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
    let belongs: &[&str] = if number { &["nodes", "pick"] } else { &["unit", "min", "max", "tolerance"] };
    let given = [
        ("unit", raw.unit.is_some()),
        ("min", raw.min.is_some()),
        ("max", raw.max.is_some()),
        ("tolerance", raw.tolerance.is_some()),
        ("nodes", raw.nodes.is_some()),
        ("pick", raw.pick.is_some()),
    ];
    for (field, _) in given.iter().filter(|(f, is_given)| *is_given && belongs.contains(f)) {
        found.at(at.file, at.line, format!("\"{field}\" does not belong to ask = \"{}\"", ask.get_ref()));
    }
    let ask = if number {
        let (min, max) = (raw.min.unwrap_or(0.0), raw.max.unwrap_or(100.0));
        let tolerance = raw.tolerance.unwrap_or(0.1);
        if !(min.is_finite() && max.is_finite() && min < max) {
            found.at(at.file, at.line, format!("min must be less than max, not {min} and {max}"));
        }
        if !(0.0..=1.0).contains(&tolerance) {
            found.at(at.file, at.line, format!("tolerance is a share from 0 to 1, not {tolerance}"));
        }
        Ask::Number { unit: raw.unit.clone().unwrap_or_default(), min, max, tolerance }
    } else {
        if nodes.len() < 2 || measure.node().is_none() {
            let reason =
                "ask = \"server\" needs nodes = [..] with two or more, and a measure taken at a node";
            found.at(at.file, at.line, reason);
        }
        let lowest = match raw.pick.as_ref().map(|p| (p.get_ref().as_str(), p)) {
            None | Some(("highest", _)) => false,
            Some(("lowest", _)) => true,
            Some((other, p)) => {
                let reason = format!("pick is \"highest\" or \"lowest\", not \"{other}\"");
                found.at(at.file, at.line(p), reason);
                false
            }
        };
        Ask::Server { candidates: nodes, lowest }
    };
    Some(Predict { ask, measure, span: run_span(raw, at, found)? })
}

/// A question with options; the key is given or computed.
pub fn choose(
    raw: &RawStep,
    board: Option<&BoardFile>,
    at: &At<'_>,
    files: &mut Files,
    found: &mut Findings,
) -> Option<Choose> {
    let Some(options) = &raw.options else {
        found.at(at.file, at.line, format!("options = [..] is missing (step \"{}\")", raw.id.get_ref()));
        return None;
    };
    let (line, ids) = (at.line(options), options.get_ref());
    if ids.len() < 2 {
        found.at(at.file, line, "a choice needs two options or more");
    }
    for (i, id) in ids.iter().enumerate() {
        if !is_id(id) || ids[..i].contains(id) {
            found.at(at.file, line, format!("the option \"{id}\" is there twice or is no lower-case word"));
        }
    }
    let key = match (&raw.key, &raw.key_from) {
        (Some(key), None) => key.get_ref().clone(),
        (None, Some(from)) => {
            let place = at.place(from);
            super::key::key(from.get_ref(), board, ids, place, files, found)?
        }
        _ => {
            found.at(at.file, line, "a choice needs either key = [..] or key_from = { .. }");
            return None;
        }
    };
    if key.is_empty() || key.len() >= ids.len() {
        found.at(at.file, line, "the key must name at least one option and leave at least one out");
    }
    for id in key.iter().filter(|id| !ids.contains(id)) {
        found.at(at.file, line, format!("the key names \"{id}\", which is none of the options"));
    }
    let sorted = ids.iter().filter(|id| key.contains(id)).cloned().collect();
    let empty = |id: &String| Opt { id: id.clone(), text: Vec::new(), feedback: Vec::new() };
    Some(Choose { options: ids.iter().map(empty).collect(), key: sorted })
}

/// A build step and its traps.
pub fn build(
    raw: &RawStep,
    start: &BoardFile,
    at: &At<'_>,
    files: &mut Files,
    found: &mut Findings,
) -> Option<(Build, Vec<(String, BoardFile)>)> {
    let id = raw.id.get_ref();
    let mut kinds = |list: &Option<Vec<Spanned<String>>>| -> Vec<KindId> {
        let mut out = Vec::new();
        for name in list.iter().flatten().filter(|n| !n.get_ref().contains('.')) {
            match kind(name.get_ref()) {
                Ok(kind) => out.push(kind),
                Err(reason) => found.at(at.file, at.line(name), reason),
            }
        }
        out
    };
    let (palette, fixed) = (kinds(&raw.palette), kinds(&raw.fixed));
    let fixed_params = fixed_params(raw, at, found);
    for source in start.design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source) {
        if !fixed.contains(&source.kind) {
            let reason = format!(
                "fixed must name \"{}\", or a learner could pass by turning the traffic down (step \"{id}\")",
                source.kind.name()
            );
            found.at(at.file, at.line, reason);
        }
    }
    let seeds = raw.seeds.as_ref().map_or(3, |s| *s.get_ref());
    if !(1..=20).contains(&seeds) {
        found.at(at.file, at.line, format!("seeds is 1 to 20, not {seeds}"));
    }
    let goals: Vec<Goal> = raw.goal.iter().flatten().filter_map(|g| goal(g, start, at, found)).collect();
    if raw.goal.as_ref().is_none_or(Vec::is_empty) {
        found.at(at.file, at.line, format!("a build step needs at least one [[step.goal]] (step \"{id}\")"));
    }
    for (i, goal) in goals.iter().enumerate() {
        if goals[..i].iter().any(|g| g.id == goal.id) {
            found.at(at.file, at.line, format!("two goals have the id \"{}\"", goal.id));
        }
    }
    let span = run_span(raw, at, found)?;
    let Some(solution) = &raw.solution else {
        found.at(at.file, at.line, format!("a build step needs solution = ... (step \"{id}\")"));
        return None;
    };
    let names = raw.traps.as_deref().unwrap_or_default();
    if names.is_empty() {
        found.at(at.file, at.line, format!("a build step needs at least one board in traps (step \"{id}\")"));
    }
    let mut traps = Vec::new();
    for name in names {
        if let Some(board) = files.board(name.get_ref(), at.place(name), found) {
            traps.push((name.get_ref().clone(), board));
        }
    }
    let board = files.board(solution.get_ref(), at.place(solution), found)?;
    let build = Build { solution: board, palette, fixed, fixed_params, span, seeds, goals };
    // a board that breaks the rules fails for a reason that teaches nothing, and proves nothing
    let boards = traps.iter().map(|(n, b)| (n.as_str(), b));
    for (name, board) in boards.chain([(solution.get_ref().as_str(), &build.solution)]) {
        for rule in broken(&build, &start.design, &board.design) {
            found.at(at.file, at.line, format!("{name} breaks a rule of step \"{id}\": {rule}"));
        }
    }
    Some((build, traps))
}

fn fixed_params(raw: &RawStep, at: &At<'_>, found: &mut Findings) -> Vec<(KindId, String)> {
    let mut out = Vec::new();
    for name in raw.fixed.iter().flatten() {
        let Some((of, param)) = name.get_ref().split_once('.') else { continue };
        match kind(of) {
            Ok(kind) if kind.table().iter().any(|p| p.name == param) => out.push((kind, param.to_owned())),
            Ok(_) => found.at(at.file, at.line(name), format!("\"{of}\" has no parameter \"{param}\"")),
            Err(reason) => found.at(at.file, at.line(name), reason),
        }
    }
    out
}

fn goal(raw: &RawGoal, start: &BoardFile, at: &At<'_>, found: &mut Findings) -> Option<Goal> {
    let line = at.line(&raw.id);
    let id = raw.id.get_ref();
    if !is_id(id) {
        found.at(at.file, line, format!("the goal id \"{id}\" must be of lower-case words, a-b or a_b"));
    }
    let measure: Measure = measure(&raw.measure).map_err(|reason| found.at(at.file, line, reason)).ok()?;
    if let Some(node) = measure.node().filter(|n| start.design.node(*n).is_none()) {
        found.at(at.file, line, format!("goal \"{id}\": there is no node {node} on the start board"));
    }
    let bound = match (raw.at_least, raw.at_most) {
        (None, Some(max)) => Bound::AtMost(max),
        (Some(min), None) => Bound::AtLeast(min),
        (Some(min), Some(max)) if min <= max => Bound::Between(min, max),
        (Some(_), Some(_)) => {
            found.at(at.file, line, format!("goal \"{id}\": at_least is more than at_most"));
            return None;
        }
        (None, None) => {
            found.at(at.file, line, format!("goal \"{id}\" needs at_most or at_least"));
            return None;
        }
    };
    for reason in [raw.at_least, raw.at_most].into_iter().flatten().filter_map(|v| bad_bound(measure, v)) {
        found.at(at.file, line, format!("goal \"{id}\": {reason}"));
    }
    Some(Goal { id: id.clone(), text: Vec::new(), measure, bound })
}
