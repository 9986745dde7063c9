//! Practice puzzles without end.

use super::{
    Algorithm, Event, Facts, HashFact, LoadFact, Past, Puzzle, Reading, Request, RingFact, Wrr, answer, table,
};
use crate::balance::{Base, Pointer, Ties, UnknownLoad};
use crate::sorted::SortedMap;
use rand::{Rng as _, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// How much happens at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// Two or three servers, two requests, one event.
    Easy,
    /// Three to five servers, three requests, a failure and a newcomer.
    Usual,
    /// Four to six servers, four requests of three users, events at different times.
    Hard,
}

/// Dice for the generator.
struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Uniform in `low..=high`.
    fn from(&mut self, low: usize, high: usize) -> usize {
        low + (((self.0.next_u64() >> 32) * (high - low + 1) as u64) >> 32) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.from(0, of.len() - 1)]
    }
}

/// A puzzle with other servers, another history and other changes; the same seed gives the same one.
/// Of its rows at least one is settled by the text (in the usual reading) and at least one is not, and
/// all rows have an answer with the facts given.
pub fn generate(seed: u64, difficulty: Difficulty) -> Puzzle {
    let mut dice = Dice(Xoshiro256PlusPlus::seed_from_u64(seed));
    for _ in 0..64 {
        let puzzle = draw(&mut dice, difficulty);
        if is_good(&puzzle) {
            return puzzle;
        }
    }
    // never seen to happen; the guide's own puzzle has the promised properties
    Puzzle::classic(super::Down::AfterT2, super::Join::AfterT2)
}

fn is_good(puzzle: &Puzzle) -> bool {
    let text = puzzle.text_only(Reading::Usual);
    let settled = |&a: &Algorithm| table(&text, a).is_ok_and(|row| row.cells.iter().all(|c| c.determined()));
    let rows = Algorithm::ALL;
    rows.iter().any(settled) && !rows.iter().all(settled) && rows.iter().all(|&a| agrees(puzzle, a))
}

/// Has this row an answer that fits the history?
fn agrees(puzzle: &Puzzle, algorithm: Algorithm) -> bool {
    answer(puzzle, algorithm).is_ok_and(|a| !a.contradicts_history)
}

fn draw(dice: &mut Dice, difficulty: Difficulty) -> Puzzle {
    let (n, requests, users) = match difficulty {
        Difficulty::Easy => (dice.from(2, 3), 2, 2),
        Difficulty::Usual => (dice.from(3, 5), 3, 2),
        Difficulty::Hard => (dice.from(4, 6), 4, 3),
    };
    let stem = dice.one(&["a", "b", "m", "n", "r", "v", "x", "web-", "app-", "api-", "node-"]);
    let first = dice.from(1, 6);
    let name = |i: usize| format!("{stem}{}", first + i);
    let mut people = vec!["ana", "bia", "caio", "davi", "eva", "gil", "iris", "noa", "rui", "tom"];
    let people: Vec<&str> = (0..users).map(|_| people.remove(dice.from(0, people.len() - 1))).collect();

    let start = dice.from(0, n - 1);
    // the first user was there before and comes back at the end, so that affinity shows
    let who = |dice: &mut Dice, i: usize| match i {
        0 => people[0],
        i if i + 1 == requests => people[0],
        i => people[1 + (i - 1 + dice.from(0, users - 2)) % (users - 1)],
    };
    let requests: Vec<Request> =
        (0..requests).map(|i| Request { at_s: (i + 1) as f64, user: who(dice, i).into() }).collect();

    // half past some second, after the first request
    let when = |dice: &mut Dice| dice.from(1, requests.len() - 1) as f64 + 0.5;
    let victim = dice.from(0, n - 1);
    let down = Event::Down { server: name(victim), at_s: Some(when(dice)) };
    let join = Event::Join { server: name(n), at_s: when(dice), weight: dice.from(1, 3) as u32 };
    let events = match difficulty {
        Difficulty::Easy if n > 2 && dice.from(0, 1) == 0 => vec![down],
        Difficulty::Easy => vec![join],
        _ => vec![down, join],
    };

    let weights: Vec<u32> = (0..n).map(|_| dice.from(1, 3) as u32).collect();
    let wrr = dice.one(&[Wrr::Smooth, Wrr::Burst]);
    let mut puzzle = Puzzle {
        format_version: 1,
        servers: (0..n).map(name).collect(),
        history: vec![Past { user: people[0].into(), server: name(start) }],
        requests,
        events,
        facts: Facts {
            pointer_server: Some(name(start)),
            pointer_kind: Some(Pointer::Identity),
            open: Some((0..n).map(|_| dice.from(0, 3) as u32).collect()),
            duration_s: Some(dice.one(&[0.5, 1.5, 10.0])),
            ties: Some(dice.one(&[Ties::Lowest, Ties::InTurn])),
            load: Some(loads(dice, n, start)),
            sticky_base: Some(Base::RoundRobin),
            redispatch: Some(true),
            detect_s: Some(0.0),
            ip_hash: Some(HashFact::ModLive { hashes: hashes(dice, n, start, &people) }),
            weights: Some(weights),
            wrr: Some(wrr),
            position: None,
            ring: None,
        },
    };
    puzzle.facts.position = position(dice, &puzzle);
    puzzle.facts.ring = ring(dice, &puzzle, &people);
    puzzle
}

/// Loads under which the server of the history was the least loaded one.
fn loads(dice: &mut Dice, n: usize, start: usize) -> LoadFact {
    let mut loads: Vec<f64> = (0..n).map(|_| dice.from(30, 80) as f64).collect();
    loads[start] = dice.from(10, 25) as f64;
    let per_request = dice.one(&[8.0, 12.0, 20.0]);
    LoadFact { loads, per_request, report_s: dice.one(&[0.0, 2.0]), unknown: UnknownLoad::Zero }
}

/// Hashes of all users; the first one's fits the history.
fn hashes(dice: &mut Dice, n: usize, start: usize, people: &[&str]) -> SortedMap<String, u64> {
    let mut any: SortedMap<String, u64> =
        people.iter().map(|p| (p.to_string(), dice.from(10, 999) as u64)).collect();
    any.insert(people[0].to_string(), (dice.from(2, 99) * n + start) as u64);
    any
}

/// A place in the weighted cycle that ends with the server of the history.
fn position(dice: &mut Dice, puzzle: &Puzzle) -> Option<u32> {
    let cycle: u32 = puzzle.facts.weights.iter().flatten().sum();
    let fits: Vec<u32> = puzzle.positions(1..=cycle);
    (!fits.is_empty()).then(|| dice.one(&fits))
}

/// A ring on which the first user's key belongs to the server of the history.
fn ring(dice: &mut Dice, puzzle: &Puzzle, people: &[&str]) -> Option<RingFact> {
    let vnodes = dice.one(&[3, 5, 10]);
    let start = dice.from(0, 9_999);
    let mut keys: SortedMap<String, String> = people.iter().map(|p| (p.to_string(), p.to_string())).collect();
    let mut trial = puzzle.variant(super::Variant::Calm);
    (start..start + 200).find_map(|i| {
        keys.insert(people[0].to_string(), format!("{}-{i}", people[0]));
        let fact = RingFact::Md5 { vnodes, keys: keys.clone() };
        trial.facts.ring = Some(fact.clone());
        agrees(&trial, Algorithm::ConsistentHash).then_some(fact)
    })
}

impl Puzzle {
    /// Of these positions in the weighted cycle, those that fit the history.
    pub fn positions(&self, among: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut trial = self.variant(super::Variant::Calm);
        let mut fits = |&position: &u32| {
            trial.facts.position = Some(position);
            agrees(&trial, Algorithm::WeightedRoundRobin)
        };
        among.into_iter().filter(|p| fits(p)).collect()
    }
}
