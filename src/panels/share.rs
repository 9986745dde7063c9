//! The share dialog: a link that holds the whole board, and its length.

use super::FileRoom;
use crate::board::{Board, share};
use crate::i18n::{number, use_lang, use_texts};
use crate::ui::dialog::Dialog;
use crate::view::prelude::*;
use leptos::html;

/// The data of a link. Compression needs a browser; elsewhere the link is only longer.
async fn data(board: &Board) -> String {
    #[cfg(target_arch = "wasm32")]
    return share::web::link(board).await;
    #[cfg(not(target_arch = "wasm32"))]
    return share::text(share::version(board), &share::stored(&share::pack(board)));
}

/// The address of this page with a route in place of its own.
fn address(hash: &str) -> String {
    let location = web_sys::window().map(|w| w.location());
    let part = |f: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location.as_ref().and_then(|l| f(l).ok()).unwrap_or_default()
    };
    format!("{}{}{hash}", part(web_sys::Location::origin), part(web_sys::Location::pathname))
}

#[component]
pub fn ShareDialog(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    view! {
        <Dialog
            open=room.sharing
            on_close=callback(move |()| room.sharing.set(false))
            title=derived(move || t.get().shell.share.to_owned())
        >
            <ShareBody room />
        </Dialog>
    }
}

#[component]
fn ShareBody(room: FileRoom) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let link = rw_signal(None::<String>);
    let field: NodeRef<html::Input> = NodeRef::new();
    let board = room.desk.board.with_untracked(|h| h.shared());
    leptos::task::spawn_local(async move {
        let made = address(&format!("#/b/{}", data(&board).await));
        // the dialog may have been closed meanwhile
        let _ = link.try_set(Some(made));
    });
    let length = move || link.with(|l| l.as_ref().map_or(0, String::len));
    let select = move || {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let copy = move |_| {
        select();
        let Some(text) = link.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let t = &t.get_untracked().shell;
            let done = crate::ui::copy_text(&text).await;
            room.desk.notify(if done { t.copied } else { t.not_copied }.to_owned());
        });
    };
    view! {
        <p class="prose">{move || t.get().shell.share_text}</p>
        <div class="row">
            <input
                node_ref=field
                class="field grow"
                type="text"
                readonly
                aria-label=move || t.get().shell.share_link
                data-testid="share-link"
                prop:value=move || link.get().unwrap_or_else(|| t.get().shell.share_making.to_owned())
                on:focus=move |_| select()
            />
            <button
                type="button"
                class="btn pri"
                disabled=move || link.with(Option::is_none)
                on:click=copy
            >
                {move || t.get().shell.copy}
            </button>
        </div>
        <p class="q">{move || (t.get().shell.share_length)(&number::int(lang.get(), length() as f64))}</p>
        <Show when=move || { length() > share::LONG }>
            <p class="so">{move || t.get().shell.share_long}</p>
        </Show>
        <button type="button" class="btn" on:click=move |_| room.keeper.download()>
            {move || t.get().shell.save_file}
        </button>
    }
}
