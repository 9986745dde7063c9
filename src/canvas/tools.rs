//! The tools at the bottom of the board: zoom, show everything, tidy up.

use super::deed::Deed;
use super::stage::Stage;
use crate::board::Selection;
use crate::commands::Doors;
use crate::i18n::number::percent;
use crate::i18n::use_texts;
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::design::Severity;

#[component]
pub fn Tools(stage: Stage) -> impl IntoView {
    let t = use_texts();
    let zoom = memo(move || stage.desk.view.with(|v| (v.zoom * 100.0).round() / 100.0));
    let shown = move || percent(stage.lang.get(), zoom.get());
    let step = move |factor: f64| stage.zoom_to(stage.view().zoom * factor);
    let doors = Doors::here();
    let found = memo(move || {
        stage.desk.remarks.with(|all| (all.len(), all.iter().any(|f| f.severity != Severity::Hint)))
    });
    let look = move |_| {
        stage.select(Selection::default());
        stage.run(Deed::Settings, None);
    };
    let chaos = move |_| {
        if let Some(doors) = doors {
            doors.chaos.set(true);
        }
    };
    let advises = stage.desk.advises;
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
            <Show when=move || advises.get()>
                <button
                    class="btn ghost board-found"
                    class:bad=move || found.get().1
                    hidden=move || found.get().0 == 0
                    aria-label=move || (t.get().validity.count)(found.get().0)
                    title=move || (t.get().validity.count)(found.get().0)
                    data-testid="found"
                    on:click=look
                >
                    <Icon name="info" small=true />
                    {move || found.get().0}
                </button>
                <button
                    class="btn ghost sq"
                    aria-label=move || t.get().chaos.title
                    title=move || t.get().chaos.title
                    data-testid="chaos-open"
                    on:click=chaos
                >
                    <Icon name="fault" small=true />
                </button>
            </Show>
        </div>
    }
}
