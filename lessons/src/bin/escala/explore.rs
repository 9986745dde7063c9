//! `escala sweep`, `compare` and `estimate`: one parameter, two boards, an envelope.

use crate::args::{CompareArgs, EstimateArgs, Runs, SweepArgs};
use crate::jobs::run_all;
use crate::out::{read_board, say, say_json, short, table};
use crate::{Done, Failure};
use lessons::author::measures;
use lessons::measure::Measure;
use serde_json::json;
use simcore::answers::estimate::Assumed;
use simcore::answers::stats::Interval;
use simcore::answers::sweep::{Knob, Sweep, knee, values};
use simcore::design::Design;
use simcore::host::Job;
use simcore::measure::Report;
use simcore::param::Range;

/// More runs than this are a slip of the finger.
const MAX_RUNS: usize = 10_000;

fn wanted(runs: &Runs) -> Result<Vec<Measure>, Failure> {
    if !(0.0..runs.until).contains(&runs.from) || runs.seeds == 0 || !runs.until.is_finite() {
        return Err(Failure("--from must be less than --until, and --seeds at least 1".into()));
    }
    runs.measures.iter().map(|m| measures::parse(m).map_err(Failure)).collect()
}

fn seeds(runs: &Runs) -> Vec<u64> {
    (1..=u64::from(runs.seeds)).collect()
}

fn read(measure: Measure, design: &Design, reports: &[Report]) -> Vec<f64> {
    reports.iter().map(|r| measure.read(design, r).unwrap_or(f64::NAN)).collect()
}

/// "12.3 ± 0.4", or what there is of it.
fn plus_minus(i: &Interval) -> String {
    match (i.mean.is_finite(), i.half.is_finite()) {
        (false, _) => "-".into(),
        (true, false) => short(i.mean),
        (true, true) => format!("{} ± {}", short(i.mean), short(i.half)),
    }
}

pub fn sweep(args: &SweepArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    let measures = wanted(&args.runs)?;
    let node =
        board.design.node(args.node).ok_or_else(|| Failure(format!("there is no node {}", args.node)))?;
    let table_of = node.kind.table();
    let (index, param) =
        table_of.iter().enumerate().find(|(_, p)| p.name == args.param).ok_or_else(|| {
            let all: Vec<_> = table_of.iter().map(|p| p.name).collect();
            Failure(format!(
                "a {} has no parameter \"{}\", only {}",
                node.kind.name(),
                args.param,
                all.join(", ")
            ))
        })?;
    let (least, most) = match param.range {
        Range::Real { min, max, .. } | Range::Int { min, max, .. } => (min, max),
        Range::Choice(names) => (0.0, (names.len() - 1) as f64),
        Range::Flag => (0.0, 1.0),
    };
    let values = values(param, args.start.unwrap_or(least), args.end.unwrap_or(most), args.steps);
    let sweep = Sweep {
        design: board.design.clone(),
        knob: Knob::Param(args.node, index),
        values: values.clone(),
        seeds: seeds(&args.runs),
        from_s: args.runs.from,
        until_s: args.runs.until,
    };
    let jobs = sweep.jobs();
    if jobs.len() > MAX_RUNS {
        return Err(Failure(format!("that would be {} runs; {MAX_RUNS} are the most", jobs.len())));
    }
    let reports = run_all("sweep", &jobs);
    let columns: Vec<Vec<Interval>> =
        measures.iter().map(|m| sweep.points(&read(*m, &board.design, &reports))).collect();
    let knees: Vec<Option<f64>> = columns
        .iter()
        .map(|c| knee(&values, &c.iter().map(|i| i.mean).collect::<Vec<_>>()).map(|i| values[i]))
        .collect();
    if args.runs.json {
        let series: Vec<_> = args
            .runs
            .measures
            .iter()
            .zip(&columns)
            .zip(&knees)
            .map(|((name, points), knee)| json!({ "measure": name, "points": points, "knee": knee }))
            .collect();
        say_json(&json!({ "node": args.node, "param": args.param, "values": values, "series": series }))?;
        return Ok(Done::Good);
    }
    let mut rows = vec![vec![args.param.clone()]];
    rows[0].extend(args.runs.measures.iter().cloned());
    for (i, v) in values.iter().enumerate() {
        let name = match param.range {
            Range::Choice(names) => names.get(*v as usize).copied().unwrap_or_default().to_owned(),
            _ => short(*v),
        };
        rows.push(std::iter::once(name).chain(columns.iter().map(|c| plus_minus(&c[i]))).collect());
    }
    let mut text = table(&rows, 0);
    for (name, knee) in args.runs.measures.iter().zip(knees) {
        if let Some(at) = knee {
            text.push_str(&format!("knee of {name}: {} = {}\n", args.param, short(at)));
        }
    }
    say(&text);
    Ok(Done::Good)
}

pub fn compare(args: &CompareArgs) -> Result<Done, Failure> {
    let (a, b) = (read_board(&args.a)?, read_board(&args.b)?);
    let measures = wanted(&args.runs)?;
    let jobs: Vec<Job> = [&a.design, &b.design]
        .into_iter()
        .flat_map(|design| {
            let (from_s, until_s) = (args.runs.from, args.runs.until);
            seeds(&args.runs).into_iter().map(move |seed| Job {
                design: design.clone(),
                seed,
                from_s,
                until_s,
            })
        })
        .collect();
    let reports = run_all("compare", &jobs);
    let (of_a, of_b) = reports.split_at(reports.len() / 2);
    let compared: Vec<_> = measures
        .iter()
        .map(|m| {
            let (x, y) = (read(*m, &a.design, of_a), read(*m, &b.design, of_b));
            (Interval::of(&x), Interval::of(&y), Interval::of_differences(&x, &y))
        })
        .collect();
    if args.runs.json {
        let rows: Vec<_> = args
            .runs
            .measures
            .iter()
            .zip(&compared)
            .map(|(name, (a, b, d))| {
                json!({ "measure": name, "a": a, "b": b, "difference": d, "significant": d.excludes(0.0) })
            })
            .collect();
        say_json(&rows)?;
        return Ok(Done::Good);
    }
    let mut rows = vec![["measure", "a", "b", "b - a", "95 %"].map(String::from).to_vec()];
    for (name, (a, b, d)) in args.runs.measures.iter().zip(&compared) {
        let verdict = if d.excludes(0.0) { "differs" } else { "no difference shown" };
        rows.push(vec![name.clone(), plus_minus(a), plus_minus(b), plus_minus(d), verdict.into()]);
    }
    say(&table(&rows, 1));
    Ok(Done::Good)
}

pub fn estimate(args: &EstimateArgs) -> Result<Done, Failure> {
    let assumed = Assumed {
        daily_users: args.users,
        reads_each: args.reads,
        writes_each: args.writes,
        peak_factor: args.peak,
        server_rate: args.server_rate,
        fill: args.fill,
        ..Assumed::default()
    };
    let e = assumed.estimate();
    if args.json {
        say_json(&json!({ "assumed": assumed, "estimate": e }))?;
        return Ok(Done::Good);
    }
    let line = |what: &str, value: f64, unit: &str| vec![what.to_owned(), short(value), unit.to_owned()];
    say(&table(
        &[
            line("reads", e.reads, "/s on average"),
            line("writes", e.writes, "/s on average"),
            line("peak", e.peak, "/s"),
            line("storage", e.storage / 1e12, "TB, with copies, after the years kept"),
            line("bandwidth", e.bandwidth / 1e6, "Mbit/s out at the peak"),
            line("servers", e.servers, "for the peak"),
        ],
        1,
    ));
    Ok(Done::Good)
}
