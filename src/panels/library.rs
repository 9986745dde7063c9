//! Saving the present board by name, and taking boards of a file among the saved ones.

use super::FileRoom;
use crate::app::{Route, go};
use crate::board::Msg;
use crate::i18n::use_texts;
use crate::keep::library::{self, Entry, Trouble};
use crate::keep::{bundle, files, wall_ms};
use crate::ui::dialog::Dialog;
use crate::view::prelude::*;
use leptos::html;
use leptos::task::spawn_local;

impl FileRoom {
    /// Says why the saved boards could not be changed, and offers a file in their place.
    pub fn say_trouble(self, why: Trouble) {
        let t = self.texts();
        let save = move || self.keeper.download();
        self.desk.notices.offer((t.boards.trouble)(why).to_owned(), t.boards.to_file.to_owned(), save);
    }

    /// Puts a board back that was deleted.
    pub fn bring_back(self, entry: Entry) {
        spawn_local(async move {
            if let Err(why) = library::restore(&entry).await {
                self.say_trouble(why);
            }
            self.library.notify();
        });
    }

    /// Hands many boards to the learner, in as many files as they need.
    pub fn hand_out(self, texts: &[String]) {
        for (i, text) in texts.iter().enumerate() {
            let number = if i == 0 { String::new() } else { format!("-{}", i + 1) };
            if files::download(&format!("escala{number}.boards.json"), text).is_err() {
                self.desk.notify(self.texts().errors.file_not_written.to_owned());
            }
        }
    }

    /// Saves the present board under a name: as another one, or in place of one that was saved.
    fn save_as(self, name: String, place: Option<Entry>) {
        self.desk.send(Msg::SetTitle(name));
        let board = self.desk.board.with_untracked(|h| h.shared());
        let text = files::write(&board);
        let entry =
            place.as_ref().map_or_else(|| Entry::new(text.clone(), wall_ms()), |e| e.next(text.clone()));
        let title = board.title.clone();
        spawn_local(async move {
            match library::put(&[entry]).await {
                Ok(()) => {
                    self.saving.set(false);
                    let t = self.texts();
                    let show = || go(&Route::Boards);
                    self.desk.notices.offer((t.boards.saved)(&title), t.boards.show.to_owned(), show);
                }
                Err(why) => self.say_trouble(why),
            }
            self.library.notify();
        });
    }
}

/// Adds every board of a file to the saved ones; those that are there already are not added twice.
pub fn import_text(room: FileRoom, text: String) {
    let read = match bundle::read(&text, wall_ms()) {
        Ok(read) => read,
        Err(refusal) => return room.refuse_file(refusal),
    };
    let refused = read.refused;
    let found = read.boards.into_iter().map(|(at, opened)| (at, files::write(&files::board(opened.board))));
    let found: Vec<(u64, String)> = found.collect();
    spawn_local(async move {
        let t = room.texts();
        let added = async {
            let all = library::all().await?;
            let known = |text: &str| all.iter().any(|e| e.saved.text == text);
            let new = found.into_iter().filter(|(_, text)| !known(text));
            let new: Vec<Entry> = new.map(|(at, text)| Entry::new(text, at)).collect();
            library::put(&new).await.map(|()| new.len())
        };
        match added.await {
            Ok(0) if refused.is_empty() => room.desk.notify(t.boards.import_same.to_owned()),
            Ok(0) => {}
            Ok(n) => room
                .desk
                .notices
                .offer((t.boards.imported)(n), t.boards.show.to_owned(), || go(&Route::Boards)),
            Err(why) => room.say_trouble(why),
        }
        room.library.notify();
        if !refused.is_empty() {
            room.refuse_some(refused);
        }
    });
}

/// `Save as`: a name, and what to do when it is taken.
#[component]
pub fn SaveDialog(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    view! {
        <Dialog
            open=room.saving
            on_close=callback(move |()| room.saving.set(false))
            title=derived(move || t.get().boards.save_as.to_owned())
        >
            <SaveBody room />
        </Dialog>
    }
}

#[component]
fn SaveBody(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    let field: NodeRef<html::Input> = NodeRef::new();
    let known = rw_signal(Vec::<Entry>::new());
    let name = rw_signal(room.desk.board.with_untracked(|h| h.board().title.clone()));
    spawn_local(async move {
        // what cannot be looked up is told by the save itself
        if let Ok(all) = library::all().await {
            let _ = known.try_set(all);
        }
    });
    effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let written = move || {
        let name = name.get();
        let name = name.trim();
        if name.is_empty() { t.get().shell.untitled.to_owned() } else { name.to_owned() }
    };
    let taken = memo(move || {
        let name = written();
        known.with(|all| all.iter().find(|e| e.title == name).cloned())
    });
    let save = move || {
        if taken.get_untracked().is_none() {
            room.save_as(untrack(written), None);
        }
    };
    let both = move |_| {
        let title = known.with_untracked(|all| library::fresh_title(all, &untrack(written)));
        room.save_as(title, None);
    };
    let replace = move |_| room.save_as(untrack(written), taken.get_untracked());
    let key = move |ev: web_sys::KeyboardEvent| {
        if ev.key() == "Enter" {
            ev.prevent_default();
            save();
        }
    };
    view! {
        <p class="prose">{move || t.get().boards.save_text}</p>
        <input
            node_ref=field
            class="field"
            type="text"
            maxlength="200"
            autocomplete="off"
            aria-label=move || t.get().boards.name
            data-testid="save-name"
            prop:value=name.get_untracked()
            on:input=move |ev| name.set(event_target_value(&ev))
            on:keydown=key
        />
        <Show when=move || taken.with(Option::is_none)>
            <p class="row wrap">
                <button type="button" class="btn pri" on:click=move |_| save()>{move || t.get().boards.save}</button>
                <button type="button" class="btn" on:click=move |_| room.keeper.download()>
                    {move || t.get().boards.to_file}
                </button>
            </p>
        </Show>
        <Show when=move || taken.with(Option::is_some)>
            <p class="so" role="status">{move || t.get().boards.name_taken}</p>
            <p class="row wrap">
                <button type="button" class="btn pri" on:click=both>{move || t.get().boards.keep_both}</button>
                <button type="button" class="btn" on:click=replace>{move || t.get().boards.replace}</button>
            </p>
        </Show>
    }
}
