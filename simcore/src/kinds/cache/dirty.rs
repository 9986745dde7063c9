//! Writes that a cache has accepted and its store does not have yet.

use crate::call::{CallId, Class, End, Pass};
use crate::calendar::RingId;
use crate::cx::Cx;
use crate::kinds::flights::Table;
use crate::kinds::station::Queue;
use crate::measure::Reason;

/// In the note of a call that carries a dirty value; the rest is how many writes it stands for.
pub(super) const DIRTY: u32 = 1 << 30;
/// It is on its way to the store.
const FLYING: u32 = 1 << 29;
const WRITES: u32 = FLYING - 1;

/// The dirty entries of a cache: one message for each, with the newest value.
#[derive(Clone, Debug)]
pub(super) struct Dirty {
    by_key: Table,
    waiting: Queue,
    /// Writes in those that wait.
    writes: u64,
    flying: u32,
    /// How many of those that wait are to go in this round.
    to_go: u32,
    lost: u64,
}

impl Dirty {
    pub fn new() -> Dirty {
        Dirty { by_key: Table::default(), waiting: Queue::EMPTY, writes: 0, flying: 0, to_go: 0, lost: 0 }
    }

    /// Entries that the store does not have.
    pub fn len(&self) -> u32 {
        self.waiting.len() + self.flying
    }

    /// Writes that were confirmed and are gone.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    #[inline]
    pub fn holds(&self, key: u32) -> bool {
        self.by_key.get(u64::from(key)).is_some()
    }

    /// Takes a write in and answers it. One to an entry that waits already goes with that one.
    pub fn take(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let key = u64::from(cx.key(c));
        self.writes += 1;
        if let Some(carrier) = self.by_key.get(key)
            && cx.note(carrier) & FLYING == 0
        {
            cx.set_note(carrier, (cx.note(carrier) + 1).min(DIRTY | WRITES));
            return cx.reply(c, End::Ok);
        }
        cx.accept(c);
        cx.set_note(c, DIRTY | 1);
        self.by_key.set(key, c);
        self.waiting.push(cx, c);
    }

    /// A round begins: everything that waits is to go.
    pub fn round(&mut self) {
        self.to_go = self.waiting.len();
    }

    /// Sends what is to go, so many at a time.
    pub fn send(&mut self, cx: &mut Cx<'_>, link: u32, deadline: Option<RingId>, batch: u32) {
        while self.flying < batch && self.to_go > 0 {
            let Some(c) = self.waiting.pop(cx) else { break };
            self.to_go -= 1;
            self.flying += 1;
            self.writes = self.writes.saturating_sub(u64::from(cx.note(c) & WRITES));
            cx.set_note(c, cx.note(c) | FLYING);
            cx.ask(c, link, Class::Write, deadline, Pass::NOTHING);
        }
    }

    /// The store has answered: a write that failed waits for the next round.
    pub fn landed(&mut self, cx: &mut Cx<'_>, c: CallId, end: End) {
        let (key, writes) = (u64::from(cx.key(c)), cx.note(c) & WRITES);
        let newest = self.by_key.get(key).unwrap_or(c);
        self.flying = self.flying.saturating_sub(1);
        if end == End::Ok {
            if newest == c {
                self.by_key.remove(key);
            }
            return cx.reply(c, End::Ok);
        }
        self.writes += u64::from(writes);
        if newest == c {
            cx.set_note(c, DIRTY | writes);
            self.waiting.push(cx, c);
        } else {
            // overtaken by a newer value of the same entry
            cx.set_note(newest, DIRTY | ((cx.note(newest) & WRITES) + writes).min(WRITES));
            cx.reply(c, End::Ok);
        }
    }

    /// The memory is wiped: what waits is lost, what is on its way is not.
    pub fn wipe(&mut self, cx: &mut Cx<'_>) {
        while let Some(c) = self.waiting.pop(cx) {
            self.by_key.remove(u64::from(cx.key(c)));
            cx.fail(c, Reason::LostInCrash);
        }
        self.lost += std::mem::take(&mut self.writes);
        self.to_go = 0;
    }

    /// The process is gone, and all calls with it.
    pub fn crash(&mut self) {
        *self = Dirty { lost: self.lost + self.writes, ..Dirty::new() };
    }

    pub fn reset(&mut self) {
        self.lost = 0;
    }
}
