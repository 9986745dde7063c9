//! The board on paper: its drawing on one page, the charts beneath, and no controls (print.css).

use super::{clone, field, whole_in_sight};
use crate::canvas::view_size;
use crate::desk::Desk;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

const CLASS: &str = "print-board";
const THEME: &str = "data-theme";
/// The theme of the screen, for afterwards.
const BEFORE: &str = "data-before";

/// Prints the board with all its details.
pub fn print(desk: Desk) {
    spawn_local(async move {
        whole_in_sight(desk, async || web_sys::window().and_then(|w| w.print().ok())).await;
    });
}

/// Lays the drawing out whenever the browser is about to print, however it was asked.
pub fn follow(desk: Desk) {
    let before = window_event_listener_untyped("beforeprint", move |_| {
        if crate::rescue::is_alive() && view_size().0 > 0.0 {
            let _ = lay_out(desk);
        }
    });
    let after = window_event_listener_untyped("afterprint", move |_| take_back());
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}

fn body() -> Option<web_sys::HtmlElement> {
    web_sys::window()?.document()?.body()
}

fn lay_out(desk: Desk) -> Result<(), JsValue> {
    take_back();
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::UNDEFINED)?;
    let title = desk.board.with_untracked(|h| h.board().title.clone());
    let paper = document.create_element("div")?;
    paper.set_class_name(CLASS);
    // paper is light; the charts are drawn already, and are turned over by print.css
    if let Some(root) = document.document_element() {
        paper.set_attribute(BEFORE, &root.get_attribute(THEME).unwrap_or_default())?;
        root.set_attribute(THEME, "light")?;
    }
    paper.append_child(&clone::board(&field(desk), &title)?.into())?;
    body().ok_or(JsValue::UNDEFINED)?.append_child(&paper)?;
    Ok(())
}

fn take_back() {
    let found = body().and_then(|b| b.query_selector(&format!(".{CLASS}")).ok().flatten());
    let Some(paper) = found else { return };
    let root = paper.owner_document().and_then(|d| d.document_element());
    if let (Some(root), Some(theme)) = (root, paper.get_attribute(BEFORE)) {
        let _ = root.set_attribute(THEME, &theme);
    }
    paper.remove();
}
