//! The help: what this is in two sentences, and every key.

use crate::i18n::{kinds, use_lang, use_texts};
use crate::ui::dialog::Dialog;
use crate::view::prelude::*;
use simcore::kinds::KindId;

#[component]
pub fn HelpDialog(open: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    view! {
        <Dialog
            open
            on_close=callback(move |()| open.set(false))
            title=derived(move || t.get().shell.help_title.to_owned())
            wide=true
        >
            <p class="prose">{move || t.get().shell.help_text}</p>
            <div class="help-groups">
                {move || t.get().shell.help_groups.iter().map(|g| group(g.0, g.1.to_vec())).collect_view()}
                <KindKeys />
            </div>
        </Dialog>
    }
}

fn group(name: &'static str, keys: Vec<(&'static str, &'static str)>) -> Dom {
    let row = |(key, what): (&'static str, &'static str)| {
        view! { <div><dt><kbd class="kbd">{key}</kbd></dt><dd>{what}</dd></div> }
    };
    view! {
        <section>
            <h3>{name}</h3>
            <dl class="keys">{keys.into_iter().map(row).collect_view()}</dl>
        </section>
    }
}

/// One key per kind, from the kinds' own tables.
#[component]
fn KindKeys() -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let row = move |kind: KindId| {
        kind.meta().shortcut.map(|key| {
            view! {
                <div>
                    <dt><kbd class="kbd">{key.to_string()}</kbd></dt>
                    <dd>{move || kinds::kind(lang.get(), kind).name}</dd>
                </div>
            }
        })
    };
    view! {
        <section>
            <h3>{move || t.get().shell.help_kinds}</h3>
            <dl class="keys">{KindId::ALL.iter().copied().map(row).collect_view()}</dl>
        </section>
    }
}
