//! The newest save of the sandbox once more, in IndexedDB. Browsers write the local storage down in their own
//! time, Chromium up to five seconds later; a transaction that has ended is with the operating system and
//! outlives a browser that is killed.

use super::library::Trouble;
use super::library::idb::{Db, Mode};
use super::slots::{self, Saved};

const NAME: &str = "escala-last";
const KEY: &str = "sandbox";

/// Keeps a save, unless a later one is there.
pub async fn put(saved: &Saved) -> Result<(), Trouble> {
    let db = Db::named(NAME).await?;
    let change = db.begin(Mode::Write)?;
    let found = change.get(KEY).await?.and_then(|text| slots::unpack(&text));
    if found.is_none_or(|f| f.seq < saved.seq) {
        change.put(KEY, &slots::pack(saved))?;
    }
    change.end().await
}

/// The last save that was kept.
pub async fn get() -> Result<Option<Saved>, Trouble> {
    let db = Db::named(NAME).await?;
    let text = db.begin(Mode::Read)?.get(KEY).await?;
    Ok(text.and_then(|text| slots::unpack(&text)))
}
