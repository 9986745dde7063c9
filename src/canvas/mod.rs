//! The board as seen.

use crate::desk::Desk;
use leptos::prelude::*;

#[component]
pub fn BoardView(desk: Desk) -> impl IntoView {
    let _ = desk;
}
