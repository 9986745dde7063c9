//! The tools at the bottom of the board: zoom, show everything, tidy up.

use super::stage::Stage;
use crate::i18n::number::percent;
use crate::i18n::use_texts;
use crate::ui::Icon;
use crate::view::prelude::*;

#[component]
pub fn Tools(stage: Stage) -> impl IntoView {
    let t = use_texts();
    let zoom = memo(move || stage.desk.view.with(|v| (v.zoom * 100.0).round() / 100.0));
    let shown = move || percent(stage.lang.get(), zoom.get());
    let step = move |factor: f64| stage.zoom_to(stage.view().zoom * factor);
    view! {
        <div class="board-tools" role="toolbar" aria-label=move || t.get().canvas.tools data-testid="board-tools">
            <button class="btn ghost sq" aria-label=move || t.get().canvas.zoom_out on:click=move |_| step(0.8)>
                <Icon name="minus" small=true />
            </button>
            <button
                class="btn ghost board-zoom"
                aria-label=move || (t.get().canvas.zoom_true)(&shown())
                on:click=move |_| stage.zoom_to(1.0)
            >
                {shown}
            </button>
            <button class="btn ghost sq" aria-label=move || t.get().canvas.zoom_in on:click=move |_| step(1.25)>
                <Icon name="plus" small=true />
            </button>
            <button class="btn ghost sq" aria-label=move || t.get().canvas.fit on:click=move |_| stage.fit()>
                <Icon name="fit" small=true />
            </button>
            <button class="btn ghost board-tidy" on:click=move |_| stage.tidy()>
                {move || t.get().canvas.tidy}
            </button>
        </div>
    }
}
