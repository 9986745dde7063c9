//! Texts of this area, in both languages.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {}

pub const EN: Texts = Texts {};

pub const PT: Texts = Texts {};
