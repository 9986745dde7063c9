//! The published report of the core against theory.

use super::{Trouble, fetch};
use crate::i18n::Lang;
use lessons::trust::Line;

/// The report, fetched anew: whoever opens it wants what is published now.
pub async fn report(lang: Lang) -> Result<Vec<Line>, Trouble> {
    fetch(&format!("content/core.trust.{}.bin", lang.code())).await
}
