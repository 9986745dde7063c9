//! A menu under a button: the browser's popover, which closes by Escape and by a press elsewhere.

use super::{Icon, fresh_id};
use crate::view::prelude::*;
use leptos::html;

/// A button that shows its children in a sheet under the bar; a press on one of them closes it.
#[component]
pub fn Menu(
    #[prop(into)] icon: Signal<String>,
    #[prop(into)] label: Signal<String>,
    /// Show the label beside the drawing.
    #[prop(optional)]
    worded: bool,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let id = fresh_id("menu");
    let sheet: NodeRef<html::Div> = NodeRef::new();
    let close = move |_| {
        if let Some(sheet) = sheet.get_untracked() {
            let _ = sheet.hide_popover();
        }
    };
    view! {
        <button
            type="button"
            class=format!("btn {class}")
            class:sq=!worded
            popovertarget=id.clone()
            aria-haspopup="true"
            aria-label=move || (!worded).then(|| label.get())
            title=move || (!worded).then(|| label.get())
        >
            <Icon name=icon small=true />
            {worded.then(|| view! { <span>{move || label.get()}</span> })}
        </button>
        <div node_ref=sheet class="menu" id=id popover="auto" on:click=close>
            {children()}
        </div>
    }
}
