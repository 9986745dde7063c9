//! Compiled content as the page reads it: postcard behind a header. JSON is the same content for
//! everybody else; reading it costs the page a parser for every type.
//!
//! postcard has no field names, so content must be read by the very types that it was written
//! with. The header holds a fingerprint of their source: content of another version is refused.

use serde::{Serialize, de::DeserializeOwned};

const MAGIC: [u8; 4] = *b"ESCL";

/// Every file with a type that content is made of.
const SHAPE: u64 = fingerprint(&[
    include_bytes!("packed.rs"),
    include_bytes!("lesson.rs"),
    include_bytes!("course.rs"),
    include_bytes!("prose.rs"),
    include_bytes!("measure.rs"),
    include_bytes!("board_file/mod.rs"),
    include_bytes!("../../simcore/src/design.rs"),
    include_bytes!("../../simcore/src/sorted.rs"),
    include_bytes!("../../simcore/src/kinds/mod.rs"),
    include_bytes!("../../simcore/src/lab/mod.rs"),
    include_bytes!("../../simcore/src/lab/puzzle.rs"),
    include_bytes!("../../simcore/src/lab/dist.rs"),
]);

/// FNV-1a, 64 bits (Fowler, Noll and Vo), at compile time. Carriage returns do not count: a checkout may have put
/// them there.
const fn fingerprint(files: &[&[u8]]) -> u64 {
    let (mut hash, mut f) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while f < files.len() {
        let mut i = 0;
        while i < files[f].len() {
            if files[f][i] != b'\r' {
                hash = (hash ^ files[f][i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            }
            i += 1;
        }
        f += 1;
    }
    hash
}

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
    let mut bytes = [&MAGIC[..], &SHAPE.to_le_bytes()].concat();
    // plain data of known lengths: there is nothing in it that could not be written
    bytes.extend(postcard::to_allocvec(content).unwrap_or_default());
    bytes
}

/// The content that [`pack`] has written.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(Unreadable::Foreign)?;
    let (shape, content) = rest.split_first_chunk().ok_or(Unreadable::Damaged)?;
    if u64::from_le_bytes(*shape) != SHAPE {
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
        for cut in 12..bytes.len() {
            assert_eq!(read(&bytes[..cut]), Err(Unreadable::Damaged), "cut at {cut}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(read(&longer), Err(Unreadable::Damaged));
        let mut older = bytes;
        older[5] ^= 1;
        assert_eq!(read(&older), Err(Unreadable::OtherVersion));
    }
}
