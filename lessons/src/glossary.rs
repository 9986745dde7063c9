//! The words of the trade, each with a definition and the places where it is met.

use serde::{Deserialize, Serialize};
use simcore::kinds::KindId;

/// All terms, defined in one language, in the order of its alphabet; `terms.glossary.<language>.bin`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Glossary {
    pub terms: Vec<Term>,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Its place in addresses.
    pub id: String,
    /// In English, Portuguese and Spanish.
    pub names: [String; 3],
    pub is: String,
    /// Components that have to do with it.
    pub kinds: Vec<KindId>,
    /// Lessons that use it, the one that says most of it first.
    pub met: Vec<Met>,
}

/// A step of a lesson that uses a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// Slug and title of the lesson.
    pub lesson: String,
    pub title: String,
    pub step: String,
}

impl Glossary {
    /// The term with this id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|t| t.id == id)
    }
}
