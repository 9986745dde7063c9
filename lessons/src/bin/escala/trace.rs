//! `escala trace`: single requests, hop by hop.

use crate::args::TraceArgs;
use crate::out::{read_board, say, say_json};
use crate::{Done, Failure};
use simcore::Sim;
use simcore::measure::Span;
use simcore::time::from_secs;

pub fn trace(args: &TraceArgs) -> Result<Done, Failure> {
    let board = read_board(&args.board)?;
    if !(args.until > 0.0 && args.until <= 1e6) || args.every == 0 {
        return Err(Failure("--until must be more than 0, and --every at least 1".into()));
    }
    let (mut sim, _) = Sim::new(&board.design, args.seed.unwrap_or(board.seed));
    sim.trace_requests(args.every);
    sim.run_until(from_secs(args.until), u64::MAX);
    let spans = sim.traces();
    let took = |s: &Span| s.ended_s.map_or(0.0, |e| e - s.sent_s);
    let mut roots: Vec<usize> =
        (0..spans.len()).filter(|&i| spans[i].parent.is_none() && spans[i].ended_s.is_some()).collect();
    roots.sort_by(|&a, &b| took(&spans[b]).total_cmp(&took(&spans[a])));
    roots.truncate(args.show);
    if args.json {
        let shown: Vec<Vec<&Span>> = roots
            .iter()
            .map(|&root| spans.iter().filter(|s| s.request == spans[root].request).collect())
            .collect();
        say_json(&shown)?;
        return Ok(Done::Good);
    }
    let name = |id: u32| board.design.node(id).map_or(String::new(), |n| n.name.clone());
    let mut text = String::new();
    for root in roots {
        let start = spans[root].sent_s;
        text.push_str(&format!(
            "request {} at {start:.3} s, {:.1} ms\n",
            spans[root].request,
            1000.0 * took(&spans[root])
        ));
        let mut todo = vec![(root, 0usize)];
        while let Some((i, depth)) = todo.pop() {
            let s = &spans[i];
            let (arrived, ended) = (s.arrived_s.unwrap_or(s.sent_s), s.ended_s.unwrap_or(s.sent_s));
            let how = s.failed.map_or(if s.missed { "miss" } else { "ok" }, |r| r.name());
            text.push_str(&format!(
                "  {:>8.1} ms {:indent$}{} {}: {:.1} ms, {:.1} of them work, {how}\n",
                1000.0 * (arrived - start),
                "",
                format_args!("#{}", s.node),
                name(s.node),
                1000.0 * (ended - arrived),
                1000.0 * s.served_s,
                indent = 2 * depth
            ));
            let children = (0..spans.len()).rev().filter(|&c| spans[c].parent == Some(i as u32));
            todo.extend(children.map(|c| (c, depth + 1)));
        }
    }
    say(&text);
    Ok(Done::Good)
}
