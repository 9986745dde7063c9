//! The bar at the top: where one is, the board's title and state, and what can be done with it.

use super::help::HelpDialog;
use super::{Page, Route, first_board, go, use_route};
use crate::board::{Board, Msg};
use crate::commands::Doors;
use crate::i18n::{Lang, use_lang, use_texts};
use crate::keep::sandbox::SaveState;
use crate::list::FormSwitch;
use crate::panels::FileRoom;
use crate::picture;
use crate::ui::menu::Menu;
use crate::ui::theme::use_theme;
use crate::ui::{Icon, IconButton};
use crate::view::prelude::*;
use crate::whatif::{Tools, ToolsMenu};

#[component]
pub fn TopBar(room: FileRoom, doors: Doors) -> impl IntoView {
    let (t, route) = (use_texts(), use_route());
    let help = doors.help;
    crate::ui::keys::on_key(move |ev| {
        if ev.key() == "?" {
            ev.prevent_default();
            help.set(true);
        }
        let save = (ev.ctrl_key() || ev.meta_key()) && ev.key().eq_ignore_ascii_case("s");
        if save && Page::of(&route.get_untracked()) == Page::Sandbox {
            ev.prevent_default();
            room.saving.set(true);
        }
    });
    let in_sandbox = move || Page::of(&route.get()) == Page::Sandbox;
    view! {
        <header class="top">
            <a class="brand" href="#/lessons" aria-label=move || t.get().shell.home>
                <Mark />
                <span aria-hidden="true">"Escala"</span>
            </a>
            <nav class="pages" aria-label=move || t.get().shell.pages><PageLinks /></nav>
            <Show when=in_sandbox>
                <Title room />
                <span class="top-edit"><UndoRedo room /></span>
            </Show>
            <div class="top-end">
                <Show when=in_sandbox>
                    <ToolsMenu />
                    <FormSwitch />
                    <FileMenu room />
                    <button type="button" class="btn" on:click=move |_| room.sharing.set(true)>
                        <Icon name="share" small=true />
                        {move || t.get().shell.share}
                    </button>
                </Show>
                <IconButton
                    icon="search"
                    label=derived(move || format!("{} (Ctrl K)", t.get().edit.commands))
                    on_press=callback(move |()| doors.commands.set(true))
                />
                <LanguageSwitch />
                <ThemeButton />
                <HelpButton help />
            </div>
            <PhoneMenu room doors />
        </header>
        <HelpDialog open=help />
    }
}

/// The scale bar: the mark of the product.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" width="37" height="22" viewBox="0 0 37.4 22" aria-hidden="true">
            <rect class="mark-ink" x="1" y="5" width="17.700" height="6"></rect>
            <rect class="mark-you" x="18.700" y="5" width="17.700" height="6"></rect>
            <rect class="mark-ink" x="7" y="11" width="11.700" height="6"></rect>
            <rect class="mark-edge" x="1" y="5" width="35.400" height="12"></rect>
            <path class="mark-edge" d="M1 11h35.400M7 11v6M18.700 5v12"></path>
        </svg>
    }
}

#[component]
fn PageLinks() -> impl IntoView {
    let (t, route) = (use_texts(), use_route());
    let link = move |to: Route, page: Page, name: fn(&crate::i18n::shell::Texts) -> &'static str| {
        view! {
            <a
                href=to.href()
                aria-current=move || (Page::of(&route.get()) == page).then_some("page")
            >
                {move || name(&t.get().shell)}
            </a>
        }
    };
    view! {
        {link(Route::Lessons, Page::Course, |t| t.course)}
        {link(Route::Sandbox, Page::Sandbox, |t| t.sandbox)}
        {link(Route::Systems, Page::Gallery, |t| t.systems)}
        {link(Route::Lab, Page::Lab, |t| t.lab)}
    }
}

#[component]
fn Title(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    let title = memo(move || room.desk.board.with(|h| h.board().title.clone()));
    let change = move |ev: web_sys::Event| {
        room.desk.send(Msg::SetTitle(event_target_value(&ev)));
    };
    let state = move || match room.keeper.state.get() {
        SaveState::Fresh => "",
        SaveState::Pending => t.get().shell.saving,
        SaveState::Saved => t.get().shell.saved,
        SaveState::Aside => t.get().shell.saved_aside,
        SaveState::Failed => t.get().shell.not_saved,
    };
    // as wide as its text, within limits
    let width = move || format!("{}ch", title.with(|s| s.chars().count()).clamp(10, 34) + 2);
    view! {
        <div class="crumb">
            <span class="sl" aria-hidden="true">"/"</span>
            <input
                class="title"
                aria-label=move || t.get().shell.title
                placeholder=move || t.get().shell.untitled
                maxlength="200"
                autocomplete="off"
                spellcheck="false"
                style:width=width
                data-testid="title"
                prop:value=move || title.get()
                on:change=change
            />
            <span
                class="tag"
                class:bad=move || room.keeper.state.get() == SaveState::Failed
                class:blank=move || state().is_empty()
                data-testid="save-state"
            >
                {state}
            </span>
        </div>
    }
}

#[component]
fn UndoRedo(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    let undo = memo(move || room.desk.board.with(|h| h.can_undo()));
    let redo = memo(move || room.desk.board.with(|h| h.can_redo()));
    let label = move |edit: Option<crate::board::Edit>, plain: &str, named: fn(&str) -> String| {
        edit.map_or(plain.to_owned(), |e| named((t.get().shell.edit)(e)))
    };
    view! {
        <IconButton
            icon="undo"
            label=derived(move || label(undo.get(), t.get().shell.undo, t.get().shell.undo_edit))
            on_press=callback(move |()| room.desk.undo())
            disabled=derived(move || undo.get().is_none())
            class="ghost"
        />
        <IconButton
            icon="redo"
            label=derived(move || label(redo.get(), t.get().shell.redo, t.get().shell.redo_edit))
            on_press=callback(move |()| room.desk.redo())
            disabled=derived(move || redo.get().is_none())
            class="ghost"
        />
    }
}

#[component]
fn FileMenu(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    view! {
        <Menu icon="open" label=derived(move || t.get().shell.file.to_owned()) worded=true>
            <FileItems room />
        </Menu>
    }
}

#[component]
fn FileItems(room: FileRoom) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let says = move |title: &str| (t.get_untracked().shell.opened_file)(title);
    let empty = move |_| room.put(Board::default(), says(t.get_untracked().shell.empty_board));
    let first = move |_| {
        let board = first_board(lang.get_untracked());
        let text = says(&board.title);
        room.put(board, text);
    };
    view! {
        <button type="button" on:click=move |_| room.ask_for_file()>
            <Icon name="open" small=true />
            {move || t.get().shell.open_file}
        </button>
        <button type="button" on:click=move |_| room.saving.set(true)>
            <Icon name="check" small=true />
            {move || t.get().boards.save_as}
        </button>
        <button type="button" on:click=move |_| room.keeper.download()>
            <Icon name="download" small=true />
            {move || t.get().shell.save_file}
        </button>
        <PictureItems room />
        <hr />
        <button type="button" on:click=move |_| go(&Route::Boards)>
            <Icon name="board" small=true />
            {move || t.get().boards.title}
        </button>
        <button type="button" on:click=empty>
            <Icon name="plus" small=true />
            {move || t.get().shell.empty_board}
        </button>
        <button type="button" on:click=first>
            <Icon name="board" small=true />
            {move || t.get().shell.first_board}
        </button>
        <button type="button" on:click=move |_| room.kept.set(true)>
            <Icon name="clock" small=true />
            {move || t.get().shell.kept_boards}
        </button>
    }
}

#[component]
fn PictureItems(room: FileRoom) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    view! {
        <button type="button" on:click=move |_| picture::save(room.desk, lang, picture::Form::Svg)>
            <Icon name="download" small=true />
            {move || t.get().boards.as_svg}
        </button>
        <button type="button" on:click=move |_| picture::save(room.desk, lang, picture::Form::Png)>
            <Icon name="download" small=true />
            {move || t.get().boards.as_png}
        </button>
        <button type="button" on:click=move |_| picture::print::print(room.desk)>
            <Icon name="list" small=true />
            {move || t.get().boards.print}
        </button>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let button = move |which: Lang, short: &'static str, name: &'static str| {
        view! {
            <button
                type="button"
                lang=which.tag()
                title=name
                aria-label=format!("{short}, {name}")
                aria-pressed=move || if lang.get() == which { "true" } else { "false" }
                on:click=move |_| lang.set(which)
            >
                {short}
            </button>
        }
    };
    view! {
        <span class="seg" role="group" aria-label=move || t.get().shell.language>
            {button(Lang::En, "EN", "English")}
            {button(Lang::Pt, "PT", "Português")}
        </span>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let (t, theme) = (use_texts(), use_theme());
    view! {
        <IconButton
            icon="theme"
            label=derived(move || t.get().shell.theme.to_owned())
            on_press=callback(move |()| theme.update(|t| *t = t.other()))
        />
    }
}

#[component]
fn HelpButton(help: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    view! {
        <IconButton
            icon="help"
            label=derived(move || t.get().shell.help.to_owned())
            on_press=callback(move |()| help.set(true))
        />
    }
}

/// Phones: everything that the bar has no room for.
#[component]
fn PhoneMenu(room: FileRoom, doors: Doors) -> impl IntoView {
    let (t, route, theme) = (use_texts(), use_route(), use_theme());
    let in_sandbox = move || Page::of(&route.get()) == Page::Sandbox;
    view! {
        <Menu icon="more" label=derived(move || t.get().shell.more.to_owned()) class="ghost top-more">
            <nav class="menu-pages" aria-label=move || t.get().shell.pages><PageLinks /></nav>
            <hr />
            <Show when=in_sandbox>
                <Tools />
                <div class="menu-lang"><FormSwitch /></div>
                <hr />
                <FileItems room />
                <button type="button" on:click=move |_| room.sharing.set(true)>
                    <Icon name="share" small=true />
                    {move || t.get().shell.share}
                </button>
                <button type="button" on:click=move |_| doors.chaos.set(true)>
                    <Icon name="fault" small=true />
                    {move || t.get().chaos.title}
                </button>
                <hr />
            </Show>
            <button type="button" on:click=move |_| doors.commands.set(true)>
                <Icon name="search" small=true />
                {move || t.get().edit.commands}
            </button>
            <button type="button" on:click=move |_| theme.update(|t| *t = t.other())>
                <Icon name="theme" small=true />
                {move || t.get().shell.theme}
            </button>
            <button type="button" on:click=move |_| doors.help.set(true)>
                <Icon name="help" small=true />
                {move || t.get().shell.help}
            </button>
            <div class="menu-lang"><LanguageSwitch /></div>
        </Menu>
    }
}
