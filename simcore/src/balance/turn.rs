//! Whose turn it is: the pointer of round robin and of its weighted form in bursts.

use super::step::{Step, Watch};
use super::{Pointer, Server, live_count, nth_live};

/// A position in the list that survives changes of the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn {
    /// The server picked last: index then, and id.
    last: Option<(usize, u32)>,
    /// The list as it was told last, to find the neighbour of a server that has left.
    ids: Vec<u32>,
    /// For [`Pointer::WrappedIndex`] the next index, for [`Pointer::RawCounter`] the number of picks.
    next: u64,
    /// Requests in a row that the last server has got (bursts).
    pub run: u32,
}

impl Turn {
    /// The id of the server picked last.
    pub fn last(&self) -> Option<u32> {
        self.last.map(|(_, id)| id)
    }

    /// Notes a pick.
    #[inline]
    pub fn took(&mut self, index: usize, id: u32) {
        self.last = Some((index, id));
    }

    /// Sets the number of picks so far ([`Pointer::RawCounter`]) or the next index.
    pub fn set_next(&mut self, next: u64) {
        self.next = next;
    }

    /// Makes `index` the last pick for every meaning of the pointer.
    pub fn set_last(&mut self, servers: &[Server], index: usize) {
        self.took(index, servers[index].id);
        let place = servers[..index].iter().filter(|s| s.up).count() + usize::from(servers[index].up);
        self.next = place as u64 % live_count(servers).max(1) as u64;
    }

    /// Where the walk starts: the index behind the last pick.
    #[inline]
    pub fn start(&mut self, servers: &[Server]) -> usize {
        let Some((index, id)) = self.last else { return 0 };
        if servers.get(index).is_none_or(|s| s.id != id) {
            self.changed(servers);
        }
        match self.last {
            Some((index, _)) if index + 1 < servers.len() => index + 1,
            _ => 0,
        }
    }

    /// The list or the health of a server changed: find the pointer's place in the new list. If its
    /// server has left, the pointer goes to the nearest one before it, so the turn stays the same.
    pub fn changed(&mut self, servers: &[Server]) {
        if let Some((old, id)) = self.last {
            let find = |id: u32| servers.iter().position(|s| s.id == id).map(|i| (i, id));
            self.last = find(id).or_else(|| {
                self.run = u32::MAX;
                let old = self.ids.iter().position(|&i| i == id).unwrap_or(old).min(self.ids.len());
                self.ids[..old].iter().rev().find_map(|&id| find(id))
            });
        }
        self.ids.clear();
        self.ids.extend(servers.iter().map(|s| s.id));
    }

    /// Back to the first of the list.
    pub fn reset(&mut self) {
        self.last = None;
        self.run = 0;
        self.next = 0;
    }

    /// The next server in turn, where nothing stands in the way: the list is as it was and the next
    /// one on it is up.
    #[inline(always)]
    pub fn simply_next(&mut self, servers: &[Server]) -> Option<usize> {
        let (last, id) = self.last?;
        if servers.get(last)?.id != id {
            return None;
        }
        let next = if last + 1 < servers.len() { last + 1 } else { 0 };
        let s = servers.get(next).filter(|s| s.up)?;
        self.took(next, s.id);
        Some(next)
    }

    /// The next server in turn.
    pub fn pick(&mut self, pointer: Pointer, servers: &[Server], watch: &mut impl Watch) -> Option<usize> {
        let index = match pointer {
            Pointer::Identity | Pointer::ResetOnChange => {
                let start = self.start(servers);
                watch.step(|| Step::PointerAfter { server: self.last() });
                walk(servers, start, watch, |s| s.up)?
            }
            Pointer::WrappedIndex | Pointer::RawCounter => {
                let live = live_count(servers);
                let index = self.next.checked_rem(live as u64)? as usize;
                watch.step(|| Step::IndexIntoLive {
                    number: self.next,
                    live: live as u32,
                    index: index as u32,
                });
                self.next = match pointer {
                    Pointer::RawCounter => self.next.wrapping_add(1),
                    _ => (index as u64 + 1) % live as u64,
                };
                nth_live(servers, live, index)
            }
        };
        self.took(index, servers[index].id);
        Some(index)
    }

    /// The next server where each gets as many requests in a row as its weight says.
    pub fn pick_burst(&mut self, servers: &[Server], watch: &mut impl Watch) -> Option<usize> {
        let start = self.start(servers);
        let again = self.last.map(|(i, _)| i).filter(|&i| servers[i].up && self.run < servers[i].weight);
        let index = match again {
            Some(i) => {
                self.run += 1;
                i
            }
            None => {
                watch.step(|| Step::PointerAfter { server: self.last() });
                let i = walk(servers, start, watch, |s| s.up && s.weight > 0)?;
                self.run = 1;
                i
            }
        };
        let s = &servers[index];
        watch.step(|| Step::SlotInARow { server: s.id, slot: self.run, weight: s.weight });
        self.took(index, s.id);
        Some(index)
    }
}

/// The first server that will do, from `start` on and round the list once.
#[inline]
fn walk(
    servers: &[Server],
    start: usize,
    watch: &mut impl Watch,
    mut fits: impl FnMut(&Server) -> bool,
) -> Option<usize> {
    if servers.get(start).is_some_and(&mut fits) {
        return Some(start);
    }
    for i in (start..servers.len()).chain(0..start) {
        if fits(&servers[i]) {
            return Some(i);
        }
        watch.step(|| Step::Skipped { server: servers[i].id });
    }
    None
}
