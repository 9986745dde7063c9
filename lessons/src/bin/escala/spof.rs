//! `escala spof`: what fails when a node does.

use crate::args::SpofArgs;
use crate::jobs::run_all;
use crate::out::{read_board, say, say_json, table};
use crate::{Done, Failure};
use serde_json::json;
use simcore::answers::availability::{minutes_down_a_month, on_paper};
use simcore::answers::spof::{blasts, jobs};

pub fn spof(args: &SpofArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    if !(0.0..args.until).contains(&args.from) || !(0.0..=1.0).contains(&args.up) {
        return Err(Failure("--from must be less than --until, and --up a chance from 0 to 1".into()));
    }
    let reports = run_all("spof", &jobs(&board.design, board.seed, args.from, args.until));
    let found = blasts(&board.design, &reports);
    let paper = on_paper(&board.design, &|_| args.up);
    let down = minutes_down_a_month(paper);
    if args.json {
        say_json(
            &json!({ "nodes": found, "on_paper": { "up": args.up, "availability": paper, "minutes_down_a_month": down } }),
        )?;
        return Ok(Done::Good);
    }
    let mut rows =
        vec![["node", "failed without it", "single point", "by the graph"].map(String::from).to_vec()];
    let mark = |yes: bool| if yes { "yes" } else { "-" }.to_owned();
    for b in &found {
        let name = if b.name.is_empty() { format!("#{}", b.node) } else { format!("#{} {}", b.node, b.name) };
        rows.push(vec![name, format!("{:.1} %", 100.0 * b.failed), mark(b.is_total()), mark(b.by_graph)]);
    }
    say(&format!(
        "{}\non paper, each node up {:.3} % of the time: {:.4} %, {down:.1} minutes down a month\n",
        table(&rows, 1),
        100.0 * args.up,
        100.0 * paper
    ));
    Ok(Done::Good)
}
