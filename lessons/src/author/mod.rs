//! The compiler of lessons: folders of TOML, Markdown and boards in, one JSON per lesson and
//! language out. Native only; the page carries none of it.
//!
//! Every complaint is a [`Finding`] with file, line and one sentence, and as many as possible are
//! found in one go. A lesson is compiled only when there is none.

pub mod answers;
pub mod bigger;
pub mod check;
pub mod course;
pub mod doing;
pub mod facts;
pub mod finding;
pub mod folder;
pub mod folder_files;
pub mod gallery;
pub mod glossary;
pub mod goals;
pub mod help;
pub mod index;
pub mod key;
pub mod levers;
pub mod links;
pub mod markdown;
pub mod measures;
pub mod minutes;
pub mod near;
pub mod output;
pub mod plan;
pub mod practice;
pub mod predict;
pub mod presets;
pub mod proofs;
pub mod prove;
pub mod prove_curve;
pub mod prove_live;
pub mod raw;
pub mod reference;
pub mod runs;
pub mod scaffold;
pub mod sections;
pub mod shared;
pub mod steps;
pub mod systems;
pub mod texts;
pub mod trust;
mod typography;

pub use finding::{Finding, Findings};
pub use folder::{Compiled, compile};
