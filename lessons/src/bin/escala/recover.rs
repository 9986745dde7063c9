//! `escala recover`: back again, or stuck.

use crate::args::RecoverArgs;
use crate::jobs::run_all;
use crate::out::{read_board, say, say_json, short, table};
use crate::{Done, Failure};
use simcore::answers::recovery::{MAX_WAIT_S, Recovery, Trial, Verdict};

pub fn recover(args: &RecoverArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    if !(1.0..=MAX_WAIT_S).contains(&args.wait) || !(1..=1000).contains(&args.seeds) {
        return Err(Failure(format!("--wait is 1 to {MAX_WAIT_S} seconds, and --seeds 1 to 1000")));
    }
    let seeds = (0..u64::from(args.seeds)).map(|i| board.seed.wrapping_add(i)).collect();
    let trial = Trial::new(&board.design, seeds, args.wait)
        .ok_or_else(|| Failure(format!("{}: no fault of this board ends", args.board.display())))?;
    let found = trial.judge(&run_all("recover", &trial.jobs()));
    if args.json {
        say_json(&found)?;
    } else {
        say(&text(&found));
    }
    let back = matches!(found.verdict, Verdict::Recovered | Verdict::NotFelt);
    Ok(if back { Done::Good } else { Done::Bad })
}

fn text(r: &Recovery) -> String {
    let verdict = match (r.verdict, r.back_after_s) {
        (Verdict::NotFelt, _) => "nobody felt the fault".to_owned(),
        (Verdict::Recovered, Some(s)) => {
            format!("recovered: as before from {} s after the fault on", short(s))
        }
        (Verdict::Recovered, None) => "recovered".to_owned(),
        (Verdict::Recovering, _) => "not back yet, but getting better".to_owned(),
        (Verdict::Metastable, _) => "METASTABLE: the fault is over, and it does not get better".to_owned(),
    };
    let c = &r.at_the_end;
    let percent = |v: f64| format!("{:.1} %", 100.0 * v);
    let line = |what: &str, now: String, usual: String| vec![what.to_owned(), now, usual];
    let rows = [
        line("in the last quarter of the wait", "with the fault".into(), "without".into()),
        line("answered on time, /s", short(c.goodput), short(c.goodput_usual)),
        line("failed", percent(c.failed), percent(c.failed_usual)),
        line("p50, ms", short(c.p50_ms), short(c.p50_usual_ms)),
        line("inside at the end", short(r.waiting[0]), short(r.waiting[2])),
    ];
    format!("the last fault ends at {} s\n{verdict}\n\n{}", short(r.fault_ended_s), table(&rows, 1))
}
