//! The core against theory, as the page shows it.

use serde::{Deserialize, Serialize};

/// A design whose answer is known in closed form, measured; `core.trust.<language>.bin` holds all of
/// `simcore::answers::trust::cases`, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `M/M/1 at 0.8`
    pub model: String,
    /// `mean time in the system`
    pub quantity: String,
    /// Whose result it is.
    pub source: String,
    /// Of the numbers; empty for a share.
    pub unit: String,
    pub expected: f64,
    pub mean: f64,
    /// Half of the 95 % confidence interval of the mean.
    pub half: f64,
    /// Requests behind the measurement.
    pub requests: u64,
    pub agrees: bool,
}
