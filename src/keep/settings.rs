//! The choices that outlive a visit: language and theme.

use super::store::{Browser, Store};
use crate::i18n::Lang;
use crate::ui::theme::Theme;

const LANG: &str = "escala/lang";
const THEME: &str = "escala/theme";

/// The language of `?lang=` or of the hash, else the chosen one, else the first of the browser's
/// that is ours, else English.
pub fn language() -> Lang {
    let asked = web_sys::window()
        .and_then(|w| w.location().search().ok())
        .and_then(|s| web_sys::UrlSearchParams::new_with_str(&s).ok())
        .and_then(|p| p.get("lang"))
        .and_then(|tag| Lang::from_tag(&tag));
    let chosen = || Browser.get(LANG).and_then(|tag| Lang::from_tag(&tag));
    let browsers = || {
        let list = web_sys::window()?.navigator().languages();
        list.iter().filter_map(|l| l.as_string()).find_map(|tag| Lang::from_tag(&tag))
    };
    asked.or_else(chosen).or_else(browsers).unwrap_or_default()
}

pub fn keep_language(lang: Lang) {
    // a browser without storage asks again next time: nothing to tell
    let _ = Browser.set(LANG, lang.code());
}

/// The chosen theme; `None` follows the system.
pub fn theme() -> Option<Theme> {
    Browser.get(THEME).and_then(|t| Theme::from_name(&t))
}

pub fn keep_theme(theme: Theme) {
    let _ = Browser.set(THEME, theme.name());
}
