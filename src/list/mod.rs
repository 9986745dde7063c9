//! The board as a list: every station, region and zone is a row of a treegrid, in the order of the
//! flow, with the same figures as the canvas and the same edits.
//!
//! The open row is the selected one, so that whoever changes between board and list goes on where
//! they were. Rows show new numbers twice a second and never move the focus; when the row with the
//! focus goes away, the focus goes to its neighbour.

mod acts;
mod aloud;
mod cells;
mod choices;
mod detail;
mod form;
mod happening;
mod keys;
mod links;
mod notes;
mod picker;
mod row;
mod state;
mod view;

pub use aloud::Aloud;
pub use cells::Word;
pub use form::{Form, FormSwitch, provide_form, use_form};
pub use view::ListView;
