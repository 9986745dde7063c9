//! What is left when the page itself breaks: a way back, and the board as a file. Nothing in here
//! runs after the panic but the browser's own links, since a broken instance is never used again.

use crate::i18n::Lang;
use crate::keep::{document::SANDBOX, files, settings, slots, store::Browser};
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element};

static ALIVE: AtomicBool = AtomicBool::new(true);

/// False after a panic: listeners that the browser still calls do nothing then.
pub fn is_alive() -> bool {
    ALIVE.load(Ordering::Relaxed)
}

/// From now on a panic shows the way back.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        if ALIVE.swap(false, Ordering::Relaxed) {
            web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
            silence();
            let _ = show(&info.to_string());
        }
    }));
}

/// Stops every worker, timer and frame request of the page.
fn silence() {
    crate::engine::end_workers();
    let Some(window) = web_sys::window() else { return };
    // any function of the browser that does nothing: none of ours may be called again
    let nothing = js_sys::Object::new().constructor();
    let last = window.set_timeout_with_callback_and_timeout_and_arguments_0(&nothing, 100_000).unwrap_or(0);
    for id in (0..=last).rev().take(10_000) {
        window.clear_timeout_with_handle(id);
        window.clear_interval_with_handle(id);
    }
    if let Ok(last) = window.request_animation_frame(&nothing) {
        for id in (0..=last).rev().take(100) {
            let _ = window.cancel_animation_frame(id);
        }
    }
}

fn show(what: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::UNDEFINED)?;
    let body = document.body().ok_or(JsValue::UNDEFINED)?;
    let sheet = sheet(&document, what)?;
    // everything else goes, and its listeners with it
    body.replace_children_with_node_1(&sheet);
    if let Some(reload) = sheet.query_selector("a")?.and_then(|a| a.dyn_into::<web_sys::HtmlElement>().ok()) {
        reload.focus()?;
    }
    Ok(())
}

/// What is shown in place of a page that broke: plain elements, without a listener among them.
pub fn sheet(document: &Document, what: &str) -> Result<Element, JsValue> {
    let shown = document.document_element().and_then(|e| e.get_attribute("lang"));
    let lang = shown.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_else(settings::language);
    let t = &lang.texts().errors;
    let sheet = document.create_element("main")?;
    sheet.set_class_name("rescue");
    child(document, &sheet, "h1", "", t.rescue_title)?;
    child(document, &sheet, "p", "", t.rescue_text)?;
    let row = child(document, &sheet, "p", "rescue-row", "")?;
    let reload = child(document, &row, "a", "btn pri", t.rescue_reload)?;
    // another query, so that the browser loads the page anew and not only jumps to the hash
    reload.set_attribute("href", &format!("?again={}#/", js_sys::Date::now()))?;
    if let Some(saved) = slots::load(&Browser, SANDBOX) {
        let save = child(document, &row, "a", "btn", t.rescue_save)?;
        save.set_attribute("href", &files::text_url(&saved.text)?)?;
        save.set_attribute("download", "escala.board.json")?;
    }
    let details = child(document, &sheet, "details", "", "")?;
    child(document, &details, "summary", "", t.rescue_details)?;
    child(document, &details, "pre", "", what)?;
    Ok(sheet)
}

fn child(
    document: &Document,
    parent: &Element,
    tag: &str,
    class: &str,
    text: &str,
) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    parent.append_child(&element)?;
    Ok(element)
}
