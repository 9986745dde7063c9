//! Reading one JSON object field by field, with every finding noted.

use super::{Dropped, Item, MAX_DROPPED, MAX_NAME, Place, Why};
use serde_json::{Map, Value};
use simcore::param::{Param, Range, defaults};

/// The findings of a file, bounded: a hostile file must not fill the memory with complaints.
#[derive(Default)]
pub(super) struct Findings {
    pub list: Vec<Dropped>,
    pub unlisted: usize,
}

impl Findings {
    pub fn add(&mut self, item: Item, field: Option<&str>, why: Why) {
        if self.list.len() < MAX_DROPPED {
            self.list.push(Dropped { place: Place { item, field: field.map(cut) }, why });
        } else {
            self.unlisted += 1;
        }
    }
}

/// A text from the file, fit to be quoted back.
pub(super) fn cut(text: &str) -> String {
    text.chars().filter(|c| !unwanted(*c)).take(40).collect()
}

/// Control characters, and those that turn the direction of the text around them.
pub(super) fn unwanted(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text as a board may hold it.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !unwanted(*c)).take(MAX_NAME).collect()
}

/// One object of the file.
pub(super) struct Fields<'a> {
    pub item: Item,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// Takes an object and notes the fields that it should not have.
    pub fn new(item: Item, map: &'a Map<String, Value>, known: &[&str], found: &mut Findings) -> Self {
        for name in map.keys().filter(|k| !known.contains(&k.as_str())) {
            found.add(item, Some(name), Why::UnknownField);
        }
        Fields { item, map }
    }

    /// The value, if the field is there.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    /// A text; without `required` a missing one is simply empty.
    pub fn text(&self, name: &str, required: bool, found: &mut Findings) -> String {
        match self.get(name) {
            Some(Value::String(s)) => {
                let text = clean(s);
                if text != *s {
                    found.add(self.item, Some(name), Why::TextRepaired);
                }
                text
            }
            Some(_) => {
                found.add(self.item, Some(name), Why::WrongType);
                String::new()
            }
            None => {
                if required {
                    found.add(self.item, Some(name), Why::Missing);
                }
                String::new()
            }
        }
    }

    /// A number between two bounds, or nothing (noted) when there is none.
    pub fn number(&self, name: &str, min: f64, max: f64, found: &mut Findings) -> Option<f64> {
        match self.get(name) {
            Some(Value::Number(n)) => {
                // serde_json never yields NaN or infinity, but the bounds do not rely on it
                let given = n.as_f64().unwrap_or(f64::NAN);
                let used = if given.is_nan() { min } else { given.clamp(min, max) + 0.0 };
                if used != given {
                    found.add(self.item, Some(name), Why::OutOfRange { given: finite(given), used });
                }
                Some(used)
            }
            other => {
                let why = if other.is_some() { Why::WrongType } else { Why::Missing };
                found.add(self.item, Some(name), why);
                None
            }
        }
    }

    /// The values of a table, in its order, from the object in the field `params`.
    pub fn params(&self, table: &[Param], found: &mut Findings) -> Vec<f64> {
        let mut values = defaults(table);
        let given = match self.get("params") {
            None => return values,
            Some(Value::Object(map)) => map,
            Some(_) => {
                found.add(self.item, Some("params"), Why::WrongType);
                return values;
            }
        };
        for (name, value) in given {
            let place = format!("params.{name}");
            match table.iter().position(|p| p.name == name) {
                None => found.add(self.item, Some(&place), Why::UnknownField),
                Some(i) => match param(&table[i], value) {
                    Ok(v) => values[i] = v,
                    Err((v, why)) => {
                        values[i] = v;
                        found.add(self.item, Some(&place), why);
                    }
                },
            }
        }
        values
    }
}

/// A parameter's value, or what to use instead and why.
fn param(p: &Param, value: &Value) -> Result<f64, (f64, Why)> {
    match (p.range, value) {
        (Range::Real { .. } | Range::Int { .. }, Value::Number(n)) => {
            let given = n.as_f64().unwrap_or(f64::NAN);
            // adding zero turns -0 into 0
            let used = p.clamp(given) + 0.0;
            if used == given { Ok(used) } else { Err((used, Why::OutOfRange { given: finite(given), used })) }
        }
        (Range::Choice(names), Value::String(s)) => match names.iter().position(|n| n == s) {
            Some(i) => Ok(i as f64),
            None => Err((p.default, Why::UnknownChoice(cut(s)))),
        },
        (Range::Flag, Value::Bool(b)) => Ok(f64::from(u8::from(*b))),
        _ => Err((p.default, Why::WrongType)),
    }
}

/// Findings carry no NaN either.
fn finite(v: f64) -> f64 {
    if v.is_finite() { v } else { 0.0 }
}
