//! Opening and saving boards: files, links, kept boards. Whatever comes in is salvaged as far as it
//! goes and replaces nothing silently: the board from before stays on the shelf and one undo away.

use super::import_text;
use crate::board::{Board, Msg, Repaired, Selection, share};
use crate::desk::Desk;
use crate::i18n::{Texts, number, use_lang, use_texts};
use crate::keep::{files, sandbox::Keeper};
use crate::ui::dialog::Dialog;
use crate::view::prelude::*;
use lessons::board_file::{Dropped, Refusal};
use wasm_bindgen::JsCast;

/// Findings that a dialog lists at most; the rest is counted.
const LISTED: usize = 12;

/// What has to be told about something that was to be opened.
#[derive(Clone)]
enum Report {
    FileRefused(Refusal),
    LinkRefused(share::Refusal),
    FileDamaged(Vec<Dropped>),
    /// Boards of a file with many, by their place in it.
    SomeRefused(Vec<(usize, Refusal)>),
    LinkRepaired(Repaired),
}

/// The files of one desk: passed by value to whoever opens or saves.
#[derive(Clone, Copy)]
pub struct FileRoom {
    pub desk: Desk,
    pub keeper: Keeper,
    pub sharing: RwSignal<bool>,
    pub kept: RwSignal<bool>,
    pub saving: RwSignal<bool>,
    /// The boards that are saved by name have changed.
    pub library: Trigger,
    report: RwSignal<Option<Report>>,
    lang: RwSignal<crate::i18n::Lang>,
}

impl FileRoom {
    pub fn new(desk: Desk, keeper: Keeper) -> FileRoom {
        FileRoom {
            desk,
            keeper,
            sharing: rw_signal(false),
            kept: rw_signal(false),
            saving: rw_signal(false),
            library: Trigger::new(),
            report: rw_signal(None),
            lang: use_lang(),
        }
    }

    /// The texts now, for messages.
    pub(super) fn texts(self) -> &'static Texts {
        self.lang.get_untracked().texts()
    }

    /// Says why a file was not opened.
    pub fn refuse_file(self, why: Refusal) {
        self.report.set(Some(Report::FileRefused(why)));
    }

    /// Says which boards of a file were not taken, and why.
    pub(super) fn refuse_some(self, which: Vec<(usize, Refusal)>) {
        self.report.set(Some(Report::SomeRefused(which)));
    }

    /// Another board on the desk; the one from before goes to the shelf.
    pub fn put(self, board: Board, says: String) {
        let t = self.lang.get_untracked().texts();
        let before = self.desk.board.with_untracked(|h| h.shared());
        if !before.design.nodes.is_empty() {
            // when it does not fit on the shelf the keeper has said so, and the way back is still here
            let _ = self.keeper.shelve();
        }
        self.desk.send(Msg::Replace(Box::new(board)));
        self.desk.selection.set(Selection::default());
        let back = move || {
            self.desk.send(Msg::Replace(Box::new(Board::clone(&before))));
        };
        self.desk.notices.offer(says, t.shell.take_back.to_owned(), back);
    }

    /// Opens the text of a board file.
    pub fn open_text(self, text: &str) {
        match files::read(text) {
            // a file with many boards is none of them: all go to the saved ones
            Err(Refusal::NotABoard) if text.contains("\"boards\"") => import_text(self, text.to_owned()),
            Err(refusal) => self.report.set(Some(Report::FileRefused(refusal))),
            Ok(opened) => {
                let board = files::board(opened.board);
                let t = self.lang.get_untracked().texts();
                let title = if board.title.is_empty() { t.shell.untitled } else { &board.title };
                let says = (t.shell.opened_file)(title);
                self.put(board, says);
                if !opened.dropped.is_empty() {
                    self.report.set(Some(Report::FileDamaged(opened.dropped)));
                }
            }
        }
    }

    /// Opens a file that the learner gave.
    pub fn open_file(self, file: web_sys::File) {
        leptos::task::spawn_local(async move {
            match files::text_of(file).await {
                Ok(text) => self.open_text(&text),
                Err(refusal) => self.report.set(Some(Report::FileRefused(refusal))),
            }
        });
    }

    /// Opens the data of a share link as a copy.
    pub fn open_link(self, data: &str) {
        let (data, seen) = data.split_once('/').unwrap_or((data, ""));
        match share::open(data) {
            Err(refusal) => self.report.set(Some(Report::LinkRefused(refusal))),
            Ok(opened) => {
                self.put(opened.board, self.lang.get_untracked().texts().shell.opened_copy.to_owned());
                if let Some(seen) = share::Seen::read(seen) {
                    self.desk.set_speed(seen.speed);
                    self.desk.seen.set(Some(seen));
                }
                if !opened.repaired.is_clean() {
                    self.report.set(Some(Report::LinkRepaired(opened.repaired)));
                }
            }
        }
    }

    /// Asks for a file.
    pub fn ask_for_file(self) {
        let input = web_sys::window()
            .and_then(|w| w.document())
            .and_then(|d| d.get_element_by_id("open-file"))
            .and_then(|e| e.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            // the same file again must count as a change
            input.set_value("");
            input.click();
        }
    }
}

/// The hidden file field, and the dialog that says what could not be opened.
#[component]
pub fn FileDialogs(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    let open = derived(move || room.report.with(Option::is_some));
    let close = callback(move |()| room.report.set(None));
    let picked = move |ev: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        if let Some(file) = input.files().and_then(|list| list.get(0)) {
            room.open_file(file);
        }
    };
    let title = move || {
        let texts = t.get();
        let t = &texts.shell;
        match room.report.get() {
            Some(Report::FileDamaged(_) | Report::LinkRepaired(_)) => t.partly_opened,
            Some(Report::LinkRefused(share::Refusal::CutOff { .. })) => t.link_cut,
            Some(Report::SomeRefused(_)) => texts.boards.not_imported,
            _ => t.not_opened,
        }
        .to_owned()
    };
    view! {
        <input
            id="open-file"
            class="aloud"
            type="file"
            accept=".json,application/json"
            tabindex="-1"
            aria-hidden="true"
            data-testid="open-file"
            on:change=picked
        />
        <Dialog open on_close=close title=derived(title)>
            <ReportBody room />
        </Dialog>
    }
}

#[component]
fn ReportBody(room: FileRoom) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let list = move |lines: Vec<String>, about: &'static str| {
        let over = lines.len().saturating_sub(LISTED);
        let rest = (over > 0).then(|| (t.get().shell.and_more)(&number::int(lang.get(), over as f64)));
        let line = |l: String| view! { <li>{l}</li> };
        view! {
            <p>{about}</p>
            <ul class="open-findings">{lines.into_iter().take(LISTED).chain(rest).map(line).collect_view()}</ul>
        }
    };
    let cut = move |arrived: u32, of: u32, board: Board| {
        let part = (t.get().shell.open_part)(board.design.nodes.len() as u32);
        let board = stored(board);
        let take = move |_| {
            room.put(board.get_value(), t.get_untracked().shell.opened_copy.to_owned());
            room.report.set(None);
        };
        view! {
            <p>{(t.get().shell.link_cut_text)(arrived, of)}</p>
            <p class="row">
                <button type="button" class="btn pri" on:click=take>{part}</button>
                <button type="button" class="btn ghost" on:click=move |_| room.report.set(None)>
                    {t.get().shell.keep_mine}
                </button>
            </p>
        }
    };
    move || match room.report.get() {
        None => Dom::default(),
        Some(Report::FileRefused(r)) => view! { <p>{(t.get().errors.refusal)(&r)}</p> },
        Some(Report::LinkRefused(share::Refusal::CutOff { arrived, of, board })) => cut(arrived, of, *board),
        Some(Report::LinkRefused(r)) => view! { <p>{(t.get().errors.link_refusal)(&r)}</p> },
        Some(Report::FileDamaged(d)) => {
            list(d.iter().map(|d| (t.get().errors.dropped)(d)).collect(), t.get().shell.partly_text)
        }
        Some(Report::SomeRefused(r)) => {
            let line =
                |(n, why): &(usize, Refusal)| (t.get().boards.nth_board)(*n, &(t.get().errors.refusal)(why));
            list(r.iter().map(line).collect(), "")
        }
        Some(Report::LinkRepaired(r)) => list((t.get().errors.repaired)(r), t.get().shell.partly_text),
    }
}

/// A file dragged onto the page is opened.
#[component]
pub fn PageDrop(room: FileRoom) -> impl IntoView {
    let t = use_texts();
    let over = rw_signal(false);
    let has_files = |ev: &web_sys::DragEvent| {
        ev.data_transfer()
            .is_some_and(|d| d.types().iter().any(|t| t.as_string().as_deref() == Some("Files")))
    };
    let dragging = window_event_listener(leptos::ev::dragover, move |ev| {
        if crate::rescue::is_alive() && has_files(&ev) {
            ev.prevent_default();
            over.set(true);
        }
    });
    let leaving = window_event_listener(leptos::ev::dragleave, move |ev| {
        if crate::rescue::is_alive() && ev.related_target().is_none() {
            over.set(false);
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |ev| {
        if !crate::rescue::is_alive() || !has_files(&ev) {
            return;
        }
        ev.prevent_default();
        over.set(false);
        let file = ev.data_transfer().and_then(|d| d.files()).and_then(|f| f.get(0));
        if let Some(file) = file {
            room.open_file(file);
        }
    });
    on_cleanup(move || {
        dragging.remove();
        leaving.remove();
        dropped.remove();
    });
    view! {
        <Show when=move || over.get()>
            <div class="drop-here">{move || t.get().shell.drop_here}</div>
        </Show>
    }
}
