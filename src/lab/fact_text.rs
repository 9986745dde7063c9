//! The facts as text and choices: how each is written, read and set. Pure.

use super::fact_list::Field;
use crate::i18n::lab::Texts;
use crate::i18n::{Lang, number};
use simcore::balance::{Base, Pointer, Ties, UnknownLoad};
use simcore::lab::{Algorithm, Event, HashFact, LoadFact, Puzzle, RingFact, Wrr, answer};
use simcore::sorted::SortedMap;

/// The label of a fact.
pub fn label(t: &Texts, f: &Field) -> String {
    match f {
        Field::PointerServer => t.f_pointer_server.to_owned(),
        Field::PointerKind => t.f_pointer_kind.to_owned(),
        Field::Weights => t.f_weights.to_owned(),
        Field::JoinWeight(s) => (t.f_join_weight)(s),
        Field::Wrr => t.f_wrr.to_owned(),
        Field::Position => t.f_position.to_owned(),
        Field::Open => t.f_open.to_owned(),
        Field::Duration => t.f_duration.to_owned(),
        Field::Ties => t.f_ties.to_owned(),
        Field::Loads => t.f_loads.to_owned(),
        Field::PerRequest => t.f_per_request.to_owned(),
        Field::Report => t.f_report.to_owned(),
        Field::Unknown => t.f_unknown.to_owned(),
        Field::Base => t.f_base.to_owned(),
        Field::Redispatch => t.f_redispatch.to_owned(),
        Field::Detect => t.f_detect.to_owned(),
        Field::Hashing => t.f_hashing.to_owned(),
        Field::HashOf(u) => (t.f_hash_of)(u),
        Field::AddressOf(u) => (t.f_address_of)(u),
        Field::Vnodes => t.f_vnodes.to_owned(),
        Field::KeyOf(u) => (t.f_key_of)(u),
    }
}

/// The unit behind a field.
pub fn unit(f: &Field) -> Option<&'static str> {
    match f {
        Field::Duration | Field::Report | Field::Detect => Some("s"),
        Field::Loads | Field::PerRequest => Some("%"),
        _ => None,
    }
}

const POINTERS: [Pointer; 4] =
    [Pointer::Identity, Pointer::WrappedIndex, Pointer::RawCounter, Pointer::ResetOnChange];
const TIES: [Ties; 3] = [Ties::Lowest, Ties::InTurn, Ties::Random];
const BASES: [Base; 3] = [Base::RoundRobin, Base::Random, Base::LeastConnections];
const WRR: [Wrr; 2] = [Wrr::Smooth, Wrr::Burst];
const UNKNOWN: [UnknownLoad; 2] = [UnknownLoad::Zero, UnknownLoad::Skip];

fn place<T: PartialEq>(all: &[T], v: Option<T>) -> Option<usize> {
    v.and_then(|v| all.iter().position(|x| *x == v))
}

fn words(list: &[&'static str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

/// The choices of a fact and the chosen one; `None` for a fact that is typed.
pub fn choices(t: &Texts, p: &Puzzle, f: &Field) -> Option<(Vec<String>, Option<usize>)> {
    let facts = &p.facts;
    Some(match f {
        Field::PointerServer => (p.servers.clone(), place(&p.servers, facts.pointer_server.clone())),
        Field::PointerKind => (words(&t.pointer_kinds), place(&POINTERS, facts.pointer_kind)),
        Field::Wrr => (words(&t.wrr), place(&WRR, facts.wrr)),
        Field::Position => {
            let fits = positions(p);
            let at = facts.position.and_then(|v| fits.iter().position(|x| *x == v));
            (fits.iter().map(u32::to_string).collect(), at)
        }
        Field::Ties => (words(&t.ties), place(&TIES, facts.ties)),
        Field::Base => (words(&t.bases), place(&BASES, facts.sticky_base)),
        Field::Unknown => (words(&t.unknowns), place(&UNKNOWN, facts.load.as_ref().map(|l| l.unknown))),
        Field::Redispatch => (words(&[t.yes, t.no]), facts.redispatch.map(|yes| usize::from(!yes))),
        Field::Hashing => {
            let at = facts.ip_hash.as_ref().map(|h| usize::from(matches!(h, HashFact::Nginx { .. })));
            (words(&t.hashings), at)
        }
        _ => return None,
    })
}

/// Places in the cycle that fit what is given.
fn positions(p: &Puzzle) -> Vec<u32> {
    let cycle: u32 = p.facts.weights.iter().flatten().sum();
    p.positions(1..=cycle.min(60))
}

/// The position follows the weights: one that contradicts what is given would only be an error.
fn fit_position(p: &mut Puzzle) {
    let fits = positions(p);
    if p.facts.position.is_none_or(|v| !fits.contains(&v)) {
        p.facts.position = fits.first().copied();
    }
}

/// Sets a fact to one of its choices.
pub fn pick(p: &mut Puzzle, f: &Field, i: usize) {
    match f {
        Field::PointerServer => p.facts.pointer_server = p.servers.get(i).cloned(),
        Field::PointerKind => p.facts.pointer_kind = POINTERS.get(i).copied(),
        Field::Wrr => {
            p.facts.wrr = WRR.get(i).copied();
            fit_position(p);
        }
        Field::Position => p.facts.position = positions(p).get(i).copied(),
        Field::Ties => p.facts.ties = TIES.get(i).copied(),
        Field::Base => p.facts.sticky_base = BASES.get(i).copied(),
        Field::Unknown => load(p).unknown = UNKNOWN[i.min(1)],
        Field::Redispatch => p.facts.redispatch = Some(i == 0),
        Field::Hashing => p.facts.ip_hash = Some(if i == 0 { mod_live() } else { nginx(p) }),
        _ => {}
    }
}

fn mod_live() -> HashFact {
    HashFact::ModLive { hashes: SortedMap::new() }
}

/// nginx's hash with addresses for the users, if these do not contradict what is given.
fn nginx(p: &Puzzle) -> HashFact {
    let some = ["10.0.1.5", "198.51.100.1", "203.0.113.7"];
    let addresses = p.users().into_iter().zip(some).map(|(u, a)| (u, a.to_owned())).collect();
    let mut trial = p.clone();
    trial.facts.ip_hash = Some(HashFact::Nginx { addresses });
    match (answer(&trial, Algorithm::IpHash), trial.facts.ip_hash) {
        (Ok(_), Some(fact)) => fact,
        _ => HashFact::Nginx { addresses: SortedMap::new() },
    }
}

fn load(p: &mut Puzzle) -> &mut LoadFact {
    let n = p.servers.len();
    p.facts.load.get_or_insert_with(|| LoadFact {
        loads: vec![0.0; n],
        per_request: 0.0,
        report_s: 0.0,
        unknown: UnknownLoad::Zero,
    })
}

/// A typed fact as text; empty while it is unknown.
pub fn shown(lang: Lang, p: &Puzzle, f: &Field) -> String {
    let facts = &p.facts;
    let num = |v: Option<f64>| v.map(|v| number::exact(lang, v)).unwrap_or_default();
    let list = |v: Vec<f64>| v.into_iter().map(|v| number::exact(lang, v)).collect::<Vec<_>>().join(" ");
    let whole = |v: &Option<Vec<u32>>| v.iter().flatten().map(u32::to_string).collect::<Vec<_>>().join(" ");
    match f {
        Field::Weights => whole(&facts.weights),
        Field::Open => whole(&facts.open),
        Field::JoinWeight(name) => join_weight(p, name).map(|w| w.to_string()).unwrap_or_default(),
        Field::Duration => num(facts.duration_s),
        Field::Loads => list(facts.load.as_ref().map(|l| l.loads.clone()).unwrap_or_default()),
        Field::PerRequest => num(facts.load.as_ref().map(|l| l.per_request)),
        Field::Report => num(facts.load.as_ref().map(|l| l.report_s)),
        Field::Detect => num(facts.detect_s),
        Field::HashOf(u) => match &facts.ip_hash {
            Some(HashFact::ModLive { hashes }) => hashes.get(u).map(u64::to_string).unwrap_or_default(),
            _ => String::new(),
        },
        Field::AddressOf(u) => match &facts.ip_hash {
            Some(HashFact::Nginx { addresses }) => addresses.get(u).cloned().unwrap_or_default(),
            _ => String::new(),
        },
        Field::Vnodes => match &facts.ring {
            Some(RingFact::Md5 { vnodes, .. }) => vnodes.to_string(),
            _ => String::new(),
        },
        Field::KeyOf(u) => match &facts.ring {
            Some(RingFact::Md5 { keys, .. }) => keys.get(u).cloned().unwrap_or_default(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

fn join_weight(p: &Puzzle, name: &str) -> Option<u32> {
    p.events.iter().find_map(|e| match e {
        Event::Join { server, weight, .. } if server == name => Some(*weight),
        _ => None,
    })
}

/// A typed value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    None,
    Number(f64),
    List(Vec<f64>),
    Text(String),
}

/// Reads what was typed; the error is for people.
pub fn read(t: &Texts, lang: Lang, p: &Puzzle, f: &Field, typed: &str) -> Result<Value, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Value::None);
    }
    let number = |s: &str| number::parse(lang, s).ok_or_else(|| t.bad_value.to_owned());
    match f {
        Field::Weights | Field::Open | Field::Loads => {
            let n = p.servers.len();
            let parts: Vec<&str> = typed.split([' ', ';', '/']).filter(|s| !s.is_empty()).collect();
            let values = parts.iter().map(|s| number::parse(lang, s)).collect::<Option<Vec<f64>>>();
            values.filter(|v| v.len() == n).map(Value::List).ok_or_else(|| (t.bad_list)(n))
        }
        Field::AddressOf(_) | Field::KeyOf(_) => Ok(Value::Text(typed.chars().take(60).collect())),
        _ => Ok(Value::Number(number(typed)?)),
    }
}

/// Sets a typed fact. Values outside their range are refused later, by the puzzle's own check.
pub fn set(p: &mut Puzzle, f: &Field, value: Value) {
    let whole = |v: &Value| match v {
        Value::List(list) => Some(list.iter().map(|v| v.max(0.0).round() as u32).collect::<Vec<u32>>()),
        _ => None,
    };
    let one = match value {
        Value::Number(v) => Some(v),
        _ => None,
    };
    match f {
        Field::Weights => {
            p.facts.weights = whole(&value);
            fit_position(p);
        }
        Field::Open => p.facts.open = whole(&value),
        Field::JoinWeight(name) => {
            for e in &mut p.events {
                if let (Event::Join { server, weight, .. }, Some(v)) = (e, one)
                    && server == name
                {
                    *weight = v.max(0.0).round() as u32;
                }
            }
        }
        Field::Duration => p.facts.duration_s = one,
        Field::Loads => match value {
            Value::List(list) => load(p).loads = list,
            _ => p.facts.load = None,
        },
        Field::PerRequest => load(p).per_request = one.unwrap_or(0.0),
        Field::Report => load(p).report_s = one.unwrap_or(0.0),
        Field::Detect => p.facts.detect_s = one,
        Field::HashOf(u) => {
            let HashFact::ModLive { hashes } = p.facts.ip_hash.get_or_insert_with(mod_live) else { return };
            match one {
                Some(v) => drop(hashes.insert(u.clone(), v.max(0.0).round() as u64)),
                None => drop(hashes.remove(u)),
            }
        }
        Field::AddressOf(u) => {
            if let Some(HashFact::Nginx { addresses }) = &mut p.facts.ip_hash {
                put(addresses, u, value);
            }
        }
        Field::Vnodes => set_vnodes(p, one),
        Field::KeyOf(u) => {
            if let Some(RingFact::Md5 { keys, .. }) = &mut p.facts.ring {
                put(keys, u, value);
            }
        }
        _ => {}
    }
}

fn put(map: &mut SortedMap<String, String>, user: &str, value: Value) {
    match value {
        Value::Text(text) => drop(map.insert(user.to_owned(), text)),
        _ => drop(map.remove(user)),
    }
}

fn set_vnodes(p: &mut Puzzle, marks: Option<f64>) {
    let users = p.users();
    p.facts.ring = marks.map(|v| {
        let keys = match &p.facts.ring {
            Some(RingFact::Md5 { keys, .. }) => keys.clone(),
            _ => users.into_iter().map(|u| (u.clone(), u)).collect(),
        };
        RingFact::Md5 { vnodes: v.max(0.0).round() as u32, keys }
    });
}
