//! Keys of choices and values of facts that the core computes, so that nobody types them.

use super::facts::{Fact, Facts, number};
use super::finding::{Findings, is_id};
use super::folder_files::Files;
use super::measures::measure;
use super::near::did_you_mean;
use super::plan::{IN_COMPILER, span};
use super::raw::{FromBoard, FromRun, RawFact, RawKeyFrom};
use super::runs::{self, Wanted};
use crate::board_file::BoardFile;
use crate::grade::rules;
use crate::lesson::{Lang, Span};
use crate::measure::Measure;
use simcore::param::Range;
use simcore::sorted::SortedMap;
use std::path::Path;

/// How many seeds must agree before a run decides a key.
const SEEDS: u64 = 5;

/// The option whose board, or whose node, measures highest or lowest, on every one of some seeds.
pub fn key(
    raw: &RawKeyFrom,
    board: Option<&BoardFile>,
    options: &[String],
    at: (&Path, usize),
    files: &mut Files,
    found: &mut Findings,
) -> Option<Vec<String>> {
    let mut refuse = |reason: String| found.at(at.0, at.1, reason);
    let lowest = match raw.pick.as_str() {
        "highest" => false,
        "lowest" => true,
        other => {
            refuse(format!("pick is \"highest\" or \"lowest\", not \"{other}\""));
            return None;
        }
    };
    let span = span(raw.seconds, raw.warm_s, IN_COMPILER).map_err(&mut refuse).ok()?;
    let mut candidates: Vec<Candidate> = Vec::new();
    match (&raw.boards, &raw.nodes) {
        (Some(boards), None) => {
            let measure = measure(&raw.measure).map_err(&mut refuse).ok()?;
            for (option, name) in boards {
                let board = files.board(name, at, found)?;
                candidates.push(Candidate { option: option.clone(), board, measure });
            }
        }
        (None, Some(nodes)) => {
            let Some(board) = board else {
                refuse("key_from with nodes needs the board of the step".into());
                return None;
            };
            for (option, node) in nodes {
                let mut at_node = raw.measure.clone();
                at_node.node = Some(*node);
                let measure = measure(&at_node).map_err(&mut refuse).ok()?;
                candidates.push(Candidate { option: option.clone(), board: board.clone(), measure });
            }
        }
        _ => {
            refuse("key_from needs either boards = { option = \"file\" } or nodes = { option = 3 }".into());
            return None;
        }
    }
    if let Some(c) = candidates.iter().find(|c| !options.contains(&c.option)) {
        let near = did_you_mean(&c.option, options.iter().map(String::as_str));
        let reason = format!("key_from names \"{}\", which is none of the options{near}", c.option);
        found.at(at.0, at.1, reason);
        return None;
    }
    let seeds = 0..SEEDS;
    let wanted: Vec<Wanted> = seeds.flat_map(|i| candidates.iter().map(move |c| c.wanted(i, span))).collect();
    let values = runs::values(&wanted);
    let per_seed = values.chunks(candidates.len().max(1));
    let winners: Vec<Option<String>> = per_seed.map(|v| winner(&candidates, v, lowest)).collect();
    match winners.first() {
        Some(Some(first)) if winners.iter().all(|w| w.as_ref() == Some(first)) => Some(vec![first.clone()]),
        _ => {
            let reason = format!("the runs do not decide this key: {SEEDS} seeds give {winners:?}");
            found.at(at.0, at.1, reason);
            None
        }
    }
}

/// An option and what stands for it.
struct Candidate {
    option: String,
    board: BoardFile,
    measure: Measure,
}

impl Candidate {
    fn wanted(&self, i: u64, span: Span) -> Wanted {
        let seed = self.board.seed.wrapping_add(i);
        Wanted { board: self.board.clone(), measure: self.measure, seed, span }
    }
}

/// The option with the highest (or lowest) value of one seed. A missing value decides nothing, and
/// neither does a tie.
fn winner(candidates: &[Candidate], values: &[Option<f64>], lowest: bool) -> Option<String> {
    let values: Vec<f64> = values.iter().copied().collect::<Option<_>>()?;
    let best = values.iter().copied().reduce(if lowest { f64::min } else { f64::max })?;
    let mut winners = candidates.iter().zip(&values).filter(|(_, v)| **v == best);
    match (winners.next(), winners.next()) {
        (Some((only, _)), None) => Some(only.option.clone()),
        _ => None,
    }
}

/// The facts of a lesson with their values.
pub fn facts(
    raw: &SortedMap<toml::Spanned<String>, RawFact>,
    line: impl Fn(&toml::Spanned<String>) -> usize,
    file: &Path,
    files: &mut Files,
    found: &mut Findings,
) -> Facts {
    let mut out = Facts::new();
    // asked for one by one, run all together
    let mut measured: Vec<(&String, usize, &FromRun, Vec<Wanted>)> = Vec::new();
    for (name, raw) in raw {
        let at = (file, line(name));
        let name = name.get_ref();
        if !is_id(name) || name.contains('-') {
            found.at(at.0, at.1, format!("the fact \"{name}\" must be written in lower_case_words"));
        }
        let fact = match raw {
            // 2^53: beyond it a number in prose would no longer be the one written
            RawFact::Whole(v) if v.unsigned_abs() < 1 << 53 => {
                Some(Fact::Number { value: *v as f64, digits: None })
            }
            RawFact::Real(v) if v.is_finite() => Some(Fact::Number { value: *v, digits: None }),
            RawFact::Whole(_) | RawFact::Real(_) => {
                found.at(at.0, at.1, format!("the fact \"{name}\" is no number that can be written"));
                None
            }
            RawFact::Text(t) => Some(Fact::Text(t.clone())),
            RawFact::FromBoard(from) => from_board(from, at, files, found),
            RawFact::FromRun(from) => {
                measured.extend(wanted(from, at, files, found).map(|w| (name, at.1, from, w)));
                None
            }
        };
        if let Some(fact) = fact {
            out.insert(name.clone(), fact);
        }
    }
    let all: Vec<Wanted> = measured.iter().flat_map(|(.., w)| w.clone()).collect();
    let mut values = runs::values(&all).into_iter();
    for (name, line, from, wanted) in measured {
        // all of them are taken before one that is missing can end the collecting
        let values: Vec<Option<f64>> = values.by_ref().take(wanted.len()).collect();
        let values: Option<Vec<f64>> = values.into_iter().collect();
        if let Some(fact) = settle(from, values, (file, line), found) {
            out.insert(name.clone(), fact);
        }
    }
    out
}

fn from_board(from: &FromBoard, at: (&Path, usize), files: &mut Files, found: &mut Findings) -> Option<Fact> {
    let board = files.board(&from.board, at, found)?;
    let Some(node) = board.design.node(from.node) else {
        found.at(at.0, at.1, format!("there is no node {} on {}", from.node, from.board));
        return None;
    };
    let table = node.kind.table();
    let Some(i) = table.iter().position(|p| p.name == from.param) else {
        let near = did_you_mean(&from.param, table.iter().map(|p| p.name));
        let reason = format!("\"{}\" has no parameter \"{}\"{near}", node.kind.name(), from.param);
        found.at(at.0, at.1, reason);
        return None;
    };
    if !matches!(table[i].range, Range::Real { .. } | Range::Int { .. }) {
        found.at(at.0, at.1, format!("\"{}\" is not a number", from.param));
        return None;
    }
    Some(Fact::Number { value: rules::value(node, i, &table[i]), digits: None })
}

/// How far a single run may lie from the mean of the seeds for a fact to be one.
const CLOSE: f64 = 0.05;

/// The runs of a measured fact.
fn wanted(
    from: &FromRun,
    at: (&Path, usize),
    files: &mut Files,
    found: &mut Findings,
) -> Option<Vec<Wanted>> {
    let board = files.board(&from.board, at, found)?;
    let measure = measure(&from.measure).map_err(|reason| found.at(at.0, at.1, reason)).ok()?;
    let span =
        span(from.seconds, from.warm_s, IN_COMPILER).map_err(|reason| found.at(at.0, at.1, reason)).ok()?;
    let seed = |i| board.seed.wrapping_add(i);
    Some((0..SEEDS).map(|i| Wanted { board: board.clone(), measure, seed: seed(i), span }).collect())
}

/// A measured fact is the mean over some seeds. Each of them must be close to it: prose may say
/// "about 25 %" only if a learner's own run says so too.
fn settle(
    from: &FromRun,
    values: Option<Vec<f64>>,
    at: (&Path, usize),
    found: &mut Findings,
) -> Option<Fact> {
    let digits = from.digits.min(6) as usize;
    let values = values.map(|v| v.into_iter().map(|v| v / from.per).collect::<Vec<f64>>());
    let Some(values) = values.filter(|v| v.iter().all(|v| v.is_finite())) else {
        found.at(at.0, at.1, format!("a run of {} measures no {}", from.board, from.measure.what));
        return None;
    };
    let value = values.iter().sum::<f64>() / values.len() as f64;
    let allowed = (CLOSE * value.abs()).max(10f64.powi(-(digits as i32)));
    if let Some(far) = values.iter().find(|v| (**v - value).abs() > allowed) {
        let shown = |v: f64| number(Lang::En, v, Some(digits + 1));
        let reason = format!(
            "this fact is not settled: {SEEDS} seeds give {} on average and one of them {}; run longer",
            shown(value),
            shown(*far)
        );
        found.at(at.0, at.1, reason);
        return None;
    }
    Some(Fact::Number { value, digits: Some(digits) })
}
