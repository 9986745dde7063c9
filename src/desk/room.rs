//! A board holds so many stations; whoever wants more is told so instead of getting a part.

use super::Desk;
use crate::board::Msg;
use crate::view::prelude::*;
use simcore::design::MAX_NODES;

/// How many stations more than now there are to be, at the most while it happens.
fn more(msg: &Msg) -> usize {
    match msg {
        Msg::AddNode { .. } | Msg::AddLinked { .. } => 1,
        Msg::Insert { part, .. } => part.nodes.len(),
        Msg::Several(_, steps) => steps.iter().fold(0, |sum: usize, step| match step {
            Msg::Remove { nodes, .. } => sum.saturating_sub(nodes.len()),
            _ => sum + more(step),
        }),
        _ => 0,
    }
}

impl Desk {
    /// Why there is no room for what the message adds, in the reader's language.
    pub(super) fn no_room(self, msg: &Msg) -> Option<String> {
        let wanted = more(msg);
        let room = self.board.with_untracked(|h| MAX_NODES.saturating_sub(h.board().design.nodes.len()));
        (wanted > room).then(|| (self.lang.get_untracked().texts().errors.full)(room, MAX_NODES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Edit, Part};
    use crate::i18n::Lang;
    use simcore::design::NodeSpec;
    use simcore::kinds::KindId;

    #[test]
    fn what_is_added_is_counted_and_what_makes_room_before_it_too() {
        let nodes = |n: u32| (0..n).map(|id| NodeSpec::new(id, KindId::ALL[0])).collect();
        let insert =
            |n| Msg::Insert { part: Box::new(Part { nodes: nodes(n), ..Part::default() }), offset: [0, 0] };
        let remove = Msg::Remove { nodes: vec![1, 2], links: vec![] };
        assert_eq!(more(&insert(3)), 3);
        assert_eq!(more(&remove), 0);
        assert_eq!(more(&Msg::Several(Edit::Insert, vec![insert(2), insert(5)])), 7);
        assert_eq!(more(&Msg::Several(Edit::Insert, vec![insert(2), remove, insert(5)])), 5);
    }

    #[test]
    fn the_sentence_says_how_many_there_may_be() {
        let say = |lang: Lang, room| (lang.texts().errors.full)(room, MAX_NODES);
        assert!(say(Lang::En, 0).contains("1,000 stations") && say(Lang::En, 12).contains("room for 12"));
        assert!(say(Lang::Pt, 0).contains("1.000 estações") && say(Lang::Pt, 12).contains("mais 12"));
    }
}
