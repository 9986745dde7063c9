//! `escala kinds`: the tables that everything is drawn from.

use crate::args::KindsArgs;
use crate::out::{say, say_json, short, table};
use crate::{Done, Failure};
use serde_json::{Value, json};
use simcore::design::FaultKind;
use simcore::kinds::KindId;
use simcore::param::{Param, Range};

pub fn kinds(args: &KindsArgs) -> Result<Done, Failure> {
    let wanted: Vec<KindId> = match &args.kind {
        None => KindId::ALL.to_vec(),
        Some(name) => vec![lessons::author::measures::kind(name).map_err(Failure)?],
    };
    if args.json {
        say_json(&wanted.iter().map(|k| as_json(*k)).collect::<Vec<_>>())?;
    } else {
        wanted.iter().for_each(|k| say(&text(*k)));
    }
    Ok(Done::Good)
}

fn faults(kind: KindId) -> Vec<&'static str> {
    FaultKind::ALL.iter().filter(|f| f.suits(kind)).map(|f| f.name()).collect()
}

fn range(p: &Param) -> String {
    match p.range {
        Range::Real { min, max, .. } | Range::Int { min, max, .. } => {
            format!("{} to {}", short(min), short(max))
        }
        Range::Choice(names) => names.join(", "),
        Range::Flag => "0, 1".into(),
    }
}

fn default(p: &Param) -> String {
    match p.range {
        Range::Choice(names) => names.get(p.default as usize).copied().unwrap_or_default().into(),
        _ => short(p.default),
    }
}

fn text(kind: KindId) -> String {
    let meta = kind.meta();
    let mut rows = vec![["  parameter", "default", "unit", "range", "source"].map(String::from).to_vec()];
    for p in kind.table() {
        rows.push(vec![format!("  {}", p.name), default(p), p.unit.into(), range(p), p.source.into()]);
    }
    let faults = faults(kind).join(", ");
    format!("{} ({:?}, {:?})\n{}  faults: {faults}\n\n", kind.name(), meta.family, meta.role, table(&rows, 5))
}

fn as_json(kind: KindId) -> Value {
    let meta = kind.meta();
    let param = |p: &Param| json!({ "name": p.name, "default": default(p), "unit": p.unit, "range": range(p), "source": p.source });
    json!({
        "kind": kind.name(),
        "family": meta.family,
        "role": meta.role,
        "calls": meta.calls,
        "faults": faults(kind),
        "params": kind.table().iter().map(param).collect::<Vec<_>>(),
    })
}
