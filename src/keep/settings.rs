//! The choices that outlive a visit: language, theme, board or list.

use super::store::{Browser, Store};
use crate::i18n::Lang;
use crate::list::{Aloud, Form};
use crate::ui::theme::Theme;

const LANG: &str = "escala/lang";
const THEME: &str = "escala/theme";
const FORM: &str = "escala/form";
const ALOUD: &str = "escala/aloud";

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

/// Board or list.
pub fn form() -> Form {
    Browser.get(FORM).and_then(|f| Form::from_name(&f)).unwrap_or_default()
}

pub fn keep_form(form: Form) {
    let _ = Browser.set(FORM, form.name());
}

/// How often the list reads aloud what happens.
pub fn aloud() -> Aloud {
    Browser.get(ALOUD).and_then(|a| Aloud::from_name(&a)).unwrap_or_default()
}

pub fn keep_aloud(aloud: Aloud) {
    let _ = Browser.set(ALOUD, aloud.name());
}
