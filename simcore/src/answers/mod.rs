//! What the core can say beyond one run: which parameter matters, which design is better, which
//! node must not fail, and whether the core agrees with theory. Everything here makes [`Job`]s or
//! reads their reports; who runs the jobs, and how many at once, is the caller's affair.
//!
//! [`Job`]: crate::host::Job

pub mod availability;
pub mod beside;
pub mod cost;
pub mod diagnosis;
pub mod estimate;
pub mod prices;
pub mod recovery;
pub mod slo;
pub mod spof;
pub mod stats;
pub mod sweep;
pub mod trust;
