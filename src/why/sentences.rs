//! The findings of a desk as sentences: one function for all who say them.

use crate::board::Board;
use crate::desk::Desk;
use crate::i18n::why::Found;
use crate::i18n::{Lang, kinds, number};
use crate::view::prelude::*;
use simcore::answers::diagnosis::{Finding, What};
use simcore::design::NodeId;

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Tells findings apart while their numbers change.
    pub key: (NodeId, u8, u8),
    /// The station to look at; `None` where the finding is about a place.
    pub station: Option<NodeId>,
    pub name: String,
    pub words: String,
    /// Nothing else explains it, and requests suffer from it.
    pub root: bool,
}

/// What is wrong on a desk, the root cause first; empty when all is well. Follows the findings and
/// the names, so a view that calls it is kept up to date, at most once a second.
pub fn sentences(desk: Desk, lang: Lang) -> Vec<Said> {
    let board = desk.board.with(|h| h.shared());
    let now_s = desk.frame.with_untracked(|f| f.now_s);
    desk.findings.with(|found| found.iter().map(|f| say(f, &board, now_s, lang)).collect())
}

/// One sentence for the whole: the root cause, or how well all is.
pub fn summary(desk: Desk, lang: Lang) -> String {
    let t = &lang.texts().why;
    if desk.hides() {
        return t.hidden.to_owned();
    }
    if let Some(first) = sentences(desk, lang).into_iter().next() {
        return first.words;
    }
    desk.series.with(|points| match points.last() {
        None => t.idle.to_owned(),
        Some(p) => {
            let (bad, all) = (f64::from(p.late + p.failed), f64::from(p.on_time + p.late + p.failed));
            if all <= 0.0 {
                t.idle.to_owned()
            } else if bad > 0.0 {
                (t.nearly_well)(&number::percent(lang, bad / all))
            } else {
                (t.well)(&number::rate(lang, all), &number::ms(lang, f64::from(p.p95)))
            }
        }
    })
}

fn name_of(board: &Board, id: NodeId) -> String {
    let place = || board.design.places.iter().find(|p| p.id == id).map(|p| p.name.clone());
    board.node(id).map(|n| n.name.clone()).or_else(place).unwrap_or_default()
}

fn say(f: &Finding, board: &Board, now_s: f64, lang: Lang) -> Said {
    let texts = lang.texts();
    let at = name_of(board, f.node);
    let by = match f.what {
        What::Held { by, .. } => Some(by),
        What::GivesUp { on, .. } => on,
        _ => None,
    };
    let by_name = by.map(|id| name_of(board, id));
    let name = match f.what {
        What::Broken { fault, .. } => in_a_sentence(kinds::fault(lang, fault).name),
        What::Refuses { reason, .. } => (texts.canvas.words.reason)(reason).to_owned(),
        _ => String::new(),
    };
    let seconds = |s: f64| if s < 10.0 { number::ms(lang, s * 1000.0) } else { whole_seconds(lang, s) };
    let words = (texts.why.finding)(
        &f.what,
        &Found {
            at: &at,
            by: by_name.as_deref(),
            name: &name,
            age: &whole_seconds(lang, now_s - f.since_s),
            percent: &|share| number::percent(lang, (share * 100.0).round() / 100.0),
            number: &|v| number::short(lang, if v >= 10.0 { v.round() } else { v }),
            seconds: &seconds,
        },
    );
    let because = f.because_of.filter(|id| *id != f.node && Some(*id) != by);
    let words = match because {
        Some(id) => format!("{words} {}", (texts.why.because)(&name_of(board, id))),
        None => words,
    };
    let felt = !matches!(f.what, What::Broken { felt: false, .. });
    Said {
        key: f.key(),
        station: board.node(f.node).map(|n| n.id),
        name: at,
        words,
        root: f.because_of.is_none() && felt,
    }
}

/// "12 s", "3 min 20 s".
fn whole_seconds(lang: Lang, seconds: f64) -> String {
    let s = seconds.max(0.0).round();
    if s < 60.0 {
        return format!("{}\u{a0}s", number::int(lang, s));
    }
    let (minutes, rest) = ((s / 60.0).floor(), s % 60.0);
    match rest {
        0.0 => format!("{}\u{a0}min", number::int(lang, minutes)),
        _ => format!("{}\u{a0}min {}\u{a0}s", number::int(lang, minutes), number::int(lang, rest)),
    }
}

/// A name in the middle of a sentence: "Crash" is "crash", "DNS outage" stays.
fn in_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if b.is_lowercase() || b == ' ' => {
            a.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Msg;
    use simcore::design::FaultKind;
    use simcore::kinds::KindId;
    use simcore::measure::Reason;

    fn board() -> Board {
        let mut board = Board::default();
        for (name, kind) in [("Web 1", KindId::ALL[2]), ("Orders", KindId::ALL[4])] {
            board.update(&Msg::AddNode { kind, name: name.into(), at: [0, 0] });
        }
        board
    }

    fn words(what: What, because_of: Option<NodeId>, node: NodeId, lang: Lang) -> String {
        say(&Finding { node, what, since_s: 8.0, because_of }, &board(), 20.4, lang).words
    }

    #[test]
    fn a_full_station_is_told_with_its_numbers_in_both_languages() {
        let full = What::Saturated {
            taken: 0.98,
            offered: 432.0,
            served: 178.0,
            refused: 254.2,
            waiting: 200,
            growing: 0.0,
        };
        assert_eq!(
            words(full, None, 2, Lang::En),
            "Orders is saturated: 98% busy for 12\u{a0}s; it refuses 254 requests a second because its queue is full."
        );
        assert_eq!(
            words(full, None, 2, Lang::Pt),
            "Orders está no limite: 98% de ocupação há 12\u{a0}s; recusa 254 requisições por segundo porque a fila está cheia."
        );
    }

    #[test]
    fn the_cause_is_named_once() {
        let held = What::Held { by: 2, held: 0.87, refused: 0.0 };
        assert_eq!(
            words(held, Some(2), 1, Lang::En),
            "Web 1 is not slow itself: 87% of its slots are held, waiting for Orders."
        );
        let refuses = What::Refuses { reason: Reason::CircuitOpen, per_s: 12.0 };
        assert_eq!(
            words(refuses, Some(2), 1, Lang::En),
            "At Web 1, 12 requests a second: refused, circuit open. The cause is Orders."
        );
        let crash = What::Broken { fault: FaultKind::Crash, felt: false };
        assert_eq!(
            words(crash, None, 2, Lang::En),
            "Orders is broken (crash, for 12\u{a0}s), and no request suffers from it."
        );
    }

    #[test]
    fn times_and_names_read_well() {
        assert_eq!(whole_seconds(Lang::En, 200.0), "3\u{a0}min 20\u{a0}s");
        assert_eq!(whole_seconds(Lang::Pt, 60.0), "1\u{a0}min");
        assert_eq!(
            (in_a_sentence("Crash"), in_a_sentence("DNS outage")),
            ("crash".into(), "DNS outage".into())
        );
    }
}
