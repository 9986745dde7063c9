//! On a phone one panel at a time is open, as a sheet from the bottom; on larger screens the same
//! panels stand beside the board.

use crate::i18n::use_texts;
use crate::ui::IconButton;
use crate::view::prelude::*;

/// The panel that is open as a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    #[default]
    None,
    Add,
    Settings,
    Charts,
}

#[derive(Clone, Copy)]
struct SheetContext(RwSignal<Sheet>);

/// Makes one choice of sheet for everything below the current owner.
pub fn provide_sheet() -> RwSignal<Sheet> {
    let sheet = rw_signal(Sheet::None);
    provide_context(SheetContext(sheet));
    sheet
}

/// The open sheet of the page around.
pub fn use_sheet() -> RwSignal<Sheet> {
    // the context may be that of a page that was left: its signal ended with it
    let alive = |c: &SheetContext| c.0.try_get_untracked().is_some();
    use_context::<SheetContext>().filter(alive).map_or_else(|| rw_signal(Sheet::None), |c| c.0)
}

/// Opens a sheet, or closes it when it is the open one.
pub fn toggle(sheet: RwSignal<Sheet>, which: Sheet) {
    sheet.update(|s| *s = if *s == which { Sheet::None } else { which });
}

/// Phones only: the name of the sheet, and the button that closes it.
#[component]
pub fn SheetHead(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let (t, sheet) = (use_texts(), use_sheet());
    view! {
        <div class="sheet-head">
            <span>{move || title.get()}</span>
            <IconButton
                icon="close"
                label=derived(move || t.get().shell.close.to_owned())
                on_press=callback(move |()| sheet.set(Sheet::None))
                class="ghost"
            />
        </div>
    }
}
