//! The sandbox's board is saved by itself, and found again at the next visit.

use super::document::{Document, Outcome};
use super::slots::Saved;
use super::store::{Browser, StoreError};
use super::{files, mirror, shelf, tab_number, wall_ms};
use crate::board::{Board, Msg};
use crate::desk::Desk;
use crate::i18n::{Texts, use_lang};
use crate::view::prelude::*;
use gloo::timers::callback::Timeout;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;

/// A burst of edits is saved once, this long after its last one at most, in milliseconds.
const DEBOUNCE_MS: u32 = 400;

/// Whether the work is safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing to save yet.
    #[default]
    Fresh,
    /// Changed, not yet written.
    Pending,
    Saved,
    /// On the shelf: another tab holds the document.
    Aside,
    /// Not written: no room or no storage.
    Failed,
}

struct Inner {
    document: Document,
    timer: Option<Timeout>,
    /// The storage was full once, and the learner was told.
    told: bool,
}

/// Saves the board of a desk.
#[derive(Clone, Copy)]
pub struct Keeper {
    pub state: RwSignal<SaveState>,
    desk: Desk,
    texts: Signal<&'static Texts>,
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
}

/// What was found of the last visit.
pub struct Found {
    pub document: Document,
    pub board: Option<Board>,
    /// The save could not be read whole: it is on the shelf as it was, for the version that wrote it.
    pub shelved: bool,
}

/// Looks for the board of the last visit.
pub fn open() -> Found {
    let (document, text) = Document::open(&Browser, tab_number());
    let Some(text) = text else { return Found { document, board: None, shelved: false } };
    let opened = files::read(&text).ok();
    let whole = opened.as_ref().is_some_and(|o| o.dropped.is_empty());
    if !whole {
        // saving goes on over the document; what this version cannot read must outlive that
        let _ = shelf::put(&Browser, document.tab(), wall_ms(), &text);
    }
    Found { document, board: opened.map(|o| files::board(o.board)), shelved: !whole }
}

impl Keeper {
    /// Saves from now on, after every change.
    pub fn new(desk: Desk, document: Document) -> Keeper {
        let lang = use_lang();
        let inner = Inner { document, timer: None, told: false };
        let keeper = Keeper {
            state: rw_signal(SaveState::Fresh),
            desk,
            texts: derived(move || lang.get().texts()),
            inner: StoredValue::new_local(Rc::new(RefCell::new(inner))),
        };
        Effect::watch(
            // the board of another time is looked at, not kept
            move || desk.board.with(|h| h.newest_shared()),
            move |now, before, _| {
                if before.is_none_or(|b| !std::sync::Arc::ptr_eq(now, b) && **now != **b) {
                    keeper.touch();
                }
            },
            false,
        );
        let storage = window_event_listener_untyped("storage", move |_| keeper.look_around());
        // the last chance before the tab goes away
        let hide = window_event_listener_untyped("pagehide", move |_| keeper.flush());
        on_cleanup(move || {
            storage.remove();
            hide.remove();
        });
        keeper
    }

    fn with<T>(self, f: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        let inner = self.inner.try_with_value(Rc::clone)?;
        let mut inner = inner.try_borrow_mut().ok()?;
        Some(f(&mut inner))
    }

    /// The text of the board as it is now.
    pub fn text(self) -> String {
        files::write(&self.desk.board.with_untracked(|h| h.newest_shared()))
    }

    fn touch(self) {
        self.state.set(SaveState::Pending);
        self.with(|inner| {
            let keeper = self;
            if inner.timer.is_none() {
                inner.timer = Some(Timeout::new(DEBOUNCE_MS, move || keeper.flush()));
            }
        });
    }

    /// Writes what is not yet written.
    pub fn flush(self) {
        if !crate::rescue::is_alive() || self.state.try_get_untracked() != Some(SaveState::Pending) {
            return;
        }
        let text = self.text();
        let outcome = self.with(|inner| {
            inner.timer = None;
            let was_aside = inner.document.is_aside();
            let done = inner.document.save(&Browser, wall_ms(), &text);
            // what is full after there was room is news again
            inner.told &= done.is_err();
            (was_aside, done)
        });
        match outcome {
            Some((_, Ok(Outcome::Saved))) => {
                self.state.set(SaveState::Saved);
                if let Some(saved) = self.with(|inner| inner.document.newest(&Browser)).flatten() {
                    // a second copy: where there is no database, there is the first
                    spawn_local(async move {
                        let _ = mirror::put(&saved).await;
                    });
                }
            }
            Some((was_aside, Ok(Outcome::Aside))) => {
                self.state.set(SaveState::Aside);
                let tab = self.with(|inner| inner.document.tab()).unwrap_or_default();
                spawn_local(async move {
                    let _ = mirror::put_aside(&Saved { seq: 0, tab, at_ms: wall_ms(), text }).await;
                });
                if !was_aside {
                    self.say_other_tab();
                }
            }
            Some((_, Err(e))) => self.say_failed(e),
            None => {}
        }
    }

    /// Brings back what a browser that was killed had not yet written down.
    pub fn recover(self) {
        spawn_local(async move {
            for aside in mirror::aside().await.unwrap_or_default() {
                if shelf::own_at(&Browser, aside.tab).is_some_and(|at| at >= aside.at_ms) {
                    // the storage has it: what is thrown away from now on does not come back
                    let _ = mirror::forget_aside(aside.tab).await;
                } else {
                    let _ = shelf::put_own(&Browser, aside.tab, aside.at_ms, &aside.text);
                }
            }
            let Ok(Some(last)) = mirror::get().await else { return };
            if self.with(|inner| inner.document.adopt(&Browser, &last)) != Some(true) {
                return;
            }
            let fresh = self.state.try_get_untracked() == Some(SaveState::Fresh);
            match files::read(&last.text).ok().filter(|_| fresh) {
                Some(opened) => {
                    self.desk.send(Msg::Replace(Box::new(files::board(opened.board))));
                    self.desk.notify(self.texts.get_untracked().errors.recovered.to_owned());
                }
                // edited already, or of another version: it waits for who can read it
                None => {
                    let _ = shelf::put(&Browser, last.tab, last.at_ms, &last.text);
                }
            }
        });
    }

    /// Puts the present board on the shelf, before another one takes its place.
    pub fn shelve(self) -> Result<(), StoreError> {
        let tab = self.with(|inner| inner.document.tab()).unwrap_or_default();
        let text = self.text();
        let result = shelf::put(&Browser, tab, wall_ms(), &text);
        if let Err(e) = result {
            self.say_failed(e);
        }
        result
    }

    /// Another tab has written something.
    fn look_around(self) {
        let news = self.with(|inner| !inner.document.is_aside() && inner.document.is_behind(&Browser));
        if crate::rescue::is_alive() && news == Some(true) && self.state.get_untracked() != SaveState::Aside {
            self.state.set(SaveState::Pending);
            self.flush();
        }
    }

    fn say_other_tab(self) {
        let t = &self.texts.get_untracked().errors;
        let take = move || {
            let text = self.text();
            let done = self.with(|inner| inner.document.take_over(&Browser, wall_ms(), &text));
            match done {
                Some(Ok(())) => self.state.set(SaveState::Saved),
                Some(Err(e)) => self.say_failed(e),
                None => {}
            }
        };
        self.desk.notices.offer(t.other_tab.to_owned(), t.other_tab_take.to_owned(), take);
    }

    fn say_failed(self, why: StoreError) {
        self.state.set(SaveState::Failed);
        let told = self.with(|inner| std::mem::replace(&mut inner.told, true));
        if told == Some(true) {
            return;
        }
        let t = self.texts.get_untracked();
        let text = match why {
            StoreError::Full => t.errors.storage_full,
            StoreError::Unavailable => t.errors.storage_missing,
        };
        let save = move || self.download();
        self.desk.notices.offer(text.to_owned(), t.shell.save_file.to_owned(), save);
    }

    /// Hands the board to the learner as a file.
    pub fn download(self) {
        let title = self.desk.board.with_untracked(|h| h.board().title.clone());
        if files::download(&files::file_name(&title), &self.text()).is_err() {
            self.desk.notify(self.texts.get_untracked().errors.file_not_written.to_owned());
        }
    }
}

/// Takes a board off the shelf for good, with the copy that a tab has made of it.
pub fn throw_away(key: &str) {
    if let Some(tab) = shelf::remove(&Browser, key) {
        spawn_local(async move {
            let _ = mirror::forget_aside(tab).await;
        });
    }
}
