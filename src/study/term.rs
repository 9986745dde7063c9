//! A term within a text: pressed, it says what it means.

use crate::app::{Route, Study};
use crate::content::study::glossary;
use crate::i18n;
use crate::ui::fresh_id;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// Room that a definition needs below its term, in pixels; it opens above where there is less.
const ROOM: f64 = 190.0;
/// How wide it is at most, as the style sheet says.
const WIDE: f64 = 340.0;

/// The words of a text that name a term, with its definition behind them.
pub fn term_link(id: &str, inner: Dom) -> Dom {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let popover = fresh_id("term");
    let id = id.to_owned();
    let href = Route::Study(Study::Glossary(Some(id.clone()))).href();
    let meaning = rw_signal(None::<Option<(String, String)>>);
    let at = rw_signal((0.0, 0.0));
    let open = move |ev: web_sys::MouseEvent| {
        let button = ev.current_target().and_then(|b| b.dyn_into::<web_sys::Element>().ok());
        if let Some(button) = button {
            at.set(place(&button.get_bounding_client_rect()));
        }
        let (id, lang) = (id.clone(), lang.get_untracked());
        spawn_local(async move {
            let all = glossary(lang).await.ok();
            let found = all.and_then(|g| g.term(&id).map(|t| (t.names[lang as usize].clone(), t.is.clone())));
            let _ = meaning.try_set(Some(found));
        });
    };
    let name = move || meaning.get().flatten().map(|m| m.0);
    let says = move || match meaning.get() {
        None => t.get().study.loading.to_owned(),
        Some(None) => t.get().study.no_meaning.to_owned(),
        Some(Some((_, is))) => is,
    };
    view! {
        <button type="button" class="term" popovertarget=popover.clone() on:click=open>
            {inner}
        </button>
        <span
            class="term-says"
            id=popover
            popover="auto"
            style:left=move || format!("{}px", at.get().0)
            style:top=move || format!("{}px", at.get().1)
        >
            <b>{name}</b>
            <span role="status">{says}</span>
            <a href=href>{move || t.get().study.whole_glossary}</a>
        </span>
    }
}

/// Below the term, and within the window.
fn place(term: &web_sys::DomRect) -> (f64, f64) {
    let size = |of: fn(&web_sys::Window) -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        of(&window()).ok().and_then(|v| v.as_f64()).unwrap_or_default()
    };
    let (wide, high) = (size(web_sys::Window::inner_width), size(web_sys::Window::inner_height));
    let left = term.left().min(wide - WIDE - 12.0).max(12.0);
    let below = term.bottom() + 6.0;
    let top = if below + ROOM > high { (term.top() - ROOM).max(12.0) } else { below };
    (left, top)
}
