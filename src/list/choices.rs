//! What can be chosen by name: a component to add, a station to connect to, a row to go to.

use super::acts;
use super::state::List;
use crate::board::{may_call, may_connect};
use crate::i18n::kinds;
use crate::panels::{add_place, folded};
use crate::view::prelude::*;
use simcore::design::{NodeId, PlaceKind};
use simcore::kinds::KindId;

/// The question that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// What to add, after this station if it may call it.
    Add(Option<NodeId>),
    /// What this station shall call.
    Connect(NodeId),
    GoTo,
}

/// What an answer stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    Kind(KindId),
    NewPlace(PlaceKind),
    Row(NodeId),
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub what: What,
    pub icon: &'static str,
    pub name: String,
    /// A few words beside the name.
    pub note: String,
}

/// All answers to a question.
pub fn all(list: List, asking: Asking) -> Vec<Choice> {
    match asking {
        Asking::Add(after) => to_add(list, after),
        Asking::Connect(from) => {
            let may = |to: NodeId| list.board.with(|b| may_connect(&b.design, from, to).is_ok());
            present(list, may)
        }
        Asking::GoTo => present(list, |_| true),
    }
}

/// Those with all that was typed in their names.
pub fn fitting(choices: &[Choice], typed: &str) -> Vec<Choice> {
    let typed = folded(typed.trim());
    choices.iter().filter(|c| folded(&c.name).contains(&typed)).cloned().collect()
}

/// Does what was chosen.
pub fn choose(list: List, asking: Asking, what: What) {
    match (asking, what) {
        (Asking::Add(after), What::Kind(kind)) => acts::add(list, kind, after),
        (Asking::Connect(from), What::Row(to)) => acts::connect(list, from, to),
        (Asking::GoTo, What::Row(id)) => list.focus(id),
        (_, What::NewPlace(place)) => {
            add_place(list.desk, place, list.lang.get_untracked());
            if let Some(id) = list.desk.selection.with_untracked(|s| s.single_place()) {
                list.focus(id);
            }
        }
        _ => {}
    }
}

/// Kinds that the station may call first, then the others, then regions and zones.
fn to_add(list: List, after: Option<NodeId>) -> Vec<Choice> {
    let (lang, t) = (list.lang.get(), &list.lang.get().texts());
    let from = after.and_then(|id| list.board.with(|b| b.node(id).map(|n| (n.kind, n.name.clone()))));
    let locks = list.desk.locks.get();
    let choice = |kind: KindId| {
        let note = match &from {
            Some((from, name)) if may_call(*from, kind) => (t.list.will_be_connected)(name),
            Some(_) => t.list.not_connected.to_owned(),
            None => kinds::kind(lang, kind).short.to_owned(),
        };
        Choice {
            what: What::Kind(kind),
            icon: kind.name(),
            name: kinds::kind(lang, kind).name.to_owned(),
            note,
        }
    };
    let called = |kind: &KindId| from.as_ref().is_some_and(|(from, _)| may_call(*from, *kind));
    let kinds: Vec<KindId> = KindId::ALL.iter().copied().filter(|k| locks.may_add(*k)).collect();
    let (first, rest): (Vec<KindId>, Vec<KindId>) = kinds.into_iter().partition(called);
    let place = |what: PlaceKind, icon: &'static str, name: &str| Choice {
        what: What::NewPlace(what),
        icon,
        name: name.to_owned(),
        note: String::new(),
    };
    let places =
        [place(PlaceKind::Region, "region", t.canvas.region), place(PlaceKind::Zone, "zone", t.canvas.zone)];
    let free = !locks.structure_locked && locks.palette.is_none();
    first.into_iter().chain(rest).map(choice).chain(places.into_iter().filter(|_| free)).collect()
}

/// Rows of the list.
fn present(list: List, may: impl Fn(NodeId) -> bool) -> Vec<Choice> {
    let (lang, t) = (list.lang.get(), &list.lang.get().texts().canvas);
    let choice = |(id, kind): (NodeId, Option<KindId>)| {
        let zone = list.board.with(|b| b.design.place(id).is_some_and(|p| p.what == PlaceKind::Zone));
        let (icon, note) = match kind {
            Some(kind) => (kind.name(), kinds::kind(lang, kind).name),
            None if zone => ("zone", t.zone),
            None => ("region", t.region),
        };
        let name = list.board.with(|b| b.design.name_of(id).unwrap_or_default().to_owned());
        Choice { what: What::Row(id), icon, name, note: note.to_owned() }
    };
    list.rows.get().into_iter().filter(|(id, _)| may(*id)).map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_accents_and_in_any_case() {
        let choice = |name: &str| Choice {
            what: What::Row(1),
            icon: "zone",
            name: name.to_owned(),
            note: String::new(),
        };
        let all = [choice("Usuários"), choice("Serviço web")];
        let found = |typed: &str| fitting(&all, typed).into_iter().map(|c| c.name).collect::<Vec<_>>();
        assert_eq!(found("usuario"), ["Usuários"]);
        assert_eq!(found(" SERVICO"), ["Serviço web"]);
        assert_eq!(found("").len(), 2);
        assert!(found("zzz").is_empty());
    }
}
