//! Texts under keys in IndexedDB, with transactions. Each use opens the database and closes it again,
//! so that no tab ever stands in the way of another one's newer version.

use super::Trouble;
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

const NAME: &str = "escala";
/// Grows with the stores: a page of before then says that it is too old, and changes nothing.
const VERSION: u32 = 1;
const STORE: &str = "boards";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Read,
    Write,
}

/// An open database; it is closed with its last use.
pub struct Db(IdbDatabase);

impl Drop for Db {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A transaction: what is not ended well has not happened.
pub struct Change {
    transaction: IdbTransaction,
    store: IdbObjectStore,
    ended: Promise,
}

/// What a request comes to. It is listened to from now on, whenever the answer is waited for.
fn answer(request: &IdbRequest) -> impl Future<Output = Result<JsValue, Trouble>> {
    // told of both ends in one way: a promise that fails and is not waited for would be a complaint
    let told = Promise::new(&mut |done, _| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&done));
    });
    let request = request.clone();
    async move {
        let _ = JsFuture::from(told).await;
        match request.error() {
            Ok(Some(error)) => Err(trouble(&error)),
            _ => request.result().map_err(|e| trouble(&e)),
        }
    }
}

/// Why, by the name that the browser gives the error.
fn trouble(error: &JsValue) -> Trouble {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|n| n.as_string());
    match name.as_deref() {
        Some("QuotaExceededError") => Trouble::Full,
        Some("VersionError") => Trouble::Newer,
        _ => Trouble::Unavailable,
    }
}

impl Db {
    pub async fn open() -> Result<Db, Trouble> {
        Db::named(NAME).await
    }

    /// A database of its own, of the same make.
    pub async fn named(name: &str) -> Result<Db, Trouble> {
        // the very question is an error where storage is forbidden
        let factory = web_sys::window().and_then(|w| w.indexed_db().ok().flatten());
        let factory = factory.ok_or(Trouble::Unavailable)?;
        let request = factory.open_with_u32(name, VERSION).map_err(|e| trouble(&e))?;
        let opened = request.clone();
        let make = Closure::once_into_js(move || {
            if let Some(db) = opened.result().ok().and_then(|r| r.dyn_into::<IdbDatabase>().ok()) {
                let _ = db.create_object_store(STORE);
            }
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        let db = answer(&request).await?;
        db.dyn_into().map(Db).map_err(|_| Trouble::Unavailable)
    }

    pub fn begin(&self, mode: Mode) -> Result<Change, Trouble> {
        let mode = match mode {
            Mode::Read => IdbTransactionMode::Readonly,
            Mode::Write => IdbTransactionMode::Readwrite,
        };
        let transaction = self.0.transaction_with_str_and_mode(STORE, mode).map_err(|e| trouble(&e))?;
        let store = transaction.object_store(STORE).map_err(|e| trouble(&e))?;
        // asked for before anything can have ended
        let ended = Promise::new(&mut |done, _| {
            transaction.set_oncomplete(Some(&done));
            transaction.set_onabort(Some(&done));
        });
        Ok(Change { transaction, store, ended })
    }

    /// Every key with its text.
    pub async fn all(&self) -> Result<Vec<(String, String)>, Trouble> {
        let change = self.begin(Mode::Read)?;
        // both are asked before either has answered: a transaction ends when nothing is asked of it
        let keys = change.store.get_all_keys().map_err(|e| trouble(&e))?;
        let values = change.store.get_all().map_err(|e| trouble(&e))?;
        let (keys, values) = (answer(&keys), answer(&values));
        let (keys, values) = (js_sys::Array::from(&keys.await?), js_sys::Array::from(&values.await?));
        let pairs = keys.iter().zip(values.iter());
        Ok(pairs.filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?))).collect())
    }
}

impl Change {
    pub async fn get(&self, key: &str) -> Result<Option<String>, Trouble> {
        let request = self.store.get(&key.into()).map_err(|e| trouble(&e))?;
        Ok(answer(&request).await?.as_string())
    }

    pub fn put(&self, key: &str, text: &str) -> Result<(), Trouble> {
        self.store.put_with_key(&text.into(), &key.into()).map(|_| ()).map_err(|e| trouble(&e))
    }

    pub fn delete(&self, key: &str) -> Result<(), Trouble> {
        self.store.delete(&key.into()).map(|_| ()).map_err(|e| trouble(&e))
    }

    pub fn abort(&self) {
        let _ = self.transaction.abort();
    }

    /// Waits until all of it is written.
    pub async fn end(&self) -> Result<(), Trouble> {
        let event = JsFuture::from(self.ended.clone()).await.unwrap_or_default();
        let kind = Reflect::get(&event, &"type".into()).ok().and_then(|k| k.as_string());
        match kind.as_deref() {
            Some("complete") => Ok(()),
            _ => Err(self.transaction.error().map_or(Trouble::Full, |e| trouble(&e))),
        }
    }
}
