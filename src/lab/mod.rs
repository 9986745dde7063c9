//! The laboratory.

use leptos::prelude::*;

/// `#/lab`
#[component]
pub fn LabPage() -> impl IntoView {}
