//! From a board to text: stable order, only what differs from the defaults, one item a line so
//! that two versions of a board compare well.

use super::{BoardFile, FORMAT_VERSION};
use serde_json::{Map, Value, json};
use simcore::design::LinkParams;
use simcore::param::{Param, Range};

/// The board as the text of a file. Values outside their tables are written clamped, so what is
/// written can always be opened without a finding.
pub fn write(board: &BoardFile) -> String {
    let design = &board.design;
    let nodes = design.nodes.iter().map(|n| {
        let mut o = Map::new();
        o.insert("id".into(), json!(n.id));
        o.insert("kind".into(), json!(n.kind.name()));
        o.insert("name".into(), json!(n.name));
        o.insert("at".into(), json!(n.at));
        if let Some(place) = n.place {
            o.insert("place".into(), json!(place));
        }
        put_params(&mut o, n.kind.table(), &n.params);
        o
    });
    let links = design.links.iter().map(|l| {
        let mut o = Map::new();
        o.insert("from".into(), json!(l.from));
        o.insert("to".into(), json!(l.to));
        put_params(&mut o, LinkParams::TABLE, &l.params);
        o
    });
    let faults = design.faults.iter().map(|f| {
        let mut o = Map::new();
        o.insert("node".into(), json!(f.node));
        o.insert("what".into(), json!(f.what.name()));
        if let Some(strength) = f.what.strength() {
            o.insert(strength.name.into(), number(f.strength));
        }
        o.insert("from_s".into(), number(f.from_s));
        if let Some(until) = f.until_s {
            o.insert("until_s".into(), number(until));
        }
        o
    });
    let places = design.places.iter().map(|p| {
        let mut o = Map::new();
        o.insert("id".into(), json!(p.id));
        o.insert("what".into(), json!(p.what.name()));
        o.insert("name".into(), json!(p.name));
        match p.of {
            Some(of) => drop(o.insert("of".into(), json!(of))),
            None => o.extend([("lat".into(), number(p.lat)), ("lon".into(), number(p.lon))]),
        }
        o.insert("at".into(), json!(p.at));
        o.insert("size".into(), json!(p.size));
        o
    });
    let mut out = String::from("{\n");
    out.push_str(&format!("  \"format_version\": {FORMAT_VERSION},\n"));
    out.push_str(&format!("  \"title\": {},\n", Value::from(board.title.as_str())));
    out.push_str(&format!("  \"seed\": {},\n", board.seed));
    if !design.places.is_empty() {
        push_list(&mut out, "places", places, ",\n");
    }
    push_list(&mut out, "nodes", nodes, ",\n");
    push_list(&mut out, "links", links, ",\n");
    let last = if board.notes.is_empty() { "\n" } else { ",\n" };
    push_list(&mut out, "faults", faults, last);
    if !board.notes.is_empty() {
        let notes = board.notes.iter().map(|n| {
            let text = ("text".to_owned(), json!(n.text));
            Map::from_iter([text, ("at".to_owned(), json!(n.at)), ("size".to_owned(), json!(n.size))])
        });
        push_list(&mut out, "notes", notes, "\n");
    }
    out.push_str("}\n");
    out
}

/// The order of the fields within an item, for people; a map alone would sort them by name.
const ORDER: [&str; 17] = [
    "text", "id", "kind", "from", "to", "node", "what", "of", "name", "lat", "lon", "at", "size", "place",
    "from_s", "until_s", "params",
];
/// The strength of a fault comes after this many of them.
const BEFORE_STRENGTH: usize = 7;

fn push_list(out: &mut String, name: &str, items: impl Iterator<Item = Map<String, Value>>, end: &str) {
    out.push_str(&format!("  \"{name}\": ["));
    let mut first = true;
    for item in items {
        out.push_str(if first { "\n    { " } else { ",\n    { " });
        first = false;
        let mut comma = "";
        // what the list does not name is the strength of a fault, under the name that the fault gives it
        let strength = item.keys().map(String::as_str).filter(|k| !ORDER.contains(k));
        let (head, tail) = ORDER.split_at(BEFORE_STRENGTH);
        for key in head.iter().copied().chain(strength).chain(tail.iter().copied()) {
            if let Some(v) = item.get(key) {
                out.push_str(&format!("{comma}\"{key}\": {}", inline(v)));
                comma = ", ";
            }
        }
        out.push_str(" }");
    }
    out.push_str(if first { "]" } else { "\n  ]" });
    out.push_str(end);
}

/// A value on one line with a space after each comma and colon.
fn inline(v: &Value) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match v {
        Value::Array(items) => format!("[{}]", join(items.iter().map(inline).collect())),
        Value::Object(map) => {
            let part = |(k, v): (&String, &Value)| format!("{}: {}", Value::from(k.as_str()), inline(v));
            format!("{{{}}}", join(map.iter().map(part).collect()))
        }
        plain => plain.to_string(),
    }
}

fn put_params(o: &mut Map<String, Value>, table: &[Param], values: &[f64]) {
    let mut params = Map::new();
    for (p, v) in table.iter().zip(values) {
        let v = p.clamp(*v);
        if v != p.default {
            let value = match p.range {
                Range::Choice(names) => json!(names[v as usize]),
                Range::Flag => json!(v != 0.0),
                Range::Real { .. } | Range::Int { .. } => number(v),
            };
            params.insert(p.name.into(), value);
        }
    }
    if !params.is_empty() {
        o.insert("params".into(), Value::Object(params));
    }
}

/// A whole number without its ".0"; JSON has no infinity, so what is not finite becomes 0.
fn number(v: f64) -> Value {
    if !v.is_finite() {
        json!(0)
    } else if v == v.trunc() && v.abs() < 1e15 {
        json!(v as i64)
    } else {
        json!(v)
    }
}
