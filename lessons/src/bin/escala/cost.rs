//! `escala cost`: a month's bill.

use crate::args::CostArgs;
use crate::out::{read_board, say, say_json, short, table};
use crate::{Done, Failure};
use simcore::answers::cost::{Bill, Item, monthly};
use simcore::host::{Job, run_job};

pub fn cost(args: &CostArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    if !(0.0..args.until).contains(&args.from) || args.until > 1e6 {
        return Err(Failure("--from must be less than --until, and --until at most a million".into()));
    }
    let seed = args.seed.unwrap_or(board.seed);
    let design = board.design;
    let report = run_job(&Job { design: design.clone(), seed, from_s: args.from, until_s: args.until });
    let bill = monthly(&design, &report);
    if args.json {
        say_json(&bill)?;
    } else {
        say(&text(&bill));
    }
    Ok(Done::Good)
}

/// Cents matter where a thing is cheap and there are many of it.
fn price(each: f64) -> String {
    if each < 1.0 { format!("{each:.3}") } else { short(each) }
}

fn text(bill: &Bill) -> String {
    let head = ["node", "kind", "what", "how many", "$ each", "$ a month"];
    let mut rows = vec![head.map(String::from).to_vec()];
    for l in &bill.lines {
        let name = if l.name.is_empty() { format!("#{}", l.node) } else { format!("#{} {}", l.node, l.name) };
        let what = match l.item {
            Item::Machines => "machines",
            Item::Nodes => "nodes watched or copied",
            Item::MillionCalls => "million calls",
            Item::Gigabytes => "GB",
            Item::Itself => "by its own reckoning",
        };
        let words = [name, l.kind.name().into(), what.into()];
        rows.push([words, [short(l.quantity), price(l.each), short(l.usd)]].concat());
    }
    let drawn = table(&rows, 3);
    let sources = std::iter::once("").chain(bill.lines.iter().map(|l| l.source));
    let lines: Vec<String> =
        drawn.lines().zip(sources).map(|(l, s)| format!("{l}  {s}").trim_end().to_owned()).collect();
    let each = |what: &str, v: Option<f64>| v.map_or(String::new(), |v| format!("${} {what}\n", short(v)));
    format!(
        "{}\n\n${} a month\n{}{}",
        lines.join("\n"),
        short(bill.total),
        each(&format!("for each 1,000 of {} users", short(bill.users)), bill.per_1000_users),
        each("for each million answers", bill.per_million_answers)
    )
}
