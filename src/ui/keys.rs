//! Keys that work wherever the focus is, except where text is typed.

use crate::view::prelude::*;
use wasm_bindgen::JsCast;

/// Listens to keys of the whole page as long as the current owner lives. Keys that somebody has
/// already answered, and keys typed into a field, do not come.
pub fn on_key(handler: impl Fn(&web_sys::KeyboardEvent) + 'static) {
    let handle = window_event_listener(leptos::ev::keydown, move |ev| {
        if crate::rescue::is_alive() && !ev.default_prevented() && !ev.is_composing() && !is_typing(&ev) {
            handler(&ev);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Does the key go into a field, or is a dialog open?
pub fn is_typing(ev: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else { return false };
    let in_field = match target.tag_name().to_ascii_lowercase().as_str() {
        "textarea" | "select" => true,
        "input" => !matches!(
            target.get_attribute("type").as_deref(),
            Some("range" | "checkbox" | "radio" | "button")
        ),
        _ => target.closest("[contenteditable=true]").ok().flatten().is_some(),
    };
    in_field || target.closest("dialog[open]").ok().flatten().is_some()
}

/// Would the focused element itself take this key, as a button takes Space?
pub fn is_taken_by_control(ev: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else { return false };
    target.closest("button, a[href], summary, input, [role=button]").ok().flatten().is_some()
}

/// Escape, wherever the focus is, if nobody has answered it and no menu and no dialog is open that it
/// would close.
pub fn on_escape(close: Callback<()>) {
    let handle = window_event_listener(leptos::ev::keydown, move |ev| {
        let covered = || document().query_selector("dialog[open], :popover-open").is_ok_and(|e| e.is_some());
        let free = crate::rescue::is_alive() && !ev.default_prevented() && !ev.is_composing();
        if free && ev.key() == "Escape" && !covered() {
            ev.prevent_default();
            close.run(());
        }
    });
    on_cleanup(move || handle.remove());
}
