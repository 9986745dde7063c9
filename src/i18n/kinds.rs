//! Names and explanations of component kinds and their parameters, from `lessons/kinds/*.toml`;
//! `build.rs` writes the tables and fails when a text is missing.

use super::Lang;
use simcore::kinds::KindId;

/// A kind of component, or the link between two.
#[derive(Debug)]
pub struct KindText {
    pub name: &'static str,
    /// A few words for the palette.
    pub short: &'static str,
    /// A paragraph: what it does and when to use it.
    pub help: &'static str,
    /// In the order of the kind's table.
    pub params: &'static [ParamText],
}

/// One parameter.
#[derive(Debug)]
pub struct ParamText {
    pub label: &'static str,
    pub help: &'static str,
    /// In the order of the choices; empty when it is not a choice.
    pub choices: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/kinds_text.rs"));

/// The texts of a kind.
pub fn kind(lang: Lang, id: KindId) -> &'static KindText {
    &KINDS[lang as usize][id as usize]
}

/// The texts of a link.
pub fn link(lang: Lang) -> &'static KindText {
    &LINK[lang as usize]
}
