//! Light and dark.

use crate::view::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub const fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_name(name: &str) -> Option<Theme> {
        [Theme::Light, Theme::Dark].into_iter().find(|t| t.name() == name)
    }

    pub const fn other(self) -> Theme {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        }
    }

    /// What the system prefers.
    pub fn of_system() -> Theme {
        let query =
            web_sys::window().and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten());
        if query.is_some_and(|q| q.matches()) { Theme::Dark } else { Theme::Light }
    }
}

#[derive(Clone, Copy)]
struct ThemeContext(RwSignal<Theme>);

/// Makes the theme available to everything below the current owner.
pub fn provide_theme(theme: RwSignal<Theme>) {
    provide_context(ThemeContext(theme));
}

/// The theme; canvases redraw when it changes, since they read its colours.
pub fn use_theme() -> RwSignal<Theme> {
    use_context::<ThemeContext>().map_or_else(|| rw_signal(Theme::Light), |c| c.0)
}
