//! Fetches what the site holds beside the program: the course, its lessons, explanations; each once
//! per visit.

pub mod gallery;
pub mod help;
pub mod proofs;
pub mod study;
pub mod trust;

use crate::i18n::Lang;
use gloo::net::http::Request;
use lessons::course::Course;
use lessons::lesson::Lesson;
use lessons::packed::{self, Unreadable};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use web_sys::RequestCache;

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The request did not get through.
    Offline,
    /// No such lesson.
    Missing,
    /// The server answered with an error.
    Server(u16),
    /// The file is not of the version that this page reads, or is damaged.
    Unreadable,
}

thread_local! {
    static COURSE: RefCell<Option<Arc<Course>>> = const { RefCell::new(None) };
    static LESSONS: RefCell<HashMap<(String, &'static str), Arc<Lesson>>> = RefCell::new(HashMap::new());
}

/// The list of lessons.
pub async fn course() -> Result<Arc<Course>, Trouble> {
    if let Some(kept) = COURSE.with_borrow(Clone::clone) {
        return Ok(kept);
    }
    let course: Arc<Course> = Arc::new(fetch("content/course.bin").await?);
    COURSE.set(Some(course.clone()));
    Ok(course)
}

/// A lesson in one language. The addresses are relative, so the page works under any path.
pub async fn lesson(slug: &str, lang: Lang) -> Result<Arc<Lesson>, Trouble> {
    if !is_slug(slug) {
        return Err(Trouble::Missing);
    }
    let key = (slug.to_owned(), lang.code());
    if let Some(kept) = LESSONS.with_borrow(|m| m.get(&key).cloned()) {
        return Ok(kept);
    }
    let lesson: Arc<Lesson> = Arc::new(fetch(&format!("content/{slug}.{}.bin", lang.code())).await?);
    LESSONS.with_borrow_mut(|m| m.insert(key, lesson.clone()));
    Ok(lesson)
}

/// A slug comes from the address, so it is held to what slugs are made of before it is fetched.
fn is_slug(slug: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !slug.is_empty() && slug.len() <= 80 && slug.chars().all(plain)
}

async fn fetch<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    // content of an earlier version would be refused: a copy in the browser's cache is asked after first
    let answer =
        Request::get(path).cache(RequestCache::NoCache).send().await.map_err(|_| Trouble::Offline)?;
    match answer.status() {
        200..=299 => {}
        404 => return Err(Trouble::Missing),
        other => return Err(Trouble::Server(other)),
    }
    let bytes = answer.binary().await.map_err(|_| Trouble::Offline)?;
    packed::unpack(&bytes).map_err(|why| match why {
        // some static hosts answer a missing file with their home page and status 200
        Unreadable::Foreign => Trouble::Missing,
        Unreadable::OtherVersion | Unreadable::Damaged => Trouble::Unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn only_a_slug_is_fetched() {
        assert!(is_slug("load-balancing-algorithms"));
        for bad in ["", "../course", "a/b", "A", "a.b", "%2e%2e", "ção"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
