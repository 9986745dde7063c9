//! Compiled content as the page reads it: postcard behind a header. JSON is the same content for
//! everybody else; reading it costs the page a parser for every type.
//!
//! postcard has no field names, so content must be read by the very types that it was written
//! with. The header holds a fingerprint of the source (`build.rs`): content of another version is refused.

use serde::{Serialize, de::DeserializeOwned};

const MAGIC: [u8; 4] = *b"ESCL";

/// Fingerprint of the source of this crate and of simcore, in hexadecimal digits.
const SHAPE: [u8; 16] = *env!("ESCALA_SHAPE").as_bytes().first_chunk().expect("sixteen digits");

/// Why content cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no compiled content at all.
    Foreign,
    /// It was compiled for another version of the page.
    OtherVersion,
    /// It begins as it should, but is cut off or changed.
    Damaged,
}

/// The content as bytes.
pub fn pack(content: &impl Serialize) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], &SHAPE[..]].concat();
    // plain data of known lengths: there is nothing in it that could not be written
    bytes.extend(postcard::to_allocvec(content).unwrap_or_default());
    bytes
}

/// The content that [`pack`] has written.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(Unreadable::Foreign)?;
    let (shape, content) = rest.split_first_chunk().ok_or(Unreadable::Damaged)?;
    if *shape != SHAPE {
        return Err(Unreadable::OtherVersion);
    }
    match postcard::take_from_bytes(content) {
        Ok((content, [])) => Ok(content),
        _ => Err(Unreadable::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::sorted::SortedMap;

    #[test]
    fn content_comes_back_and_nothing_else_does() {
        let content = SortedMap::from([("a".to_owned(), vec![1.5, -0.0]), ("b".to_owned(), vec![])]);
        let bytes = pack(&content);
        let read = |bytes: &[u8]| unpack::<SortedMap<String, Vec<f64>>>(bytes);
        assert_eq!(read(&bytes), Ok(content));
        assert_eq!(read(b"<!doctype html>"), Err(Unreadable::Foreign));
        assert_eq!(read(b""), Err(Unreadable::Foreign));
        assert_eq!(read(&bytes[..7]), Err(Unreadable::Damaged));
        for cut in MAGIC.len() + SHAPE.len()..bytes.len() {
            assert_eq!(read(&bytes[..cut]), Err(Unreadable::Damaged), "cut at {cut}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(read(&longer), Err(Unreadable::Damaged));
        let mut older = bytes;
        older[5] ^= 1;
        assert_eq!(read(&older), Err(Unreadable::OtherVersion));
    }
}
