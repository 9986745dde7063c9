//! Blows for files: structural mutations of a JSON value.
#![allow(dead_code)]

use serde_json::{Value, json};

/// A small generator, so that a failing case is one number.
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to n - 1; 0 for n = 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn junk(dice: &mut Dice) -> Value {
    let deep = (0..10).fold(json!(0), |inner, _| json!([inner]));
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(3.5),
        json!(1e308),
        json!(-1e308),
        json!(5e-324),
        json!(-0.0),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("x"),
        json!("crash"),
        json!("<img src=x onerror=alert(1)>"),
        json!("\u{0}\u{202e}"),
        json!("é".repeat(500)),
        json!([]),
        json!({}),
        json!([[], {}]),
        json!({ "id": 1 }),
        deep,
    ];
    all[dice.below(all.len())].clone()
}

/// One blow at a random place of the value.
pub fn mutate(value: &mut Value, dice: &mut Dice) {
    // down the tree: deeper places are likelier, since there are more of them
    let target = match value {
        Value::Array(items) if !items.is_empty() && !dice.one_in(4) => {
            let i = dice.below(items.len());
            Some(&mut items[i])
        }
        Value::Object(map) if !map.is_empty() && !dice.one_in(5) => {
            let i = dice.below(map.len());
            map.values_mut().nth(i)
        }
        _ => None,
    };
    match target {
        Some(inner) => mutate(inner, dice),
        None => blow(value, dice),
    }
}

fn blow(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Array(items) if !items.is_empty() && !dice.one_in(5) => {
            let (i, j) = (dice.below(items.len()), dice.below(items.len()));
            match dice.below(4) {
                0 => {
                    items.remove(i);
                }
                1 => items.swap(i, j),
                2 => items.insert(j, items[i].clone()),
                _ => items.insert(i, junk(dice)),
            }
        }
        Value::Object(map) if !map.is_empty() && !dice.one_in(5) => {
            let key = map.keys().nth(dice.below(map.len())).cloned().unwrap_or_default();
            match dice.below(3) {
                0 => {
                    map.remove(&key);
                }
                1 => {
                    if let Some(v) = map.remove(&key) {
                        map.insert(format!("{key}_"), v);
                    }
                }
                _ => {
                    map.insert("intruder".into(), junk(dice));
                }
            }
        }
        other => *other = junk(dice),
    }
}
