//! The sandbox: a whole board with every panel around it.

use super::keys::use_keys;
use super::sheet::{Sheet, provide_sheet};
use super::{Dock, Inspector, Palette, TrafficBar, Transport};
use crate::canvas::BoardView;
use crate::desk::Desk;
use crate::i18n::use_texts;
use crate::list::{Form, ListView, use_form};
use crate::view::prelude::*;
use crate::why::Aloud;

#[component]
pub fn SandboxPage(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let sheet = provide_sheet();
    use_keys(desk);
    let form = use_form();
    let listed = move || form.get() == Form::List;
    crate::ui::keys::on_key(move |ev| {
        if ev.key() == "Escape" && sheet.get_untracked() != Sheet::None {
            ev.prevent_default();
            sheet.set(Sheet::None);
        }
    });
    // a station that is chosen on a tablet or phone slides its settings in with the next press on
    // the tab, never by itself: it would hide the board
    let nothing = memo(move || desk.selection.with(|s| s.is_empty()));
    view! {
        <div
            class="sandbox"
            class:listed=listed
            class:has-selection=move || !nothing.get()
            class:sheet-open=move || sheet.get() != Sheet::None
        >
            <Show when=move || !listed()>
                <Palette desk />
            </Show>
            <TrafficBar desk />
            <main id="content" class="bd" tabindex="-1">
                <h1 class="aloud">{move || t.get().shell.sandbox}</h1>
                <Show when=listed fallback=move || view! { <BoardView desk /><Aloud desk /> }>
                    <ListView desk />
                </Show>
            </main>
            // an open row is an inspector of its own; a phone has this one as a sheet
            <Show when=move || !listed() || sheet.get() == Sheet::Settings>
                <Inspector desk />
            </Show>
            <Transport desk />
            <Dock desk />
        </div>
    }
}
