//! `escala lab`: a puzzle, answered exactly.

use crate::args::LabArgs;
use crate::out::{read, say, say_json, table};
use crate::{Done, Failure};
use serde_json::{Map, Value, json};
use simcore::lab::{self, Algorithm, Cell, Column, Outcome, Puzzle, Variant};

pub fn lab(args: &LabArgs) -> Result<Done, Failure> {
    let name = args.puzzle.display();
    let puzzle: Puzzle =
        serde_json::from_str(&read(&args.puzzle)?).map_err(|e| Failure(format!("{name}: no puzzle: {e}")))?;
    // facts may contradict one algorithm and suit another, so each row answers for itself
    // (a table of no columns asks nothing, so the puzzle itself is answered first)
    let row = |a: Algorithm| lab::answer(&puzzle, a).and_then(|_| lab::table(&puzzle, a));
    let rows: Vec<_> = Algorithm::ALL.iter().map(|a| (*a, row(*a))).collect();
    if let Some(Err(e)) = rows.iter().all(|(_, r)| r.is_err()).then(|| &rows[0].1) {
        return Err(Failure(format!("{name}: {e}")));
    }
    let columns = puzzle.columns();
    if args.json {
        let object = rows.iter().map(|(algorithm, row)| {
            let value = match row {
                Ok(row) => row.cells.iter().zip(&columns).map(|(c, at)| cell(&puzzle, c, *at)).collect(),
                Err(e) => json!({ "error": e.to_string() }),
            };
            (row_name(*algorithm), value)
        });
        say_json(&object.collect::<Map<String, Value>>())?;
        return Ok(Done::Good);
    }
    let mut head = vec![String::new()];
    head.extend(columns.iter().map(|c| {
        let user = puzzle.requests.get(c.request).map_or("", |r| r.user.as_str());
        format!("t{} {user}{}", c.request + 1, variant(c.variant))
    }));
    let mut lines = vec![head];
    for (algorithm, row) in &rows {
        let mut line = vec![row_name(*algorithm)];
        match row {
            Ok(row) => line.extend(row.cells.iter().map(|c| puzzle.show(c))),
            Err(e) => line.push(e.to_string()),
        }
        lines.push(line);
    }
    say(&table(&lines, usize::MAX));
    Ok(Done::Good)
}

fn variant(v: Variant) -> &'static str {
    match v {
        Variant::Calm => "",
        Variant::Downs => ", down",
        Variant::Joins => ", joined",
        Variant::Both => ", down and joined",
    }
}

/// The name that the laboratory and board files use.
fn row_name(algorithm: Algorithm) -> String {
    serde_json::to_value(algorithm).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn cell(puzzle: &Puzzle, cell: &Cell, at: Column) -> Value {
    let names = puzzle.names();
    let name = |o: &Outcome| match o {
        Outcome::Server(i) => names.get(*i as usize).cloned().unwrap_or_default(),
        Outcome::Error => "error".to_owned(),
    };
    let chances = cell.dist.as_ref().map(|d| {
        d.0.iter().map(|(o, p)| (name(o), Value::from(p.to_string()))).collect::<Map<String, Value>>()
    });
    json!({
        "request": at.request + 1,
        "events": at.variant,
        "chances": chances,
        "possible": cell.possible.iter().map(name).collect::<Vec<_>>(),
        "missing": cell.missing,
    })
}
