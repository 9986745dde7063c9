//! The list that opens where a wire was dropped in the void: choosing adds the component there and
//! connects it, as one step.

use super::stage::{Focus, Pick, Stage};
use crate::board::geometry::Plan;
use crate::board::{Msg, Selection, may_call};
use crate::i18n::{kinds, use_texts};
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::html::Input;
use simcore::kinds::KindId;

/// The list, when there is one.
#[component]
pub fn PickList(stage: Stage) -> impl IntoView {
    move || stage.pick.get().map(|pick| view! { <Open stage pick /> })
}

/// Kinds that the station at the other end may call, and that the lesson allows.
fn fitting(stage: Stage, pick: Pick) -> Vec<KindId> {
    let from = pick.from.map(|id| stage.board.with_untracked(|b| b.node(id).map(|n| n.kind)));
    let callable = |to: KindId| from.is_none_or(|from| from.is_some_and(|from| may_call(from, to)));
    let allowed = |to: &KindId| callable(*to) && stage.may_add(*to);
    KindId::ALL.iter().copied().filter(allowed).collect()
}

fn choose(stage: Stage, pick: Pick, kind: KindId) {
    let lang = stage.lang.get_untracked();
    let name = stage.board.with_untracked(|b| b.fresh_name(kinds::kind(lang, kind).name));
    // the wire ends at the in port, which is on the left at half height
    let at = [pick.at.x.round() as i32, (pick.at.y - Plan::of(kind, 0).h / 2.0).round() as i32];
    stage.pick.set(None);
    let msg = match pick.from {
        Some(from) => Msg::AddLinked { from, kind, name, at },
        None => Msg::AddNode { kind, name, at },
    };
    if let Some(id) = stage.desk.send(msg).added {
        stage.select(Selection::node(id));
        stage.focus_on(Focus::Node(id));
    }
}

#[component]
fn Open(stage: Stage, pick: Pick) -> impl IntoView {
    let t = use_texts();
    let all = stored(fitting(stage, pick));
    let words = rw_signal(String::new());
    let input = NodeRef::<Input>::new();
    let found = memo(move || {
        let (lang, words) = (stage.lang.get(), words.get().to_lowercase());
        let fits = |k: &KindId| kinds::kind(lang, *k).name.to_lowercase().contains(&words);
        all.with_value(|all| all.iter().copied().filter(fits).collect::<Vec<_>>())
    });
    let at = move || stage.desk.view.with(|v| v.to_screen(pick.at));
    let (w, h) = stage.size.get_untracked();
    let left = move || format!("{}px", at().x.clamp(8.0, (w - 240.0).max(8.0)));
    let top = move || format!("{}px", at().y.clamp(8.0, (h - 260.0).max(8.0)));
    effect(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let keys = move |e: web_sys::KeyboardEvent| match e.key().as_str() {
        "Enter" => {
            e.prevent_default();
            if let Some(kind) = found.with_untracked(|f| f.first().copied()) {
                choose(stage, pick, kind);
            }
        }
        "Escape" => {
            e.stop_propagation();
            if let Some(from) = pick.from {
                stage.focus_on(Focus::Node(from));
            }
            stage.pick.set(None);
        }
        _ => e.stop_propagation(),
    };
    let title = move || match pick.from {
        Some(from) => (t.get().canvas.pick_title)(&stage.name(from)),
        None => t.get().edit.add_here.to_owned(),
    };
    view! {
        <div
            class="board-pick"
            role="dialog"
            aria-label=title
            data-testid="board-pick"
            style:left=left
            style:top=top
            on:pointerdown=|e| e.stop_propagation()
        >
            <b>{title}</b>
            <input
                class="field"
                type="text"
                node_ref=input
                aria-label=move || t.get().canvas.pick_filter
                placeholder=move || t.get().canvas.pick_filter
                prop:value=words
                on:input=move |e| words.set(event_target_value(&e))
                on:keydown=keys
            />
            <ul>
                <For each=move || found.get() key=|k| *k let:kind>
                    <li>
                        <button class="btn ghost" on:click=move |_| choose(stage, pick, kind)>
                            <Icon name=kind.name().to_owned() />
                            {move || kinds::kind(stage.lang.get(), kind).name}
                        </button>
                    </li>
                </For>
            </ul>
            <Show when=move || found.with(Vec::is_empty)>
                <p>{move || t.get().canvas.pick_none}</p>
            </Show>
        </div>
    }
}
