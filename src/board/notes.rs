//! Notes on the board. A note is known by its number in the list.

use super::{Board, Effect, MAX_NOTES, Note, snap};

const DRAWN: Effect =
    Effect { changed: true, simulated_changed: false, restart: false, added: None, added_place: None };

impl Board {
    /// The same board with these notes, mended and as many as there may be.
    #[must_use]
    pub fn with_notes(mut self, notes: Vec<Note>) -> Board {
        self.notes = notes.iter().take(MAX_NOTES).map(Note::mended).collect();
        self
    }

    pub(super) fn add_note(&mut self, note: &Note) -> Effect {
        if self.notes.len() >= MAX_NOTES {
            return Effect::default();
        }
        self.notes.push(on_grid(note));
        DRAWN
    }

    pub(super) fn set_note(&mut self, index: usize, note: &Note) -> Effect {
        let note = on_grid(note);
        match self.notes.get_mut(index).filter(|n| **n != note) {
            Some(slot) => {
                *slot = note;
                DRAWN
            }
            None => Effect::default(),
        }
    }

    pub(super) fn remove_note(&mut self, index: usize) -> Effect {
        if index >= self.notes.len() {
            return Effect::default();
        }
        self.notes.remove(index);
        DRAWN
    }
}

fn on_grid(note: &Note) -> Note {
    Note { at: note.at.map(snap), size: note.size.map(snap), text: note.text.clone() }.mended()
}
