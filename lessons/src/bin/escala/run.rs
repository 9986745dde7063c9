//! `escala run`: a board, measured.

use crate::args::RunArgs;
use crate::jobs::run_all;
use crate::out::{read_board, say, say_json, short, table};
use crate::{Done, Failure};
use lessons::measure::Measure;
use simcore::answers::stats::Interval;
use simcore::design::{Design, Severity};
use simcore::host::Job;
use simcore::measure::{Reason, Report};

/// Longer runs are a slip of the finger.
const MAX_SECONDS: f64 = 1_000_000.0;

pub fn run(args: &RunArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    let sound = args.until > 0.0 && args.until <= MAX_SECONDS && (0.0..args.until).contains(&args.from);
    if !sound {
        return Err(Failure(format!(
            "--until must be more than 0 and at most {MAX_SECONDS}, and --from from 0 to less than --until"
        )));
    }
    if !(1..=10_000).contains(&args.seeds) {
        return Err(Failure("--seeds is 1 to 10000".into()));
    }
    let seed = args.seed.unwrap_or(board.seed);
    let (_, issues) = simcore::check(&board.design);
    for issue in issues.iter().filter(|i| i.severity >= Severity::Warning) {
        let node = issue.node.map(|n| format!(" at node {n}")).unwrap_or_default();
        eprintln!("escala: note: {:?}{node}", issue.code);
    }
    let jobs: Vec<Job> = (0..u64::from(args.seeds))
        .map(|i| seed.wrapping_add(i))
        .map(|seed| Job { design: board.design.clone(), seed, from_s: args.from, until_s: args.until })
        .collect();
    let reports = run_all("run", &jobs);
    match (&reports[..], args.json) {
        ([report], true) => say_json(report)?,
        ([report], false) => say(&text(&board.title, report)),
        (many, true) => say_json(&many)?,
        (many, false) => say(&means(&board.title, &board.design, many)),
    }
    Ok(Done::Good)
}

/// What was measured in several runs, with 95 % confidence intervals.
fn means(title: &str, design: &Design, reports: &[Report]) -> String {
    use Measure::{Cost, FailedShare, Mean, OnTimeShare, P50, P95, P99, Throughput};
    let mut rows = vec![vec![String::new(), "mean".into(), "± 95 %".into(), "least".into(), "most".into()]];
    for measure in [Mean, P50, P95, P99, Throughput, OnTimeShare, FailedShare, Cost] {
        let values: Vec<f64> = reports.iter().filter_map(|r| measure.read(design, r)).collect();
        let Interval { mean, half, .. } = Interval::of(&values);
        let (least, most) = values.iter().fold((f64::INFINITY, 0.0f64), |(a, b), v| (a.min(*v), b.max(*v)));
        let cells = [mean, half, least, most].map(|v| if v.is_finite() { short(v) } else { "-".into() });
        rows.push([vec![measure.name().to_owned()], cells.to_vec()].concat());
    }
    format!("{title}\n{} runs\n\n{}", reports.len(), table(&rows, 1))
}

fn text(title: &str, r: &Report) -> String {
    let rate = |n: u64| n as f64 / r.seconds();
    let l = &r.latency;
    let failed_share = 100.0 * r.failed_total() as f64 / r.finished().max(1) as f64;
    let reasons: Vec<String> = Reason::ALL
        .iter()
        .filter(|reason| r.failed[**reason as usize] > 0)
        .map(|reason| format!("{} {}", reason.name(), r.failed[*reason as usize]))
        .collect();
    let because = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    let mut out = format!(
        "{title}\nseed {}, measured from {} s to {} s, {} events\n\n",
        r.seed, r.from_s, r.until_s, r.events
    );
    let latency = [
        vec!["latency, ms".into(), "mean".into(), "p50".into(), "p95".into(), "p99".into(), "max".into()],
        vec![String::new(), short(l.mean), short(l.p50), short(l.p95), short(l.p99), short(l.max)],
    ];
    out.push_str(&table(&latency, 1));
    out.push_str(&format!(
        "\nsent {} ({}/s), answered {} ({}/s), on time {:.2} %\nfailed {} ({failed_share:.2} %){because}\nin flight {}\n\n",
        r.generated,
        short(rate(r.generated)),
        r.answered,
        short(rate(r.answered)),
        100.0 * r.on_time_share(),
        r.failed_total(),
        r.in_flight
    ));
    let head = [
        "node",
        "kind",
        "in/s",
        "answered/s",
        "failed/s",
        "busy %",
        "taken %",
        "queue",
        "max",
        "p50 ms",
        "p95 ms",
        "hits %",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    for n in &r.nodes {
        let failed: u64 = n.failed.iter().sum();
        let name = if n.name.is_empty() { format!("#{}", n.id) } else { format!("#{} {}", n.id, n.name) };
        rows.push(vec![
            name,
            n.kind.name().into(),
            short(rate(n.arrived)),
            short(rate(n.answered)),
            short(rate(failed)),
            short(100.0 * n.utilisation),
            short(100.0 * n.occupancy),
            short(n.queue_mean),
            n.queue_max.to_string(),
            short(n.latency.p50),
            short(n.latency.p95),
            n.gauges.hit_ratio.map_or("-".into(), |h| short(100.0 * h)),
        ]);
    }
    out.push_str(&table(&rows, 2));
    out
}
