//! Keys of a live board that work wherever the focus is: run, step, undo, and one per component.

use super::add::add_kind;
use crate::desk::Desk;
use crate::i18n::use_lang;
use crate::list::{Form, use_form};
use crate::ui::keys::{is_taken_by_control, on_key};
use crate::view::prelude::*;
use simcore::kinds::KindId;

/// Makes the keys work as long as the current owner lives.
pub fn use_keys(desk: Desk) {
    let (lang, form) = (use_lang(), use_form());
    on_key(move |ev| {
        let command = ev.ctrl_key() || ev.meta_key();
        let key = ev.key();
        let done = match (command, key.to_ascii_lowercase().as_str()) {
            (true, "z") if ev.shift_key() => act(|| desk.redo()),
            (true, "z") => act(|| desk.undo()),
            (true, "y") => act(|| desk.redo()),
            (true, _) => false,
            (false, _) if ev.alt_key() => false,
            (false, " ") if !is_taken_by_control(ev) => act(|| desk.toggle()),
            (false, ".") => act(|| desk.step_event()),
            (false, ",") => act(|| desk.step_back()),
            (false, letter) => match kind_of(letter) {
                // the list has letters of its own
                Some(kind) if !ev.repeat() && form.get_untracked() == Form::Board => {
                    act(|| add_kind(desk, kind, lang.get_untracked()))
                }
                _ => false,
            },
        };
        if done {
            ev.prevent_default();
        }
    });
}

fn act(f: impl FnOnce()) -> bool {
    f();
    true
}

/// The kind that a key adds.
fn kind_of(letter: &str) -> Option<KindId> {
    let mut letters = letter.chars();
    let (Some(c), None) = (letters.next(), letters.next()) else { return None };
    KindId::ALL.iter().copied().find(|k| k.meta().shortcut.is_some_and(|s| s.eq_ignore_ascii_case(&c)))
}
