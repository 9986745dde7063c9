//! A place for texts under keys: the browser's local storage, or a map in tests.

/// Why a text was not kept. The old text is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The browser gives no storage (private window, blocked by a setting).
    Unavailable,
    /// The storage is full, or refused for another reason.
    Full,
}

/// Texts under keys.
pub trait Store {
    fn get(&self, key: &str) -> Option<String>;
    fn set(&self, key: &str, value: &str) -> Result<(), StoreError>;
    fn remove(&self, key: &str);
    /// Every key, in no order.
    fn keys(&self) -> Vec<String>;
}

/// The browser's local storage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

impl Browser {
    fn raw() -> Option<web_sys::Storage> {
        web_sys::window().and_then(|w| w.local_storage().ok().flatten())
    }
}

impl Store for Browser {
    fn get(&self, key: &str) -> Option<String> {
        Browser::raw()?.get_item(key).ok().flatten()
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let storage = Browser::raw().ok_or(StoreError::Unavailable)?;
        storage.set_item(key, value).map_err(|_| StoreError::Full)
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = Browser::raw() {
            let _ = storage.remove_item(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        let Some(storage) = Browser::raw() else { return Vec::new() };
        let count = storage.length().unwrap_or(0);
        (0..count).filter_map(|i| storage.key(i).ok().flatten()).collect()
    }
}

#[cfg(test)]
pub mod memory {
    use super::*;
    use simcore::sorted::SortedMap;
    use std::cell::{Cell, RefCell};

    /// A storage in memory that can be told to fail.
    #[derive(Default)]
    pub struct Memory {
        pub map: RefCell<SortedMap<String, String>>,
        /// Writes that still succeed; `None` is all of them.
        pub writes_left: Cell<Option<usize>>,
        /// Characters that still fit; `None` is any number.
        pub room: Cell<Option<usize>>,
    }

    impl Store for Memory {
        fn get(&self, key: &str) -> Option<String> {
            self.map.borrow().get(key).cloned()
        }

        fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
            if let Some(left) = self.writes_left.get() {
                if left == 0 {
                    return Err(StoreError::Full);
                }
                self.writes_left.set(Some(left - 1));
            }
            if let Some(room) = self.room.get() {
                let had = self.map.borrow().get(key).map_or(0, String::len);
                let left = (room + had).checked_sub(value.len()).ok_or(StoreError::Full)?;
                self.room.set(Some(left));
            }
            self.map.borrow_mut().insert(key.to_owned(), value.to_owned());
            Ok(())
        }

        fn remove(&self, key: &str) {
            let gone = self.map.borrow_mut().remove(key).map_or(0, |text| text.len());
            self.room.set(self.room.get().map(|room| room + gone));
        }

        fn keys(&self) -> Vec<String> {
            self.map.borrow().keys().cloned().collect()
        }
    }
}
