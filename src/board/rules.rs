//! What may be connected: exactly the links that the core would keep.

use simcore::design::{Design, MAX_LINKS, NodeId};
use simcore::kinds::{KindId, Role};
use simcore::sorted::{SortedMap, SortedSet};

/// Why two stations are not connected; the words live with the languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// One of the two is not there.
    Missing,
    /// A station does not call itself.
    Itself,
    /// They are connected already.
    Already,
    /// The target sends requests and takes none.
    TakesNoCalls,
    /// The first one answers from its own data and calls nobody.
    CallsNobody,
    /// The first one has nothing to ask of a station of this role.
    WrongRole(Role),
    /// Requests could go round in a circle.
    Circle,
    /// The board is full of connections.
    TooMany,
}

/// May a station of the first kind call one of the second?
pub fn may_call(from: KindId, to: KindId) -> bool {
    call(from, to).is_ok()
}

fn call(from: KindId, to: KindId) -> Result<(), Refused> {
    let (calls, role) = (from.meta().calls, to.meta().role);
    if role == Role::Source {
        return Err(Refused::TakesNoCalls);
    }
    if calls.is_empty() {
        return Err(Refused::CallsNobody);
    }
    if calls.contains(&role) { Ok(()) } else { Err(Refused::WrongRole(role)) }
}

/// May `from` be connected to `to` on this board?
pub fn may_connect(design: &Design, from: NodeId, to: NodeId) -> Result<(), Refused> {
    let (a, b) = (design.node(from).ok_or(Refused::Missing)?, design.node(to).ok_or(Refused::Missing)?);
    if from == to {
        return Err(Refused::Itself);
    }
    if design.links.iter().any(|l| (l.from, l.to) == (from, to)) {
        return Err(Refused::Already);
    }
    if design.links.len() >= MAX_LINKS {
        return Err(Refused::TooMany);
    }
    call(a.kind, b.kind)?;
    let links = design.links.iter().map(|l| (l.from, l.to));
    if Calls::of(links).reaches(to, from) { Err(Refused::Circle) } else { Ok(()) }
}

/// Who calls whom.
#[derive(Default)]
pub(super) struct Calls(SortedMap<NodeId, Vec<NodeId>>);

impl Calls {
    pub(super) fn of(links: impl Iterator<Item = (NodeId, NodeId)>) -> Calls {
        let mut calls = Calls::default();
        links.for_each(|(from, to)| calls.add(from, to));
        calls
    }

    pub(super) fn add(&mut self, from: NodeId, to: NodeId) {
        self.0.get_or_default(from).push(to);
    }

    /// Does a request at `from` come by `goal`?
    pub(super) fn reaches(&self, from: NodeId, goal: NodeId) -> bool {
        let (mut seen, mut todo) = (SortedSet::from([from]), vec![from]);
        while let Some(id) = todo.pop() {
            if id == goal {
                return true;
            }
            todo.extend(self.0.get(&id).into_iter().flatten().copied().filter(|n| seen.insert(*n)));
        }
        false
    }

    /// The calls that close a circle, seen from those that nobody calls: without them there is
    /// none. One pass over all calls, since a hostile board has thousands; without recursion,
    /// since a chain may be long.
    pub(super) fn closing(&self) -> SortedSet<(NodeId, NodeId)> {
        let called: SortedSet<NodeId> = self.0.values().flatten().copied().collect();
        let first = self.0.keys().copied().filter(|id| !called.contains(id));
        let mut state: SortedMap<NodeId, State> = SortedMap::new();
        let mut closing = SortedSet::new();
        for root in first.chain(self.0.keys().copied()) {
            if state.contains_key(&root) {
                continue;
            }
            state.insert(root, State::Open);
            let mut way = vec![(root, 0)];
            while let Some((id, next)) = way.last_mut() {
                let (id, to) = (*id, self.0.get(id).and_then(|all| all.get(*next)).copied());
                *next += 1;
                match to.map(|to| (to, state.get(&to))) {
                    Some((to, None)) => {
                        state.insert(to, State::Open);
                        way.push((to, 0));
                    }
                    Some((to, Some(State::Open))) => {
                        closing.insert((id, to));
                    }
                    Some((_, Some(State::Done))) => {}
                    None => {
                        state.insert(id, State::Done);
                        way.pop();
                    }
                }
            }
        }
        closing
    }
}

/// How far the search for circles is with a station.
enum State {
    /// It is on the way that is being followed.
    Open,
    Done,
}
