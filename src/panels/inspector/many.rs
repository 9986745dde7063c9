//! Several stations at once: what those of one kind have in common can be set for all of them.

use super::NodeParams;
use crate::board::{Msg, Selection};
use crate::desk::Desk;
use crate::i18n::{kinds, number, use_lang, use_texts};
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::KindId;

#[component]
pub fn ManyCard(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let groups = memo(move || {
        let mut groups: Vec<(KindId, Vec<NodeId>)> = Vec::new();
        let chosen = desk.selection.with(|s| s.nodes.clone());
        desk.board.with(|h| {
            for node in h.board().design.nodes.iter().filter(|n| chosen.contains(&n.id)) {
                match groups.iter_mut().find(|(kind, _)| *kind == node.kind) {
                    Some((_, ids)) => ids.push(node.id),
                    None => groups.push((node.kind, vec![node.id])),
                }
            }
        });
        groups
    });
    let counts = memo(move || desk.selection.with(|s| (s.nodes.len(), s.links.len())));
    let title = move || {
        let (nodes, links) = counts.get();
        (t.get().panels.selected)(nodes, links)
    };
    let remove = move |_| {
        let s = desk.selection.get_untracked();
        desk.send(Msg::Remove { nodes: s.nodes.into_iter().collect(), links: s.links.into_iter().collect() });
    };
    let body = move || match groups.get().as_slice() {
        [(kind, ids)] => view! { <NodeParams desk nodes=ids.clone() kind=*kind /> },
        groups => {
            let list = groups.to_vec();
            let row = move |(kind, ids): (KindId, Vec<NodeId>)| {
                let count = number::int(lang.get(), ids.len() as f64);
                let pick = move |_| {
                    let nodes = ids.iter().copied().collect();
                    desk.selection.set(Selection { nodes, ..Selection::default() });
                };
                view! {
                    <li>
                        <button type="button" class="pal-item" on:click=pick>
                            <Icon name=kind.name() />
                            <span class="grow">{move || kinds::kind(lang.get(), kind).name}</span>
                            <span class="q">{count}</span>
                        </button>
                    </li>
                }
            };
            view! {
                <p class="so">{move || t.get().panels.pick_a_kind}</p>
                <ul>{list.into_iter().map(row).collect_view()}</ul>
            }
        }
    };
    view! {
        <header class="ins-head">
            <Icon name="cursor" />
            <h2 class="grow">{title}</h2>
            <button type="button" class="btn sm" on:click=remove>{move || t.get().panels.remove}</button>
        </header>
        <div class="ins-body">{body}</div>
    }
}
