//! The inspector: everything about what is selected, drawn only from the kinds' tables and texts.

mod board;
mod faults;
mod head;
mod live;
mod many;
mod param;
mod place;

use super::findings::Findings;
use super::sheet::{Sheet, SheetHead, use_sheet};
use crate::content::help::Helps;
use crate::desk::Desk;
use crate::i18n::{kinds, use_lang, use_texts};
use crate::view::prelude::*;
use board::BoardCard;
pub use faults::{Faults, describe};
use head::NodeHead;
pub use live::Live;
use many::ManyCard;
pub use param::{ParamRow, Place};
pub use place::{PlaceCard, StandsIn};
use simcore::design::{LinkParams, NodeId};
use simcore::kinds::KindId;

/// What the inspector is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Board,
    Node(NodeId, KindId),
    Link(NodeId, NodeId),
    /// A region or zone.
    Place(NodeId),
    /// Several stations, perhaps of several kinds.
    Many,
}

fn target(desk: Desk) -> Target {
    desk.selection.with(|s| {
        if let Some(id) = s.single() {
            let kind = desk.board.with(|h| h.board().node(id).map(|n| n.kind));
            return kind.map_or(Target::Board, |k| Target::Node(id, k));
        }
        if let Some((from, to)) = s.single_link() {
            return Target::Link(from, to);
        }
        if let Some(id) = s.single_place() {
            return Target::Place(id);
        }
        if s.nodes.is_empty() && s.links.is_empty() { Target::Board } else { Target::Many }
    })
}

/// The panel on the right, or the sheet on a phone.
#[component]
pub fn Inspector(desk: Desk) -> impl IntoView {
    let (t, sheet) = (use_texts(), use_sheet());
    let target = memo(move || target(desk));
    let tab = rw_signal(Tab::Settings);
    let card = move || match target.get() {
        Target::Board => view! { <BoardCard desk /> },
        Target::Node(id, kind) => view! { <NodeCard desk id kind tab /> },
        Target::Link(from, to) => view! { <LinkCard desk link=(from, to) /> },
        Target::Place(id) => view! { <PlaceCard desk id /> },
        Target::Many => view! { <ManyCard desk /> },
    };
    view! {
        <aside
            class="ins sheetable"
            class:open=move || sheet.get() == Sheet::Settings
            class:idle=move || target.get() == Target::Board
            aria-label=move || t.get().panels.inspector
            data-testid="inspector"
            on:pointerdown=move |_| desk.begin_gesture()
        >
            <SheetHead title=derived(move || t.get().panels.inspector.to_owned()) />
            {card}
        </aside>
    }
}

/// A view of one station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Settings,
    Live,
    Faults,
}

const TABS: [Tab; 3] = [Tab::Settings, Tab::Live, Tab::Faults];

#[component]
fn NodeCard(desk: Desk, id: NodeId, kind: KindId, tab: RwSignal<Tab>) -> impl IntoView {
    let body = move || match tab.get() {
        Tab::Settings => {
            view! {
                <Findings desk about=id />
                <StandsIn desk id />
                <NodeParams desk nodes=vec![id] kind />
            }
        }
        Tab::Live => view! { <Live desk id /> },
        Tab::Faults => view! { <Faults desk id /> },
    };
    view! {
        <NodeHead desk id kind />
        <Tabs tab />
        <div class="ins-body" role="tabpanel">{body}</div>
    }
}

#[component]
fn Tabs(tab: RwSignal<Tab>) -> impl IntoView {
    let t = use_texts();
    let name = move |tab: Tab| match tab {
        Tab::Settings => t.get().panels.settings,
        Tab::Live => t.get().panels.live,
        Tab::Faults => t.get().panels.faults,
    };
    let turn = move |ev: web_sys::KeyboardEvent| {
        let by = match ev.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        ev.prevent_default();
        let here = TABS.iter().position(|x| *x == tab.get_untracked()).unwrap_or(0);
        tab.set(TABS[(here + by) % TABS.len()]);
    };
    let button = move |which: Tab| {
        let chosen = move || tab.get() == which;
        view! {
            <button
                type="button"
                role="tab"
                aria-selected=move || if chosen() { "true" } else { "false" }
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| tab.set(which)
            >
                {move || name(which)}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" on:keydown=turn>
            {TABS.into_iter().map(button).collect_view()}
        </div>
    }
}

/// The parameters of stations of one kind.
#[component]
fn NodeParams(desk: Desk, nodes: Vec<NodeId>, kind: KindId) -> impl IntoView {
    let (t, lang, helps) = (use_texts(), use_lang(), Helps::here());
    let locked = derived(move || desk.locks.with(|l| !l.may_set(kind)));
    let place = Place::Nodes(nodes, kind);
    let rows = (0..kind.table().len())
        .map(|index| view! { <ParamRow desk place=place.clone() index locked /> })
        .collect_view();
    view! {
        <Show when=move || locked.get()>
            <p class="so">{move || t.get().errors.locked_value}</p>
        </Show>
        {rows}
        <details class="about">
            <summary>{move || t.get().panels.what_is_it}</summary>
            <p>{move || helps.kind(lang.get(), kind)}</p>
        </details>
    }
}

#[component]
fn LinkCard(desk: Desk, link: (NodeId, NodeId)) -> impl IntoView {
    let (t, lang, helps) = (use_texts(), use_lang(), Helps::here());
    let name =
        move |id: NodeId| desk.board.with(|h| h.board().node(id).map(|n| n.name.clone()).unwrap_or_default());
    let rate = move || {
        let at = desk.board.with(|h| h.board().design.links.iter().position(|l| (l.from, l.to) == link));
        let (ok, failed) = desk.frame.with(|f| at.and_then(|i| f.links.get(i).copied()).unwrap_or_default());
        (t.get().panels.link_rate)(lang.get(), f64::from(ok), f64::from(failed))
    };
    let rows = (0..LinkParams::TABLE.len())
        .map(|index| {
            view! { <ParamRow desk place=Place::Link(link.0, link.1) index locked=Signal::stored(false) /> }
        })
        .collect_view();
    let remove = move |_| {
        desk.send(crate::board::Msg::Remove { nodes: vec![], links: vec![link] });
    };
    view! {
        <header class="ins-head">
            <crate::ui::Icon name="wire" />
            <h2 class="grow">{move || kinds::link(lang.get()).name}</h2>
            <button type="button" class="btn sm" on:click=remove>{move || t.get().panels.remove}</button>
        </header>
        <p class="ins-ends">
            <b>{move || name(link.0)}</b>
            <span aria-hidden="true">" → "</span>
            <b>{move || name(link.1)}</b>
        </p>
        <p class="ins-ends q2">{rate}</p>
        <div class="ins-body">{rows}<p class="so">{move || helps.link(lang.get())}</p></div>
    }
}
