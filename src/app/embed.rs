//! `?embed`, and any page that is shown in a frame: only the board, its traffic and its run, and a link to the
//! whole. Nothing that the visitor has saved is read or written here, so that a page around it that means harm
//! has nothing to lay its buttons over.

use super::route::use_route;
use super::{Route, first_board};
use crate::board::{Board, share};
use crate::canvas::BoardView;
use crate::content;
use crate::desk::{Desk, Locks};
use crate::i18n::{use_lang, use_texts};
use crate::keep::files;
use crate::panels::{TrafficBar, Transport, keys::use_keys};
use crate::ui::notice::NoticeBoard;
use crate::view::prelude::*;
use leptos::task::spawn_local;

const QUESTION: &str = "embed";

/// Is the page to be shown so?
pub(super) fn is_embedded() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let asked = window.location().search().ok().and_then(|s| web_sys::UrlSearchParams::new_with_str(&s).ok());
    let framed = window.top().ok().flatten().is_none_or(|top| !js_sys::Object::is(&top, &window));
    framed || asked.is_some_and(|q| q.has(QUESTION))
}

/// The address of the same board in the whole page.
fn whole() -> String {
    let url =
        web_sys::window().and_then(|w| w.location().href().ok()).and_then(|h| web_sys::Url::new(&h).ok());
    url.map_or_else(String::new, |url| {
        url.search_params().delete(QUESTION);
        url.href()
    })
}

#[component]
pub(super) fn EmbedPage() -> impl IntoView {
    let (t, lang, route) = (use_texts(), use_lang(), use_route());
    let desk = Desk::new(Board::default());
    // the traffic is the visitor's to change, the design is not
    desk.locks.set(Locks { structure_locked: true, ..Locks::default() });
    use_keys(desk);
    let trouble = rw_signal(None::<String>);
    let address = rw_signal(whole());
    effect(move || {
        let texts = lang.get().texts();
        let lang = lang.get();
        address.set(whole());
        trouble.set(None);
        match route.get() {
            Route::Shared(data) => {
                let (data, seen) = data.split_once('/').unwrap_or((&data, ""));
                match share::open(data) {
                    Ok(opened) => desk.load(opened.board),
                    Err(share::Refusal::CutOff { board, .. }) => desk.load(*board),
                    Err(why) => trouble.set(Some((texts.errors.link_refusal)(&why))),
                }
                if let Some(seen) = share::Seen::read(seen) {
                    desk.set_speed(seen.speed);
                    desk.seen.set(Some(seen));
                }
            }
            Route::System(slug) => spawn_local(async move {
                match content::gallery::system(&slug, lang).await {
                    Ok(ready) => desk.load(files::board(ready.board)),
                    Err(_) => {
                        let _ = trouble.try_set(Some(texts.gallery.missing.to_owned()));
                    }
                }
            }),
            _ => desk.load(first_board(lang)),
        }
    });
    let title = memo(move || desk.board.with(|h| h.board().title.clone()));
    effect(move || {
        if let Some(document) = web_sys::window().and_then(|w| w.document()) {
            document.set_title(&format!("{} - Escala", title.get()));
        }
    });
    view! {
        <div class="embed" data-testid="embed">
            <TrafficBar desk />
            <main id="content" class="bd" tabindex="-1">
                <h1 class="aloud">{move || title.get()}</h1>
                <Show when=move || trouble.with(Option::is_some)>
                    <p class="embed-trouble so" role="alert">{move || trouble.get()}</p>
                </Show>
                <BoardView desk />
            </main>
            <Transport desk />
            <footer class="embed-foot">
                <b class="grow">{move || title.get()}</b>
                <a class="btn" href=move || address.get() target="_blank" rel="noopener" data-testid="open-whole">
                    {move || t.get().boards.open_whole}
                </a>
            </footer>
        </div>
        <NoticeBoard />
    }
}
