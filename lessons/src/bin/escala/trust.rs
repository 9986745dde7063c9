//! `escala trust` and `escala systems`: the core against theory and against the guides.

use crate::args::{SystemsArgs, TrustArgs};
use crate::jobs::{Bar, run_all};
use crate::out::{say, say_json, short, table};
use crate::{Done, Failure};
use lessons::author::systems;
use simcore::answers::trust::{Verdict, cases};
use simcore::host::Job;

pub fn trust(args: &TrustArgs) -> Result<Done, Failure> {
    let fits = |name: &str| args.only.as_deref().is_none_or(|part| name.contains(part));
    let cases: Vec<_> = cases().into_iter().filter(|c| fits(&c.name)).collect();
    if cases.is_empty() {
        return Err(Failure("no case has such a name".into()));
    }
    let all: Vec<Job> = cases.iter().flat_map(|c| c.jobs.iter().cloned()).collect();
    let mut reports = run_all("trust", &all).into_iter();
    let verdicts: Vec<Verdict> = cases
        .iter()
        .map(|c| {
            let mine: Vec<_> = reports.by_ref().take(c.jobs.len()).collect();
            c.verdict(&mine)
        })
        .collect();
    let good = verdicts.iter().all(|v| v.agrees);
    if args.json {
        say_json(&verdicts)?;
    } else {
        let head = ["case", "after", "expected", "measured", "± 95 %", "requests", "agrees"];
        let mut rows = vec![head.map(String::from).to_vec()];
        for v in &verdicts {
            rows.push(vec![
                v.name.clone(),
                v.source.clone(),
                format!("{:.4}", v.expected),
                format!("{:.4}", v.measured.mean),
                format!("{:.4}", v.measured.half),
                v.requests.to_string(),
                if v.agrees { "yes" } else { "NO" }.into(),
            ]);
        }
        say(&table(&rows, 2));
    }
    Ok(if good { Done::Good } else { Done::Bad })
}

pub fn systems(args: &SystemsArgs) -> Result<Done, Failure> {
    let list = systems::load(&args.dir).map_err(Failure)?;
    let only = args.only.as_deref().unwrap_or_default();
    let bar = Bar::new("systems");
    let shown = systems::show_with(&list, only, &|all| bar.step(all)).map_err(Failure)?;
    drop(bar);
    let good = shown.iter().all(|s| s.holds);
    if args.json {
        say_json(&shown)?;
    } else {
        let head = ["system", "with", "figure", "expected", "within", "measured", "holds"];
        let mut rows = vec![head.map(String::from).to_vec()];
        for s in &shown {
            let set: Vec<String> = s.set.iter().map(|(k, v)| format!("{k} = {v}")).collect();
            rows.push(vec![
                s.board.clone(),
                set.join(", "),
                s.measure.clone(),
                short(s.expected),
                short(s.within),
                short(s.measured.mean),
                if s.holds { "yes" } else { "NO" }.into(),
            ]);
        }
        say(&table(&rows, 3));
    }
    Ok(if good { Done::Good } else { Done::Bad })
}
