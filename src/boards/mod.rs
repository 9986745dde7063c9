//! `#/boards`: the boards that were saved by name, and everything that is ready to start from.

mod card;
mod ready;

use crate::app::{Route, use_page_title};
use crate::i18n;
use crate::keep::library::{self, Entry, Order, Trouble};
use crate::keep::{bundle, files};
use crate::panels::{FileRoom, import_text};
use crate::ui::Icon;
use crate::ui::segmented::Segmented;
use crate::view::prelude::*;
use card::Card;
use leptos::html;
use leptos::task::spawn_local;
use ready::ReadyBoards;

/// What the cards share.
#[derive(Clone, Copy)]
struct Shelf {
    room: FileRoom,
    /// Nothing before the browser has answered.
    list: RwSignal<Option<Result<Vec<Entry>, Trouble>>>,
    /// The board whose name is being changed.
    renaming: RwSignal<Option<String>>,
}

impl Shelf {
    /// Looks again.
    fn look(self) {
        spawn_local(async move {
            let found = library::all().await;
            // nobody is left to see it when the page was left meanwhile
            let _ = self.list.try_set(Some(found));
        });
    }

    /// Does something with the database; says when it could not be done, and looks again.
    fn work(self, work: impl Future<Output = Result<(), Trouble>> + 'static, done: Option<String>) {
        spawn_local(async move {
            match work.await {
                Ok(()) => done.into_iter().for_each(|text| self.room.desk.notify(text)),
                Err(why) => self.room.say_trouble(why),
            }
            self.look();
        });
    }

    fn entries(self) -> Vec<Entry> {
        self.list.with_untracked(|l| l.as_ref().and_then(|r| r.as_ref().ok()).cloned()).unwrap_or_default()
    }
}

/// What there is to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Looking,
    Refused(Trouble),
    Empty,
    Some,
}

/// The page.
#[component]
pub fn BoardsPage(room: FileRoom) -> impl IntoView {
    let t = i18n::use_texts();
    use_page_title(move || t.get().boards.title.to_owned());
    let shelf = Shelf { room, list: rw_signal(None), renaming: rw_signal(None) };
    let order = rw_signal(Order::default());
    shelf.look();
    // another tab may have saved meanwhile
    let focus = window_event_listener_untyped("focus", move |_| shelf.look());
    on_cleanup(move || focus.remove());
    effect(move || {
        room.library.track();
        shelf.look();
    });
    let sorted = move || {
        let mut list = match shelf.list.get() {
            Some(Ok(list)) => list,
            _ => Vec::new(),
        };
        order.get().sort(&mut list);
        list
    };
    let state = memo(move || {
        shelf.list.with(|l| match l {
            None => State::Looking,
            Some(Err(why)) => State::Refused(*why),
            Some(Ok(list)) if list.is_empty() => State::Empty,
            Some(Ok(_)) => State::Some,
        })
    });
    view! {
        <main id="content" class="gallery boards" tabindex="-1" data-testid="boards">
            <header class="gal-head">
                <h1>{move || t.get().boards.title}</h1>
                <p>{move || t.get().boards.lead}</p>
            </header>
            <Actions shelf order />
            {move || match state.get() {
                State::Looking => view! { <p role="status">{t.get().boards.loading}</p> },
                State::Refused(why) => view! { <p class="so" role="alert">{(t.get().boards.trouble)(why)}</p> },
                State::Empty => view! { <Empty /> },
                State::Some => view! {
                    <ul class="gal-cards" data-testid="saved-boards">
                        <For each=sorted key=|e| (e.key.clone(), e.saved.seq) let:entry>
                            <Card shelf entry />
                        </For>
                    </ul>
                },
            }}
            <ReadyBoards room />
        </main>
    }
}

#[component]
fn Actions(shelf: Shelf, order: RwSignal<Order>) -> impl IntoView {
    let t = i18n::use_texts();
    let field: NodeRef<html::Input> = NodeRef::new();
    let ask = move |_| {
        if let Some(field) = field.get_untracked() {
            // the same file again must count as a change
            field.set_value("");
            field.click();
        }
    };
    let picked = move |ev: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        let Some(file) = input.files().and_then(|list| list.get(0)) else { return };
        spawn_local(async move {
            match files::text_within(file, bundle::MAX_BYTES as f64).await {
                Ok(text) => import_text(shelf.room, text),
                Err(refusal) => shelf.room.refuse_file(refusal),
            }
        });
    };
    let export = move |_| {
        let all = shelf.entries();
        let texts: Vec<(u64, &str)> = all.iter().map(|e| (e.saved.at_ms, e.saved.text.as_str())).collect();
        shelf.room.hand_out(&bundle::write(&texts));
    };
    let some = move || shelf.list.with(|l| matches!(l, Some(Ok(list)) if !list.is_empty()));
    let orders = move || t.get().boards.orders.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let chosen = move || Order::ALL.iter().position(|o| *o == order.get());
    view! {
        <div class="row wrap">
            <Show when=some>
                <Segmented
                    label=derived(move || t.get().boards.order.to_owned())
                    options=derived(orders)
                    value=derived(chosen)
                    on_pick=callback(move |i: usize| order.set(Order::ALL[i]))
                />
            </Show>
            <button type="button" class="btn" on:click=ask>
                <Icon name="open" small=true />
                {move || t.get().boards.import}
            </button>
            <Show when=some>
                <button type="button" class="btn" on:click=export>
                    <Icon name="download" small=true />
                    {move || t.get().boards.export_all}
                </button>
            </Show>
            <input
                node_ref=field
                class="aloud"
                type="file"
                accept=".json,application/json"
                tabindex="-1"
                aria-hidden="true"
                data-testid="import-file"
                on:change=picked
            />
        </div>
    }
}

#[component]
fn Empty() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <section class="boards-none" data-testid="no-boards">
            <h2>{move || t.get().boards.none}</h2>
            <p>{move || t.get().boards.none_text}</p>
            <p class="row wrap">
                <a class="btn pri" href=Route::Sandbox.href()>{move || t.get().boards.to_sandbox}</a>
                <a class="btn" href=Route::Systems.href()>{move || t.get().boards.systems}</a>
            </p>
        </section>
    }
}
