//! The systems of the guides, fetched once per language and visit.

use super::{Trouble, fetch};
use crate::i18n::Lang;
use lessons::gallery::{Gallery, Ready};
use std::cell::RefCell;
use std::sync::Arc;

thread_local! {
    static KEPT: RefCell<[Option<Arc<Gallery>>; 2]> = const { RefCell::new([None, None]) };
}

/// All of them.
pub async fn gallery(lang: Lang) -> Result<Arc<Gallery>, Trouble> {
    if let Some(kept) = KEPT.with_borrow(|k| k[lang as usize].clone()) {
        return Ok(kept);
    }
    let got: Arc<Gallery> = Arc::new(fetch(&format!("content/systems.gallery.{}.bin", lang.code())).await?);
    KEPT.with_borrow_mut(|k| k[lang as usize] = Some(got.clone()));
    Ok(got)
}

/// One of them.
pub async fn system(slug: &str, lang: Lang) -> Result<Ready, Trouble> {
    gallery(lang).await?.system(slug).cloned().ok_or(Trouble::Missing)
}
