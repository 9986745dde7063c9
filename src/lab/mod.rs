//! The laboratory: which server takes the next request, under nine algorithms, exactly.
//!
//! Everything that is right or wrong in here is computed by `simcore::lab`, which runs the same
//! balancer as a board does; this folder shows it, marks with it and says it in two languages.

mod address;
mod bench;
mod cards;
mod chip;
mod circle;
mod editor;
mod explain;
mod fact_list;
mod fact_text;
mod facts;
mod grid;
mod labels;
mod media;
mod moments;
mod page;
mod real;
mod ring;
mod sheet;
mod side;
mod slips;
mod state;
mod subtitle;
mod timeline;
mod world;

pub use bench::Laboratory;
pub use page::LabPage;
pub use sheet::{Pass, Sheet};
