//! The way to these pages and among them.

use crate::app::{Route, use_page_title};
use crate::desk::Desk;
use crate::i18n;
use crate::ui::menu::Menu;
use crate::view::prelude::*;

/// The three questions, as links.
const PAGES: [(Route, &str); 3] =
    [(Route::WhatIf, "chart"), (Route::Compare, "compare"), (Route::Estimate, "pencil")];

/// The links of a menu.
#[component]
pub fn Tools() -> impl IntoView {
    let t = i18n::use_texts();
    let link = move |i: usize| {
        let (route, icon) = &PAGES[i];
        view! {
            <a href=route.href()>
                <crate::ui::Icon name=*icon small=true />
                {move || t.get().whatif.pages[i]}
            </a>
        }
    };
    view! { <nav class="menu-pages" aria-label=move || t.get().whatif.tools>{(0..PAGES.len()).map(link).collect_view()}</nav> }
}

/// A button of the bar that opens them.
#[component]
pub fn ToolsMenu() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <Menu icon="chart" label=derived(move || t.get().whatif.tools.to_owned()) worded=true>
            <Tools />
        </Menu>
    }
}

/// What stands above each of the pages: the board that it is about, and the other questions.
#[component]
pub fn Head(desk: Desk, here: usize) -> impl IntoView {
    let t = i18n::use_texts();
    use_page_title(move || t.get().whatif.pages[here].to_owned());
    let title = move || {
        let title = desk.board.with(|h| h.board().title.clone());
        if title.is_empty() { t.get().shell.untitled.to_owned() } else { title }
    };
    let link = move |i: usize| {
        view! {
            <a href=PAGES[i].0.href() aria-current=(i == here).then_some("page")>{move || t.get().whatif.pages[i]}</a>
        }
    };
    view! {
        <nav class="wi-nav" aria-label=move || t.get().whatif.tools>
            <a class="wi-back" href=Route::Sandbox.href() data-testid="to-board">
                <crate::ui::Icon name="chevron-left" small=true />
                <span>{title}</span>
            </a>
            {(0..PAGES.len()).map(link).collect_view()}
        </nav>
    }
}
