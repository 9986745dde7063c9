//! Properties of the editor model, run natively.

mod board_model;
mod making;
mod places;
mod share_length;
mod share_links;
mod soak;
mod validity;
