//! Names of component kinds, of their parameters, of faults and of facts, from
//! `lessons/kinds/*.toml` and `lessons/texts/*.toml`; `build.rs` writes the tables and fails when a
//! text is missing. What they mean is told by [`crate::content::help`].

use super::{Lang, Texts, number};
use simcore::design::FaultKind;
use simcore::kinds::KindId;
use simcore::measure::Fact;
use simcore::measure::fact::Unit;

/// A kind of component, or the link between two.
#[derive(Debug)]
pub struct KindText {
    pub name: &'static str,
    /// A few words for the palette.
    pub short: &'static str,
    /// In the order of the kind's table.
    pub params: &'static [ParamText],
}

/// One parameter.
#[derive(Debug)]
pub struct ParamText {
    pub label: &'static str,
    /// In the order of the choices; empty when it is not a choice.
    pub choices: &'static [&'static str],
}

/// A fault.
#[derive(Debug)]
pub struct FaultText {
    pub name: &'static str,
    /// What its number means; empty when it has none.
    pub strength: &'static str,
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

/// The texts of a fault.
pub fn fault(lang: Lang, what: FaultKind) -> &'static FaultText {
    &FAULTS[lang as usize][what as usize]
}

/// A fault with its strength, in a few words.
pub fn fault_label(texts: &Texts, lang: Lang, what: FaultKind, strength: f64) -> String {
    let name = fault(lang, what).name;
    match what.strength() {
        None => name.to_owned(),
        Some(p) => {
            let (n, unit) = (number::exact(lang, strength), (texts.panels.unit)(p.unit));
            let gap = if unit.is_empty() { "" } else { "\u{a0}" };
            format!("{name}, {n}{gap}{unit}")
        }
    }
}

/// What a fact is called.
pub fn fact(lang: Lang, fact: Fact) -> &'static str {
    FACTS[lang as usize][fact as usize]
}

/// A fact's value as people read it.
pub fn fact_value(lang: Lang, fact: Fact, value: f64) -> String {
    match fact.unit() {
        Unit::Count | Unit::Total => number::short(lang, value),
        Unit::Share => number::percent(lang, value),
        Unit::Seconds => number::ms(lang, value * 1000.0),
        Unit::Times => format!("{}\u{a0}x", number::short(lang, value)),
    }
}
