//! The explanations of `kinds/*.toml` and `texts/faults.toml`, in the order of the core's tables.

use super::finding::{Findings, read_text};
use crate::help::{Help, KindHelp};
use crate::lesson::Lang;
use simcore::design::{FaultKind, LinkParams};
use simcore::kinds::KindId;
use simcore::param::Param;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The explanations in every language; what is missing is found with its file and key.
pub fn compile(dir: &Path, found: &mut Findings) -> Vec<(Lang, Help)> {
    let kinds: Vec<File> =
        KindId::ALL.iter().map(|k| File::read(dir.join(format!("kinds/{}.toml", k.name())), found)).collect();
    let link = File::read(dir.join("kinds/link.toml"), found);
    let faults = File::read(dir.join("texts/faults.toml"), found);
    let mut in_one = |lang| Help {
        kinds: KindId::ALL.iter().zip(&kinds).map(|(k, f)| f.kind(k.table(), lang, found)).collect(),
        link: link.kind(LinkParams::TABLE, lang, found),
        faults: FaultKind::ALL.iter().map(|f| faults.text(&[lang.code(), f.name(), "help"], found)).collect(),
    };
    Lang::ALL.map(|lang| (lang, in_one(lang))).into()
}

struct File {
    path: PathBuf,
    table: Table,
}

impl File {
    fn read(path: PathBuf, found: &mut Findings) -> File {
        let text = read_text(&path, found).unwrap_or_default();
        let table = text.parse().unwrap_or_else(|e: toml::de::Error| {
            found.file(&path, e.message().to_owned());
            Table::new()
        });
        File { path, table }
    }

    fn kind(&self, table: &[Param], lang: Lang, found: &mut Findings) -> KindHelp {
        let mut text = |keys: &[&str]| self.text(keys, found);
        KindHelp {
            about: text(&[lang.code(), "help"]),
            params: table.iter().map(|p| text(&[lang.code(), "params", p.name, "help"])).collect(),
        }
    }

    fn text(&self, keys: &[&str], found: &mut Findings) -> String {
        let (last, folders) = keys.split_last().unwrap_or((&"", &[]));
        let inner = folders.iter().try_fold(&self.table, |t, k| t.get(*k)?.as_table());
        match inner.and_then(|t| t.get(*last)).and_then(Value::as_str).map(str::trim) {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => {
                found.file(&self.path, format!("the text {} is missing", keys.join(".")));
                String::new()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_is_there_in_both_languages_and_a_missing_one_is_found() {
        let mut found = Findings::default();
        let made = compile(Path::new(env!("CARGO_MANIFEST_DIR")), &mut found);
        assert_eq!(found.0, []);
        for (lang, help) in &made {
            for kind in KindId::ALL {
                let h = help.kind(*kind).unwrap();
                assert_eq!(h.params.len(), kind.table().len(), "{}", kind.name());
            }
            assert!(FaultKind::ALL.iter().all(|f| !help.fault(*f).is_empty()), "{lang:?}");
        }
        assert_ne!(made[0].1.faults, made[1].1.faults, "two languages");
        compile(Path::new("/nowhere"), &mut found);
        assert!(!found.0.is_empty());
    }
}
