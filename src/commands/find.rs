//! Finding a name by a few letters: case and accents do not count, letters may be left out.

use crate::keep::files::plain;

/// Lower case without accents.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// How well a name answers what was typed; both folded. Every word of the query must be found:
/// at the start of a word best, within one next, last as letters in order.
pub fn score(query: &str, name: &str) -> Option<u32> {
    query.split_whitespace().try_fold(0, |sum, word| Some(sum + score_word(word, name)?))
}

fn score_word(word: &str, name: &str) -> Option<u32> {
    if name.starts_with(word) {
        return Some(40);
    }
    if name.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)) {
        return Some(30);
    }
    if name.contains(word) {
        return Some(20);
    }
    // letters in order, each at most three behind the one before: more would find everything
    let mut behind = u32::MAX;
    let mut letters = word.chars();
    let mut wanted = letters.next()?;
    for c in name.chars() {
        if c == wanted {
            behind = 0;
            match letters.next() {
                Some(next) => wanted = next,
                None => return (word.chars().count() > 2).then_some(5),
            }
        } else if behind != u32::MAX {
            behind += 1;
            if behind > 3 {
                return None;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, name: &str) -> Option<u32> {
        score(&fold(query), &fold(name))
    }

    #[test]
    fn accents_and_case_do_not_count() {
        assert!(finds("acao", "Ação").is_some());
        assert!(finds("REGIAO", "Adicionar uma região").is_some());
    }

    #[test]
    fn the_start_of_a_word_comes_before_its_middle_and_that_before_letters() {
        assert!(finds("ca", "Cache") > finds("ca", "Add: cache"));
        assert!(finds("ca", "Add: cache") > finds("ache", "Add: cache"));
        assert!(finds("ache", "Add: cache") > finds("cche", "Add: cache"));
        assert_eq!(finds("xyz", "Add: cache"), None);
    }

    #[test]
    fn every_word_is_needed() {
        assert!(finds("add cache", "Add: Cache").is_some());
        assert_eq!(finds("add queue", "Add: Cache"), None);
        assert_eq!(finds("", "anything"), Some(0));
    }
}
