//! How wide the page is, as a signal: a phone gets cards where a desktop gets a grid.

use crate::view::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Does the media query match? Follows the window as long as the current owner lives.
pub fn matches(query: &str) -> ReadSignal<bool> {
    let list = web_sys::window().and_then(|w| w.match_media(query).ok().flatten());
    let (now, set) = signal(list.as_ref().is_some_and(web_sys::MediaQueryList::matches));
    let Some(list) = list else { return now };
    let asked = list.clone();
    let heard = Closure::<dyn Fn()>::new(move || {
        let _ = set.try_set(asked.matches());
    });
    let _ = list.add_event_listener_with_callback("change", heard.as_ref().unchecked_ref());
    let kept = StoredValue::new_local((list, heard));
    on_cleanup(move || {
        kept.try_with_value(|(list, heard)| {
            let _ = list.remove_event_listener_with_callback("change", heard.as_ref().unchecked_ref());
        });
    });
    now
}
