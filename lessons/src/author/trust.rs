//! The trust report, measured when the content is compiled, in both languages.

use super::finding::{Findings, read_text};
use super::runs::{self, parallel};
use crate::lesson::Lang;
use crate::trust::Line;
use simcore::answers::trust::{Case, Verdict, cases};
use simcore::host::{Job, run_job};
use simcore::measure::Report;
use std::path::Path;
use toml::{Table, Value};

/// The report in every language. A case that does not agree, or has no words, is found.
pub fn compile(dir: &Path, found: &mut Findings) -> Vec<(Lang, Vec<Line>)> {
    let file = dir.join("texts/trust.toml");
    let text = read_text(&file, found).unwrap_or_default();
    let table: Table = text.parse().unwrap_or_else(|e: toml::de::Error| {
        found.file(&file, e.message().to_owned());
        Table::new()
    });
    let words = table.get("pt").and_then(Value::as_table).cloned().unwrap_or_default();
    let verdicts = measured();
    for v in verdicts.iter().filter(|v| !v.agrees) {
        found.file(&file, format!("{}: measured {}, expected {}", v.name, v.measured.mean, v.expected));
    }
    let mut in_portuguese = |text: &str| match words.get(text).and_then(Value::as_str) {
        _ if text.is_empty() => String::new(),
        Some(words) => words.to_owned(),
        None => {
            found.file(&file, format!("\"{text}\" has no Portuguese words"));
            String::new()
        }
    };
    let pt = verdicts.iter().map(|v| line(v, &mut in_portuguese)).collect();
    let en = verdicts.iter().map(|v| line(v, &mut str::to_owned)).collect();
    vec![(Lang::En, en), (Lang::Pt, pt)]
}

fn line(verdict: &Verdict, words: &mut impl FnMut(&str) -> String) -> Line {
    let (model, quantity) = verdict.name.split_once(": ").unwrap_or((&verdict.name, ""));
    Line {
        model: words(model),
        quantity: words(quantity),
        source: words(&verdict.source),
        unit: words(&verdict.unit),
        expected: verdict.expected,
        mean: verdict.measured.mean,
        half: verdict.measured.half,
        requests: verdict.requests,
        agrees: verdict.agrees,
    }
}

/// Every case of the core, run on all cores; remembered for this build of the program.
fn measured() -> Vec<Verdict> {
    runs::remembered("trust", || {
        let cases = cases();
        let jobs: Vec<&Job> = cases.iter().flat_map(|c| &c.jobs).collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let reports: Vec<Report> = parallel(&jobs, threads, |job| run_job(job));
        let mut rest = reports.as_slice();
        let mut verdict = |case: &Case| {
            let (mine, others) = rest.split_at(case.jobs.len());
            rest = others;
            case.verdict(mine)
        };
        cases.iter().map(&mut verdict).collect()
    })
}
