//! Two source languages. Every text is a field of a struct with an English and a Portuguese
//! constant, so that a missing one does not compile.

pub mod boards;
pub mod canvas;
pub mod chaos;
pub mod charts;
pub mod course;
pub mod debrief;
pub mod edit;
pub mod errors;
pub mod gallery;
pub mod goals;
pub mod hand_in;
mod issues;
pub mod kinds;
pub mod lab;
pub mod list;
pub mod metrics;
pub mod number;
pub mod panels;
pub mod shell;
pub mod study;
pub mod teachers;
pub mod time;
pub mod trust;
pub mod validity;
pub mod whatif;
pub mod why;

pub use boards::when;

use crate::view::prelude::*;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    En,
    Pt,
}

impl Lang {
    /// Both, in the order of the switch.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Pt];

    /// The tag for `lang=` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Pt => "pt-BR",
        }
    }

    /// The short code in addresses, file names and storage.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Pt => "pt",
        }
    }

    /// The language that a tag such as `pt-BR` or `en_US` asks for, if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let head = tag.split(['-', '_']).next().unwrap_or_default();
        match head.to_ascii_lowercase().as_str() {
            "en" => Some(Lang::En),
            "pt" => Some(Lang::Pt),
            _ => None,
        }
    }

    /// Every text of this language.
    pub fn texts(self) -> &'static Texts {
        match self {
            Lang::En => &EN,
            Lang::Pt => &PT,
        }
    }
}

/// Every text of the page, by area.
pub struct Texts {
    pub shell: shell::Texts,
    pub panels: panels::Texts,
    pub charts: charts::Texts,
    pub errors: errors::Texts,
    pub canvas: canvas::Texts,
    pub course: course::Texts,
    pub lab: lab::Texts,
    pub study: study::Texts,
    pub list: list::Texts,
    pub teachers: teachers::Texts,
    pub trust: trust::Texts,
    pub gallery: gallery::Texts,
    pub boards: boards::Texts,
    pub time: time::Texts,
    pub edit: edit::Texts,
    pub validity: validity::Texts,
    pub chaos: chaos::Texts,
    pub whatif: whatif::Texts,
    pub debrief: debrief::Texts,
    pub goals: goals::Texts,
    pub hand_in: hand_in::Texts,
    pub why: why::Texts,
    pub metrics: metrics::Texts,
}

static EN: Texts = Texts {
    shell: shell::EN,
    panels: panels::EN,
    charts: charts::EN,
    errors: errors::EN,
    canvas: canvas::EN,
    course: course::EN,
    lab: lab::EN,
    study: study::EN,
    list: list::EN,
    teachers: teachers::EN,
    trust: trust::EN,
    gallery: gallery::EN,
    boards: boards::EN,
    time: time::EN,
    edit: edit::EN,
    validity: validity::EN,
    chaos: chaos::EN,
    whatif: whatif::EN,
    debrief: debrief::EN,
    goals: goals::EN,
    hand_in: hand_in::EN,
    why: why::EN,
    metrics: metrics::EN,
};

static PT: Texts = Texts {
    shell: shell::PT,
    panels: panels::PT,
    charts: charts::PT,
    errors: errors::PT,
    canvas: canvas::PT,
    course: course::PT,
    lab: lab::PT,
    study: study::PT,
    list: list::PT,
    teachers: teachers::PT,
    trust: trust::PT,
    gallery: gallery::PT,
    boards: boards::PT,
    time: time::PT,
    edit: edit::PT,
    validity: validity::PT,
    chaos: chaos::PT,
    whatif: whatif::PT,
    debrief: debrief::PT,
    goals: goals::PT,
    hand_in: hand_in::PT,
    why: why::PT,
    metrics: metrics::PT,
};

/// The chosen language, made by the page's root.
#[derive(Clone, Copy)]
struct LangContext(RwSignal<Lang>);

/// Makes the language available to everything below the current owner.
pub fn provide_lang(lang: RwSignal<Lang>) {
    provide_context(LangContext(lang));
}

/// The chosen language; setting it switches the page in place.
pub fn use_lang() -> RwSignal<Lang> {
    use_context::<LangContext>().map_or_else(|| rw_signal(Lang::En), |c| c.0)
}

/// The texts of the chosen language: `move || t.get().shell.share`.
pub fn use_texts() -> Signal<&'static Texts> {
    let lang = use_lang();
    derived(move || lang.get().texts())
}
