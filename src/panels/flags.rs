//! What happened in a run, by name: planned faults, faults by hand, healings, and edits of the board.

use crate::board::{Board, Edit};
use crate::desk::Desk;
use crate::i18n::{Lang, Texts, kinds};
use crate::view::prelude::*;
use simcore::design::{FaultKind, NodeId};
use simcore::host::Happened;

/// Flags closer than this share of the bar are one.
const CLOSE: f64 = 0.008;

/// A mark of the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    pub at: f64,
    /// Something broke.
    pub fault: bool,
    pub text: String,
}

/// Everything that is to be marked on a bar of so many seconds, from left to right.
pub fn flags(desk: Desk, t: &'static Texts, lang: Lang, length: f64) -> Vec<Flag> {
    let board = desk.board.with(|h| h.shared());
    let broken = |node: NodeId, what: FaultKind| {
        (t.time.fault_on)(kinds::fault(lang, what).name, name_of(&board, node))
    };
    let planned = board.design.faults.iter().filter(|f| f.from_s <= length);
    let mut all: Vec<Flag> =
        planned.map(|f| Flag { at: f.from_s, fault: true, text: broken(f.node, f.what) }).collect();
    desk.time.marks.with(|marks| {
        all.extend(marks.iter().filter_map(|m| {
            let (fault, text) = match m.what {
                Happened::Broke { node, what, .. } => (true, broken(node, what)),
                Happened::Healed(node) => (false, (t.time.healed)(name_of(&board, node))),
                Happened::Edited(revision) => (false, edited(desk, t, revision)?),
                Happened::Reset => return None,
            };
            Some(Flag { at: m.at_s, fault, text })
        }));
    });
    simcore::sorted::sort_by(&mut all, |a, b| a.at.total_cmp(&b.at));
    merged(all, length * CLOSE)
}

fn name_of(board: &Board, id: NodeId) -> &str {
    let node = board.node(id).map(|n| n.name.as_str());
    node.or_else(|| board.design.place(id).map(|p| p.name.as_str())).unwrap_or_default()
}

fn edited(desk: Desk, t: &'static Texts, revision: u32) -> Option<String> {
    let (edit, who) = desk.edition_of(revision).filter(|(e, _)| *e != Edit::Replace)?;
    let what = (t.shell.edit)(edit);
    Some(if who.is_empty() { what.to_owned() } else { format!("{who}, {what}") })
}

/// A drag of a ruler is many edits: those of one kind that are close are one flag, said once.
fn merged(all: Vec<Flag>, close: f64) -> Vec<Flag> {
    let mut out: Vec<Flag> = Vec::new();
    for flag in all {
        match out.iter_mut().rev().find(|f| f.fault == flag.fault) {
            Some(last) if flag.at - last.at <= close => {
                if !last.text.contains(&flag.text) {
                    last.text = format!("{}; {}", last.text, flag.text);
                }
            }
            _ => out.push(flag),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_is_one_flag_and_a_fault_stays_its_own() {
        let flag = |at: f64, fault: bool, text: &str| Flag { at, fault, text: text.to_owned() };
        let all = vec![
            flag(10.0, false, "Web, change"),
            flag(10.1, false, "Web, change"),
            flag(10.2, true, "Crash: Web"),
            flag(10.3, false, "DB, change"),
            flag(40.0, false, "Web, change"),
        ];
        let seen = merged(all, 1.0);
        assert_eq!(
            seen,
            [
                flag(10.0, false, "Web, change; DB, change"),
                flag(10.2, true, "Crash: Web"),
                flag(40.0, false, "Web, change")
            ]
        );
    }
}
