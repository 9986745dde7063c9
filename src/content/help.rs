//! What components, parameters and faults are for. The sentences are fetched when the first of them is
//! asked for, so that the page starts without them.

use super::fetch;
use crate::i18n::Lang;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::help::{Help, KindHelp};
use simcore::design::FaultKind;
use simcore::kinds::KindId;
use std::sync::Arc;

#[derive(Clone, Debug, Default)]
enum Shelf {
    #[default]
    Unasked,
    Asked,
    Here(Arc<Help>),
    Failed,
}

/// The explanations of both languages, as far as they are here.
#[derive(Clone, Copy)]
pub struct Helps([RwSignal<Shelf>; 2]);

impl Helps {
    /// Makes them available to everything below.
    pub fn provide() {
        provide_context(Helps([rw_signal(Shelf::Unasked), rw_signal(Shelf::Unasked)]));
    }

    /// Those of the page.
    pub fn here() -> Helps {
        use_context().unwrap_or_else(|| Helps([rw_signal(Shelf::Unasked), rw_signal(Shelf::Unasked)]))
    }

    /// About a kind.
    pub fn kind(self, lang: Lang, kind: KindId) -> String {
        self.read(lang, |h| h.kind(kind).map(|k| k.about.clone()))
    }

    /// About a parameter, by its place in the table.
    pub fn param(self, lang: Lang, kind: KindId, param: usize) -> String {
        self.read(lang, |h| of_param(h.kind(kind)?, param))
    }

    /// About links.
    pub fn link(self, lang: Lang) -> String {
        self.read(lang, |h| Some(h.link.about.clone()))
    }

    /// About a parameter of links.
    pub fn link_param(self, lang: Lang, param: usize) -> String {
        self.read(lang, |h| of_param(&h.link, param))
    }

    /// What happens in a fault.
    pub fn fault(self, lang: Lang, what: FaultKind) -> String {
        self.read(lang, |h| Some(h.fault(what).to_owned()))
    }

    /// A sentence, once it is here; until then nothing, and why not if it cannot be had.
    fn read(self, lang: Lang, find: impl Fn(&Help) -> Option<String>) -> String {
        let shelf = self.0[lang as usize];
        if shelf.with_untracked(|s| matches!(s, Shelf::Unasked)) {
            // whoever reads is told when the sentences are here, not that they were asked for
            shelf.update_untracked(|s| *s = Shelf::Asked);
            spawn_local(async move {
                let got: Result<Help, _> = fetch(&format!("content/kinds.help.{}.bin", lang.code())).await;
                shelf.set(got.map_or_else(|_| Shelf::Failed, |h| Shelf::Here(Arc::new(h))));
            });
        }
        shelf.with(|s| match s {
            Shelf::Here(help) => find(help).unwrap_or_default(),
            Shelf::Failed => lang.texts().errors.no_explanation.to_owned(),
            Shelf::Unasked | Shelf::Asked => String::new(),
        })
    }
}

fn of_param(kind: &KindHelp, param: usize) -> Option<String> {
    kind.params.get(param).cloned()
}
