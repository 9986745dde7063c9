//! The shelf: boards that were on the desk before others took their place.

use super::FileRoom;
use crate::i18n::{use_lang, use_texts, when};
use crate::keep::shelf::{self, Kept};
use crate::keep::{bundle, files, past, sandbox, store::Browser, wall_ms};
use crate::ui::dialog::Dialog;
use crate::view::prelude::*;

#[component]
pub fn KeptDialog(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    view! {
        <Dialog
            open=room.kept
            on_close=callback(move |()| room.kept.set(false))
            title=derived(move || t.get().shell.kept_boards.to_owned())
        >
            <KeptList room />
        </Dialog>
    }
}

#[component]
fn KeptList(room: FileRoom) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let list = rw_signal(shelf::list(&Browser));
    let versions = rw_signal(past::list(&Browser));
    let row = move |kept: Kept| {
        let board = files::read(&kept.text).ok().map(|o| o.board);
        let title = board.as_ref().map(|b| b.title.clone()).filter(|s| !s.is_empty());
        let title = title.unwrap_or_else(|| t.get().shell.untitled.to_owned());
        let size = (t.get().shell.kept_size)(board.map_or(0, |b| b.design.nodes.len()));
        let (text, key, at) = (kept.text, kept.key, kept.at_ms);
        let open = move |_| {
            room.open_text(&text);
            room.kept.set(false);
        };
        let delete = move |_| {
            sandbox::throw_away(&key);
            past::remove(&Browser, &key);
            list.set(shelf::list(&Browser));
            versions.set(past::list(&Browser));
        };
        view! {
            <li class="row">
                <span class="grow">
                    <b>{title}</b>
                    <br />
                    <span class="q">{when(lang.get(), at)}", "{size}</span>
                </span>
                <button type="button" class="btn sm" on:click=open>{t.get().shell.open}</button>
                <button type="button" class="btn sm ghost" on:click=delete>{t.get().shell.delete}</button>
            </li>
        }
    };
    let export = move |_| {
        let here = Kept { key: String::new(), at_ms: wall_ms(), text: room.keeper.text() };
        let all: Vec<Kept> =
            std::iter::once(here).chain(list.get_untracked()).chain(versions.get_untracked()).collect();
        let texts: Vec<(u64, &str)> = all.iter().map(|k| (k.at_ms, k.text.as_str())).collect();
        room.hand_out(&bundle::write(&texts));
    };
    view! {
        <p class="prose">{move || t.get().shell.kept_text}</p>
        <Show when=move || list.with(Vec::is_empty)>
            <p class="q">{move || t.get().shell.kept_none}</p>
        </Show>
        <ul class="kept" data-testid="kept">{move || list.get().into_iter().map(row).collect_view()}</ul>
        <Show when=move || !versions.with(Vec::is_empty)>
            <h3>{move || t.get().shell.versions}</h3>
            <p class="q">{move || t.get().shell.versions_text}</p>
            <ul class="kept" data-testid="versions">
                {move || versions.get().into_iter().map(row).collect_view()}
            </ul>
        </Show>
        <p class="row">
            <button type="button" class="btn" on:click=export>{move || t.get().boards.export_all}</button>
        </p>
    }
}
