//! What the columns of a row say: pure functions of the board and of what a station measures.

use crate::board::Board;
use crate::canvas::{Reading, State};
use crate::i18n::{Lang, kinds, number};
use simcore::design::NodeId;
use simcore::kinds::{KindId, Role};
use simcore::measure::Fact;

/// A station's condition in one word; what is worse comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    Well,
    Starting,
    Strained,
    /// It works, and requests fail at it.
    Failing,
    Saturated,
    Degraded,
    Down,
}

impl Word {
    /// A station that has not been measured yet is starting.
    pub fn of(reading: Option<&Reading>) -> Word {
        let Some(r) = reading else { return Word::Starting };
        let booting = r.facts.iter().any(|(fact, n)| *fact == Fact::Booting && *n > 0.0);
        match r.state {
            State::Down => Word::Down,
            State::Degraded => Word::Degraded,
            State::Saturated => Word::Saturated,
            _ if r.failing => Word::Failing,
            State::Strained => Word::Strained,
            _ if booting => Word::Starting,
            State::Idle | State::Busy => Word::Well,
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Word::Well => "check",
            Word::Starting => "clock",
            Word::Strained | Word::Failing | Word::Degraded => "warning",
            Word::Saturated | Word::Down => "cross",
        }
    }

    pub fn is_bad(self) -> bool {
        self > Word::Strained
    }
}

/// The kind, and how much of a balancer's pool takes part when not all of it does.
pub fn kind(lang: Lang, kind: KindId, reading: Option<&Reading>) -> String {
    let name = kinds::kind(lang, kind).name;
    let servers = reading.map(|r| r.servers.as_slice()).unwrap_or_default();
    let up = servers.iter().filter(|s| s.in_pool).count();
    if up == servers.len() {
        return name.to_owned();
    }
    let n = |v: usize| number::int(lang, v as f64);
    format!("{name}, {}", (lang.texts().list.in_pool)(&n(up), &n(servers.len())))
}

pub fn arrivals(lang: Lang, reading: Option<&Reading>) -> String {
    reading.map(|r| number::rate(lang, r.rate)).unwrap_or_default()
}

/// The share of slots that is taken; nothing where there are none.
pub fn busy(lang: Lang, reading: Option<&Reading>) -> String {
    let share = reading.filter(|r| r.squares.is_some()).map(|r| f64::from(r.taken) / 100.0);
    share.map(|s| number::percent(lang, s)).unwrap_or_default()
}

/// How many wait, and how many may; nothing where there is no queue.
pub fn waiting(lang: Lang, reading: Option<&Reading>) -> String {
    let Some(q) = reading.map(|r| r.queue) else { return String::new() };
    let n = |v: u32| number::int(lang, f64::from(v));
    match q.limit {
        Some(0) => String::new(),
        Some(limit) if q.waiting > 0 => (lang.texts().canvas.words.of)(&n(q.waiting), &n(limit)),
        None if q.waiting == 0 => String::new(),
        _ => n(q.waiting),
    }
}

/// The names of those that a station calls or, being a controller, watches.
pub fn sends_to(lang: Lang, board: &Board, id: NodeId) -> String {
    let t = &lang.texts().list;
    let to = board.design.links.iter().filter(|l| l.from == id);
    let names: Vec<&str> = to.filter_map(|l| board.design.name_of(l.to)).collect();
    if names.is_empty() {
        return t.nobody.to_owned();
    }
    let names = names.join(", ");
    let watches = board.node(id).is_some_and(|n| n.kind.meta().role == Role::Controller);
    if watches { (t.watches)(&names) } else { names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Msg;
    use simcore::host::NodeFrame;
    use simcore::measure::{Gauges, Health, Reason};

    fn word(frame: &NodeFrame) -> Word {
        Word::of(Some(&Reading::of(frame)))
    }

    #[test]
    fn the_word_is_the_worst_that_is_so() {
        assert_eq!(Word::of(None), Word::Starting);
        let mut f = NodeFrame { arrived: 5.0, ..NodeFrame::default() };
        assert_eq!(word(&f), Word::Well);
        f.gauges.facts = vec![(Fact::Booting, 2.0)];
        assert_eq!(word(&f), Word::Starting);
        f.taken = 0.9;
        assert_eq!(word(&f), Word::Strained);
        f.failed[Reason::TimedOut as usize] = 3.0;
        assert_eq!(word(&f), Word::Failing);
        f.gauges = Gauges { slots: 2, queued: 9, queue_limit: Some(9), ..Gauges::default() };
        assert_eq!(word(&f), Word::Saturated);
        f.health = Health::Down;
        assert_eq!(word(&f), Word::Down);
        assert!(Word::Failing.is_bad() && !Word::Strained.is_bad());
    }

    #[test]
    fn cells_are_empty_where_nothing_is_to_be_said() {
        let bare = Reading::of(&NodeFrame::default());
        assert_eq!((busy(Lang::En, Some(&bare)), waiting(Lang::En, Some(&bare))), Default::default());
        let gauges = Gauges { slots: 4, queued: 200, queue_limit: Some(1000), ..Gauges::default() };
        let full = Reading::of(&NodeFrame { taken: 0.87, gauges, ..NodeFrame::default() });
        assert_eq!(busy(Lang::Pt, Some(&full)), "87%");
        assert_eq!(waiting(Lang::En, Some(&full)), "200 of 1,000");
        assert_eq!(waiting(Lang::Pt, Some(&full)), "200 de 1.000");
    }

    #[test]
    fn those_who_are_called_are_named() {
        let mut board = Board::default();
        for (name, kind) in [("Users", KindId::ALL[0]), ("Web", KindId::ALL[2])] {
            board.update(&Msg::AddNode { kind, name: name.into(), at: [0, 0] });
        }
        assert_eq!(sends_to(Lang::Pt, &board, 1), "ninguém");
        board.update(&Msg::Connect { from: 1, to: 2 });
        assert_eq!(sends_to(Lang::En, &board, 1), "Web");
    }
}
