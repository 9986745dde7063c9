//! The panels around a live board; each takes the [`Desk`](crate::desk::Desk) that it belongs to.
//! None of them knows a kind of component by name: all is drawn from the kinds' own tables.

mod add;
mod dock;
mod files;
mod inspector;
mod kept;
pub mod keys;
mod palette;
pub mod sandbox;
mod share;
pub mod sheet;
mod timeline;
mod traffic;
mod transport;

pub use add::add_kind;
pub use dock::Dock;
pub use files::{FileDialogs, FileRoom, PageDrop};
pub use inspector::Inspector;
pub use kept::KeptDialog;
pub use palette::Palette;
pub use share::ShareDialog;
pub use traffic::TrafficBar;
pub use transport::Transport;
