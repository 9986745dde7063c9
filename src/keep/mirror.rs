//! The newest save of the sandbox once more, in IndexedDB. Browsers write the local storage down in their own
//! time, Chromium up to five seconds later; a transaction that has ended is with the operating system and
//! outlives a browser that is killed.

use super::library::Trouble;
use super::library::idb::{Db, Mode};
use super::slots::{self, Saved};

const NAME: &str = "escala-last";
const KEY: &str = "sandbox";
/// Before the number of a tab that saves aside.
const ASIDE: &str = "aside-";

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

/// Keeps what a tab has put aside; the tab's earlier copy goes.
pub async fn put_aside(saved: &Saved) -> Result<(), Trouble> {
    let db = Db::named(NAME).await?;
    let change = db.begin(Mode::Write)?;
    change.put(&format!("{ASIDE}{}", saved.tab), &slots::pack(saved))?;
    change.end().await
}

/// All that tabs have put aside.
pub async fn aside() -> Result<Vec<Saved>, Trouble> {
    let all = Db::named(NAME).await?.all().await?;
    let aside = all.iter().filter(|(key, _)| key.starts_with(ASIDE));
    Ok(aside.filter_map(|(_, text)| slots::unpack(text)).collect())
}

/// Forgets what a tab has put aside.
pub async fn forget_aside(tab: u64) -> Result<(), Trouble> {
    let db = Db::named(NAME).await?;
    let change = db.begin(Mode::Write)?;
    change.delete(&format!("{ASIDE}{tab}"))?;
    change.end().await
}
