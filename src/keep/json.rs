//! Reading kept JSON in two steps: text to values, values to a type. Straight from the text, the
//! reading of numbers, strings and brackets is compiled into every type.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// `None` when it is no JSON, or not of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value: Value = serde_json::from_str(text).ok()?;
    T::deserialize(&value).ok()
}
