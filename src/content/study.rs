//! Glossary, search index and the words of the exercises, each fetched once per language and visit.

use super::{Trouble, fetch};
use crate::i18n::Lang;
use lessons::glossary::Glossary;
use lessons::practice::Texts;
use lessons::search::Index;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::sync::Arc;
use std::thread::LocalKey;

type Kept<T> = RefCell<[Option<Arc<T>>; 2]>;

thread_local! {
    static GLOSSARY: Kept<Glossary> = const { RefCell::new([None, None]) };
    static INDEX: Kept<Index> = const { RefCell::new([None, None]) };
    static TEXTS: Kept<Texts> = const { RefCell::new([None, None]) };
}

async fn once<T: DeserializeOwned>(
    kept: &'static LocalKey<Kept<T>>,
    name: &str,
    lang: Lang,
) -> Result<Arc<T>, Trouble> {
    if let Some(here) = kept.with_borrow(|k| k[lang as usize].clone()) {
        return Ok(here);
    }
    let got: Arc<T> = Arc::new(fetch(&format!("content/{name}.{}.bin", lang.code())).await?);
    kept.with_borrow_mut(|k| k[lang as usize] = Some(got.clone()));
    Ok(got)
}

/// All terms.
pub async fn glossary(lang: Lang) -> Result<Arc<Glossary>, Trouble> {
    once(&GLOSSARY, "terms.glossary", lang).await
}

/// What can be found by words.
pub async fn index(lang: Lang) -> Result<Arc<Index>, Trouble> {
    once(&INDEX, "words.search", lang).await
}

/// What exercises say.
pub async fn exercises(lang: Lang) -> Result<Arc<Texts>, Trouble> {
    once(&TEXTS, "forms.practice", lang).await
}
