//! What may be connected: exactly the links that the core would keep.

use simcore::design::{Design, MAX_LINKS, NodeId};
use simcore::kinds::{KindId, Role};
use std::collections::{BTreeMap, BTreeSet};

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
pub(super) struct Calls(BTreeMap<NodeId, Vec<NodeId>>);

impl Calls {
    pub(super) fn of(links: impl Iterator<Item = (NodeId, NodeId)>) -> Calls {
        let mut calls = Calls::default();
        links.for_each(|(from, to)| calls.add(from, to));
        calls
    }

    pub(super) fn add(&mut self, from: NodeId, to: NodeId) {
        self.0.entry(from).or_default().push(to);
    }

    /// Does a request at `from` come by `goal`?
    pub(super) fn reaches(&self, from: NodeId, goal: NodeId) -> bool {
        let (mut seen, mut todo) = (BTreeSet::from([from]), vec![from]);
        while let Some(id) = todo.pop() {
            if id == goal {
                return true;
            }
            todo.extend(self.0.get(&id).into_iter().flatten().copied().filter(|n| seen.insert(*n)));
        }
        false
    }

    /// Is there any circle at all? Takes away the stations that nobody calls, one after the other.
    pub(super) fn has_circle(&self) -> bool {
        let mut callers: BTreeMap<NodeId, usize> = BTreeMap::new();
        for to in self.0.values().flatten() {
            *callers.entry(*to).or_default() += 1;
        }
        let mut free: Vec<NodeId> = self.0.keys().copied().filter(|id| !callers.contains_key(id)).collect();
        while let Some(id) = free.pop() {
            for to in self.0.get(&id).into_iter().flatten() {
                if let Some(left) = callers.get_mut(to) {
                    *left -= 1;
                    if *left == 0 {
                        free.push(*to);
                    }
                }
            }
        }
        callers.values().any(|left| *left > 0)
    }
}
