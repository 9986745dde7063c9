//! A station in words: what the board shows, for those who hear it.

use super::station::{Reading, State};
use crate::board::Board;
use crate::i18n::number::{int, ms, percent, short};
use crate::i18n::{Lang, kinds};
use simcore::design::NodeId;
use simcore::kinds::Role;

/// "Orders, SQL database. Full. 8 of 8 slots taken ..."
pub fn sentence(lang: Lang, board: &Board, id: NodeId, reading: Option<&Reading>) -> String {
    let Some(node) = board.node(id) else { return String::new() };
    let kind = kinds::kind(lang, node.kind).name;
    let mut parts = vec![format!("{}, {kind}.", node.name)];
    if let Some(r) = reading {
        state(lang, node.kind.meta().role, r, &mut parts);
    }
    calls(lang, board, id, reading, &mut parts);
    parts.join(" ")
}

fn state(lang: Lang, role: Role, r: &Reading, parts: &mut Vec<String>) {
    let t = &lang.texts().canvas;
    let s = &t.speech;
    let state = match r.state {
        State::Idle => s.idle,
        State::Busy => s.busy,
        State::Strained => s.strained,
        State::Saturated => s.saturated,
        State::Degraded => s.degraded,
        State::Down => s.down,
    };
    parts.push(state.to_owned());
    if role == Role::Source {
        parts.push((s.sends)(&short(lang, r.rate)));
    } else if r.rate > 0.0 || r.answered > 0.0 {
        parts.push((s.flow)(&short(lang, r.rate), &short(lang, r.answered)));
    }
    if r.p95 > 0.0 {
        parts.push(format!("p95 {}.", ms(lang, r.p95)));
    }
    let (taken, slots) = r.slots;
    if slots > 0 {
        parts.push((s.slots)(&int(lang, f64::from(taken)), &int(lang, f64::from(slots))));
    }
    let waiting = int(lang, f64::from(r.queue.waiting));
    match r.queue.limit {
        Some(0) => {}
        Some(limit) => parts.push((s.queue)(&waiting, &int(lang, f64::from(limit)))),
        None if r.queue.waiting > 0 => parts.push((s.queue_open)(&waiting)),
        None => {}
    }
    if let Some(h) = r.hits {
        parts.push((s.hits)(&percent(lang, f64::from(h) / 1000.0)));
    }
    for (reason, rate) in &r.reasons {
        parts.push((s.fails)(&short(lang, *rate), (t.words.reason)(*reason)));
    }
}

fn calls(lang: Lang, board: &Board, id: NodeId, reading: Option<&Reading>, parts: &mut Vec<String>) {
    let s = &lang.texts().canvas.speech;
    let name = |id: NodeId| board.node(id).map(|n| n.name.as_str()).unwrap_or_default();
    let links = &board.design.links;
    let to: Vec<&str> = links.iter().filter(|l| l.from == id).map(|l| name(l.to)).collect();
    let from: Vec<&str> = links.iter().filter(|l| l.to == id).map(|l| name(l.from)).collect();
    if to.is_empty() && from.is_empty() {
        parts.push(s.alone.to_owned());
    }
    if !to.is_empty() {
        parts.push((s.calls)(&list(s.and, &to)));
    }
    if !from.is_empty() {
        parts.push((s.called_by)(&list(s.and, &from)));
    }
    let servers = reading.map(|r| r.servers.as_slice()).unwrap_or_default();
    let out: Vec<&str> = servers.iter().filter(|b| !b.in_pool).map(|b| name(b.node)).collect();
    if !out.is_empty() {
        parts.push((s.out_of_pool)(&list(s.and, &out)));
    }
}

/// "a, b and c".
fn list(and: &str, names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{}{and}{last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Msg;
    use simcore::kinds::KindId;

    #[test]
    fn a_station_is_told_in_both_languages() {
        let mut board = Board::default();
        for (name, kind) in [("Users", KindId::ALL[0]), ("Web", KindId::ALL[2])] {
            board.update(&Msg::AddNode { kind, name: name.into(), at: [0, 0] });
        }
        board.update(&Msg::Connect { from: 1, to: 2 });
        let reading = Reading { rate: 1234.5, answered: 1200.0, ..Reading::default() };
        let en = sentence(Lang::En, &board, 2, Some(&reading));
        let pt = sentence(Lang::Pt, &board, 2, Some(&reading));
        assert!(en.contains("Gets 1,23") && en.contains("Called by Users."), "{en}");
        assert!(pt.contains("Recebe 1.23") && pt.contains("Chamado por Users."), "{pt}");
        assert_eq!(list(" and ", &["a", "b", "c"]), "a, b and c");
    }
}
