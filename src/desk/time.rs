//! A live board in time: going back and on, what is known of both sides of a fork, and the board
//! that follows the world to the design that it had.

use super::Desk;
use super::lived::Lived;
use crate::board::{Board, Edit, Msg};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::host::{Ask, Forked, Frame, Mark, Past, SEEK_S};
use simcore::measure::Point;
use simcore::sorted::SortedMap;
use std::sync::Arc;

/// Designs of other times that are kept; the core forgets the oldest instants at as many deeds.
const KEEP_EDITIONS: usize = 1000;

/// The world on the other side of a fork.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Other {
    /// The order of `Point::taken`.
    pub nodes: Vec<NodeId>,
    pub points: Vec<Point>,
    pub lived: Lived,
}

/// The board that was drawn when the world got a design, and what had been done to it.
#[derive(Clone)]
struct Edition {
    board: Arc<Board>,
    edit: Edit,
    who: String,
}

#[derive(Default)]
pub(super) struct Notes {
    editions: SortedMap<u32, Edition>,
    /// Whose board is shown.
    edition: u32,
    /// The order that the world is on its way by.
    going: Option<u32>,
    /// Where it is to go by that order.
    aim: f64,
    /// What was changed last: the step and the station.
    last: Option<(Edit, String)>,
    /// The fork that comes next was asked for.
    asked: bool,
    /// The series of another time with the order of its columns, for the next frame.
    series: Option<(Vec<Point>, Vec<NodeId>)>,
}

/// Everything about time that the page shows.
#[derive(Clone, Copy)]
pub struct Times {
    pub oldest: RwSignal<f64>,
    pub fork: RwSignal<Option<Forked>>,
    pub marks: RwSignal<Arc<Vec<Mark>>>,
    pub lived: RwSignal<Arc<Lived>>,
    pub other: RwSignal<Arc<Other>>,
    /// Where the playhead is to be while the world is on its way there.
    pub wanted: RwSignal<Option<f64>>,
    /// The instant that the pointer is at, over a chart or the bar.
    pub cross: RwSignal<Option<f64>>,
    /// The next failure is being looked for.
    pub seeking: RwSignal<bool>,
    pub(super) notes: StoredValue<Notes, LocalStorage>,
}

impl Notes {
    pub(super) fn take_series(&mut self) -> Option<(Vec<Point>, Vec<NodeId>)> {
        self.series.take()
    }
}

impl Times {
    pub(super) fn new() -> Times {
        Times {
            oldest: rw_signal(0.0),
            fork: rw_signal(None),
            marks: RwSignal::default(),
            lived: RwSignal::default(),
            other: RwSignal::default(),
            wanted: rw_signal(None),
            cross: rw_signal(None),
            seeking: rw_signal(false),
            notes: StoredValue::new_local(Notes::default()),
        }
    }
}

/// The station that a step is about.
fn subject(msg: &Msg, board: &Board) -> String {
    let id = match msg {
        Msg::SetParam { nodes, .. } | Msg::Remove { nodes, .. } | Msg::PutNodes { nodes, .. } => {
            nodes.first().copied()
        }
        Msg::AddNode { name, .. } | Msg::AddLinked { name, .. } => return name.clone(),
        Msg::Connect { from, .. } => Some(*from),
        Msg::SetLinkParam { link, .. } => Some(link.0),
        Msg::AddFault(f) => Some(f.node),
        _ => None,
    };
    id.and_then(|id| board.node(id)).map(|n| n.name.clone()).unwrap_or_default()
}

impl Desk {
    /// Goes to an instant of what was lived through; the nearest one where it was not.
    pub fn rewind(self, to_s: f64) {
        if self.loading.get_untracked() {
            return;
        }
        let end = self.frame.with_untracked(|f| f.end_s.max(f.now_s));
        let to_s = to_s.clamp(self.time.oldest.get_untracked().min(end), end);
        self.time.wanted.set(Some(to_s));
        self.set_out();
    }

    /// Sends the world on its way, unless it is on one: then it goes on from there.
    fn set_out(self) {
        let Some(to_s) = self.time.wanted.get_untracked() else { return };
        if self.time.notes.with_value(|n| n.going.is_none()) {
            self.time.notes.update_value(|n| n.aim = to_s);
            self.travel(|revision| Ask::Rewind { revision, to_s });
        }
    }

    fn travel(self, ask: impl FnOnce(u32) -> Ask) {
        self.time.seeking.set(false);
        self.engine(|e| {
            e.travel(ask);
            self.time.notes.update_value(|n| n.going = Some(e.revision()));
        });
    }

    /// Exactly one event back, while paused.
    pub fn step_back(self) {
        if self.loading.get_untracked() {
            return;
        }
        if self.running.get_untracked() {
            self.pause();
        }
        self.travel(|revision| Ask::StepBack { revision });
    }

    /// On to the next request that fails or comes late, and stand there.
    pub fn next_failure(self) {
        if self.loading.get_untracked() || self.time.seeking.get_untracked() {
            return;
        }
        self.pause();
        self.time.seeking.set(true);
        self.engine(|e| e.ask(Ask::NextFailure));
    }

    pub fn fork(self) {
        self.time.notes.update_value(|n| n.asked = true);
        self.engine(|e| e.ask(Ask::Fork));
        let texts = self.lang.get_untracked().texts();
        let at = self.frame.with_untracked(|f| f.now_s);
        self.notify((texts.time.forked)(&crate::i18n::number::fixed(self.lang.get_untracked(), at, 1)));
    }

    /// To the other side of the fork.
    pub fn swap(self) {
        let was = self.time.fork.get_untracked().is_some_and(|f| f.original);
        self.travel(|revision| Ask::Swap { revision });
        let texts = &self.lang.get_untracked().texts().time;
        self.notify(if was { texts.on_fork } else { texts.on_original }.to_owned());
    }

    /// This side of the fork is the only one from now on.
    pub fn join(self) {
        self.engine(|e| e.ask(Ask::Join));
        self.board.update(crate::board::History::settle);
        self.notify(self.lang.get_untracked().texts().time.kept.to_owned());
    }

    /// What the step to this design was: its kind, and the station that it was about.
    pub fn edition_of(self, revision: u32) -> Option<(Edit, String)> {
        self.time.notes.with_value(|n| n.editions.get(&revision).map(|e| (e.edit, e.who.clone())))
    }

    /// A world of its own begins: nothing is known of its past.
    pub(super) fn begin_time(self) {
        let time = self.time;
        time.oldest.set(0.0);
        time.fork.set(None);
        time.marks.set(Arc::default());
        time.lived.set(Arc::default());
        time.other.set(Arc::default());
        time.wanted.set(None);
        time.seeking.set(false);
        time.notes.set_value(Notes::default());
        self.new_edition();
    }

    pub(super) fn note_step(self, msg: &Msg) {
        let who = self.board.with_untracked(|h| subject(msg, h.board()));
        self.time.notes.update_value(|n| n.last = Some((msg.edit(), who)));
    }

    /// The world has got the design of the board that is shown, by the newest order.
    pub(super) fn new_edition(self) {
        self.engine(|e| self.time.notes.update_value(|n| n.edition = e.revision()));
        self.keep_edition();
    }

    /// The board that is shown is how the design of the world is drawn.
    pub(super) fn keep_edition(self) {
        let board = self.board.with_untracked(|h| h.shared());
        self.time.notes.update_value(|n| {
            let (edit, who) = n.last.clone().unwrap_or((Edit::Replace, String::new()));
            let key = n.edition;
            match n.editions.get_mut(&key) {
                Some(edition) => edition.board = board,
                None => {
                    n.editions.insert(key, Edition { board, edit, who });
                }
            }
            while n.editions.len() > KEEP_EDITIONS {
                let oldest = n.editions.iter().next().map(|(k, _)| *k);
                oldest.map(|k| n.editions.remove(&k));
            }
        });
    }

    /// A frame of the newest order tells where the world is: the board follows to the design that
    /// it has there, and the next leg of the way begins.
    pub(super) fn follow_time(self, frame: &Frame) {
        let mut newest = 0;
        self.engine(|e| newest = e.revision());
        if frame.revision < newest {
            return;
        }
        let other = self.time.notes.with_value(|n| {
            (n.edition != frame.edition).then(|| n.editions.get(&frame.edition).cloned()).flatten()
        });
        if let Some(edition) = other {
            self.time.notes.update_value(|n| n.edition = frame.edition);
            self.board.update(|h| h.show(edition.board));
            let design = self.simulated();
            self.engine(|e| e.shows(design));
            self.keep_selection();
        }
        let arrived = self.time.notes.with_value(|n| n.going.is_some_and(|r| frame.revision >= r));
        if arrived {
            self.time.notes.update_value(|n| n.going = None);
            // where it was sent it has gone, as near as the past reaches
            let aim = self.time.notes.with_value(|n| n.aim);
            let there = self.time.wanted.get_untracked().is_none_or(|t| t == aim);
            if there {
                self.time.wanted.set(None);
            } else {
                self.set_out();
            }
        }
    }

    /// More was lived through, on either side.
    pub(super) fn take_health(self, fresh: &[Point], other: Vec<Point>) {
        if !fresh.is_empty() {
            self.time.lived.update(|h| Arc::make_mut(h).extend(fresh));
        }
        if !other.is_empty() {
            self.time.other.update(|o| {
                let o = Arc::make_mut(o);
                o.lived.extend(&other);
                super::points::push(&mut o.points, other.into_iter(), super::KEEP_POINTS);
            });
        }
    }

    /// What is known before and after now has changed.
    pub(super) fn take_past(self, past: Past) {
        let time = self.time;
        let before = time.fork.get_untracked();
        time.oldest.set(past.oldest_s);
        if let (Some(a), Some(b)) = (before, past.fork)
            && a.id == b.id
            && a.original != b.original
        {
            time.lived.update(|mine| {
                time.other.update(|o| {
                    let other = Arc::make_mut(o);
                    *mine = Arc::new(std::mem::replace(&mut other.lived, Lived::clone(mine)));
                });
            });
        } else if past.fork.is_some_and(|b| before.is_none_or(|a| a.id != b.id)) {
            let whole = time.lived.with_untracked(|h| Lived::clone(h));
            time.other.update(|o| Arc::make_mut(o).lived = whole);
            self.say_fork(past.fork);
        }
        time.fork.set(past.fork);
        time.lived.update(|h| Arc::make_mut(h).cut(past.end_s));
        if let Some(points) = past.other {
            time.other.update(|o| {
                let o = Arc::make_mut(o);
                o.lived.extend(&points);
                (o.nodes, o.points) = (past.other_nodes, points);
            });
        }
        if past.fork.is_none() {
            time.other.set(Arc::default());
        }
        if let Some(series) = past.series {
            time.notes.update_value(|n| n.series = Some((series, past.nodes)));
        }
        if time.marks.with_untracked(|m| **m != past.marks) {
            time.marks.set(Arc::new(past.marks));
        }
        if let Some(found) = past.found {
            time.seeking.set(false);
            if !found {
                let lang = self.lang.get_untracked();
                let length = crate::i18n::number::int(lang, SEEK_S);
                self.notify((lang.texts().time.no_failure)(&length));
            }
        }
    }

    /// An edit of the past has forked by itself: said, since nothing was asked.
    fn say_fork(self, fork: Option<Forked>) {
        let asked = self.time.notes.try_update_value(|n| std::mem::take(&mut n.asked)).unwrap_or_default();
        if let (false, Some(fork)) = (asked, fork) {
            let lang = self.lang.get_untracked();
            let at = crate::i18n::number::fixed(lang, fork.at_s, 1);
            self.notify((lang.texts().time.forked_by_edit)(&at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{Design, NodeSpec};
    use simcore::kinds::KindId;

    #[test]
    fn a_step_is_named_by_its_station() {
        let mut node = NodeSpec::new(1, KindId::ALL[0]);
        node.name = "Orders".to_owned();
        let board = Board::new("", 1, Design { nodes: vec![node], ..Design::default() });
        let set = Msg::SetParam { nodes: vec![1], param: 0, value: 2.0 };
        assert_eq!(subject(&set, &board), "Orders");
        assert_eq!(subject(&Msg::SetTitle("x".to_owned()), &board), "");
        assert_eq!(subject(&Msg::Remove { nodes: vec![9], links: vec![] }, &board), "");
    }
}
