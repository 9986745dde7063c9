//! A modal dialog: the browser's own, so that focus, Escape and the page behind behave.

use super::{IconButton, fresh_id};
use crate::i18n::use_texts;
use crate::view::prelude::*;
use leptos::html;
use wasm_bindgen::JsCast;

/// A sheet over the page while `open` is true. Its content is made when it opens; `on_close` is asked
/// to make `open` false.
#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    on_close: Callback<()>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let t = use_texts();
    let node: NodeRef<html::Dialog> = NodeRef::new();
    let heading = fresh_id("dialog");
    effect(move || {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        match (open, dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // a press on the page behind closes; one on the sheet does not
    let behind = move |ev: web_sys::MouseEvent| {
        let target = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let on_dialog = target.is_some_and(|t| t.tag_name().eq_ignore_ascii_case("dialog"));
        if on_dialog {
            on_close.run(());
        }
    };
    let labelled = heading.clone();
    view! {
        <dialog
            node_ref=node
            class="dialog"
            class:wide=wide
            aria-labelledby=labelled
            on:close=move |_| if open.get_untracked() { on_close.run(()) }
            on:mousedown=behind
        >
            <Show when=move || open.get()>
                <div class="dialog-in">
                    <header class="row">
                        <h2 class="grow" id=heading.clone()>{move || title.get()}</h2>
                        <IconButton
                            icon="close"
                            label=derived(move || t.get().shell.close.to_owned())
                            on_press=on_close
                            class="ghost"
                        />
                    </header>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}
