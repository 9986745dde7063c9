//! Small accessible parts: icons, dialogs, menus, rulers, fields, notices. Native elements do the
//! work wherever there is one.

pub mod dialog;
pub mod field;
pub mod keys;
pub mod menu;
pub mod notice;
pub mod ruler;
pub mod scale;
pub mod segmented;
pub mod theme;

use crate::view::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// A drawing of the sprite, without meaning of its own: the text beside it, or the label of the
/// control around it, says what it is.
#[component]
pub fn Icon(
    /// Name of the drawing: a file of `assets/icons` or `assets/kinds` without its ending.
    #[prop(into)]
    name: Signal<String>,
    /// 16 px instead of 20, for controls.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = if small { "i16" } else { "i" };
    view! {
        <svg class=class aria-hidden="true" focusable="false">
            <use href=move || format!("assets/icons.svg#{}", name.get())></use>
        </svg>
    }
}

/// An id for an element that another one refers to.
pub fn fresh_id(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{what}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A button with a drawing and a name that is only said.
#[component]
pub fn IconButton(
    #[prop(into)] icon: Signal<String>,
    #[prop(into)] label: Signal<String>,
    on_press: Callback<()>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// More classes than `btn sq`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("btn sq {class}")
            aria-label=move || label.get()
            title=move || label.get()
            aria-disabled=move || disabled.get().then_some("true")
            on:click=move |_| if !disabled.get_untracked() { on_press.run(()) }
        >
            <Icon name=icon small=true />
        </button>
    }
}

/// The text of the clipboard, if the browser hands it out.
pub async fn clipboard_text() -> Option<String> {
    wasm_bindgen_futures::JsFuture::from(clipboard()?.read_text()).await.ok()?.as_string()
}

fn clipboard() -> Option<web_sys::Clipboard> {
    use wasm_bindgen::JsCast;
    // outside of a secure context there is no clipboard, whatever its type says
    web_sys::window()
        .and_then(|w| js_sys::Reflect::get(&w.navigator(), &"clipboard".into()).ok())
        .and_then(|c| c.dyn_into::<web_sys::Clipboard>().ok())
}

/// Copies a text; false when the browser does not allow it.
pub async fn copy_text(text: &str) -> bool {
    match clipboard() {
        Some(clipboard) => wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok(),
        None => false,
    }
}
