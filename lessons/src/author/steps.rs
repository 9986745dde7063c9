//! The kinds of steps that need more than a board: choose, build. Predictions are in [`super::predict`].

use super::finding::{Findings, is_id};
use super::folder_files::Files;
use super::measures::kind;
use super::near::did_you_mean;
use super::plan::{At, ON_PAGE, span};
use super::raw::RawStep;
use super::runs::{self, Wanted};
use crate::board_file::BoardFile;
use crate::grade::{broken, with_faults};
use crate::lesson::{Build, Choose, Opt, Span};
use crate::measure::Measure;
use simcore::kinds::{KindId, Role};
use toml::Spanned;

/// The run of a step: `seconds`, measured from `warm_s`.
pub fn run_span(raw: &RawStep, at: &At<'_>, found: &mut Findings) -> Option<Span> {
    let Some(seconds) = &raw.seconds else {
        found.at(at.file, at.line, format!("seconds = ... is missing (step \"{}\")", raw.id.get_ref()));
        return None;
    };
    span(*seconds.get_ref(), raw.warm_s.unwrap_or(0.0), ON_PAGE)
        .map_err(|reason| found.at(at.file, at.line(seconds), reason))
        .ok()
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
        let near = did_you_mean(id, ids.iter().map(String::as_str));
        found.at(at.file, line, format!("the key names \"{id}\", which is none of the options{near}"));
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
    let span = run_span(raw, at, found)?;
    let (goals, cases) = super::goals::goals(raw, start, span, at, found);
    let bigger = raw.bigger.as_ref().map(|b| [b.en.get_ref().clone(), b.pt.get_ref().clone()]);
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
    let best_cost = cost_of(&board, start, span, seeds);
    let build =
        Build { solution: board, palette, fixed, fixed_params, span, seeds, goals, cases, bigger, best_cost };
    // a board that breaks the rules fails for a reason that teaches nothing, and proves nothing
    let boards = traps.iter().map(|(n, b)| (n.as_str(), b));
    for (name, board) in boards.chain([(solution.get_ref().as_str(), &build.solution)]) {
        for rule in broken(&build, &start.design, &board.design) {
            found.at(at.file, at.line, format!("{name} breaks a rule of step \"{id}\": {rule}"));
        }
    }
    Some((build, traps))
}

/// What a solution costs in the runs that the page would make of it.
fn cost_of(solution: &BoardFile, start: &BoardFile, span: Span, seeds: u32) -> Option<f64> {
    let board = BoardFile { design: with_faults(&solution.design, &start.design.faults), ..solution.clone() };
    let seed = |i: u32| start.seed.wrapping_add(u64::from(i));
    let one = |i| Wanted { board: board.clone(), measure: Measure::Cost, seed: seed(i), span };
    let wanted: Vec<Wanted> = (0..seeds.min(20)).map(one).collect();
    let costs: Vec<f64> = runs::values(&wanted).into_iter().collect::<Option<_>>()?;
    Some(costs.iter().sum::<f64>() / costs.len() as f64).filter(|c| *c > 0.0)
}

fn fixed_params(raw: &RawStep, at: &At<'_>, found: &mut Findings) -> Vec<(KindId, String)> {
    let mut out = Vec::new();
    for name in raw.fixed.iter().flatten() {
        let Some((of, param)) = name.get_ref().split_once('.') else { continue };
        match kind(of) {
            Ok(kind) if kind.table().iter().any(|p| p.name == param) => out.push((kind, param.to_owned())),
            Ok(kind) => {
                let near = did_you_mean(param, kind.table().iter().map(|p| p.name));
                found.at(at.file, at.line(name), format!("\"{of}\" has no parameter \"{param}\"{near}"));
            }
            Err(reason) => found.at(at.file, at.line(name), reason),
        }
    }
    out
}
