//! `systems/`: the systems of the guides, put into shelves for the page, in both languages.

use super::finding::{Findings, read_text};
use super::systems;
use crate::gallery::{Gallery, Ready, Shelf};
use crate::lesson::Lang;
use serde::Deserialize;
use simcore::sorted::SortedMap;
use std::path::Path;

/// `names.toml`: the Portuguese names of stations.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    same: Vec<String>,
    pt: SortedMap<String, String>,
}

impl Names {
    fn portuguese(&self, name: &str) -> Option<String> {
        if self.same.iter().any(|s| s == name) {
            return Some(name.to_owned());
        }
        self.pt.get(name).cloned()
    }

    /// The whole name, or else that before its number.
    fn find(&self, name: &str) -> Option<String> {
        self.portuguese(name).or_else(|| {
            let (base, number) = name.rsplit_once(' ')?;
            number.parse::<u32>().ok()?;
            Some(format!("{} {number}", self.portuguese(base)?))
        })
    }
}

/// The gallery in every language.
pub fn compile(dir: &Path, found: &mut Findings) -> Vec<(Lang, Gallery)> {
    let dir = dir.join("systems");
    let names_file = dir.join("names.toml");
    let text = read_text(&names_file, found).unwrap_or_default();
    let names: Names = toml::from_str(&text).unwrap_or_else(|e| {
        found.file(&names_file, e.message().to_owned());
        Names::default()
    });
    let (list, boards) = match (systems::list(&dir), systems::load(&dir)) {
        (Ok(list), Ok(boards)) => (list, boards),
        (Err(e), _) | (_, Err(e)) => {
            found.file(&dir, e);
            return Vec::new();
        }
    };
    let mut in_portuguese = |name: &mut String| match names.find(name) {
        Some(pt) => *name = pt,
        None => found.file(&names_file, format!("\"{name}\" has no Portuguese name")),
    };
    let mut ready = |(system, board): &(systems::System, _), lang: Lang| {
        let mut ready = Ready {
            slug: system.board.clone(),
            reference: system.reference.clone(),
            title: if lang == Lang::En { &system.en } else { &system.pt }.clone(),
            why: if lang == Lang::En { &system.en_why } else { &system.pt_why }.clone(),
            board: crate::board_file::BoardFile::clone(board),
        };
        ready.board.title.clone_from(&ready.title);
        if lang == Lang::Pt {
            ready.board.design.nodes.iter_mut().for_each(|n| in_portuguese(&mut n.name));
            ready.board.design.places.iter_mut().for_each(|p| in_portuguese(&mut p.name));
        }
        ready
    };
    let mut in_one = |lang: Lang| {
        let shelf = |chapter: &systems::Chapter| Shelf {
            id: chapter.id.clone(),
            title: if lang == Lang::En { &chapter.en } else { &chapter.pt }.clone(),
            systems: boards.iter().filter(|b| b.0.chapter == chapter.id).map(|b| ready(b, lang)).collect(),
        };
        (lang, Gallery { chapters: list.chapter.iter().map(shelf).collect() })
    };
    Lang::ALL.map(&mut in_one).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_is_on_a_shelf_in_both_languages() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Findings::default();
        let made = compile(dir, &mut found);
        assert_eq!(found.0, []);
        let count = systems::list(&dir.join("systems")).expect("a list").system.len();
        for (lang, gallery) in &made {
            let all: Vec<&Ready> = gallery.chapters.iter().flat_map(|c| &c.systems).collect();
            assert_eq!(all.len(), count, "{lang:?}: a system names a chapter that is not there");
            assert!(gallery.chapters.iter().all(|c| !c.systems.is_empty() && !c.title.is_empty()));
            assert!(all.iter().all(|s| !s.title.is_empty() && !s.why.is_empty()), "{lang:?}");
            assert!(gallery.system(&all[0].slug).is_some());
        }
        let names = Names {
            same: vec!["Web".into()],
            pt: SortedMap::from([("Users".to_owned(), "Usuários".to_owned())]),
        };
        assert_eq!(names.find("Web 3").as_deref(), Some("Web 3"));
        assert_eq!(names.find("Users 2").as_deref(), Some("Usuários 2"));
        assert_eq!(names.find("Users two"), None);
    }
}
