//! Why requests fail or are slow, for people: the diagnosis in sentences, and single requests hop by
//! hop.

mod aloud;
mod bar;
mod drawer;
mod rows;
mod sentences;

pub use aloud::Aloud;
pub use bar::WhyBar;
pub use drawer::RequestDrawer;
pub use sentences::{Said, sentences, summary};
