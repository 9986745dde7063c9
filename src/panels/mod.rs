//! The panels around a live board; each takes the [`Desk`](crate::desk::Desk) that it belongs to.
//! None of them knows a kind of component by name: all is drawn from the kinds' own tables.

mod add;
mod chaos;
mod dock;
mod files;
mod findings;
mod flags;
mod inspector;
mod kept;
pub mod keys;
mod library;
mod palette;
mod passage;
pub mod sandbox;
mod share;
pub mod sheet;
mod strength;
mod timeline;
mod traffic;
pub mod transport;

pub use add::{add_kind, add_note, add_place, free_place};
pub use chaos::{ChaosDialog, break_now};
pub use dock::Dock;
pub use files::{FileDialogs, FileRoom, PageDrop};
pub use findings::Findings;
pub use inspector::{Faults, Inspector, Live, ParamRow, Place, PlaceCard, StandsIn};
pub use kept::KeptDialog;
pub use library::{SaveDialog, import_text};
pub use palette::{Palette, folded};
pub use share::ShareDialog;
pub use traffic::{TrafficBar, step_traffic};
pub use transport::Transport;
