//! The panels around a live board; each takes the [`Desk`] that it belongs to.

use crate::desk::Desk;
use leptos::prelude::*;

#[component]
pub fn Palette(desk: Desk) -> impl IntoView {
    let _ = desk;
}

#[component]
pub fn Inspector(desk: Desk) -> impl IntoView {
    let _ = desk;
}

#[component]
pub fn Transport(desk: Desk) -> impl IntoView {
    let _ = desk;
}

#[component]
pub fn TrafficBar(desk: Desk) -> impl IntoView {
    let _ = desk;
}

#[component]
pub fn Dock(desk: Desk) -> impl IntoView {
    let _ = desk;
}
