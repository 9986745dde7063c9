//! A field for a number, written as the language writes numbers.

use super::scale::Scale;
use crate::i18n::{number, use_lang};
use crate::view::prelude::*;

/// A number with its unit. It is taken over on Enter and when the field is left; arrows step.
#[component]
pub fn NumberField(
    #[prop(into)] label: Signal<String>,
    scale: Scale,
    /// `None` shows an empty field: several things with different values.
    #[prop(into)]
    value: Signal<Option<f64>>,
    #[prop(optional, into)] unit: Signal<String>,
    on_change: Callback<f64>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: String,
) -> impl IntoView {
    let lang = use_lang();
    let shown = move || value.get().map(|v| number::exact(lang.get(), v)).unwrap_or_default();
    // what is typed and not yet taken over
    let draft = rw_signal(None::<String>);
    let take = move || {
        // a field that goes away loses the focus, after all of its signals have gone
        let Some(text) = draft.try_get_untracked().flatten() else { return };
        draft.set(None);
        if let Some(v) = number::parse(lang.get_untracked(), &text) {
            let v = scale.limit(v);
            if value.get_untracked() != Some(v) {
                on_change.run(v);
            }
        }
    };
    let step = move |by: f64| {
        take();
        if let Some(v) = value.get_untracked() {
            on_change.run(scale.step(v, by));
        }
    };
    let key = move |ev: web_sys::KeyboardEvent| match ev.key().as_str() {
        "Enter" => take(),
        "Escape" if draft.get_untracked().is_some() => {
            ev.prevent_default();
            draft.set(None);
        }
        "ArrowUp" | "ArrowDown" => {
            ev.prevent_default();
            let size = if ev.shift_key() { 10.0 } else { 1.0 };
            step(if ev.key() == "ArrowUp" { size } else { -size });
        }
        _ => {}
    };
    view! {
        <span class="field val" class:off=move || disabled.get()>
            <input
                type="text"
                inputmode="decimal"
                autocomplete="off"
                id=(!id.is_empty()).then_some(id)
                aria-label=move || label.get()
                prop:value=move || draft.get().unwrap_or_else(shown)
                prop:disabled=move || disabled.get()
                on:input=move |ev| draft.set(Some(event_target_value(&ev)))
                on:change=move |_| take()
                on:blur=move |_| take()
                on:keydown=key
            />
            <i>{move || unit.get()}</i>
        </span>
    }
}
