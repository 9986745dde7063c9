//! The sandbox: a whole board with every panel around it.

use super::keys::use_keys;
use super::sheet::{Sheet, provide_sheet};
use super::{Dock, Inspector, Palette, TrafficBar, Transport};
use crate::canvas::BoardView;
use crate::desk::Desk;
use crate::i18n::use_texts;
use crate::view::prelude::*;

#[component]
pub fn SandboxPage(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let sheet = provide_sheet();
    use_keys(desk);
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
            class:has-selection=move || !nothing.get()
            class:sheet-open=move || sheet.get() != Sheet::None
        >
            <Palette desk />
            <TrafficBar desk />
            <main id="content" class="bd" tabindex="-1">
                <h1 class="aloud">{move || t.get().shell.sandbox}</h1>
                <BoardView desk />
            </main>
            <Inspector desk />
            <Transport desk />
            <Dock desk />
        </div>
    }
}
