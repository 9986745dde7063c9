//! The connections of a station: who calls it, whom it calls, what each is set to.

use super::choices::Asking;
use super::row::rate_of;
use super::state::List;
use crate::board::Msg;
use crate::i18n::use_texts;
use crate::panels::{ParamRow, Place};
use crate::ui::{Icon, IconButton};
use crate::view::prelude::*;
use simcore::design::{LinkParams, NodeId};

type Link = (NodeId, NodeId);

#[component]
pub fn Connections(list: List, id: NodeId) -> impl IntoView {
    let t = use_texts();
    let links = memo(move || {
        let ends = |l: &simcore::design::LinkSpec| (l.from, l.to);
        list.board.with(|b| {
            let all = || b.design.links.iter().map(ends);
            let (to, from) = (all().filter(|l| l.1 == id), all().filter(|l| l.0 == id));
            to.chain(from).collect::<Vec<Link>>()
        })
    });
    view! {
        <section class="ld-part" data-testid="connections">
            <h3>{move || t.get().list.connections}</h3>
            <ul class="ld-links">
                <For each=move || links.get() key=|l| *l let:link>
                    <Connection list id link />
                </For>
            </ul>
            <button type="button" class="btn sm" data-part="connect" on:click=move |_| {
                list.asking.set(Some(Asking::Connect(id)));
            }>
                <Icon name="plus" small=true />
                {move || t.get().list.connect_to}
                <kbd class="kbd" aria-hidden="true">"C"</kbd>
            </button>
        </section>
    }
}

#[component]
fn Connection(list: List, id: NodeId, link: Link) -> impl IntoView {
    let t = use_texts();
    let name = move |id: NodeId| list.board.with(|b| b.design.name_of(id).unwrap_or_default().to_owned());
    let text = move || {
        if link.1 == id { (t.get().list.from)(&name(link.0)) } else { (t.get().list.to)(&name(link.1)) }
    };
    let rate = rate_of(list, link);
    let open = rw_signal(false);
    let remove = callback(move |()| {
        list.desk.send(Msg::Remove { nodes: vec![], links: vec![link] });
    });
    let rows = move || {
        (0..LinkParams::TABLE.len())
            .map(|index| {
                let place = Place::Link(link.0, link.1);
                view! { <ParamRow desk=list.desk place index locked=Signal::stored(false) /> }
            })
            .collect_view()
    };
    view! {
        <li>
            <div class="row">
                <button
                    type="button"
                    class="ld-link grow"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    on:click=move |_| open.update(|o| *o = !*o)
                >
                    <span>{text}</span>
                    <span class="q2">{rate}</span>
                </button>
                <IconButton
                    icon="trash"
                    label=derived(move || (t.get().list.disconnect)(&name(link.0), &name(link.1)))
                    on_press=remove
                    class="ghost sm"
                />
            </div>
            <Show when=move || open.get()>
                <div class="ld-params">{rows()}</div>
            </Show>
        </li>
    }
}
