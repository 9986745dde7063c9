//! Who takes the next request? The laboratory knows.

use super::{Dice, Instance, Level, Task, Value, number};
use simcore::balance::{Pointer, Ties};
use simcore::lab::{Algorithm, Event, Facts, HashFact, Outcome, Puzzle, Request, Wrr, answer};
use simcore::sorted::SortedMap;

const USER: &str = "ana";

/// A situation, the row of the laboratory that it is about, and what the text quotes beside the servers.
struct Scene {
    form: &'static str,
    algorithm: Algorithm,
    puzzle: Puzzle,
    quoted: Vec<(&'static str, Value)>,
}

pub fn draw(dice: &mut Dice, level: Level) -> Instance {
    let form = match level {
        Level::Easy => dice.one(&["round_robin", "least"]),
        Level::Usual => dice.one(&["round_robin_down", "least", "hash"]),
        Level::Hard => dice.one(&["weighted", "hash_down", "round_robin_down"]),
    };
    let servers = match level {
        Level::Easy => dice.from(2, 3),
        Level::Usual => dice.from(3, 4),
        Level::Hard => dice.from(3, 5),
    };
    let last = match level {
        Level::Easy => dice.from(2, 3),
        _ => dice.from(3, 5),
    };
    settled(scene(dice, form, servers, last), last)
}

fn scene(dice: &mut Dice, form: &'static str, servers: u32, last: u32) -> Scene {
    let names: Vec<String> = (1..=servers).map(|i| format!("s{i}")).collect();
    let request = |i: u32| Request { at_s: f64::from(i), user: USER.to_owned() };
    let mut puzzle = Puzzle {
        format_version: 1,
        servers: names.clone(),
        history: Vec::new(),
        requests: (1..=last).map(request).collect(),
        events: Vec::new(),
        facts: Facts {
            duration_s: Some(1000.0),
            ties: Some(Ties::Lowest),
            redispatch: Some(true),
            detect_s: Some(0.0),
            ..Facts::default()
        },
    };
    let mut quoted = Vec::new();
    if form.ends_with("_down") {
        let (victim, before) = (dice.one(&names), dice.from(2, last));
        quoted.push(("victim", Value::Words(victim.clone())));
        quoted.push(("before", number(f64::from(before))));
        puzzle.events.push(Event::Down { server: victim, at_s: Some(f64::from(before) - 0.5) });
    }
    let algorithm = match form {
        "least" => {
            let open: Vec<u32> = names.iter().map(|_| dice.from(0, 3)).collect();
            quoted.push(("open", listed(&names, &open)));
            puzzle.facts.open = Some(open);
            Algorithm::LeastConnections
        }
        "weighted" => {
            let weights: Vec<u32> = names.iter().map(|_| dice.from(1, 4)).collect();
            quoted.push(("weights", listed(&names, &weights)));
            let sum = weights.iter().sum::<u32>();
            quoted.push(("sum", number(f64::from(sum))));
            puzzle.facts.weights = Some(weights);
            puzzle.facts.wrr = Some(Wrr::Smooth);
            // a whole cycle has passed
            puzzle.facts.position = Some(sum);
            Algorithm::WeightedRoundRobin
        }
        "hash" | "hash_down" => {
            let hash = dice.from(100, 999);
            let live = servers - puzzle.events.len() as u32;
            quoted.push(("hash", number(f64::from(hash))));
            quoted.push(("live", number(f64::from(live))));
            quoted.push(("rest", number(f64::from(hash % live))));
            let hashes = SortedMap::from([(USER.to_owned(), u64::from(hash))]);
            puzzle.facts.ip_hash = Some(HashFact::ModLive { hashes });
            Algorithm::IpHash
        }
        _ => {
            let pointer = dice.one(&names);
            quoted.push(("pointer", Value::Words(pointer.clone())));
            puzzle.facts.pointer_server = Some(pointer);
            puzzle.facts.pointer_kind = Some(Pointer::Identity);
            Algorithm::RoundRobin
        }
    };
    Scene { form, algorithm, puzzle, quoted }
}

/// `s1: 2, s2: 0`
fn listed(names: &[String], numbers: &[u32]) -> Value {
    let each: Vec<String> = names.iter().zip(numbers).map(|(name, n)| format!("{name}: {n}")).collect();
    Value::Words(each.join(", "))
}

fn settled(scene: Scene, last: u32) -> Instance {
    let names = scene.puzzle.servers.clone();
    // every fact that the row asks for is given, so each request has one answer: a test holds it to that
    let cells = answer(&scene.puzzle, scene.algorithm).map(|a| a.cells).unwrap_or_default();
    let of = |cell: &simcore::lab::Cell| match cell.dist.as_ref()?.certain()? {
        Outcome::Server(i) => Some(i as usize),
        Outcome::Error => None,
    };
    let taken: Vec<usize> = cells.iter().map_while(of).collect();
    let each = taken.iter().enumerate().map(|(i, s)| format!("{} → {}", i + 1, names[*s]));
    let trail = each.collect::<Vec<_>>().join(", ");
    let right = taken.get(last as usize - 1).copied().unwrap_or_default();
    let mut values = scene.quoted;
    values.extend([
        ("servers", Value::Words(names.join(", "))),
        ("last", number(f64::from(last))),
        ("trail", Value::Words(trail)),
        ("answer", Value::Words(names[right].clone())),
    ]);
    Instance { form: scene.form, values, task: Task::Choose { options: names, right } }
}
