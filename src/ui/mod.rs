//! Small accessible parts: icons, dialogs, rulers, notices.

use leptos::prelude::*;

/// A drawing of the sprite, without meaning of its own: the text beside it, or the label of the
/// control around it, says what it is.
#[component]
pub fn Icon(
    /// Name of the drawing: a file of `assets/icons` or `assets/kinds` without its ending.
    #[prop(into)]
    name: Signal<String>,
    /// 20 by default; 16 inside buttons.
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
