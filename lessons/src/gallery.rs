//! The systems of the guides, ready to run, as the page offers them.

use crate::board_file::BoardFile;
use serde::{Deserialize, Serialize};

/// All of them in one language; `systems.gallery.<language>.bin`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gallery {
    pub chapters: Vec<Shelf>,
}

/// Systems that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shelf {
    pub id: String,
    pub title: String,
    pub systems: Vec<Ready>,
}

/// A system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// Its place in addresses.
    pub slug: String,
    /// Its entry in the list of systems that the guides describe: `S-08`.
    pub reference: String,
    pub title: String,
    /// What one learns by running it.
    pub why: String,
    /// With the names of its stations in the language.
    pub board: BoardFile,
}

impl Gallery {
    /// The system with this slug.
    pub fn system(&self, slug: &str) -> Option<&Ready> {
        self.chapters.iter().flat_map(|c| &c.systems).find(|s| s.slug == slug)
    }
}
