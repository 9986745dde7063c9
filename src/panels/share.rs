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

/// The address of this page with another question and route in place of its own.
fn address(question: &str, hash: &str) -> String {
    let location = web_sys::window().map(|w| w.location());
    let part = |f: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location.as_ref().and_then(|l| f(l).ok()).unwrap_or_default()
    };
    format!("{}{}{question}{hash}", part(web_sys::Location::origin), part(web_sys::Location::pathname))
}

/// What a page writes to show the board in a frame.
fn embed_code(address: &str, title: &str) -> String {
    let plain = |text: &str| {
        text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
    };
    let (address, title) = (plain(address), plain(title));
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"520\" loading=\"lazy\"></iframe>"
    )
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
    let packed = rw_signal(None::<String>);
    let as_seen = rw_signal(false);
    let desk = room.desk;
    let board = desk.board.with_untracked(|h| h.shared());
    let title = board.title.clone();
    leptos::task::spawn_local(async move {
        let made = data(&board).await;
        // the dialog may have been closed meanwhile
        let _ = packed.try_set(Some(made));
    });
    let seen = move || {
        let (view, size) = (desk.view.get_untracked(), crate::canvas::view_size());
        share::Seen::of(view, size, desk.speed.get_untracked()).text()
    };
    let link = memo(move || {
        let packed = packed.get()?;
        Some(match as_seen.get() {
            true => address(&format!("?lang={}", lang.get().code()), &format!("#/b/{packed}/{}", seen())),
            false => address("", &format!("#/b/{packed}")),
        })
    });
    let code = memo(move || {
        let packed = packed.get()?;
        let question = format!("?embed&lang={}", lang.get().code());
        let seen = if as_seen.get() { format!("/{}", seen()) } else { String::new() };
        Some(embed_code(&address(&question, &format!("#/b/{packed}{seen}")), &title))
    });
    let length = move || link.with(|l| l.as_ref().map_or(0, String::len));
    view! {
        <p class="prose">{move || t.get().shell.share_text}</p>
        <CopyRow
            room
            text=link
            label=derived(move || t.get().shell.share_link)
            button=derived(move || t.get().shell.copy)
            mark="share-link"
        />
        <label class="row share-view">
            <input
                type="checkbox"
                data-testid="share-view"
                prop:checked=move || as_seen.get()
                on:change=move |ev| as_seen.set(event_target_checked(&ev))
            />
            {move || t.get().boards.with_view}
        </label>
        <p class="q">{move || (t.get().shell.share_length)(&number::int(lang.get(), length() as f64))}</p>
        <Show when=move || { length() > share::LONG }>
            <p class="so">{move || t.get().shell.share_long}</p>
        </Show>
        <button type="button" class="btn" on:click=move |_| room.keeper.download()>
            {move || t.get().shell.save_file}
        </button>
        <details class="share-embed">
            <summary>{move || t.get().boards.embed}</summary>
            <p class="prose">{move || t.get().boards.embed_text}</p>
            <CopyRow
                room
                text=code
                label=derived(move || t.get().boards.embed_code)
                button=derived(move || t.get().boards.copy_code)
                mark="embed-code"
            />
        </details>
    }
}

/// A text that is there to be copied.
#[component]
fn CopyRow(
    room: FileRoom,
    text: Memo<Option<String>>,
    label: Signal<&'static str>,
    button: Signal<&'static str>,
    mark: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let field: NodeRef<html::Input> = NodeRef::new();
    let select = move || {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let copy = move |_| {
        select();
        let Some(text) = text.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let t = &t.get_untracked().shell;
            let done = crate::ui::copy_text(&text).await;
            room.desk.notify(if done { t.copied } else { t.not_copied }.to_owned());
        });
    };
    view! {
        <div class="row">
            <input
                node_ref=field
                class="field grow"
                type="text"
                readonly
                aria-label=move || label.get()
                data-testid=mark
                prop:value=move || text.get().unwrap_or_else(|| t.get().shell.share_making.to_owned())
                on:focus=move |_| select()
            />
            <button type="button" class="btn pri" disabled=move || text.with(Option::is_none) on:click=copy>
                {move || button.get()}
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::embed_code;

    #[test]
    fn a_hostile_title_stays_within_its_attribute() {
        let code = embed_code("https://a.b/?embed&lang=en#/b/1.x", "\"><script>go()</script>");
        assert_eq!(
            code,
            "<iframe src=\"https://a.b/?embed&amp;lang=en#/b/1.x\" \
             title=\"&quot;&gt;&lt;script&gt;go()&lt;/script&gt;\" width=\"100%\" height=\"520\" \
             loading=\"lazy\"></iframe>"
        );
    }
}
