//! The answer: every world, every draw, added up.

use super::choices::{Ask, Assumption, Script};
use super::load::Loaded;
use super::run::{Ending, Rig, Teller, Told};
use super::world::build;
use super::{Algorithm, Dist, Facts, Fraction, MissingFact, Outcome, Puzzle, PuzzleError};
use crate::sorted::{SortedMap, SortedSet};
use serde::{Deserialize, Serialize};

/// Requests run after which trying everything is given up; about a second of work.
const MAX_RUNS: usize = 2_000_000;

/// What can be said about a puzzle under one algorithm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub algorithm: Algorithm,
    /// One per request.
    pub cells: Vec<Cell>,
    /// About the first user who asks more than once.
    pub same: Option<Same>,
    /// Runs that between them show every outcome of every request.
    pub paths: Vec<Path>,
    /// Under these facts the algorithm would not have served the history as it was served. The answer
    /// then takes the facts as they are.
    pub contradicts_history: bool,
}

/// What can be said about one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The exact distribution, unless it hangs on facts about whose likelihood nothing is known.
    pub dist: Option<Dist>,
    /// Everything that can happen in some world, in the order of the servers.
    pub possible: Vec<Outcome>,
    /// Unknown facts that would change the answer.
    pub missing: Vec<MissingFact>,
    /// Of these, the ones of which the learner must name at least one.
    pub main: Vec<MissingFact>,
}

/// Is a returning user back on the same server?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Same {
    pub user: String,
    /// Indices of the first and the last request of that user.
    pub first: usize,
    pub last: usize,
    /// Probability that one server answers both; `None` if it hangs on missing facts.
    pub p: Option<Fraction>,
}

/// One possible run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Per request. Under the hashing algorithms a path is about one user; of the others' requests
    /// nothing is said (`None`).
    pub outcomes: Vec<Option<Outcome>>,
    /// Per request, what led to it.
    pub told: Vec<Vec<Told>>,
    /// What was assumed about the facts that the algorithm asks for.
    pub facts: Facts,
}

impl Cell {
    /// Does nothing unknown change the answer?
    pub fn determined(&self) -> bool {
        self.missing.is_empty()
    }
}

impl Answer {
    /// A path on which this request ends like this.
    pub fn path_to(&self, request: usize, outcome: Outcome) -> Option<&Path> {
        self.paths.iter().find(|p| p.outcomes.get(request) == Some(&Some(outcome)))
    }
}

/// What one world says.
struct Verdict {
    prior: Fraction,
    assumed: Vec<Assumption>,
    /// Per request, then once more for "the same server twice" (as server 0 against an error).
    dists: Vec<Dist>,
}

/// Answers a puzzle for one algorithm, exactly.
pub fn answer(puzzle: &Puzzle, algorithm: Algorithm) -> Result<Answer, PuzzleError> {
    let loaded = puzzle.load()?;
    let hashed = matches!(algorithm, Algorithm::IpHash | Algorithm::ConsistentHash);
    // a hashed user's requests do not depend on anybody else's, so each user is taken alone
    let scopes: Vec<Option<usize>> =
        if hashed { (0..loaded.users.len()).map(Some).collect() } else { vec![None] };
    let returning = loaded.returning();
    let mut paths = Paths::default();
    let mut cells: Vec<Option<Cell>> = vec![None; loaded.requests.len()];
    let mut same = None;
    let mut budget = MAX_RUNS;
    let mut contradicts_history = false;
    for scope in scopes {
        let mut verdicts = every_world(&loaded, algorithm, scope, true, &mut paths, &mut budget)?;
        if verdicts.is_empty() {
            contradicts_history = true;
            verdicts = every_world(&loaded, algorithm, scope, false, &mut paths, &mut budget)?;
        }
        let mine = |user| scope.is_none_or(|only| only == user);
        for (r, cell) in cells.iter_mut().enumerate().filter(|(r, _)| mine(loaded.requests[*r].1)) {
            *cell = Some(sum_up(&verdicts, r, algorithm));
        }
        if let Some((user, first, last)) = returning.filter(|&(user, ..)| mine(user)) {
            let summed = sum_up(&verdicts, loaded.requests.len(), algorithm);
            let p = summed.dist.map(|d| d.p(Outcome::Server(0)));
            same = Some(Same { user: loaded.users[user].clone(), first, last, p });
        }
    }
    let cells = cells.into_iter().flatten().collect();
    Ok(Answer { algorithm, cells, same, paths: paths.kept, contradicts_history })
}

impl Loaded<'_> {
    /// The first user who asks more than once, with the first and the last of their requests.
    fn returning(&self) -> Option<(usize, usize, usize)> {
        let asks = |user| self.requests.iter().enumerate().filter(move |(_, r)| r.1 == user).map(|(i, _)| i);
        (0..self.users.len()).find_map(|user| match (asks(user).next(), asks(user).next_back()) {
            (Some(first), Some(last)) if first < last => Some((user, first, last)),
            _ => None,
        })
    }
}

/// What every world says that the unknown facts allow and the history (if `heed` it) does not rule out.
fn every_world(
    loaded: &Loaded<'_>,
    algorithm: Algorithm,
    scope: Option<usize>,
    heed: bool,
    paths: &mut Paths,
    budget: &mut usize,
) -> Result<Vec<Verdict>, PuzzleError> {
    let mut all = Vec::new();
    let mut ask = Ask::default();
    loop {
        ask.assumed.clear();
        let world = build(loaded, algorithm, scope, &mut ask);
        if let Some(rig) = Rig::new(loaded, &world, algorithm, scope, heed) {
            let mut tree = Tree {
                loaded,
                scope,
                start: &rig,
                returning: loaded.returning(),
                facts: &world.facts,
                dists: vec![Dist::default(); loaded.requests.len() + 1],
                draws: Vec::new(),
                outcomes: Vec::new(),
                paths,
                budget,
            };
            tree.grow(&rig, Fraction::ONE)?;
            all.push(Verdict { prior: ask.weight(), assumed: ask.assumed.clone(), dists: tree.dists });
        }
        if !ask.script.advance() {
            return Ok(all);
        }
    }
}

/// All the ways in which the draws can fall in one world.
struct Tree<'a> {
    loaded: &'a Loaded<'a>,
    scope: Option<usize>,
    /// The state before the first request.
    start: &'a Rig<'a>,
    returning: Option<(usize, usize, usize)>,
    facts: &'a Facts,
    dists: Vec<Dist>,
    /// The branch we are on: for each request the draws that led there, and how it ended.
    draws: Vec<Script>,
    outcomes: Vec<Outcome>,
    paths: &'a mut Paths,
    budget: &'a mut usize,
}

impl Tree<'_> {
    /// Runs the next request in every way, and what follows from each ending. Ways with the same
    /// ending lead to the same state and are followed once.
    fn grow(&mut self, rig: &Rig<'_>, weight: Fraction) -> Result<(), PuzzleError> {
        let request = self.outcomes.len();
        if request == self.loaded.requests.len() {
            self.leaf(weight);
            return Ok(());
        }
        let mut branches: SortedMap<Ending, (Fraction, Rig<'_>, Script)> = SortedMap::new();
        let mut draws = Script::default();
        loop {
            *self.budget = self.budget.checked_sub(1).ok_or(PuzzleError::TooLarge)?;
            let mut next = rig.clone();
            let ending = next.request(request, &mut draws, &mut ());
            let branch = branches.get_or_insert_with(ending, || (Fraction::ZERO, next, draws.clone()));
            branch.0 = branch.0 + draws.weight();
            if !draws.advance() {
                break;
            }
        }
        for ((outcome, _), (p, next, draws)) in branches {
            let p = weight * p;
            self.dists[request].add(outcome, p);
            self.outcomes.push(outcome);
            self.draws.push(draws);
            self.grow(&next, p)?;
            self.outcomes.pop();
            self.draws.pop();
        }
        Ok(())
    }

    fn leaf(&mut self, weight: Fraction) {
        if let Some((_, first, last)) = self.returning {
            let same = self.outcomes[first] == self.outcomes[last] && self.outcomes[first] != Outcome::Error;
            let slot = self.outcomes.len();
            self.dists[slot].add(if same { Outcome::Server(0) } else { Outcome::Error }, weight);
        }
        let (start, draws, facts) = (self.start, &self.draws, self.facts);
        self.paths.offer(self.loaded, self.scope, &self.outcomes, || {
            let mut rig = start.clone();
            let tell = |(request, draws): (usize, &Script)| {
                let mut told = Vec::new();
                let mut again = draws.clone();
                again.rewind();
                rig.request(request, &mut again, &mut Teller(&mut told));
                told
            };
            (draws.iter().enumerate().map(tell).collect(), facts.clone())
        });
    }
}

/// Adds the worlds up for one request.
fn sum_up(verdicts: &[Verdict], request: usize, algorithm: Algorithm) -> Cell {
    let mut possible = SortedSet::new();
    let mut groups: SortedMap<Vec<Assumption>, (Fraction, Dist)> = SortedMap::new();
    let mut asked = SortedSet::new();
    for v in verdicts {
        let dist = &v.dists[request];
        possible.extend(dist.support());
        asked.extend(v.assumed.iter().map(|a| a.fact));
        let key = v.assumed.iter().filter(|a| !a.prior).copied().collect();
        let group = groups.get_or_insert_with(key, || (Fraction::ZERO, Dist::default()));
        group.0 = group.0 + v.prior;
        group.1.add_all(dist, v.prior);
    }
    let mut dists = groups.into_values().map(|(total, dist)| dist.over(total));
    let first = dists.next();
    let dist = first.filter(|first| dists.all(|d| d == *first));
    let missing: Vec<MissingFact> =
        asked.into_iter().filter(|&fact| matters(verdicts, request, fact)).collect();
    let main = MissingFact::main_of(algorithm).iter().copied().filter(|f| missing.contains(f)).collect();
    Cell { dist, possible: possible.into_iter().collect(), missing, main }
}

/// Are there two worlds that differ in this fact alone and say different things?
fn matters(verdicts: &[Verdict], request: usize, fact: MissingFact) -> bool {
    let mut seen: SortedMap<Vec<Assumption>, &Dist> = SortedMap::new();
    verdicts.iter().any(|v| {
        let dist = &v.dists[request];
        let rest = v.assumed.iter().filter(|a| a.fact != fact).copied().collect();
        *seen.get_or_insert_with(rest, || dist) != dist
    })
}

/// Collects a run for every outcome that has not been shown yet.
#[derive(Default)]
struct Paths {
    shown: SortedSet<(usize, Outcome)>,
    kept: Vec<Path>,
}

impl Paths {
    fn offer(
        &mut self,
        loaded: &Loaded<'_>,
        scope: Option<usize>,
        outcomes: &[Outcome],
        retell: impl FnOnce() -> (Vec<Vec<Told>>, Facts),
    ) {
        let mine = |r: usize| scope.is_none_or(|only| only == loaded.requests[r].1);
        let fresh: Vec<(usize, Outcome)> = outcomes
            .iter()
            .copied()
            .enumerate()
            .filter(|&(r, o)| mine(r) && !self.shown.contains(&(r, o)))
            .collect();
        if fresh.is_empty() {
            return;
        }
        self.shown.extend(fresh);
        let (told, facts) = retell();
        let outcomes = outcomes.iter().enumerate().map(|(r, &o)| mine(r).then_some(o)).collect();
        self.kept.push(Path { outcomes, told, facts });
    }
}
