//! What can be found by words: lessons, terms, systems, components. The index is made when the content is
//! compiled; accents and case do not matter.

use serde::{Deserialize, Serialize};
use simcore::kinds::KindId;
use simcore::sorted::sort_by;

/// All that can be found in one language; `words.search.<language>.bin`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    pub entries: Vec<Entry>,
}

/// One thing to find.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub to: Place,
    pub title: String,
    /// What is shown below the title.
    pub note: String,
    /// Every other word that leads here, once, in plain letters, with blanks between.
    pub words: String,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Lesson(String),
    Step { lesson: String, step: String },
    Term(String),
    System(String),
    Kind(KindId),
}

impl Place {
    /// Results are shown in groups, in this order: lessons with their steps, terms, systems, components.
    pub const GROUPS: usize = 4;

    pub fn group(&self) -> usize {
        match self {
            Place::Lesson(_) | Place::Step { .. } => 0,
            Place::Term(_) => 1,
            Place::System(_) => 2,
            Place::Kind(_) => 3,
        }
    }
}

/// The letter without its accent, for the letters of the languages that we know.
pub fn letter(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// A text in plain lower-case letters, without accents; everything else is a blank.
pub fn plain(text: &str) -> String {
    let one = |c: char| match letter(c) {
        c if c.is_alphanumeric() => c,
        _ => ' ',
    };
    text.chars().flat_map(char::to_lowercase).map(one).collect()
}

impl Index {
    /// What is found for some words: each of them must begin a word of the entry. The best ones first, at most
    /// `most` of each group.
    pub fn find(&self, query: &str, most: usize) -> [Vec<&Entry>; Place::GROUPS] {
        let query = plain(query);
        let asked: Vec<&str> = query.split_whitespace().take(12).collect();
        let mut found: [Vec<(u32, &Entry)>; Place::GROUPS] = Default::default();
        if !asked.is_empty() {
            for entry in &self.entries {
                if let Some(rank) = rank(entry, &asked) {
                    found[entry.to.group()].push((rank, entry));
                }
            }
        }
        found.map(|mut group| {
            sort_by(&mut group, |a, b| a.0.cmp(&b.0));
            group.into_iter().take(most).map(|(_, entry)| entry).collect()
        })
    }
}

/// Small is good; `None` if a word is missing. The whole title counts before its beginning, that before a word
/// of it, and all of these before a word of the text.
fn rank(entry: &Entry, asked: &[&str]) -> Option<u32> {
    let title = plain(&entry.title);
    let title_words: Vec<&str> = title.split_whitespace().collect();
    let mut sum = 0;
    for word in asked {
        sum += if title_words.contains(word) {
            0
        } else if title_words.iter().any(|w| w.starts_with(word)) {
            1
        } else if entry.words.split(' ').any(|w| w.starts_with(word)) {
            20
        } else {
            return None;
        };
    }
    let begins = title_words.first().is_some_and(|first| first.starts_with(asked[0]));
    let others = title_words.len().saturating_sub(asked.len()).min(9) as u32;
    Some(sum * 20 + u32::from(!begins) * 10 + others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, words: &str, to: Place) -> Entry {
        Entry { to, title: title.into(), note: String::new(), words: plain(words) }
    }

    #[test]
    fn accents_and_case_do_not_matter_and_titles_come_first() {
        let term = |id: &str| Place::Term(id.into());
        let index = Index {
            entries: vec![
                entry("Retenção", "quanto tempo dados ficam", term("retention")),
                entry("Replicação", "cópias dos dados", term("replication")),
                entry("Réplica de leitura", "uma cópia que responde", term("read-replica")),
                entry("Um servidor só", "a latência sobe", Place::Lesson("single-server".into())),
            ],
        };
        let ids = |query: &str, group: usize| -> Vec<String> {
            index.find(query, 9)[group].iter().map(|e| e.title.clone()).collect()
        };
        assert_eq!(ids("REPLICACAO", 1), ["Replicação"]);
        assert_eq!(
            ids("réplica", 1),
            ["Réplica de leitura", "Replicação"],
            "a whole word before a beginning"
        );
        assert_eq!(ids("dados copia", 1), ["Replicação"], "every word must be there");
        assert_eq!(ids("latencia", 0), ["Um servidor só"]);
        assert!(ids("latencia", 1).is_empty());
        for nothing in ["", "   ", "!?", "zzz"] {
            assert!(index.find(nothing, 9).iter().all(Vec::is_empty), "{nothing:?}");
        }
        assert_eq!(index.find("re", 1)[1].len(), 1);
    }
}
