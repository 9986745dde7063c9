//! `escala slo`: objectives against a run.

use crate::args::SloArgs;
use crate::out::{read_board, say, say_json, short, table};
use crate::{Done, Failure};
use simcore::answers::slo::{Objective, Promise, Sheet, sheet, watch};

pub fn slo(args: &SloArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    if !(0.0..args.until).contains(&args.from) || args.until > 1e6 {
        return Err(Failure("--from must be less than --until, and --until at most a million".into()));
    }
    let promises: Vec<Promise> = [
        (Objective::Availability, args.availability),
        (Objective::P95, args.p95),
        (Objective::P99, args.p99),
        (Objective::Errors, args.errors),
        (Objective::Stale, args.stale),
        (Objective::RecoveryTime, args.rto),
        (Objective::RecoveryPoint, args.rpo),
        (Objective::Cost, args.cost),
    ]
    .into_iter()
    .filter_map(|(objective, bound)| Some((objective, bound?)))
    .collect();
    if promises.is_empty() || promises.iter().any(|(_, b)| !(b.is_finite() && *b >= 0.0)) {
        return Err(Failure(
            "at least one objective is needed, such as --availability 99.9 or --p95 300".into(),
        ));
    }
    if args.availability.is_some_and(|a| a > 100.0) {
        return Err(Failure("--availability is in per cent, at most 100".into()));
    }
    let watched = watch(&board.design, args.seed.unwrap_or(board.seed), args.from, args.until);
    let found = sheet(&board.design, &watched, &promises);
    if args.json {
        say_json(&found)?;
    } else {
        say(&text(&found));
    }
    Ok(if found.met { Done::Good } else { Done::Bad })
}

fn text(sheet: &Sheet) -> String {
    let mut rows = vec![["objective", "bound", "measured", ""].map(String::from).to_vec()];
    for l in &sheet.lines {
        let (name, unit) = match l.objective {
            Objective::Availability => ("availability, at least", " %"),
            Objective::P95 => ("p95, at most", " ms"),
            Objective::P99 => ("p99, at most", " ms"),
            Objective::Errors => ("errors, at most", " %"),
            Objective::Stale => ("stale reads, at most", " %"),
            Objective::RecoveryTime => ("time without service, at most", " s"),
            Objective::RecoveryPoint => ("age of the newest copy, at most", " s"),
            Objective::Cost => ("$ a month, at most", ""),
        };
        // 99.95 and 100 % are not the same
        let digits =
            |v: f64| if unit == " %" { format!("{v:.3}{unit}") } else { format!("{}{unit}", short(v)) };
        let measured = l.measured.map_or("nothing".to_owned(), digits);
        rows.push(vec![name.into(), digits(l.bound), measured, if l.met { "met" } else { "MISSED" }.into()]);
    }
    let mut out = table(&rows, 1);
    if let Some(b) = &sheet.budget {
        let lasts = b.lasts_days.map_or("for ever".to_owned(), |d| format!("{} days", short(d)));
        out.push_str(&format!(
            "\nerror budget: {} of {} failed, {} % of the budget left\nburn rate {}, {} in the worst minute; this run spent {} % of a month's budget, which lasts {lasts} at this rate\n",
            b.failed,
            b.finished,
            short(b.left),
            short(b.burn_rate),
            short(b.worst_minute),
            short(b.month_spent),
        ));
    }
    out
}
