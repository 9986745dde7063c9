//! What is kept in the browser, and what is carried out of it as files.
//!
//! Invariants: a save never overwrites one that this tab has not seen; the save before survives a
//! browser that is killed while writing; what does not fit is said, never swallowed.

pub mod bundle;
pub mod document;
pub mod files;
pub mod json;
pub mod library;
mod mirror;
pub mod past;
pub mod sandbox;
pub mod settings;
pub mod shelf;
pub mod slots;
pub mod store;
pub mod verdict;

/// Milliseconds since 1970, as the machine's clock says.
pub fn wall_ms() -> u64 {
    js_sys::Date::now().max(0.0) as u64
}

/// A number that tells this tab from others.
pub fn tab_number() -> u64 {
    (js_sys::Math::random() * 9e15) as u64 + 1
}
