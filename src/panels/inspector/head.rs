//! The head of a station: icon, name to edit, condition, and what can be done with all of it.

use crate::board::Msg;
use crate::desk::Desk;
use crate::i18n::{kinds, use_lang, use_texts};
use crate::ui::{Icon, IconButton};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::KindId;
use simcore::measure::Health;

#[component]
pub fn NodeHead(desk: Desk, id: NodeId, kind: KindId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let name =
        memo(move || desk.board.with(|h| h.board().node(id).map(|n| n.name.clone()).unwrap_or_default()));
    let rename = move |ev: web_sys::Event| {
        desk.send(Msg::Rename { node: id, name: event_target_value(&ev) });
    };
    let remove = callback(move |()| {
        desk.send(Msg::Remove { nodes: vec![id], links: vec![] });
    });
    let kind_name = move || kinds::kind(lang.get(), kind).name;
    view! {
        <header class="ins-head">
            <Icon name=kind.name() />
            <div class="grow">
                <h2 class="aloud">{move || name.get()}</h2>
                <input
                    class="ins-name"
                    aria-label=move || t.get().panels.name
                    maxlength="200"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || name.get()
                    on:change=rename
                />
                <span class="ins-kind">{kind_name}</span>
            </div>
            <HealthTag desk id />
            <IconButton
                icon="trash"
                label=derived(move || t.get().panels.remove.to_owned())
                on_press=remove
                class="ghost sm"
            />
        </header>
    }
}

#[component]
fn HealthTag(desk: Desk, id: NodeId) -> impl IntoView {
    let t = use_texts();
    let health = memo(move || desk.frame.with(|f| f.nodes.iter().find(|n| n.id == id).map(|n| n.health)));
    let word = move || match health.get() {
        None => "",
        Some(Health::Up) => t.get().panels.up,
        Some(Health::Degraded) => t.get().panels.degraded,
        Some(Health::Down) => t.get().panels.down,
    };
    view! {
        <span
            class="tag"
            class:line=move || health.get() != Some(Health::Down)
            class:bad=move || health.get() == Some(Health::Down)
            hidden=move || health.get().is_none()
        >
            {word}
        </span>
    }
}
