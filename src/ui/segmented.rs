//! A few alternatives side by side, one of them chosen.

use crate::view::prelude::*;

/// Buttons of which one is pressed. `value` is the index of the chosen one, or `None`.
#[component]
pub fn Segmented(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] options: Signal<Vec<String>>,
    #[prop(into)] value: Signal<Option<usize>>,
    on_pick: Callback<usize>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let count = options.with_untracked(Vec::len);
    let button = move |i: usize| {
        view! {
            <button
                type="button"
                aria-pressed=move || if value.get() == Some(i) { "true" } else { "false" }
                disabled=move || disabled.get()
                on:click=move |_| on_pick.run(i)
            >
                {move || options.with(|o| o.get(i).cloned().unwrap_or_default())}
            </button>
        }
    };
    view! {
        <span class="seg" role="group" aria-label=move || label.get()>
            {(0..count).map(button).collect_view()}
        </span>
    }
}
